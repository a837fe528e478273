//! `Fn::If` inside properties and policies, where an override or an imported template has it: the proof looks at both sides, and
//! an import holds it by value.

use serde_json::{Value as Json, json};

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, Proof, Verdict};
use stackdraft::cfn::json::to_json;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::import::import;
use stackdraft::prove::prove;
use stackdraft::synth::synthesize;

fn made(text: &str) -> Design {
    let empty = Design::new("conditional");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}\n{text}", fault.line, fault.problem.message));
    draft.design().clone()
}

/// The proof of the first line.
fn proof(design: &Design) -> Proof {
    let graph = Graph::new(design, &REGISTRY);
    prove(&graph, &synthesize(&graph)).by_line.into_values().next().unwrap()
}

fn template(design: &Design) -> Json {
    to_json(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

/// A function that sends to a queue, in production and elsewhere, with one override.
fn sending(override_: &str) -> Design {
    made(&format!(
        "param Stage default=dev\ncondition InProd Stage = prod\nadd function Worker\nadd queue Orders\nadd queue Other\nconnect Worker Orders\noverride Worker {override_}\n"
    ))
}

/// Where the statement that lets the function send stands.
const STATEMENT: &str = "WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.SendOrdersQueue";

fn orders() -> Json {
    json!({ "Fn::GetAtt": ["OrdersQueue", "Arn"] })
}

fn other() -> Json {
    json!({ "Fn::GetAtt": ["OtherQueue", "Arn"] })
}

fn in_prod(then: &Json, otherwise: &Json) -> Json {
    json!({ "Fn::If": ["InProd", then, otherwise] })
}

#[test]
fn both_sides_of_a_value_have_to_deliver() {
    let resource = |value: &Json| sending(&format!("{STATEMENT}.Resource={value}"));
    assert_eq!(proof(&resource(&in_prod(&orders(), &json!("*")))).verdict(), Verdict::Proven);
    let broken = proof(&resource(&in_prod(&orders(), &other())));
    assert_eq!(broken.verdict(), Verdict::Broken);
    assert_eq!(broken.remarks[0], "It is so where InProd does not hold.");
    let broken = proof(&resource(&in_prod(&other(), &orders())));
    assert_eq!((broken.verdict(), broken.remarks[0].as_str()), (Verdict::Broken, "It is so where InProd holds."));
}

#[test]
fn a_statement_that_comes_and_goes_counts_where_it_is() {
    let none = json!({ "Ref": "AWS::NoValue" });
    let allow = json!({ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": orders() });
    let deny = json!({ "Effect": "Deny", "Action": "sqs:*", "Resource": "*" });
    let statement = |value: &Json| proof(&sending(&format!("{STATEMENT}={value}")));
    assert_eq!(statement(&in_prod(&allow, &none)).verdict(), Verdict::Broken);
    assert_eq!(statement(&in_prod(&allow, &allow)).verdict(), Verdict::Proven);
    let effect = |value: &Json| proof(&sending(&format!("{STATEMENT}.Effect={value}")));
    assert_eq!(effect(&in_prod(&json!("Allow"), &json!("Deny"))).verdict(), Verdict::Broken);
    // One more statement, which forbids everything where the condition holds.
    let more = |value: &Json| proof(&sending(&format!("WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.WriteLogs={value}")));
    let denied = more(&in_prod(&deny, &none));
    assert_eq!((denied.verdict(), denied.remarks[0].as_str()), (Verdict::Broken, "It is so where InProd holds."));
    // A condition of the statement itself, on one side only.
    let ip = json!({ "StringEquals": { "aws:PrincipalTag/team": "x" } });
    let condition = proof(&sending(&format!("{STATEMENT}.Condition={}", in_prod(&ip, &none))));
    assert_ne!(condition.verdict(), Verdict::Proven);
}

#[test]
fn properties_under_a_condition_are_looked_at_on_both_sides() {
    let base = "param Stage default=dev\ncondition InProd Stage = prod\nadd queue Orders\nadd queue Other\nadd function Worker\nconnect Orders Worker\n";
    let source = |value: &Json| {
        let design = made(base);
        let mapping = template(&design)["Resources"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(_, r)| r["Type"] == "AWS::Lambda::EventSourceMapping")
            .unwrap()
            .0
            .clone();
        proof(&made(&format!("{base}override \"Orders -> Worker\" {mapping}.Properties.EventSourceArn={value}\n")))
    };
    assert_eq!(source(&in_prod(&orders(), &orders())).verdict(), Verdict::Proven);
    let broken = source(&in_prod(&other(), &orders()));
    assert_eq!((broken.verdict(), broken.remarks[0].as_str()), (Verdict::Broken, "It is so where InProd holds."));
}

/// So many conditions, each of its own parameter, that not all combinations are gone through.
fn crowded() -> String {
    let each = |n: usize| format!("param P{n} default=a\ncondition C{n} P{n} = b\nadd topic T{n}\nonly T{n} in C{n}\n");
    (0..8).map(each).collect()
}

#[test]
fn more_conditions_than_can_be_gone_through_leave_open_what_they_decide() {
    let base = format!("add function Worker\nadd queue Orders\nconnect Worker Orders\n{}", crowded());
    let none = json!({ "Ref": "AWS::NoValue" });
    let choice = |then: &Json, otherwise: &Json| json!({ "Fn::If": ["C0", then, otherwise] });
    let allow = json!({ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": orders() });
    let deny = json!({ "Effect": "Deny", "Action": "sqs:*", "Resource": "*" });
    let verdict = |more: &str| proof(&made(&format!("{base}{more}"))).verdict();
    assert_eq!(verdict(""), Verdict::Proven);
    let statement = |place: &str, value: &Json| verdict(&format!("override Worker {place}={value}\n"));
    assert_eq!(statement(STATEMENT, &choice(&allow, &none)), Verdict::Unknown);
    assert_eq!(
        statement("WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.WriteLogs", &choice(&deny, &none)),
        Verdict::Unknown
    );
    assert_eq!(statement(&format!("{STATEMENT}.Effect"), &choice(&json!("Allow"), &json!("Deny"))), Verdict::Unknown);
    let tagged = json!({ "StringEquals": { "aws:PrincipalTag/team": "x" } });
    assert_eq!(statement(&format!("{STATEMENT}.Condition"), &choice(&tagged, &none)), Verdict::Unknown);
    assert_eq!(statement(&format!("{STATEMENT}.Resource"), &choice(&orders(), &json!("arn:aws:sqs:eu-west-1:1:x"))), Verdict::Unknown);
    let all = template(&made(&base))["Resources"]["WorkerRole"]["Properties"]["Policies"].clone();
    assert_eq!(statement("WorkerRole.Properties.Policies", &choice(&all, &none)), Verdict::Unknown);
}

#[test]
fn an_import_holds_conditional_values_by_value() {
    let none = json!({ "Ref": "AWS::NoValue" });
    let allow = json!({ "Sid": "More", "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": other() });
    let overrides = [
        format!("{STATEMENT}.Resource={}", in_prod(&orders(), &other())),
        format!("{STATEMENT}={}", in_prod(&allow, &none)),
        format!("{STATEMENT}.Effect={}", in_prod(&json!("Allow"), &json!("Deny"))),
        format!("Resource.Properties.MemorySize={}", in_prod(&json!(1024), &json!(512))),
        format!("Resource.Properties.Environment={}", in_prod(&json!({ "Variables": { "A": "b" } }), &none)),
        format!("Resource.Properties.Architectures={}", in_prod(&json!(["arm64"]), &json!(["x86_64"]))),
        format!("Resource.Properties.Layers=[{}]", in_prod(&json!("arn:aws:lambda:eu-west-1:123456789012:layer:a:1"), &none)),
    ];
    for change in overrides {
        let design = sending(&change);
        let told = template(&design);
        let back = import("conditional", &told.to_string(), &REGISTRY).unwrap();
        assert_eq!(back.lost, Vec::<String>::new(), "{change}");
        assert_eq!(template(&back.design), told, "{change}");
    }
}
