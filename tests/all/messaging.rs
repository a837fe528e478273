//! What messages are let in by, and what is told where they would not arrive.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{FaultKind, Graph, Synthesis};
use stackdraft::cfn::Value as Cfn;
use stackdraft::design::{Design, NodeId, Value};
use stackdraft::synth::synthesize;

/// Nodes by service and name.
fn draft<const N: usize>(nodes: [(&str, &str); N]) -> (Draft<'static>, [NodeId; N]) {
    let mut draft = Draft::new(&Design::new("Shop"), &REGISTRY);
    let ids = nodes.map(|(kind, name)| draft.add_node(kind, name, None).unwrap());
    (draft, ids)
}

fn synthesis(draft: &Draft<'_>) -> Synthesis {
    synthesize(&Graph::new(draft.design(), &REGISTRY))
}

fn property(synthesis: &Synthesis, id: &str, path: &[&str]) -> Option<Cfn> {
    let properties = &synthesis.template.resources.get(id)?.properties;
    let first = properties.get(path[0])?;
    path[1..].iter().try_fold(first, |value, key| value.get(key)).cloned()
}

fn of_type(synthesis: &Synthesis, kind: &str) -> Vec<String> {
    synthesis.template.resources.iter().filter(|(_, r)| r.kind == kind).map(|(id, _)| id.clone()).collect()
}

#[test]
fn two_rules_of_a_bus_share_one_permission() {
    let (mut draft, [bus, mail, audit]) = draft([("event_bus", "Shop"), ("function", "Mail"), ("function", "Audit")]);
    draft.connect(&bus, None, &mail, None).unwrap();
    draft.connect(&bus, None, &mail, None).unwrap();
    draft.connect(&bus, None, &audit, None).unwrap();
    let made = synthesis(&draft);
    assert_eq!(made.faults, []);
    assert_eq!(of_type(&made, "AWS::Events::Rule").len(), 3);
    assert_eq!(of_type(&made, "AWS::Lambda::Permission"), ["ShopBusMailPermission", "ShopToAuditPermission"]);
    let all_rules = Cfn::sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${ShopBus}/*");
    assert_eq!(property(&made, "ShopBusMailPermission", &["SourceArn"]), Some(all_rules));
    assert_eq!(property(&made, "ShopToAuditPermission", &["SourceArn"]), Some(Cfn::get_att("ShopBusAuditRule", "Arn")));
}

#[test]
fn a_policy_of_a_topic_keeps_what_its_owner_may_do() {
    let (mut draft, [bus, topic, queue]) = draft([("event_bus", "Shop"), ("topic", "News"), ("queue", "Inbox")]);
    draft.connect(&topic, None, &queue, None).unwrap();
    assert_eq!(of_type(&synthesis(&draft), "AWS::SNS::TopicPolicy"), Vec::<String>::new());
    draft.connect(&bus, None, &topic, None).unwrap();
    let made = synthesis(&draft);
    let statements = property(&made, "NewsTopicPolicy", &["PolicyDocument", "Statement"]).unwrap();
    let owner = statements.as_list().unwrap().iter().find(|s| s.get("Sid").and_then(Cfn::as_text) == Some("Owner")).unwrap();
    let account = owner.get("Condition").unwrap().get("StringEquals").unwrap().get("aws:SourceOwner").unwrap();
    assert_eq!(*account, Cfn::reference("AWS::AccountId"));
    assert_eq!(owner.get("Action").unwrap().as_list().unwrap().len(), 8);
}

#[test]
fn dead_letters_of_the_wrong_kind_are_told_and_left_out() {
    let (mut draft, [topic, function, queue]) = draft([("topic", "News"), ("function", "Mail"), ("queue", "Lost")]);
    let line = draft.connect(&topic, None, &function, None).unwrap();
    draft.set_end(&line, "dead_letters", Some(&queue)).unwrap();
    let good = synthesis(&draft);
    assert_eq!(good.faults, []);
    assert!(property(&good, "NewsToMailSubscription", &["RedrivePolicy"]).is_some());
    assert_eq!(property(&good, "LostQueue", &["MessageRetentionPeriod"]), Some(1_209_600.into()));
    draft.set_node_field(&queue, "fifo", Some(true.into())).unwrap();
    let bad = synthesis(&draft);
    assert_eq!(bad.faults.iter().map(|f| f.kind).collect::<Vec<_>>(), [FaultKind::Conflict]);
    assert_eq!(property(&bad, "NewsToMailSubscription", &["RedrivePolicy"]), None);
}

#[test]
fn a_line_to_a_fifo_queue_turns_on_what_it_needs() {
    let (mut draft, [schedule, queue]) = draft([("schedule", "Nightly"), ("queue", "Jobs")]);
    draft.set_node_field(&queue, "fifo", Some(true.into())).unwrap();
    draft.connect(&schedule, None, &queue, None).unwrap();
    let good = synthesis(&draft);
    assert_eq!(good.faults, []);
    assert_eq!(property(&good, "JobsQueue", &["ContentBasedDeduplication"]), Some(true.into()));
    assert_eq!(property(&good, "NightlySchedule", &["Target", "SqsParameters", "MessageGroupId"]), Some("events".into()));
    draft.set_node_field(&queue, "content_deduplication", None).unwrap();
    assert_eq!(synthesis(&draft).faults.iter().map(|f| f.kind).collect::<Vec<_>>(), [FaultKind::Missing]);
}

#[test]
fn a_rule_delivers_to_five_targets_and_tells_of_a_sixth() {
    let (mut draft, [bus, first]) = draft([("event_bus", "Shop"), ("queue", "Q")]);
    let line = draft.connect(&bus, None, &first, None).unwrap();
    let rule = draft.connection(&line).unwrap().entry.clone().unwrap();
    for number in 2..=5 {
        let queue = draft.add_node("queue", &format!("Q {number}"), None).unwrap();
        draft.connect(&bus, Some(&rule), &queue, None).unwrap();
    }
    assert_eq!(synthesis(&draft).faults, []);
    let sixth = draft.add_node("queue", "Q 6", None).unwrap();
    draft.connect(&bus, Some(&rule), &sixth, None).unwrap();
    assert_eq!(synthesis(&draft).faults.len(), 1);
}

#[test]
fn a_constant_is_delivered_as_text_with_its_references() {
    let (mut draft, [bus, function, queue]) = draft([("event_bus", "Shop"), ("function", "Mail"), ("queue", "Jobs")]);
    let line = draft.connect(&bus, None, &function, None).unwrap();
    draft.set_connection_field(&line, "input", Some("constant".into())).unwrap();
    let constant = serde_json::json!({ "to": { "$attribute": { "node": queue.as_str(), "attribute": "Arn" } } });
    draft.set_connection_field(&line, "constant", Some(Value(constant))).unwrap();
    let targets = property(&synthesis(&draft), "ShopBusMailRule", &["Targets"]).unwrap();
    assert_eq!(targets.as_list().unwrap()[0].get("Input"), Some(&Cfn::sub(r#"{"to":"${JobsQueue.Arn}"}"#)));
}
