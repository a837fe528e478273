//! Badges: how many findings something has, in the colour of the worst, and how many alarms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fold::Shown;
use super::scene::Scene;
use super::shape::{Shape, Stroke};
use super::theme::Token;
use crate::anatomy::Face;
use crate::anatomy::text;
use crate::catalog::{Finding, Place, Severity};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{ConnectionId, GroupId, NodeId};

/// How high a badge is; it is round while its number has one digit.
const HEIGHT: f32 = 18.0;
const FONT: (Face, f32) = (Face::SemiBold, 10.5);

/// How many findings something has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// How bad the worst is.
    pub worst: Severity,
    /// How many there are.
    pub count: usize,
}

impl Badge {
    /// Counts a finding in.
    pub(super) fn add(badge: &mut Option<Self>, finding: &Finding) {
        let badge = badge.get_or_insert(Self { worst: finding.severity, count: 0 });
        badge.worst = badge.worst.min(finding.severity);
        badge.count += 1;
    }

    /// Counts another badge's findings in.
    fn join(badge: &mut Option<Self>, other: Self) {
        let badge = badge.get_or_insert(Self { worst: other.worst, count: 0 });
        badge.worst = badge.worst.min(other.worst);
        badge.count += other.count;
    }

    /// The badge with its middle at `center`, ringed in the colour of the ground.
    #[must_use]
    pub fn shapes(self, center: Point) -> [Shape; 3] {
        let label = if self.count > 99 { "99+".to_owned() } else { self.count.to_string() };
        let width = text::width(&label, FONT.0, FONT.1);
        let size = Size::new((width + 10.0).max(HEIGHT), HEIGHT);
        let rect = Rect::from_min_size(center.offset(-size.width / 2.0, -size.height / 2.0), size);
        let at = Point::new(center.x - width / 2.0, FONT.0.baseline(center.y, FONT.1));
        [
            Shape::filled(rect.expanded(2.0), HEIGHT / 2.0 + 2.0, Token::Canvas),
            Shape::filled(rect, HEIGHT / 2.0, Token::severity(self.worst)),
            Shape::text(at, &label, FONT, Token::OnAccent),
        ]
    }
}

/// How many findings each thing of a design has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Badges {
    nodes: BTreeMap<NodeId, Badge>,
    lines: BTreeMap<ConnectionId, Badge>,
    groups: BTreeMap<GroupId, Badge>,
}

impl Badges {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        fn count<K: Ord + Clone>(badges: &mut BTreeMap<K, Badge>, id: &K, finding: &Finding) {
            let mut badge = badges.get(id).copied();
            Badge::add(&mut badge, finding);
            badges.extend(badge.map(|badge| (id.clone(), badge)));
        }
        let mut badges = Self::default();
        for finding in findings {
            match &finding.place {
                Place::Node(id) | Place::Entry(id, _) => count(&mut badges.nodes, id, finding),
                Place::Connection(id) => count(&mut badges.lines, id, finding),
                Place::Group(id) => count(&mut badges.groups, id, finding),
                Place::Design => {}
            }
        }
        badges
    }
}

impl Scene {
    /// Puts badges on what they are about; on the card of a collapsed group, on a line that stands for several, one for all.
    pub fn set_badges(&mut self, badges: &Badges) {
        let mut cards: Vec<Option<Badge>> = vec![None; self.nodes.len()];
        let mut lines: Vec<Option<Badge>> = vec![None; self.lines.len()];
        for (place, badge) in beside(&self.nodes, |item| &item.id, &badges.nodes) {
            if self.nodes[place].group.is_none() {
                cards[place] = Some(badge);
            }
        }
        for (place, badge) in beside(&self.lines, |line| &line.id, &badges.lines) {
            lines[place] = Some(badge);
        }
        let folded = &self.folded;
        let hidden = folded.nodes.iter().filter_map(|(id, card)| Some((*card, *badges.nodes.get(id)?)));
        let groups = folded.groups.iter().filter_map(|(id, card)| Some((*card, *badges.groups.get(id)?)));
        for (card, badge) in hidden.chain(groups) {
            Badge::join(&mut cards[card], badge);
        }
        for (shown, badge) in folded.lines.iter().filter_map(|(id, shown)| Some((*shown, *badges.lines.get(id)?))) {
            match shown {
                Shown::Card(card) => Badge::join(&mut cards[card], badge),
                Shown::Line(line) => Badge::join(&mut lines[line], badge),
            }
        }
        for (place, badge) in cards.into_iter().enumerate() {
            let item = &mut self.nodes[place];
            if item.badge != badge {
                item.badge = badge;
                self.places.put_card(place, item);
            }
        }
        for (line, badge) in self.lines.iter_mut().zip(lines) {
            if line.badge != badge {
                Arc::make_mut(line).badge = badge;
            }
        }
    }
}

/// The badges of things that are sorted by their ids, with the things' places.
fn beside<'a, T, K: Ord + 'a>(
    things: &'a [T],
    key: impl Fn(&'a T) -> &'a K + 'a,
    badges: &'a BTreeMap<K, Badge>,
) -> impl Iterator<Item = (usize, Badge)> + 'a {
    let mut badges = badges.iter().peekable();
    things.iter().enumerate().filter_map(move |(place, thing)| {
        let key = key(thing);
        while badges.next_if(|(id, _)| *id < key).is_some() {}
        badges.next_if(|(id, _)| *id == key).map(|(_, badge)| (place, *badge))
    })
}

/// The height of the alarms' badge.
const ALARMS_HEIGHT: f32 = 16.0;
/// How wide its bell is, and what is left free around bell and number.
const BELL: f32 = 8.0;
const ALARMS_PAD: f32 = 6.0;

/// The badge of a card's alarms: a bell and their number, with its middle at `center`.
pub(super) fn alarms(count: usize, center: Point) -> Vec<Shape> {
    let label = count.to_string();
    let number = text::width(&label, FONT.0, FONT.1);
    let width = ALARMS_PAD + BELL + 3.0 + number + ALARMS_PAD;
    let rect = Rect::from_min_size(center.offset(-width / 2.0, -ALARMS_HEIGHT / 2.0), Size::new(width, ALARMS_HEIGHT));
    let bell = Point::new(rect.min.x + ALARMS_PAD + BELL / 2.0, center.y);
    // Lines of cards lie below them, so that the bell is made of what is filled.
    let part = |(left, top, right, bottom): (f32, f32, f32, f32), radius| {
        Shape::filled(Rect { min: bell.offset(left, top), max: bell.offset(right, bottom) }, radius, Token::Warning)
    };
    let at = Point::new(rect.max.x - ALARMS_PAD - number, FONT.0.baseline(center.y, FONT.1));
    let border = Some(Stroke::solid(Token::Warning, 1.0));
    vec![
        Shape::Rect { rect, radius: ALARMS_HEIGHT / 2.0, fill: Some(Token::Panel), stroke: border, shadow: false },
        part((-2.8, -4.4, 2.8, 2.0), 2.8),
        part((-2.8, -1.0, 2.8, 2.0), 0.0),
        part((-4.0, 1.4, 4.0, 2.8), 0.7),
        Shape::Circle { center: bell.offset(0.0, 3.8), radius: 1.2, fill: Some(Token::Warning), stroke: None },
        Shape::text(at, &label, FONT, Token::Warning),
    ]
}
