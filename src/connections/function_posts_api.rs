//! Function → WebSocket API.

use crate::catalog::field::choice;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, NodeView, Refusal, Settings, Statement,
};
use crate::services::api::{self, Protocol};
use crate::unit;

/// What the function may do with connections.
pub const ACCESS: Field = Field::choice(
    "access",
    "Access",
    &[choice("send", "Send"), choice("close", "Send and close"), choice("all", "Send, close and look up")],
)
.help("Send to a client; close its connection; look up since when it is connected.");

/// The methods of the connections' address that go with each access.
const METHODS: [(&str, &[&str]); 3] = [("send", &["POST"]), ("close", &["POST", "DELETE"]), ("all", &["POST", "DELETE", "GET"])];

unit! {
    /// The function sends to clients that are connected to the API.
    ///
    /// It needs their connection ids, which every event of a route has: keep them in a table when clients connect. Its role
    /// may do so with the connections of this API's stage and no other, and an environment variable tells it the address
    /// for the `PostToConnection` of an SDK.
    ///
    /// AWS: API Gateway Developer Guide, "Use @connections commands in your backend service", "Control access to WebSocket
    /// APIs with IAM authorization".
    pub static SPEC: ConnectionSpec = {
        id: "function_posts_api",
        name: "Function sends to connections",
        verb: "sends",
        from: "function",
        facet: None,
        to: "api",
        fields: &[ACCESS],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct FunctionPostsApi;

impl ConnectionKind for FunctionPostsApi {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let reason = || {
            format!(
                "{} is {}; only a WebSocket API has connections to send to.",
                ends.target.node.name,
                api::protocol(&ends.target).label()
            )
        };
        (api::protocol(&ends.target) != Protocol::WebSocket).then(|| Refusal::new(reason()))
    }

    fn leads_on(&self, target: &NodeView<'_>) -> bool {
        api::protocol(target) == Protocol::WebSocket
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let access = line.choice(&ACCESS);
        let methods = METHODS.iter().find(|(id, _)| *id == access).map_or(METHODS[0].1, |(_, methods)| *methods);
        let name = format!("Send{}", line.target.node.logical_id);
        let connections = |method: &str| {
            api::arn(&line.target).text("/").value(&api::stage(&line.target)).text(&format!("/{method}/@connections/*")).finish()
        };
        let allow = Statement::allow(["execute-api:ManageConnections"]).named(name);
        out.grant(&line.source, methods.iter().fold(allow, |allow, method| allow.on(connections(method))));
        out.variable_of(line, Attribute::Url, api::connections_url(&line.target));
    }

    fn carries(&self, _line: &Line<'_>) -> bool {
        false
    }
}
