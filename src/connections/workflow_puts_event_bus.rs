//! Workflow → event bus.

use serde_json::Value as Json;

use crate::catalog::draft::Draft;
use crate::catalog::field::TextRule;
use crate::catalog::naming::upper_snake;
use crate::catalog::{
    Attribute, ConnectionKind, ConnectionSpec, Emission, Ends, Field, Line, LineStyle, Literal, Refusal, Settings, Statement,
};
use crate::cfn::{Map, Value};
use crate::connections::task_message;
use crate::connections::task_wait::{self, WAIT};
use crate::design::{Connection, ConnectionId};
use crate::services::workflow::{self, Call};
use crate::unit;

/// Who the event is from.
pub const SOURCE: Field = Field::text("source", "Source", TextRule { min: 0, max: 256, shape: None })
    .example(Literal::Text("shop.orders"))
    .help("Who the event is from, for rules to match; the workflow's logical ID where this is empty.");
/// What kind of event it is.
pub const DETAIL_TYPE: Field = Field::text("detail_type", "Detail type", TextRule { min: 0, max: 128, shape: None })
    .example(Literal::Text("Order placed"))
    .help("What kind of event it is, for rules to match; the task's name where this is empty.");

unit! {
    /// A task of the workflow puts an event on the bus, whose rules decide where it goes.
    ///
    /// Where the task says nothing else, the event's detail is the task's input, its source and type are the line's, and in
    /// JSONata the next state gets that input too; other events stand in the task's `Arguments` (`Entries`) or `Parameters`.
    /// The workflow's role may put events on this bus and no other.
    ///
    /// With a task token the detail is an object of the token (`taskToken`) and the task's input (`input`), and what comes
    /// back with the token is the task's result; arguments of your own must hand the token on as well.
    ///
    /// AWS: Step Functions Developer Guide, "Add EventBridge events with Step Functions".
    pub static SPEC: ConnectionSpec = {
        id: "workflow_puts_event_bus",
        name: "Workflow puts events on bus",
        verb: "puts events",
        from: "workflow",
        facet: Some(workflow::STATES.id),
        to: "event_bus",
        fields: &[SOURCE, DETAIL_TYPE, WAIT],
        ends: &[],
        style: LineStyle::Async,
    }
}

/// The connection kind.
pub struct WorkflowPutsEventBus;

impl ConnectionKind for WorkflowPutsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        workflow::refuse_second(ends)
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        let id = &line.target.node.logical_id;
        out.grant(&line.source, Statement::allow(["events:PutEvents"]).on(line.target.arn()).named(format!("Put{id}")));
        let mut call = Call::new(&task_wait::integration(line, "events:putEvents"));
        let bus = call.placeholder(format!("{id}Name"), line.target.attribute(Attribute::Name));
        let event = |detail: &Json| {
            let mut event = Map::new();
            event.insert("Source", source(line));
            event.insert("DetailType", detail_type(line));
            if let Value::Map(detail) = Value::from_json(detail) {
                event.extend(detail);
            }
            Map::from([("Entries", Value::list([Value::Map(event)]))])
        };
        let (detail, detail_path) = task_wait::input(line, "Detail");
        let (passed, none) = task_wait::result(line, task_message::passing_on());
        call.must("Entries", Value::list([Value::map([("EventBusName", bus)])]))
            .usually_says(event(&detail), event(&detail_path))
            .giving(&passed, &none)
            .perform(line, out);
    }

    fn label(&self, line: &Line<'_>) -> String {
        task_wait::label(line, &line.text(&DETAIL_TYPE).unwrap_or_else(|| "put events".to_owned()))
    }

    fn style(&self, line: &Line<'_>) -> LineStyle {
        task_wait::style(line, SPEC.style)
    }

    fn drawn(&self, draft: &mut Draft<'_>, id: &ConnectionId) {
        workflow::bind(draft, id, &Json::Null);
    }

    fn erased(&self, draft: &mut Draft<'_>, id: &ConnectionId, connection: &Connection) {
        workflow::unbind(draft, id, connection, &Json::Null);
    }
}

/// Who the event is from; the workflow where nothing is set, by its logical ID as its name may change.
fn source(line: &Line<'_>) -> Value {
    let workflow = || upper_snake(&line.source.node.logical_id).to_lowercase().replace('_', "-").into();
    set(line, &SOURCE).unwrap_or_else(workflow)
}

/// What kind of event it is; the task's name where nothing is set.
fn detail_type(line: &Line<'_>) -> Value {
    let task = || line.connection.entry.as_ref().map_or("Event", |entry| entry.as_str()).into();
    set(line, &DETAIL_TYPE).unwrap_or_else(task)
}

fn set(line: &Line<'_>, field: &Field) -> Option<Value> {
    line.template_value(field).filter(|value| value.as_text() != Some(""))
}
