//! WIR082.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::Parameter;
use crate::unit;

/// Types of what there is in an account already.
const OF_ACCOUNT: [&str; 10] = [
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
];

unit! {
    /// A parameter has a type that there is not, or a default that it does not take.
    ///
    /// A parameter is a `String`, a `Number`, a `List<Number>`, a `CommaDelimitedList`, the name or the value of a Systems
    /// Manager parameter, or of a type of what an account has already, such as `AWS::EC2::VPC::Id`. Its default is one of
    /// its allowed values where it has any, and a number where it is one.
    ///
    /// AWS: CloudFormation User Guide, "CloudFormation template Parameters syntax", "CloudFormation-supplied parameter types".
    ///
    /// ```stackdraft breaks
    /// param Stage type=Text
    /// ```
    ///
    /// ```stackdraft breaks
    /// param Size type=Number default=large
    /// ```
    ///
    /// ```stackdraft keeps
    /// param Stage default=dev
    /// param Size type=Number default=10
    /// param Image type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>" default=/images/latest
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR082",
        name: "parameter_invalid",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct ParameterInvalid;

impl Check for ParameterInvalid {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (name, parameter) in &context.graph.design.parameters {
            if let Some(problem) = problem(parameter) {
                out.add(Place::Design, format!("The parameter {name} {problem}."));
            }
        }
    }
}

/// What is wrong with a parameter, as the end of a sentence.
fn problem(parameter: &Parameter) -> Option<String> {
    // What the template says in another form than text wins.
    if ["Type", "Default", "AllowedValues"].iter().any(|said| parameter.properties.contains_key(*said)) {
        return None;
    }
    let kind = parameter.kind.as_deref().unwrap_or("String");
    if !is_type(kind) {
        return Some(format!("has the type {kind}, which there is not"));
    }
    let default = parameter.default.as_deref()?;
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    let fits = match kind {
        "Number" => is_number(default),
        "List<Number>" => default.split(',').all(is_number),
        _ => true,
    };
    if !fits {
        return Some(format!("is a {kind}, and its default `{default}` is none"));
    }
    let allowed = &parameter.allowed_values;
    let among = |text: &str| allowed.iter().any(|value| value == text);
    let fits = if kind.contains("List") { default.split(',').all(|part| among(part.trim())) } else { among(default) };
    (!allowed.is_empty() && !fits).then(|| format!("does not allow its own default `{default}`"))
}

fn is_type(kind: &str) -> bool {
    let inside = |text: &str, around: &str| text.strip_prefix(around)?.strip_suffix('>').map(str::to_owned);
    let is_one = |kind: &str| matches!(kind, "String" | "Number") || OF_ACCOUNT.contains(&kind);
    let is_list = |kind: &str| kind == "CommaDelimitedList" || inside(kind, "List<").is_some_and(|item| is_one(&item));
    let is_named = |kind: &str| kind == "AWS::SSM::Parameter::Name";
    let looked_up = inside(kind, "AWS::SSM::Parameter::Value<");
    is_one(kind) || is_list(kind) || is_named(kind) || looked_up.is_some_and(|kind| is_one(&kind) || is_list(&kind) || is_named(&kind))
}
