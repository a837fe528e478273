//! Workflows and buckets as they are drawn, changed and synthesised.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Fault, Graph, Synthesis};
use stackdraft::cfn::Value;
use stackdraft::design::{ConnectionId, Design, NodeId};
use stackdraft::synth::synthesize;

fn draft() -> Draft<'static> {
    Draft::new(&Design::default(), &REGISTRY)
}

fn add(draft: &mut Draft<'_>, kind: &str, name: &str) -> NodeId {
    draft.add_node(kind, name, None).unwrap()
}

fn connect(draft: &mut Draft<'_>, source: &NodeId, target: &NodeId) -> ConnectionId {
    draft.connect(source, None, target, None).unwrap()
}

fn set(draft: &mut Draft<'_>, node: &NodeId, field: &str, value: Json) {
    draft.set_node_field(node, field, Some(value.into())).unwrap();
}

fn synthesis(draft: &Draft<'_>) -> Synthesis {
    synthesize(&Graph::new(draft.design(), &REGISTRY))
}

fn definition(draft: &Draft<'_>, node: &NodeId) -> Json {
    draft.design().nodes[node].fields["definition"].literal().unwrap().clone()
}

fn state(synthesis: &Synthesis, workflow: &str, name: &str) -> Value {
    let definition = &synthesis.template.resources[workflow].properties["Definition"];
    definition.get("States").unwrap().get(name).unwrap().clone()
}

#[test]
fn a_line_from_a_workflow_adds_its_task_and_takes_it_away() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Check inventory");
    let queue = add(&mut draft, "queue", "Shipping");
    connect(&mut draft, &workflow, &function);
    let before = definition(&draft, &workflow);
    let sends = connect(&mut draft, &workflow, &queue);
    let states = definition(&draft, &workflow);
    assert_eq!(states["States"]["Check inventory"]["Next"], "Shipping");
    assert_eq!(states["States"]["Shipping"]["Resource"], format!("connection:{sends}"));
    draft.disconnect(&sends).unwrap();
    assert_eq!(definition(&draft, &workflow), before);
    draft.remove_node(&function).unwrap();
    assert!(!draft.design().nodes[&workflow].fields.contains_key("definition"));
}

#[test]
fn a_task_changed_by_hand_stays_without_its_line() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Check inventory");
    let line = connect(&mut draft, &workflow, &function);
    let mut changed = definition(&draft, &workflow);
    changed["States"]["Check inventory"]["Comment"] = "Twice".into();
    set(&mut draft, &workflow, "definition", changed);
    draft.disconnect(&line).unwrap();
    let task = &definition(&draft, &workflow)["States"]["Check inventory"];
    assert_eq!((&task["Comment"], &task["Resource"]), (&json!("Twice"), &Json::Null));
}

#[test]
fn lines_follow_states_that_are_renamed_in_the_definition() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Check inventory");
    let line = connect(&mut draft, &workflow, &function);
    let states =
        json!({ "StartAt": "Look", "States": { "Look": { "Type": "Task", "Resource": format!("connection:{line}"), "End": true } } });
    set(&mut draft, &workflow, "definition", states);
    assert_eq!(draft.design().connections[&line].entry.as_ref().unwrap().as_str(), "Look");
    assert!(state(&synthesis(&draft), "ProcessOrder", "Look").get("Arguments").is_some());
}

#[test]
fn a_copied_workflow_can_name_other_lines() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Check inventory");
    let line = connect(&mut draft, &workflow, &function);
    let service = REGISTRY.service("workflow").unwrap();
    let mut copy = (*Arc::clone(&draft.design().nodes[&workflow])).clone();
    service.reconnect(&mut copy, &[(line.clone(), ConnectionId::new("other"))].into());
    assert_eq!(service.entry_of(&copy, &ConnectionId::new("other")).unwrap().as_str(), "Check inventory");
    assert!(service.entry_of(&copy, &line).is_none());
}

#[test]
fn one_task_uses_one_node() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Check inventory");
    let queue = add(&mut draft, "queue", "Shipping");
    let line = connect(&mut draft, &workflow, &function);
    let entry = draft.design().connections[&line].entry.clone().unwrap();
    let refused = draft.connect(&workflow, Some(&entry), &queue, None).unwrap_err();
    assert!(refused.message.contains("uses Check inventory already"), "{refused}");
}

#[test]
fn tasks_say_what_their_state_leaves_out_in_the_language_of_the_workflow() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let table = add(&mut draft, "table", "Orders");
    let line = connect(&mut draft, &workflow, &table);
    draft.set_connection_field(&line, "action", Some("put".into())).unwrap();
    let arguments = state(&synthesis(&draft), "ProcessOrder", "Orders").get("Arguments").unwrap().clone();
    assert_eq!(arguments.get("TableName"), Some(&"${OrdersTableName}".into()));
    assert!(arguments.get("Item").is_some());
    set(&mut draft, &workflow, "query_language", "JSONPath".into());
    draft.set_connection_field(&line, "action", Some("delete".into())).unwrap();
    let task = state(&synthesis(&draft), "ProcessOrder", "Orders");
    assert!(task.get("Arguments").is_none() && task.get("Parameters").unwrap().get("Key").is_some());
    let granted = synthesis(&draft).granted.into_iter().flat_map(|g| g.statement.actions);
    assert_eq!(granted.filter(|a| a.starts_with("dynamodb:")).collect::<Vec<_>>(), ["dynamodb:DeleteItem"]);
}

#[test]
fn nothing_in_a_definition_makes_it_text() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let states = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "ResultPath": null, "End": true } } });
    set(&mut draft, &workflow, "query_language", "JSONPath".into());
    set(&mut draft, &workflow, "definition", states);
    let properties = &synthesis(&draft).template.resources["ProcessOrder"].properties;
    assert!(!properties.contains_key("Definition"));
    assert!(properties["DefinitionString"].as_text().unwrap().contains("\"ResultPath\": null"));
}

fn notified(draft: &Draft<'_>) -> bool {
    let synthesis = synthesis(draft);
    assert_eq!(synthesis.faults, Vec::<Fault>::new());
    synthesis.template.resources["UploadsBucket"].properties["NotificationConfiguration"].get("LambdaConfigurations").is_some()
}

#[test]
fn a_bucket_notifies_unless_the_function_leads_back_to_it() {
    let mut draft = draft();
    let bucket = add(&mut draft, "bucket", "Uploads");
    let resize = add(&mut draft, "function", "Resize");
    connect(&mut draft, &bucket, &resize);
    assert!(notified(&draft));
    let index = add(&mut draft, "function", "Index");
    connect(&mut draft, &resize, &index);
    assert!(notified(&draft));
    connect(&mut draft, &index, &bucket);
    assert!(!notified(&draft));
}

#[test]
fn a_bucket_tells_two_functions_of_one_object_through_event_bridge() {
    let mut draft = draft();
    let bucket = add(&mut draft, "bucket", "Uploads");
    for name in ["Resize", "Index"] {
        let function = add(&mut draft, "function", name);
        connect(&mut draft, &bucket, &function);
    }
    assert!(!notified(&draft));
    let entries: Vec<_> = draft.design().nodes[&bucket].entries("events").iter().map(|e| e.id.clone()).collect();
    for (entry, prefix) in entries.iter().zip(["a/", "b/"]) {
        draft.set_entry_field(&bucket, entry, "prefix", Some(prefix.into())).unwrap();
    }
    assert!(notified(&draft));
}

#[test]
fn events_of_a_bucket_reach_the_default_bus_only() {
    let mut draft = draft();
    let bucket = add(&mut draft, "bucket", "Uploads");
    let bus = add(&mut draft, "event_bus", "Shop");
    assert!(draft.connect(&bucket, None, &bus, None).unwrap_err().message.contains("default bus only"));
    set(&mut draft, &bus, "bus", "default".into());
    connect(&mut draft, &bucket, &bus);
    let rules = draft.design().nodes[&bus].entries("rules").to_vec();
    let name = &rules[0].fields["pattern"].literal().unwrap()["detail"]["bucket"]["name"][0];
    assert_eq!(*name, json!({ "$attribute": { "node": bucket.as_str(), "attribute": "Name" } }));
}
