//! Overrides: whatever CloudFormation can say of a resource reaches the template, as one writes it there.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{FaultKind, Graph, Synthesis};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

fn synthesis(text: &str) -> Synthesis {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    synthesize(&Graph::new(draft.design(), &REGISTRY))
}

#[test]
fn attributes_beside_the_properties_are_set() {
    let made = synthesis(
        r#"add queue Orders
add queue Later
override Orders Resource.DependsOn=["LaterQueue"]
override Orders Resource.UpdatePolicy={"UseOnlineResharding":true}
override Orders Resource.Metadata.Owner=shop
override Orders Resource.DeletionPolicy=Retain"#,
    );
    assert_eq!(made.faults, []);
    let orders = &made.template.resources["OrdersQueue"];
    assert_eq!(orders.depends_on.iter().collect::<Vec<_>>(), ["LaterQueue"]);
    assert_eq!(orders.deletion_policy.as_deref(), Some("Retain"));
    let yaml = made.yaml();
    assert!(yaml.contains("    UpdatePolicy:\n      UseOnlineResharding: true\n"), "{yaml}");
    assert!(yaml.contains("    Metadata:\n      Owner: shop\n"), "{yaml}");
}

#[test]
fn long_forms_in_values_are_references() {
    let made = synthesis(
        r#"add queue Orders
add function Worker
override Orders Resource.Properties.KmsMasterKeyId={"Fn::GetAtt":["Worker","Arn"]}
override Orders Resource.Properties.Tags=[{"Key":"worker","Value":{"Ref":"Worker"}}]"#,
    );
    assert_eq!(made.faults, []);
    let yaml = made.yaml();
    assert!(yaml.contains("KmsMasterKeyId: !GetAtt Worker.Arn\n"), "{yaml}");
    assert!(yaml.contains("Value: !Ref Worker\n"), "{yaml}");
}

#[test]
fn what_is_no_attribute_of_a_resource_is_a_fault() {
    let made = synthesis("add queue Orders\noverride Orders Resource.Color=red");
    assert!(matches!(made.faults.as_slice(), [fault] if fault.kind == FaultKind::Override), "{:?}", made.faults);
}
