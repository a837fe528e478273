//! Messages a workflow's task sends to queues and topics.

use serde_json::{Value as Json, json};

use crate::catalog::{Field, NodeView, Settings};

/// What a message to a FIFO queue or topic needs: a group, here one per execution, and something to tell duplicates by; in
/// JSONata and in JSONPath.
pub fn group(target: &NodeView<'_>, fifo: &Field, content_deduplication: &Field) -> (Json, Json) {
    if !target.is_on(fifo) {
        return (Json::Null, Json::Null);
    }
    let mut jsonata = json!({ "MessageGroupId": "{% $states.context.Execution.Name %}" });
    let mut jsonpath = json!({ "MessageGroupId.$": "$$.Execution.Name" });
    if !target.is_on(content_deduplication) {
        jsonata["MessageDeduplicationId"] = "{% $uuid() %}".into();
        jsonpath["MessageDeduplicationId.$"] = "States.UUID()".into();
    }
    (jsonata, jsonpath)
}

/// What a task gives that only sends: what it got, where that can be said without `null`.
pub fn passing_on() -> (Json, Json) {
    (json!({ "Output": "{% $states.input %}" }), Json::Null)
}
