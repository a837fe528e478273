//! Functions.

mod alarms;
mod code;
mod fields;
mod url;
mod version;

pub use code::{ARTIFACT_BUCKET, has_starter};
pub use fields::*;
pub use url::{URL, URL_AUTHORIZATION, URL_ORIGINS, URL_STREAMING};
pub use version::{ALIAS, PROVISIONED_CONCURRENCY, RELEASE, SECOND_VERSION, SECOND_WEIGHT};

use crate::catalog::alarm::{self, Preset};
use crate::catalog::field::Unit;
use crate::catalog::service::{Attribute, Category, Ports, Service, ServiceSpec, Stateful, Tint};
use crate::catalog::{Emission, FaultKind, Field, NodeView, Place, Request, Settings, Statement, Wanted, policy};
use crate::cfn::{Map, Value};
use crate::services::{kms_key, physical_name};
use crate::unit;

/// Its name in AWS.
pub const PHYSICAL_NAME: Field = physical_name::field("FunctionName", 64, physical_name::is_plain, physical_name::PLAIN);

const FIELDS: &[Field] = &[
    CODE,
    RUNTIME,
    HANDLER,
    FOLDER,
    CODE_BUCKET,
    CODE_KEY,
    IMAGE,
    MEMORY,
    TIMEOUT,
    ARCHITECTURE,
    LAYERS,
    ENVIRONMENT,
    ROLE,
    RESERVED_CONCURRENCY,
    EPHEMERAL_STORAGE,
    TRACING,
    LOG_RETENTION,
    URL,
    URL_AUTHORIZATION,
    URL_ORIGINS,
    URL_STREAMING,
    ALIAS,
    RELEASE,
    SECOND_VERSION,
    SECOND_WEIGHT,
    PROVISIONED_CONCURRENCY,
    SNAP_START,
    PHYSICAL_NAME,
];

unit! {
    /// A function runs your code when it is called: by a request, by messages, by an event, by a schedule.
    ///
    /// What it may do follows from the lines that start at it, and nothing else; its environment variables tell it the
    /// names of what they lead to. It has a role and a log group of its own; a role that is there already is named in its
    /// stead, and has to be able to do what a finding lists.
    ///
    /// With an alias, each change publishes a version, and whoever calls the function calls the version the alias stands
    /// for; part of the calls can go to a second one. A URL of its own makes it callable without an API.
    ///
    /// Limits: up to 15 minutes a call, 10,240 MiB of memory, 4 KB of environment variables, inline code of 4 MB.
    /// AWS: Lambda Developer Guide, "Lambda quotas"; CloudFormation, "AWS::Lambda::Function".
    pub static SPEC: ServiceSpec = {
        id: "function",
        name: "Function",
        aws: "Lambda",
        category: Category::Compute,
        summary: "Runs your code when it is called",
        suffix: "",
        resource: Some("AWS::Lambda::Function"),
        stateful: Stateful::No,
        fields: FIELDS,
        facets: &[alarm::facet(alarms::FIELDS)],
        ports: Ports::Both,
    }
}

/// The service.
pub struct Function;

/// The days of a log retention setting; none where it never ends.
pub fn log_days(setting: Option<Value>) -> Option<Value> {
    match setting.as_ref()?.as_text() {
        Some(text) => text.parse::<i64>().ok().map(Value::from),
        None => setting,
    }
}

impl Service for Function {
    fn spec(&self) -> &'static ServiceSpec {
        &SPEC
    }

    fn tint(&self) -> Tint {
        Tint::Compute
    }

    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
        let log_group = out.log_group("LogGroup", None, log_days(node.template_value(&LOG_RETENTION)));
        let mut own = vec![
            Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
                .on(Value::get_att(log_group.as_str(), "Arn"))
                .named("WriteLogs"),
        ];
        if node.is_on(&TRACING) {
            // X-Ray has no resource to name.
            own.push(Statement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on_everything().named("WriteTraces"));
        }
        let key = kms_key::of(node, wanted, out);
        // Lambda reads the variables with the function's role.
        own.extend(kms_key::own_use(node, &["kms:Decrypt"]));
        let role = match node.template_value(&ROLE).filter(|role| *role != Value::from("")) {
            Some(role) => {
                out.grants_of_existing(node, wanted, own);
                Some(role)
            }
            None => out.role(node, wanted, own, policy::trust("lambda.amazonaws.com", &[])),
        };
        let code = code::code(node, out);
        let variables = environment(node, wanted);
        let function = out.main(node);
        function.set_some("Role", role).set("Code", code);
        if let Some((encryption, origin)) = key {
            function.set("KmsKeyArn", encryption.key.clone()).comes_from("KmsKeyArn", [origin]);
        }
        if node.choice(&CODE) == "image" {
            function.set("PackageType", "Image");
        }
        function.set("Architectures", Value::list(node.template_value(&ARCHITECTURE)));
        function.set_some("Layers", node.template_value(&LAYERS).filter(|layers| layers.as_list().is_none_or(|list| !list.is_empty())));
        if node.is_on(&TRACING) {
            function.set("TracingConfig.Mode", "Active");
        }
        function.set("LoggingConfig", Value::map([("LogFormat", Value::from("JSON")), ("LogGroup", Value::reference(log_group))]));
        if node.applies(&SNAP_START) && node.is_on(&SNAP_START) {
            function.set("SnapStart.ApplyOn", "PublishedVersions");
        }
        if !variables.is_empty() {
            function.set("Environment.Variables", Value::Map(variables));
            function.comes_from("Environment", wanted.origins(|r| matches!(r, Request::Variable { .. })));
        }
        let properties = function.resource.properties.clone();
        version::emit(node, &properties, out);
        url::emit(node, out);
        destinations(node, wanted, out);
    }

    fn alarms(&self) -> &'static [Preset] {
        alarms::PRESETS
    }

    fn subtitle(&self, node: &NodeView<'_>) -> String {
        let runtime = node.choice(&RUNTIME);
        let label = match node.choice(&CODE).as_str() {
            "image" => "Container image",
            _ => RUNTIMES.iter().find(|r| r.id == runtime).map_or(runtime.as_str(), |r| r.label),
        };
        match node.integer(&TIMEOUT) {
            Some(seconds) => format!("{label} · {}", crate::catalog::parse::with_unit(seconds, Unit::Seconds)),
            None => label.to_owned(),
        }
    }

    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<Value> {
        let id = node.node.logical_id.as_str();
        match (attribute, version::alias(node)) {
            (Attribute::Url, _) => node.is_on(&URL).then(|| url::address(node)),
            // Whoever calls the function calls the version its alias stands for; the alias's ARN does for a name.
            (Attribute::Arn | Attribute::Name, Some(alias)) => Some(alias),
            (Attribute::Arn, None) => Some(Value::get_att(id, "Arn")),
            (Attribute::Name, None) => Some(Value::reference(id)),
        }
    }
}

/// The variables its connections bring, then its own, which win.
fn environment(node: &NodeView<'_>, wanted: &Wanted) -> Map {
    let mut variables: Map = wanted.variables().into_iter().map(|(name, value, _)| (name.to_owned(), value.clone())).collect();
    if let Some(Value::Map(own)) = node.template_value(&ENVIRONMENT) {
        variables.extend(own);
    }
    variables.sort_keys();
    variables
}

/// Where the outcome of asynchronous calls goes.
fn destinations(node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>) {
    let mut config = Map::new();
    for received in &wanted.requests {
        if let Request::Destination { success, arn } = &received.request {
            let (name, which) = if *success { ("OnSuccess", "that succeeded") } else { ("OnFailure", "that failed") };
            if config.contains_key(name) {
                let message = format!("Of calls {which} {} tells one place only.", node.node.name);
                out.fault(FaultKind::Conflict, received.origin.place(), message, vec![Place::Node(node.id.clone())]);
                continue;
            }
            config.insert(name.to_owned(), Value::map([("Destination", arn.clone())]));
        }
    }
    if config.is_empty() {
        return;
    }
    let origins = wanted.origins(|r| matches!(r, Request::Destination { .. }));
    let name = Value::reference(node.node.logical_id.as_str());
    let qualifier = version::name(node).unwrap_or_else(|| "$LATEST".into());
    let alias = version::alias(node).map(|_| out.logical_id("Alias"));
    let invoke = out.resource("InvokeConfig", "AWS::Lambda::EventInvokeConfig");
    invoke.set("FunctionName", name).set("Qualifier", qualifier).set("DestinationConfig", Value::Map(config));
    invoke.comes_from("DestinationConfig", origins).acts_through(node);
    if let Some(alias) = alias {
        invoke.after(alias);
    }
}
