//! A name of your own for an API.

use super::fields::{BASE_PATH, CUSTOM_DOMAIN};
use super::routes::{Protocol, protocol};
use crate::catalog::{Emission, NodeView, Settings};
use crate::cfn::Value;

/// Adds the domain with its certificate, both by parameter as every environment has its own, and leads it to the stage.
pub(super) fn emit(node: &NodeView<'_>, out: &mut Emission<'_>) {
    if !node.is_on(&CUSTOM_DOMAIN) {
        return;
    }
    let (domain, certificate) = (out.logical_id("DomainName"), out.logical_id("CertificateArn"));
    let parameter = |text: &str| Value::map([("Type", "String".to_owned()), ("Description", text.replace("{}", &node.node.logical_id))]);
    out.parameters.push((domain.clone(), parameter("The domain name of {}, such as api.example.com")));
    out.parameters.push((certificate.clone(), parameter("The ARN of the certificate of {} in Certificate Manager, in the stack's region")));
    let (name, certificate) = (Value::reference(domain), Value::reference(certificate));
    let (api, stage) = (Value::reference(node.node.logical_id.as_str()), Value::reference(out.logical_id("Stage")));
    let path = node.template_value(&BASE_PATH).filter(|path| *path != Value::from(""));
    let regional = if protocol(node) == Protocol::Rest {
        let domain = out.resource("Domain", "AWS::ApiGateway::DomainName");
        domain.set("DomainName", name).set("RegionalCertificateArn", certificate);
        domain.set("EndpointConfiguration.Types", Value::list(["REGIONAL"])).set("SecurityPolicy", "TLS_1_2");
        let id = domain.logical_id.clone();
        let mapping = out.resource("Mapping", "AWS::ApiGateway::BasePathMapping");
        mapping.set("DomainName", Value::reference(id.as_str())).set("RestApiId", api).set("Stage", stage).set_some("BasePath", path);
        id
    } else {
        let domain = out.resource("Domain", "AWS::ApiGatewayV2::DomainName");
        let configuration = [("CertificateArn", certificate), ("EndpointType", "REGIONAL".into()), ("SecurityPolicy", "TLS_1_2".into())];
        domain.set("DomainName", name).set("DomainNameConfigurations", Value::List(vec![Value::map(configuration)]));
        let id = domain.logical_id.clone();
        let mapping = out.resource("Mapping", "AWS::ApiGatewayV2::ApiMapping");
        mapping.set("DomainName", Value::reference(id.as_str())).set("ApiId", api).set("Stage", stage).set_some("ApiMappingKey", path);
        id
    };
    let description = format!("Where the domain name of {} has to lead", node.node.logical_id);
    out.output("DomainTarget", description, Value::get_att(regional, "RegionalDomainName"));
}
