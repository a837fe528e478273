//! The maps of the value tree: ordered, and most of them short.

use std::collections::HashMap;
use std::fmt;
use std::iter;
use std::ops::Index;
use std::slice;
use std::vec;

use super::value::{Text, Value};

/// An ordered map. The few entries most maps have are looked through one by one, which is quicker and takes less memory than
/// a table of hashes; longer ones have one.
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<Entry>,
    places: Option<Box<Places>>,
}

/// Where a key stands, in a long map.
#[derive(Clone)]
struct Places(HashMap<Text, usize>);

type Entry = (Text, Value);

/// More entries than this are not looked through one by one.
const SHORT: usize = 24;

impl Map {
    /// A map without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), places: None }
    }

    /// How many entries it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What stands under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.get(self.place(key)?).map(|(_, value)| value)
    }

    /// What stands under a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let place = self.place(key)?;
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    /// Whether anything stands under a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// Puts a value under a key: where the key stands, or last. Hands back what stood there.
    pub fn insert(&mut self, key: impl Into<Text>, value: Value) -> Option<Value> {
        let key = key.into();
        if let Some(present) = self.get_mut(&key) {
            return Some(std::mem::replace(present, value));
        }
        if let Some(places) = &mut self.places {
            places.0.insert(key.clone(), self.entries.len());
        }
        self.entries.push((key, value));
        if self.places.is_none() && self.entries.len() > SHORT {
            self.find_places();
        }
        None
    }

    /// What stands under a key, to change it; where nothing does, this value from now on.
    pub fn get_or_insert_with(&mut self, key: impl Into<Text>, value: impl FnOnce() -> Value) -> &mut Value {
        let key = key.into();
        let place = self.place(&key).unwrap_or_else(|| {
            self.insert(key, value());
            self.entries.len() - 1
        });
        // Found, or just put there.
        &mut self.entries[place].1
    }

    /// Puts a value under a key that does not stand here yet, at a place of the order; at the end where that has no such place.
    pub fn insert_at(&mut self, place: usize, key: impl Into<Text>, value: Value) {
        self.entries.insert(place.min(self.entries.len()), (key.into(), value));
        self.find_places();
    }

    /// Takes out what stands under a key; what follows moves up.
    pub fn shift_remove(&mut self, key: &str) -> Option<Value> {
        self.shift_remove_entry(key).map(|(_, value)| value)
    }

    /// Takes out a key with what stands under it; what follows moves up.
    pub fn shift_remove_entry(&mut self, key: &str) -> Option<(Text, Value)> {
        let place = self.place(key)?;
        let entry = self.entries.remove(place);
        self.find_places();
        Some(entry)
    }

    /// Keeps the entries of which this holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&Text, &mut Value) -> bool) {
        self.entries.retain_mut(|(key, value)| keep(key, value));
        self.find_places();
    }

    /// Orders the entries by their keys.
    pub fn sort_keys(&mut self) {
        self.entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.find_places();
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<(&Text, &Value)> {
        self.entries.first().map(of_entry)
    }

    /// The entries in their order.
    pub fn iter(&self) -> Iter<'_> {
        self.entries.iter().map(of_entry)
    }

    /// The entries in their order, to change their values.
    pub fn iter_mut(&mut self) -> IterMut<'_> {
        self.entries.iter_mut().map(of_entry_mut)
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Text> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator + Clone {
        self.entries.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to change them.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Value> + DoubleEndedIterator {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// Gives back memory that was taken for more than there is, everywhere inside.
    pub(super) fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
        self.values_mut().for_each(Value::shrink_to_fit);
    }

    fn place(&self, key: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.0.get(key).copied(),
            None => self.entries.iter().position(|(present, _)| present == key),
        }
    }

    fn find_places(&mut self) {
        let long = self.entries.len() > SHORT;
        let places = || self.entries.iter().enumerate().map(|(place, (key, _))| (key.clone(), place)).collect();
        self.places = long.then(|| Box::new(Places(places())));
    }
}

/// The entries of a map in their order.
pub type Iter<'a> = iter::Map<slice::Iter<'a, Entry>, fn(&'a Entry) -> (&'a Text, &'a Value)>;
/// The same, to change their values.
pub type IterMut<'a> = iter::Map<slice::IterMut<'a, Entry>, fn(&'a mut Entry) -> (&'a Text, &'a mut Value)>;

fn of_entry((key, value): &Entry) -> (&Text, &Value) {
    (key, value)
}

fn of_entry_mut((key, value): &mut Entry) -> (&Text, &mut Value) {
    (key, value)
}

/// The order does not count.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        let same = |(place, (key, value)): (usize, &Entry)| match other.entries.get(place) {
            Some((there, other)) if there == key => other == value,
            _ => other.get(key) == Some(value),
        };
        self.len() == other.len() && self.entries.iter().enumerate().all(same)
    }
}

/// What stands under a key; nothing where nothing does.
impl Index<&str> for Map {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        static NOTHING: Value = Value::Null;
        self.get(key).unwrap_or(&NOTHING)
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Text>> Extend<(K, Value)> for Map {
    fn extend<I: IntoIterator<Item = (K, Value)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.entries.reserve_exact(entries.size_hint().0);
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Into<Text>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<Text>, const N: usize> From<[(K, Value); N]> for Map {
    fn from(entries: [(K, Value); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a Text, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = (&'a Text, &'a mut Value);
    type IntoIter = IterMut<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Short maps and long ones do the same.
    #[test]
    fn every_length_keeps_its_order_and_finds_its_keys() {
        for length in [0, 1, SHORT, SHORT + 1, 3 * SHORT] {
            let key = |n: usize| format!("Key{n}");
            let mut map: Map = (0..length).map(|n| (key(n), n.to_string().into())).collect();
            assert_eq!(map.len(), length);
            assert!((0..length).all(|n| map.get(&key(n)) == Some(&Value::from(n.to_string()))), "{length}");
            assert!(map.keys().map(Text::as_str).eq((0..length).map(key)), "{length}");
            assert!(!map.contains_key("Key"), "{length}");
            if length == 0 {
                continue;
            }
            // What is replaced stays where it was, what is taken out is gone, and what is put in again stands last.
            assert_eq!(map.insert("Key0", "other".into()), Some(Value::from("0")));
            assert_eq!(map.first().map(|(key, _)| key.as_str()), Some("Key0"));
            assert_eq!(map.shift_remove("Key0"), Some(Value::from("other")));
            assert_eq!((map.len(), map.get("Key0")), (length - 1, None));
            assert!((1..length).all(|n| map.contains_key(&key(n))), "{length}");
            *map.get_or_insert_with("Key0", || Value::Null) = Value::from("0");
            assert_eq!(map.keys().last().map(Text::as_str), Some("Key0"));
            let same: Map = (0..length).map(|n| (key(n), n.to_string().into())).collect();
            assert_eq!(map, same, "{length}");
            map.retain(|key, _| key == "Key0");
            assert_eq!(map, Map::from([("Key0", "0".into())]), "{length}");
        }
    }
}
