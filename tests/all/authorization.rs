//! Who may call an API: what lines from user pools, functions and web ACLs become, and what is refused.

use std::collections::BTreeMap;

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Date, Graph, Severity};
use stackdraft::cfn::{Resource, Template, Value, json};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::synth::{analyse, synthesize};

const TODAY: Date = Date::new(2026, 11, 23);

fn design(text: &str) -> Design {
    let empty = Design::new("authorization");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).unwrap_or_else(|fault| panic!("line {}: {}", fault.line, fault.problem.message));
    draft.design().clone()
}

fn template(design: &Design) -> Template {
    let synthesis = synthesize(&Graph::new(design, &REGISTRY));
    assert_eq!(synthesis.faults, []);
    synthesis.template
}

fn of_type<'t>(template: &'t Template, kind: &str) -> Vec<&'t Resource> {
    template.resources.values().filter(|resource| resource.kind == kind).collect()
}

fn refused(text: &str) -> String {
    let empty = Design::new("refused");
    script::run(text, &mut Draft::new(&empty, &REGISTRY)).expect_err("it is refused").problem.message
}

#[test]
fn an_http_api_takes_tokens_of_the_pools_clients() {
    let made = template(&design(
        "add api Shop\nadd user_pool Users\nadd function Orders\nclient Users Web\nclient Users App\nconnect Users Shop\n\
         route Shop \"GET /orders\" scopes=[\"orders.read\"]\nconnect Shop/\"GET /orders\" Orders\n",
    ));
    let authorizer = &made.resources["ShopApiUserPoolAuthorizer"].properties;
    let clients = ["UsersUserPoolWebClient", "UsersUserPoolAppClient"].map(Value::reference);
    assert_eq!(authorizer["JwtConfiguration"].get("Audience"), Some(&Value::list(clients)));
    let route = &of_type(&made, "AWS::ApiGatewayV2::Route")[0].properties;
    assert_eq!(route["AuthorizationType"], "JWT".into());
    assert_eq!(route["AuthorizerId"], Value::reference("ShopApiUserPoolAuthorizer"));
    assert_eq!(route["AuthorizationScopes"], Value::list(["orders.read"]));
}

#[test]
fn single_routes_take_tokens_of_issuers_of_their_own() {
    let jwt = |issuer: &str| format!("authorization=jwt jwt_issuer=https://{issuer}.example.com/ jwt_audience=[\"shop\"]");
    let (partners, staff) = (jwt("partners"), jwt("staff"));
    let made = template(&design(&format!(
        "add api Shop\nadd function Orders\nroute Shop \"GET /\"\nroute Shop \"GET /a\" {partners}\nroute Shop \"GET /b\" {partners}\n\
         route Shop \"GET /c\" {staff} scopes=[\"all\"]\nroute Shop \"GET /d\" {}\nconnect Shop/\"GET /\" Orders\n\
         connect Shop/\"GET /a\" Orders\nconnect Shop/\"GET /b\" Orders\nconnect Shop/\"GET /c\" Orders\n",
        jwt("nobody"),
    )));
    let issuers = of_type(&made, "AWS::ApiGatewayV2::Authorizer").into_iter().map(|one| one.properties["JwtConfiguration"].get("Issuer"));
    let mut issuers: Vec<_> = issuers.flatten().filter_map(Value::as_text).collect();
    issuers.sort_unstable();
    assert_eq!(issuers, ["https://partners.example.com/", "https://staff.example.com/"]);
    let routes: BTreeMap<&str, Option<&Value>> = of_type(&made, "AWS::ApiGatewayV2::Route")
        .into_iter()
        .filter_map(|route| Some((route.properties["RouteKey"].as_text()?, route.properties.get("AuthorizerId"))))
        .collect();
    assert_eq!(routes["GET /"], None);
    assert!(routes["GET /a"].is_some() && routes["GET /a"] == routes["GET /b"] && routes["GET /a"] != routes["GET /c"], "{routes:?}");
}

#[test]
fn a_rest_api_may_know_several_pools_and_an_http_api_one() {
    let text = |protocol: &str| {
        format!(
            "add api Shop protocol={protocol}\nadd user_pool Users\nadd user_pool Staff\nadd function Orders\nroute Shop \"GET /orders\"\n\
             connect Shop/\"GET /orders\" Orders\nconnect Users Shop\nconnect Staff Shop\n"
        )
    };
    let made = template(&design(&text("rest")));
    let authorizer = &made.resources["ShopApiUserPoolAuthorizer"].properties;
    assert_eq!(authorizer["ProviderARNs"].as_list().map(<[Value]>::len), Some(2));
    assert_eq!(of_type(&made, "AWS::ApiGateway::Method")[0].properties["AuthorizationType"], "COGNITO_USER_POOLS".into());
    let faults = synthesize(&Graph::new(&design(&text("http")), &REGISTRY)).faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn a_function_lets_in_its_authorizer_and_nothing_else() {
    for protocol in ["http", "rest", "websocket"] {
        let route = if protocol == "websocket" { "$connect" } else { "\"GET /orders\"" };
        let made = template(&design(&format!(
            "add api Shop protocol={protocol}\nadd function Gate\nadd function Orders\nroute Shop {route}\n\
             connect Shop/{route} Orders\nconnect Gate Shop as function_authorizes_api\n"
        )));
        let permission = &made.resources["ShopApiGateAuthorizerPermission"].properties;
        let source = format!("{:?}", permission["SourceArn"]);
        assert!(source.contains("${ShopApi}/authorizers/${ShopApiGateAuthorizer}"), "{protocol}: {source}");
        let kind = if protocol == "rest" { "AWS::ApiGateway::Method" } else { "AWS::ApiGatewayV2::Route" };
        assert_eq!(of_type(&made, kind)[0].properties["AuthorizationType"], "CUSTOM".into(), "{protocol}");
        let remembers = made.resources["ShopApiGateAuthorizer"].properties.contains_key("AuthorizerResultTtlInSeconds");
        assert_eq!(remembers, protocol != "websocket", "{protocol}");
    }
}

#[test]
fn a_function_that_knows_callers_by_nothing_is_asked_every_time() {
    for protocol in ["http", "rest"] {
        let made = template(&design(&format!(
            "add api Shop protocol={protocol}\nadd function Gate\nadd function Orders\nroute Shop \"GET /orders\"\n\
             connect Shop/\"GET /orders\" Orders\nconnect Gate Shop as function_authorizes_api identity=[]\n"
        )));
        let authorizer = &made.resources["ShopApiGateAuthorizer"].properties;
        assert!(!authorizer.contains_key("IdentitySource"), "{protocol}: {authorizer:?}");
        assert_eq!(authorizer["AuthorizerResultTtlInSeconds"], Value::Integer(0), "{protocol}");
    }
}

#[test]
fn an_authorization_that_no_line_supplies_leaves_nothing_open_and_is_an_error() {
    for (protocol, kind) in [("http", "AWS::ApiGatewayV2::Route"), ("rest", "AWS::ApiGateway::Method")] {
        for form in ["user_pool", "function"] {
            let design = design(&format!(
                "add api Shop protocol={protocol} authorization={form}\nadd function Orders\nroute Shop \"GET /orders\"\n\
                 connect Shop/\"GET /orders\" Orders\n"
            ));
            assert_eq!(of_type(&template(&design), kind)[0].properties["AuthorizationType"], "AWS_IAM".into(), "{protocol} {form}");
            let report = analyse(&design, &REGISTRY, TODAY).report;
            assert!(report.findings.iter().any(|f| f.code == "WIR052" && f.severity == Severity::Error), "{protocol} {form}");
        }
    }
}

#[test]
fn a_web_acl_stands_before_rest_stages_and_pools_only() {
    let made = template(&design(
        "add api Shop protocol=rest\nadd web_acl Shield\nadd user_pool Users\nadd function Orders\nroute Shop \"GET /orders\"\n\
         connect Shop/\"GET /orders\" Orders\nconnect Shield Shop\nconnect Shield Users\n",
    ));
    let protected: Vec<String> =
        of_type(&made, "AWS::WAFv2::WebACLAssociation").iter().map(|r| format!("{:?}", r.properties["ResourceArn"])).collect();
    assert_eq!(protected.len(), 2);
    assert!(protected[0].contains("/restapis/${ShopApi}/stages/${ShopApiStage}"), "{protected:?}");
    for protocol in ["http", "websocket"] {
        let why = refused(&format!("add api Shop protocol={protocol}\nadd web_acl Shield\nconnect Shield Shop\n"));
        assert!(why.contains("content delivery network"), "{why}");
    }
}

#[test]
fn messages_of_a_websocket_api_go_to_functions() {
    for target in ["queue", "event_bus", "workflow"] {
        let why = refused(&format!("add api Chat protocol=websocket\nadd {target} Jobs\nconnect Chat Jobs\n"));
        assert!(why.contains("functions"), "{target}: {why}");
    }
    let why = refused("add api Shop\nadd function Talk\nconnect Talk Shop as function_posts_api\n");
    assert!(why.contains("WebSocket") || why.contains("does not lead"), "{why}");
}

#[test]
fn triggers_that_use_what_waits_for_the_pool_make_no_circle() {
    let design = design(
        "add user_pool Users\nadd function Welcome\nadd api Shop\nadd function Orders\ntrigger Users \"After confirmation\"\n\
         connect Users/\"After confirmation\" Welcome\nconnect Users Shop\nroute Shop \"GET /orders\"\n\
         connect Shop/\"GET /orders\" Orders\nconnect Welcome Orders\nroute Shop \"POST /welcome\"\n\
         connect Shop/\"POST /welcome\" Welcome\n",
    );
    let permission = &template(&design).resources["UsersUserPoolWelcomePermission"].properties;
    assert_eq!(permission["Principal"], "cognito-idp.amazonaws.com".into());
    assert_eq!(permission["SourceArn"], Value::get_att("UsersUserPool", "Arn"));
}

#[test]
fn a_canary_keeps_the_deployment_that_the_others_stay_with() {
    let text = "add api Shop protocol=rest canary=true canary_base=abc123 canary_percent=5\nadd function Orders\n\
        route Shop \"GET /orders\"\nconnect Shop/\"GET /orders\" Orders\n";
    let made = template(&design(text));
    let stage = &made.resources["ShopApiStage"].properties;
    assert_eq!(stage["DeploymentId"], "abc123".into());
    assert_eq!(stage["CanarySetting"].get("PercentTraffic"), Some(&Value::Integer(5)));
    let deployment = of_type(&made, "AWS::ApiGateway::Deployment")[0];
    assert_eq!(deployment.deletion_policy.as_deref(), Some("Retain"));
}

#[test]
fn text_messages_go_out_by_a_role_that_only_the_pool_may_take() {
    let made = template(&design("add user_pool Customers sign_in=email_or_phone factors=app_or_sms"));
    let pool = of_type(&made, "AWS::Cognito::UserPool")[0];
    let text = |value: &Value| json::write_compact(value);
    assert_eq!(text(&pool.properties["UsernameAttributes"]), r#"["email","phone_number"]"#);
    assert_eq!(text(&pool.properties["EnabledMfas"]), r#"["SMS_MFA","SOFTWARE_TOKEN_MFA"]"#);
    let sms = &pool.properties["SmsConfiguration"];
    assert_eq!(sms.get("SnsCallerArn").unwrap(), &Value::get_att("CustomersUserPoolRole", "Arn"));
    let role = &made.resources["CustomersUserPoolRole"].properties;
    let trust = text(&role["AssumeRolePolicyDocument"]);
    assert!(trust.contains("cognito-idp.amazonaws.com") && trust.contains(&text(sms.get("ExternalId").unwrap())), "{trust}");
    let policies = text(&role["Policies"]);
    assert!(policies.contains(r#""NotResource":{"Fn::Sub":"arn:${AWS::Partition}:sns:*:*:*"}"#), "{policies}");
    // Codes of an application need none of it.
    let plain = template(&design("add user_pool Customers"));
    assert!(of_type(&plain, "AWS::IAM::Role").is_empty());
}
