//! Seeded graphs with the wiring of real designs: parts of a few cards, each entered by one of them, that call each other.

use std::collections::BTreeSet;

use stackdraft::arrange::layout::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest};
use stackdraft::design::geometry::Size;

/// A graph to lay out.
pub(crate) struct Sample {
    pub(crate) request: LayoutRequest,
}

/// Random numbers that are the same everywhere (after Steele, Lea and Flood).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// Parts of four to ten cards: an entry (an API, a queue), functions behind it, and what those use. Half as many connections
/// again as cards; a third of them lead to other parts, mostly near ones, some to the busy ones that everything calls, and one in
/// ten of those back. In groups every part is one, and in every other graph five parts are a group again.
pub(crate) fn sample(nodes: usize, seed: u64, grouped: bool) -> Sample {
    let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(nodes as u64));
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut edges: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut first = 0;
    while first < nodes {
        let size = (4 + random.below(7)).min(nodes - first);
        let part: Vec<usize> = (first..first + size).collect();
        // Each card is used by one before it, by the first few most.
        for n in 1..size {
            let user = if random.one_in(2) { random.below(n.min(3)) } else { random.below(n) };
            edges.insert((part[user], part[n]));
        }
        parts.push(part);
        first += size;
    }
    let wanted = nodes * 3 / 2;
    while edges.len() < wanted {
        let from = random.below(parts.len());
        let source = parts[from][random.below(parts[from].len())];
        let (source, target) = match random.below(8) {
            0 | 1 => {
                let other = parts[from][random.below(parts[from].len())];
                (source.min(other), source.max(other))
            }
            kind => {
                let to =
                    if kind == 2 { random.below(parts.len().div_ceil(8)) * 8 } else { (from + 1 + random.below(6)).min(parts.len() - 1) };
                let entry = if random.one_in(3) { random.below(parts[to].len()) } else { 0 };
                let target = parts[to][entry];
                if random.one_in(10) { (target, source) } else { (source.min(target), source.max(target)) }
            }
        };
        if source != target {
            edges.insert((source, target));
        }
    }
    let part_of = |node: usize| parts.iter().position(|part| part.contains(&node));
    let cards = (0..nodes).map(|node| LayoutNode {
        id: node as u32,
        size: Size::new(196.0, 64.0 + 20.0 * random.below(4) as f32),
        group: part_of(node).filter(|_| grouped).map(|part| part as u32),
        position: None,
        pinned: false,
    });
    let cards: Vec<LayoutNode> = cards.collect();
    let groups = if grouped { groups(parts.len(), seed % 2 == 1) } else { Vec::new() };
    // Numbers say nothing of the order things were made in.
    let mut edges: Vec<LayoutEdge> = edges.into_iter().map(|(source, target)| edge(source, target)).collect();
    for n in (1..edges.len()).rev() {
        edges.swap(n, random.below(n + 1));
    }
    Sample { request: LayoutRequest { nodes: cards, groups, edges } }
}

fn edge(source: usize, target: usize) -> LayoutEdge {
    LayoutEdge { source: source as u32, target: target as u32, source_port: None, target_port: None, label_width: 0.0 }
}

fn groups(parts: usize, nested: bool) -> Vec<LayoutGroup> {
    let outer = if nested { parts.div_ceil(5) } else { 0 };
    let inner = (0..parts).map(|part| LayoutGroup { id: part as u32, parent: nested.then_some((parts + part / 5) as u32) });
    inner.chain((0..outer).map(|n| LayoutGroup { id: (parts + n) as u32, parent: None })).collect()
}
