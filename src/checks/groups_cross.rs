//! DOC004.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::geometry::Rect;
use crate::unit;

unit! {
    /// The frames of two groups cross.
    ///
    /// A reader cannot tell what belongs where. Groups stand apart, or one inside the other.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Payments
    /// group Shop Orders
    /// group Bank Payments
    /// frame Shop 0 0 400 300
    /// frame Bank 200 100 400 300
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Payments
    /// group Shop Orders
    /// group Bank Payments
    /// frame Shop 0 0 400 300
    /// frame Bank 500 0 400 300
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC004",
        name: "groups_cross",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct GroupsCross;

impl Check for GroupsCross {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let design = context.graph.design;
        let mut frames: Vec<_> = design.groups.iter().map(|(id, group)| (group.frame(), id, group)).collect();
        frames.sort_by(|a, b| a.0.min.x.total_cmp(&b.0.min.x).then(a.1.cmp(b.1)));
        for (number, (frame, id, group)) in frames.iter().enumerate() {
            // Whatever begins behind this frame crosses none before it.
            let near = frames[number + 1..].iter().take_while(|(other, ..)| other.min.x < frame.max.x);
            for (other, other_id, other_group) in near {
                let nested = design.group_within(id, other_id) || design.group_within(other_id, id);
                if !nested && cross(frame, other) {
                    let message = format!("The frames of {} and {} cross.", group.name, other_group.name);
                    out.add(Place::Group((*id).clone()), message).related([Place::Group((*other_id).clone())]);
                }
            }
        }
    }
}

fn cross(a: &Rect, b: &Rect) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}
