//! What the pointer is doing on the canvas: one state and one pure transition, without egui.

use super::bend;
use super::grasp::{begin_drag, moving, resizing, things_within};
use super::hit::{self, Hit};
use super::snap::{Guides, Surroundings};
use crate::app::selection::{Selection, Thing};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{ConnectionId, EntryId, GroupId, LineEnd, NodeId};
use crate::draw::Scene;
use crate::draw::bend::Grip;

/// What the pointer is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Interaction {
    /// Nothing.
    #[default]
    Idle,
    /// A button is down, and has not moved far enough to mean more than a click.
    Pressed {
        /// What it went down on.
        hit: Hit,
        /// Where.
        from: Point,
    },
    /// Moving the view.
    Panning,
    /// Moving what is selected.
    Moving {
        /// What moves.
        things: Selection,
        /// Where it was taken hold of.
        from: Point,
        /// How far it has come, snapped.
        by: (f32, f32),
        /// What it may align with.
        around: Option<Surroundings>,
        /// What shows why it comes to rest there.
        guides: Guides,
        /// Whether a copy moves and the original stays.
        copies: bool,
    },
    /// Pulling a line out of a port.
    Pulling {
        /// The node it starts at.
        source: NodeId,
        /// The entry it starts at.
        entry: Option<EntryId>,
        /// Where the pointer is.
        at: Point,
        /// The node under the pointer.
        over: Option<NodeId>,
    },
    /// Leading an end of a line elsewhere.
    Leading {
        /// The line.
        line: ConnectionId,
        /// Which end.
        end: LineEnd,
        /// Where the pointer is.
        at: Point,
        /// The node under the pointer.
        over: Option<NodeId>,
    },
    /// Pulling a piece or a corner of a line elsewhere.
    Bending {
        /// The line.
        line: ConnectionId,
        /// What of it.
        grip: Grip,
        /// Where to.
        at: Point,
    },
    /// Drawing a box around what is to be selected.
    Boxing {
        /// Where it began.
        from: Point,
        /// Where the pointer is.
        to: Point,
        /// What stays selected besides.
        keeps: Selection,
    },
    /// Pulling the lower right corner of a group or note.
    Resizing {
        /// Which.
        thing: Thing,
        /// Its frame before.
        before: Rect,
        /// Its size now.
        size: Size,
    },
}

/// What the pointer did.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The main button went down.
    Press {
        /// On what.
        hit: Hit,
        /// Where.
        at: Point,
        /// Whether it moves the view: the middle button, or the space bar with it.
        pans: bool,
    },
    /// It moved far enough with the button down.
    Drag {
        /// Where it is.
        at: Point,
        /// The modifier keys.
        keys: Keys,
    },
    /// The button went up.
    Release {
        /// Where.
        at: Point,
        /// The modifier keys.
        keys: Keys,
    },
    /// Escape, or the window lost the focus.
    Cancel,
}

/// The modifier keys that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Adds to the selection.
    pub shift: bool,
    /// Leaves the grid, or keeps to it where things move freely; at the start of a move, moves a copy.
    pub alt: bool,
    /// Whether things move freely, as the settings have it.
    pub free: bool,
    /// How far the places of the grid are apart.
    pub grid: u16,
}

impl Default for Keys {
    fn default() -> Self {
        Self { shift: false, alt: false, free: false, grid: 8 }
    }
}

/// What follows for the design or the selection.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Select.
    Select(Selection),
    /// Move these by this much.
    Move(Selection, f32, f32),
    /// Put copies of these this much further.
    Copy(Selection, f32, f32),
    /// Draw a line.
    Connect(NodeId, Option<EntryId>, NodeId),
    /// Offer what can stand at the end of a line that was let go here.
    Offer(NodeId, Option<EntryId>, Point),
    /// Lead an end of a line to a node.
    Lead(ConnectionId, LineEnd, NodeId, Option<EntryId>),
    /// Give a group or note this size.
    Resize(Thing, Size),
    /// Collapse a group or open it.
    Fold(GroupId),
    /// Run a line through these corners.
    Bend(ConnectionId, Vec<Point>),
}

impl Interaction {
    /// How far what moves has come.
    pub fn moved(&self) -> Option<(f32, f32)> {
        if let Self::Moving { by, copies: false, .. } = self { Some(*by) } else { None }
    }

    /// What follows from an input.
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "a table of states and inputs, in the order they are tried")]
    pub fn step(self, input: Input, scene: &Scene, selection: &Selection) -> (Self, Option<Effect>) {
        match (self, input) {
            (_, Input::Cancel) => (Self::Idle, None),
            (_, Input::Press { pans: true, .. }) => (Self::Panning, None),
            (_, Input::Press { hit, at, .. }) => (Self::Pressed { hit, from: at }, None),
            (Self::Pressed { hit, from }, Input::Drag { at, keys }) => begin_drag(hit, from, at, keys, scene, selection),
            (Self::Moving { things, from, copies, around, .. }, Input::Drag { at, keys }) => {
                (moving(things, around, (from, at), keys, copies), None)
            }
            (Self::Pulling { source, entry, .. }, Input::Drag { at, .. }) => {
                let over = hit::target_at(scene, at).map(|card| card.id.clone());
                (Self::Pulling { source, entry, at, over }, None)
            }
            (Self::Leading { line, end, .. }, Input::Drag { at, .. }) => {
                let over = hit::target_at(scene, at).map(|card| card.id.clone());
                (Self::Leading { line, end, at, over }, None)
            }
            (Self::Boxing { from, keeps, .. }, Input::Drag { at, .. }) => {
                let inside = Selection::of(things_within(scene, &Rect::from_points(from, at)));
                (Self::Boxing { from, to: at, keeps: keeps.clone() }, Some(Effect::Select(keeps.union(&inside))))
            }
            (Self::Resizing { thing, before, .. }, Input::Drag { at, keys }) => (resizing(thing, before, at, keys), None),
            (Self::Bending { line, grip, .. }, Input::Drag { at, keys }) => (bend::bending(scene, line, grip, at, keys), None),
            (state, Input::Drag { .. }) => (state, None),
            (Self::Pressed { hit, .. }, Input::Release { keys, .. }) => (Self::Idle, click(&hit, keys, scene, selection)),
            (Self::Moving { things, by, copies, .. }, Input::Release { .. }) => {
                let effect = if copies { Effect::Copy(things, by.0, by.1) } else { Effect::Move(things, by.0, by.1) };
                (Self::Idle, (by != (0.0, 0.0)).then_some(effect))
            }
            (Self::Pulling { source, entry, .. }, Input::Release { at, .. }) => {
                let effect = match hit::target_at(scene, at) {
                    Some(card) if card.id == source => None,
                    Some(card) => Some(Effect::Connect(source, entry, card.id.clone())),
                    None => Some(Effect::Offer(source, entry, at)),
                };
                (Self::Idle, effect)
            }
            (Self::Leading { line, end, .. }, Input::Release { at, .. }) => {
                let effect = hit::target_at(scene, at).map(|card| Effect::Lead(line, end, card.id.clone(), hit::entry_at(card, at)));
                (Self::Idle, effect)
            }
            (Self::Bending { line, grip, at }, Input::Release { .. }) => {
                let item = scene.line(&line).and_then(|place| scene.lines.get(place));
                let item = item.filter(|item| scene.can_run(item, &item.pulled(grip, at)));
                let waypoints = item.map(|item| item.bent(grip, at)).filter(|bent| item.is_some_and(|item| *bent != item.waypoints));
                (Self::Idle, waypoints.map(|waypoints| Effect::Bend(line, waypoints)))
            }
            (Self::Resizing { thing, before, size }, Input::Release { .. }) => {
                (Self::Idle, (size != before.size()).then_some(Effect::Resize(thing, size)))
            }
            (Self::Idle | Self::Panning | Self::Boxing { .. }, Input::Release { .. }) => (Self::Idle, None),
        }
    }
}

/// The thing a hit is on.
pub fn thing_of(hit: &Hit) -> Option<Thing> {
    Some(match hit {
        Hit::Canvas => return None,
        Hit::Card(id) | Hit::Port(id, _) => Thing::Node(id.clone()),
        Hit::Wire(id) | Hit::LineEnd(id, _) | Hit::Bend(id, ..) => Thing::Connection(id.clone()),
        Hit::Group(id) | Hit::GroupCorner(id) | Hit::Fold(id) => Thing::Group(id.clone()),
        Hit::Note(id) | Hit::NoteCorner(id) => Thing::Note(id.clone()),
    })
}

fn click(hit: &Hit, keys: Keys, scene: &Scene, selection: &Selection) -> Option<Effect> {
    if let Hit::Fold(id) = hit {
        return Some(Effect::Fold(id.clone()));
    }
    let merged = if let Hit::Wire(id) = hit { scene.line(id).and_then(|line| scene.lines.get(line)) } else { None };
    let merged = merged.filter(|line| !line.others.is_empty());
    match thing_of(hit) {
        Some(_) if merged.is_some() => {
            let lines = merged.into_iter().flat_map(|line| line.connections()).map(|id| Thing::Connection(id.clone()));
            let lines = Selection::of(lines);
            Some(Effect::Select(if keys.shift { selection.union(&lines) } else { lines }))
        }
        Some(thing) if keys.shift => Some(Effect::Select(selection.toggled(&thing))),
        Some(thing) => Some(Effect::Select(Selection::one(thing))),
        None if keys.shift => None,
        None => Some(Effect::Select(Selection::default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::catalog::Graph;
    use crate::catalog::draft::Draft;
    use crate::design::Design;

    fn scene() -> (Scene, NodeId, NodeId) {
        let mut draft = Draft::new(&Design::new("shop"), &REGISTRY);
        let queue = draft.add_node("queue", "Orders", Some(Point::new(80.0, 80.0))).unwrap();
        let worker = draft.add_node("function", "Worker", Some(Point::new(400.0, 80.0))).unwrap();
        (Scene::new(&Graph::new(draft.design(), &REGISTRY)), queue, worker)
    }

    /// Runs a gesture and returns the last state with every effect.
    fn gesture(scene: &Scene, selection: &Selection, points: &[Point], keys: Keys) -> (Interaction, Vec<Effect>) {
        let mut selection = selection.clone();
        let mut effects = Vec::new();
        let mut state = Interaction::Idle;
        let last = points.len() - 1;
        for (number, at) in points.iter().enumerate() {
            let inputs = match number {
                0 => vec![Input::Press { hit: hit::hit(scene, *at, 4.0), at: *at, pans: false }],
                n if n == last => vec![Input::Drag { at: *at, keys }, Input::Release { at: *at, keys }],
                _ => vec![Input::Drag { at: *at, keys }],
            };
            for input in inputs {
                let (next, effect) = state.step(input, scene, &selection);
                state = next;
                if let Some(Effect::Select(selected)) = &effect {
                    selection = selected.clone();
                }
                effects.extend(effect);
            }
        }
        (state, effects)
    }

    #[test]
    fn dragging_a_card_selects_and_moves_it_on_the_grid() {
        let (scene, queue, _) = scene();
        let points = [Point::new(120.0, 100.0), Point::new(130.0, 110.0), Point::new(151.0, 223.0)];
        let (state, effects) = gesture(&scene, &Selection::default(), &points, Keys::default());
        let things = Selection::one(Thing::Node(queue));
        assert_eq!(state, Interaction::Idle);
        assert_eq!(effects, [Effect::Select(things.clone()), Effect::Move(things, 32.0, 120.0)]);
    }

    #[test]
    fn escape_leaves_everything_as_it_was() {
        let (scene, ..) = scene();
        let press = Input::Press { hit: hit::hit(&scene, Point::new(120.0, 100.0), 4.0), at: Point::new(120.0, 100.0), pans: false };
        let (state, _) = Interaction::Idle.step(press, &scene, &Selection::default());
        let (state, _) = state.step(Input::Drag { at: Point::new(300.0, 300.0), keys: Keys::default() }, &scene, &Selection::default());
        assert!(matches!(state, Interaction::Moving { .. }));
        let (state, effect) = state.step(Input::Cancel, &scene, &Selection::default());
        assert_eq!((state, effect), (Interaction::Idle, None));
    }

    #[test]
    fn a_line_is_pulled_from_port_to_card_or_offers_what_can_stand_there() {
        let (scene, queue, worker) = scene();
        let card = hit::card(&scene, &queue).unwrap();
        let port = card.rect.min.offset(card.card.size.width, 28.0);
        let (_, effects) =
            gesture(&scene, &Selection::default(), &[port, Point::new(300.0, 90.0), Point::new(450.0, 100.0)], Keys::default());
        assert_eq!(effects, [Effect::Connect(queue.clone(), None, worker.clone())]);
        // Its port sticks out of the card: to let go on that is to let go on the card.
        let outside = hit::card(&scene, &worker).unwrap().rect.min.offset(-3.0, 28.0);
        let (_, effects) = gesture(&scene, &Selection::default(), &[port, Point::new(300.0, 90.0), outside], Keys::default());
        assert_eq!(effects, [Effect::Connect(queue.clone(), None, worker.clone())]);
        let free = Point::new(300.0, 400.0);
        let (_, effects) = gesture(&scene, &Selection::default(), &[port, Point::new(300.0, 90.0), free], Keys::default());
        assert_eq!(effects, [Effect::Offer(queue, None, free)]);
    }

    #[test]
    fn a_box_selects_what_it_touches_and_shift_adds() {
        let (scene, queue, worker) = scene();
        let points = [Point::new(20.0, 20.0), Point::new(100.0, 100.0), Point::new(130.0, 130.0)];
        let selected = Selection::one(Thing::Node(worker.clone()));
        let (_, effects) = gesture(&scene, &selected, &points, Keys::default());
        assert_eq!(effects.last(), Some(&Effect::Select(Selection::one(Thing::Node(queue.clone())))));
        let (_, effects) = gesture(&scene, &selected, &points, Keys { shift: true, ..Keys::default() });
        assert_eq!(effects.last(), Some(&Effect::Select(Selection::of([Thing::Node(queue), Thing::Node(worker)]))));
    }

    #[test]
    fn clicks_select_and_shift_toggles() {
        let (scene, queue, _) = scene();
        let at = Point::new(120.0, 100.0);
        let thing = Thing::Node(queue);
        for (shift, before, after) in
            [(false, Selection::default(), true), (true, Selection::default(), true), (true, Selection::one(thing.clone()), false)]
        {
            let (state, _) = Interaction::Idle.step(Input::Press { hit: hit::hit(&scene, at, 4.0), at, pans: false }, &scene, &before);
            let (_, effect) = state.step(Input::Release { at, keys: Keys { shift, ..Keys::default() } }, &scene, &before);
            let Some(Effect::Select(selection)) = effect else { panic!("no selection") };
            assert_eq!(selection.contains(&thing), after);
        }
    }
}
