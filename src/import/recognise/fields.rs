//! Settings found by trying: where a value of a field lands in what is made, the template says what it has to be.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::landings::{landings, sentinels};
use super::slots::{Owner, Slot};
use super::target::{Made, Score, Target, make, make_near};
use crate::catalog::field::{Field, Kind};
use crate::catalog::{Literal, Registry};
use crate::design::{Design, NodeId};
use crate::import::pace::Pace;
use crate::import::references::Names;

/// What is tried, and against what.
pub(super) struct Trial<'t> {
    pub target: &'t Target,
    pub registry: &'t Registry,
    pub names: &'t Names,
    pub pace: &'t Pace<'t>,
    /// Whether all lines are there: before, variables that name others may be of lines to come.
    pub all_there: Cell<bool>,
}

impl Trial<'_> {
    /// Sets every field of an owner so that what the seeds make is most like the template; nothing, where all that differs from
    /// what was made before is in the template already. The design is only what matters to the seeds.
    pub(super) fn fit(&self, design: &mut Design, owner: &Owner, specs: &'static [Field], seeds: &BTreeSet<NodeId>, before: Option<&Made>) {
        let slot = Slot { owner: owner.clone(), records: Vec::new() };
        let fit = Fit { trial: self, seeds, owner, tried: RefCell::default() };
        // A line that lacks what it needs may make nothing so far.
        let lacks = |field: &Field| {
            field.required
                && field.default == Literal::None
                && slot.value(design, field.id).is_none()
                && ways(design, &slot, field, specs) == [Vec::new()]
        };
        let open = matches!(owner, Owner::Line(_)) && specs.iter().any(lacks);
        if !specs.is_empty() && (open || !self.target.is_settled(&fit.tried(design).made, before)) {
            fit.slot(design, &slot, specs);
        }
    }

    /// The same, where something of its own may be among the resources that nothing makes so far. Once all lines are there, what
    /// makes no difference is not set.
    pub(super) fn fit_again(
        &self,
        design: &mut Design,
        owner: &Owner,
        specs: &'static [Field],
        seeds: &BTreeSet<NodeId>,
        free: &BTreeSet<&str>,
        all_there: bool,
    ) {
        let slot = Slot { owner: owner.clone(), records: Vec::new() };
        let fit = Fit { trial: self, seeds, owner, tried: RefCell::default() };
        if specs.is_empty() {
            return;
        }
        let tried = fit.tried(design);
        let made = &tried.made;
        let named = |id: &&&str| self.target.named.get(**id).is_some_and(|named| named.iter().any(|name| made.contains_key(name)));
        if free.iter().any(|id| named(&id)) || !self.target.is_settled(made, None) {
            fit.slot(design, &slot, specs);
        }
        // What is nothing by itself tells by others what it says; what has a resource to come is not told yet.
        let implied = matches!(owner, Owner::Node(id) if design.nodes.get(id).is_some_and(|node| !self.target.resources.contains_key(&node.logical_id)));
        if made.is_empty() && !implied || !all_there {
            return;
        }
        for field in specs.iter().filter(|field| !matches!(field.kind, Kind::StateMachine | Kind::State(_))) {
            let Some(value) = slot.value(design, field.id).cloned() else { continue };
            // What has to be filled in has to be only where it applies.
            if field.required && ways(design, &slot, field, specs) == [Vec::new()] {
                continue;
            }
            let with = fit.tried(design);
            let same = |design: &mut Design, value: Option<Json>| {
                slot.set(design, field.id, value);
                fit.tried(design).made == with.made
            };
            if same(design, None) {
                // What others make of it may be another.
                let all: BTreeSet<NodeId> = design.nodes.keys().cloned().collect();
                let without = make_near(design, &all, self.registry);
                slot.set(design, field.id, Some(value.clone()));
                if make_near(design, &all, self.registry) == without {
                    slot.set(design, field.id, None);
                }
                continue;
            }
            let mut kept = value;
            if matches!(field.kind, Kind::Records(_)) {
                for at in (0..kept.as_array().map_or(0, Vec::len)).rev() {
                    let mut fewer = kept.clone();
                    fewer.as_array_mut().map(|list| list.remove(at));
                    if same(design, Some(fewer.clone())) {
                        kept = fewer;
                    }
                }
            }
            slot.set(design, field.id, Some(kept));
        }
    }

    /// How much of what the seeds make is in the template.
    pub(super) fn score(&self, design: &Design, seeds: &BTreeSet<NodeId>) -> Score {
        self.target.score(&make(design, seeds, self.registry))
    }
}

/// What some settings of an owner come to.
pub(super) struct Tried {
    pub made: Made,
    pub score: Score,
}

/// The settings of one owner while they are looked for.
pub(super) struct Fit<'t> {
    pub trial: &'t Trial<'t>,
    seeds: &'t BTreeSet<NodeId>,
    pub owner: &'t Owner,
    /// What was tried already, by the owner's fields.
    tried: RefCell<BTreeMap<String, Rc<Tried>>>,
}

impl Fit<'_> {
    /// What the design comes to as it is now.
    pub(super) fn tried(&self, design: &Design) -> Rc<Tried> {
        let fields = match self.owner {
            Owner::Node(id) => design.nodes.get(id).map(|n| &n.fields),
            Owner::Entry(node, id) => design.nodes.get(node).and_then(|n| n.entry(id)).map(|(_, entry)| &entry.fields),
            Owner::Line(id) => design.connections.get(id).map(|c| &c.fields),
        };
        let told: String = fields.into_iter().flatten().map(|(field, value)| format!("{field}={};", value.0)).collect();
        if let Some(tried) = self.tried.borrow().get(&told) {
            return Rc::clone(tried);
        }
        let made = make_near(design, self.seeds, self.trial.registry);
        let tried = Rc::new(Tried { score: self.trial.target.score(&made), made });
        self.tried.borrow_mut().insert(told, Rc::clone(&tried));
        tried
    }

    pub(super) fn sum(&self, design: &Design) -> i64 {
        self.tried(design).score.sum()
    }

    fn slot(&self, design: &mut Design, slot: &Slot, specs: &'static [Field]) {
        for (index, field) in specs.iter().enumerate() {
            self.field(design, slot, field, specs);
            if let Some(next) = specs.get(index + 1) {
                self.pair(design, slot, [field, next], specs);
            }
        }
        // Some settings show only with others that come later.
        for field in specs.iter().filter(|field| !field.applies.is_empty() && !matches!(field.kind, Kind::Switch | Kind::Choice(_))) {
            if slot.value(design, field.id).is_none() {
                self.field(design, slot, field, specs);
            }
        }
        self.together(design, slot, specs);
        self.otherwise(design, slot, specs);
    }

    /// Chooses otherwise where that explains more together with the settings that then apply.
    fn otherwise(&self, design: &mut Design, slot: &Slot, specs: &'static [Field]) {
        let before = self.tried(design);
        if self.trial.target.is_settled(&before.made, None) {
            return;
        }
        let mut best = before.score.sum();
        for field in specs {
            let Kind::Choice(choices) = field.kind else { continue };
            if self.told_form(design, slot, field).is_some() {
                continue;
            }
            let dependent: Vec<&'static Field> =
                specs.iter().filter(|other| other.applies.iter().any(|when| when.field == field.id)).collect();
            let current = slot.value(design, field.id).cloned().or_else(|| field.default.to_json());
            for choice in
                choices.iter().filter(|choice| !dependent.is_empty() && current.as_ref().and_then(Json::as_str) != Some(choice.id))
            {
                let mut with = design.clone();
                slot.set(&mut with, field.id, Some(choice.id.into()));
                let applies = |other: &&&Field| {
                    other
                        .applies
                        .iter()
                        .all(|when| when.field != field.id || when.is.iter().any(|is| is.to_json() == Some(choice.id.into())))
                };
                for other in dependent.iter().filter(applies) {
                    self.field(&mut with, slot, other, specs);
                }
                let sum = self.sum(&with);
                if sum > best {
                    best = sum;
                    *design = with;
                }
            }
        }
    }

    /// Sets a field together with the next one, where each alone adds as much as it explains, or may stand for the other.
    fn pair(&self, design: &mut Design, slot: &Slot, [field, next]: [&'static Field; 2], specs: &'static [Field]) {
        let numbers = |field: &Field| matches!(field.kind, Kind::Integer(..) | Kind::Duration(..) | Kind::Size(..));
        let says_more = next.applies.iter().any(|when| when.field == field.id);
        if !numbers(field) || !numbers(next) && !says_more {
            return;
        }
        if let Some(held) = slot.value(design, field.id).cloned() {
            if numbers(next) {
                self.pair_anew(design, slot, [field, next], specs, &held);
            }
            return;
        }
        let before = self.tried(design);
        for candidate in self.candidates(design, slot, field, &before.made) {
            slot.set(design, field.id, Some(candidate));
            let alone = self.tried(design);
            if alone.score.sum() == before.score.sum() && alone.score.said > before.score.said {
                self.field(design, slot, next, specs);
                if self.sum(design) > before.score.sum() {
                    return;
                }
                slot.set(design, next.id, None);
            }
            slot.set(design, field.id, None);
        }
    }

    /// Tries whether a field that is set fits better with another value, once the next one says what it seemed to say.
    fn pair_anew(&self, design: &mut Design, slot: &Slot, [field, next]: [&'static Field; 2], specs: &'static [Field], held: &Json) {
        let mut best = design.clone();
        self.field(&mut best, slot, next, specs);
        let found = self.tried(&best);
        if self.trial.target.is_settled(&found.made, None) {
            *design = best;
            return;
        }
        let mut sum = found.score.sum();
        let mut without = design.clone();
        slot.set(&mut without, field.id, None);
        let base = self.tried(&without);
        for candidate in self.candidates(&mut without.clone(), slot, field, &base.made).into_iter().filter(|one| one != held) {
            let mut other = without.clone();
            slot.set(&mut other, field.id, Some(candidate));
            self.field(&mut other, slot, next, specs);
            let reached = self.sum(&other);
            if reached > sum {
                (best, sum) = (other, reached);
            }
        }
        *design = best;
    }

    fn field(&self, design: &mut Design, slot: &Slot, field: &'static Field, specs: &'static [Field]) {
        if matches!(field.kind, Kind::StateMachine | Kind::State(_)) {
            return;
        }
        if let Some(form) = self.told_form(design, slot, field) {
            slot.set(design, field.id, Some(form).filter(|form| Some(form) != field.default.to_json().as_ref()));
            return;
        }
        let before = self.sum(design);
        let ways: Vec<_> = {
            let told = |(id, _): &(&str, Json)| specs.iter().any(|other| other.id == *id && self.told_form(design, slot, other).is_some());
            ways(design, slot, field, specs).into_iter().filter(|way| !way.iter().any(told)).collect()
        };
        for way in ways {
            let kept: Vec<(&str, Option<Json>)> = way.iter().map(|(id, _)| (*id, slot.value(design, id).cloned())).collect();
            for (id, value) in &way {
                slot.set(design, id, Some(value.clone()));
            }
            let reached = self.applying(design, slot, field);
            if way.is_empty() || reached > before {
                return;
            }
            slot.set(design, field.id, None);
            for (id, value) in kept {
                slot.set(design, id, value);
            }
        }
    }

    /// Sets a field as it fits best; how well that is.
    fn applying(&self, design: &mut Design, slot: &Slot, field: &'static Field) -> i64 {
        let held = slot.value(design, field.id).cloned();
        slot.set(design, field.id, None);
        let base = self.tried(design);
        let mut best = (base.score.sum(), None);
        let told = || matches!(self.owner, Owner::Entry(..)) || self.told_by_service(design, slot, field) == held;
        if held.is_some() && (field.required || told()) {
            // What has to be filled in stays, even where nothing shows it, and so does what the template told.
            slot.set(design, field.id, held.clone());
            if field.required || self.sum(design) >= best.0 {
                best = (self.sum(design), held.clone());
            }
            slot.set(design, field.id, None);
        }
        if let (Kind::Records(inner), None) = (field.kind, &held) {
            return self.records(design, slot, field, inner, best.0);
        }
        let mut candidates: Vec<Json> = held.into_iter().collect();
        candidates.extend(self.candidates(design, slot, field, &base.made));
        for candidate in candidates {
            slot.set(design, field.id, Some(candidate.clone()));
            let score = self.sum(design);
            if score > best.0 {
                best = (score, Some(candidate));
            }
        }
        slot.set(design, field.id, best.1);
        best.0
    }

    /// Adds records as long as they make what is made more like the template.
    fn records(&self, design: &mut Design, slot: &Slot, field: &'static Field, inner: &'static [Field], mut best: i64) -> i64 {
        let mut kept: Option<Json> = None;
        for index in 0..50 {
            let required = inner.iter().filter(|f| f.required || f.default == Literal::None);
            let example = |f: &Field| f.example.to_json().filter(|_| f.required).map(|json| (f.id.to_owned(), json));
            let record: Map<String, Json> = required.filter_map(example).collect();
            let mut list = kept.clone().and_then(|list| list.as_array().cloned()).unwrap_or_default();
            list.push(Json::Object(record));
            slot.set(design, field.id, Some(Json::Array(list)));
            let mut records = slot.records.clone();
            records.push((field.id, index));
            self.slot(design, &Slot { owner: slot.owner.clone(), records }, inner);
            let score = self.sum(design);
            if score <= best {
                break;
            }
            best = score;
            kept = slot.value(design, field.id).cloned();
        }
        slot.set(design, field.id, kept);
        best
    }

    /// Values that may be what the template says.
    fn candidates(&self, design: &mut Design, slot: &Slot, field: &'static Field, base: &Made) -> Vec<Json> {
        let mut found: Vec<Json> = field.omitted_at.to_json().into_iter().collect();
        match field.kind {
            Kind::Switch => return vec![true.into(), false.into()],
            Kind::Choice(choices) => return choices.iter().map(|choice| choice.id.into()).collect(),
            Kind::StateMachine | Kind::State(_) | Kind::Records(_) => return Vec::new(),
            _ => {}
        }
        for sentinel in sentinels(field) {
            slot.set(design, field.id, Some(sentinel.clone()));
            let tried = self.tried(design);
            slot.set(design, field.id, None);
            let landed = landings(&tried.made, base, &field.kind, &sentinel);
            found.extend(landed.iter().flat_map(|landing| self.trial.read(&tried.made, landing, &field.kind)));
        }
        found.extend(self.entries_led_to(design, field));
        found.extend(self.told_by_service(design, slot, field));
        found.dedup();
        found
    }
}

/// Settings with which a field applies, each with a value: nothing where it does already. Every value that makes it apply is a
/// way of its own.
fn ways(design: &Design, slot: &Slot, field: &Field, specs: &'static [Field]) -> Vec<Vec<(&'static str, Json)>> {
    let mut ways: Vec<Vec<(&'static str, Json)>> = vec![Vec::new()];
    for when in field.applies {
        let Some(other) = specs.iter().find(|f| f.id == when.field) else { continue };
        let holds = slot.value(design, other.id).cloned().or_else(|| other.default.to_json());
        if when.is.is_empty() {
            // It applies where the other is filled in, whatever with.
            if slot.value(design, other.id).is_none() {
                return Vec::new();
            }
            continue;
        }
        let values: Vec<Json> = when.is.iter().filter_map(|literal| literal.to_json()).collect();
        if holds.is_some_and(|value| values.contains(&value)) {
            continue;
        }
        let needed = self::ways(design, slot, other, specs);
        let with = |way: &Vec<(&'static str, Json)>| {
            let (way, needed, id) = (way.clone(), needed.clone(), other.id);
            values.clone().into_iter().flat_map(move |value| {
                let (way, needed) = (way.clone(), needed.clone());
                needed.into_iter().map(move |needed| way.iter().cloned().chain(needed).chain([(id, value.clone())]).collect())
            })
        };
        ways = ways.iter().flat_map(with).collect();
    }
    ways
}
