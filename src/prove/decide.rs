//! Whether policies let a request through: Deny before Allow, and otherwise nothing without an Allow.
//!
//! AWS: IAM User Guide, "Policy evaluation logic".

use super::condition::{Condition, Facts};
use super::statement::{Principal, Role, Statement};
use super::text::{covers, covers_action, open, same};
use super::truth::Truth;
use super::world::{World, shown};
use crate::catalog::Evidence;

/// Who asks for what.
pub(super) struct Request<'a> {
    /// Who.
    pub who: Who<'a>,
    /// What, as the Service Authorization Reference spells it.
    pub action: &'a str,
    /// On what.
    pub resource: &'a str,
    /// What else AWS tells of it.
    pub facts: &'a Facts,
}

/// Who asks.
#[derive(Clone, Copy)]
pub(super) enum Who<'a> {
    /// A service of AWS, such as `sns.amazonaws.com`.
    Service(&'a str),
    /// A role of this ARN.
    Role(&'a str),
}

/// What policies say to a request.
pub(super) enum Answer {
    /// Yes, by these statements.
    Yes(Vec<Evidence>),
    /// No, with the reason.
    No(String),
    /// The template does not tell, with the reason.
    Unknown(String),
}

/// What statements say to a request.
enum Decision {
    /// One allows it and none denies it.
    Allowed(Evidence),
    /// One denies it.
    Denied(String),
    /// One may deny it.
    PerhapsDenied(String),
    /// One may allow it.
    PerhapsAllowed(String),
    /// None speaks of it.
    Nothing,
}

/// What a resource's own policy says to a service.
pub(super) fn to_service(world: &World<'_>, resource: &str, request: &Request<'_>) -> Answer {
    if world.policies().is_disputed(resource) {
        return Answer::Unknown(format!("{resource} has two policies, of which AWS keeps one"));
    }
    alone(world.policies().on(resource), request)
}

/// What statements say where no others count.
fn alone(statements: &[Statement], request: &Request<'_>) -> Answer {
    match decide(statements, request) {
        Decision::Allowed(evidence) => Answer::Yes(vec![evidence]),
        Decision::Denied(why) => Answer::No(why),
        Decision::Nothing => Answer::No(nearest(statements, request)),
        Decision::PerhapsDenied(why) | Decision::PerhapsAllowed(why) => Answer::Unknown(why),
    }
}

/// What a role's policies and the policy of what it uses say to the role: within one account either may allow, and either
/// may deny. A key's policy has to allow by itself or leave it to the account.
pub(super) fn to_role(world: &World<'_>, role: &Role<'_>, resource: Option<&str>, request: &Request<'_>) -> Answer {
    let on = resource.map_or(&[][..], |resource| world.policies().on(resource));
    let of_key = resource.is_some_and(|id| world.resource(id, "AWS::KMS::Key").is_some());
    let left = if of_key { left_to_account(on, request) } else { None };
    let unlimited = |evidence| {
        if role.bounded {
            return Answer::Unknown(format!("a permissions boundary limits {}, and the template does not tell by what", role.id));
        }
        Answer::Yes(evidence)
    };
    match (decide(&role.statements, request), decide(on, request)) {
        (Decision::Denied(why), _) | (_, Decision::Denied(why)) => Answer::No(why),
        (Decision::PerhapsDenied(why), _) | (_, Decision::PerhapsDenied(why)) => Answer::Unknown(why),
        (_, Decision::Allowed(evidence)) if of_key => unlimited(vec![evidence]),
        (_, Decision::PerhapsAllowed(why)) if of_key && left.is_none() => Answer::Unknown(why),
        (_, Decision::Nothing) if of_key && left.is_none() => {
            Answer::No(format!("the policy of the key leaves {} neither to the role nor to the account", request.action))
        }
        (Decision::Allowed(evidence), _) => unlimited([evidence].into_iter().chain(left).collect()),
        (_, Decision::Allowed(evidence)) => unlimited(vec![evidence]),
        (Decision::PerhapsAllowed(why), _) | (_, Decision::PerhapsAllowed(why)) => Answer::Unknown(why),
        (Decision::Nothing, Decision::Nothing) if role.managed => Answer::Unknown(format!(
            "{} has managed policies whose text is not in the template; what is there does not allow {}",
            role.id, request.action
        )),
        (Decision::Nothing, Decision::Nothing) => Answer::No(nearest(&role.statements, request)),
    }
}

/// Whether a role's trust lets a service assume it.
pub(super) fn to_assume(role: &Role<'_>, service: &str, facts: &Facts) -> Answer {
    let request = Request { who: Who::Service(service), action: "sts:AssumeRole", resource: &role.arn, facts };
    alone(&role.trust, &request)
}

/// The statement that lets the account say who may do it.
fn left_to_account(statements: &[Statement], request: &Request<'_>) -> Option<Evidence> {
    let leaves = |statement: &&Statement| {
        let account =
            |principal: &Principal| matches!(principal, Principal::Aws(who) if is_account(who) && is_of(who, request.who) != Truth::No);
        statement.allow && statement.principals.iter().any(account) && statement.applies_but_for_principal(request) == Truth::Yes
    };
    statements.iter().find(leaves).map(|statement| statement.evidence.clone())
}

/// Whether a principal is an account as a whole: its number, or its root.
fn is_account(who: &str) -> bool {
    who.ends_with(":root") || who.chars().all(|c| c.is_ascii_digit()) || who == open("AWS::AccountId")
}

/// Whether who asks is of the account that a principal is.
fn is_of(account: &str, who: Who<'_>) -> Truth {
    let number = account.split(':').nth(4).unwrap_or(account);
    match who {
        Who::Role(arn) => arn.split(':').nth(4).map_or(Truth::Yes, |own| same(number, own)),
        Who::Service(_) => Truth::Yes,
    }
}

fn decide(statements: &[Statement], request: &Request<'_>) -> Decision {
    // Of many statements the one that names just this resource allows most requests, and is found without reading the others.
    let names =
        |statement: &&Statement| statement.allow && !statement.not_resources && statement.resources.iter().any(|r| r == request.resource);
    let mut allowed: Option<&Statement> = statements.iter().filter(names).find(|statement| statement.applies(request) == Truth::Yes);
    let mut perhaps: Option<&Statement> = None;
    let mut perhaps_denied: Option<&Statement> = None;
    let action = request.action;
    for statement in statements {
        if statement.allow && allowed.is_some() {
            continue;
        }
        match (statement.allow, statement.applies(request)) {
            (false, Truth::Yes) => return Decision::Denied(format!("{} denies {action}", called(statement))),
            (false, Truth::Maybe) => perhaps_denied = Some(statement),
            (true, Truth::Yes) => allowed = allowed.or(Some(statement)),
            (true, Truth::Maybe) => perhaps = perhaps.or(Some(statement)),
            (_, Truth::No) => {}
        }
    }
    let deployed = |statement: &Statement, does: &str| {
        format!("whether {} {does} {action} is only known at deployment{}", called(statement), statement.undecided(request))
    };
    match (perhaps_denied, allowed, perhaps) {
        (Some(statement), ..) => Decision::PerhapsDenied(deployed(statement, "denies")),
        (_, Some(statement), _) => Decision::Allowed(statement.evidence.clone()),
        (.., Some(statement)) => Decision::PerhapsAllowed(deployed(statement, "allows")),
        (None, None, None) => Decision::Nothing,
    }
}

/// Why nothing allows a request: what the statement lacks that fits it best.
fn nearest(statements: &[Statement], request: &Request<'_>) -> String {
    let allowing = statements.iter().filter(|statement| statement.allow);
    let near = allowing.map(|statement| (statement.nearness(request), statement)).filter(|(near, _)| *near > 0);
    let best = near.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(|| format!("nothing allows {}", request.action), |(near, statement)| statement.why_not(near, request))
}

fn called(statement: &Statement) -> String {
    if statement.name.is_empty() {
        statement.evidence.logical_id.clone()
    } else {
        format!("`{}` of {}", statement.name, statement.evidence.logical_id)
    }
}

impl Statement {
    /// Whether it speaks of the request.
    fn applies(&self, request: &Request<'_>) -> Truth {
        let others = self.applies_but_for_principal(request);
        if others == Truth::No { others } else { others.min(self.speaks_of(request.who)) }
    }

    fn applies_but_for_principal(&self, request: &Request<'_>) -> Truth {
        // From what is quickly told to what is not.
        let aspects: [&dyn Fn() -> Truth; 3] =
            [&|| self.speaks_of_action(request.action), &|| self.conditions_hold(request.facts), &|| {
                self.speaks_of_resource(request.resource)
            }];
        Truth::all(aspects.iter().map(|aspect| aspect()))
    }

    fn speaks_of_action(&self, action: &str) -> Truth {
        let any = Truth::any(self.actions.iter().map(|pattern| covers_action(pattern, action)));
        if self.not_actions { !any } else { any }
    }

    fn speaks_of(&self, who: Who<'_>) -> Truth {
        // The policies of a role speak of the role.
        if self.principals.is_empty() {
            return Truth::Yes;
        }
        Truth::any(self.principals.iter().map(|principal| match (principal, who) {
            (Principal::Everyone, _) => Truth::Yes,
            (Principal::Service(service), Who::Service(who)) => same(service, who).max(is_regional(service, who)),
            // What is denied to an account is denied to everybody in it.
            (Principal::Aws(arn), Who::Role(_)) if !self.allow && is_account(arn) => is_of(arn, who),
            (Principal::Aws(arn), Who::Role(who)) => same(arn, who),
            (Principal::Not, _) => Truth::Maybe,
            (Principal::Service(_) | Principal::Aws(_) | Principal::Other, _) => Truth::No,
        }))
    }

    fn speaks_of_resource(&self, resource: &str) -> Truth {
        // A policy that names no resource is about the one it is attached to.
        if self.resources.is_empty() {
            return Truth::Yes;
        }
        let any = Truth::any(self.resources.iter().map(|pattern| covers(pattern, resource)));
        if self.not_resources { !any } else { any }
    }

    fn conditions_hold(&self, facts: &Facts) -> Truth {
        Truth::all(self.conditions.iter().map(|condition| condition.holds(facts)))
    }

    /// How much of it fits, for the reason why it does not.
    fn nearness(&self, request: &Request<'_>) -> u8 {
        if self.speaks_of_action(request.action) == Truth::No {
            return 0;
        }
        let who = self.speaks_of(request.who) != Truth::No;
        let resource = self.speaks_of_resource(request.resource) != Truth::No;
        match (who, resource) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => 1,
        }
    }

    fn why_not(&self, near: u8, request: &Request<'_>) -> String {
        let action = request.action;
        match near {
            3 => {
                let failed = self.conditions.iter().find(|condition| condition.holds(request.facts) == Truth::No);
                let condition = failed.map_or_else(String::new, told);
                format!("{} allows {action} only where {condition}", called(self))
            }
            2 => format!("{} allows {action} on other resources only", called(self)),
            _ => format!("{} allows {action} to others only", called(self)),
        }
    }

    /// What of it is only known at deployment.
    fn undecided(&self, request: &Request<'_>) -> String {
        let condition = self.conditions.iter().find(|condition| condition.holds(request.facts) == Truth::Maybe);
        condition.map_or_else(String::new, |condition| format!(": it wants that {}", told(condition)))
    }
}

/// A condition in words.
fn told(condition: &Condition) -> String {
    let values: Vec<String> = condition.values.iter().map(|value| shown(value)).collect();
    format!("{} ({}) is {}", condition.key, condition.operator, values.join(" or "))
}

/// Some services also go by a name with their region in it.
fn is_regional(named: &str, who: &str) -> Truth {
    let middle = who.split_once('.').and_then(|(service, domain)| {
        let rest = named.strip_prefix(service)?.strip_prefix('.')?;
        rest.strip_suffix(domain)?.strip_suffix('.')
    });
    middle.is_some_and(|region| region == open("AWS::Region") || (!region.contains('.') && region.matches('-').count() >= 2)).into()
}
