//! What lines grant: by verb or exact actions, within a scope, and proven as granted.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, LinkState, Verdict};
use stackdraft::cfn::json;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::prove::prove;
use stackdraft::synth::synthesize;

/// The statements a script's lines grant, `Sid: Action on Resource where Condition`, and what of its only line is not proven.
fn granted(text: &str) -> (Vec<String>, Vec<String>) {
    let empty = Design::new("grants");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    let graph = Graph::new(draft.design(), &REGISTRY);
    let synthesis = synthesize(&graph);
    let of_lines = synthesis.granted.iter().filter(|g| !g.resource_policy && !g.statement.name.starts_with("Write"));
    let shown = of_lines.map(|granted| {
        let value = granted.statement.to_value(&granted.statement.name);
        let part = |key: &str| value.get(key).map_or_else(String::new, json::write_compact);
        format!("{}: {} on {} {}", granted.statement.name, part("Action"), part("Resource"), part("Condition")).trim().to_owned()
    });
    let shown = shown.collect();
    let proofs = prove(&graph, &synthesis);
    let line = proofs.by_line.values().next().unwrap();
    assert!(matches!(line.verdict(), Verdict::Proven | Verdict::Broken), "{line:#?}");
    let open = line.links.iter().filter_map(|link| match &link.state {
        LinkState::Holds => None,
        state => Some(format!("{}: {}", link.claim, state.reason().unwrap_or_default())),
    });
    (shown, open.collect())
}

const TABLE: &str = "add function Worker\nadd table Orders indexes=[{\"name\":\"by-customer\",\"partition_key\":\"customer\"}]\n";
const ARN: &str = r#"{"Fn::GetAtt":["OrdersTable","Arn"]}"#;

#[test]
fn exact_actions_are_granted_as_they_are_chosen() {
    let (shown, open) = granted(&format!("{TABLE}connect Worker Orders access=exact actions=GetItem,Query,DescribeTable"));
    assert_eq!(
        shown,
        [
            format!(r#"UseOrdersTable: ["dynamodb:DescribeTable","dynamodb:GetItem","dynamodb:Query"] on {ARN}"#),
            r#"ReadOrdersTableIndexes: "dynamodb:Query" on {"Fn::Sub":"${OrdersTable.Arn}/index/*"}"#.to_owned(),
        ]
    );
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_line_that_names_no_action_proves_nothing() {
    for text in [
        "add function Worker\nadd table Orders\nconnect Worker Orders access=exact",
        "add function Worker\nadd bucket Uploads\nconnect Worker Uploads access=exact",
        "add function Worker\nadd queue Orders\nconnect Worker Orders access=exact",
        "add function Worker\nadd topic News\nconnect Worker News access=exact",
        "add function Worker\nadd stream Clicks\nconnect Worker Clicks access=exact",
    ] {
        let (_, open) = granted(text);
        assert!(open.iter().any(|link| link.ends_with("the line names no action")), "{text}: {open:?}");
    }
}

#[test]
fn leading_keys_limit_what_is_read_and_leave_scans_out() {
    let (shown, open) = granted(&format!("{TABLE}connect Worker Orders leading_keys=TENANT#1"));
    let condition = r#"{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"TENANT#1"},"Null":{"dynamodb:LeadingKeys":"false"}}"#;
    assert_eq!(
        shown,
        [
            format!(
                r#"UseOrdersTable: ["dynamodb:BatchGetItem","dynamodb:ConditionCheckItem","dynamodb:GetItem","dynamodb:Query"] on {ARN} {condition}"#
            ),
            format!(r#"ReadOrdersTableIndexes: "dynamodb:Query" on {{"Fn::Sub":"${{OrdersTable.Arn}}/index/*"}} {condition}"#),
        ]
    );
    assert!(open.is_empty(), "{open:?}");
    let (shown, open) =
        granted(&format!("{TABLE}connect Worker Orders access=write leading_keys=[\"A#*\",\"${{aws:PrincipalTag/Tenant}}\"]"));
    assert!(shown[0].contains(r#""ForAllValues:StringLike":{"dynamodb:LeadingKeys":["A#*","${aws:PrincipalTag/Tenant}"]}"#), "{shown:?}");
    assert!(open.is_empty(), "{open:?}");
    let (_, open) = granted(&format!("{TABLE}connect Worker Orders access=exact actions=Scan leading_keys=A"));
    assert!(open[0].starts_with("WorkerRole may scan Orders"), "{open:?}");
}

#[test]
fn an_index_is_the_only_way_to_read() {
    let (shown, open) = granted(&format!("{TABLE}connect Worker Orders access=read_write index=by-customer"));
    assert_eq!(shown.len(), 2);
    assert!(shown[0].starts_with(r#"UseOrdersTable: ["dynamodb:BatchWriteItem","#), "{shown:?}");
    assert_eq!(
        shown[1],
        r#"ReadOrdersTableIndex: ["dynamodb:Query","dynamodb:Scan"] on {"Fn::Sub":"${OrdersTable.Arn}/index/by-customer"}"#
    );
    assert!(open.is_empty(), "{open:?}");
    let (_, open) = granted(&format!("{TABLE}connect Worker Orders index=by-date"));
    assert_eq!(open, ["Orders has the index by-date: OrdersTable has no index of that name"]);
}

#[test]
fn events_are_kept_to_sources_and_detail_types() {
    let line = "add function Worker\nadd event_bus Shop\nconnect Worker Shop sources=shop.orders detail_types=[\"Order *\"]";
    let (shown, open) = granted(line);
    assert_eq!(shown.len(), 1);
    assert!(
        shown[0].ends_with(
            r#"{"ForAllValues:StringEquals":{"events:source":"shop.orders"},"Null":{"events:source":"false","events:detail-type":"false"},"ForAllValues:StringLike":{"events:detail-type":"Order *"}}"#
        ),
        "{shown:?}"
    );
    assert!(open.is_empty(), "{open:?}");
    let narrower = "override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.PutShopBus.Condition=";
    let (_, open) =
        granted(&format!("{line}\n{narrower}{{\"StringLike\":{{\"events:detail-type\":\"Order p*\",\"events:source\":\"*\"}}}}"));
    assert!(open[0].starts_with("WorkerRole may put events on Shop"), "{open:?}");
}

#[test]
fn buckets_and_queues_take_exact_actions_too() {
    let (shown, open) = granted(
        "add function Worker\nadd bucket Uploads\nconnect Worker Uploads access=exact actions=ListBucket,GetObjectTagging prefix=in/",
    );
    assert_eq!(
        shown,
        [
            r#"ListUploadsBucket: "s3:ListBucket" on {"Fn::GetAtt":["UploadsBucket","Arn"]} {"StringLike":{"s3:prefix":"in/*"}}"#,
            r#"UseUploadsBucket: "s3:GetObjectTagging" on {"Fn::Sub":"${UploadsBucket.Arn}/in/*"}"#,
        ]
    );
    assert!(open.is_empty(), "{open:?}");
    let (shown, open) = granted("add function Worker\nadd queue Orders\nconnect Worker Orders access=exact actions=PurgeQueue");
    assert_eq!(shown, [r#"SendOrdersQueue: "sqs:PurgeQueue" on {"Fn::GetAtt":["OrdersQueue","Arn"]}"#]);
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn nothing_that_is_derived_allows_too_much() {
    let cases = crate::generate::connections_alone().into_iter().chain(crate::generate::services_alone());
    let check = REGISTRY.check("SEC002").unwrap();
    for crate::generate::Case { name, design } in cases {
        // What a statement of the user's own would allow is another thing.
        let graph = Graph::new(&design, &REGISTRY);
        let (synthesis, proofs) = (synthesize(&graph), stackdraft::catalog::Proofs::default());
        let today = stackdraft::catalog::Date::new(2026, 11, 23);
        let mut found = Vec::new();
        let context = stackdraft::catalog::Context { graph: &graph, synthesis: &synthesis, proofs: &proofs, today };
        check.run(&context, &mut stackdraft::catalog::Findings::new(check.spec(), &mut found));
        assert!(found.is_empty(), "{name}: {}", found[0].message);
    }
}

#[test]
fn a_scope_that_is_a_parameter_limits_as_a_plain_one_does() {
    let bucket = "param Area default=in/\nadd function Worker\nadd bucket Uploads\nconnect Worker Uploads access=read prefix={\"$parameter\":\"Area\"}\n";
    let (shown, open) = granted(bucket);
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(
        shown,
        [
            r#"ListUploadsBucket: "s3:ListBucket" on {"Fn::GetAtt":["UploadsBucket","Arn"]} {"StringLike":{"s3:prefix":{"Fn::Sub":"${Area}*"}}}"#,
            r#"UseUploadsBucket: "s3:GetObject" on {"Fn::Sub":"${UploadsBucket.Arn}/${Area}*"}"#,
        ]
    );
    let text = format!("param Index default=by-customer\n{TABLE}connect Worker Orders access=read index={{\"$parameter\":\"Index\"}}\n");
    let empty = Design::new("grants");
    let mut draft = Draft::new(&empty, &REGISTRY);
    assert!(script::run(&text, &mut draft).is_ok());
    let yaml = synthesize(&Graph::new(draft.design(), &REGISTRY)).template.yaml();
    assert!(!yaml.contains("/index/*") && yaml.contains("${OrdersTable.Arn}/index/${Index}"), "{yaml}");
}
