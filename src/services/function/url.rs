//! The address of its own by which a function can be called.
//!
//! AWS: Lambda Developer Guide, "Creating and managing Lambda function URLs" and "Control access to Lambda function URLs":
//! whoever calls needs `lambda:InvokeFunctionUrl`, and `lambda:InvokeFunction` where the call comes by the URL.

use super::version;
use crate::catalog::field::{Kind, TextRule, choice, on};
use crate::catalog::{Emission, Field, Literal, NodeView, Settings};
use crate::cfn::{Map, Value};

/// Whether it has a URL.
pub const URL: Field = Field::switch("url", "URL", false)
    .variant()
    .help("An HTTPS address of its own: for one function behind one address, without what an API offers.");
/// Who may call it by its URL.
pub const URL_AUTHORIZATION: Field =
    Field::choice("url_authorization", "URL authorization", &[choice("iam", "IAM"), choice("none", "None")])
        .applies(&[on("url")])
        .help("IAM: signed requests of those whose own policies let them. None: everybody on the internet.");
/// The web pages that may call it.
pub const URL_ORIGINS: Field = Field::of("url_origins", "URL origins", Kind::List(TextRule::up_to(253)))
    .applies(&[on("url")])
    .example(Literal::Json(r#"["https://shop.example.com"]"#))
    .help("The web pages that browsers let call the URL (CORS); empty for none but its own.");
/// Whether it answers bit by bit.
pub const URL_STREAMING: Field = Field::switch("url_streaming", "Stream answers", false)
    .applies(&[on("url")])
    .help("Sends the answer as it comes, up to 200 MB, instead of whole, up to 6 MB. The code has to be written for it.");

/// The URL as other resources name it.
pub(super) fn address(node: &NodeView<'_>) -> Value {
    Value::get_att(format!("{}Url", node.node.logical_id), "FunctionUrl")
}

/// Adds the URL with who may call it.
pub(super) fn emit(node: &NodeView<'_>, out: &mut Emission<'_>) {
    if !node.is_on(&URL) {
        return;
    }
    let function = node.node.logical_id.as_str();
    let public = node.choice(&URL_AUTHORIZATION) == "none";
    let authorization = if public { "NONE" } else { "AWS_IAM" };
    let aliased = version::alias(node).is_some().then(|| out.logical_id("Alias"));
    let url = out.resource("Url", "AWS::Lambda::Url");
    url.set("TargetFunctionArn", Value::get_att(function, "Arn")).set("AuthType", authorization);
    if let (Some(alias), Some(name)) = (&aliased, version::name(node)) {
        url.set("Qualifier", name).after(alias.as_str());
    }
    url.set_some("Cors", cors(node));
    if node.is_on(&URL_STREAMING) {
        url.set("InvokeMode", "RESPONSE_STREAM");
    }
    if public {
        // Those who sign their requests have policies of their own; everybody else has none.
        let called = aliased.map_or_else(|| Value::reference(function), |alias| Value::reference(alias.as_str()));
        let permission = out.resource("UrlPermission", "AWS::Lambda::Permission");
        permission.set("FunctionName", called.clone()).set("Action", "lambda:InvokeFunctionUrl").set("Principal", "*");
        permission.set("FunctionUrlAuthType", authorization);
        let permission = out.resource("UrlCallPermission", "AWS::Lambda::Permission");
        permission.set("FunctionName", called).set("Action", "lambda:InvokeFunction").set("Principal", "*");
        permission.set("InvokedViaFunctionUrl", true);
    }
    out.output("Url", format!("The URL of {function}"), address(node));
}

fn cors(node: &NodeView<'_>) -> Option<Value> {
    let origins = node.template_value(&URL_ORIGINS)?;
    if origins.as_list().is_some_and(<[Value]>::is_empty) {
        return None;
    }
    let mut cors = Map::new();
    cors.insert("AllowHeaders", Value::list(["content-type", "authorization"]));
    cors.insert("AllowMethods", Value::list(["*"]));
    cors.insert("AllowOrigins", origins);
    cors.insert("MaxAge", 3_600.into());
    Some(Value::Map(cors))
}
