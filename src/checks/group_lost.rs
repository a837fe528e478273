//! DOC008.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::{DEEPEST_GROUP, Design, Group, GroupId};
use crate::unit;

unit! {
    /// Something stands in a group that is not there, or a group stands in itself.
    ///
    /// A file that was merged or written by hand may say so; no gesture does. What stands in no group that is there counts
    /// as standing in none. Groups that stand in each other in a circle, or more than 100 deep, are drawn as if the outer
    /// ones were not there.
    ///
    /// ```stackdraft breaks
    /// {"version": 1, "name": "shop", "connections": {},
    ///  "nodes": {"queue-a": {"kind": "queue", "name": "A", "logical_id": "AQueue", "at": [0, 0], "group": "gone"}}}
    /// ```
    ///
    /// ```stackdraft breaks
    /// {"version": 1, "name": "shop", "nodes": {}, "connections": {},
    ///  "groups": {"a": {"name": "A", "at": [0, 0], "parent": "b"}, "b": {"name": "B", "at": [0, 0], "parent": "a"}}}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// group Shop Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC008",
        name: "group_lost",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct GroupLost;

impl Check for GroupLost {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let design = context.graph.design;
        let is_lost = |group: Option<&GroupId>| group.is_some_and(|group| !design.groups.contains_key(group));
        for (id, node) in design.nodes.iter().filter(|(_, node)| is_lost(node.group.as_ref())) {
            let id = id.clone();
            out.add(Place::Node(id.clone()), format!("{} stands in a group that is not there.", node.name))
                .fix("Let it stand in no group", move |draft| draft.change_node(&id, |node| node.group = None));
        }
        for (id, _) in design.notes.iter().filter(|(_, note)| is_lost(note.group.as_ref())) {
            let note = id.clone();
            out.add(Place::Design, format!("The note {id} stands in a group that is not there."))
                .fix(format!("Let the note {id} stand in no group"), move |draft| draft.change_note(&note, |note| note.group = None));
        }
        for (id, group) in &design.groups {
            let wrong = if is_lost(group.parent.as_ref()) {
                "stands in a group that is not there"
            } else if design.groups_around(group.parent.as_ref()).any(|(around, _)| around == id) {
                "stands in itself"
            } else if is_too_deep(design, group) {
                "stands deeper in other groups than groups can"
            } else {
                continue;
            };
            let id = id.clone();
            let finding = out.add(Place::Group(id.clone()), format!("{} {wrong}.", group.name));
            finding.fix("Let it stand in no group", move |draft| draft.change_group(&id, |group| group.parent = None));
        }
    }
}

/// Whether the last group around this one that is looked at is not the outermost, and this one is the first of which that holds.
fn is_too_deep(design: &Design, group: &Group) -> bool {
    let mut around = design.groups_around(group.parent.as_ref());
    let last = around.nth(DEEPEST_GROUP - 1);
    last.is_some_and(|(_, last)| last.parent.is_none())
}
