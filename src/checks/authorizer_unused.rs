//! WIR053.

use super::authorizer_missing::{SUPPLIERS, asks};
use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::services::api::{AUTHORIZATION, ROUTE_AUTHORIZATION, ROUTES};
use crate::unit;

unit! {
    /// A user pool or a function leads to an API to say who is let in, and no route asks it.
    ///
    /// The line looks like protection and is none. Set the API's authorization, or that of the routes that need it.
    ///
    /// AWS: API Gateway Developer Guide, "Control and manage access to HTTP APIs in API Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// add user_pool Customers
    /// route Shop "GET /orders"
    /// connect Customers Shop
    /// unset Shop.authorization
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// add user_pool Customers
    /// route Shop "GET /orders" authorization=none
    /// connect Customers Shop
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add user_pool Customers
    /// route Shop "GET /orders" authorization=none
    /// route Shop "POST /orders"
    /// connect Customers Shop
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR053",
        name: "authorizer_unused",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct AuthorizerUnused;

impl Check for AuthorizerUnused {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (form, kind, from, name) in SUPPLIERS {
            for line in context.graph.lines_of(kind).filter(|line| !asks(&line.target, form)) {
                let message = format!("No route of {} asks the {name} {}.", line.target.node.name, line.source.node.name);
                let api = line.target.id.clone();
                out.add(Place::Connection(line.id.clone()), message).related([Place::Node(api.clone())]).unsafe_fix(
                    format!("Let the {name} say who may call the API"),
                    move |draft| {
                        draft.set_node_field(&api, AUTHORIZATION.id, Some(from.into()))?;
                        let routes = draft.node(&api)?.facets.get(ROUTES).into_iter().flatten();
                        let open = routes.filter(|route| route.fields.contains_key(ROUTE_AUTHORIZATION.id));
                        let open: Vec<_> = open.map(|route| route.id.clone()).collect();
                        open.iter().try_for_each(|route| draft.set_entry_field(&api, route, ROUTE_AUTHORIZATION.id, None))
                    },
                );
            }
        }
    }
}
