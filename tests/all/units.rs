//! Every unit alone, in every form its spec declares: synthesised without a fault.

use stackdraft::REGISTRY;
use stackdraft::catalog::{Date, Graph};
use stackdraft::synth::{analyse, synthesize};

use crate::generate::full::{connections_full, services_full};
use crate::generate::{Case, add_entry, connections_alone, connections_to_work, services_alone, services_at_work};

const TODAY: Date = Date::new(2026, 11, 23);

fn all_forms() -> impl Iterator<Item = Case> {
    let services = services_alone().into_iter().chain(services_at_work()).chain(services_full());
    services.chain(connections_alone()).chain(connections_to_work()).chain(connections_full(None))
}

#[test]
fn every_form_of_every_unit_is_synthesised_without_a_fault() {
    let cases: Vec<_> = all_forms().collect();
    println!("{} forms", cases.len());
    for case in &cases {
        let synthesis = synthesize(&Graph::new(&case.design, &REGISTRY));
        assert!(synthesis.faults.is_empty(), "{}: {:?}", case.name, synthesis.faults);
        for (id, provenance) in &synthesis.provenance {
            assert!(!provenance.origins.is_empty(), "{}: {id} comes from nowhere", case.name);
            assert!(synthesis.template.resources.contains_key(id));
        }
        assert_eq!(synthesis.provenance.len(), synthesis.template.resources.len(), "{}", case.name);
    }
}

#[test]
fn filled_in_forms_have_no_invalid_field() {
    for case in all_forms() {
        let report = analyse(&case.design, &REGISTRY, TODAY).report;
        let invalid: Vec<_> = report.findings.iter().filter(|f| f.code == "WIR002").map(|f| f.message.as_str()).collect();
        assert!(invalid.is_empty(), "{}: {invalid:?}", case.name);
    }
}

#[test]
fn entries_can_be_added_and_removed() {
    use stackdraft::catalog::draft::Draft;
    use stackdraft::design::{Design, Fields};
    for service in REGISTRY.services {
        for facet in service.spec().facets.iter().filter(|f| !f.fields.is_empty()) {
            let empty = Design::new("entries");
            let mut draft = Draft::new(&empty, &REGISTRY);
            let node = draft.add_node(service.spec().id, "Some", None).unwrap();
            let before = draft.design().clone();
            let entry = add_entry(&mut draft, &node, facet.id, &Fields::new());
            assert_ne!(*draft.design(), before);
            draft.remove_entry(&node, &entry).unwrap();
            assert_eq!(*draft.design(), before, "{} {}", service.spec().id, facet.id);
        }
    }
}
