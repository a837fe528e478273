//! Whether an event matches a pattern: event patterns of EventBridge, filters of event source mappings and pipes, and
//! filter policies of SNS, which share their operators.
//!
//! AWS: EventBridge User Guide, "Comparison operators for use in event patterns in Amazon EventBridge"; Amazon SNS Developer
//! Guide, "Amazon SNS subscription filter policies".

use std::net::IpAddr;

use serde_json::{Map, Value as Json};

/// Where an event first differs from what a pattern wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The members that lead there, joined by dots.
    pub path: String,
    /// What stands there in the event; `None` where nothing does.
    pub found: Option<String>,
    /// What the pattern wants.
    pub wanted: String,
}

impl Mismatch {
    /// The mismatch as a sentence.
    pub fn sentence(&self) -> String {
        match &self.found {
            Some(found) => format!("{} is {found}; the pattern wants {}.", self.path, self.wanted),
            None => format!("{} is not there; the pattern wants {}.", self.path, self.wanted),
        }
    }
}

/// Whether an event matches a pattern; where it first does not.
pub fn matches(pattern: &Map<String, Json>, event: &Json) -> Result<(), Mismatch> {
    level(pattern, Some(event), "")
}

/// Every member has to match; of the alternatives behind `$or`, one.
fn level(pattern: &Map<String, Json>, event: Option<&Json>, path: &str) -> Result<(), Mismatch> {
    for (key, wanted) in pattern {
        if key == "$or" {
            alternatives(wanted, event, path)?;
            continue;
        }
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let found = event.and_then(|event| event.get(key));
        match wanted {
            Json::Object(inner) => match found {
                // One of several objects in a list is enough.
                Some(Json::Array(list)) => {
                    let tried = list.iter().map(|item| level(inner, Some(item), &path));
                    first_success(tried).unwrap_or_else(|| level(inner, None, &path))?;
                }
                found => level(inner, found, &path)?,
            },
            Json::Array(matchers) => leaf(matchers, found, &path)?,
            other => return Err(mismatch(&path, found, other.to_string())),
        }
    }
    Ok(())
}

fn alternatives(wanted: &Json, event: Option<&Json>, path: &str) -> Result<(), Mismatch> {
    let patterns = wanted.as_array().into_iter().flatten().filter_map(Json::as_object);
    let tried = patterns.map(|pattern| level(pattern, event, path));
    first_success(tried).unwrap_or(Ok(()))
}

/// The first success; without one the first failure; nothing where nothing was tried.
fn first_success(tried: impl Iterator<Item = Result<(), Mismatch>>) -> Option<Result<(), Mismatch>> {
    let mut failure = None;
    for outcome in tried {
        if outcome.is_ok() {
            return Some(outcome);
        }
        failure = failure.or(Some(outcome));
    }
    failure
}

fn mismatch(path: &str, found: Option<&Json>, wanted: String) -> Mismatch {
    Mismatch { path: path.to_owned(), found: found.map(Json::to_string), wanted }
}

fn leaf(matchers: &[Json], found: Option<&Json>, path: &str) -> Result<(), Mismatch> {
    let values: Vec<&Json> = match found {
        Some(Json::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let any = matchers.iter().any(|matcher| match exists(matcher) {
        // Only leaves exist.
        Some(wanted) => wanted == values.iter().any(|value| !value.is_object()),
        None => values.iter().any(|value| fits(matcher, value)),
    });
    if any {
        return Ok(());
    }
    let wanted: Vec<String> = matchers.iter().map(words).collect();
    Err(mismatch(path, found, wanted.join(" or ")))
}

fn exists(matcher: &Json) -> Option<bool> {
    matcher.as_object()?.get("exists")?.as_bool()
}

/// Whether a value fits one of the things listed for it.
fn fits(matcher: &Json, value: &Json) -> bool {
    let Some((name, argument)) = matcher.as_object().and_then(|operator| operator.iter().next()) else { return same(matcher, value) };
    let text = value.as_str();
    match name.as_str() {
        "prefix" => text.is_some_and(|text| begins(text, argument)),
        "suffix" => text.is_some_and(|text| ends(text, argument)),
        "equals-ignore-case" => text.is_some_and(|text| ignoring_case(text, argument)),
        "wildcard" => text.is_some_and(|text| any(argument, |pattern| wildcard(text, pattern))),
        "anything-but" => !value.is_object() && !excluded(argument, value),
        "numeric" => numeric(argument, value),
        // What a reference stands for is known only when it is deployed; until then it may be this.
        reference if reference.starts_with('$') => true,
        "cidr" => text.is_some_and(|text| argument.as_str().is_some_and(|range| within(text, range))),
        _ => false,
    }
}

/// Equal as they are written: 300 is not 300.0.
fn same(wanted: &Json, value: &Json) -> bool {
    wanted == value
}

/// Whether one text, or one of a list, passes.
fn any(argument: &Json, test: impl Fn(&str) -> bool) -> bool {
    match argument {
        Json::String(text) => test(text),
        Json::Array(list) => list.iter().filter_map(Json::as_str).any(test),
        _ => false,
    }
}

fn ignoring_case(text: &str, argument: &Json) -> bool {
    any(argument, |wanted| text.to_lowercase() == wanted.to_lowercase())
}

fn begins(text: &str, argument: &Json) -> bool {
    match argument.get("equals-ignore-case") {
        Some(inner) => any(inner, |start| text.to_lowercase().starts_with(&start.to_lowercase())),
        None => any(argument, |start| text.starts_with(start)),
    }
}

fn ends(text: &str, argument: &Json) -> bool {
    match argument.get("equals-ignore-case") {
        Some(inner) => any(inner, |end| text.to_lowercase().ends_with(&end.to_lowercase())),
        None => any(argument, |end| text.ends_with(end)),
    }
}

/// Whether `anything-but` shuts a value out.
fn excluded(argument: &Json, value: &Json) -> bool {
    match argument {
        Json::Object(operator) => {
            let text = value.as_str();
            operator.iter().any(|(name, inner)| {
                text.is_some_and(|text| match name.as_str() {
                    "prefix" => begins(text, inner),
                    "suffix" => ends(text, inner),
                    "equals-ignore-case" => ignoring_case(text, inner),
                    "wildcard" => any(inner, |pattern| wildcard(text, pattern)),
                    _ => false,
                })
            })
        }
        Json::Array(list) => list.iter().any(|one| same(one, value)),
        one => same(one, value),
    }
}

/// Pairs of a comparison and a number, all of which have to hold.
fn numeric(argument: &Json, value: &Json) -> bool {
    let (Some(list), Some(number)) = (argument.as_array(), value.as_f64()) else { return false };
    !list.is_empty()
        && list.chunks(2).all(|pair| {
            let [sign, limit] = pair else { return false };
            let Some(limit) = limit.as_f64() else { return false };
            match sign.as_str() {
                Some("=") => number == limit,
                Some("<") => number < limit,
                Some("<=") => number <= limit,
                Some(">") => number > limit,
                Some(">=") => number >= limit,
                _ => false,
            }
        })
}

/// Whether an address lies in a range such as `10.0.0.0/24`.
fn within(address: &str, range: &str) -> bool {
    let Some((network, bits)) = range.split_once('/') else { return address == range };
    let (Ok(address), Ok(network), Ok(bits)) = (address.parse::<IpAddr>(), network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => bits <= 32 && (bits == 0 || (u32::from(a) ^ u32::from(n)) >> (32 - bits) == 0),
        (IpAddr::V6(a), IpAddr::V6(n)) => bits <= 128 && (bits == 0 || (u128::from(a) ^ u128::from(n)) >> (128 - bits) == 0),
        _ => false,
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters and `\` takes the next one as it is.
fn wildcard(text: &str, pattern: &str) -> bool {
    let mut pieces = vec![String::new()];
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => pieces.push(String::new()),
            '\\' => pieces.iter_mut().last().into_iter().for_each(|piece| piece.extend(chars.next())),
            other => pieces.iter_mut().last().into_iter().for_each(|piece| piece.push(other)),
        }
    }
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return false };
    if pieces.len() == 1 {
        return text == first;
    }
    let Some(rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else { return false };
    // The shortest place for each piece leaves the most room for the next.
    let middle = &pieces[1..pieces.len() - 1];
    middle.iter().try_fold(rest, |rest, piece| rest.split_once(piece.as_str()).map(|(_, after)| after)).is_some()
}

/// What a matcher wants, in words.
fn words(matcher: &Json) -> String {
    let Some((name, argument)) = matcher.as_object().and_then(|operator| operator.iter().next()) else { return matcher.to_string() };
    match name.as_str() {
        "prefix" => format!("a text that begins with {argument}"),
        "suffix" => format!("a text that ends with {argument}"),
        "equals-ignore-case" => format!("{argument} in any case"),
        "wildcard" => format!("a text like {argument}"),
        "anything-but" => format!("anything but {argument}"),
        "numeric" => {
            let parts: Vec<String> = argument
                .as_array()
                .into_iter()
                .flatten()
                .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                .collect();
            format!("a number {}", parts.join(" "))
        }
        "cidr" => format!("an address in {argument}"),
        "exists" if argument == &Json::Bool(true) => "anything at all".to_owned(),
        "exists" => "nothing there".to_owned(),
        reference if reference.starts_with('$') => "what a reference stands for".to_owned(),
        other => format!("`{other}`, which is no operator"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn test(pattern: &Json, event: &Json) -> Result<(), String> {
        matches(pattern.as_object().unwrap(), event).map_err(|mismatch| mismatch.sentence())
    }

    #[test]
    fn values_and_levels() {
        let event = json!({"source": "shop", "detail": {"state": "paid", "total": 12.5, "lines": [{"sku": "a"}, {"sku": "b"}], "tags": ["x", "y"]}});
        assert_eq!(test(&json!({"source": ["shop", "web"], "detail": {"state": ["paid"]}}), &event), Ok(()));
        assert_eq!(test(&json!({"detail": {"tags": ["y"]}}), &event), Ok(()));
        assert_eq!(test(&json!({"detail": {"lines": {"sku": ["b"]}}}), &event), Ok(()));
        let wrong = test(&json!({"source": ["shop"], "detail": {"state": ["open", {"prefix": "new"}]}}), &event).unwrap_err();
        assert_eq!(wrong, r#"detail.state is "paid"; the pattern wants "open" or a text that begins with "new"."#);
        assert_eq!(test(&json!({"detail": {"by": ["me"]}}), &event).unwrap_err(), r#"detail.by is not there; the pattern wants "me"."#);
        assert!(test(&json!({"n": [300]}), &json!({"n": 300.0})).is_err(), "numbers are compared as they are written");
    }

    #[test]
    fn operators() {
        let holds = |matcher: Json, value: Json| test(&json!({"a": [matcher]}), &json!({"a": value})).is_ok();
        assert!(holds(json!({"prefix": "us-"}), json!("us-east-1")) && !holds(json!({"prefix": "us-"}), json!("eu-west-1")));
        assert!(holds(json!({"prefix": {"equals-ignore-case": "EventB"}}), json!("eventbridge")));
        assert!(holds(json!({"suffix": ".png"}), json!("a.png")) && !holds(json!({"suffix": ".png"}), json!("a.jpg")));
        assert!(holds(json!({"equals-ignore-case": "alice"}), json!("Alice")));
        assert!(holds(json!({"anything-but": ["a", "b"]}), json!("c")) && !holds(json!({"anything-but": ["a", "b"]}), json!("b")));
        assert!(holds(json!({"anything-but": {"prefix": "init"}}), json!("done")));
        assert!(!holds(json!({"anything-but": {"wildcard": "*/lib/*"}}), json!("/usr/lib/a")));
        assert!(holds(json!({"numeric": [">", 0, "<=", 5]}), json!(5)) && !holds(json!({"numeric": [">", 0, "<=", 5]}), json!(5.1)));
        assert!(holds(json!({"cidr": "10.0.0.0/24"}), json!("10.0.0.255")) && !holds(json!({"cidr": "10.0.0.0/24"}), json!("10.0.1.0")));
        assert!(
            holds(json!({"wildcard": "dir/*.png"}), json!("dir/a/b.png")) && !holds(json!({"wildcard": "dir/*.png"}), json!("dir.png"))
        );
        assert!(holds(json!({"wildcard": "a*a"}), json!("aa")) && !holds(json!({"wildcard": "a*a"}), json!("a")));
        assert!(holds(json!({"exists": true}), json!(null)) && !holds(json!({"exists": false}), json!(1)));
        assert!(test(&json!({"a": {"b": [{"exists": false}]}}), &json!({})).is_ok());
    }

    #[test]
    fn one_of_several_patterns() {
        let pattern = json!({"$or": [{"detail": {"place": ["New York"]}}, {"detail": {"day": ["Monday"]}}]});
        assert!(test(&pattern, &json!({"detail": {"day": "Monday"}})).is_ok());
        assert!(test(&pattern, &json!({"detail": {"day": "Sunday"}})).is_err());
    }
}
