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

/// Two entries that keep apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) a: usize,
    pub(super) b: usize,
    /// By how much the first wants to be left of the second.
    pub(super) weight: i32,
    /// How far apart they should be; never less than lines keep apart.
    pub(super) apart: f32,
}

/// Entries that concern each other; all others are independent of them.
pub(super) struct Cluster<'a> {
    entries: &'a [Entry],
    /// From left to right.
    sequence: Vec<usize>,
    /// By places in `sequence`, those further left first.
    gaps: Vec<Gap>,
    /// For each place in `sequence` the gaps on its left and on its right.
    beside: Vec<[Vec<usize>; 2]>,
}

/// What two places in the sequence keep between them.
struct Gap {
    left: usize,
    right: usize,
    wanted: f32,
    /// How often it was made smaller.
    step: usize,
}

/// What becomes of a distance that does not fit, best first: a full gutter is shared out.
const GAPS: [f32; 8] = [LINE_GAP, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
const ROUNDS: usize = 4;
/// How often distances are made smaller; whatever does not fit then is not kept at all.
const SHARINGS: usize = 48;

impl Gap {
    /// The distance; nothing where there is no room for any.
    fn size(&self) -> Option<f32> {
        if self.step == 0 { Some(self.wanted) } else { GAPS.get(self.step - usize::from(self.wanted > LINE_GAP)).copied() }
    }
}

impl<'a> Cluster<'a> {
    /// New places of all entries that move.
    pub(super) fn solve(entries: &'a [Entry], pairs: &[Pair]) -> Vec<(usize, f32)> {
        let mut neighbours: Vec<Vec<(usize, i32, f32)>> = vec![Vec::new(); entries.len()];
        for &Pair { a, b, weight, apart } in pairs {
            neighbours[a].push((b, weight, apart));
            neighbours[b].push((a, -weight, apart));
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

    fn new(entries: &'a [Entry], sequence: Vec<usize>, neighbours: &[Vec<(usize, i32, f32)>]) -> Self {
        let mut place_of: Vec<(usize, usize)> = sequence.iter().enumerate().map(|(place, entry)| (*entry, place)).collect();
        place_of.sort_unstable();
        let find = |entry: usize| place_of.binary_search_by_key(&entry, |pair| pair.0).ok().map(|at| place_of[at].1);
        let (mut gaps, mut beside) = (Vec::new(), vec![[Vec::new(), Vec::new()]; sequence.len()]);
        for (left, entry) in sequence.iter().enumerate() {
            for (right, wanted) in neighbours[*entry].iter().filter_map(|(other, _, apart)| Some((find(*other)?, *apart))) {
                // Two that stand still keep what they have.
                if right > left && !(entries[*entry].still && entries[sequence[right]].still) {
                    beside[left][1].push(gaps.len());
                    beside[right][0].push(gaps.len());
                    gaps.push(Gap { left, right, wanted, step: 0 });
                }
            }
        }
        Self { entries, sequence, gaps, beside }
    }

    fn entry(&self, place: usize) -> &Entry {
        &self.entries[self.sequence[place]]
    }

    /// The places beside one, with the distances kept from them.
    fn beside(&self, place: usize, left: bool) -> impl Iterator<Item = (usize, f32)> + '_ {
        let gaps = self.beside[place][usize::from(!left)].iter().map(|gap| &self.gaps[*gap]);
        gaps.filter_map(move |gap| Some((if left { gap.left } else { gap.right }, gap.size()?)))
    }

    fn places(&mut self) -> Vec<(usize, f32)> {
        let latest = self.share();
        let (left, right) = (self.depths(true), self.depths(false));
        let mut at: Vec<f32> = Vec::with_capacity(self.sequence.len());
        for place in 0..self.sequence.len() {
            let entry = self.entry(place);
            if entry.still {
                at.push(entry.at);
                continue;
            }
            let least = self.beside(place, true).map(|(other, gap)| at[other] + gap).fold(entry.low, f32::max);
            let wish = entry.wish + (left[place] - right[place]) / 2.0;
            at.push(wish.min(latest[place]).max(least));
        }
        let moved = self.sequence.iter().zip(at).filter(|(entry, _)| !self.entries[**entry].still);
        moved.map(|(entry, at)| (*entry, at)).collect()
    }

    /// Makes distances smaller where they do not fit, all of a full gutter alike; the rightmost place each entry may take then.
    fn share(&mut self) -> Vec<f32> {
        for round in 0.. {
            let (earliest, latest) = (self.earliest(), self.latest());
            let mut fits = true;
            for gap in &mut self.gaps {
                if gap.size().is_some_and(|size| earliest[gap.left] + size > latest[gap.right] + 0.01) {
                    fits = false;
                    gap.step = if round < SHARINGS { gap.step + 1 } else { usize::MAX };
                }
            }
            if fits {
                return latest;
            }
        }
        Vec::new()
    }

    fn earliest(&self) -> Vec<f32> {
        let mut earliest = vec![0.0_f32; self.sequence.len()];
        for place in 0..earliest.len() {
            let entry = self.entry(place);
            earliest[place] = if entry.still {
                entry.at
            } else {
                self.beside(place, true).map(|(other, gap)| earliest[other] + gap).fold(entry.low, f32::max)
            };
        }
        earliest
    }

    fn latest(&self) -> Vec<f32> {
        let mut latest = vec![0.0_f32; self.sequence.len()];
        for place in (0..latest.len()).rev() {
            let entry = self.entry(place);
            latest[place] = if entry.still {
                entry.at
            } else {
                self.beside(place, false).map(|(other, gap)| latest[other] - gap).fold(entry.high, f32::min)
            };
        }
        latest
    }

    /// What the longest row of moving entries on one side of each takes.
    fn depths(&self, left: bool) -> Vec<f32> {
        let count = self.sequence.len();
        let mut depths = vec![0.0_f32; count];
        for step in 0..count {
            let place = if left { step } else { count - 1 - step };
            let moving = self.beside(place, left).filter(|(other, _)| !self.entry(*other).still);
            depths[place] = moving.map(|(other, gap)| depths[other] + gap).fold(0.0, f32::max);
        }
        depths
    }
}

/// The moving entries connected with `first`, and the still ones beside them.
fn connected(first: usize, entries: &[Entry], neighbours: &[Vec<(usize, i32, f32)>], seen: &mut [bool]) -> Vec<usize> {
    let (mut members, mut still, mut open) = (Vec::new(), Vec::new(), vec![first]);
    seen[first] = true;
    while let Some(entry) = open.pop() {
        members.push(entry);
        for &(other, ..) in &neighbours[entry] {
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
fn ordered(members: &[usize], entries: &[Entry], neighbours: &[Vec<(usize, i32, f32)>]) -> Vec<usize> {
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
            let sums = sums(entry, &sequence, entries, &neighbours[entry]);
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

/// What it costs to put an entry before each of a sequence, and behind the last.
fn sums(entry: usize, sequence: &[usize], entries: &[Entry], neighbours: &[(usize, i32, f32)]) -> Vec<i32> {
    let beside = |other: usize| neighbours.iter().filter(move |(n, ..)| *n == other);
    let is_still = |other: usize| entries[other].still;
    // Between what stands still there may be too little room.
    let mut highest = vec![entries[entry].high; sequence.len() + 1];
    for (place, other) in sequence.iter().enumerate().rev() {
        let still = beside(*other).filter(|_| is_still(*other)).map(|(.., apart)| entries[*other].at - apart);
        highest[place] = still.fold(highest[place + 1], f32::min);
    }
    let (mut sum, mut lowest) = (0, entries[entry].low);
    let mut sums = Vec::with_capacity(highest.len());
    for (place, highest) in highest.iter().enumerate() {
        sums.push(sum + squeezed(lowest - highest));
        for (other, weight, apart) in sequence.get(place).into_iter().flat_map(|other| beside(*other)) {
            sum += weight;
            if is_still(*other) {
                lowest = lowest.max(entries[*other].at + apart);
            }
        }
    }
    sums
}

/// What it is worth to avoid that a line is squeezed in where so much room is missing.
fn squeezed(missing: f32) -> i32 {
    if missing <= 1.0 {
        0
    } else if missing <= LINE_GAP {
        2
    } else {
        5
    }
}
