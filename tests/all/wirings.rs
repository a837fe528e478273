//! Wirings that no unit alone has, exported and imported: one end with many others, several lines that share what they make, ends
//! that are called by their names.

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::import::import;
use stackdraft::synth::synthesize;

use crate::generate::Case;
use crate::round_trips::come_back;

/// What it is, and the edits that draw it.
const WIRINGS: &[(&str, &str)] = &[
    ("many topics of a queue", "add queue Q\nrepeat 15 add topic \"T #\"\nrepeat 15 connect \"T #\" Q\n"),
    (
        "many rules of a queue",
        "add event_bus B\nadd queue Q\nrepeat 12 rule B \"R #\" pattern={\"source\":[\"s#\"]}\nrepeat 12 connect B/\"R #\" Q\n",
    ),
    (
        "many rules of a topic",
        "add topic T\nadd event_bus B\nrepeat 14 rule B \"R #\" pattern={\"source\":[\"s#\"]}\nrepeat 14 connect B/\"R #\" T\n",
    ),
    ("many buckets of a topic", "add topic T\nrepeat 14 add bucket \"B #\"\nrepeat 14 connect \"B #\" T\n"),
    (
        "many senders of several services",
        "add queue Q\nrepeat 7 add topic \"T #\"\nrepeat 7 connect \"T #\" Q\nrepeat 7 add bucket \"B #\"\nrepeat 7 connect \"B #\" Q\n\
         add event_bus E\nrule E One pattern={\"source\":[\"s\"]}\nconnect E/One Q\n",
    ),
    (
        "many rules of an encrypted queue",
        "add kms_key K\nadd queue Q\nconnect K Q\nadd event_bus B\nrepeat 14 rule B \"R #\" pattern={\"source\":[\"s#\"]}\n\
         repeat 14 connect B/\"R #\" Q\n",
    ),
    ("many topics of a key", "add kms_key K\nadd queue Q\nconnect K Q\nrepeat 14 add topic \"T #\"\nrepeat 14 connect \"T #\" Q\n"),
    (
        "rules of the default bus",
        "add event_bus D bus=default\nadd function F\nadd function G\nrule D One pattern={\"source\":[\"aws.s3\"]}\n\
         rule D Two pattern={\"source\":[\"aws.ec2\"]}\nrule D Three pattern={\"source\":[\"aws.ecs\"]}\nconnect D/One F\nconnect D/Two F\n\
         connect D/Two G\nconnect D/Three G\nconnect D/Three F\n",
    ),
    (
        "browsers of a REST API",
        "add api A protocol=rest cors=true cors_origins=[\"*\"]\nadd function F\nroute A \"GET /a\"\nconnect A/\"GET /a\" F\n",
    ),
    (
        "browsers from several origins",
        "add api A protocol=rest cors=true cors_origins=[\"https://a.example.com\",\"https://b.example.com\"] cors_credentials=true \
         cors_max_age=300s cors_headers=[\"content-type\",\"x-own\"] cors_methods=[\"GET\",\"POST\"]\nadd function F\nadd queue Q\n\
         route A \"GET /a\"\nroute A \"POST /a\"\nroute A \"GET /b/{id}\"\nroute A \"POST /q\"\nconnect A/\"GET /a\" F\n\
         connect A/\"POST /a\" F\nconnect A/\"GET /b/{id}\" F\nconnect A/\"POST /q\" Q\n",
    ),
    (
        "browsers and an answer of one's own",
        "add api A protocol=rest cors=true cors_origins=[\"https://a.example.com\",\"https://b.example.com\"] \
         gateway_responses=[{\"kind\":\"ACCESS_DENIED\",\"status\":404}]\nadd function F\nadd queue Q\nroute A \"ANY /c\"\nroute A \"POST /q\"\n\
         connect A/\"ANY /c\" F\nconnect A/\"POST /q\" Q\n",
    ),
    ("what reads and sends", "add queue Q\nadd function F\nconnect Q F\nconnect F Q\n"),
    ("a bucket through EventBridge", "add bucket Files\nadd function A\nadd function B\nconnect Files A\nconnect Files B\n"),
    (
        "a bucket through EventBridge beside a rule",
        "add bucket Files\nadd function A\nconnect Files A delivery=event_bridge\nadd event_bus D bus=default\n\
         rule D One pattern={\"source\":[\"aws.ec2\"]}\nconnect D/One A\n",
    ),
    (
        "a bucket by its name",
        "add bucket Files physical_name=my-files-bucket-1\nadd function T\nconnect Files T\nconnect T Files access=read prefix=in/\n",
    ),
    (
        "default buses of several names",
        "add event_bus \"Event bus 1\" bus=default\nadd event_bus \"Event bus 2\" bus=default\nadd queue Q\nadd function F\n\
         rule \"Event bus 1\" One pattern={\"source\":[\"aws.s3\"]}\nrule \"Event bus 2\" Two pattern={\"source\":[\"aws.ec2\"]}\n\
         connect \"Event bus 1\"/One Q\nconnect \"Event bus 2\"/Two F\n",
    ),
    (
        "a secret that a key encrypts",
        "add kms_key K\nadd resource S type=AWS::SecretsManager::Secret arn=Ref properties={\"KmsKeyId\":{\"$attribute\":{\"node\":\"kms-key-k\",\
         \"attribute\":\"Arn\"}},\"GenerateSecretString\":{}}\nadd function F tracing=false\nconnect F S access=read\n",
    ),
    (
        "a log group that a key encrypts",
        "add kms_key K\nadd event_bus B\nadd resource L type=AWS::Logs::LogGroup properties={\"KmsKeyId\":{\"$attribute\":{\"node\":\
         \"kms-key-k\",\"attribute\":\"Arn\"}},\"RetentionInDays\":7}\nrule B R pattern={\"source\":[\"s\"]}\nconnect B/R L\n",
    ),
    (
        "names of one's own",
        "add queue Q physical_name=orders\nadd queue D\nconnect Q D\nadd table T physical_name=items\nadd function F physical_name=work\n\
         connect F T\n",
    ),
];

fn drawn((name, edits): &(&str, &str)) -> Design {
    let empty = Design::new(name);
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(edits, &mut draft).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    draft.design().clone()
}

#[test]
fn wirings_come_back() {
    come_back(WIRINGS.iter().map(|wiring| Case { name: wiring.0.to_owned(), design: drawn(wiring) }).collect());
}

#[test]
fn what_an_import_draws_is_all_of_use() {
    for wiring in WIRINGS {
        let (name, design) = (wiring.0, drawn(wiring));
        let template = synthesize(&Graph::new(&design, &REGISTRY)).template.yaml();
        let back = import("back", &template, &REGISTRY).unwrap().design;
        assert_eq!(back.nodes.len(), design.nodes.len(), "{name}");
        assert_eq!(back.connections.len(), design.connections.len(), "{name}");
        let fields = |design: &Design| design.connections.values().map(|line| line.fields.len()).sum::<usize>();
        assert!(fields(&back) <= fields(&design), "{name}");
    }
}
