//! Design files: what is saved is loaded byte for byte, and damaged files give errors with a place, never a panic.

use proptest::prelude::*;
use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::cfn::yaml;
use stackdraft::design::Design;
use stackdraft::project;
use stackdraft::synth::synthesize;

use crate::generate::random;

fn template(design: &Design) -> String {
    yaml::write(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())
}

#[test]
fn saving_loading_and_saving_again_changes_nothing() {
    for seed in 0..30 {
        let design = random::draft(seed, 25);
        let text = project::print(&design);
        let again = project::parse(&text).unwrap();
        assert_eq!(again, design, "seed {seed}");
        assert_eq!(project::print(&again), text, "seed {seed}");
    }
}

#[test]
fn renaming_and_moving_everything_leaves_the_template_as_it_is() {
    for seed in 0..20 {
        let design = random::draft(seed, 25);
        let mut draft = Draft::new(&design, &REGISTRY);
        let ids: Vec<_> = design.nodes.keys().cloned().collect();
        for (index, id) in ids.iter().enumerate() {
            draft.rename_node(id, &format!("Renamed {index}")).unwrap();
        }
        draft.move_by(&ids, &[], &[], 320.0, -64.0).unwrap();
        assert_eq!(template(draft.design()), template(&design), "seed {seed}");
    }
}

#[test]
fn synthesis_is_the_same_every_time() {
    for seed in 0..10 {
        let design = random::draft(seed, 30);
        assert_eq!(template(&design), template(&design.clone()));
    }
}

#[test]
fn moving_one_node_changes_one_line() {
    let design = random::draft(3, 20);
    let mut draft = Draft::new(&design, &REGISTRY);
    let id = design.nodes.keys().next().unwrap().clone();
    draft.move_by(&[id], &[], &[], 8.0, 8.0).unwrap();
    let (before, after) = (project::print(&design), project::print(draft.design()));
    assert_eq!(before.lines().zip(after.lines()).filter(|(a, b)| a != b).count(), 1);
    assert_eq!(before.lines().count(), after.lines().count());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_files_never_panic(seed in 0_u64..20, at in 0.0_f64..1.0, cut in 0_usize..40, insert in "[\\[\\]{}\",:a-z0-9\\\\ ]{0,6}") {
        let text = project::print(&random::draft(seed, 8));
        let mut start = (text.len() as f64 * at) as usize;
        while !text.is_char_boundary(start) { start -= 1; }
        let mut end = (start + cut).min(text.len());
        while !text.is_char_boundary(end) { end += 1; }
        let damaged = format!("{}{insert}{}", &text[..start], &text[end..]);
        match project::parse(&damaged) {
            Ok(design) => {
                // Whatever still reads as a design is checked and synthesised without a panic, and written back.
                let analysis = stackdraft::synth::analyse(&design, &REGISTRY, stackdraft::catalog::Date::new(2026, 11, 23));
                prop_assert!(analysis.report.findings.len() < 10_000);
                prop_assert_eq!(&project::parse(&project::print(&design)).unwrap(), &design);
            }
            Err(project::Error::Broken { line, column, message }) => {
                prop_assert!(line >= 1 && column >= 1 && line <= damaged.lines().count() + 1);
                prop_assert!(!message.is_empty());
            }
            Err(project::Error::Newer { .. }) => {}
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(project::parse(&text).is_err());
    }
}
