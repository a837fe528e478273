//! Calls of a route of an API by what signs its requests with a role.

use crate::catalog::field::TextRule;
use crate::catalog::{Emission, Ends, Field, Line, Literal, NodeView, Refusal, Settings, Statement};
use crate::cfn::{Pieces, Value};
use crate::services::api::{self, Authorization, Route};

/// Which route is called.
pub const ROUTE: Field = Field::text(
    "route",
    "Route",
    TextRule { min: 0, max: 600, shape: Some((is_title, "a route such as POST /orders")) },
)
.example(Literal::Text("POST /orders"))
.decides()
.help(
    "The route that is called, by its method and path, such as POST /orders; the API's first one that can be called where this is empty.",
);

fn is_title(text: &str) -> bool {
    text.is_empty() || text.split_once(' ').is_some_and(|(method, path)| !method.is_empty() && path.starts_with('/'))
}

/// The route a line calls: the one it names, or the first that can be called, one
/// without variables before others; `None` where the API has no such route.
pub fn route<'g>(line: &Line<'g>) -> Option<Route<'g>> {
    let routes = api::routes(&line.target);
    if let Some(title) = line.text(&ROUTE) {
        return routes.into_iter().find(|route| route.title() == title);
    }
    let plain = |route: &&Route<'_>| is_callable(route) && api::variables(&route.path).is_empty();
    let any = || routes.iter().find(|route| is_callable(route));
    routes.iter().find(plain).or_else(any).or_else(|| routes.first()).cloned()
}

/// Whether some route of an API can be called with a signature.
pub fn takes_calls(api: &NodeView<'_>) -> bool {
    takes_signatures(api::authorization(api)) || api::routes(api).iter().any(|route| takes_signatures(route.authorization()))
}

/// Why no route of an API can be called: each asks for something other than a signature.
pub fn refuse(ends: &Ends<'_>) -> Option<Refusal> {
    let api = &ends.target;
    let some = takes_calls(api);
    let (source, target) = (&ends.source.node.name, &api.node.name);
    let reason = format!("{source} signs its calls, and {target} asks for something else: let the API or one of its routes ask for IAM.");
    (!some).then(|| Refusal::new(reason))
}

fn takes_signatures(authorization: Authorization) -> bool {
    matches!(authorization, Authorization::None | Authorization::Iam)
}

/// Whether something answers the route, and it takes signed requests.
pub fn is_callable(route: &Route<'_>) -> bool {
    is_answered(route) && takes_signatures(route.authorization())
}

/// Whether something answers the route.
pub fn is_answered(route: &Route<'_>) -> bool {
    route.entry.node.outgoing().any(|line| line.connection.entry.as_ref() == Some(&route.entry.entry.id))
}

/// The method that is called: of a route for every method, `POST`.
pub fn method<'r>(route: &'r Route<'_>) -> &'r str {
    if route.method == "ANY" { "POST" } else { &route.method }
}

/// The path with `*` for each of its variables.
pub fn gapped(path: &str) -> String {
    let step = |step: &str| if step.starts_with('{') { "*".to_owned() } else { step.to_owned() };
    path.split('/').map(step).collect::<Vec<_>>().join("/")
}

/// The ARN of the calls of a route.
pub fn arn(line: &Line<'_>, route: &Route<'_>) -> Value {
    let end = format!("/{}{}", method(route), gapped(&route.path));
    api::arn(&line.target).text("/").value(&api::stage(&line.target)).text(&end).finish()
}

/// Lets the role of the line's source call the route.
pub fn grant(line: &Line<'_>, route: &Route<'_>, out: &mut Emission<'_>) {
    let call = Statement::allow(["execute-api:Invoke"]).on(arn(line, route)).named(format!("Call{}", line.target.node.logical_id));
    out.grant(&line.source, call);
}

/// The host of the API.
pub fn host(line: &Line<'_>) -> Value {
    let pseudo = |name: &str| Value::reference(format!("AWS::{name}"));
    Pieces::default()
        .value(&Value::reference(line.target.node.logical_id.as_str()))
        .text(".execute-api.")
        .value(&pseudo("Region"))
        .text(".")
        .value(&pseudo("URLSuffix"))
        .finish()
}
