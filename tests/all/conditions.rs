//! Nodes and lines under conditions: everything they add goes with them, in every sample and in random designs.

use std::collections::BTreeMap;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Conditional, Draft};
use stackdraft::catalog::{Date, Graph, Verdict, conditions};
use stackdraft::cfn::{Template, Value, json};
use stackdraft::cli::script;
use stackdraft::design::{Condition, Design, Parameter};
use stackdraft::project::{self, samples};
use stackdraft::prove::prove;
use stackdraft::synth::{analyse, synthesize};

use crate::generate::{connections_alone, random};

const TODAY: Date = Date::new(2026, 11, 23);

fn made(text: &str) -> Design {
    let empty = Design::new("conditions");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn template(design: &Design) -> Template {
    synthesize(&Graph::new(design, &REGISTRY)).template
}

/// The template as it is with these values of parameters: a resolver of its own, which knows nothing of how the template is made.
fn deployed(template: &Template, values: &BTreeMap<&str, &str>) -> BTreeMap<String, String> {
    let conditions = template.sections.get("Conditions").and_then(Value::as_map).cloned().unwrap_or_default();
    let holds = |name: &str| {
        fn test(value: &Value, conditions: &stackdraft::cfn::Map, values: &BTreeMap<&str, &str>) -> bool {
            let Value::Call(function, argument) = value else { panic!("{value:?}") };
            let list = || argument.as_list().unwrap().iter().map(|one| test(one, conditions, values)).collect::<Vec<_>>();
            match function.as_str() {
                "Condition" => test(&conditions[argument.as_text().unwrap()], conditions, values),
                "Fn::Not" => !list()[0],
                "Fn::And" => list().iter().all(|holds| *holds),
                "Fn::Or" => list().iter().any(|holds| *holds),
                "Fn::Equals" => match argument.as_list().unwrap() {
                    [Value::Call(_, name), Value::Text(value)] => values[name.as_text().unwrap()] == value,
                    other => panic!("{other:?}"),
                },
                other => panic!("{other}"),
            }
        }
        test(&conditions[name], &conditions, values)
    };
    fn resolve(value: &Value, holds: &dyn Fn(&str) -> bool) -> Option<Value> {
        Some(match value {
            Value::Call(function, argument) if function == "Ref" && argument.as_text() == Some("AWS::NoValue") => return None,
            Value::Call(function, argument) if function == "Fn::If" => {
                let [Value::Text(name), then, otherwise] = argument.as_list().unwrap() else { panic!("{argument:?}") };
                return resolve(if holds(name) { then } else { otherwise }, holds);
            }
            Value::Call(function, argument) => Value::Call(function.clone(), Box::new(resolve(argument, holds)?)),
            Value::List(list) => Value::List(list.iter().filter_map(|item| resolve(item, holds)).collect()),
            Value::Map(map) => Value::Map(map.iter().filter_map(|(k, v)| Some((k.clone(), resolve(v, holds)?))).collect()),
            plain => plain.clone(),
        })
    }
    let there = template.resources.iter().filter(|(_, r)| r.condition.as_deref().is_none_or(holds));
    let resources: BTreeMap<&String, Value> = there
        .map(|(id, resource)| {
            let mut resource = resource.clone();
            resource.condition = None;
            (id, resource.to_value())
        })
        .collect();
    let shown = resources.iter().map(|(id, value)| {
        let mut value = resolve(value, &holds).unwrap();
        // Waiting is compared by itself: what is not always there is waited for by a reference from the metadata.
        if let Value::Map(map) = &mut value {
            map.shift_remove("DependsOn");
            map.shift_remove("Metadata");
            // Where all properties depend on conditions none may be left.
            if matches!(map.get("Properties"), Some(Value::Map(properties)) if properties.is_empty()) {
                map.shift_remove("Properties");
            }
        }
        ((*id).clone(), json::write_compact(&value))
    });
    let outputs = template.outputs.iter().filter(|(_, output)| output.condition.as_deref().is_none_or(holds));
    let outputs = outputs.map(|(name, output)| (format!("output {name}"), json::write_compact(&resolve(&output.value, &holds).unwrap())));
    shown.chain(outputs).collect()
}

/// Puts every so-manieth node and line of a design under one of two conditions.
fn under_conditions(design: &Design, step: usize) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    for (name, parameter) in [("IsA", "A"), ("IsB", "B")] {
        draft.set_parameter(parameter, Some(Parameter { default: Some("no".to_owned()), ..Parameter::default() })).unwrap();
        draft.set_condition(name, Some(Condition::is(parameter, "yes"))).unwrap();
    }
    let nodes = design.nodes.keys().cloned().map(Conditional::Node);
    let lines = design.connections.keys().cloned().map(Conditional::Connection);
    for (index, thing) in nodes.chain(lines).enumerate().filter(|(index, _)| index % step == step - 1) {
        draft.set_only(&thing, Some(["IsA", "IsB"][index / step % 2])).unwrap();
    }
    draft.design().clone()
}

/// Deployed with any values, the template is that of the design without what the conditions leave out.
fn assert_each_world(name: &str, design: &Design) {
    let whole = template(design);
    for (a, b) in [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")] {
        let truth = BTreeMap::from([("IsA".to_owned(), a == "yes"), ("IsB".to_owned(), b == "yes")]);
        let part = conditions::part(design, &truth);
        let part = {
            let mut part = part;
            let mut draft = Draft::new(&part, &REGISTRY);
            for id in part.nodes.keys() {
                draft.set_only(&Conditional::Node(id.clone()), None).unwrap();
            }
            for id in part.connections.keys() {
                draft.set_only(&Conditional::Connection(id.clone()), None).unwrap();
            }
            part = draft.design().clone();
            part
        };
        let wanted = deployed(&template(&part), &BTreeMap::new());
        let got = deployed(&whole, &BTreeMap::from([("A", a), ("B", b)]));
        assert_eq!(got.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{name} with A={a} B={b}");
        for (id, resource) in &template(&part).resources {
            let got = &whole.resources[id];
            let metadata = got.metadata.as_ref().and_then(|metadata| metadata.get("WaitsFor"));
            let waits = |other: &String| got.depends_on.contains(other) || metadata.is_some_and(|waits| waits.get(other).is_some());
            assert!(resource.depends_on.iter().all(waits), "{name}: {id} does not wait");
        }
        for (id, value) in &wanted {
            assert_eq!(sorted(&got[id]), sorted(value), "{name} with A={a} B={b}: {id}");
        }
    }
}

/// Members in the order of their names, and statements and tags in any: what a template says does not depend on it.
fn sorted(text: &str) -> String {
    fn sort(json: &mut serde_json::Value) {
        match json {
            serde_json::Value::Object(map) => {
                map.values_mut().for_each(sort);
                if let Some(serde_json::Value::Array(list)) = map.get_mut("Statement") {
                    list.sort_by_key(ToString::to_string);
                }
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(sort),
            _ => {}
        }
    }
    let Ok(mut json) = serde_json::from_str::<serde_json::Value>(text) else { return text.to_owned() };
    sort(&mut json);
    json.to_string()
}

#[test]
fn a_condition_goes_with_everything_in_the_samples() {
    for sample in samples::SAMPLES {
        let design = project::parse(sample.text).unwrap();
        for step in [2, 3, 5] {
            assert_each_world(sample.name, &under_conditions(&design, step));
        }
    }
}

#[test]
fn a_condition_goes_with_everything_a_line_adds() {
    for case in connections_alone().into_iter().step_by(3) {
        let mut draft = Draft::new(&case.design, &REGISTRY);
        draft.set_parameter("A", Some(Parameter::default())).unwrap();
        draft.set_parameter("B", Some(Parameter::default())).unwrap();
        draft.set_condition("IsA", Some(Condition::is("A", "yes"))).unwrap();
        draft.set_condition("IsB", Some(Condition::is("B", "yes"))).unwrap();
        let line = case.design.connections.keys().next().unwrap().clone();
        draft.set_only(&Conditional::Connection(line), Some("IsA")).unwrap();
        assert_each_world(&case.name, draft.design());
    }
}

#[test]
fn random_designs_are_what_their_conditions_make_of_them() {
    let (designs, _) = random::some(10, 31, TODAY);
    for design in designs {
        assert_each_world(&design.name, &under_conditions(&design, 4));
    }
}

#[test]
fn shared_pieces_come_and_go_with_their_lines() {
    let design = made(
        "param Stage default=dev\ncondition InProd Stage = prod\nadd function Worker\nadd queue Orders\nadd table Ledger\nadd topic News\nconnect Worker Orders\nconnect Worker Ledger\nconnect News Orders\nonly Ledger in InProd\nonly \"News -> Orders\" in InProd",
    );
    let template = template(&design);
    assert_eq!(template.resources["LedgerTable"].condition.as_deref(), Some("InProd"));
    assert_eq!(template.resources["OrdersQueue"].condition, None);
    let role = json::write_compact(&template.resources["WorkerRole"].to_value());
    assert!(role.contains(r#"{"Fn::If":["InProd",{"Sid":"UseLedgerTable""#), "{role}");
    let function = json::write_compact(&template.resources["Worker"].to_value());
    assert!(function.contains(r#""LEDGER_TABLE_NAME":{"Fn::If":["InProd",{"Ref":"LedgerTable"},{"Ref":"AWS::NoValue"}]}"#), "{function}");
    let policy = json::write_compact(&template.resources["OrdersQueuePolicy"].to_value());
    assert!(policy.contains(r#"{"Fn::If":["InProd",{"Sid":"#), "{policy}");
    let conditions = json::write_compact(&template.sections["Conditions"]);
    assert_eq!(conditions, r#"{"InProd":{"Fn::Equals":[{"Ref":"Stage"},"prod"]}}"#);
    let yaml = template.yaml();
    assert!(yaml.contains("    Condition: InProd\n"), "{yaml}");
}

#[test]
fn lines_are_proven_under_their_condition() {
    let base = "param Stage default=dev\ncondition InProd Stage = prod\nadd function Worker\nadd queue Orders\nconnect Worker Orders\n";
    let verdict = |more: &str| {
        let design = made(&format!("{base}{more}"));
        let graph = Graph::new(&design, &REGISTRY);
        let proofs = prove(&graph, &synthesize(&graph));
        proofs.by_line.into_values().next().unwrap()
    };
    assert_eq!(verdict("only Orders in InProd").verdict(), Verdict::Proven);
    assert_eq!(verdict("only \"Worker -> Orders\" in InProd").verdict(), Verdict::Proven);
    // The role alone is under the condition: elsewhere nothing tells that the function may send.
    let proof = verdict("override Worker WorkerRole.Condition=InProd");
    assert_eq!(proof.verdict(), Verdict::Unknown);
    assert_eq!(proof.remarks[0], "It is so where InProd does not hold.");
}

#[test]
fn a_place_in_a_list_is_the_one_the_template_has() {
    let design = made(
        "param Stage\ncondition InProd Stage = prod\nadd function Worker\nadd queue Before\nadd queue Orders\nconnect Worker Before\nconnect Worker Orders\nonly Before in InProd",
    );
    let graph = Graph::new(&design, &REGISTRY);
    let synthesis = synthesize(&graph);
    let proofs = prove(&graph, &synthesis);
    let proof = &proofs.by_line["worker-to-orders"];
    let statement = proof.links.iter().flat_map(|link| &link.evidence).find(|e| e.statement && e.to_string().contains("Policies")).unwrap();
    assert_eq!(statement.value(&synthesis.template).unwrap().get("Sid").unwrap().as_text(), Some("SendOrdersQueue"));
}

#[test]
fn what_refers_to_something_left_out_is_found() {
    let base = "param Stage\ncondition InProd Stage = prod\nadd queue Orders\nonly Orders in InProd\nadd resource Alarm type=AWS::CloudWatch::Alarm\n";
    let refers = r#"set Alarm.properties={"ComparisonOperator":"GreaterThanThreshold","EvaluationPeriods":1,"Dimensions":[{"Name":"QueueName","Value":{"Fn::GetAtt":["OrdersQueue","QueueName"]}}]}"#;
    let messages = |more: &str| {
        let report = analyse(&made(&format!("{base}{refers}\n{more}")), &REGISTRY, TODAY).report;
        report.findings.iter().filter(|f| f.code == "WIR040").map(|f| f.message.clone()).collect::<Vec<_>>()
    };
    let found = messages("");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("refers to OrdersQueue, which is not there where InProd does not hold"), "{found:?}");
    assert!(messages("only Alarm in InProd").is_empty());
}

#[test]
fn conditions_that_exclude_each_other_may_want_different_things() {
    let design = made(
        "param Stage values=dev,prod default=dev\ncondition InDev Stage = dev\ncondition InProd Stage = prod\nadd queue Orders\nadd queue Dev\nadd queue Prod\nconnect Orders Dev\nconnect Orders Prod\nonly \"Orders -> Dev\" in InDev\nonly \"Orders -> Prod\" in InProd",
    );
    let report = analyse(&design, &REGISTRY, TODAY);
    assert!(report.synthesis.faults.is_empty(), "{:?}", report.synthesis.faults);
    let queue = json::write_compact(&report.synthesis.template.resources["OrdersQueue"].to_value());
    assert!(
        queue
            .contains(r#""deadLetterTargetArn":{"Fn::If":["InDev",{"Fn::GetAtt":["DevQueue","Arn"]},{"Fn::GetAtt":["ProdQueue","Arn"]}]}"#),
        "{queue}"
    );
}

#[test]
fn design_files_keep_conditions() {
    let design =
        made("param Stage\nadd queue A\ncondition InProd Stage = prod | \"load test\"\ncondition Other not InProd\nonly A in Other");
    let text = project::print(&design);
    assert!(text.contains("\"InProd\": \"Stage = prod | \\\"load test\\\"\""), "{text}");
    assert_eq!(project::parse(&text).unwrap(), design);
}

#[test]
fn a_design_is_checked_as_it_is_deployed_in_an_environment() {
    let mut draft = Draft::new(
        &made(
            "param Wait type=Number default=30\nenv dev\nenv prod parameter.Wait=4000\nadd queue Orders\nadd function Worker timeout=\"!Ref Wait\"\nconnect Orders Worker\nadd queue Failed\nconnect Orders Failed",
        ),
        &REGISTRY,
    );
    let failed = draft.design().nodes.iter().find(|(_, node)| node.name == "Failed").unwrap().0.clone();
    draft.only_in_environment(&Conditional::Node(failed), "prod").unwrap();
    let design = draft.design().clone();
    let codes = |environment: &str| -> Vec<&str> {
        let there = conditions::design_in(&design, environment, &REGISTRY);
        let mut codes: Vec<&str> = analyse(&there, &REGISTRY, TODAY).report.findings.iter().map(|finding| finding.code).collect();
        codes.dedup();
        codes
    };
    // There are dead letters in production alone, and a timeout there that no function has.
    assert!(codes("dev").contains(&"REL001") && !codes("prod").contains(&"REL001"), "{:?} {:?}", codes("dev"), codes("prod"));
    assert!(codes("prod").contains(&"WIR002") && !codes("dev").contains(&"WIR002"), "{:?} {:?}", codes("dev"), codes("prod"));
}

#[test]
fn an_environment_that_is_added_later_is_told_apart_like_the_others() {
    let mut draft = Draft::new(&made("env dev\nenv prod\nadd queue Orders"), &REGISTRY);
    let orders = draft.design().nodes.keys().next().unwrap().clone();
    draft.only_in_environment(&Conditional::Node(orders), "prod").unwrap();
    draft.set_environment("test", Some(stackdraft::design::Environment::default())).unwrap();
    let design = draft.design();
    let (name, parameter) = design.parameters.iter().next().unwrap();
    assert_eq!(parameter.allowed_values, ["dev", "prod", "test"]);
    assert_eq!(design.environments["test"].parameters[name], "test");
    let condition = design.nodes.values().next().unwrap().condition.clone().unwrap();
    assert_eq!(conditions::holds_in(design, "test", &condition), Some(false));
}

/// The errors of a script's design, with what is not proven of its lines.
fn errors(text: &str) -> Vec<String> {
    let analysis = analyse(&made(text), &REGISTRY, TODAY);
    let errors = analysis.report.findings.iter().filter(|finding| finding.severity == stackdraft::catalog::Severity::Error);
    errors.map(|finding| finding.message.clone()).chain(analysis.synthesis.faults.iter().map(|fault| format!("{fault:?}"))).collect()
}

const IN_PROD: &str = "param Stage default=dev\ncondition Prod Stage = prod\n";

#[test]
fn a_bucket_tells_what_is_there_under_a_condition_only() {
    for target in ["queue", "topic", "function"] {
        let text = format!("{IN_PROD}add bucket Uploads\nadd {target} Target\nconnect Uploads Target\nonly Target in Prod\n");
        assert_eq!(errors(&text), Vec::<String>::new(), "{target}");
    }
}

#[test]
fn a_task_passes_on_where_its_node_is_not_there() {
    let text = format!(
        "{IN_PROD}add workflow Flow\nadd function First\nadd function Second\nconnect Flow First\nconnect Flow Second\nonly First in Prod\n"
    );
    assert_eq!(errors(&text), Vec::<String>::new());
    let yaml = template(&made(&text)).yaml();
    assert!(yaml.contains("Type: Pass"), "{yaml}");
    let definition = deployed(&template(&made(&text)), &BTreeMap::from([("Stage", "dev")]));
    let machine = definition.values().find(|resource| resource.contains("AWS::StepFunctions::StateMachine")).unwrap();
    assert_eq!(machine.matches("\"Task\"").count(), machine.matches("\"Resource\"").count(), "{machine}");
}
