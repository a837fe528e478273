//! Lines are proven to deliver: of every sample, of every connection kind in every form; and what the template
//!  cannot tell is not taken for proven.

use std::collections::BTreeMap;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, LineStyle, LinkState, Proof, Proofs, Verdict};
use stackdraft::cli::script;
use stackdraft::design::{ConnectionId, Design};
use stackdraft::project::{self, samples};
use stackdraft::prove;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::{connections_alone, connections_encrypted, connections_to_work};

const TODAY: Date = Date::new(2026, 11, 23);

fn proofs(design: &Design) -> Proofs {
    let graph = Graph::new(design, &REGISTRY);
    prove::prove(&graph, &synthesize(&graph))
}

/// What is wrong with a proof, for a message.
fn told(proof: &Proof) -> Vec<String> {
    let open = proof.links.iter().filter(|link| link.state != LinkState::Holds);
    open.map(|link| format!("{}: {:?}", link.claim, link.state)).collect()
}

fn kind_of<'d>(design: &'d Design, line: &ConnectionId) -> &'d str {
    &design.connections[line].kind
}

/// Whether a line is only in the picture.
fn is_picture(design: &Design, line: &ConnectionId) -> bool {
    REGISTRY.connection(kind_of(design, line)).unwrap().spec().style == LineStyle::Picture
}

fn assert_proven(name: &str, design: &Design, proofs: &Proofs) {
    for (line, proof) in &proofs.by_line {
        let wanted = if is_picture(design, line) { Verdict::Picture } else { Verdict::Proven };
        let off = proof.verdict() == Verdict::Off && proof.links.iter().any(|link| matches!(link.state, LinkState::Off(_)));
        assert!(proof.verdict() == wanted || off, "{name}: {line} is {:?}: {:#?}", proof.verdict(), told(proof));
    }
}

#[test]
fn every_connection_kind_is_known() {
    let unknown: Vec<&str> = REGISTRY.connections.iter().map(|kind| kind.spec().id).filter(|id| !prove::knows(id)).collect();
    assert!(unknown.is_empty(), "no proof is known for {unknown:?}: see src/prove/mod.rs");
}

#[test]
fn every_connection_kind_is_proven_in_every_form() {
    let mut proven: BTreeMap<String, usize> = BTreeMap::new();
    for case in connections_alone().into_iter().chain(connections_to_work()).chain(connections_encrypted()) {
        let proofs = proofs(&case.design);
        assert_eq!(proofs.by_line.len(), case.design.connections.len(), "{}", case.name);
        assert_proven(&case.name, &case.design, &proofs);
        for (line, proof) in &proofs.by_line {
            let links = proof.links.len();
            let most = proven.entry(kind_of(&case.design, line).to_owned()).or_default();
            *most = (*most).max(links);
        }
    }
    for kind in REGISTRY.connections.iter().filter(|kind| kind.spec().style != LineStyle::Picture) {
        assert!(proven[kind.spec().id] >= 2, "{} is proven by {} links", kind.spec().id, proven[kind.spec().id]);
    }
}

#[test]
fn every_line_of_the_samples_is_proven() {
    for sample in samples::SAMPLES {
        let design = project::parse(sample.text).unwrap();
        let proofs = proofs(&design);
        assert_eq!(proofs.by_line.len(), design.connections.len(), "{}", sample.name);
        assert_proven(sample.name, &design, &proofs);
    }
}

/// The only line of a design that a script makes.
fn only(text: &str) -> Proof {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    let proofs = proofs(draft.design());
    assert_eq!(proofs.by_line.len(), 1);
    proofs.by_line.into_values().next().unwrap()
}

/// The first link that does not hold.
fn open_link(proof: &Proof) -> (&str, &LinkState) {
    let link = proof.links.iter().find(|link| link.state != LinkState::Holds).unwrap();
    (&link.claim, &link.state)
}

const SENDS: &str = "add function Worker\nadd queue Orders\nconnect Worker Orders\n";
const ACCESS: &str = "override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.SendOrdersQueue";

#[test]
fn overrides_are_part_of_the_template() {
    let proof = only(SENDS);
    assert_eq!(proof.verdict(), Verdict::Proven, "{:?}", told(&proof));
    let proof = only(&format!("{SENDS}{ACCESS}.Resource=arn:aws:sqs:us-east-1:111122223333:other"));
    let (claim, state) = open_link(&proof);
    assert_eq!(claim, "WorkerRole may send messages to Orders");
    let LinkState::Missing(why) = state else { panic!("{state:?}") };
    assert!(why.contains("`SendOrdersQueue` of WorkerRole allows sqs:SendMessage on other resources only"), "{why}");
}

#[test]
fn wider_statements_prove_as_well() {
    for wide in
        [".Action=sqs:*", r#".Action=["sqs:Send*"]"#, ".Resource=*", r#".Resource={"Fn::Sub":"arn:aws:sqs:*:*:${OrdersQueue.QueueName}"}"#]
    {
        let proof = only(&format!("{SENDS}{ACCESS}{wide}"));
        assert_eq!(proof.verdict(), Verdict::Proven, "{wide}: {:?}", told(&proof));
    }
}

#[test]
fn a_deny_of_the_resource_wins_over_every_allow() {
    let deny = r#"override Orders OrdersQueuePolicy.Properties.PolicyDocument.Statement.DenyInsecureTransport={"Sid":"No","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}"#;
    let (claim, state) = {
        let proof = only(&format!("{SENDS}{deny}"));
        let (claim, state) = open_link(&proof);
        (claim.to_owned(), state.clone())
    };
    assert_eq!(claim, "WorkerRole may send messages to Orders");
    assert!(matches!(&state, LinkState::Missing(why) if why.contains("denies")), "{state:?}");
}

#[test]
fn what_the_template_cannot_tell_is_unknown() {
    let managed = r#"override Worker WorkerRole.Properties.ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]"#;
    let proof = only(&format!("{SENDS}{managed}\n{ACCESS}"));
    assert_eq!(proof.verdict(), Verdict::Unknown, "{:?}", told(&proof));
    let elsewhere = "override Worker Resource.Properties.Role=arn:aws:iam::111122223333:role/team";
    let proof = only(&format!("{SENDS}{elsewhere}"));
    assert_eq!(proof.verdict(), Verdict::Unknown, "{:?}", told(&proof));
    let parameter = format!("param QueueArn\n{SENDS}{ACCESS}.Resource={{\"Ref\":\"QueueArn\"}}");
    assert_eq!(only(&parameter).verdict(), Verdict::Unknown);
    let condition = format!("{SENDS}override Worker WorkerRole.Condition=InProduction");
    assert_eq!(only(&condition).verdict(), Verdict::Unknown);
}

#[test]
fn the_key_that_aws_manages_lets_no_service_in() {
    let publishes = "add topic News\nadd queue Orders\nconnect News Orders\n";
    let managed = "override Orders Resource.Properties.KmsMasterKeyId=alias/aws/sqs";
    let proof = only(&format!("{publishes}{managed}"));
    let (claim, state) = open_link(&proof);
    assert_eq!(claim, "The key of Orders lets sns.amazonaws.com encrypt");
    assert!(matches!(state, LinkState::Missing(why) if why.contains("alias/aws/sqs")), "{state:?}");
    // A function of the account is no service.
    assert_eq!(only(&format!("{SENDS}{managed}")).verdict(), Verdict::Proven);
}

#[test]
fn what_is_switched_off_is_neither_proven_nor_broken() {
    let proof = only("add schedule Nightly enabled=false\nadd function Worker\nconnect Nightly Worker");
    assert_eq!(proof.verdict(), Verdict::Off, "{:?}", told(&proof));
    let finding = |text: &str| {
        let empty = Design::new("example");
        let mut draft = Draft::new(&empty, &REGISTRY);
        script::run(text, &mut draft).unwrap_or_else(|fault| panic!("{}", fault.problem.message));
        let report = analyse(draft.design(), &REGISTRY, TODAY).report;
        report.findings.iter().filter(|f| f.code == "WIR020").map(|f| f.message.clone()).collect::<Vec<_>>()
    };
    assert!(finding("add schedule Nightly enabled=false\nadd function Worker\nconnect Nightly Worker").is_empty());
    let broken = finding(&format!("{SENDS}{ACCESS}.Action=sqs:ReceiveMessage"));
    assert_eq!(
        broken,
        ["Worker → Orders delivers nothing. Needed and not so: WorkerRole may send messages to Orders (nothing allows sqs:SendMessage)."]
    );
}

/// A queue that a customer key encrypts, which this statement lets somebody use, fed by `sender`.
fn encrypted(sender: &str, statement: &str) -> Proof {
    let policy = format!(
        r#"{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":{{"Fn::Sub":"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root"}}}},"Action":"kms:*","Resource":"*"}},{statement}]}}}}"#
    );
    let key = "add queue Orders\nadd resource Key type=AWS::KMS::Key\n";
    let used = r#"override Orders Resource.Properties.KmsMasterKeyId={"Fn::GetAtt":["Key","Arn"]}"#;
    only(&format!("{key}set Key.properties={policy}\n{used}\n{sender}\n"))
}

const TOPIC: &str = "add topic News\nconnect News Orders";
const BUS: &str = "add event_bus Shop\nconnect Shop Orders";
const FUNCTION: &str = "add function Worker\nconnect Worker Orders";

/// A statement of a key's policy for a service.
fn for_service(service: &str, actions: &str, condition: &str) -> String {
    format!(r#"{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":{actions},"Resource":"*"{condition}}}"#)
}

const USE: &str = r#"["kms:GenerateDataKey*","kms:Decrypt"]"#;
const OWN_ACCOUNT: &str = r#","Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}"#;

#[test]
fn a_customer_key_has_to_let_the_sending_service_in() {
    let proven = |proof: &Proof| assert_eq!(proof.verdict(), Verdict::Proven, "{:?}", told(proof));
    let broken = |proof: &Proof, claim: &str| {
        let (found, state) = open_link(proof);
        assert_eq!(found, claim);
        assert!(matches!(state, LinkState::Missing(_)), "{state:?}");
    };
    let of_topic = "The key of Orders lets sns.amazonaws.com encrypt";
    proven(&encrypted(TOPIC, &for_service("sns.amazonaws.com", USE, "")));
    proven(&encrypted(TOPIC, &for_service("sns.amazonaws.com", USE, OWN_ACCOUNT)));
    broken(&encrypted(TOPIC, &for_service("sns.amazonaws.com", r#""kms:Decrypt""#, "")), of_topic);
    broken(&encrypted(TOPIC, &for_service("s3.amazonaws.com", USE, "")), of_topic);
    // EventBridge does not say on whose behalf it uses the key of a target.
    let of_bus = "The key of Orders lets events.amazonaws.com encrypt";
    proven(&encrypted(BUS, &for_service("events.amazonaws.com", USE, "")));
    broken(&encrypted(BUS, &for_service("events.amazonaws.com", USE, OWN_ACCOUNT)), of_bus);
    // Of the account, a role needs its own permission as well.
    broken(&encrypted(FUNCTION, &for_service("sns.amazonaws.com", USE, "")), "WorkerRole may use the key of Orders");
}
