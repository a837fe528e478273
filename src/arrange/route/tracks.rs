//! Places pieces in a row: an order, a distance between neighbours, each as near to its wish as that leaves.

use super::measures::LINE_GAP;

/// One piece (or several that move as one) in a gutter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) at: f32,
    pub(super) low: f32,
    pub(super) high: f32,
    pub(super) wish: f32,
    pub(super) still: bool,
}

/// Entries that concern each other; all others are independent of them.
pub(super) struct Cluster<'a> {
    entries: &'a [Entry],
    /// From left to right.
    sequence: Vec<usize>,
    /// For each place in `sequence` the places it must keep away from.
    beside: Vec<Vec<usize>>,
}

/// The distances that are tried, best first: a full gutter is shared out.
const GAPS: [f32; 8] = [LINE_GAP, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
const ROUNDS: usize = 4;

impl<'a> Cluster<'a> {
    /// New places of all entries that move. `pairs` names those that must keep apart, and by how much the first wants to be left.
    pub(super) fn solve(entries: &'a [Entry], pairs: &[(usize, usize, i32)]) -> Vec<(usize, f32)> {
        let mut neighbours: Vec<Vec<(usize, i32)>> = vec![Vec::new(); entries.len()];
        for &(a, b, weight) in pairs {
            neighbours[a].push((b, weight));
            neighbours[b].push((a, -weight));
        }
        let mut seen = vec![false; entries.len()];
        let mut places = Vec::new();
        for first in 0..entries.len() {
            if entries[first].still || seen[first] {
                continue;
            }
            let members = connected(first, entries, &neighbours, &mut seen);
            let sequence = ordered(&members, entries, &neighbours);
            places.extend(Cluster::new(entries, sequence, &neighbours).places());
        }
        places
    }

    fn new(entries: &'a [Entry], sequence: Vec<usize>, neighbours: &[Vec<(usize, i32)>]) -> Self {
        let mut place_of: Vec<(usize, usize)> = sequence.iter().enumerate().map(|(place, entry)| (*entry, place)).collect();
        place_of.sort_unstable();
        let find = |entry: usize| place_of.binary_search_by_key(&entry, |pair| pair.0).ok().map(|at| place_of[at].1);
        let beside = sequence.iter().map(|entry| neighbours[*entry].iter().filter_map(|(other, _)| find(*other)).collect()).collect();
        Self { entries, sequence, beside }
    }

    fn entry(&self, place: usize) -> &Entry {
        &self.entries[self.sequence[place]]
    }

    fn before(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.beside[place].iter().copied().filter(move |other| *other < place)
    }

    fn after(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.beside[place].iter().copied().filter(move |other| *other > place)
    }

    fn places(&self) -> Vec<(usize, f32)> {
        let fitting = GAPS.iter().find_map(|gap| self.latest(*gap).map(|latest| (*gap, latest)));
        let Some((gap, latest)) = fitting else {
            return self.overfull();
        };
        let (left, right) = (self.depths(true), self.depths(false));
        let mut at: Vec<f32> = Vec::with_capacity(self.sequence.len());
        for place in 0..self.sequence.len() {
            let entry = self.entry(place);
            if entry.still {
                at.push(entry.at);
                continue;
            }
            let least = self.before(place).map(|other| at[other] + gap).fold(entry.low, f32::max);
            let wish = entry.wish + (left[place] - right[place]) / 2.0 * gap;
            at.push(wish.min(latest[place]).max(least));
        }
        self.moved(&at)
    }

    fn moved(&self, at: &[f32]) -> Vec<(usize, f32)> {
        self.sequence.iter().zip(at).filter(|(entry, _)| !self.entries[**entry].still).map(|(entry, at)| (*entry, *at)).collect()
    }

    /// Nothing fits: everybody goes where they wish, in order within their own room.
    fn overfull(&self) -> Vec<(usize, f32)> {
        let count = self.sequence.len() as f32;
        let at: Vec<f32> = (0..self.sequence.len())
            .map(|place| {
                let entry = self.entry(place);
                entry.low + (entry.high - entry.low) * (place as f32 + 0.5) / count
            })
            .collect();
        self.moved(&at)
    }

    /// The rightmost place each entry may take, if all fit at this distance.
    fn latest(&self, gap: f32) -> Option<Vec<f32>> {
        let count = self.sequence.len();
        let mut latest = vec![0.0_f32; count];
        for place in (0..count).rev() {
            let entry = self.entry(place);
            latest[place] =
                if entry.still { entry.at } else { self.after(place).map(|other| latest[other] - gap).fold(entry.high, f32::min) };
        }
        let mut earliest = vec![0.0_f32; count];
        for place in 0..count {
            let entry = self.entry(place);
            earliest[place] =
                if entry.still { entry.at } else { self.before(place).map(|other| earliest[other] + gap).fold(entry.low, f32::max) };
            if !entry.still && earliest[place] > latest[place] + 0.01 {
                return None;
            }
        }
        Some(latest)
    }

    /// The longest row of moving entries on one side of each.
    fn depths(&self, left: bool) -> Vec<f32> {
        let count = self.sequence.len();
        let mut depths = vec![0.0_f32; count];
        for step in 0..count {
            let place = if left { step } else { count - 1 - step };
            let others: Vec<usize> = if left { self.before(place).collect() } else { self.after(place).collect() };
            depths[place] =
                others.into_iter().filter(|other| !self.entry(*other).still).map(|other| depths[other] + 1.0).fold(0.0, f32::max);
        }
        depths
    }
}

/// The moving entries connected with `first`, and the still ones beside them.
fn connected(first: usize, entries: &[Entry], neighbours: &[Vec<(usize, i32)>], seen: &mut [bool]) -> Vec<usize> {
    let (mut members, mut still, mut open) = (Vec::new(), Vec::new(), vec![first]);
    seen[first] = true;
    while let Some(entry) = open.pop() {
        members.push(entry);
        for &(other, _) in &neighbours[entry] {
            if entries[other].still {
                still.push(other);
            } else if !seen[other] {
                seen[other] = true;
                open.push(other);
            }
        }
    }
    still.sort_unstable();
    still.dedup();
    members.extend(still);
    members.sort_unstable();
    members
}

/// From left to right: as they stand, then each moved to where it costs least, a few times over.
fn ordered(members: &[usize], entries: &[Entry], neighbours: &[Vec<(usize, i32)>]) -> Vec<usize> {
    let mut sequence = members.to_vec();
    sequence.sort_by(|a, b| entries[*a].at.total_cmp(&entries[*b].at).then(a.cmp(b)));
    let moving: Vec<usize> = sequence.iter().copied().filter(|entry| !entries[*entry].still).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for &entry in &moving {
            let Some(place) = sequence.iter().position(|other| *other == entry) else {
                continue;
            };
            sequence.remove(place);
            let mut sum = 0;
            let sums: Vec<i32> = std::iter::once(0)
                .chain(sequence.iter().map(|other| {
                    sum += neighbours[entry].iter().filter(|(n, _)| n == other).map(|(_, weight)| *weight).sum::<i32>();
                    sum
                }))
                .collect();
            let least = sums.iter().copied().min().unwrap_or(0);
            let best = (0..sums.len()).filter(|at| sums[*at] == least).min_by_key(|at| at.abs_diff(place)).unwrap_or(place);
            changed |= best != place;
            sequence.insert(best, entry);
        }
        if !changed {
            break;
        }
    }
    sequence
}
