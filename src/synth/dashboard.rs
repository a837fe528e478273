//! The dashboard of a design: one picture of everything that CloudWatch measures of it.
//!
//! What is shown of a node is what its alarms can watch, so that a service with alarms has its widget by itself. The widgets
//! stand two in a row in the order of the nodes' logical IDs, counts on the left axis and times on the right; above them
//! stand the alarms, where there are some. Nothing in it comes from display names, which change nothing in a template.
//!
//! AWS: Amazon CloudWatch API Reference, "Dashboard body structure and syntax".

use crate::catalog::alarm::{self, Preset, Watched};
use crate::catalog::emission::Emission;
use crate::catalog::{Graph, NodeView};
use crate::cfn::{Pieces, Value};

/// Columns of the grid a dashboard is laid out on.
const WIDTH: usize = 24;
/// How wide and how high a widget is.
const WIDGET: (usize, usize) = (12, 6);

/// Adds the dashboard, where the design has one and there is anything to show.
pub(super) fn emit(graph: &Graph<'_>, out: &mut Emission<'_>) {
    if !graph.design.dashboard {
        return;
    }
    let mut nodes: Vec<NodeView<'_>> = graph.nodes().collect();
    nodes.sort_by_key(|node| node.node.logical_id.as_str());
    let mut widgets = Vec::new();
    let mut top = 0;
    let alarms: Vec<String> = nodes.iter().flat_map(alarm::of).map(|alarm| alarm.logical_id()).collect();
    if !alarms.is_empty() {
        // One line of the widget shows four alarms.
        let height = 1 + alarms.len().div_ceil(4);
        widgets.push(placed("alarm", (0, 0), (WIDTH, height), of_alarms(&alarms)));
        top = height;
    }
    let shown = nodes.iter().filter_map(|node| Some((node, of_node(node)?)));
    for (number, (_, properties)) in shown.enumerate() {
        let per_row = WIDTH / WIDGET.0;
        let at = (number % per_row * WIDGET.0, top + number / per_row * WIDGET.1);
        widgets.push(placed("metric", at, WIDGET, properties));
    }
    if widgets.is_empty() {
        return;
    }
    let body = Pieces::new("{\"widgets\":").join(list(widgets)).text("}");
    let name = Value::sub("${AWS::StackName}-${AWS::Region}");
    out.design_wide("Dashboard", "AWS::CloudWatch::Dashboard").set("DashboardName", name).set("DashboardBody", body.finish());
}

fn list(items: Vec<Pieces>) -> Pieces {
    let mut whole = Pieces::new("[");
    for (number, item) in items.into_iter().enumerate() {
        whole = whole.text(if number == 0 { "" } else { "," }).join(item);
    }
    whole.text("]")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn placed(kind: &str, (x, y): (usize, usize), (width, height): (usize, usize), properties: Pieces) -> Pieces {
    let place = format!("{{\"type\":\"{kind}\",\"x\":{x},\"y\":{y},\"width\":{width},\"height\":{height},\"properties\":");
    Pieces::new(&place).join(properties).text("}")
}

fn of_alarms(alarms: &[String]) -> Pieces {
    let arn = |id: &String| Pieces::new("\"").value(&Value::get_att(id.as_str(), "Arn")).text("\"");
    Pieces::new("{\"title\":\"Alarms\",\"alarms\":").join(list(alarms.iter().map(arn).collect())).text("}")
}

/// The widget of a node, where anything of it is measured.
fn of_node(node: &NodeView<'_>) -> Option<Pieces> {
    let presets = if node.service.is_measured(node) { node.service.alarms() } else { &[] };
    let metrics: Vec<Pieces> =
        presets.iter().flat_map(|preset| (preset.watched)(node, preset).into_iter().map(move |watched| metric(preset, watched))).collect();
    if metrics.is_empty() {
        return None;
    }
    let title = quoted(&node.node.logical_id);
    let start = format!("{{\"title\":{title},\"view\":\"timeSeries\",\"stacked\":false,\"period\":300,\"region\":\"");
    let region = Pieces::new(&start).value(&Value::reference("AWS::Region"));
    Some(region.text("\",\"metrics\":").join(list(metrics)).text("}"))
}

/// A metric as a widget has it: namespace, name, dimensions, and how it is drawn.
fn metric(preset: &Preset, watched: Watched) -> Pieces {
    let mut parts = vec![Pieces::new(&quoted(preset.namespace)), Pieces::new(&quoted(watched.metric))];
    for (name, value) in watched.dimensions {
        parts.push(Pieces::new(&quoted(name)));
        parts.push(Pieces::new("\"").value(&value).text("\""));
    }
    let label = if watched.part.is_empty() { preset.label.to_owned() } else { format!("{} of {}", preset.label, watched.part) };
    let axis = if matches!(preset.unit, "ms" | "s") { ",\"yAxis\":\"right\"" } else { "" };
    parts.push(Pieces::new(&format!("{{\"label\":{},\"stat\":{}{axis}}}", quoted(&label), quoted(preset.statistic))));
    list(parts)
}
