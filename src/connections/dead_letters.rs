//! Dead letters as a further end of lines whose delivery can fail.

use crate::catalog::{Emission, FaultKind, Line, NodeView, Place, Request, Settings, Statement};
use crate::cfn::Value;
use crate::services::queue;

/// The name of the end.
pub const END: &str = "dead_letters";

/// The queue at the end of a line that needs a standard one.
pub fn standard<'g>(line: &Line<'g>, out: &mut Emission<'_>) -> Option<NodeView<'g>> {
    of_kind(line, false, out)
}

/// The queue at the end of a line that needs a FIFO queue or a standard one; another is left out and told.
pub fn of_kind<'g>(line: &Line<'g>, fifo: bool, out: &mut Emission<'_>) -> Option<NodeView<'g>> {
    let queue = line.end(END).filter(|node| node.node.kind == queue::SPEC.id)?;
    if queue.is_on(&queue::FIFO) == fifo {
        return Some(queue);
    }
    let (wanted, present) = if fifo { ("FIFO", "standard") } else { ("standard", "FIFO") };
    let message = format!("Dead letters of {} need a {wanted} queue; {} is {present}.", line.title(), queue.node.name);
    out.fault(FaultKind::Conflict, Place::Connection(line.id.clone()), message, vec![Place::Node(queue.id.clone())]);
    None
}

/// Lets a service of AWS put the line's dead letters into the queue, on behalf of `source`.
pub fn admit(line: &Line<'_>, queue: &NodeView<'_>, service: &'static str, source: Value, out: &mut Emission<'_>) {
    let name = format!("DeadLettersFrom{}", line.source.node.logical_id);
    let statement = Statement::allow(["sqs:SendMessage"]).for_service(service).on(queue.arn()).from_source(source).named(name);
    out.request(queue, Request::Admit(statement));
    out.request(queue, Request::KeepDeadLetters);
}
