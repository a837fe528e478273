//! Values that differ from world to world, told as one with `Fn::If`.

use super::Worlds;
use super::namer::Namer;
use crate::catalog::conditions::call;
use crate::cfn::{Map, Text, Value, json};

/// What a value is in some worlds; nothing where it is not there.
pub(super) type Alternative<'v> = (Worlds, Option<&'v Value>);

/// What is told as a whole: a language of its own, in which an entry that comes and goes has no place.
const WHOLE: [&str; 5] = ["Definition", "EventPattern", "FilterPolicy", "Body", "Pattern"];

/// Members by which the entries of a list are told apart.
const KEYS: [&str; 9] = ["Sid", "Key", "Name", "Id", "AttributeName", "IndexName", "PolicyName", "RouteKey", "StatusCode"];

/// The value that is each of these in its worlds; nothing where it is in none.
pub(super) fn merged(namer: &mut Namer<'_>, alternatives: &[Alternative<'_>], within: Worlds, whole: bool) -> Option<Value> {
    let mut distinct: Vec<(Worlds, &Value)> = Vec::new();
    for &(worlds, value) in alternatives {
        let (worlds, Some(value)) = (worlds & within, value) else { continue };
        match distinct.iter_mut().find(|(_, known)| *known == value) {
            Some((set, _)) => *set |= worlds,
            None if worlds != 0 => distinct.push((worlds, value)),
            None => {}
        }
    }
    let present = distinct.iter().fold(0, |set, (worlds, _)| set | worlds);
    if present == 0 {
        return None;
    }
    let value = one(namer, &distinct, present, whole);
    if present == within {
        return Some(value);
    }
    Some(either(namer.name(present, within), value, Value::reference("AWS::NoValue")))
}

fn either(condition: String, then: Value, otherwise: Value) -> Value {
    call("Fn::If", vec![condition.into(), then, otherwise])
}

/// The value that is one of these everywhere.
fn one(namer: &mut Namer<'_>, distinct: &[(Worlds, &Value)], within: Worlds, whole: bool) -> Value {
    let Some(((first, value), rest)) = distinct.split_first() else { return Value::Null };
    if rest.is_empty() {
        return (*value).clone();
    }
    let maps: Option<Vec<(Worlds, &Map)>> = distinct.iter().map(|(set, value)| Some((*set, value.as_map()?))).collect();
    if let Some(maps) = maps.filter(|_| !whole) {
        return Value::Map(map(namer, &maps, within));
    }
    let lists: Option<Vec<(Worlds, &[Value])>> = distinct.iter().map(|(set, value)| Some((*set, value.as_list()?))).collect();
    if let Some(lists) = lists.filter(|_| !whole) {
        return Value::List(list(namer, &lists, within));
    }
    let otherwise = one(namer, rest, within & !first, whole);
    either(namer.name(*first, within), (*value).clone(), otherwise)
}

/// Maps told as one, member by member.
pub(super) fn map(namer: &mut Namer<'_>, maps: &[(Worlds, &Map)], within: Worlds) -> Map {
    let keys = in_order(&maps.iter().map(|(_, map)| map.keys().map(Text::to_string).collect()).collect::<Vec<_>>());
    let mut out = Map::new();
    for key in keys {
        let alternatives: Vec<Alternative<'_>> = maps.iter().map(|(set, map)| (*set, map.get(&key))).collect();
        if let Some(value) = merged(namer, &alternatives, within, WHOLE.contains(&key.as_str())) {
            out.insert(key, value);
        }
    }
    out
}

fn list(namer: &mut Namer<'_>, lists: &[(Worlds, &[Value])], within: Worlds) -> Vec<Value> {
    let named: Vec<(Worlds, Vec<String>, &[Value])> = lists.iter().map(|(set, list)| (*set, names(list), *list)).collect();
    let order = in_order(&named.iter().map(|(_, names, _)| names.clone()).collect::<Vec<_>>());
    let entry = |name: &String| {
        let alternatives: Vec<Alternative<'_>> = named
            .iter()
            .map(|(set, names, list)| (*set, names.iter().position(|known| known == name).and_then(|index| list.get(index))))
            .collect();
        merged(namer, &alternatives, within, false)
    };
    order.iter().filter_map(entry).collect()
}

/// What the entries of a list are told apart by, each once.
fn names(list: &[Value]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::with_capacity(list.len());
    for item in list {
        let key = KEYS.iter().find_map(|key| Some(format!("{key}={}", item.get(key)?.as_text()?)));
        let name = key.unwrap_or_else(|| json::write_compact(item));
        let name = crate::design::ids::unused(&name, "#", |name| taken.iter().any(|known| known == name));
        taken.push(name);
    }
    taken
}

/// All names once, each list's in its order as far as the lists agree: what only a later one has follows what it follows there.
fn in_order(lists: &[Vec<String>]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for list in lists {
        let mut at = 0;
        for name in list {
            if let Some(known) = all.iter().position(|known| known == name) {
                at = known + 1;
            } else {
                all.insert(at, name.clone());
                at += 1;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::conditions::Truth;
    use crate::design::Design;

    fn told(with: &Value, without: Option<&Value>) -> String {
        let truths = [Truth::from([("On".to_owned(), true)]), Truth::from([("On".to_owned(), false)])];
        let mut namer = Namer::new(&Design::new("test"), &truths);
        json::write_compact(&merged(&mut namer, &[(1, Some(with)), (2, without)], 3, false).unwrap())
    }

    #[test]
    fn only_what_differs_is_under_the_condition() {
        let a = Value::map([("A", Value::from("1")), ("B", Value::from("2"))]);
        let b = Value::map([("A", Value::from("1"))]);
        assert_eq!(told(&a, Some(&a)), r#"{"A":"1","B":"2"}"#);
        assert_eq!(told(&a, Some(&b)), r#"{"A":"1","B":{"Fn::If":["On","2",{"Ref":"AWS::NoValue"}]}}"#);
        assert_eq!(told(&"x".into(), Some(&"y".into())), r#"{"Fn::If":["On","x","y"]}"#);
        assert_eq!(told(&"x".into(), None), r#"{"Fn::If":["On","x",{"Ref":"AWS::NoValue"}]}"#);
        let statement = |sid: &str, action: &str| Value::map([("Sid", sid), ("Action", action)]);
        let with = Value::List(vec![statement("One", "a"), statement("Two", "b"), statement("Three", "c")]);
        let without = Value::List(vec![statement("One", "a"), statement("Three", "d")]);
        assert_eq!(
            told(&with, Some(&without)),
            r#"[{"Sid":"One","Action":"a"},{"Fn::If":["On",{"Sid":"Two","Action":"b"},{"Ref":"AWS::NoValue"}]},{"Sid":"Three","Action":{"Fn::If":["On","c","d"]}}]"#
        );
    }
}
