//! What need not be tried: what services and definitions tell of a setting.

use serde_json::Value as Json;

use super::fields::Fit;
use super::slots::{Owner, Slot};
use super::tasks::integration;
use crate::catalog::field::{Field, Kind};
use crate::cfn::json::to_json;
use crate::design::Design;

impl Fit<'_> {
    /// What the service of a node reads in the template.
    pub(super) fn told_by_service(&self, design: &Design, slot: &Slot, field: &Field) -> Option<Json> {
        let Owner::Node(id) = self.owner else { return None };
        let node = design.nodes.get(id).filter(|_| slot.records.is_empty())?;
        let (service, resources) = (self.trial.registry.service(&node.kind)?, &self.trial.target.resources);
        let Some(said) = service.recognise_setting(node, field, resources) else {
            // What has no resource of its own is as the template told where it told of it.
            let nodes = if resources.contains_key(&node.logical_id) { Vec::new() } else { service.recognise_nodes(resources) };
            let implied = nodes.into_iter().find(|implied| implied.logical_id == node.logical_id)?;
            return implied.fields.get(field.id).map(|value| self.trial.names.field(&value.0));
        };
        Some(match to_json(&said) {
            Json::Array(list) => Json::Array(list.iter().map(|one| self.trial.names.field(one)).collect()),
            one => self.trial.names.field(&one),
        })
    }

    /// The form of a node that its service reads in the template, whatever else another form would make.
    pub(super) fn told_form(&self, design: &Design, slot: &Slot, field: &Field) -> Option<Json> {
        field.variant.then(|| self.told_by_service(design, slot, field))?
    }

    /// What a text may say that names an entry of the node a line leads to.
    pub(super) fn entries_led_to(&self, design: &Design, field: &Field) -> Vec<Json> {
        let (Owner::Line(line), Kind::Text(rule)) = (self.owner, &field.kind) else { return Vec::new() };
        let Some((fits, _)) = rule.shape else { return Vec::new() };
        let Some(connection) = design.connections.get(line) else { return Vec::new() };
        let mut titles: Vec<Json> = Vec::new();
        // What a task calls is told by the task.
        let machine = design.nodes.get(&connection.source).and_then(|node| self.trial.target.resources.get(&node.logical_id));
        let task = connection.entry.as_ref().filter(|_| connection.kind.starts_with("workflow_"));
        if let Some(call) = machine.zip(task).and_then(|(machine, task)| integration(machine, task.as_str())) {
            let call = call.strip_prefix("aws-sdk:").unwrap_or(&call);
            titles.extend(fits(call).then(|| Json::from(call)));
        }
        for node in connection.nodes().filter(|id| **id != connection.source).filter_map(|id| design.nodes.get(id)) {
            let Some(service) = self.trial.registry.service(&node.kind) else { continue };
            for facet in service.spec().facets.iter().filter(|facet| facet.port) {
                let titled = node.entries(facet.id).iter().map(|entry| service.entry_title(facet, &entry.fields));
                titles.extend(titled.filter(|title| fits(title)).map(Json::from));
            }
        }
        titles
    }
}
