//! The SDK's answers as our plain data.
//!
//! Enums are taken by their text: the SDK calls values it does not know `Unknown`, among them
//! `REVIEW_IN_PROGRESS` as the status of a resource.

use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::operation::describe_stack_drift_detection_status::DescribeStackDriftDetectionStatusOutput;
use aws_sdk_cloudformation::operation::describe_stack_resource_drifts::DescribeStackResourceDriftsOutput;
use aws_sdk_cloudformation::operation::validate_template::ValidateTemplateOutput;
use aws_sdk_cloudformation::types as sdk;

use super::cloud::{ChangeSetId, ChangeSetPage, Declared, DeclaredParameter, LiveResource, Output, Stack};
use super::drift::{Detection, Difference, DriftPage, DriftState, ResourceDrift};
use super::event::StackEvent;
use super::fate::Fate;
use super::review::{Action, Cause, Change, Recreation};
use super::standing::DriftSeen;

pub(crate) fn declared(answer: ValidateTemplateOutput) -> Declared {
    Declared {
        parameters: answer
            .parameters
            .unwrap_or_default()
            .into_iter()
            .map(|parameter| DeclaredParameter {
                name: parameter.parameter_key.unwrap_or_default(),
                has_default: parameter.default_value.is_some(),
            })
            .collect(),
        capabilities: answer.capabilities.unwrap_or_default().iter().map(|capability| capability.as_str().to_owned()).collect(),
        capabilities_reason: answer.capabilities_reason,
    }
}

pub(crate) fn stack(stack: sdk::Stack) -> Stack {
    Stack {
        id: stack.stack_id.unwrap_or_default(),
        status: text(stack.stack_status.as_ref().map(sdk::StackStatus::as_str)),
        status_reason: stack.stack_status_reason.filter(|reason| !reason.is_empty()),
        changed_at_ms: stack.last_updated_time.or(stack.creation_time).and_then(|time| time.to_millis().ok()),
        parameters: stack
            .parameters
            .unwrap_or_default()
            .into_iter()
            .map(|parameter| (parameter.parameter_key.unwrap_or_default(), parameter.parameter_value.unwrap_or_default()))
            .collect(),
        outputs: stack
            .outputs
            .unwrap_or_default()
            .into_iter()
            .map(|output| Output {
                name: output.output_key.unwrap_or_default(),
                value: output.output_value.unwrap_or_default(),
                description: output.description.filter(|text| !text.is_empty()),
            })
            .collect(),
        protected: stack.enable_termination_protection.unwrap_or(false),
        tags: stack.tags.unwrap_or_default().into_iter().map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect(),
        drift: stack.drift_information.as_ref().and_then(drift_seen),
    }
}

pub(crate) fn resource(resource: sdk::StackResourceSummary) -> LiveResource {
    LiveResource {
        logical_id: resource.logical_resource_id.unwrap_or_default(),
        physical_id: resource.physical_resource_id,
        resource_type: resource.resource_type.unwrap_or_default(),
        status: text(resource.resource_status.as_ref().map(sdk::ResourceStatus::as_str)),
        at_deletion: Fate::Unknown,
    }
}

fn drift_seen(information: &sdk::StackDriftInformation) -> Option<DriftSeen> {
    let status = text(information.stack_drift_status.as_ref().map(sdk::StackDriftStatus::as_str));
    let at_ms = information.last_check_timestamp.as_ref().and_then(|time| time.to_millis().ok());
    (!matches!(status.as_str(), "" | "NOT_CHECKED")).then_some(DriftSeen { status, at_ms })
}

pub(crate) fn detection(answer: DescribeStackDriftDetectionStatusOutput) -> Detection {
    Detection {
        status: text(answer.detection_status.as_ref().map(sdk::StackDriftDetectionStatus::as_str)),
        reason: answer.detection_status_reason.filter(|reason| !reason.is_empty()),
    }
}

pub(crate) fn drift_page(answer: DescribeStackResourceDriftsOutput) -> DriftPage {
    let next = answer.next_token;
    DriftPage { resources: answer.stack_resource_drifts.unwrap_or_default().into_iter().map(resource_drift).collect(), next }
}

fn resource_drift(drift: sdk::StackResourceDrift) -> ResourceDrift {
    let state = match drift.stack_resource_drift_status.as_ref().map(sdk::StackResourceDriftStatus::as_str) {
        Some("IN_SYNC") => DriftState::Same,
        Some("MODIFIED") => DriftState::Changed,
        Some("DELETED") => DriftState::Gone,
        _ => DriftState::Unknown,
    };
    // A property that is on one side only has the text "null" on the other.
    let value = |text: Option<String>| text.filter(|text| text != "null");
    let differences = drift.property_differences.unwrap_or_default().into_iter().map(|difference| Difference {
        property: difference.property_path.unwrap_or_default().trim_start_matches('/').replace('/', "."),
        expected: value(difference.expected_value),
        actual: value(difference.actual_value),
    });
    ResourceDrift {
        logical_id: drift.logical_resource_id.unwrap_or_default(),
        physical_id: drift.physical_resource_id.filter(|id| !id.is_empty()),
        resource_type: drift.resource_type.unwrap_or_default(),
        node: None,
        state,
        differences: differences.collect(),
    }
}

pub(crate) fn event(event: sdk::StackEvent) -> StackEvent {
    let is_stack = event.physical_resource_id.is_some() && event.physical_resource_id == event.stack_id;
    StackEvent {
        id: event.event_id.unwrap_or_default(),
        at_ms: event.timestamp.and_then(|time| time.to_millis().ok()).unwrap_or_default(),
        logical_id: event.logical_resource_id.unwrap_or_default(),
        physical_id: event.physical_resource_id.filter(|id| !id.is_empty()),
        resource_type: event.resource_type.unwrap_or_default(),
        status: text(event.resource_status.as_ref().map(sdk::ResourceStatus::as_str)),
        reason: event.resource_status_reason.filter(|reason| !reason.is_empty()),
        node: None,
        is_stack,
    }
}

pub(crate) fn change_set_page(answer: DescribeChangeSetOutput) -> ChangeSetPage {
    ChangeSetPage {
        id: ChangeSetId { id: answer.change_set_id.unwrap_or_default(), stack_id: answer.stack_id.unwrap_or_default() },
        status: text(answer.status.as_ref().map(sdk::ChangeSetStatus::as_str)),
        status_reason: answer.status_reason,
        execution: text(answer.execution_status.as_ref().map(sdk::ExecutionStatus::as_str)),
        changes: answer.changes.unwrap_or_default().into_iter().filter_map(|change| change.resource_change).map(change).collect(),
        next: answer.next_token,
    }
}

fn change(change: sdk::ResourceChange) -> Change {
    let replacement = change.replacement.as_ref().map(sdk::Replacement::as_str);
    let action = match change.action.as_ref().map(sdk::ChangeAction::as_str) {
        Some("Add") => Action::Add,
        Some("Remove") => Action::Remove,
        Some("Import") => Action::Import,
        _ if replacement == Some("True") => Action::Replace,
        _ => Action::Modify,
    };
    let policy = text(change.policy_action.as_ref().map(sdk::PolicyAction::as_str));
    Change {
        action,
        may_replace: action == Action::Modify && replacement == Some("Conditional"),
        logical_id: change.logical_resource_id.unwrap_or_default(),
        physical_id: change.physical_resource_id.filter(|id| !id.is_empty()),
        resource_type: change.resource_type.unwrap_or_default(),
        node: None,
        stateful: false,
        nested: change.change_set_id.filter(|id| !id.is_empty()),
        kept: policy.contains("Retain") || policy.contains("Snapshot"),
        causes: causes(change.details.unwrap_or_default()),
    }
}

/// One cause per property, the direct ones first in CloudFormation's order; what flows in from elsewhere says from where.
fn causes(details: Vec<sdk::ResourceChangeDetail>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for detail in details {
        let Some(target) = detail.target else { continue };
        let attribute = text(target.attribute.as_ref().map(sdk::ResourceAttribute::as_str));
        // The path is a JSON pointer that begins with /Properties.
        let property = target
            .path
            .as_deref()
            .map(|path| path.trim_start_matches("/Properties/").trim_start_matches('/').replace('/', "."))
            .or(target.name)
            .unwrap_or(attribute);
        let cause = Cause {
            property,
            through: detail.causing_entity,
            before: target.before_value,
            after: target.after_value,
            replaces: match target.requires_recreation.as_ref().map(sdk::RequiresRecreation::as_str) {
                Some("Always") => Recreation::Always,
                Some("Conditionally") => Recreation::Maybe,
                _ => Recreation::Never,
            },
        };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}
