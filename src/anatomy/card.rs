//! A card: how big it is, where its texts, rows and ports stand. All places are relative to its upper left corner.

use std::collections::BTreeMap;

use super::text::{self, Face};
use crate::catalog::{Graph, Ports, Row, Tint, alarm};
use crate::design::geometry::{Point, Rect, Size};
use crate::design::{EntryId, NodeId};

/// A card is never narrower.
pub const MIN_WIDTH: f32 = 176.0;
/// A card is never wider.
pub const MAX_WIDTH: f32 = 240.0;
/// How high the part with icon and name is.
pub const HEADER: f32 = 56.0;
/// From row to row.
pub const ROW: f32 = 24.0;
/// Space above the first row and below the last.
const ROWS_PAD: f32 = 4.0;
/// The icon's tile.
pub const TILE: Rect = Rect { min: Point::new(10.0, 10.0), max: Point::new(46.0, 46.0) };
/// Where the header's texts start, and what is left free behind them.
const TEXT_LEFT: f32 = 56.0;
const TEXT_RIGHT: f32 = 16.0;
/// What the card of a collapsed group has on its right for the mark that opens it.
pub const FOLD_ROOM: f32 = 16.0;
/// Where a row's texts start and end, and the space between them.
const ROW_LEFT: f32 = 14.0;
const ROW_RIGHT: f32 = 14.0;
const ROW_GAP: f32 = 14.0;
/// A remark takes at most this part of its row where the title needs the room.
const REMARK_SHARE: f32 = 0.42;
/// From the middle of the alarms' badge to the right edge.
const ALARMS_RIGHT: f32 = 28.0;
/// Widths are steps of this above the least, so that the cards of a column are mostly of one width.
const WIDTH_STEP: f32 = 32.0;

/// Font of the name.
pub const TITLE_FONT: (Face, f32) = (Face::SemiBold, 13.0);
/// Font of the second line.
pub const SUBTITLE_FONT: (Face, f32) = (Face::Regular, 11.0);
/// Font of a row's title.
pub const ROW_FONT: (Face, f32) = (Face::Regular, 12.0);
/// Font of a row's remark.
pub const REMARK_FONT: (Face, f32) = (Face::Regular, 11.0);

/// A text with the left end of its baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// What it says, shortened to its room.
    pub text: String,
    /// The left end of the baseline.
    pub at: Point,
    /// How wide it is.
    pub width: f32,
}

/// A card with everything in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The icon, by the service's id.
    pub icon: String,
    /// The colour of its tile.
    pub tint: Tint,
    /// Width and height.
    pub size: Size,
    /// The name.
    pub title: Placed,
    /// The settings that matter.
    pub subtitle: Placed,
    /// The entries.
    pub rows: Vec<RowPlace>,
    /// Where lines start and end.
    pub ports: Vec<Port>,
    /// How many alarms the node has; they are no rows.
    pub alarms: usize,
    /// Whether a text had to be shortened, so that a tooltip is due.
    pub is_shortened: bool,
}

/// A row in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPlace {
    /// The entry it stands for.
    pub entry: EntryId,
    /// The whole row.
    pub rect: Rect,
    /// The entry's title.
    pub title: Placed,
    /// The dim word at the right; empty where there is none.
    pub remark: Placed,
}

/// A place where lines start or end.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    /// What starts or ends there.
    pub kind: PortKind,
    /// The middle of its circle.
    pub at: Point,
}

/// What starts or ends at a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortKind {
    /// Lines that lead to the node.
    In,
    /// Lines that start at the node itself.
    Out,
    /// Lines that start at the node itself, on a card whose lines start at its rows: shown when one does, and to draw one
    /// that makes its row.
    NewEntry,
    /// Lines that start at an entry.
    Entry(EntryId),
    /// Lines that tell of the node's alarms, the first of which this is.
    Alarms(EntryId),
}

impl Card {
    /// The card of a node. A row without a remark of its own says what its first line says.
    pub fn of(graph: &Graph<'_>, id: &NodeId) -> Option<Self> {
        let Some(node) = graph.node(id) else {
            // Of a service this version does not know.
            let node = graph.design.nodes.get(id)?;
            return Some(Self::new(&node.kind, Tint::General, (&node.name, &node.kind), &[], Ports::Both));
        };
        let mut labels: BTreeMap<&EntryId, String> = BTreeMap::new();
        for line in graph.outgoing(id) {
            if let Some(entry) = &line.connection.entry {
                labels.entry(entry).or_insert_with(|| line.kind.label(&line));
            }
        }
        let mut rows = node.service.rows(&node);
        for row in rows.iter_mut().filter(|row| row.remark.is_empty()) {
            row.remark = labels.remove(&row.entry).unwrap_or_default();
        }
        let spec = node.service.spec();
        let card = Self::new(spec.id, node.service.tint(), (&node.node.name, &node.service.subtitle(&node)), &rows, spec.ports);
        Some(card.with_alarms(node.node.entries(alarm::FACET).iter().map(|entry| &entry.id)))
    }

    /// The card of a collapsed group, with room for the mark that opens it.
    #[must_use]
    pub fn of_group(name: &str, subtitle: &str) -> Self {
        let mut card = Self::new("group", Tint::General, (name, subtitle), &[], Ports::Both);
        card.size.width += FOLD_ROOM;
        for port in &mut card.ports {
            if port.kind == PortKind::Out {
                port.at.x = card.size.width;
            }
        }
        card
    }

    fn new(icon: &str, tint: Tint, (title, subtitle): (&str, &str), rows: &[Row], ports: Ports) -> Self {
        let width = card_width(title, subtitle, rows);
        let height = if rows.is_empty() { HEADER } else { HEADER + 2.0 * ROWS_PAD + ROW * rows.len() as f32 };
        let room = width - TEXT_LEFT - TEXT_RIGHT;
        // Without a second line the name stands in the middle.
        let (title_y, subtitle_y) = if subtitle.is_empty() { (HEADER / 2.0, HEADER / 2.0) } else { (19.5, 37.0) };
        let placed_title = place(title, TITLE_FONT, (TEXT_LEFT, title_y), room);
        let placed_subtitle = place(subtitle, SUBTITLE_FONT, (TEXT_LEFT, subtitle_y), room);
        let placed_rows: Vec<RowPlace> = rows.iter().enumerate().map(|(number, row)| place_row(row, number, width)).collect();
        let cut = |placed: &Placed, whole: &str| placed.text.ends_with('…') && !whole.ends_with('…');
        let rows_cut = placed_rows.iter().zip(rows).any(|(p, r)| cut(&p.title, &r.title) || cut(&p.remark, &r.remark));
        Self {
            icon: icon.to_owned(),
            tint,
            size: Size::new(width, height),
            is_shortened: cut(&placed_title, title) || cut(&placed_subtitle, subtitle) || rows_cut,
            title: placed_title,
            subtitle: placed_subtitle,
            ports: place_ports(&placed_rows, rows, ports, width),
            rows: placed_rows,
            alarms: 0,
        }
    }

    /// The card with a port for the node's alarms, where it has any.
    fn with_alarms<'a>(mut self, mut alarms: impl Iterator<Item = &'a EntryId>) -> Self {
        if let Some(first) = alarms.next() {
            self.alarms = 1 + alarms.count();
            self.ports.push(Port { kind: PortKind::Alarms(first.clone()), at: self.alarm_port() });
        }
        self
    }

    /// Where a line starts: at the entry's row, or at the node itself.
    pub fn out_port(&self, entry: Option<&EntryId>) -> Point {
        let at_entry =
            |port: &&Port| matches!((&port.kind, entry), (PortKind::Entry(id) | PortKind::Alarms(id), Some(wanted)) if id == wanted);
        let found = self.ports.iter().find(at_entry);
        found.map_or(Point::new(self.size.width, HEADER / 2.0), |port| port.at)
    }

    /// Where lines end.
    pub fn in_port(&self) -> Point {
        Point::new(0.0, HEADER / 2.0)
    }

    /// Where the alarms are told from: the badge at the lower edge.
    pub fn alarm_port(&self) -> Point {
        Point::new(self.size.width - ALARMS_RIGHT, self.size.height)
    }

    /// Where dead letters leave: below the card.
    pub fn failure_port(&self) -> Point {
        Point::new(self.size.width / 2.0, self.size.height)
    }
}

fn card_width(title: &str, subtitle: &str, rows: &[Row]) -> f32 {
    let wide = |text: &str, (face, size): (Face, f32)| text::width(text, face, size);
    let header = TEXT_LEFT + TEXT_RIGHT + wide(title, TITLE_FONT).max(wide(subtitle, SUBTITLE_FONT));
    let row = |row: &Row| {
        let gap = if row.remark.is_empty() { 0.0 } else { ROW_GAP };
        ROW_LEFT + wide(&row.title, ROW_FONT) + gap + wide(&row.remark, REMARK_FONT) + ROW_RIGHT
    };
    let needed = rows.iter().map(row).fold(header, f32::max);
    (MIN_WIDTH + ((needed - MIN_WIDTH) / WIDTH_STEP).ceil() * WIDTH_STEP).clamp(MIN_WIDTH, MAX_WIDTH)
}

/// A text whose capitals stand in the middle of `y`.
fn place(text: &str, (face, size): (Face, f32), (x, y): (f32, f32), room: f32) -> Placed {
    let text = text::shortened(text, face, size, room);
    let width = text::width(&text, face, size);
    Placed { text, at: Point::new(x, face.baseline(y, size)), width }
}

fn place_row(row: &Row, number: usize, width: f32) -> RowPlace {
    let top = HEADER + ROWS_PAD + number as f32 * ROW;
    let middle = top + ROW / 2.0;
    let room = width - ROW_LEFT - ROW_RIGHT;
    let title_width = text::width(&row.title, ROW_FONT.0, ROW_FONT.1);
    let gap = if row.remark.is_empty() { 0.0 } else { ROW_GAP };
    let remark_room = (room - gap - title_width).max(room * REMARK_SHARE - gap).max(0.0);
    let mut remark = place(&row.remark, REMARK_FONT, (0.0, middle), remark_room);
    remark.at.x = width - ROW_RIGHT - remark.width;
    let title = place(&row.title, ROW_FONT, (ROW_LEFT, middle), room - gap - remark.width);
    RowPlace { entry: row.entry.clone(), rect: Rect::from_min_size(Point::new(0.0, top), Size::new(width, ROW)), title, remark }
}

fn place_ports(places: &[RowPlace], rows: &[Row], ports: Ports, width: f32) -> Vec<Port> {
    let header = HEADER / 2.0;
    let mut found = Vec::new();
    if ports != Ports::Out {
        found.push(Port { kind: PortKind::In, at: Point::new(0.0, header) });
    }
    let rows_have_ports = rows.iter().any(|row| row.port);
    if ports != Ports::In {
        let kind = if rows_have_ports { PortKind::NewEntry } else { PortKind::Out };
        found.push(Port { kind, at: Point::new(width, header) });
    }
    let with_ports = places.iter().zip(rows).filter(|(_, row)| row.port);
    found.extend(
        with_ports.map(|(place, row)| Port { kind: PortKind::Entry(row.entry.clone()), at: Point::new(width, place.rect.center().y) }),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: &str, remark: &str) -> Row {
        Row { entry: EntryId::from(title), facet: "routes", title: title.to_owned(), remark: remark.to_owned(), port: true }
    }

    #[test]
    fn cards_grow_to_their_text_and_no_further() {
        let card = |title: &str, rows: &[Row]| Card::new("queue", Tint::Integration, (title, "Standard"), rows, Ports::Both);
        assert_eq!(card("Orders", &[]).size, Size::new(MIN_WIDTH, HEADER));
        let wide = card("Shipping requests today", &[]);
        assert!(wide.size.width > MIN_WIDTH && !wide.is_shortened, "{:?}", wide.size);
        let long = card("Shipping requests of today and of all the other days", &[]);
        assert!(long.size.width == MAX_WIDTH && long.is_shortened);
        let rows = [row("POST /orders/{id}/shipments/{shipment}/parcels", "starts with everything"), row("GET /", "")];
        let card = card("Orders", &rows);
        for row in &card.rows {
            assert!(row.title.at.x + row.title.width <= row.remark.at.x && row.remark.at.x + row.remark.width <= card.size.width);
        }
        assert!(card.is_shortened && card.size.height == HEADER + 2.0 * ROW + 8.0);
    }

    #[test]
    fn lines_start_at_the_row_of_their_entry() {
        let card = Card::new("api", Tint::Integration, ("API", "HTTP"), &[row("a", ""), row("b", "")], Ports::Both);
        assert_eq!(card.out_port(Some(&EntryId::from("b"))), Point::new(card.size.width, HEADER + 4.0 + 36.0));
        assert_eq!(card.out_port(None).y, card.in_port().y);
        assert_eq!(card.ports.len(), 4);
        let only_in = Card::new("subscriber", Tint::General, ("Mail", ""), &[], Ports::In);
        assert_eq!(only_in.ports, [Port { kind: PortKind::In, at: only_in.in_port() }]);
    }
}
