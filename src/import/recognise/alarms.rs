//! Alarms found by what they watch: each is an entry of the node whose metric it is of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::fields::Trial;
use crate::catalog::alarm::{FACET, PERIOD, PERIODS, Preset, THRESHOLD, Watched};
use crate::catalog::naming::{kebab, pascal};
use crate::catalog::recognise::of_type;
use crate::catalog::{Field, Graph, NodeView};
use crate::cfn::{Value as Said, json::to_json};
use crate::design::ids::unused;
use crate::design::{Design, Entry, EntryId, Fields, NodeId, Value};

/// An alarm of the template at a node.
struct Found {
    node: NodeId,
    resource: String,
    /// What an entry's part ends with, after its id.
    ending: String,
    /// The id its logical ID tells, where it follows the rule.
    id: Option<String>,
    preset: &'static Preset,
    /// Where the preset stands among those of its service.
    number: usize,
    fields: Fields,
}

/// Adds an entry for the alarms that watch nodes as their services would.
pub(super) fn add(trial: &Trial<'_>, design: &mut Design, claimed: &mut BTreeMap<String, BTreeSet<NodeId>>) {
    // Some services found theirs themselves.
    for (id, node) in &design.nodes {
        for entry in node.entries(FACET) {
            let part = format!("{}Alarm", pascal(entry.id.as_str()));
            let resource = node.logical_ids.get(&part).cloned().unwrap_or_else(|| format!("{}{part}", node.logical_id));
            claimed.entry(resource).or_default().insert(id.clone());
        }
    }
    let graph = Graph::new(design, trial.registry);
    let found: Vec<Found> = graph.nodes().flat_map(|node| of(trial, &node, claimed)).collect();
    drop(graph);
    // One entry makes an alarm of everything there is to watch.
    let mut entries: BTreeMap<(NodeId, Option<String>, &str, String), Vec<Found>> = BTreeMap::new();
    for alarm in found {
        let settings = format!("{:?}", alarm.fields);
        entries.entry((alarm.node.clone(), alarm.id.clone(), alarm.preset.id, settings)).or_default().push(alarm);
    }
    let mentioned = trial.target.mentioned();
    let rank = |alarms: &Vec<Found>| alarms.iter().filter_map(|a| mentioned.iter().position(|id| *id == a.resource)).min();
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(_, alarms)| (rank(alarms).unwrap_or(usize::MAX), alarms.first().map(|alarm| alarm.number)));
    for ((id, told, preset, _), alarms) in entries {
        let Some(node) = design.nodes.get_mut(&id) else { continue };
        let node = Arc::make_mut(node);
        let stem = told.clone().unwrap_or_else(|| kebab(preset));
        let entry = EntryId::new(unused(&stem, "-", |id| node.entry(&EntryId::from(id)).is_some()));
        let Some(fields) = alarms.first().map(|alarm| alarm.fields.clone()) else { continue };
        for alarm in alarms {
            let part = format!("{}{}", pascal(entry.as_str()), alarm.ending);
            if format!("{}{part}", node.logical_id) != alarm.resource {
                node.logical_ids.insert(part, alarm.resource.clone());
            }
            claimed.entry(alarm.resource).or_default().insert(id.clone());
        }
        node.facets.entry(FACET.to_owned()).or_default().push(Entry::new(entry, fields));
    }
}

fn of(trial: &Trial<'_>, node: &NodeView<'_>, claimed: &BTreeMap<String, BTreeSet<NodeId>>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, preset) in node.service.alarms().iter().enumerate() {
        for watched in (preset.watched)(node, preset) {
            let fits = |said: &Said| watches(said, preset, &watched);
            for (id, said) in of_type(&trial.target.resources, "AWS::CloudWatch::Alarm").filter(|(_, said)| fits(said)) {
                if claimed.contains_key(id) {
                    continue;
                }
                let ending = format!("{}Alarm", watched.part);
                let middle = id.strip_prefix(&*node.node.logical_id).and_then(|rest| rest.strip_suffix(ending.as_str()));
                let told = middle.filter(|m| pascal(&kebab(m)) == **m && !m.is_empty()).map(kebab);
                let fields = settings(trial, said, preset);
                found.push(Found { node: node.id.clone(), resource: id.to_owned(), ending, id: told, preset, number, fields });
            }
        }
    }
    found
}

/// Whether an alarm watches this, with the preset's statistic.
fn watches(said: &Said, preset: &Preset, watched: &Watched) -> bool {
    let text = |name: &str| said.get(name).and_then(Said::as_text);
    let dimensions = said.get("Dimensions").and_then(Said::as_list).unwrap_or_default();
    let has = |(name, value): &(&str, Said)| {
        dimensions.iter().any(|d| d.get("Name").and_then(Said::as_text) == Some(*name) && d.get("Value") == Some(value))
    };
    text("Namespace") == Some(preset.namespace)
        && text("MetricName") == Some(watched.metric)
        && text("Statistic").or(text("ExtendedStatistic")) == Some(preset.statistic)
        && dimensions.len() == watched.dimensions.len()
        && watched.dimensions.iter().all(has)
}

/// What an alarm says that is not the beginning its preset makes.
fn settings(trial: &Trial<'_>, said: &Said, preset: &Preset) -> Fields {
    let value = |name: &str| said.get(name).map(|value| trial.names.value(&to_json(value)));
    let mut fields = Fields::from([("metric".to_owned(), preset.id.into())]);
    let mut set = |field: &Field, value: Option<Json>, default: Option<Json>| {
        fields.extend(value.filter(|value| Some(value) != default.as_ref()).map(|value| (field.id.to_owned(), Value(value))));
    };
    set(&THRESHOLD, value("Threshold"), Some(preset.threshold.into()));
    let period = value("Period").map(|period| period.as_i64().map_or(period, |seconds| seconds.to_string().into()));
    set(&PERIOD, period, PERIOD.default.to_json());
    set(&PERIODS, value("EvaluationPeriods"), PERIODS.default.to_json());
    fields
}
