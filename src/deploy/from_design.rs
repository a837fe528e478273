//! A design's environment and template as a deployment takes them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::cloud::NESTED_STACK;
use super::error::{Error, Kind, Result};
use super::target::{Artifact, NestedTemplate, StackTemplate, Target, TemplateResource};
use crate::catalog::{Origin, Synthesis};
use crate::cfn::Resource;
use crate::design::Design;
use crate::nested;
use crate::services::function::ARTIFACT_BUCKET;

impl Target {
    /// The environment of that name.
    pub fn of(design: &Design, environment: &str) -> Result<Self> {
        let Some(found) = design.environments.get(environment) else {
            let known: Vec<&str> = design.environments.keys().map(String::as_str).collect();
            let error = Error::new(Kind::BadTarget, format!("The design has no environment \"{environment}\"."));
            return Err(if known.is_empty() {
                let typed = format!("Add it by this line of `stackdraft edit`: env {environment} region=eu-west-1");
                error.hint("Add it among the design's environments.").in_terminal(typed)
            } else {
                error.hint(format!("It has: {}.", known.join(", ")))
            });
        };
        Ok(Self {
            environment: environment.to_owned(),
            region: found.region.clone(),
            profile: found.profile.clone(),
            account: found.account.clone(),
            stack_name: found.stack_name.clone().unwrap_or_else(|| stack_name(&design.name, environment)),
            parameters: found.parameters.clone(),
            asked: BTreeSet::new(),
            tags: found.tags.clone(),
            artifact_bucket: found.artifact_bucket.clone(),
        })
    }
}

/// The stack's name where the environment gives none: design and environment, in the characters a stack's name may have.
#[must_use]
pub fn stack_name(design: &str, environment: &str) -> String {
    let plain = format!("{design}-{environment}").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let mut name = String::new();
    for part in plain.split('-').filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(part);
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "stack-");
    }
    name
}

impl StackTemplate {
    /// What a synthesised design deploys, in nested stacks where one cannot hold it; its code folders are relative to the
    /// design's folder.
    #[must_use]
    pub fn of(design: &Design, synthesis: &Synthesis, folder: &Path) -> Self {
        let template = &synthesis.template;
        let node_of = |logical_id: &str| match &synthesis.provenance.get(logical_id)?.address.owner {
            Origin::Node(id) => design.nodes.get(id).map(|node| node.name.clone()),
            Origin::Connection(id) => {
                let source = &design.connections.get(id)?.source;
                design.nodes.get(source).map(|node| node.name.clone())
            }
            Origin::Design => None,
        };
        let mut capabilities: BTreeSet<String> = template.resources.values().filter_map(capability).map(str::to_owned).collect();
        if template.sections.contains_key("Transform") {
            capabilities.insert("CAPABILITY_AUTO_EXPAND".to_owned());
        }
        // What cannot be divided has an error finding that says why.
        let divided = nested::needed(synthesis).then(|| nested::divide(design, synthesis).ok()).flatten();
        let stacks = divided.as_ref().map_or_else(Vec::new, |nested| {
            nested.stacks.iter().map(|stack| NestedTemplate::new(&stack.logical_id, stack.template.yaml())).collect()
        });
        let address = |id: &str| stacks.iter().find(|stack| stack.logical_id == id).map_or_else(String::new, |stack| stack.address.clone());
        let body = divided.as_ref().map_or_else(|| synthesis.yaml().to_owned(), |nested| nested.root(&address).yaml());
        let own = template.resources.iter().map(|(logical_id, resource)| TemplateResource {
            logical_id: logical_id.clone(),
            resource_type: resource.kind.clone(),
            node: node_of(logical_id),
        });
        let nested = stacks.iter().map(|stack| TemplateResource {
            logical_id: stack.logical_id.clone(),
            resource_type: NESTED_STACK.to_owned(),
            node: None,
        });
        Self {
            body,
            resources: own.chain(nested).collect(),
            nested: stacks,
            stateful: template
                .resources
                .iter()
                .filter(|(_, resource)| is_kept(resource))
                .map(|(logical_id, _)| logical_id.clone())
                .collect(),
            artifacts: synthesis
                .artifacts
                .iter()
                .map(|artifact| Artifact {
                    bucket_parameter: ARTIFACT_BUCKET.to_owned(),
                    key_parameter: artifact.key_parameter.clone(),
                    folder: folder.join(&artifact.folder),
                })
                .collect(),
            capabilities,
            permissions: permissions(design, synthesis),
            masked: design
                .parameters
                .iter()
                .filter(|(_, known)| known.no_echo && known.default.is_none() && !known.properties.contains_key("Default"))
                .map(|(name, _)| name.clone())
                .collect(),
            relies_on: log_role(synthesis).into_iter().collect(),
        }
    }
}

/// REST and WebSocket APIs write their logs with one role per account and region, which is no part of any one stack:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>. HTTP APIs need none.
fn log_role(synthesis: &Synthesis) -> Option<String> {
    let resources = &synthesis.template.resources;
    if resources.values().any(|resource| resource.kind == "AWS::ApiGateway::Account") {
        return None;
    }
    let speaks_websocket = resources.values().any(|resource| {
        resource.kind == "AWS::ApiGatewayV2::Api"
            && resource.properties.get("ProtocolType").and_then(|value| value.as_text()) == Some("WEBSOCKET")
    });
    let logs = |resource: &Resource| match resource.kind.as_str() {
        "AWS::ApiGateway::Stage" => {
            let level = |setting: &crate::cfn::Value| setting.get("LoggingLevel").is_some_and(|level| level.as_text() != Some("OFF"));
            let settings = resource.properties.get("MethodSettings").and_then(|settings| settings.as_list());
            resource.properties.contains_key("AccessLogSetting") || settings.is_some_and(|settings| settings.iter().any(level))
        }
        "AWS::ApiGatewayV2::Stage" => speaks_websocket && resource.properties.contains_key("AccessLogSettings"),
        _ => false,
    };
    let stages: Vec<&str> = resources.iter().filter(|(_, resource)| logs(resource)).map(|(id, _)| id.as_str()).collect();
    (!stages.is_empty()).then(|| {
        format!(
            "{} write{} logs with the role that API Gateway has for the whole account in this region. Where none is set, creation fails: \
             see `aws apigateway get-account`, or have this stack set it (account_log_role=stack).",
            stages.join(", "),
            if stages.len() == 1 { "s" } else { "" }
        )
    })
}

/// What each node's role may do; what a resource lets others do is not a role's.
fn permissions(design: &Design, synthesis: &Synthesis) -> BTreeMap<String, BTreeSet<String>> {
    let mut permissions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for granted in synthesis.granted.iter().filter(|granted| granted.statement.allow && !granted.resource_policy) {
        let name = design.nodes.get(&granted.node).map_or_else(|| granted.node.to_string(), |node| node.name.clone());
        permissions.entry(name).or_default().extend(granted.statement.actions.iter().map(ToString::to_string));
    }
    permissions
}

/// Whoever wants a resource kept when it leaves the stack has something in it.
fn is_kept(resource: &Resource) -> bool {
    [&resource.deletion_policy, &resource.update_replace_policy].into_iter().flatten().any(|policy| policy != "Delete")
}

/// What CloudFormation wants to be told before it makes this: that it gives permissions, and whether under a name.
fn capability(resource: &Resource) -> Option<&'static str> {
    const NAMES: [&str; 5] = ["GroupName", "InstanceProfileName", "ManagedPolicyName", "RoleName", "UserName"];
    let gives_permissions = resource.kind.starts_with("AWS::IAM::");
    // An inline policy's own name is not one of the account's.
    let is_named = NAMES.iter().any(|name| resource.properties.contains_key(name)) && resource.kind != "AWS::IAM::Policy";
    gives_permissions.then_some(if is_named { "CAPABILITY_NAMED_IAM" } else { "CAPABILITY_IAM" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::design::Environment;

    #[test]
    fn a_stack_name_is_made_of_design_and_environment() {
        for (design, environment, name) in [
            ("Order processing", "dev", "Order-processing-dev"),
            ("  Größe & Co.  ", "prod", "Gr-e-Co-prod"),
            ("2nd shop", "dev", "stack-2nd-shop-dev"),
        ] {
            assert_eq!(stack_name(design, environment), name);
        }
    }

    #[test]
    fn the_role_of_the_account_is_told_where_logs_need_it() {
        type Made<'a> = (&'a str, &'a str, &'a [(&'a str, crate::cfn::Value)]);
        let said = |resources: &[Made<'_>]| {
            let mut synthesis = Synthesis::default();
            for (id, kind, properties) in resources {
                let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
                let resource = Resource { kind: (*kind).to_owned(), properties, ..Resource::default() };
                synthesis.template.resources.insert((*id).to_owned(), resource);
            }
            log_role(&synthesis)
        };
        let log = || crate::cfn::Value::map([("DestinationArn", "x")]);
        let rest = ("OrdersStage", "AWS::ApiGateway::Stage", &[("AccessLogSetting", log())][..]);
        assert!(said(&[rest]).is_some_and(|said| said.starts_with("OrdersStage writes logs with the role")));
        assert_eq!(said(&[rest, ("Account", "AWS::ApiGateway::Account", &[])]), None, "the stack sets it");
        assert_eq!(said(&[("Quiet", "AWS::ApiGateway::Stage", &[])]), None);
        let stage = ("ChatStage", "AWS::ApiGatewayV2::Stage", &[("AccessLogSettings", log())][..]);
        let api = |protocol: &'static str| [("ProtocolType", crate::cfn::Value::from(protocol))];
        assert!(said(&[("Chat", "AWS::ApiGatewayV2::Api", &api("WEBSOCKET")), stage]).is_some());
        assert_eq!(said(&[("Http", "AWS::ApiGatewayV2::Api", &api("HTTP")), stage]), None, "HTTP APIs need none");
    }

    #[test]
    fn an_environment_that_is_not_there_names_those_that_are() {
        let mut design = Design::new("Shop");
        assert!(Target::of(&design, "prod").unwrap_err().in_terminal.unwrap_or_default().contains("env prod"));
        design.environments.insert("dev".to_owned(), Arc::new(Environment::default()));
        let error = Target::of(&design, "prod").unwrap_err();
        assert_eq!((error.kind, error.hint.as_deref()), (Kind::BadTarget, Some("It has: dev.")));
        assert_eq!(Target::of(&design, "dev").unwrap().stack_name, "Shop-dev");
    }
}
