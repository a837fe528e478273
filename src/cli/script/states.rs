//! Verbs about the states of workflows.

use super::address;
use super::words::Word;
use crate::catalog::draft::{Draft, Problem};
use crate::design::{EntryId, NodeId};
use crate::services::workflow::rewrite::{self, Spot};
use crate::services::workflow::{definition, definition_as_data, rewrite as rewritten};

/// `step WORKFLOW TYPE NAME after|before|into STATE[/PART]`
pub(super) fn step(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [workflow, kind, name, place @ ..] = words else { return Err(Problem::new("a workflow, a type, a name and a place are needed")) };
    let id = address::node(draft, workflow)?;
    let spot = spot(draft, &id, place)?;
    rewritten(draft, &id, |definition, jsonata| rewrite::insert(definition, &kind.text(), &name.text(), &spot, jsonata)).map(drop)
}

/// `shift WORKFLOW/STATE up|down`, or `shift WORKFLOW/STATE after|before|into STATE[/PART]`
pub(super) fn shift(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [state, place @ ..] = words else { return Err(Problem::new("a state and where it goes are needed")) };
    let (id, Some(entry)) = address::node_and_entry(draft, state)? else {
        return Err(Problem::new(format!("`{}` is no state", state.text())));
    };
    if let [way] = place
        && ["up", "down"].contains(&way.text().as_str())
    {
        let up = way.text() == "up";
        return rewritten(draft, &id, |definition, _| rewrite::shift(definition, entry.as_str(), up));
    }
    let spot = spot(draft, &id, place)?;
    rewritten(draft, &id, |definition, _| rewrite::move_to(definition, entry.as_str(), &spot))
}

/// `rename WORKFLOW/STATE NAME`
pub(super) fn rename(workflow: &NodeId, state: &EntryId, name: &str, draft: &mut Draft<'_>) -> Result<(), Problem> {
    rewritten(draft, workflow, |definition, _| rewrite::rename(definition, state.as_str(), name))
}

/// The place that words name.
fn spot(draft: &Draft<'_>, workflow: &NodeId, words: &[Word]) -> Result<Spot, Problem> {
    let [way, state] = words else { return Err(Problem::new("a place is needed: after, before or into a state")) };
    let text = state.text();
    let known = definition_as_data(draft.node(workflow)?).unwrap_or_default();
    let is_state = |name: &str| definition::states(&known).iter().any(|state| state.name == name);
    let part = |text: &str| {
        let (name, part) = text.rsplit_once('/')?;
        let part: usize = part.parse().ok()?;
        Some((name.to_owned(), part.checked_sub(1)?))
    };
    match way.text().as_str() {
        "after" => Ok(Spot::After(text)),
        "before" => Ok(Spot::Before(text)),
        "into" if is_state(&text) => Ok(Spot::Into(text, 0)),
        "into" => part(&text).map(|(name, part)| Spot::Into(name, part)).ok_or_else(|| Problem::new(format!("there is no state `{text}`"))),
        other => Err(Problem::new(format!("`{other}` is none of after, before, into"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use crate::REGISTRY;
    use crate::catalog::draft::Draft;
    use crate::design::Design;

    /// The definition of the only workflow after a script, and which state its first line starts at.
    fn after(script: &str) -> Result<(Json, Option<String>), String> {
        let mut draft = Draft::new(&Design::new("test"), &REGISTRY);
        super::super::run(script, &mut draft).map_err(|fault| fault.problem.message)?;
        let design = draft.design();
        let workflow = design.nodes.values().find(|node| node.kind == "workflow").unwrap();
        let entry = design.connections.values().next().and_then(|line| Some(line.entry.as_ref()?.as_str().to_owned()));
        Ok((super::definition_as_data(workflow).unwrap(), entry))
    }

    #[test]
    fn states_are_put_in_moved_renamed_and_set() {
        let script = "add workflow Ship\nadd function Pack\nconnect Ship Pack\nstep Ship Wait Pause before Pack\nstep Ship Choice Big after Pause\n\
            step Ship Parallel Both after Pack\nstep Ship Task Weigh into Both/2\nshift Ship/Pack into Both\nrename Ship/Pack Wrap\n\
            set Ship/Pause.seconds=5 Ship/Wrap.timeout=30s\nset Ship/Wrap.retry=[{\"errors\": [\"States.ALL\"], \"backoff\": \"1.5\"}]\n\
            set Ship/Big.default=Both\nset Ship/Both.comment=\"Side by side\"";
        let (definition, entry) = after(script).unwrap();
        assert_eq!(entry.as_deref(), Some("Wrap"));
        assert_eq!(definition["States"]["Pause"]["Seconds"], 5);
        assert_eq!(definition["States"]["Big"]["Default"], "Both");
        let wrap = &definition["States"]["Both"]["Branches"][0]["States"]["Wrap"];
        assert_eq!((wrap["TimeoutSeconds"].as_i64(), wrap["Retry"][0]["BackoffRate"].as_f64()), (Some(30), Some(1.5)));
        assert_eq!(definition["States"]["Both"]["Branches"][1]["StartAt"], "Weigh");
    }

    #[test]
    fn what_cannot_be_says_why() {
        let begin = "add workflow Ship\nstep Ship Task A after Done\n";
        assert!(after(&format!("{begin}shift Ship/A up")).unwrap_err().contains("first state"));
        assert!(after(&format!("{begin}step Ship Task B into A")).unwrap_err().contains("holds no states"));
        assert!(after(&format!("{begin}step Ship Odd B after A")).unwrap_err().contains("no state of the type"));
        assert!(after(&format!("{begin}set Ship/A.next=Nobody")).unwrap_err().contains("no state Nobody"));
        assert!(after(&format!("{begin}set Ship/A.seconds=5")).unwrap_err().contains("no field"));
        assert!(after(&format!("{begin}shift Ship/A over B")).unwrap_err().contains("none of after"));
    }
}
