//! Verbs about connections.

use super::address;
use super::nodes::{parsed, words_node};
use super::words::Word;
use crate::catalog::draft::{Draft, Problem};
use crate::design::geometry::Point;
use crate::design::{ConnectionId, LineEnd};

/// `connect NODE[/ENTRY] NODE [as CONNECTION] [FIELD=VALUE ...] [END=NODE ...]`, or
/// `connect NODE[/ENTRY] NODE through SERVICE[,SERVICE]`
pub(super) fn connect(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [source, target, rest @ ..] = words else { return Err(Problem::new("two nodes are needed")) };
    let through = match rest {
        [word, services] if word.text() == "through" => Some(services.text()),
        _ => None,
    };
    let (kind, rest) = kind(rest)?;
    let (source, entry) = address::node_and_entry(draft, source)?;
    let target = address::node(draft, target)?;
    if let Some(services) = through {
        let services: Vec<&str> = services.split(',').collect();
        return draft.connect_through(&source, entry.as_ref(), &target, &services).map(drop);
    }
    let id = draft.connect(&source, entry.as_ref(), &target, kind.as_deref())?;
    let chosen = draft.registry().connection(&draft.connection(&id)?.kind);
    let (fields, ends) = chosen.map_or((&[][..], &[][..]), |k| (k.spec().fields, k.spec().ends));
    for word in rest {
        let (name, value) = word.split_once('=').ok_or_else(|| Problem::new(format!("`{}` is not FIELD=VALUE", word.text())))?;
        let (name, value) = (name.text(), value.text());
        if ends.iter().any(|e| e.id == name) {
            let node = words_node(draft, &value)?;
            draft.set_end(&id, &name, Some(&node))?;
        } else {
            let value = parsed(fields, &name, &value)?;
            draft.set_connection_field(&id, &name, Some(value))?;
        }
    }
    Ok(())
}

/// `as KIND` at the front of the words, and what follows.
fn kind(words: &[Word]) -> Result<(Option<String>, &[Word]), Problem> {
    match words {
        [word, rest @ ..] if word.text() == "as" => match rest {
            [kind, rest @ ..] => Ok((Some(kind.text()), rest)),
            [] => Err(Problem::new("a connection kind is needed behind `as`")),
        },
        _ => Ok((None, words)),
    }
}

/// `disconnect NODE[/ENTRY] NODE [as CONNECTION]`, or `disconnect CONNECTION`
pub(super) fn disconnect(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let id = line(words, draft)?;
    draft.disconnect(&id)
}

/// `lead NODE[/ENTRY] NODE [as CONNECTION] to|from NODE`
pub(super) fn lead(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [line_words @ .., way, node] = words else { return Err(Problem::new("a line, `to` or `from`, and a node are needed")) };
    let end = match way.text().as_str() {
        "to" => LineEnd::Target,
        "from" => LineEnd::Source,
        other => return Err(Problem::new(format!("`{other}` is neither `to` nor `from`"))),
    };
    let id = line(line_words, draft)?;
    let (node, entry) = address::node_and_entry(draft, node)?;
    draft.lead_to(&id, end, &node, entry.as_ref()).map(drop)
}

/// `bend NODE[/ENTRY] NODE [as CONNECTION] through X,Y ...`
pub(super) fn bend(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let through = words.iter().position(|word| word.text() == "through");
    let (line_words, corners) = through.map_or((words, &[][..]), |at| (&words[..at], &words[at + 1..]));
    if corners.is_empty() {
        return Err(Problem::new("`through` and the corners of the line are needed"));
    }
    let id = line(line_words, draft)?;
    let corners = corners.iter().map(corner).collect::<Result<Vec<Point>, _>>()?;
    draft.change_connection(&id, |line| line.waypoints = corners)
}

fn corner(word: &Word) -> Result<Point, Problem> {
    let text = word.text();
    let number = |part: &str| part.trim().parse().ok().filter(|n: &f32| n.is_finite() && n.abs() < 1e6);
    let point = text.split_once(',').and_then(|(x, y)| Some(Point::new(number(x)?, number(y)?)));
    point.map(Point::rounded).ok_or_else(|| Problem::new(format!("`{text}` is no corner such as 300,40")))
}

/// `straighten NODE[/ENTRY] NODE [as CONNECTION]`
pub(super) fn straighten(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let id = line(words, draft)?;
    draft.change_connection(&id, |line| line.waypoints.clear())
}

/// The line that words name: by its ends, or by its id.
fn line(words: &[Word], draft: &Draft<'_>) -> Result<ConnectionId, Problem> {
    if let [word] = words {
        let found = address::connection(draft, &word.text());
        return found.ok_or_else(|| Problem::new(format!("there is no connection `{}`", word.text())));
    }
    let [source, target, rest @ ..] = words else { return Err(Problem::new("two nodes are needed")) };
    let (kind, _) = kind(rest)?;
    let (from, entry) = address::node_and_entry(draft, source)?;
    let to = address::node(draft, target)?;
    let found: Vec<ConnectionId> = draft
        .design()
        .connections
        .iter()
        .filter(|(_, c)| c.source == from && c.target == to)
        .filter(|(_, c)| entry.is_none() || c.entry == entry)
        .filter(|(_, c)| kind.as_ref().is_none_or(|k| c.kind == *k))
        .map(|(id, _)| id.clone())
        .collect();
    match &found[..] {
        [] => Err(Problem::new(format!("no line leads from {} to {}", source.text(), target.text()))),
        [id] => Ok(id.clone()),
        several => {
            let ids: Vec<&str> = several.iter().map(ConnectionId::as_str).collect();
            Err(Problem::with_hint("several lines lead there", format!("say which: {}", ids.join(", "))))
        }
    }
}
