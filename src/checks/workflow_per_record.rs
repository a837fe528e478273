//! OPS075.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Settings, Severity};
use crate::connections::{api_starts_workflow, stream_pipes_workflow, table_pipes_workflow};
use crate::services::api::THROTTLING_RATE;
use crate::services::workflow::TYPE;
use crate::unit;

/// How many standard workflows an account starts a second on the long run, in the largest regions.
const STARTS: i64 = 300;

unit! {
    /// The records of a stream, or an API let through at a high rate, start standard workflows.
    ///
    /// A standard workflow is paid for by each step it takes, and an account starts only so many a second. At the rate of
    /// a stream an express workflow, which is paid for by its time, costs a fraction.
    ///
    /// AWS: Step Functions Developer Guide, "Choosing workflow type in Step Functions", "Quotas related to API action
    /// throttling".
    ///
    /// ```stackdraft breaks
    /// add stream Clicks
    /// add workflow Count
    /// connect Clicks Count
    /// ```
    ///
    /// ```stackdraft breaks
    /// add api Shop throttling_rate=2000
    /// add workflow Order
    /// route Shop "POST /orders"
    /// connect Shop/"POST /orders" Order
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
        for line in context.graph.lines_of(api_starts_workflow::SPEC.id).filter(|line| line.target.choice(&TYPE) == "STANDARD") {
            let Some(rate) = line.source.integer(&THROTTLING_RATE).filter(|rate| *rate > STARTS) else { continue };
            let (name, id) = (&line.target.node.name, line.target.id.clone());
            let message =
                format!("{} lets {rate} requests a second through, and an account starts about {STARTS} of {name}.", line.source.node.name);
            out.add(Place::Connection(line.id.clone()), message).unsafe_fix(format!("Make {name} an express workflow"), move |draft| {
                draft.set_node_field(&id, TYPE.id, Some("EXPRESS".into()))
            });
        }
    }
}
