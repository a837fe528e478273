//! Workflows and buckets as they are drawn, changed and synthesised.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Fault, Graph, LinkState, Synthesis};
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

/// What the role of the workflow may do besides logging and tracing: actions with the resource, as text.
fn granted(synthesis: &Synthesis) -> Vec<(Vec<String>, String)> {
    let own = ["DeliverLogs", "WriteTraces"];
    let of_roles = synthesis.granted.iter().filter(|granted| !granted.resource_policy).map(|granted| &granted.statement);
    let statements = of_roles.filter(|statement| !own.contains(&statement.name.as_str()));
    let told = |resource: &Value| stackdraft::cfn::json::write_compact(resource);
    statements.map(|s| (s.actions.iter().map(ToString::to_string).collect(), s.resources.iter().map(told).collect())).collect()
}

/// What a placeholder of the definition stands for.
fn substitution(synthesis: &Synthesis, workflow: &str, name: &str) -> String {
    let all = &synthesis.template.resources[workflow].properties["DefinitionSubstitutions"];
    stackdraft::cfn::json::write_compact(all.get(name).unwrap())
}

fn broken(draft: &Draft<'_>, line: &ConnectionId) -> Option<String> {
    let graph = Graph::new(draft.design(), &REGISTRY);
    let proof = stackdraft::prove::prove(&graph, &synthesize(&graph)).by_line.remove(line).unwrap();
    proof.links.into_iter().find_map(|link| match link.state {
        LinkState::Missing(why) => Some(why),
        _ => None,
    })
}

#[test]
fn a_workflow_waits_for_another_as_long_as_its_line_says() {
    let mut draft = draft();
    let outer = add(&mut draft, "workflow", "Process order");
    let inner = add(&mut draft, "workflow", "Ship order");
    let line = connect(&mut draft, &outer, &inner);
    let machine = r#"{"Ref":"ShipOrder"}"#;
    let started = vec![(vec!["states:StartExecution".to_owned()], granted(&synthesis(&draft))[0].1.clone())];
    assert_eq!(granted(&synthesis(&draft)), started);
    assert!(started[0].1.contains("ShipOrder"), "{started:?} {machine}");
    draft.set_connection_field(&line, "wait", Some("outcome".into())).unwrap();
    let waited = synthesis(&draft);
    let resource = state(&waited, "ProcessOrder", "Ship order").get("Resource").unwrap().clone();
    assert_eq!(resource.as_text(), Some("${StatesStartExecutionSync2}"));
    assert!(substitution(&waited, "ProcessOrder", "StatesStartExecutionSync2").contains(":states:::states:startExecution.sync:2"));
    let actions: Vec<Vec<String>> = granted(&waited).into_iter().map(|(actions, _)| actions).collect();
    let rules = ["events:DescribeRule", "events:PutRule", "events:PutTargets"].map(str::to_owned).to_vec();
    let follow = ["states:DescribeExecution", "states:StopExecution"].map(str::to_owned).to_vec();
    assert_eq!(actions, [vec!["states:StartExecution".to_owned()], follow, rules]);
    let watched = &granted(&waited)[1].1;
    assert!(watched.contains(":execution:${ShipOrder.Name}:*"), "{watched}");
    assert_eq!(broken(&draft, &line), None);
    // Executions of an express workflow cannot be watched: the call itself waits.
    set(&mut draft, &inner, "type", "EXPRESS".into());
    let called = synthesis(&draft);
    assert_eq!(granted(&called).len(), 1);
    assert_eq!(granted(&called)[0].0, ["states:StartSyncExecution"]);
    assert_eq!(broken(&draft, &line), None);
    set(&mut draft, &inner, "type", "STANDARD".into());
    set(&mut draft, &outer, "type", "EXPRESS".into());
    assert!(broken(&draft, &line).unwrap().contains("only standard workflows wait"));
}

#[test]
fn a_workflow_that_starts_itself_is_refused() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let refused = draft.connect(&workflow, None, &workflow, None).unwrap_err();
    assert!(refused.message.contains("starts itself"), "{refused}");
}

#[test]
fn a_task_that_waits_for_its_token_hands_it_out() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    for (kind, argument) in [("function", "Payload"), ("queue", "MessageBody"), ("topic", "Message"), ("workflow", "Input")] {
        let name = format!("Some {kind}");
        let target = add(&mut draft, kind, &name);
        let line = connect(&mut draft, &workflow, &target);
        let before = state(&synthesis(&draft), "ProcessOrder", &name);
        draft.set_connection_field(&line, "wait", Some("token".into())).unwrap();
        let task = state(&synthesis(&draft), "ProcessOrder", &name);
        assert!(task.get("Resource").unwrap().as_text().unwrap().contains("WaitForTaskToken"));
        let sent = task.get("Arguments").unwrap().get(argument).unwrap();
        assert_eq!(sent.get("taskToken").unwrap().as_text(), Some("{% $states.context.Task.Token %}"));
        // What comes back with the token is the result.
        assert!(before.get("Output").is_some() && task.get("Output").is_none(), "{kind}");
        assert_eq!(broken(&draft, &line), None, "{kind}");
        let mut own = definition(&draft, &workflow);
        own["States"][&name]["Arguments"] = json!({ argument: { "order": 1 } });
        set(&mut draft, &workflow, "definition", own);
        assert!(broken(&draft, &line).unwrap().contains("has its token"), "{kind}");
        draft.disconnect(&line).unwrap();
    }
}

#[test]
fn a_function_answers_tasks_and_knows_nothing_else() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let function = add(&mut draft, "function", "Approve");
    let line = draft.connect(&function, None, &workflow, Some("function_answers_workflow")).unwrap();
    let synthesis = synthesis(&draft);
    let statement = synthesis.granted.iter().map(|g| &g.statement).find(|s| s.actions.contains("states:SendTaskSuccess")).unwrap();
    assert_eq!(statement.resources, [Value::from("*")]);
    // What concerns no resource stands together.
    let answers = statement.actions.iter().filter(|action| action.starts_with("states:"));
    assert_eq!(answers.count(), 3);
    let environment = synthesis.template.resources["Approve"].properties.get("Environment").map(stackdraft::cfn::json::write_compact);
    assert!(!environment.unwrap_or_default().contains("ProcessOrder"));
    // A line from the function to a workflow usually starts it.
    assert_eq!(draft.design().connections[&line].kind, "function_answers_workflow");
    let other = add(&mut draft, "workflow", "Other");
    let usual = connect(&mut draft, &function, &other);
    assert_eq!(draft.design().connections[&usual].kind, "function_starts_workflow");
}

#[test]
fn a_task_gets_or_puts_objects_under_the_prefix_only() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let bucket = add(&mut draft, "bucket", "Receipts");
    let line = connect(&mut draft, &workflow, &bucket);
    draft.set_connection_field(&line, "prefix", Some("receipts/".into())).unwrap();
    assert_eq!(
        granted(&synthesis(&draft)),
        [(vec!["s3:GetObject".to_owned()], r#"{"Fn::Sub":"${ReceiptsBucket.Arn}/receipts/*"}"#.to_owned())]
    );
    draft.set_connection_field(&line, "action", Some("put".into())).unwrap();
    let put = synthesis(&draft);
    assert_eq!(granted(&put)[0].0, ["s3:PutObject"]);
    let arguments = state(&put, "ProcessOrder", "Receipts").get("Arguments").unwrap().clone();
    assert_eq!(arguments.get("Bucket"), Some(&"${ReceiptsBucketName}".into()));
    assert!(arguments.get("Key").unwrap().as_text().unwrap().contains("\"receipts/\" &"));
}

#[test]
fn a_task_calls_the_route_it_names_and_no_other() {
    let mut draft = draft();
    let workflow = add(&mut draft, "workflow", "Process order");
    let api = add(&mut draft, "api", "Partner");
    let answers = add(&mut draft, "function", "Answer");
    let fields = [("method", "GET"), ("path", "/orders/{id}"), ("authorization", "iam")];
    let fields = fields.map(|(field, value)| (field.to_owned(), value.into())).into_iter().collect();
    let route = draft.add_entry(&api, "routes", "GET /orders/{id}", fields).unwrap();
    draft.connect(&api, Some(&route), &answers, None).unwrap();
    let line = connect(&mut draft, &workflow, &api);
    let calls = synthesis(&draft);
    let (actions, resource) = granted(&calls).into_iter().find(|(actions, _)| actions[0].starts_with("execute-api")).unwrap();
    assert_eq!(actions, ["execute-api:Invoke"]);
    assert!(resource.contains("/GET/orders/*"), "{resource}");
    let arguments = state(&calls, "ProcessOrder", "Partner").get("Arguments").unwrap().clone();
    assert_eq!(arguments.get("AuthType").unwrap().as_text(), Some("IAM_ROLE"));
    assert_eq!(arguments.get("Path").unwrap().as_text(), Some("{% \"/orders/\" & $string($states.input.`id`) %}"));
    assert!(arguments.get("RequestBody").is_none() && arguments.get("Stage").is_none());
    assert_eq!(broken(&draft, &line), None);
    set(&mut draft, &api, "protocol", "websocket".into());
    assert!(draft.connect(&workflow, None, &api, None).unwrap_err().message.contains("WebSocket"));
}

#[test]
fn a_query_is_granted_on_what_it_is_of() {
    let mut draft = draft();
    let (workflow, table) = (add(&mut draft, "workflow", "Find"), add(&mut draft, "table", "Orders"));
    set(&mut draft, &table, "indexes", json!([{ "name": "by-customer", "partition_key": "customer" }]));
    let line = connect(&mut draft, &workflow, &table);
    draft.set_connection_field(&line, "action", Some("query".into())).unwrap();
    let task = draft.design().connections[&line].entry.as_ref().unwrap().to_string();
    let queried = |draft: &Draft<'_>| {
        let made = synthesis(draft);
        let graph = Graph::new(draft.design(), &REGISTRY);
        let proof = stackdraft::prove::prove(&graph, &made).by_line[&line].clone();
        assert!(proof.links.iter().all(|link| link.state == LinkState::Holds), "{:?}", proof.links);
        let granted = made.granted.iter().filter(|g| g.statement.actions.contains("dynamodb:Query"));
        granted.flat_map(|g| g.statement.resources.iter().map(stackdraft::cfn::json::write_compact)).collect::<Vec<_>>()
    };
    let own = |draft: &mut Draft<'_>, arguments: Json| {
        let definition = draft.design().nodes[&workflow].fields["definition"].literal().unwrap();
        let mut definition = definition.clone();
        definition["States"][&task]["Arguments"] = arguments;
        set(draft, &workflow, "definition", definition);
    };
    let (of_table, of_index) = (r#"{"Fn::GetAtt":["OrdersTable","Arn"]}"#, r#"{"Fn::Sub":"${OrdersTable.Arn}/index/by-customer"}"#);
    assert_eq!(queried(&draft), [of_table]);
    own(&mut draft, json!({ "KeyConditionExpression": "customer = :c", "IndexName": "by-customer" }));
    assert_eq!(queried(&draft), [of_index]);
    own(&mut draft, json!({ "KeyConditionExpression": "customer = :c", "IndexName": "{% $index %}" }));
    assert_eq!(queried(&draft), [of_table, r#"{"Fn::Sub":"${OrdersTable.Arn}/index/*"}"#]);
}
