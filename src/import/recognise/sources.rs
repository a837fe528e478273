//! Statements that let in one service from several sources: each stands for as many statements as it lists sources, which is what
//! lines make while there are few of them.

use super::target::{Score, leaves};
use crate::catalog::policy::SOURCE_ARN;
use crate::cfn::Value;

/// The ARNs that a statement lets in, where it lists several as a policy of too many statements does.
pub(super) fn several(statement: &Value) -> Option<&[Value]> {
    let list = source(statement)?.as_list().filter(|list| list.len() > 1)?;
    statement.get("Sid")?.as_text()?.starts_with("From").then_some(list)
}

/// Where a statement lets requests come from.
fn source(statement: &Value) -> Option<&Value> {
    statement.get("Condition")?.as_map()?.values().find_map(|keys| keys.get(SOURCE_ARN))
}

/// The sources of a statement, one or several.
fn sources(statement: &Value) -> Option<&[Value]> {
    source(statement).map(|source| source.as_list().unwrap_or(std::slice::from_ref(source)))
}

/// How many plain values a statement has that is told once for each of its sources; `all` are those it has as it stands.
pub(super) fn leaves_of_each(all: i64, sources: &[Value]) -> i64 {
    let own: i64 = sources.iter().map(leaves).sum();
    let others = all - own - leaves(&SID);
    i64::try_from(sources.len()).map_or(all, |count| count * others + own)
}

/// What a statement is called is lost where it is told with others.
const SID: Value = Value::Null;

/// Whether one statement of several sources lets in all that another does.
pub(super) fn lets_in(several_sources: &Value, statement: &Value) -> bool {
    let (Some(list), Some(own)) = (several(several_sources), sources(statement)) else { return false };
    same_but_source(several_sources, statement) && own.iter().all(|source| list.contains(source))
}

/// How much of a statement is said by one that lists several sources; nothing where none is like it.
pub(super) fn likeness(statement: &Value, said: &[Value]) -> Option<Score> {
    let own = sources(statement)?;
    let list = said.iter().find_map(|said| several(said).filter(|_| same_but_source(said, statement)))?;
    let of_one = leaves(statement) - if several(statement).is_some() { 0 } else { leaves(&SID) };
    let each = of_one / i64::try_from(own.len()).unwrap_or(1);
    let in_list = i64::try_from(own.iter().filter(|source| list.contains(source)).count()).unwrap_or_default();
    Some(Score { said: each * in_list, more: of_one - each * in_list })
}

/// Whether two statements are the same but for what they are called and where requests come from.
fn same_but_source(a: &Value, b: &Value) -> bool {
    let (Some(a), Some(b)) = (a.as_map(), b.as_map()) else { return false };
    let same_conditions = |a: &Value, b: &Value| {
        let (Some(a), Some(b)) = (a.as_map(), b.as_map()) else { return false };
        a.len() == b.len()
            && a.iter().all(|(operator, keys)| {
                let (Some(keys), Some(others)) = (keys.as_map(), b.get(operator).and_then(Value::as_map)) else { return false };
                keys.len() == others.len()
                    && keys.iter().all(|(key, value)| others.get(key).is_some_and(|other| *key == *SOURCE_ARN || other == value))
            })
    };
    let plain = |map: &crate::cfn::Map| map.keys().filter(|key| *key != "Sid").count();
    plain(a) == plain(b)
        && a.iter().filter(|(key, _)| *key != "Sid").all(|(key, value)| {
            b.get(key).is_some_and(|other| if *key == *"Condition" { same_conditions(value, other) } else { value == other })
        })
}

#[cfg(test)]
mod tests {
    use super::super::target;
    use super::*;
    use serde_json::json;

    fn statement(sid: &str, from: &serde_json::Value) -> Value {
        Value::from_json(&json!({
            "Sid": sid, "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "q",
            "Condition": { "ArnEquals": { "aws:SourceArn": from } },
        }))
    }

    #[test]
    fn a_list_stands_for_a_statement_of_each() {
        let all = statement("FromSns", &json!(["a", "b", "c"]));
        let [a, b, d] = ["a", "b", "d"].map(|from| statement(&format!("From{from}"), &json!(from)));
        assert!(lets_in(&all, &a) && lets_in(&all, &b) && !lets_in(&all, &d) && !lets_in(&a, &a));
        let like = |made: &[&Value], said: &Value| {
            let list = |all: &[&Value]| Value::List(all.iter().map(|one| (*one).clone()).collect());
            target::likeness(&list(made), &list(&[said]))
        };
        // Five values each; the name is lost.
        assert_eq!(like(&[&a, &b], &all), Score { said: 10, more: 0 });
        assert_eq!(like(&[&a, &d], &all), Score { said: 5, more: 5 });
        assert_eq!(like(&[&all], &all), Score { said: 15, more: 0 });
        assert_eq!(leaves(&all), 15);
        // Another's list is what it is.
        let other = statement("Topics", &json!(["a", "b", "c"]));
        assert!(!lets_in(&other, &a));
        assert_eq!(leaves(&other), 8);
    }
}
