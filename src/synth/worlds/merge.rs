//! What a design becomes in each world, told as one.

use std::collections::{BTreeMap, BTreeSet};

use super::namer::Namer;
use super::{World, Worlds, condition_of, values};
use crate::catalog::conditions::{asked, call, joined};
use crate::catalog::{Granted, Provenance, Synthesis};
use crate::cfn::{Map, Output, Resource, Template, Value};

/// One template for all worlds, with everything they come from.
pub(super) fn merge(worlds: &[World], namer: &mut Namer<'_>) -> Synthesis {
    let mut result = Synthesis::default();
    result.template = template(worlds, namer);
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
    for (property, origins) in more.properties.iter() {
        known.properties.of(property).extend(origins.iter().cloned());
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
        && wide.all_but == narrow.all_but
        && wide.actions.is_superset(&narrow.actions)
        && narrow.resources.iter().all(|resource| wide.resources.contains(resource))
}

fn template(worlds: &[World], namer: &mut Namer<'_>) -> Template {
    let templates: Vec<&Template> = worlds.iter().map(|world| &world.synthesis.template).collect();
    let Some(first) = templates.first() else { return Template::default() };
    let mut out = Template {
        description: first.description.clone(),
        sections: first.sections.clone(),
        unquoted: first.unquoted.clone(),
        ..Template::default()
    };
    for template in &templates {
        out.parameters.extend(template.parameters.clone());
    }
    out.parameters.sort_keys();
    let mut there: BTreeMap<&String, Worlds> = BTreeMap::new();
    for (index, template) in templates.iter().enumerate() {
        template.resources.keys().for_each(|id| *there.entry(id).or_default() |= 1 << index);
    }
    for id in there.keys() {
        let each = templates.iter().enumerate().filter_map(|(index, t)| Some((1 << index, t.resources.get(*id)?)));
        let owners = worlds.iter().find_map(|world| condition_of(&world.design, &world.synthesis.provenance.get(*id)?.address.owner));
        out.resources.insert((*id).clone(), resource(&each.collect::<Vec<_>>(), &there, owners, namer));
    }
    let names: BTreeSet<&String> = templates.iter().flat_map(|template| template.outputs.keys()).collect();
    for name in names {
        let each = templates.iter().enumerate().filter_map(|(index, t)| Some((1 << index, t.outputs.get(name)?)));
        out.outputs.extend(output(&each.collect::<Vec<_>>(), namer).map(|output| (name.clone(), output)));
    }
    out
}

/// The condition of something that has one of its own, perhaps, and is there in some worlds only; that of its owner where it
/// says the same.
fn condition(present: Worlds, owners: Option<String>, own: Option<&String>, namer: &mut Namer<'_>) -> Option<String> {
    let of_worlds = owners.filter(|name| namer.is(name, present));
    let of_worlds = of_worlds.or_else(|| (present != namer.all).then(|| namer.name(present, namer.all)));
    match (of_worlds, own) {
        (Some(worlds), Some(own)) if worlds != *own => {
            let both = joined("Fn::And", vec![asked(&worlds), asked(own)]);
            Some(namer.make(format!("{worlds}And{own}"), both))
        }
        (worlds, own) => worlds.or_else(|| own.cloned()),
    }
}

fn resource(each: &[(Worlds, &Resource)], there: &BTreeMap<&String, Worlds>, owners: Option<String>, namer: &mut Namer<'_>) -> Resource {
    let Some((_, first)) = each.first() else { return Resource::default() };
    let present = each.iter().fold(0, |set, (worlds, _)| set | worlds);
    let properties: Vec<(Worlds, &Map)> = each.iter().map(|(set, resource)| (*set, &resource.properties)).collect();
    let more: Vec<(Worlds, &Map)> = each.iter().map(|(set, resource)| (*set, &resource.more)).collect();
    let (mut depends_on, mut waits) = (BTreeSet::new(), Map::new());
    for other in each.iter().flat_map(|(_, resource)| &resource.depends_on).collect::<BTreeSet<_>>() {
        let both = present & there.get(other).copied().unwrap_or_default();
        if both == present {
            depends_on.insert(other.clone());
        } else {
            let arguments = vec![namer.name(both, present).into(), Value::reference(other.as_str()), Value::reference("AWS::NoValue")];
            waits.insert(other.clone(), call("Fn::If", arguments));
        }
    }
    let mut metadata = first.metadata.clone();
    if !waits.is_empty() {
        // `DependsOn` takes no condition; a reference from the metadata waits as well.
        let mut map = metadata.as_ref().and_then(Value::as_map).cloned().unwrap_or_default();
        map.insert("WaitsFor".to_owned(), Value::Map(waits));
        metadata = Some(Value::Map(map));
    }
    Resource {
        kind: first.kind.clone(),
        condition: condition(present, owners, first.condition.as_ref(), namer),
        depends_on,
        deletion_policy: first.deletion_policy.clone(),
        update_replace_policy: first.update_replace_policy.clone(),
        properties: values::map(namer, &properties, present),
        metadata,
        more: values::map(namer, &more, present),
    }
}

fn output(each: &[(Worlds, &Output)], namer: &mut Namer<'_>) -> Option<Output> {
    let (_, first) = each.first()?;
    let present = each.iter().fold(0, |set, (worlds, _)| set | worlds);
    let alternatives: Vec<values::Alternative<'_>> = each.iter().map(|(set, output)| (*set, Some(&output.value))).collect();
    Some(Output {
        description: first.description.clone(),
        condition: condition(present, None, first.condition.as_ref(), namer),
        value: values::merged(namer, &alternatives, present, false)?,
    })
}
