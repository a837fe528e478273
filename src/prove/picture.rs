//! Lines that are only in the picture: whoever calls from outside brings what AWS asks for.

use super::Prover;

/// The kinds that become nothing in the template.
pub(super) const KINDS: &[(&str, Prover)] = &[
    ("client_calls_api", |_| ()),
    ("client_calls_function", |_| ()),
    ("client_publishes_topic", |_| ()),
    ("client_puts_event_bus", |_| ()),
    ("client_puts_stream", |_| ()),
    ("client_sends_queue", |_| ()),
    ("client_uses_bucket", |_| ()),
    ("client_uses_user_pool", |_| ()),
];
