//! Verbs about conditions: what they are, and what is under them.

use super::address::{self, Owner};
use super::words::Word;
use crate::catalog::conditions::definitions;
use crate::catalog::draft::{Conditional, Draft, Problem};
use crate::design::Condition;

/// `condition NAME TEST`
pub(super) fn condition(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [name, rest @ ..] = words else { return Err(Problem::new("a name is needed")) };
    // The whole test may stand in quotes; among other words they hold a value together.
    let word = |word: &Word| if rest.len() > 1 && word.text().contains(' ') { format!("\"{}\"", word.text()) } else { word.text() };
    let text: Vec<String> = rest.iter().map(word).collect();
    let condition = Condition::parse(&text.join(" ")).map_err(|why| Problem::new(format!("the condition cannot be read: {why}")))?;
    draft.set_condition(&name.text(), Some(condition))
}

/// `uncondition NAME ...`
pub(super) fn uncondition(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("a condition's name is needed"));
    }
    words.iter().try_for_each(|name| draft.set_condition(&name.text(), None))
}

/// `only NODE|CONNECTION ... in CONDITION|ENVIRONMENT`
pub(super) fn only(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [things @ .., word, name] = words else { return Err(Problem::new("a node and a condition are needed")) };
    if word.text() != "in" || things.is_empty() {
        return Err(Problem::new("nodes or connections are needed, and `in` with a condition or environment"));
    }
    let name = name.text();
    let is_condition = definitions(draft.design()).contains_key(&name);
    for thing in things {
        let thing = conditional(draft, thing)?;
        if !is_condition && draft.design().environments.contains_key(&name) {
            draft.only_in_environment(&thing, &name)?;
        } else {
            draft.set_only(&thing, Some(&name))?;
        }
    }
    Ok(())
}

/// `always NODE|CONNECTION ...`
pub(super) fn always(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    if words.is_empty() {
        return Err(Problem::new("a node or connection is needed"));
    }
    for thing in words {
        let thing = conditional(draft, thing)?;
        draft.set_only(&thing, None)?;
    }
    Ok(())
}

fn conditional(draft: &Draft<'_>, word: &Word) -> Result<Conditional, Problem> {
    match address::owner(draft, word)? {
        Owner::Node(id) => Ok(Conditional::Node(id)),
        Owner::Connection(id) => Ok(Conditional::Connection(id)),
        Owner::Entry(..) => Err(Problem::new(format!("`{}` is an entry; conditions are about whole nodes and connections", word.text()))),
    }
}
