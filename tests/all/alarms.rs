//! Alarms are settings of the node they watch, and a line leads them to whoever is told; the dashboard shows what they watch.

use serde_json::{Value as Json, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, alarm};
use stackdraft::cfn::{Template, json as cfn_json};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::project;
use stackdraft::synth::{analyse, synthesize};

fn made(text: &str) -> Design {
    let mut draft = Draft::new(&Design::new("alarms"), &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn template(design: &Design) -> Template {
    synthesize(&Graph::new(design, &REGISTRY)).template
}

fn json_of(design: &Design) -> Json {
    serde_json::from_str(&cfn_json::write_compact(&template(design).to_value())).unwrap()
}

#[test]
fn a_line_of_alarms_makes_the_alarm_and_lets_it_in() {
    let design = made("add function Worker\nadd topic Alerts\nconnect Worker Alerts as function_alarms_topic recovered=true");
    let resources = &json_of(&design)["Resources"];
    let alarm = &resources["WorkerErrorsAlarm"]["Properties"];
    assert_eq!(alarm["Dimensions"], json!([{ "Name": "FunctionName", "Value": { "Ref": "Worker" } }]));
    assert_eq!((&alarm["MetricName"], &alarm["Statistic"], &alarm["Threshold"]), (&json!("Errors"), &json!("Sum"), &json!(1)));
    assert_eq!(alarm["AlarmActions"], json!([{ "Ref": "AlertsTopic" }]));
    assert_eq!(alarm["OKActions"], alarm["AlarmActions"]);
    let statements = resources["AlertsTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let admits = statements.iter().find(|s| s["Principal"]["Service"] == "cloudwatch.amazonaws.com").unwrap();
    assert_eq!(admits["Condition"]["ArnEquals"]["aws:SourceArn"], json!({ "Fn::GetAtt": ["WorkerErrorsAlarm", "Arn"] }));
    assert_eq!(admits["Condition"]["StringEquals"]["aws:SourceAccount"], json!({ "Ref": "AWS::AccountId" }));
}

#[test]
fn a_line_from_an_alarm_tells_of_all_alarms_of_the_node() {
    let design = made(
        "add function Worker\nadd function Pager\nalarm Worker errors\nalarm Worker duration threshold=2000 period=60\nconnect Worker/errors Pager",
    );
    let line = design.connections.values().next().unwrap();
    assert_eq!((line.kind.as_str(), &line.entry), ("function_alarms_function", &None));
    let resources = &json_of(&design)["Resources"];
    let duration = &resources["WorkerDurationAlarm"]["Properties"];
    assert_eq!((&duration["ExtendedStatistic"], &duration["Period"], &duration["Threshold"]), (&json!("p99"), &json!(60), &json!(2000)));
    let permissions: Vec<&Json> =
        resources.as_object().unwrap().values().filter(|r| r["Type"] == "AWS::Lambda::Permission").map(|r| &r["Properties"]).collect();
    assert_eq!(permissions.len(), 2);
    assert!(permissions.iter().all(|p| p["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com" && p["SourceAccount"].is_object()));
}

#[test]
fn alarms_watch_what_the_protocol_and_the_rules_make_of_them() {
    let design = made(
        "add api Shop protocol=rest\nalarm Shop server_errors\nadd event_bus Events\nrule Events Placed pattern={\"source\": [\"shop\"]}\nrule Events Paid pattern={\"source\": [\"bank\"]}\nalarm Events failed\nadd table Orders indexes=[{\"name\": \"by-day\", \"partition_key\": \"day\"}]\nalarm Orders read_throttles",
    );
    let resources = &json_of(&design)["Resources"];
    assert_eq!(resources["ShopApiServerErrorsAlarm"]["Properties"]["MetricName"], "5XXError");
    assert_eq!(resources["ShopApiServerErrorsAlarm"]["Properties"]["Dimensions"][0]["Name"], "ApiName");
    let rules =
        resources.as_object().unwrap().iter().filter(|(id, r)| id.starts_with("EventsBus") && r["Type"] == "AWS::CloudWatch::Alarm");
    let dimensions: Vec<&Json> = rules.map(|(_, alarm)| &alarm["Properties"]["Dimensions"]).collect();
    assert_eq!(dimensions.len(), 2);
    assert!(dimensions.iter().all(|d| d[0]["Name"] == "EventBusName" && d[1]["Name"] == "RuleName"));
    let index = &resources["OrdersTableReadThrottlesByDayAlarm"]["Properties"]["Dimensions"];
    assert_eq!(index[1], json!({ "Name": "GlobalSecondaryIndexName", "Value": "by-day" }));
}

#[test]
fn the_first_alarm_of_a_queue_suits_what_it_holds() {
    let design = made(
        "add queue Orders\nadd queue Failed\nadd topic Alerts\nconnect Orders Failed as queue_moves_dead_letters\nconnect Orders Alerts as queue_alarms_topic\nconnect Failed Alerts as queue_alarms_topic",
    );
    let resources = &json_of(&design)["Resources"];
    assert_eq!(resources["OrdersQueueAgeAlarm"]["Properties"]["MetricName"], "ApproximateAgeOfOldestMessage");
    assert_eq!(resources["FailedQueueMessagesAlarm"]["Properties"]["MetricName"], "ApproximateNumberOfMessagesVisible");
}

#[test]
fn alarms_that_are_added_one_by_one_watch_different_things() {
    let design = made("add function Worker");
    let mut draft = Draft::new(&design, &REGISTRY);
    let worker = design.nodes.keys().next().unwrap();
    for _ in REGISTRY.service("function").unwrap().alarms() {
        draft.add_entry(worker, alarm::FACET, "", std::collections::BTreeMap::default()).unwrap();
    }
    let graph = Graph::new(draft.design(), &REGISTRY);
    let metrics: std::collections::BTreeSet<&str> =
        alarm::of(&graph.node(worker).unwrap()).iter().map(|alarm| alarm.watched.metric).collect();
    assert_eq!(metrics.len(), REGISTRY.service("function").unwrap().alarms().len());
}

#[test]
fn fifo_topics_take_no_alarms_and_other_lines_mean_what_they_did() {
    let mut draft = Draft::new(&made("add function Worker\nadd topic Alerts fifo=true\nadd topic News"), &REGISTRY);
    let fault = script::run("connect Worker Alerts as function_alarms_topic", &mut draft).unwrap_err();
    assert!(fault.problem.message.contains("standard topics"), "{}", fault.problem.message);
    script::run("connect Worker News", &mut draft).unwrap();
    assert_eq!(draft.design().connections.values().next().unwrap().kind, "function_publishes_topic");
}

#[test]
fn the_dashboard_is_a_switch_that_names_nothing_by_its_display_name() {
    let script = "add function Worker\nadd queue Orders\nadd event_bus Events\nrule Events Placed pattern={\"source\": [\"shop\"]}\nalarm Worker errors\ndashboard on\n";
    let design = made(script);
    let body = |design: &Design| {
        let text = &json_of(design)["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"];
        text.as_str().or(text[0].as_str()).unwrap().to_owned()
    };
    let widgets: Json = serde_json::from_str(&body(&design)).unwrap();
    let titles: Vec<&str> = widgets["widgets"].as_array().unwrap().iter().map(|w| w["properties"]["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Alarms", "EventsBus", "OrdersQueue", "Worker"]);
    assert_eq!(body(&made(&format!("{script}rename Worker \"Another name\""))), body(&design));
    let again = project::parse(&project::print(&design)).unwrap();
    assert!(again.dashboard);
    assert_eq!(template(&made(&format!("{script}dashboard off"))).resources.get("Dashboard"), None);
}

#[test]
fn a_topic_policy_that_shuts_alarms_out_is_found() {
    let base = "add function Worker\nadd topic Alerts\nconnect Worker Alerts as function_alarms_topic\n";
    let found = |design: &Design| {
        let report = analyse(design, &REGISTRY, Date::new(2026, 11, 28)).report;
        report.findings.into_iter().filter(|finding| finding.code == "WIR020").count()
    };
    assert_eq!(found(&made(base)), 0);
    let service = "override Alerts Policy.Properties.PolicyDocument.Statement.FromWorkerErrorsAlarm.Principal.Service=sns.amazonaws.com";
    assert_eq!(found(&made(&format!("{base}{service}"))), 1);
    let managed = "override Alerts Resource.Properties.KmsMasterKeyId=alias/aws/sns";
    assert_eq!(found(&made(&format!("{base}{managed}"))), 1, "the AWS-managed key lets no alarm in");
}

#[test]
fn a_line_tells_of_the_alarms_it_names_and_of_no_others() {
    let design = made(
        "add function Worker\nadd topic Alerts\nadd function Pager\nalarm Worker errors\nalarm Worker errors threshold=100\nconnect Worker Alerts as function_alarms_topic\nconnect Worker Pager as function_alarms_function only=[\"errors-2\"]",
    );
    let resources = json_of(&design)["Resources"].clone();
    let told = |id: &str| resources[id]["Properties"]["AlarmActions"].as_array().unwrap().len();
    assert_eq!((told("WorkerErrorsAlarm"), told("WorkerErrors2Alarm")), (1, 2));
    let permissions = resources.as_object().unwrap().values().filter(|r| r["Type"] == "AWS::Lambda::Permission").count();
    assert_eq!(permissions, 1);
    let stranger = made(
        "add function Worker\nadd topic Alerts\nalarm Worker errors\nconnect Worker Alerts as function_alarms_topic only=[\"duration\"]",
    );
    let report = stackdraft::synth::analyse(&stranger, &REGISTRY, Date::new(2026, 11, 23)).report;
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"WIR011") && codes.contains(&"OPS074"), "{codes:?}");
}

#[test]
fn a_schedule_with_alarms_is_in_a_group_of_its_own_and_a_pool_is_watched_by_client() {
    let design = made(
        "add schedule Nightly\nadd function Worker\nadd topic Alerts\nconnect Nightly Worker\nalarm Nightly dropped\nconnect Nightly Alerts as schedule_alarms_topic\nadd user_pool Customers\nclient Customers Web\nclient Customers App\nalarm Customers sign_in_throttles\nconnect Customers Alerts as user_pool_alarms_topic",
    );
    let resources = json_of(&design)["Resources"].clone();
    let group = json!({ "Ref": "NightlyScheduleGroup" });
    assert_eq!(resources["NightlySchedule"]["Properties"]["GroupName"], group);
    let alarm = &resources["NightlyScheduleDroppedAlarm"]["Properties"];
    assert_eq!(alarm["Dimensions"], json!([{ "Name": "ScheduleGroup", "Value": group }]));
    let pools = resources.as_object().unwrap().values().filter(|r| r["Properties"]["MetricName"] == "SignInThrottles");
    let clients: Vec<&Json> = pools.map(|alarm| &alarm["Properties"]["Dimensions"][1]["Value"]["Ref"]).collect();
    assert_eq!(clients, ["CustomersUserPoolAppClient", "CustomersUserPoolWebClient"]);
}
