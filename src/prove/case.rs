//! One line being proven: its ends, its parts of the template, and the links found so far.

use std::collections::HashMap;

use super::condition::Facts;
use super::decide::{self, Answer, Request, Who};
use super::statement::Role;
use super::text::{ANY, PARTITION, open, same};
use super::truth::Truth;
use super::world::{World, each, number, shown, switch};
use crate::catalog::proof::Step;
use crate::catalog::{Evidence, Line, Link, LinkState, NodeView, Origin, Proof, Synthesis};
use crate::cfn::Value;

/// A line being proven.
pub(super) struct Case<'a> {
    /// The template.
    pub world: &'a World<'a>,
    /// The line.
    pub line: Line<'a>,
    /// Where it starts.
    pub source: End<'a>,
    /// Where it leads.
    pub target: End<'a>,
    parts: Vec<&'a str>,
    proof: Proof,
}

/// A node at an end of the line, as the template has it.
#[derive(Clone)]
pub(super) struct End<'a> {
    /// Its name, for people.
    pub title: &'a str,
    /// The logical ID of its main resource.
    pub id: &'a str,
    /// The type of that resource; empty where it has none.
    pub kind: &'a str,
    /// Its ARN.
    pub arn: String,
    /// What `Ref` gives of it.
    pub reference: String,
}

impl<'a> End<'a> {
    fn new(world: &World<'a>, node: &NodeView<'a>) -> Self {
        let id = node.node.logical_id.as_str();
        let resource = world.any(id);
        let kind = resource.map_or("", |resource| resource.kind.as_str());
        let (arn, reference) = match (resource, node.node.kind.as_str()) {
            // A bus of another account is there already.
            (None, "event_bus") if literal(node, "bus") == Some("foreign") => {
                let said = node.node.fields.get("arn").and_then(|arn| node.graph.template_value(&arn.0));
                let arn = said.map_or_else(|| open(id), |arn| world.text(&arn));
                (arn.clone(), arn)
            }
            // Every account has a default bus, and no template makes it.
            (None, "event_bus") => (default_bus(world), "default".to_owned()),
            // Whoever calls a function that has an alias calls the version the alias stands for.
            (Some(_), "function") if world.alias_of(id).is_some() => {
                let arn = world.alias_of(id).map(|alias| world.attribute(alias, "")).unwrap_or_default();
                (arn.clone(), arn)
            }
            _ => (arn_of(world, id, kind), world.attribute(id, "")),
        };
        Self { title: &node.node.name, id, kind, arn, reference }
    }

    /// Whether it is of this type.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }
}

/// The ARN of a resource, by the attribute that has it.
fn arn_of(world: &World<'_>, id: &str, kind: &str) -> String {
    match kind {
        "AWS::SNS::Topic" | "AWS::SecretsManager::Secret" => world.attribute(id, ""),
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => {
            format!("arn:{PARTITION}:execute-api:{}:{}", world.here(), world.attribute(id, ""))
        }
        _ => world.attribute(id, "Arn"),
    }
}

fn literal<'a>(node: &NodeView<'a>, field: &str) -> Option<&'a str> {
    node.node.fields.get(field)?.literal()?.as_str()
}

fn default_bus(world: &World<'_>) -> String {
    format!("arn:{PARTITION}:events:{}:event-bus/default", world.here())
}

/// What was found out about a link.
pub(super) enum Found {
    /// It holds, and this shows it.
    Holds(Vec<Evidence>),
    /// It does not.
    Missing(String),
    /// The template does not tell.
    Unknown(String),
}

impl From<Answer> for Found {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes(evidence) => Self::Holds(evidence),
            Answer::No(why) => Self::Missing(why),
            Answer::Unknown(why) => Self::Unknown(why),
        }
    }
}

impl<'a> Case<'a> {
    /// A line about to be proven.
    pub(super) fn new(world: &'a World<'a>, line: Line<'a>, parts: Vec<&'a str>) -> Self {
        let (source, target) = (End::new(world, &line.source), End::new(world, &line.target));
        Self { world, line, source, target, parts, proof: Proof::default() }
    }

    /// The proof, with what conditions on its parts put in doubt.
    pub(super) fn finish(mut self) -> Proof {
        let conditions: Vec<&str> = [self.source.id, self.target.id].into_iter().filter_map(|id| self.condition(id)).collect();
        let mut links = std::mem::take(&mut self.proof.links);
        for link in &mut links {
            let under = link.evidence.iter().filter_map(|e| self.condition(&e.logical_id)).find(|c| !conditions.contains(c));
            if let (LinkState::Holds, Some(condition)) = (&link.state, under) {
                link.state = LinkState::Unknown(format!("it holds only where the condition {condition} does"));
            }
        }
        Proof { links, remarks: self.proof.remarks }
    }

    fn condition(&self, id: &str) -> Option<&'a str> {
        self.world.any(id)?.condition.as_deref()
    }

    /// Adds a link.
    pub(super) fn link(&mut self, claim: impl Into<String>, found: impl Into<Found>) -> bool {
        let (state, evidence) = match found.into() {
            Found::Holds(evidence) => (LinkState::Holds, evidence),
            Found::Missing(why) => (LinkState::Missing(why), Vec::new()),
            Found::Unknown(why) => (LinkState::Unknown(why), Vec::new()),
        };
        let holds = state == LinkState::Holds;
        self.proof.links.push(Link { claim: claim.into(), state, evidence });
        holds
    }

    /// Whether anything has to hold for the line to deliver.
    pub(super) fn has_links(&self) -> bool {
        !self.proof.links.is_empty()
    }

    /// Adds a remark.
    pub(super) fn remark(&mut self, text: impl Into<String>) {
        self.proof.remarks.push(text.into());
    }

    /// The line's part of the template that is of this type; where there is none, that is a missing link.
    pub(super) fn part(&mut self, kind: &'static str, what: &str) -> Option<&'a str> {
        let found = self.first(kind);
        if found.is_none() {
            self.link(format!("There is {what}"), Found::Missing(format!("the template has no {kind} for it")));
        }
        found
    }

    /// The line's parts of the template that are of this type.
    pub(super) fn parts_of(&self, kind: &str) -> Vec<&'a str> {
        self.parts.iter().copied().filter(|id| self.world.resource(id, kind).is_some()).collect()
    }

    /// The first of them.
    pub(super) fn first(&self, kind: &str) -> Option<&'a str> {
        self.parts.iter().copied().find(|id| self.world.resource(id, kind).is_some())
    }

    /// Links a property that has to be one of these texts.
    pub(super) fn names(&mut self, id: &str, keys: &[&'static str], claim: impl Into<String>, wanted: &[&str]) -> bool {
        let found = match self.world.property(id, keys) {
            None => Found::Missing(format!("{} of {id} is not set", keys.join("."))),
            Some((value, evidence)) => self.is_one_of(value, evidence, wanted),
        };
        self.link(claim, found)
    }

    /// Whether a value is one of these texts.
    pub(super) fn is_one_of(&self, value: &Value, evidence: Evidence, wanted: &[&str]) -> Found {
        let text = self.world.text(value);
        match Truth::any(wanted.iter().map(|wanted| same(&text, wanted))) {
            Truth::Yes => Found::Holds(vec![evidence]),
            Truth::Maybe => Found::Unknown(format!("{evidence} is {}, which is only known at deployment", shown(&text))),
            Truth::No => Found::Missing(format!("{evidence} is {}", shown(&text))),
        }
    }

    /// The entry of a list for which this holds: what it says of the entries decides, the first that fits best counts.
    pub(super) fn entry(&self, id: &str, keys: &[&'static str], key: &'static str, wanted: &[&str]) -> (Found, Option<usize>) {
        let Some((list, evidence)) = self.world.property(id, keys) else {
            return (Found::Missing(format!("{} of {id} is not set", keys.join("."))), None);
        };
        let mut doubt = None;
        for (index, item) in each(list).iter().enumerate() {
            let Some(value) = item.get(key) else { continue };
            let place = evidence.clone().inside(Step::Index(index)).inside(key.into());
            match self.is_one_of(value, place, wanted) {
                Found::Holds(evidence) => return (Found::Holds(evidence), Some(index)),
                Found::Unknown(why) => doubt = doubt.or(Some((why, index))),
                Found::Missing(_) => {}
            }
        }
        match doubt {
            Some((why, index)) => (Found::Unknown(why), Some(index)),
            None => (Found::Missing(format!("no entry of {evidence} has it as its {key}")), None),
        }
    }

    /// Notes where a part is switched off; `on` is what its property says where it is at work.
    pub(super) fn switched_on(&mut self, id: &str, key: &'static str, off: &[&str], what: &str) {
        let Some(value) = self.world.value(id, &[key]) else { return };
        let said = switch(value).map_or_else(|| self.world.text(value), |on| on.to_string());
        if off.contains(&said.as_str()) {
            self.off(format!("{what} is at work"), format!("{key} of {id} is {said}"));
        }
    }

    /// Notes what is not at work, and why.
    pub(super) fn off(&mut self, claim: String, why: String) {
        self.proof.links.push(Link { claim, state: LinkState::Off(why), evidence: Vec::new() });
    }

    /// Links the role a resource acts through: that it has one, and that the service may assume it. What is told besides of
    /// the one who assumes it stands in `facts`.
    pub(super) fn acts_as(&mut self, id: &str, keys: &[&'static str], who: &str, service: &str, facts: &Facts) -> Option<&'a Role<'a>> {
        let Some((value, evidence)) = self.world.property(id, keys) else {
            self.link(format!("{who} has a role"), Found::Missing(format!("{} of {id} is not set", keys.join("."))));
            return None;
        };
        self.assumes(value, vec![evidence], who, service, facts)
    }

    /// As [`Case::acts_as`], with the role's ARN at hand.
    pub(super) fn assumes(
        &mut self,
        arn: &Value,
        evidence: Vec<Evidence>,
        who: &str,
        service: &str,
        facts: &Facts,
    ) -> Option<&'a Role<'a>> {
        let world = self.world;
        let Some(role) = world.role(arn) else {
            let arn = world.text(arn);
            let found = match world.is_here(&arn) {
                Truth::No => Found::Missing(format!("the role {} is of another account, which no service can be handed", shown(&arn))),
                _ => Found::Unknown(format!("the role {} is not in the template", shown(&arn))),
            };
            self.link(format!("{who} has a role"), found);
            return None;
        };
        self.link(format!("{who} acts through {}", role.id), Found::Holds(evidence));
        self.link(format!("{service} may assume {}", role.id), decide::to_assume(role, service, facts));
        Some(role)
    }

    /// Links what a role may do: all these actions on a resource, which may have a policy of its own.
    pub(super) fn may(&mut self, role: &Role<'_>, actions: &[&str], resource: &str, owner: Option<&str>, what: &str) {
        self.may_when(role, actions, resource, owner, what, &Facts::default());
    }

    /// As [`Case::may`], with what else AWS tells of the request.
    pub(super) fn may_when(&mut self, role: &Role<'_>, actions: &[&str], resource: &str, owner: Option<&str>, what: &str, more: &Facts) {
        let facts = Facts::of_role(&role.arn, &self.world.account).and(more);
        let mut evidence = Vec::new();
        for action in actions {
            let request = Request { who: Who::Role(&role.arn), action, resource, facts: &facts };
            match decide::to_role(self.world, role, owner, &request) {
                Answer::Yes(found) => {
                    let new: Vec<_> = found.into_iter().filter(|place| !evidence.contains(place)).collect();
                    evidence.extend(new);
                }
                other => {
                    self.link(format!("{} may {what}", role.id), other);
                    return;
                }
            }
        }
        self.link(format!("{} may {what}", role.id), Found::Holds(evidence));
    }

    /// Links that a resource's policy lets a service in.
    pub(super) fn admits(&mut self, owner: &End<'_>, service: &str, action: &str, facts: &Facts) {
        let request = Request { who: Who::Service(service), action, resource: &owner.arn, facts };
        let answer = decide::to_service(self.world, owner.id, &request);
        self.link(format!("{} lets {service} in for {action}", owner.title), answer);
    }

    /// The end of the line with this name.
    pub(super) fn further(&self, name: &str) -> Option<End<'a>> {
        self.line.end(name).map(|node| End::new(self.world, &node))
    }

    /// A setting of the line, where it is plain text.
    pub(super) fn setting(&self, field: &str) -> Option<&'a str> {
        self.line.connection.fields.get(field)?.literal()?.as_str()
    }

    /// A setting of the line as the template tells it; `None` where it is not set.
    pub(super) fn said(&self, field: &str) -> Option<String> {
        let value = self.line.graph.template_value(&self.line.connection.fields.get(field)?.0)?;
        Some(self.world.text(&value))
    }

    /// What the facts of a service are that acts for a resource of this ARN in the account.
    pub(super) fn on_behalf_of(&self, service: &str, arn: &str) -> Facts {
        Facts::of_service(service, arn, &self.world.account)
    }

    /// A number of a resource's property; what holds where it is not set; nothing where it is only known at deployment.
    pub(super) fn number(&self, id: &str, keys: &[&'static str], unset: i64) -> Option<i64> {
        self.world.value(id, keys).map_or(Some(unset), number)
    }

    /// Whether a property says yes; it says no where it is not set.
    pub(super) fn is_on(&self, id: &str, key: &'static str) -> bool {
        self.world.value(id, &[key]).and_then(switch) == Some(true)
    }
}

/// What the template has that a line has a part in, by line.
pub(super) fn parts_by_line(synthesis: &Synthesis) -> HashMap<&str, Vec<&str>> {
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    for (id, provenance) in &synthesis.provenance {
        for origin in &provenance.origins {
            if let Origin::Connection(line) = origin {
                found.entry(line.as_str()).or_default().push(id);
            }
        }
    }
    found
}

/// Everything that begins like this, for requests that may be about any of it.
pub(super) fn anything(start: &str) -> String {
    format!("{start}{ANY}")
}
