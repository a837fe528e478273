//! Deployment, and the environments it goes to.

use super::{Command, Enabled, Menu, with_design};
use crate::app::prompt::Prompt;
use crate::app::state::{BottomTab, State};

/// Deployment.
pub static DEPLOYING: &[&Command] = &[
    &Command::new("deploy", "Deploy…", Menu::File, "deploy", |state, _| {
        state.layout.bottom = true;
        state.layout.bottom_tab = BottomTab::Deploy;
    })
    .when(with_design),
    &Command::new("open-stack", "Open running stack…", Menu::File, "open", |state, _| {
        state.prompt = Some(Prompt::Stack);
    }),
    &Command::new("choose-environment", "Choose environment…", Menu::File, "environment", |state, _| {
        state.prompt = Some(Prompt::ChooseEnvironment);
    })
    .when(idle),
    &Command::new("new-environment", "New environment…", Menu::File, "add", |state, _| {
        state.prompt = Some(Prompt::Environment(None));
    })
    .when(idle),
    &Command::new("edit-environment", "Edit environment…", Menu::File, "settings", |state, _| {
        state.prompt = in_use(state).map(|name| Prompt::Environment(Some(name)));
    })
    .titled(|state| in_use(state).map(|name| format!("Edit environment {name}…")))
    .when(|state| {
        idle(state)?;
        in_use(state).map(|_| ()).ok_or("The design has no environment.")
    }),
];

/// The environment of a job must not change under it.
fn idle(state: &State) -> Enabled {
    let document = state.document().ok_or("No design is open.")?;
    if document.deployment.running().is_some() { Err("A deployment is under way.") } else { Ok(()) }
}

fn in_use(state: &State) -> Option<String> {
    let document = state.document()?;
    document.deployment.environment(document.design()).map(str::to_owned)
}
