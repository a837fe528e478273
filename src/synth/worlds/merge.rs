//! What a design becomes in each world, told as one.

use std::collections::BTreeSet;

use super::namer::Namer;
use super::{World, Worlds, values};
use crate::catalog::conditions::{asked, joined};
use crate::catalog::{Granted, Provenance, Synthesis};
use crate::cfn::{Map, Output, Resource, Template};

/// One template for all worlds, with everything they come from.
pub(super) fn merge(worlds: &[World], namer: &mut Namer<'_>) -> Synthesis {
    let mut result = Synthesis { template: template(worlds, namer), ..Synthesis::default() };
    for world in worlds {
        for (id, provenance) in &world.synthesis.provenance {
            match result.provenance.get_mut(id) {
                Some(known) => add(known, provenance),
                None => drop(result.provenance.insert(id.clone(), provenance.clone())),
            }
        }
        for granted in &world.synthesis.granted {
            if !result.granted.iter().any(|known| covers(known, granted)) {
                result.granted.push(granted.clone());
            }
        }
        for artifact in &world.synthesis.artifacts {
            if !result.artifacts.contains(artifact) {
                result.artifacts.push(artifact.clone());
            }
        }
    }
    result
}

fn add(known: &mut Provenance, more: &Provenance) {
    known.origins.extend(more.origins.iter().cloned());
    for (property, origins) in &more.properties {
        known.properties.entry(property.clone()).or_default().extend(origins.iter().cloned());
    }
}

/// Whether a statement is told already, or a wider one of the same: without a line it allows less.
fn covers(known: &Granted, granted: &Granted) -> bool {
    let (wide, narrow) = (&known.statement, &granted.statement);
    known.node == granted.node
        && known.resource_policy == granted.resource_policy
        && wide.name == narrow.name
        && wide.allow == narrow.allow
        && wide.principal == narrow.principal
        && wide.conditions == narrow.conditions
        && wide.actions.is_superset(&narrow.actions)
        && narrow.resources.iter().all(|resource| wide.resources.contains(resource))
}

fn template(worlds: &[World], namer: &mut Namer<'_>) -> Template {
    let templates: Vec<&Template> = worlds.iter().map(|world| &world.synthesis.template).collect();
    let Some(first) = templates.first() else { return Template::default() };
    let mut out = Template { description: first.description.clone(), sections: first.sections.clone(), ..Template::default() };
    for template in &templates {
        out.parameters.extend(template.parameters.clone());
    }
    out.parameters.sort_keys();
    let ids: BTreeSet<&String> = templates.iter().flat_map(|template| template.resources.keys()).collect();
    for id in ids {
        let each = templates.iter().enumerate().filter_map(|(index, t)| Some((1 << index, t.resources.get(id)?)));
        out.resources.insert(id.clone(), resource(&each.collect::<Vec<_>>(), namer));
    }
    let names: BTreeSet<&String> = templates.iter().flat_map(|template| template.outputs.keys()).collect();
    for name in names {
        let each = templates.iter().enumerate().filter_map(|(index, t)| Some((1 << index, t.outputs.get(name)?)));
        out.outputs.extend(output(&each.collect::<Vec<_>>(), namer).map(|output| (name.clone(), output)));
    }
    out
}

/// The condition of something that has one of its own, perhaps, and is there in some worlds only.
fn condition(present: Worlds, own: Option<&String>, namer: &mut Namer<'_>) -> Option<String> {
    let of_worlds = (present != namer.all).then(|| namer.name(present, namer.all));
    match (of_worlds, own) {
        (Some(worlds), Some(own)) if worlds != *own => {
            let both = joined("Fn::And", vec![asked(&worlds), asked(own)]);
            Some(namer.make(format!("{worlds}And{own}"), both))
        }
        (worlds, own) => worlds.or_else(|| own.cloned()),
    }
}

fn resource(each: &[(Worlds, &Resource)], namer: &mut Namer<'_>) -> Resource {
    let Some((_, first)) = each.first() else { return Resource::default() };
    let present = each.iter().fold(0, |set, (worlds, _)| set | worlds);
    let properties: Vec<(Worlds, &Map)> = each.iter().map(|(set, resource)| (*set, &resource.properties)).collect();
    let more: Vec<(Worlds, &Map)> = each.iter().map(|(set, resource)| (*set, &resource.more)).collect();
    Resource {
        kind: first.kind.clone(),
        condition: condition(present, first.condition.as_ref(), namer),
        // What does not exist is not waited for.
        depends_on: each.iter().flat_map(|(_, resource)| resource.depends_on.iter().cloned()).collect(),
        deletion_policy: first.deletion_policy.clone(),
        update_replace_policy: first.update_replace_policy.clone(),
        properties: values::map(namer, &properties, present),
        metadata: first.metadata.clone(),
        more: values::map(namer, &more, present),
    }
}

fn output(each: &[(Worlds, &Output)], namer: &mut Namer<'_>) -> Option<Output> {
    let (_, first) = each.first()?;
    let present = each.iter().fold(0, |set, (worlds, _)| set | worlds);
    let alternatives: Vec<values::Alternative<'_>> = each.iter().map(|(set, output)| (*set, Some(&output.value))).collect();
    Some(Output {
        description: first.description.clone(),
        condition: condition(present, first.condition.as_ref(), namer),
        value: values::merged(namer, &alternatives, present, false)?,
    })
}
