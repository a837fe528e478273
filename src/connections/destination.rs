//! What the lines have in common that tell of the outcome of a function's asynchronous calls.

use crate::catalog::field::choice;
use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, NodeView, Refusal, Request, Settings};
use crate::connections::outcome;

/// Of which calls it tells.
pub const WHEN: Field = Field::choice("when", "Of calls that", &[choice("failure", "Failed"), choice("success", "Succeeded")])
    .help("Failed: what is left after Lambda's own retries, with the event and the error. Succeeded: the event and the answer.");

/// A connection kind that tells another node of the outcome.
pub struct Destination(pub &'static ConnectionSpec);

impl Destination {
    fn tells_of_success(&self, line: &Line<'_>) -> bool {
        // A bucket is told of failures only and has no such setting.
        self.0.fields.iter().any(|field| field.id == WHEN.id) && line.choice(&WHEN) == "success"
    }
}

impl ConnectionKind for Destination {
    fn spec(&self) -> &'static ConnectionSpec {
        self.0
    }

    fn on_request(&self) -> bool {
        true
    }

    fn hands_over(&self, _line: &Line<'_>) -> bool {
        true
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let (function, target) = (&ends.source, &ends.target);
        if function.id == target.id {
            return Some(Refusal::new(format!("What {} fails at cannot go to {} itself.", function.node.name, target.node.name)));
        }
        if outcome::is_fifo(target) {
            let way = match target.node.kind.as_str() {
                "queue" => "Lead the outcome to an event bus, and a rule of it to the queue.",
                _ => "Lead the outcome to a standard queue, and a function from there to the topic.",
            };
            let name = &target.node.name;
            let refusal = Refusal::new(format!("Lambda tells of outcomes to standard queues and topics; {name} is FIFO. {way}"));
            return Some(refusal.or_setting(format!("Make {name} standard"), target, outcome::fifo(target), false));
        }
        let reason = || {
            format!(
                "{} is called by what waits for it or reads for it, and that gets its outcome. Only asynchronous calls, such as those of topics, rules and schedules, have a destination.",
                function.node.name
            )
        };
        only_waited_for(function).then(|| Refusal::new(reason()))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let success = self.tells_of_success(line);
        outcome::grant(&line.source, &line.target, "aws/lambda/async/", out);
        if !success {
            outcome::keep(&line.target, out);
        }
        out.request(&line.source, Request::Destination { success, arn: line.target.arn() });
    }

    fn label(&self, line: &Line<'_>) -> String {
        if self.tells_of_success(line) { "on success" } else { "on failure" }.to_owned()
    }

    fn style(&self, line: &Line<'_>) -> LineStyle {
        if self.tells_of_success(line) { LineStyle::Async } else { LineStyle::DeadLetters }
    }
}

/// Whether lines lead to the function, and none of them calls it without waiting.
fn only_waited_for(function: &NodeView<'_>) -> bool {
    let mut calls = function.incoming().filter(|line| line.kind.spec().style != LineStyle::Picture && !line.kind.encrypts()).peekable();
    calls.peek().is_some() && !calls.any(|line| line.kind.hands_over(&line))
}
