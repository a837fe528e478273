//! An event that a pattern lets through, to begin with where a pattern is tried.

use serde_json::{Map, Value as Json, json};

use super::pattern;

/// The event with the fewest members that matches, as far as one is found.
#[must_use]
pub fn sample_event(pattern: &Map<String, Json>) -> Json {
    let mut event = Map::new();
    fill(&mut event, pattern);
    Json::Object(event)
}

fn fill(event: &mut Map<String, Json>, pattern: &Map<String, Json>) {
    for (key, wanted) in pattern {
        match wanted {
            // Of the alternatives the first will do.
            Json::Array(alternatives) if key == "$or" => {
                alternatives.iter().filter_map(Json::as_object).take(1).for_each(|first| fill(event, first));
            }
            Json::Object(inner) => {
                let member = event.entry(key.as_str()).or_insert_with(|| json!({}));
                if let Some(member) = member.as_object_mut() {
                    fill(member, inner);
                }
            }
            Json::Array(matchers) => {
                let fits = |value: &Json| {
                    let only = Map::from_iter([(key.clone(), wanted.clone())]);
                    pattern::matches(&only, &json!({ key.as_str(): value })).is_ok()
                };
                if let Some(value) = matchers.iter().flat_map(candidates).find(fits) {
                    event.insert(key.clone(), value);
                }
            }
            _ => {}
        }
    }
}

/// What may fit one of the things listed for a value, the likeliest first.
fn candidates(matcher: &Json) -> Vec<Json> {
    let Some((name, argument)) = matcher.as_object().and_then(|operator| operator.iter().next()) else { return vec![matcher.clone()] };
    let mut found = match argument {
        Json::Array(list) => list.iter().flat_map(near).collect(),
        Json::Object(inner) => inner.values().flat_map(near).collect(),
        one => near(one),
    };
    if name == "exists" && argument == &json!(false) {
        return Vec::new();
    }
    found.extend([json!("anything"), json!(1), json!("else")]);
    found
}

/// Values at and beside one that stands in a pattern.
fn near(argument: &Json) -> Vec<Json> {
    match argument {
        Json::String(text) => {
            let address = text.split('/').next().unwrap_or_default();
            [text.as_str(), address, &text.replace('*', ""), &format!("{text}x")].map(Json::from).to_vec()
        }
        Json::Number(number) => {
            let beside = |step: i64| number.as_i64().and_then(|number| number.checked_add(step)).map(Json::from);
            [Some(argument.clone()), beside(1), beside(-1)].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_matches() {
        for (wanted, event) in [
            (
                json!({"source": ["shop"], "detail": {"total": [{"numeric": [">", 10]}]}}),
                json!({"source": "shop", "detail": {"total": 11}}),
            ),
            (json!({"detail-type": ["Placed", "Paid"]}), json!({"detail-type": "Placed"})),
            (json!({"a": [{"prefix": "order-"}], "b": [{"suffix": ".png"}]}), json!({"a": "order-", "b": ".png"})),
            (json!({"a": [{"anything-but": ["x", "y"]}]}), json!({"a": "xx"})),
            (json!({"a": [{"anything-but": {"prefix": "x"}}]}), json!({"a": "anything"})),
            (json!({"a": [{"exists": true}], "b": [{"exists": false}]}), json!({"a": "anything"})),
            (json!({"a": [{"wildcard": "*.jpg"}], "ip": [{"cidr": "10.0.0.0/24"}]}), json!({"a": "*.jpg", "ip": "10.0.0.0"})),
            (json!({"$or": [{"a": [1]}, {"b": [2]}], "c": [null, true]}), json!({"a": 1, "c": null})),
            (json!({"a": [{"equals-ignore-case": "Yes"}], "n": [{"numeric": [">", 0, "<", 2]}]}), json!({"a": "Yes", "n": 1})),
        ] {
            let pattern = wanted.as_object().unwrap();
            let made = sample_event(pattern);
            assert_eq!(made, event, "{wanted}");
            assert_eq!(pattern::matches(pattern, &made), Ok(()), "{wanted}");
        }
    }

    #[test]
    fn what_nothing_fits_is_left_out() {
        assert_eq!(sample_event(json!({"a": [{"numeric": ["<", 1, ">", 2]}], "b": "no list"}).as_object().unwrap()), json!({}));
    }
}
