//! SEC071.

use crate::catalog::{Check, CheckSpec, Context, Findings, Settings, Severity};
use crate::services::function::{self, URL, URL_AUTHORIZATION};
use crate::unit;

unit! {
    /// Everybody on the internet can call the function by its URL.
    ///
    /// A URL without authorization lets in whoever knows it, as often as they like and at your cost: it has no throttling
    /// and no web ACL. Have IAM look at signed requests, or put an API with its authorization before the function.
    ///
    /// AWS: Lambda Developer Guide, "Control access to Lambda function URLs".
    ///
    /// ```stackdraft breaks
    /// add function Worker url=true url_authorization=none
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker url=true
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC071",
        name: "function_url_open",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct FunctionUrlOpen;

impl Check for FunctionUrlOpen {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::reset(context, function::SPEC.id, &URL_AUTHORIZATION, "Let in only signed requests (IAM)", out, |node| {
            let open = node.is_on(&URL) && node.choice(&URL_AUTHORIZATION) == "none";
            open.then(|| format!("Everybody on the internet can call {} by its URL.", node.node.name))
        });
    }
}
