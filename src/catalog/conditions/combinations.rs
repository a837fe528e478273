//! In which combinations conditions can hold: of tests of one parameter only those that some value passes together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Definitions, definitions, holds, used};
use crate::design::{Condition, Design};

/// Which conditions hold.
pub type Truth = BTreeMap<String, bool>;

/// In how many combinations the conditions of a design may hold before it is too much to tell what becomes of each.
pub const MOST_COMBINATIONS: usize = 64;
/// How many combinations of values are tried to find them.
const MOST_TRIED: usize = 20_000;

/// Something that decides conditions, with the values that make a difference.
struct Unknown {
    name: String,
    values: Vec<String>,
}

/// A value that no condition names.
const OTHER: &str = "\u{0}";
const YES: &str = "yes";

/// What stands for a condition that cannot be taken apart; no parameter is called so.
fn whole(condition: &str) -> String {
    format!("\u{0}{condition}")
}

/// In which combinations the conditions that are used can hold, the one with the most first; none where there are too many.
pub fn combinations(design: &Design) -> Option<Vec<Truth>> {
    let used = used(design);
    if used.is_empty() {
        return Some(vec![Truth::new()]);
    }
    let definitions = definitions(design);
    let unknowns = unknowns(design, &used, &definitions);
    let count = unknowns.iter().try_fold(1_usize, |count, unknown| count.checked_mul(unknown.values.len()));
    let count = count.filter(|count| *count <= MOST_TRIED)?;
    let mut found: BTreeSet<Vec<bool>> = BTreeSet::new();
    for number in 0..count {
        let chosen = chosen(&unknowns, number);
        let value = |name: &str| chosen.get(name).map(|value| (*value).to_owned());
        let free = |name: &str| chosen.get(whole(name).as_str()).map(|value| *value == YES);
        // What is defined nowhere is taken to hold: a check tells of it.
        found.insert(used.iter().map(|name| holds(&definitions, name, &value, &free).unwrap_or(true)).collect());
        if found.len() > MOST_COMBINATIONS {
            return None;
        }
    }
    let mut all: Vec<Vec<bool>> = found.into_iter().collect();
    all.sort_by_key(|vector| (vector.iter().filter(|holds| !**holds).count(), vector.iter().map(|holds| !holds).collect::<Vec<_>>()));
    let named = |vector: Vec<bool>| used.iter().map(|name| (*name).to_owned()).zip(vector).collect();
    Some(all.into_iter().map(named).collect())
}

/// The values of one of all combinations.
fn chosen(unknowns: &[Unknown], number: usize) -> BTreeMap<&str, &str> {
    let mut rest = number;
    let one = |unknown: &'_ Unknown| {
        let index = rest % unknown.values.len();
        rest /= unknown.values.len();
        index
    };
    let indices: Vec<usize> = unknowns.iter().map(one).collect();
    unknowns.iter().zip(indices).map(|(unknown, index)| (unknown.name.as_str(), unknown.values[index].as_str())).collect()
}

fn unknowns(design: &Design, used: &BTreeSet<&str>, definitions: &Definitions) -> Vec<Unknown> {
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut free: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut next: Vec<String> = used.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = next.pop() {
        let Some(condition) = definitions.get(&name).filter(|_| seen.insert(name.clone())) else { continue };
        condition.walk(&mut |one| match one {
            Condition::Is { name, values: named } => values.entry(name.clone()).or_default().extend(named.iter().cloned()),
            Condition::Holds(other) => next.push(other.clone()),
            Condition::Expression(_) => free.extend([name.clone()]),
            Condition::Not(_) | Condition::All(_) | Condition::Any(_) => {}
        });
    }
    let parameters = values.into_iter().map(|(name, named)| {
        let allowed = design.parameters.get(&name).map(|p| p.allowed_values.as_slice()).unwrap_or_default();
        let mut values: Vec<String> = named.iter().filter(|value| allowed.is_empty() || allowed.contains(value)).cloned().collect();
        if values.is_empty() || allowed.is_empty() || allowed.iter().any(|value| !named.contains(value)) {
            values.push(OTHER.to_owned());
        }
        Unknown { name, values }
    });
    let free = free.into_iter().map(|name| Unknown { name: whole(&name), values: vec![YES.to_owned(), String::new()] });
    parameters.chain(free).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::design::geometry::Point;
    use crate::design::{Node, Parameter};

    fn design(conditions: &[(&str, &str)]) -> Design {
        let mut design = Design::new("test");
        for (index, (name, text)) in conditions.iter().enumerate() {
            design.conditions.insert((*name).to_owned(), Arc::new(Condition::parse(text).unwrap()));
            let mut node = Node::new("queue", name, &format!("Q{index}"), Point::default());
            node.condition = Some((*name).to_owned());
            design.nodes.insert(format!("queue-{index}").as_str().into(), Arc::new(node));
        }
        design
    }

    fn told(design: &Design) -> Vec<String> {
        let one = |truth: &Truth| truth.iter().filter(|(_, holds)| **holds).map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
        combinations(design).unwrap().iter().map(one).collect()
    }

    #[test]
    fn only_what_can_hold_together_is_combined() {
        let stages = [("Dev", "Stage = dev"), ("NotProd", "not Prod"), ("Prod", "Stage = prod")];
        assert_eq!(told(&design(&stages)), ["Dev NotProd", "NotProd", "Prod"]);
        assert_eq!(told(&design(&[("A", "X = 1"), ("B", "Y = 1")])), ["A B", "A", "B", ""]);
        let mut limited = design(&[("Dev", "Stage = dev"), ("Prod", "Stage = prod")]);
        let allowed = Parameter { allowed_values: vec!["dev".to_owned(), "prod".to_owned()], ..Parameter::default() };
        limited.parameters.insert("Stage".to_owned(), Arc::new(allowed));
        assert_eq!(told(&limited), ["Dev", "Prod"]);
        let many: Vec<(String, String)> = (0..7).map(|n| (format!("C{n}"), format!("P{n} = 1"))).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert!(combinations(&design(&many)).is_none());
    }

    #[test]
    fn circles_and_what_is_defined_nowhere_are_no_trouble() {
        assert_eq!(told(&design(&[("A", "B"), ("B", "A")])), ["A B"]);
        let mut missing = design(&[]);
        let mut node = Node::new("queue", "Q", "Q", Point::default());
        node.condition = Some("Nothing".to_owned());
        missing.nodes.insert("queue-q".into(), Arc::new(node));
        assert_eq!(told(&missing), ["Nothing"]);
    }
}
