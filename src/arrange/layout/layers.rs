//! Which column everything is in: each group is layered by itself, then takes as many columns as it needs in the one around it.

use std::collections::BTreeMap;

use super::flow::flow_order;
use super::measures::{CARD_GAP, PADDING, TITLE_PADDING, TYPICAL_COLUMN};
use super::simplex::{Pull, shorten};
use super::tree::{Item, ROOT, Tree};

/// An edge between two members of a group, by their places in it, its weight, and how many columns the second member begins
/// behind the first at least.
type Flow = (usize, usize, f32, i64);

/// The shape of a window: wider pictures are folded, unconnected parts are packed to it.
const ASPECT: f32 = 1.6;
/// Pictures narrower than this are widened, in so many steps at most.
const TOWER: f32 = 0.8;
const WIDENINGS: usize = 12;
/// What putting a group below another costs, and each line that has to turn back then (at most its share of all lines), against
/// the logarithm of the shape.
const FOLD: f32 = 0.02;
const TURNED_LINE: f32 = 0.04;
/// The columns of all leaves and groups, counted from the left of the whole picture.
pub(super) struct Layers {
    pub(super) of_leaf: Vec<usize>,
    /// First and last column of each group.
    pub(super) of_group: Vec<(usize, usize)>,
    /// The outermost members that were put behind others only to make the picture wider, each with the one before it.
    pub(super) behind: BTreeMap<Item, Item>,
    /// The members of each group, reordered so that what is packed below stands behind.
    pub(super) members: Vec<Vec<Item>>,
}

/// What a member takes: columns, and about how much height.
#[derive(Clone, Copy)]
struct Extent {
    columns: usize,
    height: f32,
}

impl Layers {
    /// Assigns columns.
    pub(super) fn new(tree: &Tree) -> Self {
        let lifted = lifted_edges(tree);
        // The column of each leaf in the group it was last found in.
        let mut local = vec![0_i64; tree.sizes.len()];
        let mut extents = vec![Extent { columns: 1, height: 0.0 }; tree.members.len()];
        let mut starts: Vec<Vec<usize>> = vec![Vec::new(); tree.members.len()];
        let mut members = tree.members.clone();
        let mut behind = BTreeMap::new();
        for group in tree.inside_out() {
            let inside: Vec<Extent> = members[group]
                .iter()
                .map(|item| match item {
                    Item::Leaf(leaf) => Extent { columns: 1, height: tree.sizes[*leaf].height },
                    Item::Group(inner) => extents[*inner],
                })
                .collect();
            // The target stands right of the source; the groups around them may share columns.
            let span = |n: usize| local[tree.edges[n].source] - local[tree.edges[n].target] + 1;
            let edges: Vec<Flow> = lifted[group].iter().map(|&(a, b, n)| (a, b, 1.0, span(n))).collect();
            let level = Level { group, extents: &inside, edges: &edges };
            let (order, places, moved) = level.columns();
            behind.extend(moved.iter().map(|(before, n)| (members[group][*n], members[group][*before])));
            extents[group] = level.extent(&places);
            members[group] = order.iter().map(|n| members[group][*n]).collect();
            starts[group] = order.iter().map(|n| places[*n]).collect();
            for (item, start) in members[group].iter().zip(&starts[group]) {
                tree.leaves_in(*item).into_iter().for_each(|leaf| local[leaf] += *start as i64);
            }
        }
        let mut layers = Self { of_leaf: vec![0; tree.sizes.len()], of_group: vec![(0, 0); tree.members.len()], behind, members };
        layers.of_group[ROOT] = (0, extents[ROOT].columns - 1);
        for group in tree.inside_out().into_iter().rev() {
            let first = layers.of_group[group].0;
            for (item, start) in layers.members[group].iter().zip(&starts[group]) {
                match item {
                    Item::Leaf(leaf) => layers.of_leaf[*leaf] = first + start,
                    Item::Group(inner) => layers.of_group[*inner] = (first + start, first + start + extents[*inner].columns - 1),
                }
            }
        }
        layers
    }
}

/// For each group the edges between its members: by place in the list of members, and the edge's number.
fn lifted_edges(tree: &Tree) -> Vec<Vec<(usize, usize, usize)>> {
    let mut place: BTreeMap<Item, usize> = BTreeMap::new();
    for members in &tree.members {
        place.extend(members.iter().enumerate().map(|(n, item)| (*item, n)));
    }
    let mut lifted = vec![Vec::new(); tree.members.len()];
    for (n, edge) in tree.edges.iter().enumerate() {
        let (group, a, b) = tree.meeting(edge.source, edge.target);
        if let (Some(&a), Some(&b)) = (place.get(&a), place.get(&b)) {
            lifted[group].push((a, b, n));
        }
    }
    lifted
}

/// The members of one group and the edges between them.
struct Level<'a> {
    group: usize,
    extents: &'a [Extent],
    edges: &'a [Flow],
}

impl Level<'_> {
    /// The members in order, the first column of each (by its place before reordering), and those put behind others.
    fn columns(&self) -> (Vec<usize>, Vec<usize>, Vec<(usize, usize)>) {
        let count = self.extents.len();
        let order = flow_order(count, self.edges);
        let mut rank = vec![0; count];
        for (n, member) in order.iter().enumerate() {
            rank[*member] = n;
        }
        let forward: Vec<Flow> = self
            .edges
            .iter()
            .map(|&(a, b, weight, span)| if rank[a] < rank[b] { (a, b, weight, span) } else { (b, a, weight, 2 - span) })
            .collect();
        let (mut starts, beside) = if self.group == ROOT {
            self.widened(self.folded(&order, forward))
        } else {
            (shortened(&self.longest_paths(&order, &forward), &forward), Vec::new())
        };
        let order = self.pack(&mut starts, &beside);
        (order, starts, beside)
    }

    /// Where groups behind groups make a ribbon, some go below those before them: their lines then turn back.
    fn folded(&self, order: &[usize], mut forward: Vec<Flow>) -> Vec<Flow> {
        let ribbon = |forward: &[Flow]| self.ribbon(&self.longest_paths(order, forward));
        let mut cost = ribbon(&forward);
        let all: f32 = forward.iter().map(|edge| edge.2).sum();
        let turned_line = TURNED_LINE.min(1.0 / all.max(1.0));
        while cost > 0.0 {
            let mut best: Option<(f32, Vec<Flow>)> = None;
            for group in (0..self.extents.len()).filter(|n| self.extents[*n].columns > 1) {
                let (cut, kept): (Vec<_>, Vec<_>) =
                    forward.iter().copied().partition(|edge| edge.1 == group && self.extents[edge.0].columns > 1);
                if cut.is_empty() {
                    continue;
                }
                let turned: f32 = cut.iter().map(|edge| edge.2).sum();
                let cost = ribbon(&kept) + FOLD + turned_line * turned;
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, kept));
                }
            }
            let Some((_, kept)) = best.filter(|(less, _)| *less < cost) else { break };
            // What the fold cost is paid: the next one is measured against the new shape.
            cost = ribbon(&kept);
            forward = kept;
        }
        forward
    }

    /// Where many members stand below each other, half of those in the highest column go behind the other half: the columns, and
    /// who stands beside whom then.
    fn widened(&self, mut forward: Vec<Flow>) -> (Vec<usize>, Vec<(usize, usize)>) {
        let arrange = |forward: &[Flow]| {
            let order = flow_order(self.extents.len(), forward);
            shortened(&self.longest_paths(&order, forward), forward)
        };
        let mut starts = arrange(&forward);
        let mut beside = Vec::new();
        let all: Vec<usize> = (0..starts.len()).collect();
        for _ in 0..WIDENINGS {
            let size = self.size_of(&all, &starts);
            if size.columns as f32 * TYPICAL_COLUMN >= size.height * TOWER {
                break;
            }
            let standing = |column: usize, n: usize| (starts[n]..starts[n] + self.extents[n].columns).contains(&column);
            let height =
                |column: usize| all.iter().filter(|n| standing(column, **n)).map(|n| self.extents[*n].height + CARD_GAP).sum::<f32>();
            let Some(highest) = (0..size.columns).max_by(|a, b| height(*a).total_cmp(&height(*b)).then(b.cmp(a))) else { break };
            let members: Vec<usize> = all.iter().copied().filter(|n| standing(highest, *n)).collect();
            let (first, second) = members.split_at(members.len().div_ceil(2));
            // Members of one column have no path between them, so that this closes no cycle.
            let pairs: Vec<(usize, usize)> = first.iter().copied().zip(second.iter().copied()).collect();
            let wider: Vec<Flow> =
                forward.iter().copied().chain(pairs.iter().map(|(a, b)| (*a, *b, 0.0, self.extents[*a].columns as i64))).collect();
            let better = arrange(&wider);
            let new = self.size_of(&all, &better);
            if new.height >= size.height {
                break;
            }
            (starts, forward) = (better, wider);
            beside.extend(pairs);
        }
        (starts, beside)
    }

    /// How much wider than good to look at the picture would be, as a logarithm.
    fn ribbon(&self, starts: &[usize]) -> f32 {
        let all: Vec<usize> = (0..starts.len()).collect();
        let size = self.size_of(&all, starts);
        (size.columns as f32 * TYPICAL_COLUMN / (size.height.max(1.0) * ASPECT)).ln().max(0.0)
    }

    fn longest_paths(&self, order: &[usize], forward: &[Flow]) -> Vec<usize> {
        let mut out: Vec<Vec<(usize, i64)>> = vec![Vec::new(); self.extents.len()];
        for &(a, b, _, span) in forward {
            out[a].push((b, span));
        }
        let mut starts = vec![0; self.extents.len()];
        for &member in order {
            for &(next, span) in &out[member] {
                starts[next] = starts[next].max(starts[member] + span);
            }
        }
        let first = starts.iter().copied().min().unwrap_or(0);
        starts.into_iter().map(|start| (start - first) as usize).collect()
    }

    /// Puts unconnected parts beside and below each other, so that the whole is neither a tower nor a ribbon.
    fn pack(&self, starts: &mut [usize], beside: &[(usize, usize)]) -> Vec<usize> {
        let parts = self.parts();
        let sizes: Vec<Extent> = parts
            .iter()
            .map(|part| {
                let first = part.iter().map(|n| starts[*n]).min().unwrap_or(0);
                for n in part {
                    starts[*n] -= first;
                }
                self.size_of(part, starts)
            })
            .collect();
        let area: f32 = sizes.iter().map(|size| size.columns as f32 * TYPICAL_COLUMN * (size.height + CARD_GAP)).sum();
        let aspect = if self.group == ROOT { ASPECT } else { 1.0 };
        let wanted = ((area * aspect).sqrt() / TYPICAL_COLUMN).round() as usize;
        let limit = sizes.iter().map(|size| size.columns).max().unwrap_or(1).max(wanted);
        let (mut order, mut column) = (Vec::new(), 0);
        for (part, size) in parts.iter().zip(&sizes) {
            if column + size.columns > limit {
                column = 0;
            }
            for n in part {
                starts[*n] += column;
            }
            order.extend_from_slice(part);
            column += size.columns;
        }
        for (first, second) in beside {
            order.retain(|n| n != second);
            let place = order.iter().position(|n| n == first).map_or(order.len(), |place| place + 1);
            order.insert(place, *second);
        }
        order
    }

    /// The connected parts, large ones first, single members last, otherwise in order.
    fn parts(&self) -> Vec<Vec<usize>> {
        let count = self.extents.len();
        let mut beside = vec![Vec::new(); count];
        for &(a, b, ..) in self.edges {
            beside[a].push(b);
            beside[b].push(a);
        }
        let mut seen = vec![false; count];
        let mut parts = Vec::new();
        for first in 0..count {
            if std::mem::replace(&mut seen[first], true) {
                continue;
            }
            let (mut part, mut open) = (Vec::new(), vec![first]);
            while let Some(member) = open.pop() {
                part.push(member);
                for &other in beside[member].iter().rev() {
                    if !std::mem::replace(&mut seen[other], true) {
                        open.push(other);
                    }
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts
    }

    fn size_of(&self, part: &[usize], starts: &[usize]) -> Extent {
        let columns = part.iter().map(|n| starts[*n] + self.extents[*n].columns).max().unwrap_or(1);
        let mut heights = vec![0.0_f32; columns];
        for &n in part {
            for height in &mut heights[starts[n]..starts[n] + self.extents[n].columns] {
                *height += self.extents[n].height + CARD_GAP;
            }
        }
        Extent { columns, height: (heights.into_iter().fold(0.0, f32::max) - CARD_GAP).max(0.0) }
    }

    fn extent(&self, starts: &[usize]) -> Extent {
        let all: Vec<usize> = (0..self.extents.len()).collect();
        let inner = self.size_of(&all, starts);
        Extent { columns: inner.columns.max(1), height: inner.height + PADDING + TITLE_PADDING }
    }
}

/// Moves members together along their edges, as far as they may go.
fn shortened(starts: &[usize], forward: &[Flow]) -> Vec<usize> {
    let pull = |&(from, to, weight, span): &Flow| Pull { from, to, span, weight: f64::from(weight) };
    let edges: Vec<Pull> = forward.iter().map(pull).collect();
    let mut columns: Vec<i64> = starts.iter().map(|start| *start as i64).collect();
    shorten(&mut columns, &edges);
    let first = columns.iter().copied().min().unwrap_or(0);
    columns.into_iter().map(|column| (column - first) as usize).collect()
}
