//! Names that are set instead of left to CloudFormation.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::field::Change;
use stackdraft::catalog::{Date, Graph, Verdict};
use stackdraft::cfn::{Template, Value, json};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::prove::prove;
use stackdraft::synth::{analyse, synthesize};

fn design(text: &str) -> Design {
    let empty = Design::new("named");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn template(design: &Design) -> Template {
    synthesize(&Graph::new(design, &REGISTRY)).template
}

fn property(template: &Template, id: &str, property: &str) -> Option<String> {
    template.resources[id].properties.get(property).map(json::write_compact)
}

#[test]
fn every_named_service_says_its_name_and_is_told_what_that_means() {
    let mut named = 0;
    for service in REGISTRY.services {
        let spec = service.spec();
        let Some(field) = spec.fields.iter().find(|field| field.id == "physical_name") else { continue };
        assert!(matches!(field.change, Change::Replacement), "{}: a changed name replaces the resource", spec.id);
        let target = match spec.id {
            "schedule" => "add function Worker\nconnect Thing Worker\n",
            "http_endpoint" => "add event_bus Shop\nconnect Shop Thing\n",
            _ => "",
        };
        let secret = if spec.id == "http_endpoint" { " url=https://example.com/orders" } else { "" };
        let design = design(&format!("add {} Thing physical_name=things-live{secret}\n{target}", spec.id));
        let id = design.nodes.values().find(|node| node.kind == spec.id).unwrap().logical_id.clone();
        let said = property(&template(&design), &id, field.property.unwrap());
        assert_eq!(said.as_deref(), Some("\"things-live\""), "{}", spec.id);
        let findings = analyse(&design, &REGISTRY, Date::new(2026, 11, 23)).report.findings;
        assert!(findings.iter().any(|finding| finding.code == "OPS077"), "{}: {findings:#?}", spec.id);
        named += 1;
    }
    assert_eq!(named, 11);
}

#[test]
fn fifo_names_end_as_they_must() {
    for (kind, id, name) in [("queue", "ThingQueue", "QueueName"), ("topic", "ThingTopic", "TopicName")] {
        let said = |settings: &str| property(&template(&design(&format!("param Name\nadd {kind} Thing {settings}"))), id, name);
        assert_eq!(said("fifo=true physical_name=things").as_deref(), Some("\"things.fifo\""));
        assert_eq!(said("fifo=true physical_name=things.fifo").as_deref(), Some("\"things.fifo\""));
        assert_eq!(said("fifo=true physical_name=\"!Ref Name\"").as_deref(), Some(r#"{"Fn::Sub":"${Name}.fifo"}"#));
        assert_eq!(said("physical_name=things").as_deref(), Some("\"things\""));
    }
}

#[test]
fn a_named_bus_is_called_so_everywhere() {
    let design = design(
        "add event_bus Shop physical_name=shop-live\nadd kms_key Own\nadd queue Failed\nconnect Own Shop dead_letters=Failed\nadd function Worker\nconnect Shop Worker\n",
    );
    let text = template(&design).yaml();
    assert!(text.contains("event-bus/shop-live") && !text.contains("${AWS::StackName}-ShopBus"), "{text}");
    let graph = Graph::new(&design, &REGISTRY);
    let proofs = prove(&graph, &synthesize(&graph));
    assert!(proofs.by_line.values().all(|proof| proof.verdict() == Verdict::Proven), "{:#?}", proofs.by_line);
}

#[test]
fn a_queue_for_dead_letters_admits_its_sources_only_where_all_have_names() {
    let allowed = |text: &str| {
        let design = design(text);
        let graph = Graph::new(&design, &REGISTRY);
        let synthesis = synthesize(&graph);
        for proof in prove(&graph, &synthesis).by_line.values() {
            assert_eq!(proof.verdict(), Verdict::Proven, "{proof:#?}");
        }
        assert!(synthesis.faults.is_empty());
        synthesis.template.resources["FailedQueue"].properties.get("RedriveAllowPolicy").cloned()
    };
    let named = "add queue Failed\nadd queue Orders physical_name=orders-live\nconnect Orders Failed\n";
    let policy = allowed(named).unwrap();
    assert_eq!(policy.get("redrivePermission"), Some(&Value::from("byQueue")));
    let arn = Value::sub("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-live");
    assert_eq!(policy.get("sourceQueueArns"), Some(&Value::List(vec![arn])));
    assert_eq!(allowed(&format!("{named}add queue Bills\nconnect Bills Failed\n")), None);
    let fifo = "add queue Failed fifo=true\nadd queue Orders fifo=true physical_name=orders\nconnect Orders Failed\n";
    let arns = json::write_compact(allowed(fifo).unwrap().get("sourceQueueArns").unwrap());
    assert!(arns.contains(":orders.fifo"), "{arns}");
}
