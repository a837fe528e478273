//! LIM051.

use std::collections::BTreeMap;

use crate::catalog::{Check, CheckSpec, Context, Findings, Origin, Severity};
use crate::cfn::references;
use crate::services::api;
use crate::unit;

/// Quotas of an API: the type of resource, what it is, how many an API has at most.
const QUOTAS: [(&str, &str, usize); 7] = [
    ("AWS::ApiGatewayV2::Route", "routes", 300),
    ("AWS::ApiGatewayV2::Integration", "integrations", 300),
    ("AWS::ApiGatewayV2::Authorizer", "authorizers", 10),
    ("AWS::ApiGatewayV2::Stage", "stages", 10),
    ("AWS::ApiGateway::Authorizer", "authorizers", 10),
    ("AWS::ApiGateway::Resource", "paths", 300),
    ("AWS::ApiGateway::Stage", "stages", 10),
];

unit! {
    /// An API has more routes, integrations, paths, authorizers or stages than API Gateway takes, or nearly as many.
    ///
    /// An HTTP or WebSocket API has at most 300 routes and 300 integrations, a REST API 300 paths, every step of a path
    /// counted, and any API ten authorizers and ten stages; AWS raises most of these on request. From 80 % on it is told. Let one route with `{proxy+}` take what one function
    /// answers, or divide the API.
    ///
    /// AWS: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API in API Gateway", "Quotas for
    /// configuring and running a REST API in API Gateway", "Quotas for configuring and running a WebSocket API in API
    /// Gateway".
    ///
    /// ```stackdraft breaks
    /// add api Shop
    /// add function Orders
    /// repeat 240 route Shop "GET /orders/number-#"
    /// repeat 240 connect Shop/"GET /orders/number-#" Orders
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop protocol=rest
    /// add function Orders
    /// route Shop "GET /orders"
    /// connect Shop/"GET /orders" Orders
    /// repeat 7 add resource "Stage #" type=AWS::ApiGateway::Stage properties={"RestApiId": {"Ref": "ShopApi"}, "StageName": "stage-#"}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add api Shop
    /// add function Orders
    /// route Shop "GET /orders/{number}"
    /// connect Shop/"GET /orders/{number}" Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM051",
        name: "api_size",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ApiSize;

impl Check for ApiSize {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let mut counts: BTreeMap<(&Origin, usize), usize> = BTreeMap::new();
        let synthesis = context.synthesis;
        for resource in synthesis.template.resources.values() {
            let Some(quota) = QUOTAS.iter().position(|quota| quota.0 == resource.kind) else { continue };
            let mut named = Vec::new();
            ["ApiId", "RestApiId"]
                .iter()
                .filter_map(|key| resource.properties.get(key))
                .for_each(|api| references::collect(api, &mut named));
            if let Some(provenance) = named.first().and_then(|api| synthesis.provenance.get(*api)) {
                *counts.entry((&provenance.address.owner, quota)).or_default() += 1;
            }
        }
        for ((owner, quota), count) in counts {
            let Origin::Node(id) = owner else { continue };
            let Some(node) = context.graph.node(id).filter(|node| node.node.kind == api::SPEC.id) else { continue };
            let (_, what, most) = QUOTAS[quota];
            super::limits::report(out, owner.place(), count, most, |share| {
                format!("{} has {count} {what}, {share} the {most} that an API has.", node.node.name)
            });
        }
    }
}
