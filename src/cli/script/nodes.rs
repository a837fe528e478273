//! Verbs about nodes, entries and their fields.

use super::address::{self, Owner};
use super::words::Word;
use crate::catalog::draft::{Draft, Problem};
use crate::catalog::{Field, parse};
use crate::design::{Fields, Value};

/// `add SERVICE NAME [FIELD=VALUE ...]`
pub(super) fn add(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [kind, name, rest @ ..] = words else { return Err(Problem::new("a service and a name are needed")) };
    if name.text().trim().is_empty() {
        return Err(Problem::new("a node needs a name"));
    }
    let id = draft.add_node(&kind.text().replace('-', "_"), &name.text(), None)?;
    let specs = draft.registry().service(&kind.text().replace('-', "_")).map_or(&[][..], |s| s.spec().fields);
    for (field, value) in assignments(rest, specs)? {
        draft.set_node_field(&id, &field, Some(value))?;
    }
    Ok(())
}

/// The verb of a facet: `route NODE TITLE [FIELD=VALUE ...]`
pub(super) fn entry(verb: &str, words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let usage = || Problem::with_hint(format!("a node and a {verb} are needed"), format!("usage: {verb} NODE TITLE [FIELD=VALUE ...]"));
    let [node, title, rest @ ..] = words else { return Err(usage()) };
    let id = address::node(draft, node)?;
    let service = draft.registry().service(&draft.node(&id)?.kind);
    let facet = service.and_then(|s| s.spec().facets.iter().find(|f| f.entry == verb));
    let (Some(service), Some(facet)) = (service, facet) else {
        return Err(Problem::new(format!("{} has no {verb}s", node.text())));
    };
    // A field of the entry is no title of it.
    let field = title.split_once('=').map(|(field, _)| field.text());
    let is_field = field.as_ref().is_some_and(|field| facet.fields.iter().any(|f| f.id == field));
    // A state is called something, whatever else is set of it.
    if field.is_some() && facet.fields.is_empty() {
        return Err(usage());
    }
    let (title, rest) = if is_field { (String::new(), &words[1..]) } else { (title.text(), rest) };
    let mut fields: Fields = if title.is_empty() { Fields::new() } else { service.fields_of(facet, &title) };
    fields.extend(assignments(rest, facet.fields)?);
    draft.add_entry(&id, facet.id, &title, fields).map(drop)
}

/// `FIELD=VALUE` words as fields of these specs.
fn assignments(words: &[Word], specs: &[Field]) -> Result<Fields, Problem> {
    words
        .iter()
        .map(|word| {
            let (field, value) = word.split_once('=').ok_or_else(|| Problem::new(format!("`{}` is not FIELD=VALUE", word.text())))?;
            let value = parsed(specs, &field.text(), &value.text())?;
            Ok((field.text(), value))
        })
        .collect()
}

/// A value as its field reads it; unknown fields are the draft's to refuse.
pub(super) fn parsed(specs: &[Field], field: &str, text: &str) -> Result<Value, Problem> {
    match specs.iter().find(|f| f.id == field) {
        Some(spec) => parse::parse(spec, text)
            .map_err(|why| Problem::new(if why.starts_with(spec.label) { why } else { format!("{}: {why}", spec.label) })),
        None => Ok(text.into()),
    }
}

/// `remove NODE | NODE/ENTRY | GROUP | NOTE`
pub(super) fn remove(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [word] = words else { return Err(Problem::new("one thing to remove is needed")) };
    match address::node_and_entry(draft, word) {
        Ok((node, None)) => {
            draft.check_free_node(&node)?;
            draft.remove_node(&node)
        }
        Ok((node, Some(entry))) => draft.remove_entry(&node, &entry),
        Err(problem) => {
            if let Some(group) = address::group(draft, &word.text()) {
                draft.check_free_group(&group)?;
                return draft.ungroup(&group);
            }
            let note = address::note(draft, &word.text()).ok_or(problem)?;
            draft.check_free_note(&note)?;
            draft.remove_note(&note);
            Ok(())
        }
    }
}

/// `rename NODE NAME`, or `rename WORKFLOW/STATE NAME`
pub(super) fn rename(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [node, name] = words else { return Err(Problem::new("a node and its new name are needed")) };
    if let Ok((id, Some(entry))) = address::node_and_entry(draft, node) {
        return super::states::rename(&id, &entry, &name.text(), draft);
    }
    if let (Err(_), Some(group)) = (address::node(draft, node), address::group(draft, &node.text())) {
        return draft.change_group(&group, |g| g.name = name.text());
    }
    let id = address::node(draft, node)?;
    draft.rename_node(&id, &name.text())
}

/// `set OWNER.FIELD=VALUE ...`
pub(super) fn set(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("something to set is needed"));
    }
    for word in words {
        let (path, value) = word.split_once('=').ok_or_else(|| Problem::new(format!("`{}` is not NODE.FIELD=VALUE", word.text())))?;
        put(draft, &path, Some(&value.text()))?;
    }
    Ok(())
}

/// `unset OWNER.FIELD ...`
pub(super) fn unset(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("something to unset is needed"));
    }
    words.iter().try_for_each(|word| put(draft, word, None))
}

/// Sets the field a path names, or clears it.
fn put(draft: &mut Draft<'_>, path: &Word, text: Option<&str>) -> Result<(), Problem> {
    let (owner, field) = path.rsplit_once('.').ok_or_else(|| Problem::new(format!("`{}` is not NODE.FIELD", path.text())))?;
    let field = field.text();
    let value = |specs: &[Field]| text.map(|text| parsed(specs, &field, text)).transpose();
    match address::owner(draft, &owner)? {
        Owner::Node(id) => {
            let specs = draft.registry().service(&draft.node(&id)?.kind).map_or(&[][..], |s| s.spec().fields);
            draft.set_node_field(&id, &field, value(specs)?)
        }
        Owner::Entry(id, entry) => {
            let node = draft.node(&id)?;
            let facet = node.entry(&entry).map(|(facet, _)| facet.to_owned()).unwrap_or_default();
            let service = draft.registry().service(&node.kind);
            let own = service.and_then(|s| s.entry_fields(node, &entry));
            let of_facet = || service.and_then(|s| s.spec().facets.iter().find(|f| f.id == facet)).map_or(&[][..], |f| f.fields);
            let specs = own.unwrap_or_else(of_facet);
            draft.set_entry_field(&id, &entry, &field, value(specs)?)
        }
        Owner::Connection(id) => {
            let kind = draft.registry().connection(&draft.connection(&id)?.kind);
            if kind.is_some_and(|k| k.spec().ends.iter().any(|e| e.id == field)) {
                let end = text.map(|text| words_node(draft, text)).transpose()?;
                return draft.set_end(&id, &field, end.as_ref());
            }
            draft.set_connection_field(&id, &field, value(kind.map_or(&[][..], |k| k.spec().fields))?)
        }
    }
}

/// The node a plain text names.
pub(super) fn words_node(draft: &Draft<'_>, text: &str) -> Result<crate::design::NodeId, Problem> {
    address::node(draft, &Word::quoted(text))
}
