//! Clients.

use crate::catalog::field::choice;
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, Field, NodeView, Settings, Wanted};
use crate::cfn::Value;
use crate::unit;

/// What kind of client it is.
pub const KIND: Field = Field::choice(
    "kind",
    "Kind",
    &[choice("browser", "Browser"), choice("app", "App"), choice("person", "Person"), choice("system", "Third party")],
)
.help("What it is, for the reader.");

unit! {
    /// A client is whoever uses the architecture from outside: a browser, an app, a person, a third party.
    ///
    /// It is only in the picture: neither it nor its lines become anything in the template.
    pub static SPEC: ServiceSpec = {
        id: "client",
        name: "Client",
        aws: "person or system",
        category: Category::Picture,
        summary: "Whoever calls from outside; only in the picture",
        suffix: "",
        resource: None,
        stateful: Stateful::No,
        fields: &[KIND],
        facets: &[],
        ports: Ports::Out,
    }
}

/// The service.
pub struct Client;

impl Service for Client {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::General
    }

    fn emit(&self, _node: &NodeView<'_>, _wanted: &Wanted, _out: &mut Emission<'_>) {}

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        node.set_value(&KIND).map_or_else(|| "Browser".to_owned(), |value| crate::catalog::parse::display(&KIND, value))
    }

    fn attribute(&self, _node: &NodeView<'_>, _attribute: Attribute) -> Option<Value> {
        None
    }
}
