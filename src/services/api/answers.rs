//! The answers a REST API gives by itself, when it does not let a request through.

use std::collections::BTreeMap;

use super::cors::Cors;
use super::fields::{ANSWER_BODY, ANSWER_KIND, ANSWER_STATUS, GATEWAY_RESPONSES};
use crate::catalog::{Emission, Field, NodeView, Settings, naming};
use crate::cfn::{Map, Pieces, Value};

/// Adds what the design says of these answers, and the headers that browsers need to see them.
pub(super) fn emit(node: &NodeView<'_>, api: &Value, cors: Option<&Cors>, out: &mut Emission<'_>) {
    let mut answers: BTreeMap<String, Map> = BTreeMap::new();
    for record in node.literal(&GATEWAY_RESPONSES).and_then(|v| v.as_array().cloned()).unwrap_or_default() {
        let kind = record[ANSWER_KIND.id].as_str().map_or_else(default_kind, str::to_owned);
        let answer = answers.entry(kind).or_default();
        let said = |field: &Field| node.graph.template_value(record.get(field.id)?).filter(|value| value.as_text() != Some(""));
        // The status is a text there.
        answer.extend(said(&ANSWER_STATUS).map(|status| ("StatusCode".to_owned(), Pieces::default().value(&status).finish())));
        if let Some(body) = said(&ANSWER_BODY) {
            answer.insert("ResponseTemplates", Value::map([("application/json", body)]));
        }
    }
    if let Some(cors) = cors {
        let headers = || Value::Map(super::rest::prefixed("gatewayresponse.header.", cors.answer_headers()));
        for kind in ["DEFAULT_4XX", "DEFAULT_5XX"] {
            answers.entry(kind.to_owned()).or_default();
        }
        for answer in answers.values_mut() {
            answer.insert("ResponseParameters", headers());
        }
    }
    for (kind, answer) in answers {
        let response = out.resource(&part(&kind), "AWS::ApiGateway::GatewayResponse");
        response.set("RestApiId", api.clone()).set("ResponseType", kind).set_all(answer);
    }
}

fn default_kind() -> String {
    ANSWER_KIND.default.to_json().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn part(kind: &str) -> String {
    match kind {
        "DEFAULT_4XX" => "ClientErrors".to_owned(),
        "DEFAULT_5XX" => "ServerErrors".to_owned(),
        other => format!("{}Answer", naming::pascal(&other.to_lowercase())),
    }
}
