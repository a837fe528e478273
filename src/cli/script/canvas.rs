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

/// `ungroup GROUP`
pub(super) fn ungroup(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name] = words else { return Err(Problem::new("a group is needed")) };
    let group = address::group(draft, &name.text()).ok_or_else(|| Problem::new(format!("there is no group `{}`", name.text())))?;
    draft.ungroup(&group)
}

/// `note TEXT [X Y]`
pub(super) fn note(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let (text, at) = match words {
        [text] => (text, Point::default()),
        [text, x, y] => (text, Point::new(number(x)?, number(y)?)),
        _ => return Err(Problem::new("one text in quotes is needed, and perhaps two coordinates")),
    };
    draft.add_note(&text.text(), at);
    Ok(())
}

/// `arrange`
pub(super) fn arrange(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if !words.is_empty() {
        return Err(Problem::new("`arrange` takes nothing"));
    }
    let arrangement = Arrangement::of(&Graph::new(draft.design(), draft.registry()), |_| false);
    arrangement.apply(draft)
}
