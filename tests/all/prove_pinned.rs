//! Proofs for an environment: its account and its region are known, and what is of another one does not deliver.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, LinkState, Proof, Proofs, Verdict};
use stackdraft::cfn::Value;
use stackdraft::cli::script;
use stackdraft::design::{Design, Environment};
use stackdraft::prove::{prove, prove_in};
use stackdraft::synth::{analyse, analyse_in, synthesize};

use crate::generate::connections_to_work;

const TODAY: Date = Date::new(2026, 11, 23);

fn made(text: &str) -> Design {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn there() -> Environment {
    Environment { account: Some("123456789012".to_owned()), region: Some("eu-west-1".to_owned()), ..Environment::default() }
}

fn pinned(design: &Design) -> Proofs {
    let graph = Graph::new(design, &REGISTRY);
    prove_in(&graph, &synthesize(&graph), Some(&there()))
}

/// The proof of the only line of a design, anywhere and in the environment.
fn only(text: &str) -> (Proof, Proof) {
    let design = made(text);
    let graph = Graph::new(&design, &REGISTRY);
    let mut each = [prove(&graph, &synthesize(&graph)), pinned(&design)].into_iter().map(|proofs| {
        assert_eq!(proofs.by_line.len(), 1);
        proofs.by_line.into_values().next().unwrap()
    });
    (each.next().unwrap(), each.next().unwrap())
}

/// As [`only`], with a property of the only resource of a type set to something else.
fn altered(text: &str, kind: &str, path: &[&str], value: &str) -> (Proof, Proof) {
    let design = made(text);
    let graph = Graph::new(&design, &REGISTRY);
    let mut synthesis = synthesize(&graph);
    let resource = synthesis.template.resources.values_mut().find(|resource| resource.kind == kind).unwrap();
    let start = resource.properties.get_mut(path[0]).unwrap();
    let place = path[1..].iter().fold(start, |value, key| match value {
        Value::Map(map) => map.get_mut(key).unwrap(),
        other => panic!("{other:?}"),
    });
    *place = Value::from(value);
    let first = |proofs: Proofs| proofs.by_line.into_values().next().unwrap();
    (first(prove(&graph, &synthesis)), first(prove_in(&graph, &synthesis, Some(&there()))))
}

/// What is said of the first link that does not hold.
fn missing(proof: &Proof) -> (&str, &str) {
    let link = proof.links.iter().find(|link| link.state != LinkState::Holds).unwrap();
    let LinkState::Missing(why) = &link.state else { panic!("{}: {:?}", link.claim, link.state) };
    (&link.claim, why)
}

const NOTIFIES: &str = "add bucket B\nadd queue Q\nconnect B Q\n";

#[test]
fn another_account_than_the_pinned_one_is_let_in_in_vain() {
    let condition = |account: &str| {
        let value = format!("{{\"StringEquals\":{{\"aws:SourceAccount\":\"{account}\"}}}}");
        format!("{NOTIFIES}override Q QQueuePolicy.Properties.PolicyDocument.Statement.FromBBucket.Condition={value}")
    };
    let (anywhere, here) = only(&condition("999999999999"));
    assert_eq!(anywhere.verdict(), Verdict::Unknown);
    let (claim, why) = missing(&here);
    assert!(claim.contains("lets s3.amazonaws.com in") && why.contains("999999999999"), "{claim}: {why}");
    assert_eq!(only(&condition("123456789012")).1.verdict(), Verdict::Proven);
}

#[test]
fn another_region_than_the_environments_is_another_queue() {
    let sends = "add function Worker\nadd queue Orders physical_name=orders\nconnect Worker Orders\n";
    let statement = "override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.SendOrdersQueue";
    let grant = |region: &str| format!("{sends}{statement}.Resource=arn:aws:sqs:{region}:123456789012:orders");
    let (anywhere, here) = only(&grant("us-west-2"));
    assert_eq!(anywhere.verdict(), Verdict::Unknown);
    assert_eq!(missing(&here).0, "WorkerRole may send messages to Orders");
    assert_eq!(only(&grant("eu-west-1")).1.verdict(), Verdict::Proven);
}

#[test]
fn a_role_of_another_account_cannot_be_handed_over() {
    let lines = [
        ("add schedule S\nadd function F\nconnect S F", "AWS::Scheduler::Schedule", &["Target", "RoleArn"][..]),
        ("add queue Q\nadd workflow W\nconnect Q W", "AWS::Pipes::Pipe", &["RoleArn"]),
        ("add api A\nadd queue Q\nconnect A Q", "AWS::ApiGatewayV2::Integration", &["CredentialsArn"]),
    ];
    for (draws, kind, path) in lines {
        let of = |account: &str| altered(draws, kind, path, &format!("arn:aws:iam::{account}:role/team"));
        let (anywhere, here) = of("999999999999");
        assert_eq!(anywhere.verdict(), Verdict::Unknown, "{kind}");
        let (claim, why) = missing(&here);
        assert!(claim.ends_with("has a role") && why.contains("of another account"), "{claim}: {why}");
        assert_eq!(of("123456789012").1.verdict(), Verdict::Unknown, "{kind}");
    }
}

#[test]
fn a_key_that_is_left_to_another_account_is_left_to_nobody_here() {
    let text = |account: &str| {
        format!(
            "add kms_key K\nadd queue Q\nadd function F\nconnect K Q\nconnect F Q\noverride K Resource.Properties.KeyPolicy.Statement=\
             [{{\"Sid\":\"Account\",\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"arn:aws:iam::{account}:root\"}},\"Action\":\"kms:*\",\"Resource\":\"*\"}}]"
        )
    };
    let proven = |account: &str| {
        let design = made(&text(account));
        let line = design.connections.iter().find(|(_, line)| line.kind == "function_sends_queue").unwrap().0.clone();
        pinned(&design).by_line[&line].verdict()
    };
    assert_eq!((proven("123456789012"), proven("999999999999")), (Verdict::Proven, Verdict::Broken));
}

#[test]
fn every_connection_kind_is_proven_in_an_environment_too() {
    let mut wrong = Vec::new();
    for case in connections_to_work() {
        let graph = Graph::new(&case.design, &REGISTRY);
        let anywhere = prove(&graph, &synthesize(&graph));
        for (line, proof) in pinned(&case.design).by_line {
            if proof.verdict() != anywhere.by_line[&line].verdict() {
                let open = proof.links.iter().find(|link| link.state != LinkState::Holds);
                wrong.push(format!("{} {line}: {:?}", case.name, open.map(|link| (&link.claim, &link.state))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn checks_for_an_environment_know_its_account() {
    let design = made(&format!(
        "{NOTIFIES}env prod account=123456789012\noverride Q QQueuePolicy.Properties.PolicyDocument.Statement.FromBBucket.Condition=\
         {{\"StringEquals\":{{\"aws:SourceAccount\":\"999999999999\"}}}}"
    ));
    let finds = |report: &stackdraft::checks::Report| report.findings.iter().any(|finding| finding.code == "WIR020");
    assert!(!finds(&analyse(&design, &REGISTRY, TODAY).report));
    let there = design.environments["prod"].as_ref();
    assert!(finds(&analyse_in(&design, Some(there), &REGISTRY, TODAY).report));
}

#[test]
fn a_subscription_delivers_to_the_subscribers_own_address() {
    const SUBSCRIPTION: &str = "AWS::SNS::Subscription";
    let tells = "add topic T\nadd subscriber S email=orders@example.com\nconnect T S\n";
    assert_eq!(only(tells).0.verdict(), Verdict::Proven);
    assert_eq!(missing(&altered(tells, SUBSCRIPTION, &["Endpoint"], "other@example.com").0).0, "It delivers to the address of S");
    assert_eq!(missing(&altered(tells, SUBSCRIPTION, &["Protocol"], "sms").0).0, "It delivers by email");
    let parameter = "param Address\nadd topic T\nadd subscriber S email=\"!Ref Address\"\nconnect T S";
    assert_eq!(only(parameter).0.verdict(), Verdict::Proven);
    assert_eq!(altered(parameter, SUBSCRIPTION, &["Endpoint"], "other@example.com").0.verdict(), Verdict::Unknown);
}

#[test]
fn a_workflow_that_cannot_assume_its_role_is_started_in_vain() {
    let starts = "add function F\nadd workflow W\nconnect F W\n";
    assert_eq!(only(starts).0.verdict(), Verdict::Proven);
    let machine = "AWS::StepFunctions::StateMachine";
    let design = made(starts);
    let mut synthesis = synthesize(&Graph::new(&design, &REGISTRY));
    let role = synthesis.template.resources.iter().find(|(_, resource)| resource.kind == machine).unwrap().1;
    let Value::Call(_, role) = &role.properties["RoleArn"] else { panic!("{role:?}") };
    let role = role.as_list().unwrap()[0].as_text().unwrap().to_owned();
    let trust = r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let trust = Value::from_json(&serde_json::from_str(trust).unwrap());
    let resource = synthesis.template.resources.get_mut(role.as_str()).unwrap();
    resource.properties.insert("AssumeRolePolicyDocument", trust);
    let proofs = prove(&Graph::new(&design, &REGISTRY), &synthesis);
    let proof = proofs.by_line.into_values().next().unwrap();
    assert_eq!(missing(&proof).0, format!("states.amazonaws.com may assume {role}"));
}
