//! Every service and every kind of connection, bare and with everything set, deployed to an emulator, and what was made asked
//! back through the services: as the template says, but for what is listed here and in `compare.py`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::{Graph, LineStyle};
use stackdraft::cfn::json::to_json;
use stackdraft::synth::synthesize;

use crate::emulator::Emulator;
use crate::generate::full::{connections_full, services_full};
use crate::generate::{Case, connections_alone, connections_encrypted, services_alone, services_at_work};

/// So many emulators work at once: one keeps a core busy.
const EMULATORS: usize = 2;

/// Resource types that the emulator's CloudFormation has not got: they are left out, and what names them names something made up.
const NOT_THERE: &[&str] = &[
    "AWS::ApiGatewayV2::RouteResponse",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Events::ApiDestination",
    "AWS::Events::Archive",
    "AWS::Events::Connection",
    "AWS::StepFunctions::Activity",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::XRay::ResourcePolicy",
];

/// What the emulator refuses though AWS takes it: part of its reason, and why that is its mistake.
const REFUSED: &[(&str, &str)] =
    &[("layer attachment failed", "it has no layers of other stacks, and looks for those that are named by ARN")];

/// A template, and what it is for.
struct Deployed {
    name: String,
    text: String,
    types: BTreeSet<String>,
}

/// The different templates of what is tried: each service and each kind of connection, alone in all its forms and with each of its
/// settings, at work, encrypted, and in full.
fn templates() -> Vec<Deployed> {
    let services = services_alone().into_iter().chain(services_at_work()).chain(services_full());
    let connections = connections_alone().into_iter().chain(connections_encrypted()).chain(connections_full(None));
    let mut seen = BTreeSet::new();
    let read = |case: Case| {
        let template = to_json(&synthesize(&Graph::new(&case.design, &REGISTRY)).template.to_value());
        let types = template["Resources"].as_object()?.values().filter_map(|one| one["Type"].as_str().map(str::to_owned)).collect();
        Some(Deployed { name: case.name, text: template.to_string(), types })
    };
    services.chain(connections).filter_map(read).filter(|one| seen.insert(one.text.clone())).collect()
}

#[test]
fn every_service_and_every_connection_is_deployed_as_its_template_says() {
    let templates = templates();
    println!("deploying {} templates", templates.len());
    let next = Mutex::new(templates.iter());
    let first = Emulator::start();
    let excused = first.ask("untold", &json!({}));
    let others: Vec<Emulator> = (1..EMULATORS).map(|_| Emulator::start()).collect();
    let seen: Vec<Seen> = thread::scope(|scope| {
        let work = |emulator| {
            let mut seen = Seen::default();
            while let Some(one) = { next.lock().unwrap().next() } {
                seen.judge(one, Emulator::try_ask(emulator, "alone", &json!({ "template": one.text, "left_out": NOT_THERE })));
            }
            seen
        };
        let running: Vec<_> = others.iter().chain([&first]).map(|emulator| scope.spawn(move || work(emulator))).collect();
        running.into_iter().map(|one| one.join().expect("an emulator that works to the end")).collect()
    });
    let wrong: Vec<&String> = seen.iter().flat_map(|one| &one.wrong).collect();
    assert!(wrong.is_empty(), "{} are not as they should be: {wrong:#?}", wrong.len());
    // What is excused has to be excused.
    let forgiven: BTreeSet<&String> = seen.iter().flat_map(|one| &one.forgiven).collect();
    let excused: BTreeSet<&String> = excused.as_object().expect("reasons by exception").keys().collect();
    assert_eq!(forgiven, excused);
    let refused: BTreeSet<&str> = seen.iter().flat_map(|one| &one.refused).copied().collect();
    assert_eq!(refused, REFUSED.iter().map(|(part, _)| *part).collect());
    // Nothing that the emulator has is left unasked.
    let types = templates.iter().flat_map(|one| &one.types).filter(|kind| !NOT_THERE.contains(&kind.as_str()));
    let compared: BTreeSet<&String> = seen.iter().flat_map(|one| &one.compared).collect();
    let unasked: BTreeSet<&String> = types.filter(|kind| !compared.contains(kind) && !excused.contains(kind)).collect();
    assert_eq!(unasked, BTreeSet::new());
}

#[test]
fn what_the_emulator_has_not_got_is_left_out_and_nothing_else() {
    let templates = templates();
    let types: BTreeSet<&str> = templates.iter().flat_map(|one| &one.types).map(String::as_str).collect();
    let unknown = Emulator::start().ask("unrecognized", &json!({ "types": types }));
    assert_eq!(unknown, json!(NOT_THERE));
    assert!(types.len() > 60, "{types:?}");
    // Nothing of the catalogue is left untried. A schedule is made only where it starts something.
    let cases: BTreeSet<&str> = templates.iter().filter_map(|one| one.name.split(' ').next()).collect();
    let services = REGISTRY.services.iter().filter_map(|one| one.spec().resource).filter(|kind| !types.contains(kind));
    let kinds = REGISTRY.connections.iter().map(|one| one.spec()).filter(|spec| spec.style != LineStyle::Picture).map(|spec| spec.id);
    let untried: Vec<&str> = services.chain(kinds.filter(|id| !cases.contains(id))).collect();
    assert_eq!(untried, Vec::<&str>::new());
}

/// What is seen of deployed templates.
#[derive(Default)]
struct Seen {
    /// What is not as it should be.
    wrong: Vec<String>,
    /// The exceptions of `compare.py` that were needed, and those of [`REFUSED`].
    forgiven: BTreeSet<String>,
    refused: BTreeSet<&'static str>,
    /// The types that were asked back.
    compared: BTreeSet<String>,
}

impl Seen {
    fn judge(&mut self, one: &Deployed, answer: Result<Value, String>) {
        let answer = match answer {
            Ok(answer) => answer,
            Err(problem) => return self.wrong.push(format!("{}: {problem}", one.name)),
        };
        if answer["status"] != "CREATE_COMPLETE" && answer["status"] != "NOTHING" {
            let reason = answer["failures"].to_string();
            match REFUSED.iter().find(|(part, _)| reason.contains(part)) {
                Some((part, _)) => drop(self.refused.insert(part)),
                None => self.wrong.push(format!("{}: {} {reason}", one.name, answer["status"])),
            }
        }
        for key in ["differences", "unread"] {
            self.wrong.extend(texts(&answer[key]).map(|told| format!("{}: {key}: {told}", one.name)));
        }
        self.forgiven.extend(texts(&answer["forgiven"]).map(str::to_owned));
        self.compared.extend(answer["compared"].as_object().into_iter().flatten().map(|(kind, _)| kind.clone()));
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
