//! Nodes of which nobody hears when something is amiss, told together and mended by alarms of their own.

use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Context, Findings, Graph, LineStyle, NodeView, Place, alarm};
use crate::design::{Fields, NodeId};

/// Whether an alarm of a node watches one of these.
pub(super) fn is_watched(node: &NodeView<'_>, presets: &[&str]) -> bool {
    alarm::of(node).iter().any(|alarm| presets.contains(&alarm.preset.id))
}

/// Reports the nodes that have none of the alarms they should have; the fix gives each the first of them, and leads it to
/// the topic that alarms lead to already, where there is one.
pub(super) fn report(context: &Context<'_>, nodes: &[NodeView<'_>], what: &str, preset: &'static str, out: &mut Findings<'_>) {
    let names: Vec<&str> = nodes.iter().map(|node| node.node.name.as_str()).collect();
    let named = match names.as_slice() {
        [] => return,
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    };
    let receiver = context.graph.lines().find(|line| line.kind.spec().style == LineStyle::Alarm && line.target.node.kind == "topic");
    let receiver = receiver.map(|line| line.target.id.clone());
    let ids: Vec<NodeId> = nodes.iter().map(|node| node.id.clone()).collect();
    let title = if names.len() == 1 { "Watch it by an alarm" } else { "Watch them by alarms" };
    let finding = out.add(Place::Design, format!("Nobody is told when {what} {named}."));
    let finding = finding.related(ids.iter().cloned().map(Place::Node));
    finding.unsafe_fix(title, move |draft| ids.iter().try_for_each(|id| watch(draft, id, preset, receiver.as_ref())));
}

fn watch(draft: &mut Draft<'_>, id: &NodeId, preset: &'static str, receiver: Option<&NodeId>) -> Result<(), Problem> {
    draft.add_entry(id, alarm::FACET, "", Fields::from([("metric".to_owned(), preset.into())]))?;
    let Some(receiver) = receiver else { return Ok(()) };
    let graph = Graph::new(draft.design(), draft.registry());
    let joined = graph.outgoing(id).any(|line| line.kind.spec().style == LineStyle::Alarm && line.target.id == receiver);
    let kind = graph.ends(id, None, receiver).and_then(|ends| draft.registry().alarms(&ends).ok()).map(|kind| kind.spec().id);
    match kind {
        Some(kind) if !joined => draft.connect(id, None, receiver, Some(kind)).map(drop),
        _ => Ok(()),
    }
}
