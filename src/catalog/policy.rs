//! Statements of policies, made by intent and merged without widening.

use std::collections::BTreeSet;

use super::few::Few;
use super::synthesis::Origin;
use crate::cfn::{Map, Text, Value};

/// A statement of an identity or resource policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What the statement is called after, usually the target's logical ID.
    pub name: String,
    /// Whether it allows; it denies otherwise.
    pub allow: bool,
    /// Who, in a resource policy.
    pub principal: Option<Principal>,
    /// What.
    pub actions: Few<Text>,
    /// On what.
    pub resources: Vec<Value>,
    /// Whether on everything but that.
    pub all_but: bool,
    /// Under which conditions: operator, key, value.
    pub conditions: Vec<(String, String, Value)>,
    /// The nodes and connections it comes from.
    pub origins: Few<Origin>,
}

/// The condition key that names where a service's request comes from.
pub const SOURCE_ARN: &str = "aws:SourceArn";

/// Who a resource policy speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Principal {
    /// A service of AWS, such as `sns.amazonaws.com`; in some places by a name with the region in it.
    Service(&'static str),
    /// Accounts, roles and users by their ARNs.
    Aws(Vec<Value>),
    /// Everybody.
    Everyone,
}

impl Statement {
    /// Allows these actions.
    pub fn allow<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            name: String::new(),
            allow: true,
            principal: None,
            actions: actions.into_iter().map(Text::from).collect(),
            resources: Vec::new(),
            all_but: false,
            conditions: Vec::new(),
            origins: Few::default(),
        }
    }

    /// Denies these actions.
    pub fn deny<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self { allow: false, ..Self::allow(actions) }
    }

    /// On one more resource.
    #[must_use]
    pub fn on(mut self, resource: Value) -> Self {
        self.resources.push(resource);
        self
    }

    /// On everything: only for actions that AWS cannot limit to a resource.
    #[must_use]
    pub fn on_everything(self) -> Self {
        self.on("*".into())
    }

    /// On everything but this: where what is meant has no ARN, and what is not meant has one.
    #[must_use]
    pub fn on_all_but(self, resource: Value) -> Self {
        Self { all_but: true, ..self.on(resource) }
    }

    /// For a service of AWS.
    #[must_use]
    pub fn for_service(mut self, service: &'static str) -> Self {
        self.principal = Some(Principal::Service(service));
        self
    }

    /// For these accounts, roles and users.
    #[must_use]
    pub fn for_aws(mut self, arns: Vec<Value>) -> Self {
        self.principal = Some(Principal::Aws(arns));
        self
    }

    /// For everybody.
    #[must_use]
    pub fn for_everyone(mut self) -> Self {
        self.principal = Some(Principal::Everyone);
        self
    }

    /// Under one more condition.
    #[must_use]
    pub fn when(mut self, operator: &str, key: &str, value: Value) -> Self {
        self.conditions.push((operator.to_owned(), key.to_owned(), value));
        self
    }

    /// Only where the request comes from this ARN.
    #[must_use]
    pub fn from_source(self, arn: Value) -> Self {
        self.when("ArnEquals", SOURCE_ARN, arn)
    }

    /// Only where the request comes from the account of the stack.
    #[must_use]
    pub fn from_own_account(self) -> Self {
        self.when("StringEquals", "aws:SourceAccount", Value::reference("AWS::AccountId"))
    }

    /// Called after this logical ID.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Gives back memory that was taken for more than there is.
    pub(super) fn shrink_to_fit(&mut self) {
        self.name.shrink_to_fit();
        self.resources.shrink_to_fit();
        self.conditions.shrink_to_fit();
    }

    fn merges_with(&self, other: &Self) -> bool {
        self.allow == other.allow
            && self.principal == other.principal
            && self.resources == other.resources
            && self.all_but == other.all_but
            && self.conditions == other.conditions
            // What a role may do with everything only its name tells apart.
            && (self.name == other.name || self.principal.is_some() || !self.is_on_everything())
    }

    fn is_on_everything(&self) -> bool {
        self.resources.iter().any(|resource| resource.as_text() == Some("*"))
    }

    /// Whether it lets in the same service for the same, from another source.
    fn differs_in_source(&self, other: &Self) -> bool {
        let same_condition =
            |(a, b): (&(String, String, Value), &(String, String, Value))| a.0 == b.0 && a.1 == b.1 && (a.1 == SOURCE_ARN || a.2 == b.2);
        self.allow == other.allow
            && matches!(self.principal, Some(Principal::Service(_)))
            && self.principal == other.principal
            && self.actions == other.actions
            && self.resources == other.resources
            && self.conditions.len() == other.conditions.len()
            && self.conditions.iter().any(|c| c.1 == SOURCE_ARN)
            && self.conditions.iter().zip(&other.conditions).all(same_condition)
    }

    /// Lets in the sources of another statement as well.
    fn take_sources(&mut self, other: Self) {
        if let Some(Principal::Service(service)) = self.principal {
            self.name = format!("from {}", service.split('.').next().unwrap_or(service));
        }
        for ((_, key, value), (_, _, more)) in self.conditions.iter_mut().zip(other.conditions) {
            if key != SOURCE_ARN || *value == more {
                continue;
            }
            match value {
                Value::List(list) => list.push(more),
                single => *single = Value::List(vec![single.clone(), more]),
            }
        }
        self.origins.extend(other.origins);
    }

    /// The statement as a policy document has it.
    pub fn to_value(&self, sid: &str) -> Value {
        let mut map = Map::new();
        map.insert("Sid", sid.into());
        map.insert("Effect", if self.allow { "Allow" } else { "Deny" }.into());
        match &self.principal {
            Some(Principal::Service(service)) => {
                let service = if service.contains("${") { Value::sub(*service) } else { (*service).into() };
                map.insert("Principal", Value::map([("Service", service)]));
            }
            Some(Principal::Aws(arns)) => {
                map.insert("Principal", Value::map([("AWS", one_or_many(arns.clone()))]));
            }
            Some(Principal::Everyone) => {
                map.insert("Principal", "*".into());
            }
            None => {}
        }
        map.insert("Action", one_or_many(self.actions.iter().cloned().map(Value::Text).collect()));
        let on = if self.all_but { "NotResource" } else { "Resource" };
        map.insert(on.to_owned(), one_or_many(self.resources.clone()));
        let mut conditions = Map::new();
        for (operator, key, value) in &self.conditions {
            add_condition(&mut conditions, operator, key, value.clone());
        }
        if !conditions.is_empty() {
            map.insert("Condition", Value::Map(conditions));
        }
        Value::Map(map)
    }
}

fn add_condition(conditions: &mut Map, operator: &str, key: &str, value: Value) {
    let keys = conditions.get_or_insert_with(operator, || Value::Map(Map::new()));
    if let Value::Map(keys) = keys {
        keys.insert(key.to_owned(), value);
    }
}

fn one_or_many(mut list: Vec<Value>) -> Value {
    match list.pop() {
        Some(only) if list.is_empty() => only,
        Some(last) => {
            list.push(last);
            Value::List(list)
        }
        None => Value::List(list),
    }
}

/// Merges statements with equal effect, principal, resources and conditions, those of roles about everything only where they
/// have the same name; the order of first appearance stays.
pub fn merge(statements: impl IntoIterator<Item = Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for statement in statements {
        match merged.iter_mut().find(|m| m.merges_with(&statement)) {
            Some(same) => {
                same.actions.extend(statement.actions);
                same.origins.extend(statement.origins);
                // What a service may do with a key for more than one reason is called after neither.
                if let Some(Principal::Service(service)) = same.principal
                    && same.name != statement.name
                    && same.is_on_everything()
                {
                    same.name = format!("For {}", service.split('.').next().unwrap_or(service));
                }
            }
            None => merged.push(statement),
        }
    }
    merged
}

/// How many statements a resource policy may have before those of one service are told as one: a queue's holds 20
/// statements and 8,192 bytes, and names can make a statement as long as 600 bytes.
const MOST_STATEMENTS: usize = 12;

/// Tells the statements of one service as one, with a list of the ARNs it may come from, where there are too many.
pub fn condense(statements: Vec<Statement>) -> Vec<Statement> {
    if statements.len() <= MOST_STATEMENTS {
        return statements;
    }
    let mut condensed: Vec<Statement> = Vec::new();
    for statement in statements {
        match condensed.iter_mut().find(|c| c.differs_in_source(&statement)) {
            Some(same) => same.take_sources(statement),
            None => condensed.push(statement),
        }
    }
    condensed
}

/// A policy document; its Sids are the statements' names, numbered where two have the same.
pub fn document(statements: &[Statement]) -> Value {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let list: Vec<Value> = statements
        .iter()
        .map(|statement| {
            let base = super::naming::pascal(&statement.name);
            let base = if base.is_empty() { "Statement".to_owned() } else { base };
            let sid = crate::design::ids::unused(&base, "", |sid| taken.contains(sid));
            taken.insert(sid.clone());
            statement.to_value(&sid)
        })
        .collect();
    Value::map([("Version", Value::from("2012-10-17")), ("Statement", Value::List(list))])
}

/// The trust policy that lets a service of AWS assume a role.
pub fn trust(service: &str, conditions: &[(&str, &str, Value)]) -> Value {
    let mut map = Map::new();
    map.insert("Effect", "Allow".into());
    map.insert("Principal", Value::map([("Service", service)]));
    map.insert("Action", "sts:AssumeRole".into());
    let mut all = Map::new();
    for (operator, key, value) in conditions {
        add_condition(&mut all, operator, key, value.clone());
    }
    if !all.is_empty() {
        map.insert("Condition", Value::Map(all));
    }
    Value::map([("Version", Value::from("2012-10-17")), ("Statement", Value::List(vec![Value::Map(map)]))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_joins_actions_and_never_resources() {
        let a = Statement::allow(["sqs:SendMessage"]).on(Value::get_att("A", "Arn")).named("A");
        let b = Statement::allow(["sqs:DeleteMessage"]).on(Value::get_att("A", "Arn")).named("A");
        let c = Statement::allow(["sqs:SendMessage"]).on(Value::get_att("B", "Arn")).named("A");
        let merged = merge([a, b, c]);
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[0].actions.len(), 2);
        let sids: Vec<String> = document(&merged)
            .get("Statement")
            .unwrap()
            .as_list()
            .unwrap()
            .iter()
            .map(|s| s.get("Sid").unwrap().as_text().unwrap().to_owned())
            .collect();
        assert_eq!(sids, ["A", "A2"]);
    }

    #[test]
    fn many_statements_of_one_service_become_one_that_lists_its_sources() {
        let from = |n: usize, service| {
            let topic = Value::reference(format!("Topic{n}"));
            Statement::allow(["sqs:SendMessage"]).for_service(service).on("queue".into()).from_source(topic).named(format!("From{n}"))
        };
        let few: Vec<Statement> = (0..12).map(|n| from(n, "sns.amazonaws.com")).collect();
        assert_eq!(condense(few.clone()), few);
        let many = few.into_iter().chain([from(12, "sns.amazonaws.com"), from(13, "events.amazonaws.com")]);
        let condensed = condense(many.collect());
        assert_eq!(condensed.len(), 2);
        let sources = condensed[0].to_value("S").get("Condition").unwrap().get("ArnEquals").unwrap().get(SOURCE_ARN).unwrap().clone();
        assert_eq!(sources.as_list().unwrap().len(), 13);
        assert_eq!(condensed[1].name, "From13");
    }

    #[test]
    fn conditions_of_one_operator_stand_together() {
        let statement =
            Statement::allow(["x:Y"]).on_everything().from_source("a".into()).from_own_account().when("ArnEquals", "b:c", "d".into());
        let value = statement.to_value("S");
        let arn = value.get("Condition").unwrap().get("ArnEquals").unwrap();
        assert_eq!(arn.as_map().unwrap().len(), 2);
    }
}
