//! Customer keys, deployed to an emulator: everything they encrypt names them, messages arrive, and roles may use the keys as
//! far as they have to.

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::cfn::yaml;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

use crate::emulator::Emulator;
use crate::support::assert_lints_clean;

const SHOP: &str = "add kms_key Own alias=alias/shop
add queue Orders
add queue Failed
add topic News
add event_bus Shop
add table Items
add stream Clicks
add bucket Files
add function Worker
add function Reader
add workflow Process
connect Own Orders
connect Own News
connect Own Shop dead_letters=Failed
connect Own Items
connect Own Clicks
connect Own Files
connect Own Worker
connect Own Process
connect News Orders
connect Shop Orders
connect Worker Shop
connect Worker News
connect Worker Items access=write
connect Worker Clicks
connect Worker Files access=read
connect Orders Reader
";

#[test]
fn what_keys_encrypt_is_made_and_reached() {
    let empty = Design::new("encrypted");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(SHOP, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    let synthesis = synthesize(&Graph::new(draft.design(), &REGISTRY));
    assert_eq!(synthesis.faults, []);
    let template = yaml::write(&synthesis.template.to_value());
    assert_lints_clean(&[("encrypted", &template)]);
    let emulator = Emulator::start();
    let state = emulator.deploy("encrypted", &template);
    assert_eq!(state["status"], "CREATE_COMPLETE", "{}", state["failures"]);
    let (wires, refused) = emulator.wires("encrypted");
    assert!(wires > 3, "{wires}");
    assert!(refused.is_empty(), "{refused:#?}");
    let made = emulator.readback("encrypted");
    let key = &made["OwnKey"]["properties"];
    assert_eq!(key["Rotation"], true, "{key}");
    let policy = key["Policy"].to_string();
    assert!(policy.contains("sns.amazonaws.com") && policy.contains("events.amazonaws.com"), "{policy}");
    let of = |id: &str, place: &str| made[id]["properties"].pointer(place).map(ToString::to_string).unwrap_or_default();
    // The emulator does not keep the keys of topics and buses.
    assert!(of("OrdersQueue", "/KmsMasterKeyId").contains("OwnKey"), "{}", made["OrdersQueue"]["properties"]);
    let may = |role: &str, action: &str| emulator.may("encrypted", role, action, "OwnKey");
    assert!(may("WorkerRole", "kms:GenerateDataKey") && may("WorkerRole", "kms:Decrypt"));
    assert!(may("ReaderRole", "kms:Decrypt") && !may("ReaderRole", "kms:GenerateDataKey"));
    assert!(!may("WorkerRole", "kms:ScheduleKeyDeletion"));
}
