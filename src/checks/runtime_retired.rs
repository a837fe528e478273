//! SEC003.

use crate::catalog::{Check, CheckSpec, Context, Date, Findings, Place, Settings, Severity};
use crate::design::Value;
use crate::services::function::{self, RUNTIME};
use crate::unit;

/// Runtimes with the day AWS stops to mend them, and what follows them.
const RETIRED: &[(&str, Date, Option<&str>)] = &[
    ("nodejs22.x", Date::new(2027, 4, 30), Some("nodejs24.x")),
    ("nodejs24.x", Date::new(2028, 4, 30), None),
    ("python3.12", Date::new(2028, 10, 31), Some("python3.14")),
    ("python3.13", Date::new(2029, 6, 30), Some("python3.14")),
    ("python3.14", Date::new(2029, 6, 30), None),
    ("dotnet10", Date::new(2028, 11, 14), None),
    ("ruby3.4", Date::new(2028, 3, 31), None),
    ("provided.al2023", Date::new(2029, 6, 30), None),
];

/// How long before that day it is told.
const DAYS_BEFORE: i64 = 183;

unit! {
    /// A function's runtime is retired, or will be within six months.
    ///
    /// From that day on the runtime gets no security patches; a while later functions with it can be neither created nor
    /// changed. The code must be tried with the newer one, so a person has to decide.
    ///
    /// AWS: Lambda Developer Guide, "Lambda runtimes", "Runtime deprecation policy".
    ///
    /// ```stackdraft breaks
    /// add function Worker runtime=nodejs22.x
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC003",
        name: "runtime_retired",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct RuntimeRetired;

impl Check for RuntimeRetired {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(function::SPEC.id) {
            let runtime = node.choice(&RUNTIME);
            if !node.applies(&RUNTIME) {
                continue;
            }
            let Some((_, day, successor)) = RETIRED.iter().find(|(id, _, _)| *id == runtime) else { continue };
            if day.to_days() - context.today.to_days() > DAYS_BEFORE {
                continue;
            }
            let label = |id: &str| function::RUNTIMES.iter().find(|r| r.id == id).map_or(id.to_owned(), |r| r.label.to_owned());
            let will = if *day <= context.today { "got its last security patch on" } else { "gets its last security patch on" };
            let message = format!("{} {will} {day}: {} has to move on.", label(&runtime), node.node.name);
            let finding = out.add(Place::Node(node.id.clone()), message).field(&RUNTIME);
            if let Some(successor) = successor {
                let (id, successor) = (node.id.clone(), (*successor).to_owned());
                finding.unsafe_fix(format!("Run on {}", label(&successor)), move |draft| {
                    draft.set_node_field(&id, RUNTIME.id, Some(Value::from(successor.as_str())))
                });
            }
        }
    }
}
