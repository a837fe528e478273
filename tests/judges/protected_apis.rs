//! Who is let in: APIs of each protocol, deployed to an emulator that asks, and called by strangers and by those they know.

use serde_json::{Value, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::Draft;
use stackdraft::cfn::yaml;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::synthesize;

use crate::emulator::Emulator;
use crate::support::assert_lints_clean;

/// A function that lets in whoever knows the word, by the answer each protocol takes.
const GATEKEEPER: &str = r#"override Gatekeeper Resource.Properties.Code.ZipFile="exports.handler = async (event) => { const h = Object.fromEntries(Object.entries(event.headers || {}).map(([k, v]) => [k.toLowerCase(), v])); const known = h.authorization === 'sesame'; return event.version === '2.0' ? { isAuthorized: known } : { principalId: 'caller', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: known ? 'Allow' : 'Deny', Resource: event.methodArn }] } }; };"
"#;

/// The template that a script makes.
fn template(text: &str) -> String {
    let empty = Design::new("protected");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    let synthesis = synthesize(&Graph::new(draft.design(), &REGISTRY));
    assert_eq!(synthesis.faults, []);
    yaml::write(&synthesis.template.to_value())
}

/// Deploys what a script makes, after it was linted.
fn deploy(emulator: &Emulator, stack: &str, text: &str) {
    deploy_with(emulator, stack, text, &json!({}));
}

/// As [`deploy`], with values for parameters.
fn deploy_with(emulator: &Emulator, stack: &str, text: &str, parameters: &Value) {
    let template = template(text);
    assert_lints_clean(&[(stack, &template)]);
    let state = emulator.ask("deploy", &json!({ "stack": stack, "template": template, "parameters": parameters }));
    assert_eq!(state["status"], "CREATE_COMPLETE", "{}", state["failures"]);
}

/// The status of a call.
fn status(emulator: &Emulator, stack: &str, path: &str, headers: &Value) -> Value {
    let asked = json!({ "stack": stack, "api": "ShopApi", "method": "GET", "path": path, "headers": headers });
    emulator.ask("http", &asked)["status"].clone()
}

#[test]
fn users_of_a_pool_and_friends_of_a_function_are_let_in_and_nobody_else() {
    let emulator = Emulator::start();
    for protocol in ["http", "rest"] {
        let text = format!(
            "add api Shop protocol={protocol} access_logs=false\nadd user_pool Customers\nadd function Orders\nadd function Gatekeeper\n\
             client Customers Web password=true\nroute Shop \"GET /orders\"\nroute Shop \"GET /staff\" authorization=function\n\
             route Shop \"GET /open\" authorization=none\nconnect Customers Shop\nconnect Gatekeeper Shop\n\
             connect Shop/\"GET /orders\" Orders\nconnect Shop/\"GET /staff\" Orders\nconnect Shop/\"GET /open\" Orders\n{GATEKEEPER}"
        );
        deploy(&emulator, protocol, &text);
        let tokens =
            emulator.ask("sign_in", &json!({ "stack": protocol, "pool": "CustomersUserPool", "client": "CustomersUserPoolWebClient" }));
        let bearer = json!({ "Authorization": format!("Bearer {}", tokens["identity"].as_str().expect("a token")) });
        let status = |path: &str, headers: &Value| status(&emulator, protocol, path, headers);
        assert_eq!(status("/open", &json!({})), 200, "{protocol}");
        assert_eq!(status("/orders", &bearer), 200, "{protocol}: a user of the pool");
        assert_eq!(status("/orders", &json!({})), 401, "{protocol}: without a token");
        assert_eq!(status("/orders", &json!({ "Authorization": "Bearer sesame" })), 401, "{protocol}: with something else");
        assert_eq!(status("/staff", &json!({ "Authorization": "sesame" })), 200, "{protocol}: who knows the word");
        assert_eq!(status("/staff", &json!({ "Authorization": "please" })), 403, "{protocol}: who does not");
        assert_eq!(status("/staff", &json!({})), 401, "{protocol}: who says nothing");
    }
}

#[test]
fn a_key_is_asked_for_besides() {
    let emulator = Emulator::start();
    let text = format!(
        "add api Shop protocol=rest access_logs=false authorization=function key_required=true quota=1000 quota_period=DAY\n\
         add function Orders\nadd function Gatekeeper\nroute Shop \"GET /orders\"\nconnect Gatekeeper Shop\n\
         connect Shop/\"GET /orders\" Orders\n{GATEKEEPER}"
    );
    deploy(&emulator, "keys", &text);
    let key = emulator.ask("api_key", &json!({ "stack": "keys", "key": "ShopApiKey" }));
    let status = |headers: Value| status(&emulator, "keys", "/orders", &headers);
    assert_eq!(status(json!({ "Authorization": "sesame", "x-api-key": key })), 200);
    assert_eq!(status(json!({ "Authorization": "sesame" })), 403, "without the key");
    assert_eq!(status(json!({ "Authorization": "please", "x-api-key": key })), 403, "with the key alone");
}

#[test]
fn clients_of_a_websocket_api_are_asked_once_and_answered() {
    let emulator = Emulator::start();
    let text = format!(
        "add api Chat protocol=websocket access_logs=false\nadd function Gatekeeper\nadd function Join\nadd function Talk\n\
         route Chat $connect\nroute Chat sendMessage\nconnect Gatekeeper Chat as function_authorizes_api\n\
         connect Chat/$connect Join\nconnect Chat/sendMessage Talk\nconnect Talk Chat as function_posts_api\n{GATEKEEPER}"
    );
    deploy(&emulator, "chat", &text);
    let said = json!([{ "action": "sendMessage", "text": "hello" }]);
    let converse =
        |headers: Value| emulator.ask("converse", &json!({ "stack": "chat", "api": "ChatApi", "messages": said, "headers": headers }));
    let friend = converse(json!({ "Authorization": "sesame" }));
    assert_eq!(friend["status"], 101, "{friend}");
    assert_eq!(friend["heard"], json!([{ "ok": true }]), "what the function answers");
    assert_ne!(converse(json!({ "Authorization": "please" }))["status"], 101, "a stranger");
    let api = emulator.readback("chat")["ChatApi"]["physical_id"].as_str().expect("an id").to_owned();
    let connections =
        |method: &str| format!("arn:aws:execute-api:eu-west-1:{}:{api}/prod/{method}/@connections/abc", crate::emulator::ACCOUNT);
    assert!(emulator.may("chat", "TalkRole", "execute-api:ManageConnections", &connections("POST")));
    assert!(!emulator.may("chat", "TalkRole", "execute-api:ManageConnections", &connections("DELETE")));
    assert!(!emulator.may("chat", "JoinRole", "execute-api:ManageConnections", &connections("POST")));
}

#[test]
fn a_pool_calls_its_triggers_and_has_its_clients() {
    let emulator = Emulator::start();
    let text = "add user_pool Customers hosted_domain=shop-of-tests mfa=ON\nadd function Welcome\nadd function Claims\nadd web_acl Shield\n\
        client Customers Web hosted=true callback_urls=https://shop.example.com/in\nclient Customers Server secret=true password=true\n\
        trigger Customers PostConfirmation\ntrigger Customers PreTokenGeneration token_event=V2_0\n\
        connect Customers/\"After confirmation\" Welcome\nconnect Customers/\"Before tokens are made\" Claims\n";
    deploy(&emulator, "pool", text);
    let told = emulator.readback("pool");
    let pool = &told["CustomersUserPool"]["properties"];
    assert_eq!(pool["LambdaConfig"]["PostConfirmation"], "<Welcome.Arn>", "{pool}");
    assert_eq!(pool["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"], "V2_0", "{pool}");
    assert_eq!(pool["MfaConfiguration"], "ON", "{pool}");
    let policy = told["Welcome"]["properties"]["Policy"].to_string();
    assert!(policy.contains("cognito-idp.amazonaws.com") && policy.contains("CustomersUserPool"), "{policy}");
}

#[test]
fn what_is_not_there_is_told_in_own_words() {
    let emulator = Emulator::start();
    let text = "add api Shop protocol=rest access_logs=false request_validation=true custom_domain=true base_path=v1\n\
        set Shop.gateway_responses=[{\"kind\":\"MISSING_AUTHENTICATION_TOKEN\",\"status\":404,\"body\":\"{\\\"say\\\":\\\"page?\\\"}\"}]\n\
        add function Orders\nroute Shop \"GET /orders\" required_parameters=[\"$request.querystring.page\"]\n\
        connect Shop/\"GET /orders\" Orders\n";
    let certificate = format!("arn:aws:acm:eu-west-1:{}:certificate/0a1b2c3d-0000-4000-8000-000000000000", crate::emulator::ACCOUNT);
    let parameters = json!({ "ShopApiDomainName": "api.example.com", "ShopApiCertificateArn": certificate });
    deploy_with(&emulator, "words", text, &parameters);
    let call = |path: &str| emulator.ask("http", &json!({ "stack": "words", "api": "ShopApi", "method": "GET", "path": path }));
    assert_eq!(call("/orders?page=2")["status"], 200);
    let refused = call("/nothing");
    assert_eq!((&refused["status"], &refused["body"]["say"]), (&json!(404), &json!("page?")), "{refused}");
}
