//! The settings of states: what each type has in each query language, and where the definition keeps it.

use serde_json::{Map, Value as Json};

use super::definition::NAME_LENGTH;
use crate::catalog::Literal;
use crate::catalog::field::{Field, Kind, TextRule, Unit, choice};

const ANY_TEXT: TextRule = TextRule { min: 0, max: 1_024, shape: None };
const STATE: TextRule = TextRule { min: 0, max: NAME_LENGTH, shape: None };

/// What readers learn about the state.
const COMMENT: Field =
    Field::text("comment", "Comment", ANY_TEXT).property("Comment").help("What readers of the definition learn about it.");
/// What follows.
pub const NEXT: Field = Field::of("next", "Next", Kind::State(STATE))
    .property("Next")
    .help("The state that follows; empty: the workflow, the branch or the item is done.");
/// What a choice does otherwise.
pub const DEFAULT: Field = Field::of("default", "Otherwise", Kind::State(STATE))
    .property("Default")
    .help("The state that follows where no rule holds; empty: the execution then fails.");
const ARGUMENTS: Field = Field::of("arguments", "Arguments", Kind::Json)
    .property("Arguments")
    .example(Literal::Json(r#"{"Payload": "{% $states.input %}"}"#))
    .help("What the call gets; what its line supplies is put in besides.");
const OUTPUT: Field = Field::of("output", "Output", Kind::Json)
    .property("Output")
    .example(Literal::Json(r#""{% $states.result %}""#))
    .help("What the next state gets; the result by itself.");
const ASSIGN: Field = Field::of("assign", "Assign", Kind::Json)
    .property("Assign")
    .example(Literal::Json(r#"{"order": "{% $states.input.order %}"}"#))
    .help("Variables that later states can read.");
const PARAMETERS: Field = Field::of("parameters", "Parameters", Kind::Json)
    .property("Parameters")
    .example(Literal::Json(r#"{"Payload.$": "$"}"#))
    .help("What the call gets; names that end in .$ take a path. What its line supplies is put in besides.");
const INPUT_PATH: Field = path("input_path", "Input path", "InputPath").help("The part of the input the state works with; all by itself.");
const RESULT_PATH: Field =
    path("result_path", "Result path", "ResultPath").help("Where in the input the result goes; in its place by itself.");
const OUTPUT_PATH: Field = path("output_path", "Output path", "OutputPath").help("The part of it that the next state gets; all by itself.");
const RESULT_SELECTOR: Field = Field::of("result_selector", "Result selector", Kind::Json)
    .property("ResultSelector")
    .example(Literal::Json(r#"{"status.$": "$.Status"}"#))
    .help("What is kept of the result.");
const TIMEOUT: Field = Field::duration("timeout", "Timeout", Unit::Seconds, 1, 99_999_999)
    .property("TimeoutSeconds")
    .help("How long the task may take before it fails with States.Timeout; as long as the execution by itself.");
const HEARTBEAT: Field = Field::duration("heartbeat", "Heartbeat", Unit::Seconds, 1, 99_999_999)
    .property("HeartbeatSeconds")
    .help("How long a task that waits for its token may be silent; shorter than its timeout.");
/// How it is tried again.
pub const RETRY: Field = Field::of("retry", "Retry", Kind::Records(RETRIER))
    .property("Retry")
    .help("Which errors are tried again, the first that fits; the intervals grow from try to try.");
const RETRIER: &[Field] = &[
    Field::of("errors", "Errors", Kind::List(TextRule { min: 1, max: 256, shape: None }))
        .property("ErrorEquals")
        .required(Literal::Json(r#"["States.TaskFailed"]"#))
        .help("The names of errors; States.ALL, by itself and last, for every one."),
    Field::duration("interval", "First interval", Unit::Seconds, 1, 99_999_999)
        .property("IntervalSeconds")
        .default(Literal::Integer(1))
        .help("How long it waits before the first retry."),
    Field::integer("attempts", "Attempts", 0, 99_999_999)
        .property("MaxAttempts")
        .default(Literal::Integer(3))
        .help("How often it is tried again; 0 for never."),
    Field::text("backoff", "Backoff rate", TextRule::shaped(16, is_rate, "a number from 1"))
        .property(BACKOFF_RATE)
        .default(Literal::Text("2.0"))
        .help("By how much each interval is longer than the one before."),
    Field::duration("longest", "Longest interval", Unit::Seconds, 1, 31_622_400)
        .property("MaxDelaySeconds")
        .help("How long an interval may become; no limit by itself."),
    Field::choice("jitter", "Jitter", &[choice("NONE", "None"), choice("FULL", "Full")])
        .property("JitterStrategy")
        .help("Full: intervals are shortened at random, so that retries of many executions spread."),
];
const CATCH: Field = Field::of("catch", "Catch", Kind::Records(CATCHER))
    .property("Catch")
    .help("Where errors lead that are not tried again any more, the first that fits.");
const CATCHER: &[Field] = &[CAUGHT, NEXT_REQUIRED, OUTPUT, ASSIGN];
const CATCH_BY_PATH: Field = Field::of("catch", "Catch", Kind::Records(CATCHER_BY_PATH))
    .property("Catch")
    .help("Where errors lead that are not tried again any more, the first that fits.");
const CATCHER_BY_PATH: &[Field] = &[CAUGHT, NEXT_REQUIRED, RESULT_PATH];
const CAUGHT: Field = Field::of("errors", "Errors", Kind::List(TextRule { min: 1, max: 256, shape: None }))
    .property("ErrorEquals")
    .required(Literal::Json(r#"["States.ALL"]"#))
    .help("The names of errors; States.ALL, by itself and last, for every one.");
const NEXT_REQUIRED: Field = Field { required: true, ..NEXT };
const RULES: Field =
    Field::of("rules", "Rules", Kind::Records(RULE)).property("Choices").help("Where it goes on: the first rule that holds.");
const RULE: &[Field] = &[
    Field::text("condition", "Condition", TextRule { min: 1, max: 4_096, shape: None })
        .property("Condition")
        .required(Literal::Text("{% $states.input.ready = true %}"))
        .help("An expression in JSONata that is true or false."),
    NEXT_REQUIRED,
    ASSIGN,
    OUTPUT,
];
const RULES_BY_PATH: Field =
    Field::of("rules", "Rules", Kind::Records(RULE_BY_PATH)).property("Choices").help("Where it goes on: the first rule that holds.");
const RULE_BY_PATH: &[Field] = &[
    Field::of(THE_REST, "Comparison", Kind::Json)
        .required(Literal::Json(r#"{"Variable": "$.ready", "BooleanEquals": true}"#))
        .help("A comparison of a path, or And, Or or Not of several."),
    NEXT_REQUIRED,
];
const SECONDS: Field = Field::of("seconds", "Seconds", Kind::Json)
    .property("Seconds")
    .example(Literal::Integer(60))
    .help("How long it waits: a number, or in JSONata an expression.");
const TIMESTAMP: Field = Field::text("timestamp", "Until", ANY_TEXT)
    .property("Timestamp")
    .example(Literal::Text("2030-01-01T00:00:00Z"))
    .help("Until when it waits, in place of the seconds.");
const SECONDS_PATH: Field = path("seconds_path", "Seconds path", "SecondsPath").help("Where in the input the seconds are.");
const TIMESTAMP_PATH: Field = path("timestamp_path", "Timestamp path", "TimestampPath").help("Where in the input the moment is.");
const RESULT: Field = Field::of("result", "Result", Kind::Json).property("Result").help("What it gives, as it stands.");
const ERROR: Field =
    Field::text("error", "Error", ANY_TEXT).property("Error").help("The name of the error with which the execution fails.");
const CAUSE: Field = Field::text("cause", "Cause", ANY_TEXT).property("Cause").help("The reason, for people.");
const ITEMS: Field = Field::of("items", "Items", Kind::Json)
    .property("Items")
    .example(Literal::Json(r#""{% $states.input.items %}""#))
    .help("The list whose items are processed; the input by itself.");
const ITEMS_PATH: Field = path("items_path", "Items path", "ItemsPath").help("Where in the input the list is whose items are processed.");
const ITEM_SELECTOR: Field =
    Field::of("item_selector", "Item selector", Kind::Json).property("ItemSelector").help("What each item becomes before it is processed.");
const CONCURRENCY: Field = Field::integer("concurrency", "Concurrency", 0, 10_000)
    .property("MaxConcurrency")
    .default(Literal::Integer(0))
    .help("How many items are processed at a time; 0 for as many as there can be.");

/// The member of a rule that is everything but where it leads.
const THE_REST: &str = "comparison";
const BACKOFF_RATE: &str = "BackoffRate";

const fn path(id: &'static str, label: &'static str, property: &'static str) -> Field {
    Field::text(id, label, TextRule { min: 0, max: 512, shape: Some((is_path, "a path that begins with $")) }).property(property)
}

fn is_path(text: &str) -> bool {
    text.is_empty() || text.starts_with('$')
}

fn is_rate(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|rate| rate >= 1.0 && rate.is_finite())
}

/// The settings of a state of this type in this query language.
pub fn of(kind: &str, jsonata: bool) -> &'static [Field] {
    match (kind, jsonata) {
        ("Task", true) => &[ARGUMENTS, OUTPUT, ASSIGN, TIMEOUT, HEARTBEAT, RETRY, CATCH, NEXT, COMMENT],
        ("Task", false) => &[
            INPUT_PATH,
            PARAMETERS,
            RESULT_SELECTOR,
            RESULT_PATH,
            OUTPUT_PATH,
            ASSIGN,
            TIMEOUT,
            HEARTBEAT,
            RETRY,
            CATCH_BY_PATH,
            NEXT,
            COMMENT,
        ],
        ("Choice", true) => &[RULES, DEFAULT, OUTPUT, ASSIGN, COMMENT],
        ("Choice", false) => &[RULES_BY_PATH, DEFAULT, INPUT_PATH, OUTPUT_PATH, ASSIGN, COMMENT],
        ("Parallel", true) => &[ARGUMENTS, OUTPUT, ASSIGN, RETRY, CATCH, NEXT, COMMENT],
        ("Parallel", false) => {
            &[INPUT_PATH, PARAMETERS, RESULT_SELECTOR, RESULT_PATH, OUTPUT_PATH, ASSIGN, RETRY, CATCH_BY_PATH, NEXT, COMMENT]
        }
        ("Map", true) => &[ITEMS, ITEM_SELECTOR, CONCURRENCY, OUTPUT, ASSIGN, RETRY, CATCH, NEXT, COMMENT],
        ("Map", false) => &[
            INPUT_PATH,
            ITEMS_PATH,
            ITEM_SELECTOR,
            CONCURRENCY,
            RESULT_SELECTOR,
            RESULT_PATH,
            OUTPUT_PATH,
            ASSIGN,
            RETRY,
            CATCH_BY_PATH,
            NEXT,
            COMMENT,
        ],
        ("Wait", true) => &[SECONDS, TIMESTAMP, OUTPUT, ASSIGN, NEXT, COMMENT],
        ("Wait", false) => &[SECONDS, TIMESTAMP, SECONDS_PATH, TIMESTAMP_PATH, INPUT_PATH, OUTPUT_PATH, ASSIGN, NEXT, COMMENT],
        ("Pass", true) => &[OUTPUT, ASSIGN, NEXT, COMMENT],
        ("Pass", false) => &[INPUT_PATH, PARAMETERS, RESULT, RESULT_PATH, OUTPUT_PATH, ASSIGN, NEXT, COMMENT],
        ("Succeed", true) => &[OUTPUT, COMMENT],
        ("Succeed", false) => &[INPUT_PATH, OUTPUT_PATH, COMMENT],
        ("Fail", _) => &[ERROR, CAUSE, COMMENT],
        _ => &[],
    }
}

/// What a setting of a state is; `None` where the definition does not say.
pub fn get(state: &Json, field: &Field) -> Option<Json> {
    let value = state.get(field.property?)?;
    let Kind::Records(fields) = field.kind else { return Some(value.clone()) };
    let record = |item: &Json| {
        let known = fields.iter().filter_map(|field| Some((field.id.to_owned(), shown(item, field, fields)?)));
        Json::Object(known.collect())
    };
    Some(value.as_array()?.iter().map(record).collect())
}

/// What a field of a record shows of an item.
fn shown(item: &Json, field: &Field, fields: &[Field]) -> Option<Json> {
    if field.id == THE_REST {
        let own = |key: &String| fields.iter().any(|field| field.property == Some(key.as_str()));
        return Some(Json::Object(item.as_object()?.iter().filter(|(key, _)| !own(key)).map(|(k, v)| (k.clone(), v.clone())).collect()));
    }
    let value = item.get(field.property?)?;
    // A rate is a number; where it is whole it is shown with its fraction, as it is written.
    if field.property == Some(BACKOFF_RATE) {
        return Some(value.as_f64().map_or_else(|| value.clone(), |rate| format!("{rate:?}").into()));
    }
    Some(value.clone())
}

/// Sets a setting of a state, or takes it out.
pub fn set(state: &mut Map<String, Json>, field: &Field, value: Option<Json>) {
    let Some(property) = field.property else { return };
    let empty = |value: &Json| value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("");
    let Some(value) = value.filter(|value| !empty(value)) else {
        state.shift_remove(property);
        return;
    };
    let value = match (field.kind, value) {
        (Kind::Records(fields), Json::Array(records)) => {
            let before = state.get(property).and_then(Json::as_array).filter(|before| before.len() == records.len()).cloned();
            let item = |(at, record): (usize, Json)| item(record, fields, before.as_ref().and_then(|items| items.get(at)));
            records.into_iter().enumerate().map(item).collect()
        }
        (_, value) => value,
    };
    // What a reader wants to see last stays last.
    let order = ["Retry", "Catch", "Next", "End"];
    let behind = order.iter().position(|key| *key == property).map_or(&order[..], |at| &order[at + 1..]);
    let known = state.contains_key(property);
    let last: Vec<_> = behind.iter().filter(|_| !known).filter_map(|key| state.shift_remove_entry(*key)).collect();
    state.insert(property.to_owned(), value);
    state.extend(last);
}

/// An item as the definition has it; what no field speaks of stays as it was.
fn item(record: Json, fields: &[Field], before: Option<&Json>) -> Json {
    let known = |key: &str| fields.iter().any(|field| field.property == Some(key));
    let whole = fields.iter().any(|field| field.id == THE_REST);
    let kept = before.and_then(Json::as_object).into_iter().flatten().filter(|(key, _)| !whole && !known(key));
    let mut item: Map<String, Json> = Map::new();
    let Json::Object(record) = record else { return record };
    for field in fields {
        let Some(value) = record.get(field.id).filter(|value| value.as_str() != Some("")) else { continue };
        match (field.id, field.property, value) {
            (THE_REST, _, Json::Object(rest)) => item.extend(rest.clone()),
            (_, Some(BACKOFF_RATE), Json::String(rate)) => {
                let rate = rate.parse::<f64>().map_or_else(|_| value.clone(), Json::from);
                item.insert(BACKOFF_RATE.to_owned(), rate);
            }
            (_, Some(property), _) => drop(item.insert(property.to_owned(), value.clone())),
            _ => {}
        }
    }
    item.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
    Json::Object(item)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::services::workflow::rewrite::TYPES;

    fn object(json: Json) -> Map<String, Json> {
        let Json::Object(object) = json else { panic!("no object") };
        object
    }

    #[test]
    fn every_type_has_settings_with_different_names_and_places() {
        for kind in TYPES {
            for jsonata in [true, false] {
                let fields = of(kind, jsonata);
                assert!(fields.iter().any(|field| field.id == "comment"), "{kind}");
                for (at, field) in fields.iter().enumerate() {
                    assert!(!field.help.is_empty() && field.property.is_some(), "{kind} {}", field.id);
                    let same = |other: &&Field| other.id == field.id || other.property == field.property;
                    assert!(!fields[at + 1..].iter().any(|other| same(&other)), "{kind} {}", field.id);
                }
            }
        }
    }

    #[test]
    fn retries_are_records_and_keep_what_is_not_known() {
        let mut state = object(json!({ "Type": "Task", "Retry": [{ "ErrorEquals": ["A"], "BackoffRate": 2, "Odd": 1 }], "End": true }));
        let mut records = get(&Json::Object(state.clone()), &RETRY).unwrap();
        assert_eq!(records, json!([{ "errors": ["A"], "backoff": "2.0" }]));
        records[0]["attempts"] = 5.into();
        records[0]["backoff"] = "1.5".into();
        set(&mut state, &RETRY, Some(records));
        assert_eq!(state["Retry"], json!([{ "ErrorEquals": ["A"], "MaxAttempts": 5, "BackoffRate": 1.5, "Odd": 1 }]));
        set(&mut state, &RETRY, Some(json!([])));
        assert!(!state.contains_key("Retry"));
    }

    #[test]
    fn rules_of_paths_are_their_comparison_and_where_they_lead() {
        let mut state = object(json!({ "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }] }));
        let records = get(&Json::Object(state.clone()), &RULES_BY_PATH).unwrap();
        assert_eq!(records, json!([{ "comparison": { "Variable": "$.a", "IsPresent": true }, "next": "B" }]));
        let changed = json!([{ "comparison": { "Not": { "Variable": "$.a", "IsNull": true } }, "next": "C" }]);
        set(&mut state, &RULES_BY_PATH, Some(changed));
        assert_eq!(state["Choices"], json!([{ "Not": { "Variable": "$.a", "IsNull": true }, "Next": "C" }]));
    }

    #[test]
    fn what_is_set_anew_stands_before_where_it_leads() {
        let mut state = object(json!({ "Type": "Task", "Catch": [], "Next": "B" }));
        set(&mut state, &TIMEOUT, Some(30.into()));
        set(&mut state, &RETRY, Some(json!([{ "errors": ["States.ALL"] }])));
        assert_eq!(state.keys().collect::<Vec<_>>(), ["Type", "TimeoutSeconds", "Retry", "Catch", "Next"]);
        set(&mut state, &TIMEOUT, None);
        assert!(!state.contains_key("TimeoutSeconds"));
    }
}
