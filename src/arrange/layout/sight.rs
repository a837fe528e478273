//! What the eye sees first: the straight ways from card to card, and where they cross.

use std::collections::BTreeMap;

use super::net::Net;
use super::tree::Tree;

/// A line between two cards, by its ends from left to right.
struct Line {
    ends: (usize, usize),
    weight: i64,
}

/// The cards as points, and the lines between them.
pub(super) struct Sight {
    lines: Vec<Line>,
    /// For each card its lines.
    at: Vec<Vec<u32>>,
    /// For each column the lines that begin there, and those that begin before and reach it.
    begin: Vec<Vec<u32>>,
    reach: Vec<Vec<u32>>,
    layer: Vec<usize>,
    /// Where each column begins, which says as much of the ways as its middle does; their numbers while that is not known.
    columns: Vec<f32>,
    /// For each line the middles of its cards.
    ways: Vec<[f32; 4]>,
    /// For each line the last count it was looked at in.
    seen: Vec<u32>,
    count: u32,
    /// The middle of each card's height.
    pub(super) middle: Vec<f32>,
    /// How many comparisons of two lines are left.
    pub(super) budget: usize,
}

impl Sight {
    pub(super) fn new(tree: &Tree, net: &Net) -> Self {
        let cards = tree.sizes.len();
        let layer: Vec<usize> = net.leaves[..cards].iter().map(|leaf| leaf.layer).collect();
        let mut weights: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for edge in &tree.edges {
            let backward = (layer[edge.source], edge.source) > (layer[edge.target], edge.target);
            let ends = if backward { (edge.target, edge.source) } else { (edge.source, edge.target) };
            *weights.entry(ends).or_default() += 1;
        }
        let lines: Vec<Line> = weights.into_iter().map(|(ends, weight)| Line { ends, weight }).collect();
        let columns = layer.iter().copied().max().unwrap_or(0) + 1;
        let (mut at, mut begin, mut reach) = (vec![Vec::new(); cards], vec![Vec::new(); columns], vec![Vec::new(); columns]);
        for (n, line) in lines.iter().enumerate() {
            let (a, b) = line.ends;
            at[a].push(n as u32);
            at[b].push(n as u32);
            begin[layer[a]].push(n as u32);
            reach.iter_mut().take(layer[b] + 1).skip(layer[a] + 1).for_each(|lines| lines.push(n as u32));
        }
        let (ways, seen) = (vec![[0.0; 4]; lines.len()], vec![0; lines.len()]);
        let columns = (0..columns).map(|column| column as f32).collect();
        Self { lines, at, begin, reach, layer, columns, ways, seen, count: 0, middle: vec![0.0; cards], budget: usize::MAX }
    }

    /// Takes where the cards are, by their upper edges and those of the columns on the left.
    pub(super) fn place(&mut self, tree: &Tree, heights: &[f32], columns: &[f32]) {
        self.columns = columns.to_vec();
        for (card, (height, size)) in heights.iter().zip(&tree.sizes).enumerate() {
            self.put(card, height + size.height / 2.0);
        }
    }

    /// Moves a card up or down.
    pub(super) fn put(&mut self, card: usize, middle: f32) {
        self.middle[card] = middle;
        let at = [self.columns[self.layer[card]], middle];
        for line in &self.at[card] {
            let line = *line as usize;
            let side = if self.lines[line].ends.0 == card { 0 } else { 2 };
            self.ways[line][side..side + 2].copy_from_slice(&at);
        }
    }

    /// The mean of the middles of those a card has lines to.
    pub(super) fn wish(&self, card: usize) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for line in &self.at[card] {
            let (ends, weight) = (self.lines[*line as usize].ends, self.lines[*line as usize].weight as f32);
            sum += weight * self.middle[if ends.0 == card { ends.1 } else { ends.0 }];
            weights += weight;
        }
        if weights > 0.0 { sum / weights } else { self.middle[card] }
    }

    /// Whether any line ends at a card.
    pub(super) fn is_linked(&self, card: usize) -> bool {
        !self.at[card].is_empty()
    }

    /// How many cross.
    pub(super) fn crossings(&mut self) -> i64 {
        let all: Vec<usize> = (0..self.at.len()).collect();
        self.crossings_of(&all)
    }

    /// How many cross with the lines of these cards.
    pub(super) fn crossings_of(&mut self, cards: &[usize]) -> i64 {
        self.count += 1;
        let mut sum = 0;
        for card in cards {
            for n in 0..self.at[*card].len() {
                let line = self.at[*card][n] as usize;
                if std::mem::replace(&mut self.seen[line], self.count) != self.count {
                    sum += self.crossings_with(line);
                }
            }
        }
        sum
    }

    /// Those with lines not looked at in this count. Lines that share a card do not cross.
    fn crossings_with(&mut self, line: usize) -> i64 {
        let (first, last) = (self.layer[self.lines[line].ends.0], self.layer[self.lines[line].ends.1]);
        let [ax, ay, bx, by] = self.ways[line];
        let (dx, dy) = (bx - ax, by - ay);
        let (mut sum, mut comparisons) = (0, 0);
        for others in std::iter::once(&self.reach[first]).chain(&self.begin[first..=last]) {
            comparisons += others.len();
            for &other in others {
                let [cx, cy, ex, ey] = self.ways[other as usize];
                if (dx * (cy - ay) - dy * (cx - ax)) * (dx * (ey - ay) - dy * (ex - ax)) < 0.0 {
                    let (fx, fy) = (ex - cx, ey - cy);
                    let cross = (fx * (ay - cy) - fy * (ax - cx)) * (fx * (by - cy) - fy * (bx - cx)) < 0.0;
                    if cross && self.seen[other as usize] != self.count {
                        sum += self.lines[other as usize].weight;
                    }
                }
            }
        }
        self.budget = self.budget.saturating_sub(comparisons);
        sum * self.lines[line].weight
    }
}
