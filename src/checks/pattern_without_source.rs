//! WIR075.

use serde_json::{Map, Value as Json, json};

use crate::catalog::{Check, CheckSpec, Context, Findings, Line, LineStyle, NodeView, Place, Settings, Severity, pattern};
use crate::design::Value;
use crate::services::event_bus::{self, RULE_PATTERN, RULES};
use crate::unit;

unit! {
    /// A rule waits for events that nothing on its bus sends.
    ///
    /// Everything that puts events on the bus says from which source and of which detail type they are, and the rule's
    /// pattern asks for others: it never delivers anything. Buses that functions or others put events on are left alone, as
    /// code decides what those say.
    ///
    /// AWS: Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns".
    ///
    /// ```stackdraft breaks
    /// add schedule Nightly
    /// add event_bus Events
    /// add function Worker
    /// connect Nightly Events source=shop.nights detail_type=Night
    /// rule Events Days pattern={"source": ["shop.days"]}
    /// connect Events/Days Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add schedule Nightly
    /// add event_bus Events
    /// add function Worker
    /// connect Nightly Events source=shop.nights detail_type=Night
    /// rule Events Nights pattern={"source": ["shop.nights"]}
    /// connect Events/Nights Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR075",
        name: "pattern_without_source",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct PatternWithoutSource;

impl Check for PatternWithoutSource {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for bus in context.graph.nodes_of(event_bus::SPEC.id) {
            // The account's own bus takes events from everywhere, and the rules of another account's are not here.
            if event_bus::is_default(&bus) || event_bus::is_foreign(&bus) {
                continue;
            }
            let Some(sent) = sent(&bus) else { continue };
            for rule in bus.entries(RULES) {
                let Some(Json::Object(whole)) = rule.literal(&RULE_PATTERN) else { continue };
                if sent.iter().any(|event| may_match(&whole, event)) {
                    continue;
                }
                let title = bus.service.title_of(rule.facet, &rule.entry.fields);
                let (node, entry) = (bus.id.clone(), rule.entry.id.clone());
                let mut sources: Vec<Json> = sent.iter().map(|event| event["source"].clone()).collect();
                sources.sort_by_key(Json::to_string);
                sources.dedup();
                let message = format!("{title} of {} waits for events that nothing there sends.", bus.node.name);
                out.add(Place::Entry(node.clone(), entry.clone()), message).field(&RULE_PATTERN).unsafe_fix(
                    "Wait for the sources that send there",
                    move |draft| {
                        let pattern = json!({ "source": sources });
                        draft.set_entry_field(&node, &entry, RULE_PATTERN.id, Some(Value(pattern)))
                    },
                );
            }
        }
    }
}

/// What is known of each event that lines put on the bus; nothing where there are none, or one says nothing of itself.
fn sent(bus: &NodeView<'_>) -> Option<Vec<Json>> {
    let lines = bus.incoming().filter(|line| line.kind.spec().style != LineStyle::Alarm);
    let events: Option<Vec<Json>> = lines.map(|line| event(&line)).collect();
    events.filter(|events| !events.is_empty() && bus.graph.as_further_end(bus.id).next().is_none())
}

fn event(line: &Line<'_>) -> Option<Json> {
    let plain = |id: &str| {
        let field = line.specs().iter().find(|field| field.id == id)?;
        // Whatever is taken from a request or made by an expression may be anything.
        line.text(field).filter(|text| !text.starts_with('$') && !text.contains("{%") && !text.starts_with('<'))
    };
    let mut event = Map::from_iter([("source".to_owned(), Json::from(plain("source")?))]);
    event.extend(plain("detail_type").map(|detail| ("detail-type".to_owned(), Json::from(detail))));
    Some(Json::Object(event))
}

/// Whether a pattern lets an event through, as far as source and detail type tell.
fn may_match(whole: &Map<String, Json>, event: &Json) -> bool {
    let known = |key: &String| matches!(key.as_str(), "source" | "detail-type") && event.get(key).is_some();
    let asked: Map<String, Json> = whole.iter().filter(|(key, _)| known(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
    pattern::matches(&asked, event).is_ok()
}
