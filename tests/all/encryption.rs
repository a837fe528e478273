//! Customer keys: what they encrypt, whom their policies let in, and what roles may do with them.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, LinkState, Proof, Verdict};
use stackdraft::cfn::{Template, Value};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::prove;
use stackdraft::synth::{analyse, synthesize};

const TODAY: Date = Date::new(2026, 11, 23);

fn design(text: &str) -> Design {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn template(text: &str) -> Template {
    let design = design(text);
    let synthesis = synthesize(&Graph::new(&design, &REGISTRY));
    assert!(synthesis.faults.is_empty(), "{:?}", synthesis.faults);
    synthesis.template
}

fn property<'t>(template: &'t Template, id: &str, path: &str) -> &'t Value {
    let mut parts = path.split('.');
    let first = template.resources[id].properties.get(parts.next().unwrap()).unwrap_or_else(|| panic!("{id} has no {path}"));
    parts.fold(first, |value, part| value.get(part).unwrap_or_else(|| panic!("{id} has no {path}")))
}

/// The statements of a key's policy by their Sids.
fn statements(template: &Template, key: &str) -> Vec<(String, Value)> {
    let list = property(template, key, "KeyPolicy.Statement").as_list().unwrap();
    list.iter().map(|s| (s.get("Sid").unwrap().as_text().unwrap().to_owned(), s.clone())).collect()
}

/// The statement of a key's policy with this Sid.
fn statement(template: &Template, key: &str, sid: &str) -> Value {
    let all = statements(template, key);
    let found = all.iter().find(|(name, _)| name == sid).map(|(_, value)| value.clone());
    found.unwrap_or_else(|| panic!("no {sid} in {:?}", all.iter().map(|(name, _)| name).collect::<Vec<_>>()))
}

/// The actions of KMS that a role may do with a key.
fn may(template: &Template, role: &str, key: &str) -> Vec<String> {
    let policies = property(template, role, "Policies").as_list().unwrap();
    let all = policies[0].get("PolicyDocument").unwrap().get("Statement").unwrap().as_list().unwrap();
    let on_key = all.iter().filter(|s| s.get("Resource") == Some(&Value::get_att(key, "Arn")));
    let texts = |value: &Value| match value {
        Value::List(list) => list.iter().map(|v| v.as_text().unwrap().to_owned()).collect(),
        one => vec![one.as_text().unwrap().to_owned()],
    };
    on_key.flat_map(|s| texts(s.get("Action").unwrap())).collect()
}

fn proof(text: &str, kind: &str) -> Proof {
    let design = design(text);
    let graph = Graph::new(&design, &REGISTRY);
    let proofs = prove::prove(&graph, &synthesize(&graph));
    proofs.by_line.into_iter().find(|(line, _)| design.connections[line].kind == kind).unwrap().1
}

fn open_link(proof: &Proof) -> &str {
    &proof.links.iter().find(|link| link.state != LinkState::Holds).unwrap().claim
}

const KEY: &str = "add kms_key Own\n";

#[test]
fn a_key_rotates_stays_and_is_left_to_the_account() {
    let template = template("add kms_key Own alias=alias/own waiting_period=7d rotation_period=90d");
    let key = &template.resources["OwnKey"];
    assert_eq!(key.deletion_policy.as_deref(), Some("Retain"));
    assert_eq!(property(&template, "OwnKey", "EnableKeyRotation"), &Value::Bool(true));
    assert_eq!(property(&template, "OwnKey", "RotationPeriodInDays"), &Value::Integer(90));
    assert_eq!(property(&template, "OwnKey", "PendingWindowInDays"), &Value::Integer(7));
    assert_eq!(property(&template, "OwnKeyAlias", "AliasName"), &Value::from("alias/own"));
    assert_eq!(property(&template, "OwnKeyAlias", "TargetKeyId"), &Value::reference("OwnKey"));
    let account = statement(&template, "OwnKey", "Account");
    assert_eq!(account.get("Principal").unwrap().get("AWS"), Some(&Value::sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")));
    assert_eq!(account.get("Action"), Some(&Value::from("kms:*")));
}

#[test]
fn named_administrators_look_after_the_key_and_the_account_only_uses_it() {
    let template = template("add kms_key Own\nset Own.administrators=[\"arn:aws:iam::111122223333:role/Keys\"]");
    let administrators = statement(&template, "OwnKey", "Administrators");
    let actions = administrators.get("Action").unwrap().as_list().unwrap();
    assert!(actions.contains(&"kms:PutKeyPolicy".into()) && !actions.contains(&"kms:Decrypt".into()));
    let account = statement(&template, "OwnKey", "Account");
    let actions = account.get("Action").unwrap().as_list().unwrap();
    assert!(actions.contains(&"kms:Decrypt".into()) && !actions.contains(&"kms:PutKeyPolicy".into()));
    assert!(!actions.contains(&"kms:CreateGrant".into()));
    let grants = statement(&template, "OwnKey", "GrantsToServices");
    assert_eq!(grants.get("Condition").unwrap().get("Bool").unwrap().get("kms:GrantIsForAWSResource"), Some(&"true".into()));
}

#[test]
fn exact_actions_take_of_the_key_what_each_of_them_needs() {
    let of = |action: &str, node: &str, to: &str| {
        let line = format!("connect Work {to} access=exact actions=[\"{action}\"]");
        format!("{KEY}add function Work\nadd {node} {to}\nconnect Own {to}\n{line}")
    };
    for (action, node, kind, needed) in [
        ("dynamodb:ConditionCheckItem", "table", "function_uses_table", &["kms:Decrypt"][..]),
        ("dynamodb:DescribeTable", "table", "function_uses_table", &[]),
        ("dynamodb:PartiQLInsert", "table", "function_uses_table", &["kms:Decrypt"]),
        ("kinesis:GetRecords", "stream", "function_puts_stream", &["kms:Decrypt"]),
        ("kinesis:PutRecord", "stream", "function_puts_stream", &["kms:GenerateDataKey"]),
        ("s3:DeleteObject", "bucket", "function_uses_bucket", &[]),
        ("s3:GetObjectVersion", "bucket", "function_uses_bucket", &["kms:Decrypt"]),
        ("s3:PutObject", "bucket", "function_uses_bucket", &["kms:Decrypt", "kms:GenerateDataKey"]),
        ("sns:Subscribe", "topic", "function_publishes_topic", &[]),
        ("sqs:PurgeQueue", "queue", "function_sends_queue", &[]),
        ("sqs:ReceiveMessage", "queue", "function_sends_queue", &["kms:Decrypt"]),
    ] {
        let text = of(action, node, "There");
        assert_eq!(may(&template(&text), "WorkRole", "OwnKey"), needed, "{action}");
        let proof = proof(&text, kind);
        assert!(proof.links.iter().all(|link| link.state == LinkState::Holds), "{action}: {:?}", proof.links);
    }
}

#[test]
fn a_secret_and_a_log_group_name_a_key_in_their_properties() {
    let key = r#""KmsKeyId": {"$attribute": {"node": "kms-key-own", "attribute": "Arn"}}"#;
    let text = format!(
        "{KEY}add function Work
add resource Password type=AWS::SecretsManager::Secret arn=Ref
set Password.properties={{{key}}}
add resource Lines type=AWS::Logs::LogGroup
set Lines.properties={{{key}}}
connect Work Password access=read
add event_bus Shop
connect Shop Lines"
    );
    let made = template(&text);
    assert_eq!(may(&made, "WorkRole", "OwnKey"), ["kms:Decrypt"]);
    let logs = statement(&made, "OwnKey", "ForLogs");
    assert!(logs.get("Action").unwrap().as_list().unwrap().contains(&"kms:Encrypt".into()));
    for kind in ["function_uses_resource", "event_bus_logs_resource"] {
        let claims: Vec<_> = proof(&text, kind).links.into_iter().filter(|link| link.claim.contains("key")).collect();
        assert!(!claims.is_empty() && claims.iter().all(|link| link.state == LinkState::Holds), "{kind}: {claims:?}");
    }
}

#[test]
fn everything_that_can_be_encrypted_names_the_key() {
    let text =
        "add queue Orders\nadd topic News\nadd event_bus Shop archive_days=3d\nadd table Items\nadd stream Clicks\nadd bucket Files\n";
    let lines: String = ["Orders", "News", "Shop", "Items", "Clicks", "Files"].map(|to| format!("connect Own {to}\n")).concat();
    let template = template(&format!("{KEY}{text}{lines}"));
    let arn = Value::get_att("OwnKey", "Arn");
    for (id, path) in [
        ("OrdersQueue", "KmsMasterKeyId"),
        ("NewsTopic", "KmsMasterKeyId"),
        ("ShopBus", "KmsKeyIdentifier"),
        ("ShopBusArchive", "KmsKeyIdentifier"),
        ("ItemsTable", "SSESpecification.KMSMasterKeyId"),
        ("ClicksStream", "StreamEncryption.KeyId"),
    ] {
        assert_eq!(property(&template, id, path), &arn, "{id}");
    }
    let rules = property(&template, "FilesBucket", "BucketEncryption.ServerSideEncryptionConfiguration").as_list().unwrap();
    assert_eq!(rules[0].get("BucketKeyEnabled"), Some(&Value::Bool(true)));
    assert_eq!(rules[0].get("ServerSideEncryptionByDefault").unwrap().get("KMSMasterKeyID"), Some(&arn));
    assert!(!template.resources["OrdersQueue"].properties.contains_key("SqsManagedSseEnabled"));
    let sids: Vec<String> = statements(&template, "OwnKey").into_iter().map(|(sid, _)| sid).collect();
    assert_eq!(sids, ["Account", "DescribeForEvents", "ForShopBus", "ForShopBusArchive"]);
}

#[test]
fn roles_get_what_sending_and_reading_take_of_the_key() {
    let functions = "add function Sender\nadd function Reader\n";
    let of = |services: &str, lines: &str, role: &str| may(&template(&format!("{KEY}{functions}{services}\n{lines}")), role, "OwnKey");
    let queue = "add queue Orders\nconnect Own Orders";
    assert_eq!(of(queue, "connect Sender Orders", "SenderRole"), ["kms:Decrypt", "kms:GenerateDataKey"]);
    assert_eq!(of(queue, "connect Orders Reader", "ReaderRole"), ["kms:Decrypt"]);
    let stream = "add stream Clicks\nconnect Own Clicks";
    assert_eq!(of(stream, "connect Sender Clicks", "SenderRole"), ["kms:GenerateDataKey"]);
    assert_eq!(of(stream, "connect Clicks Reader", "ReaderRole"), ["kms:Decrypt"]);
    let table = "add table Items\nconnect Own Items";
    assert_eq!(of(table, "connect Sender Items access=write", "SenderRole"), ["kms:Decrypt"]);
    assert_eq!(of(table, "connect Items Reader", "ReaderRole"), ["kms:Decrypt"]);
    // A bucket with a name of its own is granted by that name.
    for name in ["", " physical_name=example-files"] {
        let bucket = format!("add bucket Files{name}\nconnect Own Files");
        assert_eq!(of(&bucket, "connect Sender Files access=write", "SenderRole"), ["kms:Decrypt", "kms:GenerateDataKey"]);
        assert_eq!(of(&bucket, "connect Reader Files access=read", "ReaderRole"), ["kms:Decrypt"]);
    }
    // Who puts events on a bus needs nothing: EventBridge uses the key.
    let bus = "add event_bus Shop\nconnect Own Shop";
    assert!(of(bus, "connect Sender Shop", "SenderRole").is_empty());
}

#[test]
fn dead_letters_stay_encrypted_with_the_key_of_the_queue_they_come_from() {
    let queues =
        "add queue Orders\nadd queue Failed\nadd function Reader\nconnect Orders Failed\nconnect Failed Reader\nconnect Own Orders";
    assert_eq!(may(&template(&format!("{KEY}{queues}")), "ReaderRole", "OwnKey"), ["kms:Decrypt"]);
    let other = "add kms_key Other\nconnect Other Failed";
    let both = template(&format!("{KEY}{queues}\n{other}"));
    assert_eq!(may(&both, "ReaderRole", "OwnKey"), ["kms:Decrypt"]);
    assert_eq!(may(&both, "ReaderRole", "OtherKey"), ["kms:Decrypt"]);
    let narrowed = "override Reader ReaderRole.Properties.Policies.Access.PolicyDocument.Statement.UseOwnKey.Action=kms:Encrypt";
    let proof = proof(&format!("{KEY}{queues}\n{other}\n{narrowed}"), "queue_triggers_function");
    assert_eq!(open_link(&proof), "ReaderRole may use the key of OrdersQueue");
}

#[test]
fn services_that_send_are_let_in_for_their_sources() {
    let text = "add queue Orders\nconnect Own Orders\nadd topic News\nconnect News Orders\nadd bucket Files\nconnect Files Orders\nadd event_bus Shop\nconnect Shop Orders\n";
    let template = template(&format!("{KEY}{text}"));
    let topic = statement(&template, "OwnKey", "FromNewsTopic");
    assert_eq!(topic.get("Principal").unwrap().get("Service"), Some(&"sns.amazonaws.com".into()));
    assert_eq!(topic.get("Action").unwrap().as_list().unwrap().len(), 2);
    let condition = topic.get("Condition").unwrap();
    assert_eq!(condition.get("ArnEquals").unwrap().get("aws:SourceArn"), Some(&Value::reference("NewsTopic")));
    assert_eq!(condition.get("StringEquals").unwrap().get("aws:SourceAccount"), Some(&Value::reference("AWS::AccountId")));
    // The bucket waits for the queue's policy, so that its ARN cannot be named.
    let bucket = statement(&template, "OwnKey", "ForS3");
    assert!(bucket.get("Condition").unwrap().get("StringEquals").is_some() && bucket.get("Condition").unwrap().get("ArnEquals").is_none());
    // EventBridge does not tell KMS for which rule it sends.
    assert!(statement(&template, "OwnKey", "ForEvents").get("Condition").is_none());
}

#[test]
fn a_source_that_the_key_encrypts_too_is_not_named_as_it_waits_for_the_key() {
    let text = "add queue Orders\nadd topic News\nadd topic Sport\nconnect News Orders\nconnect Sport Orders\nconnect Own Orders\nconnect Own News\n";
    let template = template(&format!("{KEY}{text}"));
    let all = statements(&template, "OwnKey");
    let sources: Vec<Option<&Value>> = all.iter().map(|(_, s)| s.get("Condition")?.get("ArnEquals")?.get("aws:SourceArn")).collect();
    assert_eq!(sources, [None, None, Some(&Value::reference("SportTopic"))]);
    let account = all[1].1.get("Condition").unwrap().get("StringEquals").unwrap().get("aws:SourceAccount");
    assert_eq!(account, Some(&Value::reference("AWS::AccountId")));
    // Two keys in a circle are opened as well.
    let two = "add kms_key Two\nadd queue Orders\nadd queue Jobs\nadd topic News\nadd topic Sport\nconnect Own Orders\nconnect Two News\nconnect News Orders\nconnect Two Jobs\nconnect Own Sport\nconnect Sport Jobs\n";
    assert_eq!(proof(&format!("{KEY}{two}"), "topic_sends_queue").verdict(), Verdict::Proven);
    assert!(self::template(&format!("{KEY}{two}")).resources.contains_key("TwoKey"));
}

#[test]
fn a_bus_has_its_key_let_eventbridge_in_for_it_alone() {
    let text = "add event_bus Shop\nadd function Sender\nconnect Sender Shop\nconnect Own Shop";
    let whole = format!("{KEY}{text}");
    assert_eq!(proof(&whole, "function_puts_event_bus").verdict(), Verdict::Proven);
    let claim = "The key of Shop lets EventBridge encrypt its events";
    let statement = "override Own Resource.Properties.KeyPolicy.Statement.ForShopBus";
    for change in [
        ".Action=kms:Decrypt",
        ".Principal.Service=sns.amazonaws.com",
        r#".Condition.StringEquals={"aws:SourceAccount":"111122223333"}"#,
        r#".Condition.ArnEquals={"aws:SourceArn":"arn:aws:events:us-east-1:111122223333:event-bus/other"}"#,
        r#".Condition.StringEquals={"kms:EncryptionContext:aws:events:event-bus:arn":"arn:aws:events:us-east-1:111122223333:event-bus/other"}"#,
    ] {
        let broken = proof(&format!("{whole}\n{statement}{change}"), "function_puts_event_bus");
        assert_eq!(open_link(&broken), claim, "{change}");
    }
    let described = "override Own Resource.Properties.KeyPolicy.Statement.DescribeForEvents.Action=kms:ListGrants";
    assert_eq!(open_link(&proof(&format!("{whole}\n{described}"), "function_puts_event_bus")), claim);
}

#[test]
fn the_key_of_the_line_has_to_be_the_one_that_is_named() {
    let text = format!("{KEY}add queue Orders\nconnect Own Orders\n");
    assert_eq!(proof(&text, "kms_key_encrypts_queue").verdict(), Verdict::Proven);
    let other =
        format!("{text}add resource Other type=AWS::KMS::Key\noverride Orders Resource.Properties.KmsMasterKeyId={{\"Ref\":\"Other\"}}\n");
    assert_eq!(open_link(&proof(&other, "kms_key_encrypts_queue")), "Orders is encrypted with Own");
}

#[test]
fn two_keys_and_the_default_bus_are_refused() {
    let two = design("add kms_key Own\nadd kms_key Other\nadd queue Orders\nconnect Own Orders\nconnect Other Orders");
    let codes: Vec<&str> = analyse(&two, &REGISTRY, TODAY).report.findings.iter().map(|f| f.code).collect();
    assert!(codes.contains(&"WIR010"), "{codes:?}");
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let refused = script::run("add kms_key Own\nadd event_bus Account bus=default\nconnect Own Account", &mut draft);
    assert!(refused.is_err_and(|fault| fault.problem.message.contains("default bus")));
}

#[test]
fn keys_that_aws_manages_are_named_by_their_aliases() {
    let template = template("add queue Orders encryption=managed\nadd topic News encryption=managed\nadd table Items encryption=owned");
    assert_eq!(property(&template, "OrdersQueue", "KmsMasterKeyId"), &Value::from("alias/aws/sqs"));
    assert_eq!(property(&template, "NewsTopic", "KmsMasterKeyId"), &Value::from("alias/aws/sns"));
    assert!(!template.resources["ItemsTable"].properties.contains_key("SSESpecification"));
}

#[test]
fn functions_workflows_and_apis_are_encrypted_with_their_logs() {
    let text = "add function Worker\nadd workflow Process\nadd api Shop\nroute Shop \"GET /\"\nconnect Shop/\"GET /\" Worker\n";
    let template = template(&format!("{KEY}{text}connect Own Worker\nconnect Own Process\nconnect Own Shop\n"));
    let arn = Value::get_att("OwnKey", "Arn");
    assert_eq!(property(&template, "Worker", "KmsKeyArn"), &arn);
    assert_eq!(property(&template, "Process", "EncryptionConfiguration.KmsKeyId"), &arn);
    for group in ["WorkerLogGroup", "ProcessLogGroup", "ShopApiLogGroup"] {
        assert_eq!(property(&template, group, "KmsKeyId"), &arn, "{group}");
    }
    assert_eq!(may(&template, "WorkerRole", "OwnKey"), ["kms:Decrypt"]);
    assert_eq!(may(&template, "ProcessRole", "OwnKey"), ["kms:Decrypt", "kms:GenerateDataKey"]);
    let sids: Vec<String> = statements(&template, "OwnKey").into_iter().map(|(sid, _)| sid).collect();
    assert_eq!(sids, ["Account", "ForLogs", "ForLogDelivery"]);
    let logs = statement(&template, "OwnKey", "ForLogs");
    assert_eq!(logs.get("Principal").unwrap().get("Service"), Some(&Value::sub("logs.${AWS::Region}.${AWS::URLSuffix}")));
}

#[test]
fn a_function_that_may_not_use_its_key_is_not_called() {
    let text = format!("{KEY}add function Worker\nadd topic News\nconnect News Worker\nconnect Own Worker\n");
    assert_eq!(proof(&text, "topic_calls_function").verdict(), Verdict::Proven);
    let narrowed = "override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.UseOwnKey.Action=kms:Encrypt";
    let proof = proof(&format!("{text}{narrowed}"), "topic_calls_function");
    assert_eq!(open_link(&proof), "WorkerRole may use the key of Worker");
}

#[test]
fn a_key_without_the_account_or_with_a_deny_lets_no_role_in() {
    let text = format!("{KEY}add function Worker\nadd queue Orders\nconnect Worker Orders\nconnect Own Orders\n");
    assert_eq!(proof(&text, "function_sends_queue").verdict(), Verdict::Proven);
    let account = "override Own Resource.Properties.KeyPolicy.Statement.Account";
    for change in [
        ".Principal.AWS=arn:aws:iam::111122223333:role/Other",
        ".Effect=Deny",
        ".Action=kms:DescribeKey",
        r#".Condition={"StringEquals":{"kms:ViaService":"sns.us-east-1.amazonaws.com"}}"#,
    ] {
        assert_eq!(
            open_link(&proof(&format!("{text}{account}{change}"), "function_sends_queue")),
            "WorkerRole may use the key of Orders",
            "{change}"
        );
    }
    // The service the key is used through may be named.
    let via = r#".Condition={"StringEquals":{"kms:ViaService":{"Fn::Sub":"sqs.${AWS::Region}.amazonaws.com"}}}"#;
    assert_eq!(proof(&format!("{text}{account}{via}"), "function_sends_queue").verdict(), Verdict::Proven);
}

#[test]
fn a_pipe_is_encrypted_with_the_key_its_line_names_and_its_role_may_use_it() {
    let text = "add queue Orders\nadd queue Shipped\nadd kms_key Own\nconnect Orders Shipped as queue_pipes_queue key=Own";
    let template = template(text);
    let (id, pipe) = template.resources.iter().find(|(_, resource)| resource.kind == "AWS::Pipes::Pipe").unwrap();
    assert_eq!(pipe.properties["KmsKeyIdentifier"], Value::get_att("OwnKey", "Arn"));
    let role = id.replace("Pipe", "Role");
    assert_eq!(may(&template, &role, "OwnKey"), ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]);
    let proven = proof(text, "queue_pipes_queue");
    assert_eq!(proven.verdict(), Verdict::Proven, "{proven:?}");
    assert!(proven.links.iter().any(|link| link.claim == "Its settings are encrypted with Own"), "{proven:?}");
}

#[test]
fn the_secret_of_an_endpoint_is_encrypted_with_a_key_that_eventbridge_may_take() {
    let text = "add workflow Process\nadd http_endpoint Bank url=https://bank.example.com\nadd kms_key Own\nconnect Process Bank\nconnect Own Bank";
    let template = template(text);
    assert_eq!(property(&template, "BankEndpointConnection", "KmsKeyIdentifier"), &Value::get_att("OwnKey", "Arn"));
    let tags = property(&template, "OwnKey", "Tags").as_list().unwrap();
    assert_eq!(tags, [Value::map([("Key", "EventBridgeApiDestinations"), ("Value", "true")])]);
    assert_eq!(may(&template, "ProcessRole", "OwnKey"), ["kms:Decrypt"]);
    for kind in ["kms_key_encrypts_http_endpoint", "workflow_calls_http_endpoint"] {
        assert_eq!(proof(text, kind).verdict(), Verdict::Proven, "{kind}");
    }
    let untagged = format!("{text}\noverride Own Resource.Properties.Tags=[]");
    assert_eq!(open_link(&proof(&untagged, "kms_key_encrypts_http_endpoint")), "EventBridge takes Own for such secrets");
    // A route of an API passes requests on with what the caller sends.
    let routed = "add api Shop\nadd http_endpoint Bank url=https://bank.example.com\nadd kms_key Own\nroute Shop \"GET /bank\"\nconnect Shop/\"GET /bank\" Bank\nconnect Own Bank";
    assert_ne!(proof(routed, "kms_key_encrypts_http_endpoint").verdict(), Verdict::Proven);
}
