//! DOC004.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::geometry::Rect;
use crate::design::{Design, GroupId};
use crate::unit;

/// So many are told.
const MOST_TOLD: usize = 1_000;

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
        let nesting = Nesting::of(design);
        let mut told = 0;
        for (number, (frame, id, group)) in frames.iter().enumerate() {
            // Whatever begins behind this frame crosses none before it.
            let near = frames[number + 1..].iter().take_while(|(other, ..)| other.min.x < frame.max.x);
            for (other, other_id, other_group) in near {
                if cross(frame, other) && !nesting.one_in_the_other(id, other_id) {
                    // Nobody reads more of them.
                    if told == MOST_TOLD {
                        return;
                    }
                    told += 1;
                    let message = format!("The frames of {} and {} cross.", group.name, other_group.name);
                    out.add(Place::Group((*id).clone()), message).related([Place::Group((*other_id).clone())]);
                }
            }
        }
    }
}

/// When each group begins and ends on a walk from group to group inwards: what begins and ends in between is inside.
struct Nesting<'d>(BTreeMap<&'d GroupId, (usize, usize)>);

impl<'d> Nesting<'d> {
    fn of(design: &'d Design) -> Self {
        let mut within: BTreeMap<&GroupId, Vec<&GroupId>> = BTreeMap::new();
        let mut waiting = Vec::new();
        for (id, group) in &design.groups {
            match group.parent.as_ref().filter(|parent| design.groups.contains_key(*parent)) {
                Some(parent) => within.entry(parent).or_default().push(id),
                None => waiting.push((id, false)),
            }
        }
        let mut spans: BTreeMap<&GroupId, (usize, usize)> = BTreeMap::new();
        let mut clock = 0;
        while let Some((id, done)) = waiting.pop() {
            clock += 1;
            if done {
                spans.entry(id).and_modify(|span| span.1 = clock);
                continue;
            }
            spans.insert(id, (clock, clock));
            waiting.push((id, true));
            waiting.extend(within.get(id).into_iter().flatten().map(|inner| (*inner, false)));
        }
        Self(spans)
    }

    fn one_in_the_other(&self, a: &GroupId, b: &GroupId) -> bool {
        // Groups that stand in each other in a circle are a matter of their own.
        let (Some(a), Some(b)) = (self.0.get(a), self.0.get(b)) else { return true };
        (a.0 <= b.0 && b.1 <= a.1) || (b.0 <= a.0 && a.1 <= b.1)
    }
}

fn cross(a: &Rect, b: &Rect) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}
