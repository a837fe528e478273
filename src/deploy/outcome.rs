//! How a deployment ended.

use serde::Serialize;

use super::cloud::Output;
use super::drift::Drift;
use super::event::{Progression, StackEvent};
use super::explain::explain;
use super::standing::Status;

/// How a job ended that did run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The stack is as the template says.
    Deployed(Deployed),
    /// It was so already.
    NothingToDeploy(Deployed),
    /// The change set waits in AWS for somebody to execute it.
    Kept {
        /// What AWS calls the change set.
        change_set_arn: String,
    },
    /// Nobody wanted the change set, and it is gone again.
    Discarded,
    /// The stack is gone.
    Deleted {
        /// What was kept by its deletion policy, by logical ID and what AWS calls it.
        kept: Vec<(String, String)>,
    },
    /// A rollback that had failed went through: the stack is as it was before the update.
    RolledBack(Deployed),
    /// How the stack stands, asked without changing anything.
    Looked(Box<Status>),
    /// What has been changed past CloudFormation.
    Drift(Drift),
    /// Whether the stack is protected against deletion now.
    Protected {
        /// It is.
        on: bool,
    },
    /// CloudFormation could not do it.
    Failed(Failure),
    /// Nobody watches any more, CloudFormation carries on.
    Unwatched,
}

/// A stack at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deployed {
    /// What AWS calls the stack.
    pub stack_id: String,
    /// Such as `UPDATE_COMPLETE`.
    pub status: String,
    /// Its outputs, in its order.
    pub outputs: Vec<Output>,
    /// The stack's page in the AWS console.
    pub console_url: Option<String>,
}

/// Why CloudFormation could not do it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What AWS calls the stack.
    pub stack_id: String,
    /// The status the stack is left in.
    pub status: String,
    /// The stack has its old state again.
    pub rolled_back: bool,
    /// There was no old state: what is left of the failed creation has to be deleted before the next try.
    pub never_made: bool,
    /// What failed, the root cause first; what was merely cancelled is left out.
    pub causes: Vec<FailureCause>,
    /// The stack's page in the AWS console.
    pub console_url: Option<String>,
}

/// One thing that failed by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FailureCause {
    /// The key in the template's `Resources`, or the stack's name.
    pub logical_id: String,
    /// Such as `AWS::SQS::Queue`.
    pub resource_type: String,
    /// The node in the design.
    pub node: Option<String>,
    /// In the service's words.
    pub reason: String,
    /// What that means and what to do, for common reasons.
    pub explanation: Option<String>,
}

/// Reasons CloudFormation gives for what it stopped because something else had failed.
const CONSEQUENCES: [&str; 5] =
    ["creation cancelled", "update cancelled", "deletion cancelled", "operation cancelled", "the following resource(s) failed"];

impl Failure {
    /// What that means for the stack, as the end of a sentence that names its status.
    #[must_use]
    pub fn consequence(&self) -> &'static str {
        match self.status.as_str() {
            _ if self.rolled_back => "everything is as it was before",
            "ROLLBACK_COMPLETE" => "nothing of it exists but the empty stack, which has to be deleted before the next try",
            _ if self.never_made => "what its creation left has to be deleted before the next try",
            "DELETE_FAILED" => "what could not be deleted is still there",
            "UPDATE_ROLLBACK_FAILED" => "the way back failed too: mend the cause, then take the rollback up again",
            _ => "neither as before nor as the design says",
        }
    }

    /// The failure these events (oldest first) tell of.
    pub(crate) fn from_events(stack_id: &str, status: &str, events: &[StackEvent]) -> Self {
        let failed: Vec<&StackEvent> =
            events.iter().filter(|event| event.progression() == Progression::Failed || gives_up(event)).collect();
        let mut causes: Vec<FailureCause> = Vec::new();
        for event in failed.iter().filter(|event| is_a_cause(event)) {
            let cause = cause(event);
            if !causes.iter().any(|known| known.logical_id == cause.logical_id && known.reason == cause.reason) {
                causes.push(cause);
            }
        }
        if causes.is_empty() {
            // Better a consequence than no reason at all.
            causes.extend(failed.first().map(|event| cause(event)));
        }
        Self {
            stack_id: stack_id.to_owned(),
            status: status.to_owned(),
            rolled_back: status.ends_with("ROLLBACK_COMPLETE") && status != "ROLLBACK_COMPLETE",
            never_made: matches!(status, "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED"),
            causes,
            console_url: None,
        }
    }
}

/// A stack that starts rolling back says why, where no resource does.
fn gives_up(event: &StackEvent) -> bool {
    event.is_stack && event.status.ends_with("ROLLBACK_IN_PROGRESS") && event.reason.is_some()
}

fn is_a_cause(event: &StackEvent) -> bool {
    let reason = event.reason.as_deref().unwrap_or_default().to_lowercase();
    !reason.is_empty() && !CONSEQUENCES.iter().any(|words| reason.contains(words))
}

fn cause(event: &StackEvent) -> FailureCause {
    let reason = event.reason.clone().unwrap_or_else(|| format!("{} without a reason", event.status));
    FailureCause {
        logical_id: event.logical_id.clone(),
        resource_type: event.resource_type.clone(),
        node: event.node.clone(),
        explanation: explain(&reason).map(str::to_owned),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(logical_id: &str, status: &str, reason: &str) -> StackEvent {
        StackEvent {
            logical_id: logical_id.to_owned(),
            status: status.to_owned(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            is_stack: logical_id == "shop",
            ..StackEvent::default()
        }
    }

    #[test]
    fn the_root_cause_comes_first_and_cancellations_not_at_all() {
        let events = [
            event("Orders", "CREATE_IN_PROGRESS", ""),
            event("Worker", "CREATE_FAILED", "Resource creation cancelled"),
            event("Orders", "CREATE_FAILED", "orders already exists"),
            event("Table", "CREATE_FAILED", "Resource creation cancelled"),
            event("shop", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Orders, Worker]."),
            event("Bus", "DELETE_FAILED", "access denied"),
        ];
        let failure = Failure::from_events("id", "ROLLBACK_COMPLETE", &events);
        let ids: Vec<&str> = failure.causes.iter().map(|cause| cause.logical_id.as_str()).collect();
        assert_eq!(ids, ["Orders", "Bus"]);
        assert!(failure.never_made && !failure.rolled_back, "there was nothing to go back to");
        assert!(failure.causes[0].explanation.as_deref().unwrap_or_default().contains("exists already"));
    }

    #[test]
    fn a_consequence_is_better_than_nothing() {
        let events = [event("Worker", "UPDATE_FAILED", "Resource update cancelled")];
        let failure = Failure::from_events("id", "UPDATE_ROLLBACK_FAILED", &events);
        assert_eq!(failure.causes[0].logical_id, "Worker");
        assert!(!failure.rolled_back);
    }

    #[test]
    fn a_stack_that_gives_up_without_a_failed_resource_says_why() {
        let events = [event("shop", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")];
        let failure = Failure::from_events("id", "UPDATE_ROLLBACK_COMPLETE", &events);
        assert_eq!(failure.causes[0].reason, "User Initiated");
        assert!(failure.rolled_back && !failure.never_made);
    }
}
