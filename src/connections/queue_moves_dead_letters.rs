//! Queue → queue, as dead letters.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Request, Settings};
use crate::services::queue;
use crate::unit;

/// How often a message is received before it moves.
pub const MAX_RECEIVES: Field = Field::integer("max_receives", "Tries", 1, 1_000)
    .default(Literal::Integer(5))
    .help("How often a message is received without being deleted before it moves; 5 and more in front of a function.");

unit! {
    /// Messages that were received too often without being dealt with move to the other queue, where they wait to be
    /// looked at.
    ///
    /// Both queues are standard or both are FIFO. A queue that takes dead letters keeps its messages for 14 days unless
    /// it says otherwise, as a standard message's age counts from when it was first sent.
    ///
    /// AWS: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
    pub static SPEC: ConnectionSpec = {
        id: "queue_moves_dead_letters",
        name: "Queue moves dead letters",
        verb: "moves dead letters",
        from: "queue",
        facet: None,
        to: "queue",
        fields: &[MAX_RECEIVES],
        ends: &[],
        style: LineStyle::DeadLetters,
    }
}

/// The connection kind.
pub struct QueueMovesDeadLetters;

impl ConnectionKind for QueueMovesDeadLetters {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        if ends.source.id == ends.target.id {
            return Some(Refusal::new("A queue cannot take its own dead letters."));
        }
        let fifo = |fifo: bool| if fifo { "FIFO" } else { "standard" };
        let (source, target) = (ends.source.is_on(&queue::FIFO), ends.target.is_on(&queue::FIFO));
        (source != target).then(|| {
            Refusal::new(format!(
                "Dead letters of a {} queue need a {} queue; {} is {}. Set its type alike, or add a queue for them.",
                fifo(source),
                fifo(source),
                ends.target.node.name,
                fifo(target)
            ))
            .or_setting(format!("Make {} {}", ends.target.node.name, fifo(source)), &ends.target, &queue::FIFO, source)
        })
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let max_receives = line.template_value(&MAX_RECEIVES).unwrap_or_else(|| 5.into());
        out.request(&line.source, Request::Redrive { target: line.target.arn(), max_receives });
        out.request(&line.target, Request::KeepDeadLetters);
    }

    fn label(&self, line: &Line<'_>) -> String {
        line.integer(&MAX_RECEIVES)
            .map_or_else(|| "dead letters".to_owned(), |n| format!("after {n} {}", if n == 1 { "try" } else { "tries" }))
    }
}
