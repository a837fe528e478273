//! Conditions of statements, evaluated against what AWS tells of a request.
//!
//! AWS: IAM User Guide, "IAM JSON policy elements: Condition operators", "AWS global condition context keys".

use super::text::{covers, covers_arn, same};
use super::truth::Truth;
use super::world::{World, each};
use crate::cfn::{Text, Value};

/// One key of a condition with the values it is compared with.
pub(super) struct Condition {
    /// The operator, such as `ArnEquals`.
    pub operator: String,
    /// The key as the policy spells it.
    pub key: String,
    /// The values, any of which will do.
    pub values: Vec<String>,
}

/// What AWS tells of a request; keys in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    told: Vec<(&'static str, Fact)>,
}

/// What is told under one key.
#[derive(Clone, Debug)]
enum Fact {
    /// This value.
    Is(String),
    /// Several values at once, or each of these in one request or another.
    Each(Vec<String>),
    /// The request has no such key.
    Absent,
}

impl Facts {
    /// Nothing but that it comes over TLS, as everything does that services and SDKs send.
    pub(super) fn new() -> Self {
        Self::default().with("aws:securetransport", "true")
    }

    /// With a key.
    #[must_use]
    pub(super) fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.told.push((key, Fact::Is(value.into())));
        self
    }

    /// With a key that tells several values, all of these or some of them: what holds has to hold for each.
    #[must_use]
    pub(super) fn with_each(mut self, key: &'static str, values: Vec<String>) -> Self {
        self.told.push((key, Fact::Each(values)));
        self
    }

    /// Without a key.
    #[must_use]
    pub(super) fn without(mut self, key: &'static str) -> Self {
        self.told.push((key, Fact::Absent));
        self
    }

    /// What a role's own request tells.
    #[must_use]
    pub(super) fn of_role(arn: &str, account: &str) -> Self {
        let facts = Self::new().with("aws:principalarn", arn).with("aws:principalaccount", account);
        let facts = facts.with("aws:principaltype", "AssumedRole").with("aws:principalisawsservice", "false");
        facts.without("aws:sourcearn").without("aws:sourceaccount").without("aws:sourceowner").without("aws:principalservicename")
    }

    /// What a service tells that acts for a resource of this ARN.
    #[must_use]
    pub(super) fn of_service(service: &str, source: &str, account: &str) -> Self {
        Self::of_service_alone(service).with("aws:sourcearn", source).with("aws:sourceaccount", account).without("aws:sourceowner")
    }

    /// What a service tells that does not say for whom it acts.
    #[must_use]
    pub(super) fn of_service_alone(service: &str) -> Self {
        let facts = Self::new().with("aws:principalisawsservice", "true").with("aws:principalservicename", service);
        facts.without("aws:principalarn").without("aws:principalorgid").without("aws:sourcevpc").without("aws:sourcevpce")
    }

    /// With everything that others tell.
    #[must_use]
    pub(super) fn and(mut self, more: &Self) -> Self {
        self.told.extend(more.told.iter().cloned());
        self
    }

    /// What is told last counts.
    fn get(&self, key: &str) -> Option<&Fact> {
        self.told.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, fact)| fact)
    }
}

impl Condition {
    /// A condition with one value.
    pub(super) fn new(operator: &str, key: &str, value: String) -> Self {
        Self { operator: operator.to_owned(), key: key.to_owned(), values: vec![value] }
    }

    /// One of which nobody can tell whether it holds: it stands in the template's own conditions.
    pub(super) fn untold() -> Self {
        Self::new("Fn::If", "a condition of the template", "true".to_owned())
    }

    /// The conditions of a statement.
    pub(super) fn read(world: &World<'_>, value: &Value) -> Vec<Self> {
        let is_open = |value: &Value| matches!(value, Value::Call(..));
        if is_open(value) || value.as_map().into_iter().flatten().any(|(_, keys)| is_open(keys)) {
            return vec![Self::untold()];
        }
        let operators = value.as_map().into_iter().flatten();
        let of_operator = |(operator, keys): (&Text, &Value)| {
            let of_key = |(key, values): (&Text, &Value)| Self {
                operator: operator.to_string(),
                key: key.to_string(),
                values: each(values).iter().map(|value| world.text(value)).collect(),
            };
            keys.as_map().into_iter().flatten().map(of_key).collect::<Vec<_>>()
        };
        operators.flat_map(of_operator).collect()
    }

    /// Whether it holds for a request.
    pub(super) fn holds(&self, facts: &Facts) -> Truth {
        let (operator, if_exists) = match self.operator.strip_suffix("IfExists") {
            Some(operator) => (operator, true),
            None => (self.operator.as_str(), false),
        };
        let of_set = operator.starts_with("ForAllValues:") || operator.starts_with("ForAnyValue:");
        // Of several values all pass where there is none, and any fails.
        let (operator, of_all) = match (operator.strip_prefix("ForAllValues:"), operator.strip_prefix("ForAnyValue:")) {
            (Some(operator), _) => (operator, true),
            (None, Some(operator)) => (operator, false),
            (None, None) => (operator, false),
        };
        let fact = facts.get(&self.key);
        if operator == "Null" {
            let absent = matches!(fact, Some(Fact::Absent));
            return fact.map_or(Truth::Maybe, |_| Truth::from(self.values.iter().any(|v| v.eq_ignore_ascii_case(&absent.to_string()))));
        }
        let (compare, negated) = match operator {
            "StringEquals" => (same as Compare, false),
            "StringNotEquals" => (same as Compare, true),
            "StringEqualsIgnoreCase" | "Bool" => (same_letters as Compare, false),
            "StringNotEqualsIgnoreCase" => (same_letters as Compare, true),
            "StringLike" => (covers as Compare, false),
            "StringNotLike" => (covers as Compare, true),
            "ArnEquals" | "ArnLike" => (covers_arn as Compare, false),
            "ArnNotEquals" | "ArnNotLike" => (covers_arn as Compare, true),
            // Numbers, dates, addresses and sets of values are never what delivery depends on alone.
            _ => return Truth::Maybe,
        };
        match fact {
            None => Truth::Maybe,
            Some(Fact::Absent) => (of_all || if_exists || negated).into(),
            Some(Fact::Is(value)) => self.compared(compare, negated, value),
            Some(Fact::Each(values)) => {
                let all = Truth::all(values.iter().map(|value| self.compared(compare, negated, value)));
                // What an operator without a set makes of a key that tells several values, IAM does not say.
                if all == Truth::Yes && !of_set { Truth::Maybe } else { all }
            }
        }
    }
}

impl Condition {
    /// Whether a value is one of those it is compared with.
    fn compared(&self, compare: Compare, negated: bool, value: &str) -> Truth {
        let any = Truth::any(self.values.iter().map(|wanted| compare(wanted, value)));
        if negated { !any } else { any }
    }
}

type Compare = fn(&str, &str) -> Truth;

fn same_letters(a: &str, b: &str) -> Truth {
    same(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prove::text::{fixed, open};

    fn holds(operator: &str, key: &str, value: &str, facts: &Facts) -> Truth {
        Condition::new(operator, key, value.to_owned()).holds(facts)
    }

    #[test]
    fn conditions_are_compared_with_what_is_told() {
        let topic = format!("arn:aws:sns:eu-west-1:1:{}", fixed("Topic.name"));
        let facts = Facts::of_service("sns.amazonaws.com", &topic, &open("AWS::AccountId"));
        assert_eq!(holds("ArnEquals", "aws:SourceArn", &topic, &facts), Truth::Yes);
        assert_eq!(holds("ArnLike", "AWS:sourcearn", "arn:aws:sns:*:*:*", &facts), Truth::Yes);
        assert_eq!(holds("ArnEquals", "aws:SourceArn", "arn:aws:sns:eu-west-1:1:other", &facts), Truth::No);
        assert_eq!(holds("StringEquals", "aws:SourceAccount", "111122223333", &facts), Truth::Maybe);
        assert_eq!(holds("StringNotLike", "aws:SourceArn", "arn:aws:sqs:*", &facts), Truth::Yes);
        assert_eq!(holds("Bool", "aws:SecureTransport", "false", &facts), Truth::No);
        assert_eq!(holds("Null", "aws:PrincipalArn", "true", &facts), Truth::Yes);
        assert_eq!(holds("Null", "aws:SourceArn", "true", &facts), Truth::No);
    }

    #[test]
    fn of_several_values_all_have_to_pass() {
        let facts = Facts::new().with_each("dynamodb:leadingkeys", vec!["TENANT#1".to_owned(), "TENANT#2".to_owned()]);
        let leading = |operator: &str, value: &str, facts: &Facts| holds(operator, "dynamodb:LeadingKeys", value, facts);
        assert_eq!(leading("ForAllValues:StringLike", "TENANT#*", &facts), Truth::Yes);
        assert_eq!(leading("ForAllValues:StringEquals", "TENANT#1", &facts), Truth::No);
        assert_eq!(leading("StringEquals", "TENANT#1", &facts), Truth::No);
        assert_eq!(leading("StringLike", "TENANT#*", &facts), Truth::Maybe);
        assert_eq!(leading("Null", "false", &facts), Truth::Yes);
        let scan = Facts::new().without("dynamodb:leadingkeys");
        assert_eq!(leading("ForAllValues:StringLike", "TENANT#*", &scan), Truth::Yes);
        assert_eq!(leading("ForAnyValue:StringLike", "TENANT#*", &scan), Truth::No);
        assert_eq!(leading("Null", "false", &scan), Truth::No);
    }

    #[test]
    fn keys_that_are_absent_fail_unless_that_is_allowed() {
        let facts = Facts::of_role("arn:aws:iam::1:role/r", "1");
        assert_eq!(holds("ArnEquals", "aws:SourceArn", "arn:aws:sns:eu-west-1:1:t", &facts), Truth::No);
        assert_eq!(holds("ArnEqualsIfExists", "aws:SourceArn", "arn:aws:sns:eu-west-1:1:t", &facts), Truth::Yes);
        assert_eq!(holds("StringNotEquals", "aws:SourceAccount", "2", &facts), Truth::Yes);
        assert_eq!(holds("StringEquals", "aws:RequestedRegion", "eu-west-1", &facts), Truth::Maybe);
        assert_eq!(holds("NumericLessThan", "aws:MultiFactorAuthAge", "5", &facts), Truth::Maybe);
    }
}
