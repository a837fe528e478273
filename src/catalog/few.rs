//! Sets of few things: a sorted list takes a tenth of the memory of a tree, and is searched as quickly.

use std::borrow::Borrow;
use std::slice;
use std::vec;

/// A set whose members stand in their order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few<T>(Vec<T>);

impl<T> Few<T> {
    /// How many members it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members in their order.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: Ord> Few<T> {
    /// Puts a thing in; whether it was not there.
    pub fn insert(&mut self, thing: T) -> bool {
        let Err(place) = self.0.binary_search(&thing) else { return false };
        if self.0.len() == self.0.capacity() {
            // Most sets get one or two members, and are kept for long.
            self.0.reserve_exact(self.0.len().max(1));
        }
        self.0.insert(place, thing);
        true
    }

    /// Whether a thing is in it.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, thing: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.binary_search_by(|member| member.borrow().cmp(thing)).is_ok()
    }

    /// Whether everything of another set is in it.
    #[must_use]
    pub fn is_superset(&self, other: &Self) -> bool {
        other.iter().all(|thing| self.contains(thing))
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, things: I) {
        for thing in things {
            self.insert(thing);
        }
    }
}

impl<T: Ord> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut list: Vec<T> = things.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        list.shrink_to_fit();
        Self(list)
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_their_order_and_once() {
        let mut few: Few<String> = ["c", "a", "c"].map(str::to_owned).into_iter().collect();
        assert!(few.insert("b".to_owned()) && !few.insert("a".to_owned()));
        few.extend(["d".to_owned(), "b".to_owned()]);
        assert!(few.iter().eq(["a", "b", "c", "d"]));
        assert!(few.contains("d") && !few.contains("e"));
        let part: Few<String> = ["d", "a"].map(str::to_owned).into_iter().collect();
        assert!(few.is_superset(&part) && !part.is_superset(&few));
        assert_eq!((few.len(), few.is_empty()), (4, false));
    }
}
