//! Verbs about the picture: places, groups, notes.

use super::address;
use super::words::Word;
use crate::anatomy::{Card, frame};
use crate::catalog::Graph;
use crate::catalog::draft::{Draft, Problem};
use crate::design::NodeId;
use crate::design::geometry::{Point, Rect, Size};
use crate::draw::Arrangement;

/// The frame of a group around nothing.
const EMPTY_GROUP: Size = Size::new(280.0, 160.0);

fn number(word: &Word) -> Result<f32, Problem> {
    let text = word.text();
    let number: Option<f32> = text.parse().ok();
    number.filter(|n: &f32| n.is_finite() && n.abs() < 1e6).ok_or_else(|| Problem::new(format!("`{text}` is no coordinate")))
}

/// `move NODE X Y`
pub(super) fn move_to(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [what, x, y] = words else { return Err(Problem::new("a node and two coordinates are needed")) };
    let at = Point::new(number(x)?, number(y)?).rounded();
    if let (Err(_), Some(group)) = (address::node(draft, what), address::group(draft, &what.text())) {
        let from = draft.design().groups.get(&group).map(|g| g.at).unwrap_or_default();
        return draft.move_by(&[], &[group], &[], at.x - from.x, at.y - from.y);
    }
    let node = address::node(draft, what)?;
    draft.change_node(&node, |n| n.at = at)
}

/// `group NAME NODE ...`
pub(super) fn group(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, members @ ..] = words else { return Err(Problem::new("a name is needed")) };
    let members = members.iter().map(|m| address::node(draft, m)).collect::<Result<Vec<NodeId>, _>>()?;
    let frame = {
        let graph = Graph::new(draft.design(), draft.registry());
        let cards = members.iter().filter_map(|id| Some(Rect::from_min_size(draft.design().nodes.get(id)?.at, Card::of(&graph, id)?.size)));
        frame::around(cards).unwrap_or(Rect::from_min_size(Point::default(), EMPTY_GROUP))
    };
    draft.add_group(&name.text(), &members, frame).map(drop)
}

/// `frame GROUP X Y WIDTH HEIGHT`
pub(super) fn frame(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, x, y, width, height] = words else { return Err(Problem::new("a group, two coordinates, a width and a height are needed")) };
    let group = address::group(draft, &name.text()).ok_or_else(|| Problem::new(format!("there is no group `{}`", name.text())))?;
    let (at, size) = (Point::new(number(x)?, number(y)?).rounded(), size(width, height)?);
    draft.change_group(&group, |g| (g.at, g.size) = (at, size))
}

fn size(width: &Word, height: &Word) -> Result<Size, Problem> {
    let (width, height) = (number(width)?.round(), number(height)?.round());
    if width < 1.0 || height < 1.0 {
        return Err(Problem::new("width and height are at least 1"));
    }
    Ok(Size::new(width, height))
}

/// `ungroup GROUP`
pub(super) fn ungroup(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name] = words else { return Err(Problem::new("a group is needed")) };
    let group = address::group(draft, &name.text()).ok_or_else(|| Problem::new(format!("there is no group `{}`", name.text())))?;
    draft.ungroup(&group)
}

/// `note TEXT [X Y [WIDTH HEIGHT]]`
pub(super) fn note(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let (text, at, size) = match words {
        [text] => (text, Point::default(), None),
        [text, x, y] => (text, Point::new(number(x)?, number(y)?), None),
        [text, x, y, width, height] => (text, Point::new(number(x)?, number(y)?), Some(size(width, height)?)),
        _ => return Err(Problem::new("one text in quotes is needed, and perhaps two coordinates, a width and a height")),
    };
    let id = draft.add_note(&text.text(), at);
    match size {
        Some(size) => draft.change_note(&id, |n| n.size = size),
        None => Ok(()),
    }
}

/// `arrange`
pub(super) fn arrange(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if !words.is_empty() {
        return Err(Problem::new("`arrange` takes nothing"));
    }
    let arrangement = Arrangement::of(&Graph::new(draft.design(), draft.registry()), |_| false);
    arrangement.apply(draft)
}
