//! How far down everything is: apart from its neighbours, and at the height of what it is connected with.

use std::collections::BTreeSet;

use super::measures::{CARD_GAP, GROUP_GAP, PADDING, PASSING, TITLE_PADDING, ceil_to_grid, snap};
use super::net::{Kind, Net};
use super::order::Order;
use super::separate::{Rule, Rules};
use super::straight::Rows;
use super::tree::{Item, ROOT};

const ROUNDS: usize = 12;
/// Rounds that put right what changed a little.
const FEW_ROUNDS: usize = 8;
/// How far from straight a link may be to be made straight; the first that costs little height.
const REACHES: [f64; 6] = [f64::INFINITY, 192.0, 96.0, 48.0, 24.0, 8.0];
/// What straight links may add to the height.
const MORE_HEIGHT: f64 = 1.15;
/// How far each round goes to where the links pull.
const STEP: f64 = 0.6;
/// What holds a row, and a group's border, where it is.
const ROW_INERTIA: f64 = 0.05;
/// What aligns the upper borders of groups in a row.
const BESIDE: f64 = 20.0;
const BORDER_INERTIA: f64 = 0.001;

/// The upper edge of each leaf where its links pull it; from where they were before, if they were.
pub(super) fn pulled(net: &Net, order: &Order, before: Option<&[f64]>) -> Vec<f64> {
    let single = Rows::single(net);
    let Some(free) = Heights::new(net, order, &single) else { return vec![0.0; net.leaves.len()] };
    let mut places = vec![0.0; free.variables];
    free.rules.push_down(&mut places);
    if let Some(before) = before {
        places = free.started(before, &places);
    }
    free.relax(&mut places, if before.is_some() { FEW_ROUNDS } else { ROUNDS });
    places.truncate(net.leaves.len());
    places
}

/// The upper edge of each leaf: as many links straight as need little more room than where the leaves are pulled.
pub(super) fn heights(net: &Net, order: &Order, pulled: &[f64]) -> Vec<f32> {
    let bottoms = pulled.iter().zip(&net.leaves).map(|(top, leaf)| top + f64::from(leaf.height));
    let height = bottoms.fold(f64::NEG_INFINITY, f64::max) - pulled.iter().copied().fold(f64::INFINITY, f64::min);
    let most = height * MORE_HEIGHT + f64::from(2.0 * GROUP_GAP);
    for reach in REACHES {
        let rows = Rows::joined(net, order, pulled, reach);
        let Some(straight) = Heights::new(net, order, &rows) else { continue };
        let mut packed = vec![0.0; straight.variables];
        straight.rules.push_down(&mut packed);
        if extent(&packed) <= most {
            let mut places = straight.started(pulled, &packed);
            straight.relax(&mut places, ROUNDS);
            return straight.leaves(places);
        }
    }
    let single = Rows::single(net);
    let Some(free) = Heights::new(net, order, &single) else { return vec![0.0; net.leaves.len()] };
    let mut packed = vec![0.0; free.variables];
    free.rules.push_down(&mut packed);
    let places = free.started(pulled, &packed);
    free.leaves(places)
}

fn extent(places: &[f64]) -> f64 {
    places.iter().copied().fold(f64::NEG_INFINITY, f64::max) - places.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Variables are the straight rows, then upper and lower border of each group but the root.
struct Heights<'a> {
    net: &'a Net,
    rows: &'a Rows,
    rules: Rules,
    variables: usize,
}

impl<'a> Heights<'a> {
    fn new(net: &'a Net, order: &Order, rows: &'a Rows) -> Option<Self> {
        let variables = rows.count + 2 * (net.members.len() - 1);
        let rules = rules(net, order, rows)?;
        Some(Self { net, rows, rules: Rules::new(variables, rules)?, variables })
    }

    /// Rows where their leaves stand on average.
    fn started(&self, leaves: &[f64], packed: &[f64]) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.rows.count];
        for (leaf, at) in leaves.iter().enumerate() {
            let sum = &mut sums[self.rows.row_of[leaf]];
            *sum = (sum.0 + at - f64::from(self.rows.offset[leaf]), sum.1 + 1.0);
        }
        let rows = sums.into_iter().map(|(sum, count)| (sum / count, count));
        let borders = packed[self.rows.count..].iter().map(|at| (*at, BORDER_INERTIA));
        self.rules.settle(&rows.chain(borders).collect::<Vec<_>>())
    }

    /// The upper edges of the leaves, on the grid.
    fn leaves(&self, mut places: Vec<f64>) -> Vec<f32> {
        // All gaps are on the grid, so that this changes nothing but what rounding did.
        for place in &mut places {
            *place = f64::from(snap(*place as f32));
        }
        self.rules.push_down(&mut places);
        (0..self.net.leaves.len()).map(|leaf| places[self.rows.row_of[leaf]] as f32 + self.rows.offset[leaf]).collect()
    }

    /// Lets the links pull, round by round.
    fn relax(&self, places: &mut Vec<f64>, rounds: usize) {
        let links = self.net.links.iter().map(|link| (link, false)).chain(self.net.loose.iter().map(|link| (link, true)));
        for _ in 0..rounds {
            let mut wishes: Vec<(f64, f64)> = places.iter().map(|at| (at * ROW_INERTIA, ROW_INERTIA)).collect();
            for wish in &mut wishes[self.rows.count..] {
                *wish = (wish.0 / ROW_INERTIA * BORDER_INERTIA, BORDER_INERTIA);
            }
            for (link, loose) in links.clone() {
                let (a, b) = (self.rows.row_of[link.from], self.rows.row_of[link.to]);
                if a == b {
                    continue;
                }
                // How far b's place is below a's where the link is straight.
                let apart = f64::from(self.rows.offset[link.from] + link.ports.0 - self.rows.offset[link.to] - link.ports.1);
                let kinds = (self.net.leaves[link.from].kind, self.net.leaves[link.to].kind);
                let weight = match kinds {
                    _ if loose => 0.05,
                    _ if link.backward => 0.2,
                    (Kind::Line, Kind::Line) => 8.0,
                    (Kind::Card, Kind::Card) => 1.0,
                    _ => 2.0,
                };
                let missing = places[b] - places[a] - apart;
                wishes[a].0 += weight * (places[a] + STEP * missing);
                wishes[a].1 += weight;
                wishes[b].0 += weight * (places[b] - STEP * missing);
                wishes[b].1 += weight;
            }
            for (a, b) in &self.net.beside {
                let (a, b) = (self.rows.count + 2 * (a - 1), self.rows.count + 2 * (b - 1));
                let missing = places[b] - places[a];
                wishes[a] = (wishes[a].0 + BESIDE * (places[a] + STEP * missing), wishes[a].1 + BESIDE);
                wishes[b] = (wishes[b].0 + BESIDE * (places[b] - STEP * missing), wishes[b].1 + BESIDE);
            }
            let wishes: Vec<(f64, f64)> = wishes.into_iter().map(|(pull, weight)| (pull / weight, weight)).collect();
            *places = self.rules.settle(&wishes);
        }
    }
}

/// What keeps leaves and groups apart. None if a straight row is in its own way.
fn rules(net: &Net, order: &Order, rows: &Rows) -> Option<Vec<Rule>> {
    let border = |group: usize| (rows.count + 2 * (group - 1), rows.count + 2 * (group - 1) + 1);
    // The variable and offset of a member's upper and lower edge.
    let upper = |item: Item| match item {
        Item::Leaf(leaf) => (rows.row_of[leaf], rows.offset[leaf]),
        Item::Group(group) => (border(group).0, 0.0),
    };
    let lower = |item: Item| match item {
        Item::Leaf(leaf) => (rows.row_of[leaf], rows.offset[leaf] + net.leaves[leaf].height),
        Item::Group(group) => (border(group).1, 0.0),
    };
    let mut found = Vec::new();
    let mut apart = |above: (usize, f32), below: (usize, f32), gap: f32| {
        found.push(Rule { above: above.0, below: below.0, gap: f64::from(ceil_to_grid(above.1 + gap - below.1)) });
        above.0 != below.0
    };
    let mut sound = true;
    let leaves = (0..net.leaves.len()).map(Item::Leaf);
    for item in leaves.chain((1..net.members.len()).map(Item::Group)) {
        let parent = match item {
            Item::Leaf(leaf) => net.leaves[leaf].parent,
            Item::Group(group) => net.group_parent[group],
        };
        if parent != ROOT {
            let (top, bottom) = border(parent);
            let is_card = matches!(item, Item::Group(_)) || matches!(item, Item::Leaf(leaf) if net.leaves[leaf].kind == Kind::Card);
            sound &= apart((top, 0.0), upper(item), TITLE_PADDING);
            sound &= apart(lower(item), (bottom, 0.0), if is_card { PADDING } else { PASSING });
        }
    }
    let mut seen = BTreeSet::new();
    for pair in order.rows.iter().flat_map(|row| row.windows(2)) {
        let (above, below) = neighbours(net, pair[0], pair[1]);
        if seen.insert((above, below)) {
            sound &= apart(lower(above), upper(below), gap_between(net, above, below));
        }
    }
    sound.then_some(found)
}

/// The members of the innermost common group that two leaves are in.
fn neighbours(net: &Net, a: usize, b: usize) -> (Item, Item) {
    let mut group = net.leaves[a].parent;
    loop {
        if let (Some(above), Some(below)) = (net.member_of(group, a), net.member_of(group, b)) {
            return (above, below);
        }
        group = net.group_parent[group];
    }
}

fn gap_between(net: &Net, above: Item, below: Item) -> f32 {
    let is_line = |item: Item| matches!(item, Item::Leaf(leaf) if net.leaves[leaf].kind == Kind::Line);
    let is_group = |item: Item| matches!(item, Item::Group(_));
    if is_line(above) || is_line(below) {
        PASSING
    } else if is_group(above) || is_group(below) {
        GROUP_GAP
    } else {
        CARD_GAP
    }
}
