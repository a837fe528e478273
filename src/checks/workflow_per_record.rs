//! OPS075.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::{stream_pipes_workflow, table_pipes_workflow};
use crate::services::workflow::TYPE;
use crate::unit;

unit! {
    /// The records of a stream start standard workflows.
    ///
    /// A standard workflow is paid for by each step it takes, and an account starts only so many a second. At the rate of
    /// a stream an express workflow, which is paid for by its time, costs a fraction.
    ///
    /// AWS: Step Functions Developer Guide, "Choosing workflow type in Step Functions".
    ///
    /// ```stackdraft breaks
    /// add stream Clicks
    /// add workflow Count
    /// connect Clicks Count
    /// ```
    ///
    /// ```stackdraft keeps
    /// add stream Clicks
    /// add workflow Count type=EXPRESS
    /// connect Clicks Count
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS075",
        name: "workflow_per_record",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct WorkflowPerRecord;

impl Check for WorkflowPerRecord {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for kind in [stream_pipes_workflow::SPEC.id, table_pipes_workflow::SPEC.id] {
            for line in context.graph.lines_of(kind).filter(|line| line.target.choice(&TYPE) == "STANDARD") {
                let (name, id) = (&line.target.node.name, line.target.id.clone());
                let message = format!("Each batch of records of {} starts {name}, which is paid for by the step.", line.source.node.name);
                out.add(Place::Connection(line.id.clone()), message).unsafe_fix(format!("Make {name} an express workflow"), move |draft| {
                    draft.set_node_field(&id, TYPE.id, Some("EXPRESS".into()))
                });
            }
        }
    }
}
