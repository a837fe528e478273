//! What is refused while drawing, and what findings offer where lines cannot both be.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Finding, Place};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::{analyse, apply_fix};

const TODAY: Date = Date::new(2026, 11, 23);

fn tried(text: &str) -> Result<Design, String> {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).map_err(|fault| fault.problem.message)?;
    Ok(draft.design().clone())
}

fn made(text: &str) -> Design {
    tried(text).unwrap()
}

fn of_code(design: &Design, code: &str) -> Vec<Finding> {
    let findings = analyse(design, &REGISTRY, TODAY).report.findings;
    findings.into_iter().filter(|finding| finding.code == code).collect()
}

/// The design after the first fix with this title.
fn fixed(design: &Design, findings: &[Finding], title: &str) -> Design {
    let fix = findings.iter().flat_map(|finding| &finding.fixes).find(|fix| fix.title == title);
    let transaction = apply_fix(design, &REGISTRY, fix.unwrap_or_else(|| panic!("nothing offers to {title}"))).unwrap();
    let mut fixed = design.clone();
    let _back = transaction.apply(&mut fixed);
    fixed
}

#[test]
fn a_bus_does_not_lead_to_itself() {
    let why = tried("add event_bus B\nrule B R\nconnect B/R B").unwrap_err();
    assert!(why.contains("has its own events already"), "{why}");
}

#[test]
fn a_key_is_told_how_a_user_pool_takes_one() {
    let why = tried("add kms_key K\nadd user_pool P\nconnect K P").unwrap_err();
    assert!(why.contains("KeyConfiguration"), "{why}");
    let way = "add user_pool P\nadd kms_key K\noverride P Resource.Properties.KeyConfiguration.KmsKeyArn=arn:aws:kms:eu-west-1:123456789012:key/1";
    assert!(of_code(&made(way), "DOC005").is_empty());
}

#[test]
fn a_field_of_an_entry_is_no_title_of_it() {
    let design = made("add bucket B\nevent B prefix=a/ suffix=.jpg\nadd event_bus E\nrule E name=Placed pattern={\"source\":[\"shop\"]}");
    let of = |name: &str, facet: &str| design.nodes.values().find(|node| node.name == name).unwrap().entries(facet)[0].fields.clone();
    assert_eq!((of("B", "events")["prefix"].0.as_str(), of("B", "events")["suffix"].0.as_str()), (Some("a/"), Some(".jpg")));
    assert_eq!((of("E", "rules")["name"].0.as_str(), of("E", "rules").len()), (Some("Placed"), 2));
    // In quotes it is text like any other.
    let design = made("add event_bus E\nrule E \"name=b\" pattern={\"source\":[\"shop\"]}");
    let rule = design.nodes.values().find(|node| node.name == "E").unwrap().entries("rules")[0].fields["name"].0.clone();
    assert_eq!(rule.as_str(), Some("name=b"));
    assert!(tried("add workflow W\nstate W type=Task").is_err());
}

const OVERLAPPING: &str = "add bucket B\nadd queue Q\nadd topic T\nevent B a/*\nevent B a/b/*.jpg\nconnect B/\"created a/*\" Q\n\
                           connect B/\"created a/b/*.jpg\" T";

#[test]
fn events_that_overlap_are_told_at_both_lines() {
    let design = made(OVERLAPPING);
    let findings = of_code(&design, "WIR010");
    let mut places: Vec<String> = findings.iter().map(|finding| format!("{:?}", finding.place)).collect();
    places.dedup();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(findings.iter().all(|finding| matches!(&finding.place, Place::Connection(_))));
    assert!(findings.iter().any(|finding| finding.message.contains("default bus to Q with a rule")), "{}", findings[0].message);
}

#[test]
fn events_that_overlap_can_be_led_through_event_bridge() {
    let design = made(OVERLAPPING);
    let topic = of_code(&design, "WIR010").into_iter().filter(|finding| finding.message.contains("to T with")).collect::<Vec<_>>();
    let fixed_design = fixed(&design, &topic, "Deliver through EventBridge");
    let left = analyse(&fixed_design, &REGISTRY, TODAY).report;
    let errors: Vec<_> = left.findings.iter().filter(|finding| finding.severity == stackdraft::catalog::Severity::Error).collect();
    assert!(errors.is_empty(), "{:?}", errors.iter().map(|finding| &finding.message).collect::<Vec<_>>());
    let bus = fixed_design.nodes.values().find(|node| node.kind == "event_bus").unwrap();
    let pattern = &bus.entries("rules")[0].fields["pattern"].0;
    assert_eq!(pattern["detail"]["object"]["key"], serde_json::json!([{ "wildcard": "a/b/*.jpg" }]), "{pattern}");
    assert!(pattern["detail"]["bucket"]["name"][0]["$attribute"].is_object(), "{pattern}");
    assert_eq!(bus.entries("rules").len(), 1);
}

#[test]
fn a_function_that_is_notified_can_be_called_through_event_bridge() {
    let design = made(
        "add bucket B\nadd queue Q\nadd function F\nevent B a/*\nevent B a/b/*\nconnect B/\"created a/*\" Q\n\
         connect B/\"created a/b/*\" F delivery=notification",
    );
    let findings = of_code(&design, "WIR010");
    assert!(findings.iter().any(|finding| finding.message.contains("deliver this one through EventBridge")));
    let function: Vec<Finding> = findings.into_iter().filter(|finding| finding.message.contains("this one")).collect();
    assert!(of_code(&fixed(&design, &function, "Deliver through EventBridge"), "WIR010").is_empty());
}

#[test]
fn a_variable_of_a_functions_own_that_closes_a_circle_can_be_dropped() {
    let design = made("add user_pool P\nadd function F\nadd function G\nconnect P F\nconnect F G");
    let pool = design.nodes.iter().find(|(_, node)| node.name == "P").unwrap().0;
    let mut draft = Draft::new(&design, &REGISTRY);
    let text = format!(
        "set F.environment={{\"POOL\":{{\"$attribute\":{{\"node\":\"{}\",\"attribute\":\"Ref\"}}}},\"STAGE\":\"dev\"}}",
        pool.as_str()
    );
    script::run(&text, &mut draft).unwrap_or_else(|fault| panic!("{}", fault.problem.message));
    let design = draft.design().clone();
    let findings = of_code(&design, "WIR009");
    assert!(!findings.is_empty());
    let fixed_design = fixed(&design, &findings, "Drop the variable POOL of F");
    assert!(of_code(&fixed_design, "WIR009").is_empty());
    let function = fixed_design.nodes.values().find(|node| node.name == "F").unwrap();
    assert_eq!(function.fields["environment"].0, serde_json::json!({ "STAGE": "dev" }));
}

#[test]
fn runtimes_that_start_from_snapshots_take_the_setting() {
    for runtime in ["dotnet10", "python3.13"] {
        let design =
            made(&format!("add function F runtime={runtime} code=s3 code_bucket=b code_key=k handler=a.B::c alias=live snap_start=true"));
        let template = stackdraft::synth::synthesize(&stackdraft::catalog::Graph::new(&design, &REGISTRY)).template;
        let function = &template.resources.values().find(|resource| resource.kind == "AWS::Lambda::Function").unwrap().properties;
        assert_eq!(function.get("Runtime").and_then(|value| value.as_text()), Some(runtime));
        assert!(function.get("SnapStart").is_some(), "{runtime}");
    }
}

#[test]
fn the_help_of_scripts_says_each_line_once() {
    let lines: Vec<&str> = script::HELP.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect();
    let starts: std::collections::BTreeSet<&str> = lines.iter().filter_map(|line| line.trim().split("  ").next()).collect();
    assert_eq!(starts.len(), lines.len());
}

#[test]
fn dead_letters_of_another_kind_are_mended_by_a_setting() {
    let design = made("add queue A\nadd queue D\nconnect A D\nset A.fifo=true");
    let findings = of_code(&design, "WIR001");
    assert_eq!(findings.len(), 1);
    assert!(of_code(&fixed(&design, &findings, "Make D FIFO"), "WIR001").is_empty());
}

#[test]
fn a_rule_reaches_an_http_api_through_a_workflow_or_after_a_setting() {
    let drawn =
        "add event_bus B\nrule B R pattern={\"source\":[\"shop\"]}\nadd api A protocol=rest\nadd function F\nconnect A F\nconnect B/R A";
    let design = made(&format!("{drawn}\nset A.protocol=http"));
    let findings = of_code(&design, "WIR001");
    assert!(of_code(&fixed(&design, &findings, "Make A a REST API"), "WIR001").is_empty());
    let between = fixed(&design, &findings, "Put a workflow between");
    assert!(of_code(&between, "WIR001").is_empty());
    assert!(between.nodes.values().any(|node| node.kind == "workflow"));
}
