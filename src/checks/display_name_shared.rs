//! DOC002.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// Two nodes of one service have the same name.
    ///
    /// Readers cannot tell them apart, and neither can `stackdraft edit`.
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add queue Orders
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add queue Invoices
    /// ```
    pub static SPEC: CheckSpec = {
        code: "DOC002",
        name: "display_name_shared",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct DisplayNameShared;

impl Check for DisplayNameShared {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let mut seen: BTreeMap<_, crate::design::NodeId> = BTreeMap::new();
        for node in context.graph.nodes() {
            let key = (node.node.kind.as_str(), node.node.name.to_lowercase());
            if let Some(first) = seen.get(&key) {
                let (id, name) = (node.id.clone(), node.node.name.clone());
                out.add(Place::Node(id.clone()), format!("There is another {} called {name}.", node.service.spec().name.to_lowercase()))
                    .related([Place::Node(first.clone())])
                    .unsafe_fix("Number the name", move |draft| {
                        let taken = |n: &str| draft.design().nodes.values().any(|node| node.name.eq_ignore_ascii_case(n));
                        let unused = crate::design::ids::unused(&name, " ", taken);
                        draft.rename_node(&id, &unused)
                    });
            } else {
                seen.insert(key, node.id.clone());
            }
        }
    }
}
