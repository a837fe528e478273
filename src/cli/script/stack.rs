//! Verbs about the design as a whole: parameters, environments, outputs, tags, checks, overrides.

use super::address::{self, Owner};
use super::words::Word;
use crate::catalog::draft::{Draft, Problem, outputs};
use crate::catalog::environment::tag_problem;
use crate::catalog::naming::within_sentence;
use crate::catalog::{Graph, Place, Severity};
use crate::design::edit::Property;
use crate::design::{Override, Parameter};
use crate::synth;

/// `NAME=VALUE` as two texts.
fn pair(word: &Word) -> Result<(String, String), Problem> {
    let (name, value) = word.split_once('=').ok_or_else(|| Problem::new(format!("`{}` is not NAME=VALUE", word.text())))?;
    Ok((name.text(), value.text()))
}

/// `param NAME [PROPERTY=VALUE ...]`
pub(super) fn parameter(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, rest @ ..] = words else { return Err(Problem::new("a name is needed")) };
    let name = name.text();
    let mut parameter = draft.design().parameters.get(&name).map_or_else(Parameter::default, |p| (**p).clone());
    for word in rest {
        let (property, value) = pair(word)?;
        match property.as_str() {
            "type" => parameter.kind = Some(value),
            "default" => parameter.default = Some(value),
            "description" => parameter.description = Some(value),
            "values" => parameter.allowed_values = value.split(',').map(|v| v.trim().to_owned()).collect(),
            "pattern" => parameter.allowed_pattern = Some(value),
            "no_echo" => parameter.no_echo = value == "true",
            other => return Err(Problem::new(format!("a parameter has no `{other}`"))),
        }
    }
    draft.set_parameter(&name, Some(parameter))
}

/// `env NAME [PROPERTY=VALUE ...]`
pub(super) fn environment(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, rest @ ..] = words else { return Err(Problem::new("a name is needed")) };
    let name = name.text();
    let mut environment = draft.design().environments.get(&name).map(|e| (**e).clone()).unwrap_or_default();
    for word in rest {
        let (property, value) = pair(word)?;
        let some = Some(value.clone()).filter(|v| !v.is_empty());
        match property.split_once('.') {
            Some(("parameter", parameter)) => drop(environment.parameters.insert(parameter.to_owned(), value)),
            Some(("tag", key)) => drop(environment.tags.insert(key.to_owned(), value)),
            _ => match property.as_str() {
                "region" => environment.region = some,
                "profile" => environment.profile = some,
                "account" => environment.account = some,
                "stack" => environment.stack_name = some,
                "bucket" => environment.artifact_bucket = some,
                other => return Err(Problem::new(format!("an environment has no `{other}`"))),
            },
        }
    }
    draft.set_environment(&name, Some(environment))
}

/// `output NAME VALUE [description=TEXT] [export=NAME]`
pub(super) fn output(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, value, rest @ ..] = words else { return Err(Problem::new("a name and a value are needed")) };
    let (mut description, mut export) = (None, None);
    for word in rest {
        let (property, value) = pair(word)?;
        match property.as_str() {
            "description" => description = Some(value),
            "export" => export = Some(value),
            other => return Err(Problem::new(format!("an output has no `{other}`"))),
        }
    }
    let name = name.text();
    let made = synth::synthesize(&Graph::new(draft.design(), draft.registry())).template.outputs;
    if made.contains_key(&name) {
        return Err(Problem::new(format!("a node makes an output {name} already; take another name")));
    }
    let value = draft.output_value(&value.text())?;
    draft.set_output(&name, Some(outputs::output(value, description.as_deref(), export.as_deref())))
}

/// `unoutput NAME ...`
pub(super) fn unoutput(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("the name of an output is needed"));
    }
    words.iter().try_for_each(|word| draft.set_output(&word.text(), None))
}

/// `tag KEY=VALUE ...`
pub(super) fn tag(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("a tag is needed"));
    }
    for word in words {
        let (key, value) = pair(word)?;
        if let Some(why) = tag_problem(&key, &value) {
            return Err(Problem::new(format!("`{key}` cannot be a tag: {}", within_sentence(why))));
        }
        draft.set_property(Property::Tag, &key, Some(value));
    }
    Ok(())
}

/// `untag KEY ...`
#[expect(clippy::unnecessary_wraps, reason = "every verb may refuse")]
pub(super) fn untag(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    for word in words {
        draft.set_property(Property::Tag, &word.text(), None);
    }
    Ok(())
}

/// `describe TEXT`
pub(super) fn describe(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [text] = words else { return Err(Problem::new("one text in quotes is needed")) };
    draft.set_property(Property::Description, "", Some(text.text()));
    Ok(())
}

/// `dashboard on|off`
pub(super) fn dashboard(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let on = match words {
        [word] if word.text() == "on" => true,
        [word] if word.text() == "off" => false,
        _ => return Err(Problem::new("a dashboard is on or off")),
    };
    draft.set_property(Property::Dashboard, "", on.then(|| "on".to_owned()));
    Ok(())
}

/// `severity CODE LEVEL`
pub(super) fn severity(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [code, level] = words else { return Err(Problem::new("a code and a severity are needed")) };
    let code = known_code(draft, &code.text())?;
    let level = level.text();
    let value = match level.as_str() {
        "default" => None,
        "off" => Some(level),
        other if Severity::from_name(other).is_some() => Some(level),
        other => return Err(Problem::new(format!("`{other}` is no severity"))),
    };
    draft.set_property(Property::Severity, &code, value);
    Ok(())
}

fn known_code(draft: &Draft<'_>, code: &str) -> Result<String, Problem> {
    let check = draft
        .registry()
        .check(code)
        .ok_or_else(|| Problem::with_hint(format!("there is no check {code}"), "`stackdraft list checks` lists them"))?;
    Ok(check.spec().code.to_owned())
}

fn place(draft: &Draft<'_>, word: &Word) -> Result<Place, Problem> {
    if word.text() == "design" {
        return Ok(Place::Design);
    }
    Ok(match address::owner(draft, word)? {
        Owner::Node(id) | Owner::Entry(id, _) => Place::Node(id),
        Owner::Connection(id) => Place::Connection(id),
    })
}

/// `suppress CODE PLACE because TEXT`
pub(super) fn suppress(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [code, at, because, reason] = words else { return Err(Problem::new("a code, a place and a reason in quotes are needed")) };
    if because.text() != "because" {
        return Err(Problem::new("the reason stands behind `because`"));
    }
    let (code, at) = (known_code(draft, &code.text())?, place(draft, at)?);
    draft.suppress(&at, &code, Some(&reason.text()))
}

/// `unsuppress CODE PLACE`
pub(super) fn unsuppress(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [code, at] = words else { return Err(Problem::new("a code and a place are needed")) };
    let at = place(draft, at)?;
    draft.suppress(&at, &code.text(), None)
}

/// `override NODE RESOURCE.PATH=VALUE`; without `=` what stands there is removed
pub(super) fn override_(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [owner, change] = words else { return Err(Problem::new("a node and RESOURCE.PATH=VALUE are needed")) };
    let (path, value) = change.split_once('=').map_or_else(|| (change.clone(), None), |(path, value)| (path, Some(value.text())));
    let mut steps: Vec<String> = path.split('.').iter().map(Word::text).collect();
    if steps.len() < 2 {
        return Err(Problem::new("the path needs a resource and a property: Resource.Properties.Name"));
    }
    let resource = steps.remove(0);
    let value = value.map(|text| serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text)));
    let owner = address::owner(draft, owner)?;
    let part = part(draft, &owner, &resource);
    let entry = Override { part, path: steps, value };
    let add = |list: &mut Vec<Override>| {
        list.retain(|o| o.part != entry.part || o.path != entry.path);
        list.push(entry.clone());
    };
    match owner {
        Owner::Node(id) | Owner::Entry(id, _) => draft.change_node(&id, |n| add(&mut n.overrides)),
        Owner::Connection(id) => draft.change_connection(&id, |c| add(&mut c.overrides)),
    }
}

/// The part a word of an override means: `Resource` is the main one, a logical ID is looked up, anything else is a part.
fn part(draft: &Draft<'_>, owner: &Owner, resource: &str) -> String {
    if resource == "Resource" {
        return String::new();
    }
    let origin = match owner {
        Owner::Node(id) | Owner::Entry(id, _) => crate::catalog::Origin::Node(id.clone()),
        Owner::Connection(id) => crate::catalog::Origin::Connection(id.clone()),
    };
    let graph = Graph::new(draft.design(), draft.registry());
    let synthesis = synth::synthesize(&graph);
    match synthesis.provenance.get(resource) {
        Some(provenance) if provenance.address.owner == origin => provenance.address.part.clone(),
        _ => resource.to_owned(),
    }
}
