//! WIR056.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::services::user_pool::{self, CLIENT_HOSTED, CLIENTS, HOSTED_DOMAIN};
use crate::unit;

unit! {
    /// A client sends users to sign-in pages that are nowhere.
    ///
    /// Cognito's own pages are served under the pool's hosted domain. Give the pool one, unique in the region, or let the
    /// client sign users in by itself.
    ///
    /// AWS: Amazon Cognito Developer Guide, "User pool managed login", "Configuring a user pool domain".
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers
    /// client Customers Web hosted=true callback_urls=https://shop.example.com/in
    /// ```
    ///
    /// ```stackdraft keeps
    /// add user_pool Customers hosted_domain=example-shop
    /// client Customers Web hosted=true callback_urls=https://shop.example.com/in
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR056",
        name: "hosted_domain_missing",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct HostedDomainMissing;

impl Check for HostedDomainMissing {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(user_pool::SPEC.id) {
            if node.is_deferred(&HOSTED_DOMAIN) || node.text(&HOSTED_DOMAIN).is_some() {
                continue;
            }
            for client in node.entries(CLIENTS).filter(|client| client.is_on(&CLIENT_HOSTED)) {
                let (owner, id) = (node.id.clone(), client.entry.id.clone());
                let title = node.service.entry_title(client.facet, &client.entry.fields);
                let message = format!("{title} sends users to sign-in pages, and {} has no domain for them.", node.node.name);
                out.add(Place::Entry(owner.clone(), id.clone()), message)
                    .field(&CLIENT_HOSTED)
                    .related([Place::Node(owner.clone())])
                    .unsafe_fix("Let the client sign users in by itself", move |draft| {
                        draft.set_entry_field(&owner, &id, CLIENT_HOSTED.id, None)
                    });
            }
        }
    }
}
