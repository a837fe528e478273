//! What routes, rules and tasks do without code between.

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, Synthesis};
use stackdraft::cfn::{Value, json};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

fn synthesis(lines: &str) -> Synthesis {
    let empty = Design::new("shop");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(lines, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    synthesize(&Graph::new(draft.design(), &REGISTRY))
}

/// Everything of one type, as JSON.
fn of_type(synthesis: &Synthesis, kind: &str) -> String {
    let found = synthesis.template.resources.values().filter(|r| r.kind == kind);
    found.map(|r| json::write_compact(&Value::Map(r.properties.clone()))).collect()
}

#[test]
fn a_route_takes_the_keys_of_a_table_from_where_the_request_has_them() {
    let lines = |route: &str, fields: &str| {
        format!(
            "add api Shop protocol=rest\nadd table Orders partition_key=order sort_key=line\nroute Shop \"{route}\"\nconnect Shop/\"{route}\" Orders {fields}"
        )
    };
    let method = |route: &str, fields: &str| of_type(&synthesis(&lines(route, fields)), "AWS::ApiGateway::Method");
    let get = method("GET /orders/{order}", "");
    assert!(get.contains("path.get('order')") && get.contains("querystring.get('line')") && get.contains("action/GetItem"), "{get}");
    let query = method("GET /orders/{order}", "action=query");
    assert!(query.contains("#key = :key") && !query.contains(":sort"), "{query}");
    let query = method("GET /orders/{order}", "action=query sort=$request.header.x-line");
    assert!(query.contains("AND #sort = :sort"), "{query}");
    let put = method("POST /orders", "action=put");
    assert!(put.contains("$input.path('$.order')") && put.contains("$input.body"), "{put}");
    let own = method("POST /orders", r#"action=put request="{\"TableName\": \"${Table}\"}""#);
    assert!(own.contains(r#"{\"TableName\": \"${OrdersTable}\"}"#), "{own}");
}

#[test]
fn a_route_may_use_the_objects_of_its_key_and_no_others() {
    let roles = |key: &str| {
        let lines = format!(
            "add api Shop protocol=rest\nadd bucket Files\nroute Shop \"GET /files/{{id}}\"\nconnect Shop/\"GET /files/{{id}}\" Files key={key}"
        );
        let synthesis = synthesis(&lines);
        assert_eq!(synthesis.faults, []);
        of_type(&synthesis, "AWS::IAM::Role")
    };
    assert!(roles("pictures/{id}").contains(r#""${FilesBucket.Arn}/pictures/*""#));
    assert!(roles("index.html").contains(r#""${FilesBucket.Arn}/index.html""#));
    let unknown = "add api Shop protocol=rest\nadd bucket Files\nroute Shop \"GET /files\"\nconnect Shop/\"GET /files\" Files key={id}";
    assert_eq!(synthesis(unknown).faults.len(), 1);
}

#[test]
fn an_endpoint_has_what_its_lines_use() {
    let endpoint = "add http_endpoint Partner url=https://api.example.com/orders headers={\"x-tenant\":\"shop\"}\n";
    let of_api = synthesis(&format!("{endpoint}add api Shop\nconnect Shop Partner"));
    assert!(of_type(&of_api, "AWS::Events::Connection").is_empty() && of_api.template.parameters.is_empty());
    let of_workflow = synthesis(&format!("{endpoint}add workflow Process\nconnect Process Partner"));
    assert!(of_type(&of_workflow, "AWS::Events::ApiDestination").is_empty());
    assert!(of_type(&of_workflow, "AWS::StepFunctions::StateMachine").contains(r#""Headers":{"x-tenant":"shop"}"#));
    let of_rule = synthesis(&format!("{endpoint}add event_bus Shop\nconnect Shop Partner headers={{\"x-id\":\"$.id\"}}"));
    assert!(of_type(&of_rule, "AWS::Events::Rule").contains(r#""HeaderParameters":{"x-tenant":"shop","x-id":"$.id"}"#));
    let secret = of_rule.template.parameters.get("PartnerEndpointSecret").unwrap();
    assert_eq!(secret.get("NoEcho"), Some(&Value::Bool(true)));
}

#[test]
fn the_gaps_of_an_address_are_filled_by_rules_only() {
    let endpoint = "add http_endpoint Partner url=https://api.example.com/orders/*\n";
    let rule = |values: &str| synthesis(&format!("{endpoint}add event_bus Shop\nconnect Shop Partner {values}"));
    assert_eq!(rule("").faults.len(), 1);
    let filled = rule("path_values=$.detail.order");
    assert_eq!(filled.faults, []);
    assert!(of_type(&filled, "AWS::Events::Rule").contains(r#""PathParameterValues":["$.detail.order"]"#));
    assert_eq!(synthesis(&format!("{endpoint}add api Shop\nconnect Shop Partner")).faults.len(), 1);
    let workflow = synthesis(&format!("{endpoint}add workflow Process\nconnect Process Partner"));
    assert!(of_type(&workflow, "AWS::IAM::Role").contains(r#""StringLike":{"states:HTTPEndpoint":"https://api.example.com/orders/*"}"#));
}

#[test]
fn variables_of_a_route_go_on_to_the_endpoint() {
    let lines = |protocol: &str, path: &str| {
        format!(
            "add api Shop protocol={protocol}\nadd http_endpoint Partner url=https://api.example.com\nroute Shop \"GET /orders/{{id}}\"\nconnect Shop/\"GET /orders/{{id}}\" Partner path={path}"
        )
    };
    let http = synthesis(&lines("http", "/orders/{id}"));
    assert!(of_type(&http, "AWS::ApiGatewayV2::Integration").contains("https://api.example.com/orders/{id}"));
    let rest = of_type(&synthesis(&lines("rest", "/orders/{id}")), "AWS::ApiGateway::Method");
    assert!(rest.contains(r#""integration.request.path.id":"method.request.path.id""#), "{rest}");
    assert_eq!(synthesis(&lines("rest", "/orders/{other}")).faults.len(), 1);
}

#[test]
fn events_pass_from_bus_to_bus_once() {
    let empty = Design::new("shop");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run("add event_bus A\nadd event_bus B\nadd event_bus C\nconnect A B", &mut draft).unwrap_or_else(|_| panic!("refused"));
    for second in ["connect B C", "connect C A", "connect B A"] {
        let refused = script::run(second, &mut draft).err().unwrap_or_else(|| panic!("{second}"));
        assert!(refused.problem.message.contains("once"), "{}", refused.problem.message);
    }
    let foreign = "add event_bus Far bus=foreign arn=arn:aws:events:eu-west-1:210987654321:event-bus/far\nconnect A Far";
    assert!(script::run(foreign, &mut draft).is_ok());
    assert!(script::run("add queue Q\nconnect Far Q", &mut draft).is_err());
    let synthesis = synthesize(&Graph::new(draft.design(), &REGISTRY));
    assert!(of_type(&synthesis, "AWS::IAM::Role").contains("arn:${AWS::Partition}:events:eu-west-1:210987654321:event-bus/far"));
}

#[test]
fn a_rule_calls_one_route_of_an_api() {
    let lines = |line: &str| {
        format!(
            "add event_bus Shop\nadd api Partner protocol=rest stage=v1\nadd function Worker\nroute Partner \"PUT /orders/{{id}}\"\nconnect Partner/\"PUT /orders/{{id}}\" Worker\nconnect Shop Partner {line}"
        )
    };
    let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${PartnerApi}/v1/PUT/orders/*";
    let called = synthesis(&lines("path_values=$.detail.id"));
    assert_eq!(called.faults, []);
    let rule = of_type(&called, "AWS::Events::Rule");
    assert!(rule.contains(arn) && rule.contains(r#""PathParameterValues":["$.detail.id"]"#), "{rule}");
    assert!(of_type(&called, "AWS::IAM::Role").contains(arn));
    assert_eq!(synthesis(&lines("")).faults.len(), 1);
}
