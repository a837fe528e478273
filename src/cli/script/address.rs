//! What the words of a script name: nodes by name, logical ID or id; entries by title; connections by id or ends.

use super::Word;
use crate::catalog::draft::{Draft, Problem};
use crate::design::{ConnectionId, EntryId, GroupId, NodeId, NoteId};

/// The node a word names.
pub(super) fn node(draft: &Draft<'_>, word: &Word) -> Result<NodeId, Problem> {
    let text = word.text();
    find_node(draft, &text)?.ok_or_else(|| {
        let names: Vec<&str> = draft.design().nodes.values().map(|n| n.name.as_str()).collect();
        let hint = if names.is_empty() { "the design has no nodes yet".to_owned() } else { format!("the nodes are {}", names.join(", ")) };
        Problem::with_hint(format!("there is no node `{text}`"), hint)
    })
}

/// The node a text names; none where nothing is called so, a problem where several are.
fn find_node(draft: &Draft<'_>, text: &str) -> Result<Option<NodeId>, Problem> {
    let nodes = &draft.design().nodes;
    if let Some((id, _)) = nodes.get_key_value(text) {
        return Ok(Some(id.clone()));
    }
    if let Some((id, _)) = nodes.iter().find(|(_, n)| n.logical_id == text) {
        return Ok(Some(id.clone()));
    }
    let exact: Vec<_> = nodes.iter().filter(|(_, n)| n.name == text).collect();
    let found = if exact.is_empty() { nodes.iter().filter(|(_, n)| n.name.eq_ignore_ascii_case(text)).collect() } else { exact };
    match found[..] {
        [] => Ok(None),
        [(id, _)] => Ok(Some(id.clone())),
        _ => {
            let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
            Err(Problem::with_hint(format!("several nodes are called `{text}`"), format!("say which: {}", ids.join(", "))))
        }
    }
}

/// The node and perhaps the entry a word names: `Node` or `Node/Entry`.
pub(super) fn node_and_entry(draft: &Draft<'_>, word: &Word) -> Result<(NodeId, Option<EntryId>), Problem> {
    if let Ok(Some(id)) = find_node(draft, &word.text()) {
        return Ok((id, None));
    }
    let Some((head, tail)) = word.split_once('/') else { return Ok((node(draft, word)?, None)) };
    let id = node(draft, &head)?;
    let entry = draft.find_entry(&id, &tail.text());
    let missing = || Problem::new(format!("{} has no entry `{}`", head.text(), tail.text()));
    Ok((id, Some(entry.ok_or_else(missing)?)))
}

/// What can have fields.
pub(super) enum Owner {
    Node(NodeId),
    Entry(NodeId, EntryId),
    Connection(ConnectionId),
}

/// What a word names, of all that has fields; connections by id or as `A -> B`.
pub(super) fn owner(draft: &Draft<'_>, word: &Word) -> Result<Owner, Problem> {
    if let Some(connection) = connection(draft, &word.text()) {
        return Ok(Owner::Connection(connection));
    }
    Ok(match node_and_entry(draft, word)? {
        (node, None) => Owner::Node(node),
        (node, Some(entry)) => Owner::Entry(node, entry),
    })
}

/// The connection a text names, by its id or as `A -> B`.
pub(super) fn connection(draft: &Draft<'_>, text: &str) -> Option<ConnectionId> {
    let connections = &draft.design().connections;
    if let Some((id, _)) = connections.get_key_value(text) {
        return Some(id.clone());
    }
    let (from, to) = text.split_once("->").or_else(|| text.split_once('→'))?;
    let from = find_node(draft, from.trim()).ok().flatten()?;
    let to = find_node(draft, to.trim()).ok().flatten()?;
    connections.iter().find(|(_, c)| c.source == from && c.target == to).map(|(id, _)| id.clone())
}

/// What has a place on the canvas.
pub(super) enum Placed {
    Node(NodeId),
    Group(GroupId),
    Note(NoteId),
}

/// What a word names, of all that has a place: a node, a group, a note.
pub(super) fn thing(draft: &Draft<'_>, word: &Word) -> Result<Placed, Problem> {
    let problem = match node(draft, word) {
        Ok(id) => return Ok(Placed::Node(id)),
        Err(problem) => problem,
    };
    let text = word.text();
    group(draft, &text).map(Placed::Group).or_else(|| note(draft, &text).map(Placed::Note)).ok_or(problem)
}

/// The group a text names, by id or name.
pub(super) fn group(draft: &Draft<'_>, text: &str) -> Option<GroupId> {
    draft.design().groups.iter().find(|(id, g)| id.as_str() == text || g.name.eq_ignore_ascii_case(text)).map(|(id, _)| id.clone())
}

/// The note a text names, by id or by all it says.
pub(super) fn note(draft: &Draft<'_>, text: &str) -> Option<NoteId> {
    draft.design().notes.iter().find(|(id, n)| id.as_str() == text || n.text == text).map(|(id, _)| id.clone())
}
