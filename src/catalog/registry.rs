//! The lists of services, connections and checks, handed to every engine as one value.

use super::alarm;
use super::check::Check;
use super::connection::{ConnectionKind, LineStyle, Refusal};
use super::graph::{Ends, NodeView};
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
    /// Why not, a sentence; without its full stop where what to put between follows.
    pub reason: &'static str,
    /// Services to put between that make it possible; where there are none, one that does is looked for.
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
        if kinds.is_empty() { Err(refusal.unwrap_or_else(|| self.refusal(from, &ends.target))) } else { Ok(kinds) }
    }

    /// Why no line leads from a service to a node.
    pub fn refusal(&self, from: &str, target: &NodeView<'_>) -> Refusal {
        let to = target.node.kind.as_str();
        let pair = self.refused_pair(from, to);
        if let Some(pair) = pair.filter(|pair| !pair.insert.is_empty()) {
            return Refusal::inserting(pair.reason, pair.insert);
        }
        let why = pair.map_or_else(|| self.impossible(from, to), |pair| pair.reason.trim_end_matches('.').to_owned());
        let through = |middle: &str| {
            let leads = |kind: &dyn ConnectionKind| kind.spec().style != LineStyle::Alarm && !kind.encrypts();
            // What would stand between is set up so that the first line can be.
            self.between(from, middle).any(leads) && self.between(middle, to).any(|kind| leads(kind) && kind.leads_on(target))
        };
        match ["function", "event_bus", "queue", "topic", "workflow"].into_iter().find(|middle| *middle != from && through(middle)) {
            Some(middle) => {
                let reason = format!("{why}; put {} between.", with_article(&self.noun(middle)));
                Refusal::inserting(reason, &[middle])
            }
            None => Refusal::new(format!("{why}.")),
        }
    }

    /// Why no line leads from one service to another, whatever the nodes.
    pub fn reason(&self, from: &str, to: &str) -> String {
        let why = self.refused_pair(from, to).map_or_else(|| self.impossible(from, to), |pair| pair.reason.to_owned());
        format!("{}.", why.trim_end_matches('.'))
    }

    fn refused_pair(&self, from: &str, to: &str) -> Option<&'static RefusedPair> {
        let fits = |pair: &&RefusedPair| (pair.from.is_empty() || pair.from == from) && (pair.to.is_empty() || pair.to == to);
        self.refused.iter().find(fits)
    }

    fn impossible(&self, from: &str, to: &str) -> String {
        format!("{} cannot lead to {}", capital(&with_article(&self.noun(from))), with_article(&self.noun(to)))
    }

    /// What a service is called inside a sentence.
    pub fn noun(&self, id: &str) -> String {
        self.service(id).map_or_else(|| id.to_owned(), |service| noun(service.spec().name))
    }
}

/// A name as it stands inside a sentence: abbreviations keep their capitals.
pub fn noun(name: &str) -> String {
    let word = |word: &str| if word.chars().filter(|c| c.is_uppercase()).count() > 1 { word.to_owned() } else { word.to_lowercase() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The noun behind its indefinite article.
pub fn with_article(noun: &str) -> String {
    // The letters of an abbreviation are spelt, and H begins with a vowel then.
    let spelt = noun.starts_with("HTTP") || noun.starts_with("SNS") || noun.starts_with("SQS");
    let vowel = noun.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("user");
    let vowel = vowel || spelt;
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
