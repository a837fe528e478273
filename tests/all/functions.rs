//! Functions: versions behind an alias, URLs, images, roles that are there already.

use serde_json::{Value as Json, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, LinkState, Verdict};
use stackdraft::cfn::json as cfn_json;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::prove;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::{Case, connections_to_alias};

fn made(text: &str) -> Design {
    let mut draft = Draft::new(&Design::new("functions"), &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn resources(design: &Design) -> Json {
    let template = synthesize(&Graph::new(design, &REGISTRY)).template;
    let whole: Json = serde_json::from_str(&cfn_json::write_compact(&template.to_value())).unwrap();
    whole["Resources"].clone()
}

fn of_type<'j>(resources: &'j Json, kind: &str) -> Vec<(&'j String, &'j Json)> {
    resources.as_object().unwrap().iter().filter(|(_, r)| r["Type"] == kind).collect()
}

fn version(design: &Design) -> String {
    let resources = resources(design);
    of_type(&resources, "AWS::Lambda::Version")[0].0.clone()
}

#[test]
fn every_line_to_a_function_with_an_alias_leads_to_the_alias() {
    let cases = connections_to_alias();
    assert!(cases.len() > 20, "only {} kinds lead to functions", cases.len());
    for Case { name, design } in cases {
        let graph = Graph::new(&design, &REGISTRY);
        let synthesis = synthesize(&graph);
        assert!(synthesis.faults.is_empty(), "{name}: {:?}", synthesis.faults);
        for proof in prove::prove(&graph, &synthesis).by_line.values() {
            let open: Vec<_> = proof.links.iter().filter(|link| link.state != LinkState::Holds).collect();
            // A function that answers tasks is at work only where a task waits for it.
            assert!(matches!(proof.verdict(), Verdict::Proven | Verdict::Off), "{name}: {open:#?}");
        }
        if !name.ends_with(" to an alias") {
            continue;
        }
        for (id, permission) in of_type(&resources(&design), "AWS::Lambda::Permission") {
            assert_eq!(permission["Properties"]["FunctionName"], json!({ "Ref": "TargetAlias" }), "{name}: {id}");
        }
    }
}

#[test]
fn a_version_is_published_when_the_function_changes_and_not_when_its_name_does() {
    let base = "add function Worker alias=live\n";
    let first = version(&made(base));
    assert_eq!(version(&made(&format!("{base}rename Worker Servant\nmove Worker 400 400"))), first);
    for change in
        ["set Worker.memory=1024", "set Worker.environment={\"A\": \"b\"}", "set Worker.release=two", "set Worker.runtime=python3.13"]
    {
        assert_ne!(version(&made(&format!("{base}{change}"))), first, "{change}");
    }
    // What a line brings counts as well.
    assert_ne!(version(&made(&format!("{base}add table Orders\nconnect Worker Orders"))), first);
    let shared = "set Worker.second_version=3 Worker.second_weight=25";
    let resources = |more: &str| resources(&made(&format!("{base}{more}")));
    let alias = resources(shared)["WorkerAlias"]["Properties"].clone();
    assert_eq!(alias["RoutingConfig"]["AdditionalVersionWeights"], json!([{ "FunctionVersion": "3", "FunctionWeight": 0.25 }]));
    let ready = "set Worker.provisioned_concurrency=2";
    let resources = resources(ready);
    assert_eq!(resources["WorkerAlias"]["Properties"]["ProvisionedConcurrencyConfig"]["ProvisionedConcurrentExecutions"], 2);
    // An alias with two versions keeps no copies ready.
    let both = made(&format!("{base}{shared}\n{ready}"));
    let faults = synthesize(&Graph::new(&both, &REGISTRY)).faults;
    assert!(faults.iter().any(|fault| fault.message.contains("keeps no copies ready")), "{faults:?}");
    assert_eq!(of_type(&resources, "AWS::Lambda::Version")[0].1["DeletionPolicy"], "Retain");
}

#[test]
fn a_public_url_has_its_two_permissions_and_one_with_iam_none() {
    let open = made("add function Worker url=true url_authorization=none");
    let found = resources(&open);
    let permissions: Vec<&Json> = of_type(&found, "AWS::Lambda::Permission").into_iter().map(|(_, p)| &p["Properties"]).collect();
    assert_eq!(permissions.len(), 2);
    assert!(permissions.iter().any(|p| p["Action"] == "lambda:InvokeFunctionUrl" && p["FunctionUrlAuthType"] == "NONE"));
    assert!(permissions.iter().any(|p| p["Action"] == "lambda:InvokeFunction" && p["InvokedViaFunctionUrl"] == true));
    let signed = resources(&made("add function Worker url=true alias=live"));
    assert!(of_type(&signed, "AWS::Lambda::Permission").is_empty());
    assert_eq!(signed["WorkerUrl"]["Properties"]["Qualifier"], "live");
    assert_eq!(signed["WorkerUrl"]["DependsOn"], json!(["WorkerAlias"]));
    let template = synthesize(&Graph::new(&open, &REGISTRY)).template;
    assert!(template.outputs.contains_key("WorkerUrl"));
}

#[test]
fn clients_call_functions_with_a_url_only() {
    let mut draft = Draft::new(&made("add client Shopper\nadd function Worker\nadd function Open url=true"), &REGISTRY);
    let fault = script::run("connect Shopper Worker", &mut draft).unwrap_err();
    assert!(fault.problem.message.contains("by its URL"), "{}", fault.problem.message);
    script::run("connect Shopper Open", &mut draft).unwrap();
}

#[test]
fn an_image_brings_runtime_and_handler_with_it() {
    let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1";
    let found = resources(&made(&format!("add function Worker code=image image={image}")));
    let function = &found["Worker"]["Properties"];
    assert_eq!((&function["PackageType"], &function["Code"]), (&json!("Image"), &json!({ "ImageUri": image })));
    assert!(function.get("Runtime").is_none() && function.get("Handler").is_none());
}

#[test]
fn a_role_that_is_there_already_is_named_and_told_what_it_needs() {
    let design = made("add function Worker role=arn:aws:iam::123456789012:role/worker\nadd queue Orders\nconnect Orders Worker");
    let found = resources(&design);
    assert!(of_type(&found, "AWS::IAM::Role").is_empty());
    assert_eq!(found["Worker"]["Properties"]["Role"], "arn:aws:iam::123456789012:role/worker");
    let report = analyse(&design, &REGISTRY, Date::new(2026, 11, 28)).report;
    let finding = report.findings.iter().find(|finding| finding.code == "SEC072").unwrap();
    assert!(finding.message.contains("sqs:ReceiveMessage") && finding.message.contains("logs:PutLogEvents"), "{}", finding.message);
}
