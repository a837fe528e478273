//! The condition under which something is there in some worlds and not in others; where none of the design's is it, one made
//! of them.

use std::collections::BTreeMap;

use super::Worlds;
use crate::catalog::conditions::{Definitions, Truth, asked, call, definitions, joined, to_cfn};
use crate::cfn::Value;
use crate::design::{Design, ids};

/// Names sets of worlds.
pub(super) struct Namer<'d> {
    /// Every world.
    pub all: Worlds,
    /// The conditions made so far.
    pub made: BTreeMap<String, Value>,
    definitions: Definitions,
    conditions: Vec<(&'d str, Worlds)>,
}

/// A condition or its opposite.
#[derive(Clone)]
struct Literal<'d> {
    name: &'d str,
    holds: bool,
    worlds: Worlds,
}

/// The longest name that is put together of others.
const LONGEST: usize = 120;

impl<'d> Namer<'d> {
    pub(super) fn new(design: &Design, combinations: &'d [Truth]) -> Self {
        let all = if combinations.len() >= 64 { Worlds::MAX } else { (1 << combinations.len()) - 1 };
        let names = combinations.first().into_iter().flat_map(BTreeMap::keys);
        let worlds = |name: &str| super::bits(combinations.iter().map(|truth| truth.get(name).copied().unwrap_or(true)));
        let conditions = names.map(|name| (name.as_str(), worlds(name))).collect();
        Self { all, made: BTreeMap::new(), definitions: definitions(design), conditions }
    }

    /// The condition that holds in just these of the worlds `within`.
    pub(super) fn name(&mut self, set: Worlds, within: Worlds) -> String {
        let literals = self.literals();
        if let Some(one) = literals.iter().find(|one| one.worlds & within == set) {
            return if one.holds { one.name.to_owned() } else { self.make(format!("Not{}", one.name), one.test()) };
        }
        let above: Vec<&Literal<'_>> = literals.iter().filter(|one| one.worlds & set == set).collect();
        if let Some(all) = cover(&above, within & !set, |one| !one.worlds) {
            return self.make(named(&all, "And"), joined("Fn::And", all.iter().map(|one| one.test()).collect()));
        }
        let below: Vec<&Literal<'_>> = literals.iter().filter(|one| one.worlds & within & !set == 0).collect();
        if let Some(any) = cover(&below, set, |one| one.worlds) {
            return self.make(named(&any, "Or"), joined("Fn::Or", any.iter().map(|one| one.test()).collect()));
        }
        // One world after the other, each by all that holds in it and all that does not.
        let one = |world: u32| {
            let literals: Vec<&Literal<'_>> = literals.iter().filter(|one| one.worlds >> world & 1 == 1).collect();
            joined("Fn::And", literals.iter().map(|one| one.test()).collect())
        };
        let tests = (0..u64::BITS).filter(|world| set >> world & 1 == 1).map(one).collect();
        self.make("Combination".to_owned(), joined("Fn::Or", tests))
    }

    /// Whether a condition of the design holds in just these worlds.
    pub(super) fn is(&self, name: &str, set: Worlds) -> bool {
        self.conditions.contains(&(name, set))
    }

    /// When something is so, the end of a sentence.
    pub(super) fn told(&self, set: Worlds) -> String {
        let literals = self.literals();
        let told = |one: &Literal<'_>| format!("{} {}", one.name, if one.holds { "holds" } else { "does not hold" });
        if let Some(one) = literals.iter().find(|one| one.worlds == set) {
            return format!("where {}", told(one));
        }
        let always: Vec<String> = literals.iter().filter(|one| one.worlds & set == set).map(told).collect();
        if always.is_empty() { "in some combinations of the conditions".to_owned() } else { format!("where {}", always.join(" and ")) }
    }

    fn literals(&self) -> Vec<Literal<'d>> {
        let holds = self.conditions.iter().map(|(name, worlds)| Literal { name, holds: true, worlds: *worlds });
        let not = self.conditions.iter().map(|(name, worlds)| Literal { name, holds: false, worlds: self.all & !worlds });
        holds.chain(not).collect()
    }

    /// A condition of the template's own, under this name where it is free.
    pub(super) fn make(&mut self, name: String, value: Value) -> String {
        if let Some((known, _)) = self.made.iter().find(|(_, made)| **made == value) {
            return known.clone();
        }
        if self.definitions.get(&name).is_some_and(|condition| to_cfn(condition) == value) {
            return name;
        }
        let name = ids::unused(&name, "", |name| self.made.contains_key(name) || self.definitions.contains_key(name));
        self.made.insert(name.clone(), value);
        name
    }
}

impl Literal<'_> {
    fn test(&self) -> Value {
        let asked = asked(self.name);
        if self.holds { asked } else { call("Fn::Not", vec![asked]) }
    }
}

/// The fewest of these, found one after the other, that together cover all that has to be covered.
fn cover<'l, 'd>(from: &[&'l Literal<'d>], all: Worlds, covers: impl Fn(&Literal<'d>) -> Worlds) -> Option<Vec<&'l Literal<'d>>> {
    let mut open = all;
    let mut chosen: Vec<&Literal<'_>> = Vec::new();
    while open != 0 {
        let most = |best: Option<&'l Literal<'d>>, next: &&'l Literal<'d>| match best {
            Some(best) if (covers(best) & open).count_ones() >= (covers(next) & open).count_ones() => Some(best),
            _ => Some(*next),
        };
        let best = from.iter().fold(None, most).filter(|best| covers(best) & open != 0)?;
        open &= !covers(best);
        chosen.push(best);
    }
    chosen.sort_by_key(|one| (one.name, !one.holds));
    (chosen.len() > 1).then_some(chosen)
}

fn named(literals: &[&Literal<'_>], word: &str) -> String {
    let one = |one: &&Literal<'_>| if one.holds { one.name.to_owned() } else { format!("Not{}", one.name) };
    let name = literals.iter().map(one).collect::<Vec<_>>().join(word);
    if name.len() > LONGEST { "Combination".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truths() -> Vec<Truth> {
        let both = [(true, true), (true, false), (false, true), (false, false)];
        both.iter().map(|(a, b)| Truth::from([("A".to_owned(), *a), ("B".to_owned(), *b)])).collect()
    }

    #[test]
    fn every_set_of_worlds_has_a_condition() {
        let truths = truths();
        let design = Design::new("test");
        let mut namer = Namer::new(&design, &truths);
        let mut name = |set: Worlds| namer.name(set, 0b1111);
        assert_eq!(name(0b0011), "A");
        assert_eq!(name(0b1010), "NotB");
        assert_eq!(name(0b0001), "AAndB");
        assert_eq!(name(0b0111), "AOrB");
        assert_eq!(name(0b1000), "NotAAndNotB");
        assert_eq!(name(0b1001), "Combination");
        assert_eq!(namer.name(0b0001, 0b0011), "B");
        assert_eq!(namer.told(0b1100), "where A does not hold");
    }
}
