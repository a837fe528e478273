//! The layers hold: lower never imports higher, and what is outside the program is named in one place each.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the lowest layer to the highest; those in one row may use each other.
const LAYERS: &[&[&str]] = &[
    &["cfn", "design"],
    &["catalog"],
    &["services"],
    &["connections"],
    &["nested"],
    &["checks", "prove"],
    &["synth", "import"],
    &["anatomy"],
    &["arrange"],
    &["draw"],
    &["project"],
    &["deploy"],
    &["cli", "app"],
];

/// Crates that only some modules may name.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("egui::", &["app"]),
    ("eframe::", &["app"]),
    ("egui_extras::", &["app"]),
    ("rfd::", &["app"]),
    ("aws_sdk_", &["deploy"]),
    ("aws_config::", &["deploy"]),
    ("std::fs", &["app", "cli", "deploy", "project"]),
    ("clap::", &["cli"]),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let module = inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    found.sort();
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The code without comments and without what stands in the file's own tests.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn lower_layers_never_import_higher_ones() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let Some(own) = layer(&module) else { continue };
        let code = code(&text);
        for (other, row) in LAYERS.iter().enumerate().flat_map(|(index, row)| row.iter().map(move |name| (name, index))) {
            let same_row_but_apart = module != **other && row == own && matches!(module.as_str(), "cfn" | "design");
            if (row > own || same_row_but_apart) && code.contains(&format!("crate::{other}::")) {
                wrong.push(format!("{} imports {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn proofs_share_nothing_with_what_makes_templates() {
    let makers =
        ["crate::services", "crate::connections", "crate::checks", "crate::synth", "policy::", "request::", "emission::", "naming::"];
    let proofs: Vec<_> = sources().into_iter().filter(|(module, ..)| module == "prove").collect();
    assert!(proofs.len() > 10);
    let mut wrong = Vec::new();
    for (_, path, text) in proofs {
        let code = code(&text);
        wrong.extend(makers.iter().filter(|maker| code.contains(*maker)).map(|maker| format!("{} names {maker}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    let known = |module: &str| layer(module).is_some() || matches!(module, "lib" | "main");
    let unknown: Vec<_> = sources().into_iter().map(|(module, ..)| module).filter(|m| !known(m)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn what_is_outside_is_named_in_one_place() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let code = code(&text);
        for (name, homes) in OUTSIDE {
            let named = code.match_indices(name).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if named && !homes.contains(&module.as_str()) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = sources().into_iter().filter(|(_, _, text)| !text.starts_with("//!")).map(|(_, path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn lists_are_sorted_and_complete() {
    use stackdraft::REGISTRY;
    let services: Vec<&str> = REGISTRY.services.iter().map(|s| s.spec().id).collect();
    assert!(services.is_sorted(), "{services:?}");
    let connections: Vec<&str> = REGISTRY.connections.iter().map(|c| c.spec().id).collect();
    assert!(connections.is_sorted(), "{connections:?}");
    let declared = |folder: &str, kind: &str| {
        let opening = format!("static SPEC: {kind}");
        sources().into_iter().filter(|(module, _, text)| module == folder && text.contains(&opening)).count()
    };
    assert_eq!(declared("services", "ServiceSpec"), services.len());
    // The alarms of all services are one table.
    let alarms = stackdraft::connections::alarms::KINDS;
    assert!(alarms.iter().all(|kind| connections.contains(&kind.spec().id)));
    assert_eq!(declared("connections", "ConnectionSpec") + alarms.len(), connections.len());
    let watched = REGISTRY.services.iter().filter(|s| !s.alarms().is_empty());
    for service in watched.clone() {
        assert!(service.spec().facets.iter().any(|f| f.id == stackdraft::catalog::alarm::FACET), "{}", service.spec().id);
    }
    assert_eq!(watched.count() * 2, alarms.len());
    assert_eq!(declared("checks", "CheckSpec"), REGISTRY.checks.len());
}

#[test]
fn specs_say_what_forms_and_help_need() {
    use stackdraft::REGISTRY;
    use stackdraft::catalog::field::Literal;
    let fields = REGISTRY.services.iter().flat_map(|s| {
        let spec = s.spec();
        let own = spec.fields.iter().map(move |f| (spec.id, f));
        own.chain(spec.facets.iter().flat_map(move |facet| facet.fields.iter().map(move |f| (spec.id, f))))
    });
    let lines = REGISTRY.connections.iter().flat_map(|c| c.spec().fields.iter().map(move |f| (c.spec().id, f)));
    for (owner, field) in fields.chain(lines) {
        assert!(!field.label.is_empty(), "{owner}.{} has no label", field.id);
        if field.required {
            assert_ne!(field.example, Literal::None, "{owner}.{} is required and has no example", field.id);
        }
        for literal in [field.default, field.example, field.omitted_at] {
            if let Literal::Json(text) = literal {
                assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{owner}.{}: {text}", field.id);
            }
        }
        if let Some(value) = field.default.to_json().filter(|v| *v != "") {
            let problem = stackdraft::catalog::parse::problem(field, &value.into());
            assert_eq!(problem, None, "the default of {owner}.{}", field.id);
        }
    }
    for service in REGISTRY.services {
        assert!(stackdraft::catalog::docs::text(service.spec().docs).len() > 80, "{}", service.spec().id);
    }
}
