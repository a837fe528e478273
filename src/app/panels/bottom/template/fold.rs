//! What of the template is folded away: lines under which others stand can be closed, each by itself or all resources at once.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use egui::{Id, Ui};

/// A line under which others stand, by its way from the top: it stays folded while the template changes around it.
type Key = u64;

/// How the lines of a template lie under each other, and which are seen.
#[derive(Debug, Default)]
pub(super) struct Folds {
    /// By line, from 0: its key, where lines stand under it.
    heads: Vec<Option<Key>>,
    /// By line: how deep it is.
    depths: Vec<usize>,
    /// The lines that are seen.
    pub(super) shown: Vec<usize>,
    folded: BTreeSet<Key>,
}

impl Folds {
    /// Of the lines of a document's template, as they are folded now.
    pub(super) fn of(ui: &Ui, document: u64, revision: u64, lines: &[&str]) -> Arc<Self> {
        let slot = Id::unique(("template folds", document));
        let known = ui.data(|data| data.get_temp::<(u64, Arc<Self>)>(slot));
        let folded = match known {
            Some((of, folds)) if of == revision && folds.depths.len() == lines.len() => return folds,
            Some((_, folds)) => folds.folded.clone(),
            None => BTreeSet::new(),
        };
        let folds = Arc::new(Self::new(lines, folded));
        ui.data_mut(|data| data.insert_temp(slot, (revision, Arc::clone(&folds))));
        folds
    }

    /// Folds otherwise from now on.
    pub(super) fn change(ui: &Ui, document: u64, revision: u64, lines: &[&str], change: impl FnOnce(&Self, &mut BTreeSet<Key>)) {
        let folds = Self::of(ui, document, revision, lines);
        let mut folded = folds.folded.clone();
        change(&folds, &mut folded);
        let folds = Arc::new(Self::new(lines, folded));
        ui.data_mut(|data| data.insert_temp(Id::unique(("template folds", document)), (revision, folds)));
    }

    fn new(lines: &[&str], folded: BTreeSet<Key>) -> Self {
        let depths: Vec<usize> = lines.iter().map(|line| depth(line)).collect();
        let mut heads = Vec::with_capacity(lines.len());
        let mut around: Vec<(usize, Key)> = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let deep = depths[number];
            while around.last().is_some_and(|(outer, _)| *outer >= deep) {
                around.pop();
            }
            let is_head = depths.get(number + 1).is_some_and(|next| *next > deep);
            let key = is_head.then(|| {
                let mut hasher = DefaultHasher::new();
                (around.last().map(|(_, key)| key), line.trim()).hash(&mut hasher);
                hasher.finish()
            });
            around.extend(key.map(|key| (deep, key)));
            heads.push(key);
        }
        let mut folds = Self { heads, depths, shown: Vec::new(), folded };
        let mut beneath: Option<usize> = None;
        for number in 0..lines.len() {
            let deep = folds.depths[number];
            if beneath.is_some_and(|outer| deep > outer) {
                continue;
            }
            beneath = folds.is_folded(number).then_some(deep);
            folds.shown.push(number);
        }
        folds
    }

    /// Whether lines stand under this one.
    pub(super) fn is_head(&self, line: usize) -> bool {
        self.heads.get(line).is_some_and(Option::is_some)
    }

    /// Whether what stands under a line is folded away.
    pub(super) fn is_folded(&self, line: usize) -> bool {
        self.heads.get(line).copied().flatten().is_some_and(|key| self.folded.contains(&key))
    }

    /// Whether anything is folded away.
    pub(super) fn any(&self) -> bool {
        self.shown.len() < self.depths.len()
    }

    /// The place of a line among those that are seen, or of the one that hides it.
    pub(super) fn place(&self, line: usize) -> usize {
        self.shown.partition_point(|shown| *shown <= line).saturating_sub(1)
    }

    /// Whether a line is seen.
    pub(super) fn shows(&self, line: usize) -> bool {
        self.shown.binary_search(&line).is_ok()
    }

    /// Folds what stands under a line, or opens it.
    pub(super) fn turn(&self, line: usize, folded: &mut BTreeSet<Key>) {
        if let Some(key) = self.heads.get(line).copied().flatten()
            && !folded.remove(&key)
        {
            folded.insert(key);
        }
    }

    /// Opens a line and whatever hides it.
    pub(super) fn open(&self, line: usize, folded: &mut BTreeSet<Key>) {
        if let Some(key) = self.heads.get(line).copied().flatten() {
            folded.remove(&key);
        }
        let mut deep = self.depths.get(line).copied().unwrap_or_default();
        for outer in (0..line).rev() {
            if self.depths.get(outer).is_some_and(|depth| *depth < deep) {
                deep = self.depths[outer];
                if let Some(key) = self.heads[outer] {
                    folded.remove(&key);
                }
            }
        }
    }

    /// Folds these lines, and nothing else.
    pub(super) fn only(&self, lines: impl IntoIterator<Item = usize>, folded: &mut BTreeSet<Key>) {
        *folded = lines.into_iter().filter_map(|line| self.heads.get(line).copied().flatten()).collect();
    }
}

/// How deep a line is: entries of a list lie under the key they stand beneath, though no further in.
fn depth(line: &str) -> usize {
    let body = line.trim_start_matches(' ');
    let entry = usize::from(body.starts_with("- "));
    2 * (line.len() - body.len()) + entry
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Resources:\n  One:\n    Type: X\n    Properties:\n      List:\n      - Effect: Allow\n        Action: a\n      - Effect: Deny\n  Two:\n    Type: Y\nOutputs:\n  Three: 1";

    fn folds(lines: &[&str], change: impl FnOnce(&Folds, &mut BTreeSet<Key>)) -> Folds {
        let open = Folds::new(lines, BTreeSet::new());
        let mut folded = BTreeSet::new();
        change(&open, &mut folded);
        Folds::new(lines, folded)
    }

    #[test]
    fn what_stands_under_a_line_is_folded_with_it() {
        let lines: Vec<&str> = TEXT.lines().collect();
        let open = folds(&lines, |_, _| ());
        assert_eq!((open.shown.len(), open.any()), (lines.len(), false));
        let heads: Vec<usize> = (0..lines.len()).filter(|line| open.is_head(*line)).collect();
        assert_eq!(heads, [0, 1, 3, 4, 5, 8, 10]);
        let one = folds(&lines, |folds, folded| folds.turn(1, folded));
        assert_eq!(one.shown, [0, 1, 8, 9, 10, 11]);
        assert_eq!((one.place(6), one.shows(6), one.place(8)), (1, false, 2));
        let list = folds(&lines, |folds, folded| folds.turn(4, folded));
        assert_eq!(list.shown, [0, 1, 2, 3, 4, 8, 9, 10, 11], "entries of a list stand under its key");
        let resources = folds(&lines, |folds, folded| folds.only([1, 8], folded));
        assert_eq!(resources.shown, [0, 1, 8, 10, 11]);
    }

    #[test]
    fn a_fold_holds_while_the_text_changes_and_opens_for_what_is_looked_for() {
        let lines: Vec<&str> = TEXT.lines().collect();
        let before = folds(&lines, |folds, folded| folds.only([1, 8], folded));
        let longer: Vec<&str> = std::iter::once("Zero:").chain(["  A: 1"]).chain(lines.iter().copied()).collect();
        let after = Folds::new(&longer, before.folded.clone());
        assert_eq!(after.shown, [0, 1, 2, 3, 10, 12, 13]);
        let mut folded = after.folded.clone();
        after.open(8, &mut folded);
        let opened = Folds::new(&longer, folded);
        assert!(opened.shows(8) && !opened.shows(11));
    }
}
