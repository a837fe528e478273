//! A message in at one end and out at the other, by every kind of connection that the emulator can carry; the others are listed
//! with the reason why it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use serde_json::{Value, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, LineStyle};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

use crate::emulator::Emulator;
use crate::generate::connections_alone;

/// What nodes of every service that can be observed are called, those that pass on leading to a queue: the script, and where
/// what reached each is found.
const ENDS: &str = r#"
add function F
add queue Q
add topic T
add queue TQ
connect T TQ
add event_bus B
add queue BQ
rule B All pattern={"source":[{"prefix":""}]}
connect B/All BQ
add table TA
add stream S
add bucket BU
add workflow W definition={"QueryLanguage":"JSONata","StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}
"#;

/// A function in Python that gives what it is called with to everything its lines lead to.
const SENDER: &str = "handler = lambda event, context: (lambda c, e, t: [\
c('sqs').send_message(QueueUrl=e['Q_QUEUE_URL'], MessageBody=t), \
c('sns').publish(TopicArn=e['T_TOPIC_ARN'], Message=t), \
c('events').put_events(Entries=[{'EventBusName': e['B_BUS_NAME'], 'Source': 'carried', 'DetailType': 'Carried', 'Detail': t}]), \
c('dynamodb').put_item(TableName=e['TA_TABLE_NAME'], Item={'id': {'S': event['id']}}), \
c('kinesis').put_record(StreamName=e['S_STREAM_NAME'], Data=t.encode(), PartitionKey='k'), \
c('s3').put_object(Bucket=e['BU_BUCKET_NAME'], Key=event['id'], Body=b'x'), \
c('stepfunctions').start_execution(stateMachineArn=e['W_WORKFLOW_ARN'], input=t), \
c('lambda').invoke(FunctionName=e['F_FUNCTION_NAME'], Payload=t)] and 'done')(\
lambda s: (lambda k: (k.meta.events.register('before-send', lambda request, **_: request.headers.update({'X-Forwarded-Proto': 'https'})), k)[1])(\
__import__('boto3').client(s)), __import__('os').environ, __import__('json').dumps(event))";

/// A function in Python that answers the task which called it.
const ANSWERER: &str = "handler = lambda event, context: __import__('boto3').client('stepfunctions').send_task_success(\
taskToken=event['taskToken'], output=__import__('json').dumps(event['input'])) and 'done'";

/// A function that fails.
const FAILING: &str = "exports.handler = async () => { throw new Error('carried'); };";

/// A stack, what goes into it, and by which kinds it is found where.
struct Trial {
    name: &'static str,
    /// The lines, after [`ENDS`].
    script: String,
    send: fn(&Emulator, &str),
    /// Kind → where it leads to.
    found: &'static [(&'static str, Place)],
}

/// Where something is found.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the log of a function.
    Log(&'static str),
    /// In a queue.
    Queue(&'static str),
    Table,
    Stream,
    Bucket,
    Workflow,
}

use Place::{Bucket, Log, Queue, Stream, Table, Workflow};

/// How long something may take to come out: a schedule starts after a minute.
const WAIT: u64 = 100;

/// What goes in everywhere, and has to come out. Readers of streams start at the oldest record: the emulator's begin to look some
/// time after their stack is there, and what came before then is not new to them.
const MARK: &str = "carried-7";

fn code(name: &str, text: &str) -> String {
    format!("override {name} Resource.Properties.Code.ZipFile=\"{text}\"\n")
}

#[expect(clippy::too_many_lines, reason = "a table of trials")]
fn trials() -> Vec<Trial> {
    vec![
        Trial {
            name: "topic",
            script: "add topic From\nconnect From Q\nconnect From F\n".to_owned(),
            send: |emulator, stack| drop(emulator.ask("publish", &json!({ "stack": stack, "topic": "FromTopic", "message": MARK }))),
            found: &[("topic_calls_function", Log("F")), ("topic_sends_queue", Queue("QQueue"))],
        },
        Trial {
            name: "rule",
            script: "add event_bus From\nrule From All pattern={\"source\":[{\"prefix\":\"\"}]}\nconnect From/All F\nconnect From/All Q\n\
                     connect From/All T\nconnect From/All W\nconnect From/All B\n"
                .to_owned(),
            send: |emulator, stack| {
                let event =
                    json!({ "stack": stack, "bus": "FromBus", "source": "carried", "detail_type": "Carried", "detail": { "id": MARK } });
                emulator.ask("put_event", &event);
            },
            found: &[
                ("event_bus_calls_function", Log("F")),
                ("event_bus_sends_queue", Queue("QQueue")),
                ("event_bus_publishes_topic", Queue("TQQueue")),
                ("event_bus_puts_event_bus", Queue("BQQueue")),
                ("event_bus_starts_workflow", Workflow),
            ],
        },
        Trial {
            name: "queue",
            script: "add queue From\nconnect From F\nadd queue Failing visibility_timeout=0s\nconnect Failing Q max_receives=1\n"
                .to_owned(),
            send: |emulator, stack| {
                for queue in ["FromQueue", "FailingQueue"] {
                    emulator.ask("send_message", &json!({ "stack": stack, "queue": queue, "body": MARK }));
                }
                emulator.ask("look_at", &json!({ "stack": stack, "queue": "FailingQueue", "times": 4 }));
            },
            found: &[("queue_triggers_function", Log("F")), ("queue_moves_dead_letters", Queue("QQueue"))],
        },
        Trial {
            name: "records",
            // What pipes publish the emulator takes for unencrypted, which queues refuse.
            script: "add table From\nconnect From F starting_position=TRIM_HORIZON\nconnect From W starting_position=TRIM_HORIZON\n\
                     add topic News\nadd function Reader\nconnect News Reader\n\
                     add table Other\nconnect Other News starting_position=TRIM_HORIZON\n"
                .to_owned(),
            send: |emulator, stack| {
                for table in ["FromTable", "OtherTable"] {
                    emulator.ask("put_item", &json!({ "stack": stack, "table": table, "item": { "id": MARK } }));
                }
            },
            found: &[("table_streams_function", Log("F")), ("table_pipes_workflow", Workflow), ("table_pipes_topic", Log("Reader"))],
        },
        Trial {
            name: "stream",
            script: "add stream From\nconnect From F starting_position=TRIM_HORIZON\n".to_owned(),
            send: |emulator, stack| {
                drop(emulator.ask("put_record", &json!({ "stack": stack, "stream": "FromStream", "data": "x", "key": MARK })));
            },
            found: &[("stream_triggers_function", Log("F"))],
        },
        Trial {
            name: "bucket",
            script: "add bucket ForF\nadd bucket ForQ\nadd bucket ForT\nadd bucket ForD\nconnect ForF F as bucket_calls_function\n\
                     connect ForQ Q\nconnect ForT T\nadd event_bus D bus=default\nadd queue DQ\n\
                     rule D Put pattern={\"source\":[\"aws.s3\"]}\nconnect D/Put DQ\nconnect ForD D\n"
                .to_owned(),
            send: |emulator, stack| {
                for bucket in ["ForFBucket", "ForQBucket", "ForTBucket", "ForDBucket"] {
                    emulator.ask("put_object", &json!({ "stack": stack, "bucket": bucket, "key": MARK, "body": "x" }));
                }
            },
            found: &[
                ("bucket_calls_function", Log("F")),
                ("bucket_sends_queue", Queue("QQueue")),
                ("bucket_publishes_topic", Queue("TQQueue")),
                ("bucket_sends_event_bus", Queue("DQQueue")),
            ],
        },
        Trial {
            name: "workflow",
            script: "add workflow From\nconnect From Q\nconnect From T\nconnect From B\nconnect From TA action=put\nconnect From W\n\
                     connect From F\n"
                .to_owned(),
            send: |emulator, stack| drop(emulator.ask("start", &json!({ "stack": stack, "workflow": "From", "given": { "id": MARK } }))),
            found: &[
                ("workflow_sends_queue", Queue("QQueue")),
                ("workflow_publishes_topic", Queue("TQQueue")),
                ("workflow_puts_event_bus", Queue("BQQueue")),
                ("workflow_uses_table", Table),
                ("workflow_starts_workflow", Workflow),
                ("workflow_calls_function", Log("F")),
            ],
        },
        Trial {
            name: "api",
            script: "add api H\nroute H \"POST /f\"\nroute H \"POST /q\"\nroute H \"POST /b\"\nroute H \"POST /w\"\nroute H \"POST /s\"\n\
                     connect H/\"POST /f\" F\nconnect H/\"POST /q\" Q\nconnect H/\"POST /b\" B source=carried detail_type=Carried\n\
                     connect H/\"POST /w\" W\nconnect H/\"POST /s\" S\n"
                .to_owned(),
            send: |emulator, stack| {
                for path in ["/f", "/q", "/b", "/w", "/s"] {
                    let call = json!({ "stack": stack, "api": "HApi", "method": "POST", "path": path, "body": { "id": MARK } });
                    assert_eq!(emulator.ask("http", &call)["status"], 200, "{path}");
                }
            },
            found: &[
                ("api_calls_function", Log("F")),
                ("api_sends_queue", Queue("QQueue")),
                ("api_puts_event_bus", Queue("BQQueue")),
                ("api_starts_workflow", Workflow),
                ("api_puts_stream", Stream),
            ],
        },
        Trial {
            name: "function",
            script: format!(
                "add function From runtime=python3.13\nconnect From Q\nconnect From T\nconnect From B\nconnect From TA access=write\n\
                 connect From S\nconnect From BU access=write\nconnect From W\nconnect From F\n{}",
                code("From", SENDER)
            ),
            send: |emulator, stack| {
                let answer = emulator.ask("invoke", &json!({ "stack": stack, "function": "From", "payload": { "id": MARK } }));
                assert_eq!(answer["payload"], "done", "{answer}");
            },
            found: &[
                ("function_sends_queue", Queue("QQueue")),
                ("function_publishes_topic", Queue("TQQueue")),
                ("function_puts_event_bus", Queue("BQQueue")),
                ("function_uses_table", Table),
                ("function_puts_stream", Stream),
                ("function_uses_bucket", Bucket),
                ("function_starts_workflow", Workflow),
                ("function_invokes_function", Log("F")),
            ],
        },
        Trial {
            name: "reports",
            script: format!(
                "add function ForQ\nadd function ForT\nadd function ForF\nconnect ForQ Q as function_reports_queue\n\
                 connect ForT T as function_reports_topic\nconnect ForF F as function_reports_function\n{}",
                ["ForQ", "ForT", "ForF"].map(|name| code(name, FAILING)).concat()
            ),
            send: |emulator, stack| {
                for function in ["ForQ", "ForT", "ForF"] {
                    let call = json!({ "stack": stack, "function": function, "payload": { "id": MARK }, "wait": false });
                    emulator.ask("invoke", &call);
                }
            },
            found: &[
                ("function_reports_queue", Queue("QQueue")),
                ("function_reports_topic", Queue("TQQueue")),
                ("function_reports_function", Log("F")),
            ],
        },
        Trial {
            name: "answers",
            script: format!(
                "add workflow From\nadd function Answer runtime=python3.13\nconnect From Answer wait=token\n\
                 connect Answer From as function_answers_workflow\nconnect From Q\n{}",
                code("Answer", ANSWERER)
            ),
            send: |emulator, stack| drop(emulator.ask("start", &json!({ "stack": stack, "workflow": "From", "given": { "id": MARK } }))),
            // The task behind the one that waits sends on what the answer brought.
            found: &[("function_answers_workflow", Queue("QQueue"))],
        },
        Trial {
            name: "schedule",
            // What a schedule sends names it.
            script: ["F", "Q", "W", "B source=carried detail_type=Carried"]
                .iter()
                .enumerate()
                .map(|(n, to)| format!("add schedule At{n} when=\"rate(1 minute)\" physical_name={MARK}-{n}\nconnect At{n} {to}\n"))
                .collect(),
            send: |_, _| {},
            found: &[
                ("schedule_calls_function", Log("F")),
                ("schedule_sends_queue", Queue("QQueue")),
                ("schedule_starts_workflow", Workflow),
                ("schedule_puts_event_bus", Queue("BQQueue")),
            ],
        },
    ]
}

/// Kinds that the emulator does not carry, by how their ids begin or end, and why.
const NOT_CARRIED: &[(&str, &str)] = &[
    ("client_", "a picture: nothing is made of it"),
    ("kms_key_", "encrypts what others carry"),
    ("web_acl_protects_", "stands before what others carry"),
    ("_authorizes_api", "lets in what others carry"),
    (NO_GROUPS, "the emulator does not find schedules in groups"),
    ("_alarms_function", "the emulator tells alarms to topics only"),
    ("queue_pipes_", "the emulator runs pipes from tables only"),
    ("stream_pipes_", "the emulator runs pipes from tables only"),
    ("table_pipes_", "the emulator's pipes lead to workflows and topics only"),
    ("_http_endpoint", "nothing outside the emulator answers over HTTPS"),
    ("topic_notifies_subscriber", "nobody reads mails, messages and calls of the emulator"),
    ("event_bus_calls_api", "the emulator's rules know no target of this type"),
    ("event_bus_logs_resource", "the emulator's rules know no target of this type"),
    ("event_bus_puts_stream", "the emulator's rules know no target of this type"),
    ("function_reports_bucket", "the emulator's destinations know no target of this type"),
    ("function_reports_event_bus", "the emulator's destinations know no target of this type"),
    ("function_posts_api", "the emulator's WebSocket APIs have no connections to post to"),
    ("function_uses_resource", "what a resource of any type is used for is not known"),
    ("workflow_uses_resource", "what a resource of any type is used for is not known"),
    ("api_publishes_topic", "the emulator's REST APIs run no such integration; their templates are run by another judge"),
    ("api_uses_bucket", "the emulator's REST APIs run no such integration; their templates are run by another judge"),
    ("api_uses_table", "the emulator's REST APIs run no such integration; their templates are run by another judge"),
    ("workflow_calls_api", "the emulator's workflows have no such integration"),
    ("workflow_puts_stream", "the emulator's workflow ends well, and no record is in the stream"),
    ("workflow_uses_bucket", "the emulator's workflows have no such integration"),
    ("schedule_publishes_topic", "the emulator's schedules start no target of this type"),
    ("schedule_puts_stream", "the emulator's schedules start no target of this type"),
    ("user_pool_calls_function", "the emulator's user pools call no triggers"),
];

fn is_not_carried(kind: &str) -> bool {
    NOT_CARRIED.iter().any(|(part, _)| if part.starts_with('_') { kind.ends_with(part) } else { kind.starts_with(part) })
}

/// Whether a kind tells alarms to a topic.
fn tells_topic(kind: &str) -> bool {
    let spec = REGISTRY.connections.iter().map(|kind| kind.spec()).find(|spec| spec.id == kind);
    spec.is_some_and(|spec| spec.style == LineStyle::Alarm && spec.to == "topic")
}

#[test]
fn every_kind_is_carried_or_it_is_said_why_not() {
    let carried: BTreeSet<&str> = trials().iter().flat_map(|trial| trial.found).map(|(kind, _)| *kind).collect();
    for kind in REGISTRY.connections.iter().map(|kind| kind.spec().id) {
        let told = tells_topic(kind) && kind != NO_GROUPS;
        let ways = [carried.contains(kind) || told, is_not_carried(kind) && !carried.contains(kind) && !told];
        assert!(ways[0] != ways[1], "{kind}: carried {}, not carried {}", ways[0], ways[1]);
    }
    for (part, why) in NOT_CARRIED {
        let kinds = REGISTRY.connections.iter().map(|kind| kind.spec().id);
        assert!(kinds.filter(|kind| kind.contains(part)).count() > 0 && !why.is_empty(), "{part}");
    }
}

fn template(design: &Design) -> String {
    let synthesis = synthesize(&Graph::new(design, &REGISTRY));
    assert_eq!(synthesis.faults, []);
    synthesis.yaml().to_owned()
}

fn drawn(text: &str) -> Design {
    let empty = Design::new("carried");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}\n{text}", fault.line, fault.problem.message));
    draft.design().clone()
}

fn deployed(emulator: &Emulator, stack: &str, design: &Design) {
    let state = emulator.deploy(stack, &template(design));
    assert_eq!(state["status"], "CREATE_COMPLETE", "{stack}: {}", state["failures"]);
    let (_, refused) = emulator.wires(stack);
    assert!(refused.is_empty(), "{stack}: {refused:#?}");
}

/// Whether what was sent is found at a place.
fn is_found(emulator: &Emulator, stack: &str, place: Place) -> bool {
    let asked = match place {
        Log(function) => {
            emulator.ask("function_log", &json!({ "stack": stack, "function": function, "containing": MARK, "seconds": WAIT }))
        }
        Queue(queue) => emulator.ask("receive_with", &json!({ "stack": stack, "queue": queue, "containing": MARK, "seconds": WAIT })),
        Table => emulator.ask("items", &json!({ "stack": stack, "table": "TATable", "count": 1, "seconds": WAIT })),
        Stream => emulator.ask("records", &json!({ "stack": stack, "stream": "SStream", "count": 1, "seconds": WAIT })),
        Bucket => emulator.ask("objects", &json!({ "stack": stack, "bucket": "BUBucket", "count": 1, "seconds": WAIT })),
        Workflow => emulator.ask("executions", &json!({ "stack": stack, "workflow": "W", "count": 1, "seconds": WAIT })),
    };
    asked.to_string().contains(MARK)
}

#[test]
fn what_goes_in_comes_out() {
    let emulator = Emulator::start();
    let lost: Vec<String> = thread::scope(|scope| {
        let run = |trial: Trial| {
            let emulator = &emulator;
            scope.spawn(move || {
                deployed(emulator, trial.name, &drawn(&format!("{ENDS}{}", trial.script)));
                (trial.send)(emulator, trial.name);
                let found = trial.found.iter().filter(|(_, place)| !is_found(emulator, trial.name, *place));
                found.map(|(kind, place)| format!("{kind} to {place:?}")).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = trials().into_iter().map(run).collect();
        running.into_iter().flat_map(|one| one.join().unwrap_or_else(|_| vec!["a trial failed, see above".to_owned()])).collect()
    });
    assert!(lost.is_empty(), "nothing arrived by: {lost:#?}");
}

/// The kind whose alarms stand by a group of schedules, of which the emulator forgets the schedules.
const NO_GROUPS: &str = "schedule_alarms_topic";

/// The first design of each kind by which alarms are told to a topic, the topic leading on to a queue.
fn alarmed() -> BTreeMap<String, Design> {
    let mut found = BTreeMap::new();
    for case in connections_alone() {
        // The judge of wires reads no schedule that the emulator keeps in a group.
        let fits = |kind: &str| tells_topic(kind) && kind != NO_GROUPS && !found.contains_key(kind);
        let told = case.design.connections.values().find(|line| fits(&line.kind));
        let Some(line) = told.cloned() else { continue };
        let mut draft = Draft::new(&case.design, &REGISTRY);
        let queue = draft.add_node("queue", "Told", None).expect("a queue");
        if draft.connect(&line.target, None, &queue, None).is_ok() {
            found.insert(line.kind.clone(), draft.design().clone());
        }
    }
    found
}

#[test]
fn alarms_reach_whom_they_are_told_to() {
    let emulator = Emulator::start();
    let designs = alarmed();
    let told = REGISTRY.connections.iter().map(|kind| kind.spec().id).filter(|kind| tells_topic(kind) && *kind != NO_GROUPS);
    let kinds: BTreeSet<&str> = told.collect();
    assert_eq!(designs.keys().map(String::as_str).collect::<BTreeSet<_>>(), kinds);
    for (kind, design) in designs {
        let stack = kind.replace('_', "-");
        deployed(&emulator, &stack, &design);
        let alarms = emulator.ask("raise_alarms", &json!({ "stack": stack, "reason": MARK }));
        assert!(alarms.as_array().is_some_and(|alarms: &Vec<Value>| !alarms.is_empty()), "{kind}: {alarms}");
        let told = emulator.ask("receive_with", &json!({ "stack": stack, "queue": "ToldQueue", "containing": MARK, "seconds": 15 }));
        assert!(told.to_string().contains(MARK), "{kind}: {told}");
    }
}
