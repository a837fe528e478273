//! OPS003.

use crate::catalog::{Check, CheckSpec, Context, Findings, Settings, Severity};
use crate::services::queue::{self, LONG_POLLING};
use crate::unit;

unit! {
    /// Receiving from a queue does not wait for messages.
    ///
    /// With short polling consumers ask again and again and pay for every empty answer, and an answer can be empty
    /// although there are messages.
    ///
    /// AWS: Amazon SQS Developer Guide, "Amazon SQS short and long polling".
    ///
    /// ```stackdraft breaks
    /// add queue Orders long_polling=0
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "OPS003",
        name: "short_polling",
        severity: Severity::Advice,
        fix: true,
    }
}

/// The check.
pub struct ShortPolling;

impl Check for ShortPolling {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        super::switched::reset(context, queue::SPEC.id, &LONG_POLLING, "Wait up to 20 s for messages", out, |node| {
            (node.integer(&LONG_POLLING) == Some(0))
                .then(|| format!("Receiving from {} answers at once, mostly with nothing.", node.node.name))
        });
    }
}
