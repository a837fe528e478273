//! The calls of `cloud`, made to CloudFormation and STS.

use aws_config::SdkConfig;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{Capability, ChangeSetType, Parameter, Tag, TemplateStage};

use super::aws_convert as convert;
use super::aws_error::request_error;
use super::cloud::{
    ChangeSetId, ChangeSetPage, Cloud, Declared, EventPage, Identity, LiveResource, NewChangeSet, ParameterValue, Stack, TemplateSource,
};
use super::drift::{Detection, DriftPage};
use super::error::{Kind, Result};

/// AWS, or what answers in its place.
pub(crate) struct Aws {
    cloudformation: Client,
    sts: aws_sdk_sts::Client,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) region: String,
    pub(super) endpoint: Option<String>,
}

impl Aws {
    pub(crate) fn new(config: &SdkConfig, region: String, endpoint: Option<String>) -> Self {
        // An emulator has no host name per bucket.
        let s3 = aws_sdk_s3::config::Builder::from(config).force_path_style(endpoint.is_some()).build();
        Self {
            cloudformation: Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            region,
            endpoint,
        }
    }
}

impl Cloud for Aws {
    async fn identity(&self) -> Result<Identity> {
        let answer = self.sts.get_caller_identity().send().await.map_err(request_error)?;
        Ok(Identity { account: answer.account.unwrap_or_default(), arn: answer.arn.unwrap_or_default() })
    }

    async fn validate(&self, template: &TemplateSource) -> Result<Declared> {
        let request = self.cloudformation.validate_template();
        let request = match template {
            TemplateSource::Body(body) => request.template_body(body),
            TemplateSource::Url(url) => request.template_url(url),
        };
        let answer = request.send().await.map_err(request_error)?;
        Ok(convert::declared(answer))
    }

    async fn stack(&self, stack: &str) -> Result<Option<Stack>> {
        let answer = self.cloudformation.describe_stacks().stack_name(stack).send().await;
        match answer.map_err(request_error) {
            Ok(answer) => Ok(answer.stacks.unwrap_or_default().into_iter().next().map(convert::stack)),
            Err(error) if error.kind == Kind::StackMissing => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn resources(&self, stack: &str) -> Result<Vec<LiveResource>> {
        let mut resources = Vec::new();
        let mut next = None;
        loop {
            let answer =
                self.cloudformation.list_stack_resources().stack_name(stack).set_next_token(next).send().await.map_err(request_error)?;
            resources.extend(answer.stack_resource_summaries.unwrap_or_default().into_iter().map(convert::resource));
            next = answer.next_token;
            if next.is_none() {
                return Ok(resources);
            }
        }
    }

    async fn deployed_template(&self, stack: &str) -> Result<String> {
        let answer = self
            .cloudformation
            .get_template()
            .stack_name(stack)
            .template_stage(TemplateStage::Original)
            .send()
            .await
            .map_err(request_error)?;
        Ok(answer.template_body.unwrap_or_default())
    }

    async fn create_change_set(&self, wanted: &NewChangeSet) -> Result<ChangeSetId> {
        let kind = if wanted.creates_stack { ChangeSetType::Create } else { ChangeSetType::Update };
        let request = self
            .cloudformation
            .create_change_set()
            .stack_name(&wanted.stack_name)
            .change_set_name(&wanted.name)
            .client_token(&wanted.token)
            .change_set_type(kind)
            .set_parameters(Some(wanted.parameters.iter().map(parameter).collect()))
            .set_tags(Some(wanted.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()))
            .set_capabilities(Some(wanted.capabilities.iter().map(|name| Capability::from(name.as_str())).collect()));
        let request = request.set_include_nested_stacks(wanted.nested.then_some(true));
        let request = match &wanted.template {
            TemplateSource::Body(body) => request.template_body(body),
            TemplateSource::Url(url) => request.template_url(url),
        };
        let answer = request.send().await.map_err(request_error)?;
        Ok(ChangeSetId { id: answer.id.unwrap_or_default(), stack_id: answer.stack_id.unwrap_or_default() })
    }

    async fn change_set(&self, change_set: &str, stack: &str, page: Option<&str>) -> Result<ChangeSetPage> {
        let answer = self
            .cloudformation
            .describe_change_set()
            .change_set_name(change_set)
            .set_stack_name((!stack.is_empty()).then(|| stack.to_owned()))
            .include_property_values(true)
            .set_next_token(page.map(str::to_owned))
            .send()
            .await
            .map_err(request_error)?;
        Ok(convert::change_set_page(answer))
    }

    async fn execute(&self, change_set: &str, token: &str) -> Result<()> {
        self.cloudformation
            .execute_change_set()
            .change_set_name(change_set)
            .client_request_token(token)
            .send()
            .await
            .map_err(request_error)?;
        Ok(())
    }

    async fn delete_change_set(&self, change_set: &str) -> Result<()> {
        self.cloudformation.delete_change_set().change_set_name(change_set).send().await.map_err(request_error)?;
        Ok(())
    }

    async fn has_change_sets(&self, stack: &str) -> Result<bool> {
        let answer = self.cloudformation.list_change_sets().stack_name(stack).send().await.map_err(request_error)?;
        Ok(answer.summaries.is_some_and(|summaries| !summaries.is_empty()))
    }

    async fn events(&self, stack: &str, page: Option<&str>) -> Result<EventPage> {
        let answer = self
            .cloudformation
            .describe_stack_events()
            .stack_name(stack)
            .set_next_token(page.map(str::to_owned))
            .send()
            .await
            .map_err(request_error)?;
        Ok(EventPage { events: answer.stack_events.unwrap_or_default().into_iter().map(convert::event).collect(), next: answer.next_token })
    }

    async fn delete_stack(&self, stack: &str, token: &str) -> Result<()> {
        self.cloudformation.delete_stack().stack_name(stack).client_request_token(token).send().await.map_err(request_error)?;
        Ok(())
    }

    async fn cancel_update(&self, stack: &str, token: &str) -> Result<()> {
        self.cloudformation.cancel_update_stack().stack_name(stack).client_request_token(token).send().await.map_err(request_error)?;
        Ok(())
    }

    async fn continue_rollback(&self, stack: &str, token: &str, skip: &[String]) -> Result<()> {
        let request = self.cloudformation.continue_update_rollback().stack_name(stack).client_request_token(token);
        request.set_resources_to_skip((!skip.is_empty()).then(|| skip.to_vec())).send().await.map_err(request_error)?;
        Ok(())
    }

    async fn protect(&self, stack: &str, on: bool) -> Result<()> {
        let request = self.cloudformation.update_termination_protection().stack_name(stack).enable_termination_protection(on);
        request.send().await.map_err(request_error)?;
        Ok(())
    }

    async fn detect_drift(&self, stack: &str) -> Result<String> {
        let answer = self.cloudformation.detect_stack_drift().stack_name(stack).send().await.map_err(request_error)?;
        Ok(answer.stack_drift_detection_id.unwrap_or_default())
    }

    async fn drift_detection(&self, detection: &str) -> Result<Detection> {
        let request = self.cloudformation.describe_stack_drift_detection_status().stack_drift_detection_id(detection);
        Ok(convert::detection(request.send().await.map_err(request_error)?))
    }

    async fn drifts(&self, stack: &str, page: Option<&str>) -> Result<DriftPage> {
        let request = self.cloudformation.describe_stack_resource_drifts().stack_name(stack).set_next_token(page.map(str::to_owned));
        Ok(convert::drift_page(request.send().await.map_err(request_error)?))
    }
}

fn parameter((name, value): (&String, &ParameterValue)) -> Parameter {
    let parameter = Parameter::builder().parameter_key(name);
    match value {
        ParameterValue::Is(value) => parameter.parameter_value(value),
        ParameterValue::Unchanged => parameter.use_previous_value(true),
    }
    .build()
}
