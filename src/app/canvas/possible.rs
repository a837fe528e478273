//! Where the line that is being pulled can lead.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Context, Id};

use super::interaction::Interaction;
use crate::REGISTRY;
use crate::app::document::Document;
use crate::app::neighbourhood::neighbourhood;
use crate::catalog::{Ends, Graph};
use crate::design::{ConnectionId, Design, EntryId, LineEnd, NodeId};

/// The ends of a line that is pulled or led elsewhere, one of them open.
struct Open<'a> {
    source: Option<(&'a NodeId, Option<&'a EntryId>)>,
    target: Option<&'a NodeId>,
    /// The line, where there is one already.
    line: Option<&'a ConnectionId>,
}

impl<'a> Open<'a> {
    fn of(document: &'a Document, interaction: &'a Interaction) -> Option<Self> {
        match interaction {
            Interaction::Pulling { source, entry, .. } => Some(Self { source: Some((source, entry.as_ref())), target: None, line: None }),
            Interaction::Leading { line: id, end, .. } => {
                let line = document.design().connections.get(id)?;
                Some(match end {
                    LineEnd::Source => Self { source: None, target: Some(&line.target), line: Some(id) },
                    LineEnd::Target => Self { source: Some((&line.source, line.entry.as_ref())), target: None, line: Some(id) },
                })
            }
            _ => None,
        }
    }

    /// The design without the line that is led elsewhere: it must not stand in its own way.
    fn without<'d>(&self, design: &'d Design) -> Cow<'d, Design> {
        let mut design = Cow::Borrowed(design);
        if let Some(line) = self.line {
            design.to_mut().connections.remove(line);
        }
        design
    }

    /// The end that stays.
    fn fixed(&self) -> Option<&'a NodeId> {
        self.source.map(|(id, _)| id).or(self.target)
    }

    /// Both ends, the open one at a node.
    fn ends<'g>(&self, graph: &'g Graph<'g>, node: &NodeId) -> Option<Ends<'g>>
    where
        'a: 'g,
    {
        let (source, entry) = self.source.unwrap_or((node, None));
        graph.ends(source, entry, self.target.unwrap_or(node))
    }
}

/// What they depend on: the document, its revision, the end that stays and the line that is led elsewhere.
type Key = (u64, u64, NodeId, Option<EntryId>, bool, Option<ConnectionId>);

/// The nodes the line can lead to, the one at its other end among them; `None` while no line is drawn. They are found once,
/// and kept as long as the line is drawn.
pub(super) fn targets(ctx: &Context, document: &Document, interaction: &Interaction) -> Option<Arc<BTreeSet<NodeId>>> {
    let open = Open::of(document, interaction)?;
    let fixed = open.fixed()?;
    let entry = open.source.and_then(|(_, entry)| entry.cloned());
    let key: Key = (document.id, document.editor.revision(), fixed.clone(), entry, open.source.is_some(), open.line.cloned());
    let place = Id::unique("where the line can lead");
    if let Some((kept, targets)) = ctx.data(|data| data.get_temp::<(Key, Arc<BTreeSet<NodeId>>)>(place))
        && kept == key
    {
        return Some(targets);
    }
    let targets = Arc::new(find(document, &open, fixed)?);
    ctx.data_mut(|data| data.insert_temp(place, (key, Arc::clone(&targets))));
    Some(targets)
}

fn find(document: &Document, open: &Open<'_>, fixed: &NodeId) -> Option<BTreeSet<NodeId>> {
    let without = open.without(document.design());
    let design = &*without;
    let graph = Graph::new(design, &REGISTRY);
    let kind = &design.nodes.get(fixed)?.kind;
    // Most kinds have no line from or to here at all: they need no closer look.
    let mut by_kind: BTreeMap<&str, bool> = BTreeMap::new();
    let mut found = BTreeSet::from([fixed.clone()]);
    for (id, node) in &design.nodes {
        let any = *by_kind.entry(&node.kind).or_insert_with(|| {
            let (from, to) = if open.source.is_some() { (kind, &node.kind) } else { (&node.kind, kind) };
            REGISTRY.between(from, to).next().is_some()
        });
        if any && open.ends(&graph, id).is_some_and(|ends| REGISTRY.possible(&ends).is_ok()) {
            found.insert(id.clone());
        }
    }
    Some(found)
}

/// Why the line cannot lead to a node.
pub(super) fn refusal(document: &Document, interaction: &Interaction, node: &NodeId) -> Option<String> {
    let open = Open::of(document, interaction)?;
    let fixed = open.fixed()?;
    if fixed == node {
        return None;
    }
    let design = neighbourhood(&open.without(document.design()), [fixed, node]);
    let graph = Graph::new(&design, &REGISTRY);
    let ends = open.ends(&graph, node)?;
    REGISTRY.possible(&ends).err().map(|refusal| refusal.reason)
}
