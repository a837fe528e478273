//! APIs: what becomes of routes, whatever their protocol.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, Synthesis};
use stackdraft::cfn::{Template, yaml};
use stackdraft::design::{ConnectionId, Design, EntryId, NodeId, Value};
use stackdraft::synth::synthesize;

/// An API, a function behind two of its routes and a queue behind a third.
struct Shop<'r> {
    draft: Draft<'r>,
    api: NodeId,
    function: NodeId,
    routes: Vec<EntryId>,
    lines: Vec<ConnectionId>,
}

fn shop(protocol: &str) -> Shop<'static> {
    let design = Design { name: "Shop".to_owned(), ..Design::default() };
    let mut draft = Draft::new(&design, &REGISTRY);
    let api = draft.add_node("api", "Orders", None).unwrap();
    draft.set_node_field(&api, "protocol", Some(protocol.into())).unwrap();
    let function = draft.add_node("function", "Worker", None).unwrap();
    let queue = draft.add_node("queue", "Jobs", None).unwrap();
    let service = REGISTRY.service("api").unwrap();
    let facet = &service.spec().facets[0];
    let mut routes = Vec::new();
    let mut lines = Vec::new();
    for (text, target) in [("GET /orders", &function), ("GET /orders/{id}", &function), ("POST /jobs", &queue)] {
        let route = draft.add_entry(&api, "routes", text, service.entry_from_text(facet, text)).unwrap();
        lines.push(draft.connect(&api, Some(&route), target, None).unwrap());
        routes.push(route);
    }
    Shop { draft, api, function, routes, lines }
}

fn synthesis(draft: &Draft<'_>) -> Synthesis {
    synthesize(&Graph::new(draft.design(), &REGISTRY))
}

fn template(draft: &Draft<'_>) -> Template {
    let synthesis = synthesis(draft);
    assert_eq!(synthesis.faults, []);
    synthesis.template
}

fn of_type<'t>(template: &'t Template, kind: &str) -> Vec<&'t str> {
    template.resources.iter().filter(|(_, r)| r.kind == kind).map(|(id, _)| id.as_str()).collect()
}

#[test]
fn routes_to_one_function_share_integration_and_permission() {
    let mut shop = shop("http");
    let before = template(&shop.draft);
    let integrations = of_type(&before, "AWS::ApiGatewayV2::Integration");
    assert_eq!(integrations, ["OrdersApiPostJobsRouteIntegration", "OrdersApiWorkerIntegration"]);
    assert_eq!(of_type(&before, "AWS::Lambda::Permission"), ["OrdersApiWorkerPermission"]);
    shop.draft.set_connection_field(&shop.lines[1], "timeout", Some(5.into())).unwrap();
    let after = template(&shop.draft);
    assert_eq!(of_type(&after, "AWS::ApiGatewayV2::Integration").len(), 3);
    assert_eq!(of_type(&after, "AWS::Lambda::Permission").len(), 1);
}

#[test]
fn a_rest_api_is_redeployed_when_its_content_changes_and_only_then() {
    let mut shop = shop("rest");
    let deployment = |draft: &Draft<'_>| of_type(&template(draft), "AWS::ApiGateway::Deployment")[0].to_owned();
    let first = deployment(&shop.draft);
    shop.draft.rename_node(&shop.api, "Shop").unwrap();
    shop.draft.set_node_field(&shop.api, "throttling_rate", Some(10.into())).unwrap();
    shop.draft.set_node_field(&shop.function, "timeout", Some(20.into())).unwrap();
    assert_eq!(deployment(&shop.draft), first);
    shop.draft.set_entry_field(&shop.api, &shop.routes[0], "authorization", Some("iam".into())).unwrap();
    let second = deployment(&shop.draft);
    assert_ne!(second, first);
    shop.draft.set_entry_field(&shop.api, &shop.routes[0], "path", Some("/all".into())).unwrap();
    assert_ne!(deployment(&shop.draft), second);
    let template = template(&shop.draft);
    let waits = &template.resources[&deployment(&shop.draft)].depends_on;
    assert!(of_type(&template, "AWS::ApiGateway::Method").iter().all(|method| waits.contains(*method)));
}

#[test]
fn every_path_of_a_rest_api_answers_browsers_once() {
    let mut shop = shop("rest");
    shop.draft.set_node_field(&shop.api, "cors", Some(true.into())).unwrap();
    assert!(!yaml::write(&template(&shop.draft).to_value()).contains("OPTIONS"), "no origin is allowed yet");
    shop.draft.set_node_field(&shop.api, "cors_origins", Some(Value(serde_json::json!(["*"])))).unwrap();
    let all = template(&shop.draft);
    let preflights: Vec<&str> = of_type(&all, "AWS::ApiGateway::Method").into_iter().filter(|id| id.ends_with("Options")).collect();
    assert_eq!(preflights, ["OrdersApiJobsOptions", "OrdersApiOrdersByIdOptions", "OrdersApiOrdersOptions"]);
    assert_eq!(of_type(&all, "AWS::ApiGateway::GatewayResponse").len(), 2);
}

#[test]
fn what_a_protocol_does_not_have_leaves_nothing_open() {
    let mut shop = shop("rest");
    shop.draft.set_node_field(&shop.api, "authorization", Some("jwt".into())).unwrap();
    let template = template(&shop.draft);
    for id in of_type(&template, "AWS::ApiGateway::Method") {
        assert_eq!(template.resources[id].properties["AuthorizationType"], "AWS_IAM".into());
    }
}

#[test]
fn routes_without_a_line_are_left_out_and_two_lines_at_one_are_a_fault() {
    for protocol in ["http", "rest"] {
        let mut shop = shop(protocol);
        for line in &shop.lines.clone()[..2] {
            shop.draft.disconnect(line).unwrap();
        }
        let yaml = yaml::write(&template(&shop.draft).to_value());
        assert!(!yaml.contains("/orders") && !yaml.contains("Worker}") && !yaml.contains("orders"), "{yaml}");
        shop.draft.connect(&shop.api, Some(&shop.routes[2]), &shop.function, None).unwrap();
        assert_eq!(synthesis(&shop.draft).faults.len(), 1);
    }
}

#[test]
fn drawing_makes_routes_that_differ() {
    let mut shop = shop("http");
    let worker = shop.function.clone();
    for _ in 0..2 {
        shop.draft.connect(&shop.api, None, &worker, None).unwrap();
    }
    let graph = Graph::new(shop.draft.design(), &REGISTRY);
    let titles: Vec<String> = REGISTRY.service("api").unwrap().rows(&graph.node(&shop.api).unwrap()).into_iter().map(|r| r.title).collect();
    assert_eq!(titles, ["GET /orders", "GET /orders/{id}", "POST /jobs", "POST /worker", "POST /worker-2"]);
}
