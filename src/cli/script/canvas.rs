//! Verbs about the picture: places, groups, notes.

use super::address::{self, Placed};
use super::words::Word;
use crate::anatomy::{Card, frame};
use crate::catalog::Graph;
use crate::catalog::draft::{Draft, Problem};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{GroupId, NodeId};
use crate::draw::stack::{Way, restack};
use crate::draw::theme::GroupColor;
use crate::draw::{Arrangement, unfold};

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
        draft.check_free_group(&group)?;
        let from = draft.design().groups.get(&group).map(|g| g.at).unwrap_or_default();
        return draft.move_by(&[], &[group], &[], at.x - from.x, at.y - from.y);
    }
    let node = address::node(draft, what)?;
    draft.check_free_node(&node)?;
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
    let group = named_group(draft, name)?;
    draft.check_free_group(&group)?;
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
    let group = one_group(words, draft)?;
    draft.check_free_group(&group)?;
    draft.ungroup(&group)
}

/// `color GROUP COLOR`
pub(super) fn color(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, color] = words else { return Err(Problem::new("a group and a colour are needed")) };
    let group = named_group(draft, name)?;
    let wanted = color.text();
    let Some(color) = GroupColor::ALL.into_iter().find(|color| color.name() == wanted) else {
        let names: Vec<&str> = GroupColor::ALL.iter().map(|color| color.name()).collect();
        return Err(Problem::with_hint(format!("there is no colour `{wanted}`"), format!("the colours are {}", names.join(", "))));
    };
    draft.change_group(&group, |group| group.color = color.stored())
}

/// `lock NODE|GROUP|NOTE ...`
pub(super) fn lock(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    set_locked(words, draft, true)
}

/// `unlock NODE|GROUP|NOTE ...`
pub(super) fn unlock(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    set_locked(words, draft, false)
}

fn set_locked(words: &[Word], draft: &mut Draft<'_>, locked: bool) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("a node, a group or a note is needed"));
    }
    words.iter().try_for_each(|word| match address::thing(draft, word)? {
        Placed::Node(id) => draft.change_node(&id, |node| node.locked = locked),
        Placed::Group(id) => draft.change_group(&id, |group| group.locked = locked),
        Placed::Note(id) => draft.change_note(&id, |note| note.locked = locked),
    })
}

/// `stack NODE|NOTE front|forward|backward|back`
pub(super) fn stack(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [what, way] = words else { return Err(Problem::new("a node or note and front, forward, backward or back are needed")) };
    let way = Way::ALL.into_iter().find(|(name, _)| *name == way.text()).map(|(_, way)| way);
    let way = way.ok_or_else(|| Problem::new("a thing goes to the front, forward, backward or to the back"))?;
    match address::thing(draft, what)? {
        Placed::Node(id) => restack(draft, &[id], &[], way),
        Placed::Note(id) => restack(draft, &[], &[id], way),
        Placed::Group(_) => Err(Problem::new("groups lie below everything; nodes and notes can be stacked")),
    }
}

/// `collapse GROUP`
pub(super) fn collapse(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let group = one_group(words, draft)?;
    unfold::collapse(draft, &group)
}

/// `expand GROUP`
pub(super) fn expand(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let group = one_group(words, draft)?;
    unfold::expand(draft, &group)
}

/// The one group that is named.
fn one_group(words: &[Word], draft: &Draft<'_>) -> Result<GroupId, Problem> {
    let [name] = words else { return Err(Problem::new("a group is needed")) };
    named_group(draft, name)
}

fn named_group(draft: &Draft<'_>, name: &Word) -> Result<GroupId, Problem> {
    address::group(draft, &name.text()).ok_or_else(|| {
        let names: Vec<&str> = draft.design().groups.values().map(|g| g.name.as_str()).collect();
        let hint =
            if names.is_empty() { "the design has no groups yet".to_owned() } else { format!("the groups are {}", names.join(", ")) };
        Problem::with_hint(format!("there is no group `{}`", name.text()), hint)
    })
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

/// `arrange [GROUP]`
pub(super) fn arrange(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        let arrangement = Arrangement::of(&Graph::new(draft.design(), draft.registry()), |_| false);
        return arrangement.apply(draft);
    }
    let group = one_group(words, draft)?;
    unfold::arrange(draft, &group)
}
