//! User pool trigger → function.

use crate::catalog::{Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Line, LineStyle, Request};
use crate::design::Fields;
use crate::services::user_pool;
use crate::unit;

unit! {
    /// Cognito calls the function at the trigger's moment, and waits for its answer.
    ///
    /// The function gets the event, may refuse what the user wants to do or change it, and gives the event back within
    /// five seconds. It lets in this pool and no other, by one permission however many triggers lead to it. The pool's id
    /// is in the event: a variable for it would make pool and function wait for each other.
    ///
    /// AWS: Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers"; CloudFormation,
    /// "AWS::Cognito::UserPool LambdaConfig"; CloudFormation, "AWS::Lambda::Permission".
    pub static SPEC: ConnectionSpec = {
        id: "user_pool_calls_function",
        name: "Trigger calls function",
        verb: "calls",
        from: "user_pool",
        facet: Some(user_pool::TRIGGERS),
        to: "function",
        fields: &[],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct UserPoolCallsFunction;

impl ConnectionKind for UserPoolCallsFunction {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let Some(entry) = line.connection.entry.clone() else { return };
        out.request(&line.source, Request::Trigger { entry, function: line.target.arn() });
        let permission = out.shared(&line.source, &format!("{}Permission", line.target.node.logical_id), "AWS::Lambda::Permission");
        permission.set("Action", "lambda:InvokeFunction").set("FunctionName", line.target.attribute(Attribute::Name));
        permission.set("Principal", "cognito-idp.amazonaws.com").set("SourceArn", line.source.arn());
    }

    fn new_entry(&self, ends: &Ends<'_>) -> Fields {
        user_pool::new_trigger(&ends.source)
    }
}
