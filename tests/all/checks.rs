//! Every check's own examples: the one that breaks the rule is found, the one that keeps it is not, and every fix mends
//! what it promises without breaking anything else.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Check, Date, Finding, Severity, docs};
use stackdraft::cli::script;
use stackdraft::design::{Design, Editor};
use stackdraft::project;
use stackdraft::synth::{analyse, apply_fix};

/// The day the examples are checked on.
const TODAY: Date = Date::new(2026, 11, 23);

/// An example with its `<40000 characters>` written out, which nobody would want to read.
fn written_out(example: &str) -> String {
    let Some((before, rest)) = example.split_once(" characters>") else { return example.to_owned() };
    let (start, count) = before.rsplit_once('<').unwrap();
    format!("{start}{}{}", "x".repeat(count.parse().unwrap()), written_out(rest))
}

fn design(code: &str, example: &str) -> Design {
    let empty = Design::new("example");
    let mut draft = Draft::new(&empty, &REGISTRY);
    // What a file may hold and no draft would draw is given as JSON.
    if example.trim_start().starts_with('{') {
        return project::parse(example).unwrap_or_else(|e| panic!("{code}: {e}\n{example}"));
    }
    let example = &written_out(example);
    if let Err(fault) = script::run(example, &mut draft) {
        panic!("{code}: line {} of the example: {}\n{example}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn findings(design: &Design, check: &dyn Check) -> Vec<Finding> {
    let report = analyse(design, &REGISTRY, TODAY).report;
    report.findings.into_iter().filter(|f| f.code == check.spec().code).collect()
}

#[test]
fn the_list_is_sorted_and_no_code_is_used_twice() {
    let codes: Vec<&str> = REGISTRY.checks.iter().map(|c| c.spec().code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
}

#[test]
fn every_check_finds_its_breaking_example_and_not_its_keeping_one() {
    for check in REGISTRY.checks {
        let spec = check.spec();
        let breaking = docs::examples(spec.docs, "breaks");
        let keeping = docs::examples(spec.docs, "keeps");
        assert!(!breaking.is_empty() && !keeping.is_empty(), "{} has no examples", spec.code);
        for example in &breaking {
            let found = findings(&design(spec.code, example), *check);
            assert!(!found.is_empty(), "{} does not find its breaking example:\n{example}", spec.code);
            assert_eq!(spec.fix, found.iter().any(|f| !f.fixes.is_empty()), "{}: whether it has a fix", spec.code);
            for finding in &found {
                assert!(finding.message.ends_with('.'), "{}: {}", spec.code, finding.message);
            }
        }
        for example in &keeping {
            let found = findings(&design(spec.code, example), *check);
            assert!(found.is_empty(), "{} finds in its keeping example: {}\n{example}", spec.code, found[0].message);
        }
    }
}

#[test]
fn every_fix_mends_its_example_and_one_undo_takes_it_back() {
    let mut tried = 0;
    for check in REGISTRY.checks {
        let spec = check.spec();
        for example in docs::examples(spec.docs, "breaks") {
            let design = design(spec.code, &example);
            let before = analyse(&design, &REGISTRY, TODAY).report.count(Severity::Error);
            for finding in findings(&design, *check) {
                for fix in &finding.fixes {
                    let Some(transaction) = apply_fix(&design, &REGISTRY, fix) else {
                        panic!("{}: `{}` changes nothing", spec.code, fix.title);
                    };
                    let mut editor = Editor::new(design.clone());
                    editor.commit(transaction);
                    let fixed = findings(editor.design(), *check);
                    let same = |f: &&Finding| f.place == finding.place && f.field == finding.field;
                    assert!(!fixed.iter().any(|f| same(&f)), "{}: `{}` does not mend it", spec.code, fix.title);
                    let after = analyse(editor.design(), &REGISTRY, TODAY);
                    assert!(after.report.count(Severity::Error) <= before, "{}: `{}` brings errors", spec.code, fix.title);
                    assert!(after.synthesis.faults.len() <= analyse(&design, &REGISTRY, TODAY).synthesis.faults.len());
                    editor.undo();
                    assert_eq!(project::print(editor.design()), project::print(&design), "{}: undo of `{}`", spec.code, fix.title);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= REGISTRY.checks.iter().filter(|c| c.spec().fix).count());
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    const LENGTH: usize = 4_000;
    let nodes: Vec<String> =
        (0..LENGTH).map(|n| format!(r#""f{n}": {{"kind": "function", "name": "F{n}", "logical_id": "F{n}"}}"#)).collect();
    let calls = |n| format!(r#""c{n}": {{"kind": "function_invokes_function", "from": "f{n}", "to": "f{}"}}"#, n + 1);
    let lines: Vec<String> = (0..LENGTH - 1).map(calls).collect();
    let text = format!(r#"{{"version": 1, "name": "chain", "nodes": {{{}}}, "connections": {{{}}}}}"#, nodes.join(","), lines.join(","));
    let design = project::parse(&text).unwrap();
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let analysis = thread.spawn(move || analyse(&design, &REGISTRY, TODAY)).unwrap().join().unwrap();
    let chained = analysis.report.findings.iter().find(|finding| finding.code == "REL072").unwrap();
    assert!(chained.message.starts_with("4000 functions") && chained.message.len() < 300, "{}", chained.message);
}

#[test]
fn groups_nested_without_end_are_checked_in_time() {
    let group = |n: usize| {
        let parent = if n == 0 { String::new() } else { format!(r#", "parent": "g{}""#, n - 1) };
        format!(r#""g{n}": {{"name": "G{n}", "at": [{n}, {n}], "size": [{s}, {s}]{parent}}}"#, s = 20_000 - 2 * n)
    };
    let groups: Vec<String> = (0..3_000).map(group).collect();
    let text = format!(r#"{{"version": 1, "name": "deep", "nodes": {{}}, "connections": {{}}, "groups": {{{}}}}}"#, groups.join(","));
    let design = project::parse(&text).unwrap();
    let begun = std::time::Instant::now();
    let report = analyse(&design, &REGISTRY, TODAY).report;
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"DOC008") && !codes.contains(&"DOC004"), "{codes:?}");
}
