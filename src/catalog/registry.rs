//! The lists of services, connections and checks, handed to every engine as one value.

use super::alarm;
use super::check::Check;
use super::connection::{ConnectionKind, LineStyle, Refusal};
use super::graph::Ends;
use super::service::Service;

/// Everything Stackdraft knows about AWS.
#[derive(Clone, Copy)]
pub struct Registry {
    /// The services, sorted by id.
    pub services: &'static [&'static dyn Service],
    /// The connection kinds, sorted by id.
    pub connections: &'static [&'static dyn ConnectionKind],
    /// The checks, sorted by code.
    pub checks: &'static [&'static dyn Check],
    /// The reasons why other pairs are not possible.
    pub refused: &'static [RefusedPair],
}

/// A pair that is not possible, with its reason.
#[derive(Debug)]
pub struct RefusedPair {
    /// The service it would start at; any where empty.
    pub from: &'static str,
    /// The service it would lead to; any where empty.
    pub to: &'static str,
    /// Why not, a sentence.
    pub reason: &'static str,
    /// Services to put between that make it possible.
    pub insert: &'static [&'static str],
}

impl Registry {
    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<&'static dyn Service> {
        self.services.iter().copied().find(|s| s.spec().id == id)
    }

    /// The connection kind with this id.
    pub fn connection(&self, id: &str) -> Option<&'static dyn ConnectionKind> {
        self.connections.iter().copied().find(|c| c.spec().id == id)
    }

    /// The check with this code.
    pub fn check(&self, code: &str) -> Option<&'static dyn Check> {
        self.checks.iter().copied().find(|c| c.spec().code.eq_ignore_ascii_case(code))
    }

    /// The kinds that lead from one service to another, in the order of the list.
    pub fn between<'a>(&self, from: &'a str, to: &'a str) -> impl Iterator<Item = &'static dyn ConnectionKind> + use<'a> {
        self.connections.iter().copied().filter(move |c| c.spec().from == from && c.spec().to == to)
    }

    /// The kinds that a line between these ends can mean, the usual ones first; otherwise why there is none. A line means
    /// alarms only where it starts at one.
    pub fn possible(&self, ends: &Ends<'_>) -> Result<Vec<&'static dyn ConnectionKind>, Refusal> {
        if ends.entry.is_some_and(|entry| alarm::is(&ends.source, entry)) {
            return self.alarms(ends).map(|kind| vec![kind]);
        }
        self.possible_of(ends, |style| style != LineStyle::Alarm)
    }

    /// As [`Registry::possible`], alarms included.
    pub fn possible_by_name(&self, ends: &Ends<'_>) -> Result<Vec<&'static dyn ConnectionKind>, Refusal> {
        self.possible_of(ends, |_| true)
    }

    /// The kind by which a node's alarms are told at another; otherwise why they cannot be.
    pub fn alarms(&self, ends: &Ends<'_>) -> Result<&'static dyn ConnectionKind, Refusal> {
        let (from, to) = (ends.source.node.kind.as_str(), ends.target.node.kind.as_str());
        let kind = self.between(from, to).find(|kind| kind.spec().style == LineStyle::Alarm);
        let kind = kind.ok_or_else(|| Refusal::new("Alarms are told to topics and functions."))?;
        kind.refuse(ends).map_or(Ok(kind), Err)
    }

    fn possible_of(&self, ends: &Ends<'_>, takes: fn(LineStyle) -> bool) -> Result<Vec<&'static dyn ConnectionKind>, Refusal> {
        let (from, to) = (ends.source.node.kind.as_str(), ends.target.node.kind.as_str());
        let mut refusal = None;
        let mut kinds = Vec::new();
        for kind in self.between(from, to).filter(|kind| takes(kind.spec().style)) {
            match kind.refuse(ends) {
                None => kinds.push(kind),
                Some(why) => refusal = refusal.or(Some(why)),
            }
        }
        kinds.sort_by_key(|kind| kind.on_request());
        if kinds.is_empty() { Err(refusal.unwrap_or_else(|| self.refusal(from, to))) } else { Ok(kinds) }
    }

    /// Why no line leads from one service to another.
    pub fn refusal(&self, from: &str, to: &str) -> Refusal {
        let fits = |pair: &&RefusedPair| (pair.from.is_empty() || pair.from == from) && (pair.to.is_empty() || pair.to == to);
        if let Some(pair) = self.refused.iter().find(fits) {
            return Refusal::inserting(pair.reason, pair.insert);
        }
        let name = |id: &str| self.service(id).map_or_else(|| id.to_owned(), |s| s.spec().name.to_lowercase());
        let leads = |from: &str, to: &str| self.between(from, to).any(|kind| kind.spec().style != LineStyle::Alarm);
        let through = |middle: &str| leads(from, middle) && leads(middle, to);
        let middle = ["function", "event_bus", "queue"].into_iter().find(|m| through(m));
        let (from, to) = (name(from), name(to));
        match middle {
            Some(middle) => Refusal::inserting(
                format!(
                    "{} cannot lead to {}; put {} between.",
                    capital(&with_article(&from)),
                    with_article(&to),
                    with_article(&name(middle))
                ),
                &[middle],
            ),
            None => Refusal::new(format!("{} cannot lead to {}.", capital(&with_article(&from)), with_article(&to))),
        }
    }
}

/// The noun behind its indefinite article.
pub fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("user");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
