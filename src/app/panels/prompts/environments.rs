//! The environments deployments can go to.

use egui::Ui;

use super::search::{Item, search_ui};
use crate::app::action::Action;
use crate::app::deployment::Request;
use crate::app::frame::Frame;
use crate::app::icons::Icon;
use crate::app::prompt::Prompt;

/// The list; its end makes a new one.
pub(super) fn environments_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let Some(document) = frame.document() else { return };
    let design = document.design();
    let chosen = document.deployment.environment(design);
    let item = |name: &String| {
        let region = design.environments.get(name).and_then(|environment| environment.region.clone());
        let in_use = (chosen == Some(name)).then(|| "in use".to_owned());
        let remark = [region, in_use].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Item { icon: Icon::Command("environment"), title: name.clone(), remark, also: "", disabled: None, value: Some(name.clone()) }
    };
    let mut items: Vec<_> = design.environments.keys().map(item).collect();
    let (title, remark) = ("New environment…".to_owned(), String::new());
    items.push(Item { icon: Icon::Command("add"), title, remark, also: "", disabled: None, value: None });
    let Some(choice) = search_ui(ui, "Choose the environment", "Which environment?", items) else { return };
    match choice {
        Some(name) => {
            frame.push(Action::Prompt(None));
            frame.push(Action::Deployment(Request::Choose(name)));
        }
        None => frame.push(Action::Prompt(Some(Prompt::Environment(None)))),
    }
}
