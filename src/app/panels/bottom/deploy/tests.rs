//! What the panel shows of what a job tells.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::app::action::{Action, Actions};
use crate::app::deployment::{Purpose, Request, Run};
use crate::app::frame::Frame;
use crate::app::panels::names;
use crate::app::prompt::Prompt;
use crate::app::settings::Settings;
use crate::app::state::State;
use crate::app::theme;
use crate::deploy::{
    Action as What, Answer, Cause, Change, Deployed, Destination, Difference, Drift, DriftSeen, DriftState, Error, Failure, FailureCause,
    Fate, Identity, Kind, LiveResource, Outcome, Output, Progress, Question, ResourceDrift, Review, Secrets, StackEvent, StageName, Status,
};
use crate::design::{Design, Editor, Environment};

/// The panel alone, with what it asked for.
struct Panel {
    state: State,
    asked: Vec<Request>,
    is_ready: bool,
}

fn panel(environments: &[&str], progress: Vec<Progress>) -> Harness<'static, Panel> {
    let mut state = State::new(|| (), Settings::default());
    let mut design = Design::new("Shop");
    for name in environments {
        design.environments.insert((*name).to_owned(), Arc::new(Environment::default()));
    }
    state.open(Editor::new(design), None);
    if !progress.is_empty() {
        let mut run = Run::new(Purpose::Deploy, "dev", Arc::default(), None);
        for told in progress {
            run.told.take(told);
        }
        state.document_mut().unwrap().deployment.run = Some(run);
    }
    let panel = Panel { state, asked: Vec::new(), is_ready: false };
    let mut harness = Harness::builder().with_size([1400.0, 700.0]).build_ui_state(draw, panel);
    harness.run_steps(3);
    harness
}

fn draw(ui: &mut egui::Ui, panel: &mut Panel) {
    if !std::mem::replace(&mut panel.is_ready, true) {
        // Fonts are there from the next frame on.
        theme::install(ui.ctx());
        ui.ctx().add_plugin(crate::app::naming::Names);
        return;
    }
    let actions = Actions::default();
    let frame = Frame::new(&panel.state, &actions);
    if let Some(document) = frame.document() {
        super::deploy_ui(ui, &frame, document);
    }
    let ctx = ui.ctx().clone();
    for action in actions.into_vec() {
        if let Action::Deployment(request) = &action {
            panel.asked.push(request.clone());
            // Nothing here may reach for AWS.
            if matches!(request, Request::Start(_)) {
                continue;
            }
        }
        panel.state.perform(action, &ctx);
    }
}

fn to_here() -> Progress {
    let identity = Identity { account: "123456789012".to_owned(), arn: "arn:aws:iam::123456789012:user/ada".to_owned() };
    let endpoint = Some("http://127.0.0.1:4566".to_owned());
    Progress::Where(Destination { identity, region: "eu-west-1".to_owned(), stack_name: "Shop-dev".to_owned(), endpoint })
}

fn review() -> Review {
    let orders = Change {
        action: What::Replace,
        logical_id: "Orders".to_owned(),
        resource_type: "AWS::SQS::Queue".to_owned(),
        stateful: true,
        causes: vec![Cause { property: "QueueName".to_owned(), ..Cause::default() }],
        ..Change::default()
    };
    let topic =
        Change { action: What::Add, logical_id: "News".to_owned(), resource_type: "AWS::SNS::Topic".to_owned(), ..Change::default() };
    Review { stack_name: "Shop-dev".to_owned(), changes: vec![orders, topic], ..Review::default() }
}

#[test]
fn a_loss_of_data_has_to_be_named_before_the_deployment() {
    let question = Question::Execute { dangerous: vec!["Orders".to_owned()] };
    let told = vec![to_here(), Progress::Stage { stage: StageName::Review }, Progress::Review(review()), Progress::Ask(question)];
    let mut harness = panel(&["dev"], told);
    harness.get_by_label("Shop-dev · eu-west-1 · account 123456789012 at http://127.0.0.1:4566");
    harness.get_by_label("Stack Shop-dev: 1 to add, 1 to replace");
    harness.get_by_label("Holds data that may be lost");
    assert!(harness.get_by_label("Orders").rect().top() < harness.get_by_label("News").rect().top());
    harness.get_by_label("Deploy").click();
    harness.run_steps(2);
    assert!(harness.state().asked.is_empty(), "{:?}", harness.state().asked);
    harness.get_by_label("Allow the loss of Orders").focus();
    harness.run_steps(1);
    harness.get_by_label("Allow the loss of Orders").type_text("Orders");
    harness.run_steps(2);
    harness.get_by_label("Deploy").click();
    harness.run_steps(2);
    let asked = &harness.state().asked;
    let [Request::Answer(Answer::Proceed { allow_replace })] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(allow_replace, &["Orders"]);
    assert!(harness.query_by_label("Deploy").is_none(), "answered once");
}

#[test]
fn events_stand_newest_first_under_the_progress() {
    let event = |id: &str, status: &str| {
        let logical_id = id.to_owned();
        Progress::Event(StackEvent { id: format!("{id}{status}"), logical_id, status: status.to_owned(), ..StackEvent::default() })
    };
    let executing = Progress::Stage { stage: StageName::Executing };
    let count = Progress::Count { done: 1, total: 4 };
    let mut harness = panel(&["dev"], vec![executing, event("One", "CREATE_COMPLETE"), event("Two", "CREATE_IN_PROGRESS"), count]);
    harness.get_by_label("Deploying…");
    assert!(harness.get_by_label("Two").rect().top() < harness.get_by_label("One").rect().top());
    assert!(harness.query_by_label("Cancel update").is_none(), "nothing to go back to");
    harness.get_by_label("Stop watching").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().asked.as_slice(), [Request::Stop]));
    harness.get_by_label("Stopping…");
}

#[test]
fn outputs_can_be_copied() {
    let output = Output { name: "Url".to_owned(), value: "https://shop.example".to_owned(), description: None };
    let deployed = Deployed { outputs: vec![output], ..Deployed::default() };
    let mut harness = panel(&["dev"], vec![Progress::Done(Outcome::Deployed(deployed))]);
    harness.get_by_label_contains("Deployed in 0.");
    harness.get_by_label("https://shop.example");
    harness.get_by_label("Copy Url").click();
    harness.step();
    let copied = |command: &egui::OutputCommand| matches!(command, egui::OutputCommand::CopyText(text) if text == "https://shop.example");
    assert!(harness.output().platform_output.commands.iter().any(copied));
}

#[test]
fn a_failure_names_its_root_cause_first() {
    let cause = |id: &str, reason: &str| FailureCause { logical_id: id.to_owned(), reason: reason.to_owned(), ..FailureCause::default() };
    let causes = vec![cause("Orders", "name taken"), cause("Bus", "no right")];
    let failure = Failure { status: "ROLLBACK_COMPLETE".to_owned(), never_made: true, causes, ..Failure::default() };
    let mut harness = panel(&["dev"], vec![Progress::Done(Outcome::Failed(failure))]);
    harness.get_by_label_contains("Failed: the stack is in ROLLBACK_COMPLETE, nothing of it exists but the empty stack");
    harness.get_by_label("Delete the empty stack").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().asked.as_slice(), [Request::Start(Purpose::Delete)]));
    assert!(harness.get_by_label("Root cause").rect().top() < harness.get_by_label("Also").rect().top());
    harness.get_by_label("name taken");
}

#[test]
fn a_design_without_environments_is_offered_one() {
    let mut harness = panel(&[], Vec::new());
    harness.get_by_label("New environment…").click();
    harness.run_steps(2);
    assert_eq!(harness.state().state.prompt, Some(Prompt::Environment(None)));
}

#[test]
fn deleting_takes_the_name_of_the_stack() {
    let mut harness = panel(&["dev"], Vec::new());
    harness.get_by_label("Delete stack…").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().asked.as_slice(), [Request::Start(Purpose::LookToDelete)]), "what is kept is asked first");
    harness.get_by_label("Delete stack").click();
    harness.run_steps(2);
    assert_eq!(harness.state().asked.len(), 1);
    harness.get_by_label("Keep it").click();
    harness.run_steps(2);
    assert!(harness.query_by_label("Delete stack").is_none());
}

#[test]
fn a_question_waits_for_an_answer_and_says_so() {
    let preflight = Progress::Stage { stage: StageName::Preflight };
    let question = Question::DeleteFailedStack {
        stack_name: "Shop-dev".to_owned(),
        status: "ROLLBACK_COMPLETE".to_owned(),
        remaining: Vec::new(),
        dangerous: Vec::new(),
    };
    let mut harness = panel(&["dev"], vec![preflight, Progress::Ask(question)]);
    harness.get_by_label("Waiting for you");
    harness.get_by_label("Delete it and go on").click();
    harness.run_steps(2);
    harness.get_by_label("Looking at template and stack…");
    assert!(harness.query_by_label("Waiting for you").is_none());
}

#[test]
fn an_update_under_way_can_be_cancelled_once() {
    let stack = StackEvent { status: "UPDATE_IN_PROGRESS".to_owned(), is_stack: true, ..StackEvent::default() };
    let mut harness = panel(&["dev"], vec![Progress::Stage { stage: StageName::Executing }, Progress::Event(stack)]);
    harness.get_by_label("Cancel update").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().asked.as_slice(), [Request::CancelUpdate]));
    harness.get_by_label("Cancelling the update…");
    assert!(harness.query_by_label("Cancel update").is_none());
}

#[test]
fn each_way_to_get_stuck_offers_the_way_on() {
    let failed = |status: &str| Progress::Done(Outcome::Failed(Failure { status: status.to_owned(), ..Failure::default() }));
    let stopped = |kind| Progress::Stopped(Error { kind, what: "stuck".to_owned(), hint: None, in_terminal: None });
    for (told, offer, purpose) in [
        (failed("UPDATE_ROLLBACK_FAILED"), "Take up the rollback again", Purpose::ContinueRollback),
        (stopped(Kind::RollbackFailed), "Take up the rollback again", Purpose::ContinueRollback),
        (stopped(Kind::StackStuck), "Look at the stack", Purpose::Look),
        (stopped(Kind::StackBusy), "Watch what is under way", Purpose::Watch),
        (Progress::Done(Outcome::Unwatched), "Watch again", Purpose::Watch),
    ] {
        let mut harness = panel(&["dev"], vec![told]);
        harness.get_by_label(offer).click();
        harness.run_steps(2);
        let asked = &harness.state().asked;
        assert!(matches!(asked.as_slice(), [Request::Start(asked)] if *asked == purpose), "{offer}: {asked:?}");
    }
}

#[test]
fn what_mends_it_is_told_in_the_words_of_the_window() {
    let error = Error {
        kind: Kind::RollbackFailed,
        what: "The stack Shop-dev is in UPDATE_ROLLBACK_FAILED.".to_owned(),
        hint: Some("Mend what stopped it, then take the rollback up again.".to_owned()),
        in_terminal: Some("stackdraft rollback DESIGN --env ENVIRONMENT".to_owned()),
    };
    let harness = panel(&["dev"], vec![Progress::Stopped(error)]);
    harness.get_by_label("Mend what stopped it, then take the rollback up again.");
    harness.get_by_label("Take up the rollback again");
    assert!(harness.query_by_label_contains("stackdraft rollback").is_none());
}

#[test]
fn a_result_is_dismissed() {
    let mut harness = panel(&["dev"], vec![Progress::Done(Outcome::Discarded)]);
    harness.get_by_label_contains("Not deployed");
    harness.get_by_label("Dismiss the result").click();
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("Not deployed").is_none());
    assert!(harness.query_by_label("Dismiss the result").is_none());
}

#[test]
fn a_review_of_nested_stacks_shows_the_first_changes_and_the_rest_when_it_is_asked_for() {
    let added = |number: usize| Change {
        action: What::Add,
        logical_id: format!("Queue{number}"),
        resource_type: "AWS::SQS::Queue".to_owned(),
        ..Change::default()
    };
    let review = Review { stack_name: "Shop-dev".to_owned(), changes: (0..640).map(added).collect(), ..Review::default() };
    let question = Question::Execute { dangerous: Vec::new() };
    let mut harness = panel(&["dev"], vec![to_here(), Progress::Review(review), Progress::Ask(question)]);
    harness.get_by_label("Stack Shop-dev: 640 to add");
    let shown = |harness: &Harness<'_, Panel>| harness.query_all_by_label_contains("AWS::SQS::Queue").count();
    let first = shown(&harness);
    assert_eq!(first, 200);
    harness.get_by_label("Show 440 more changes").click_accesskit();
    harness.run_steps(3);
    assert_eq!(shown(&harness), 640);
}

#[test]
fn whatever_a_deployment_asks_and_tells_says_what_it_is() {
    let dangerous = Question::Execute { dangerous: vec!["Orders".to_owned()] };
    let review_stage = Progress::Stage { stage: StageName::Review };
    for (what, told) in [
        ("nothing yet", Vec::new()),
        ("where to", vec![to_here()]),
        ("a review", vec![to_here(), review_stage.clone(), Progress::Review(review())]),
        ("a question", vec![to_here(), review_stage, Progress::Review(review()), Progress::Ask(dangerous)]),
    ] {
        let harness = panel(&["dev"], told);
        let faults = names::faults(harness.query_all_by(|_| true));
        assert!(faults.is_empty(), "{what}: {faults:#?}");
    }
}

fn live(logical_id: &str, at_deletion: Fate) -> LiveResource {
    LiveResource {
        logical_id: logical_id.to_owned(),
        physical_id: Some(logical_id.to_lowercase()),
        resource_type: "AWS::SQS::Queue".to_owned(),
        status: "CREATE_COMPLETE".to_owned(),
        at_deletion,
    }
}

fn status(protected: bool) -> Status {
    Status {
        destination: Destination { stack_name: "Shop-dev".to_owned(), region: "eu-west-1".to_owned(), ..Destination::default() },
        stack: Deployed { status: "UPDATE_COMPLETE".to_owned(), ..Deployed::default() },
        reason: None,
        changed_at_ms: Some(1_790_000_000_000),
        protected,
        busy: false,
        drift: Some(DriftSeen { status: "IN_SYNC".to_owned(), at_ms: None }),
        resources: vec![live("Orders", Fate::Deleted), live("Files", Fate::Kept)],
        remembered: None,
        parameters: std::collections::BTreeMap::new(),
        tags: std::collections::BTreeMap::new(),
        template: Some("Resources: {}\n".to_owned()),
    }
}

fn looked(purpose: Purpose, protected: bool) -> Harness<'static, Panel> {
    let told = vec![to_here(), Progress::Done(Outcome::Looked(Box::new(status(protected))))];
    let mut harness = panel(&["dev"], told);
    harness.state_mut().state.document_mut().unwrap().deployment.run.as_mut().unwrap().purpose = purpose;
    harness.run_steps(2);
    harness
}

#[test]
fn a_stack_is_shown_as_it_stands_with_what_can_be_done() {
    let mut harness = looked(Purpose::Look, true);
    harness.get_by_label("UPDATE_COMPLETE since 2026-09-21 14:13 UTC");
    harness.get_by_label("Protected against deletion.");
    harness.get_by_label("Drift: no drift.");
    harness.get_by_label("is kept");
    for (link, purpose) in [("Lift the protection", Purpose::Protect(false)), ("Check for drift", Purpose::DetectDrift)] {
        harness.get_by_label(link).click();
        harness.run_steps(2);
        assert!(matches!(harness.state().asked.last(), Some(Request::Start(asked)) if *asked == purpose), "{link}");
    }
    harness.get_by_label("Open as a design").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().asked.last(), Some(Request::OpenDesign)));
    assert_eq!(harness.state().state.importing.len(), 1, "its template is on its way");
    harness.get_by_label("Compare with the design").click();
    harness.run_steps(2);
    assert_eq!(harness.state().state.document().unwrap().deployment.compared.as_deref(), Some("Resources: {}\n"));
}

#[test]
fn what_is_kept_is_listed_before_a_stack_is_deleted() {
    let mut harness = panel(&["dev"], Vec::new());
    harness.get_by_label("Delete stack…").click();
    harness.run_steps(2);
    let mut run = Run::new(Purpose::LookToDelete, "dev", Arc::default(), None);
    run.told.take(Progress::Done(Outcome::Looked(Box::new(status(false)))));
    harness.state_mut().state.document_mut().unwrap().deployment.run = Some(run);
    harness.run_steps(2);
    harness.get_by_label("Everything in the stack Shop-dev goes but 1 resource. Type its name to delete it.");
    harness.get_by_label("is kept");
    harness.get_by_label("goes");

    let mut run = Run::new(Purpose::LookToDelete, "dev", Arc::default(), None);
    run.told.take(Progress::Done(Outcome::Looked(Box::new(status(true)))));
    harness.state_mut().state.document_mut().unwrap().deployment.run = Some(run);
    harness.run_steps(2);
    assert!(harness.query_by_label("Delete stack").is_none(), "it is protected");
    harness.get_by_label("Lift the protection");
}

#[test]
fn drift_is_told_the_worst_first_with_what_differs() {
    let resource = |id: &str, state, differences| ResourceDrift {
        logical_id: id.to_owned(),
        resource_type: "AWS::SQS::Queue".to_owned(),
        state,
        differences,
        ..ResourceDrift::default()
    };
    let difference = Difference { property: "DelaySeconds".to_owned(), expected: Some("0".to_owned()), actual: Some("9".to_owned()) };
    let resources = vec![
        resource("Gone", DriftState::Gone, Vec::new()),
        resource("Orders", DriftState::Changed, vec![difference]),
        resource("Other", DriftState::Same, Vec::new()),
    ];
    let harness = panel(&["dev"], vec![to_here(), Progress::Done(Outcome::Drift(Drift { resources, ..Drift::default() }))]);
    harness.get_by_label("2 of 3 resources have drifted");
    harness.get_by_label("DelaySeconds: 0 → 9");
    assert!(harness.get_by_label("Gone").rect().top() < harness.get_by_label("Orders").rect().top());
    assert!(harness.query_by_label("Other").is_none(), "it is as it should be");
}

#[test]
fn what_a_failed_creation_left_is_listed_and_named_where_it_holds_data() {
    let question = Question::DeleteFailedStack {
        stack_name: "Shop-dev".to_owned(),
        status: "CREATE_FAILED".to_owned(),
        remaining: vec![live("Orders", Fate::Deleted), live("Files", Fate::Kept)],
        dangerous: vec!["Orders".to_owned()],
    };
    let mut harness = panel(&["dev"], vec![to_here(), Progress::Ask(question)]);
    harness.get_by_label("Files");
    harness.get_by_label("Delete it and go on").click();
    harness.run_steps(2);
    assert!(harness.state().asked.is_empty());
    harness.get_by_label("Allow the loss of Orders").focus();
    harness.run_steps(1);
    harness.get_by_label("Allow the loss of Orders").type_text("Orders");
    harness.run_steps(2);
    harness.get_by_label("Delete it and go on").click();
    harness.run_steps(2);
    let asked = &harness.state().asked;
    let [Request::Answer(Answer::Proceed { allow_replace })] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(allow_replace, &["Orders"]);
}

#[test]
fn a_masked_value_is_typed_and_sent_and_forgotten() {
    let question = Question::Secrets { parameters: vec!["ApiKey".to_owned()] };
    let mut harness = panel(&["dev"], vec![to_here(), Progress::Ask(question)]);
    harness.get_by_label("Go on").click();
    harness.run_steps(2);
    assert!(harness.state().asked.is_empty());
    harness.get_by_label("Value of ApiKey").focus();
    harness.run_steps(1);
    harness.get_by_label("Value of ApiKey").type_text("hunter2");
    harness.run_steps(2);
    assert_ne!(harness.get_by_label("Value of ApiKey").value().as_deref(), Some("hunter2"));
    harness.get_by_label("Go on").click();
    harness.run_steps(2);
    let expected = Secrets([("ApiKey".to_owned(), "hunter2".to_owned())].into());
    assert!(matches!(harness.state().asked.as_slice(), [Request::Answer(Answer::Secrets(secrets))] if *secrets == expected));
    let key = egui::Id::unique(("secrets", harness.state().state.document().unwrap().id));
    assert!(harness.ctx.data(|data| data.get_temp::<Secrets>(key)).is_none());
}

#[test]
fn a_change_set_is_kept_for_later_and_its_template_compared() {
    let review = Review { deployed_template: Some("Resources: {}\n".to_owned()), ..review() };
    let question = Question::Execute { dangerous: Vec::new() };
    let mut harness = panel(&["dev"], vec![to_here(), Progress::Review(review), Progress::Ask(question)]);
    harness.get_by_label("Compare with what is deployed").click();
    harness.run_steps(2);
    harness.get_by_label("Keep for later").click();
    harness.run_steps(2);
    let asked = &harness.state().asked;
    assert!(matches!(asked.as_slice(), [Request::Compare(_), Request::Answer(Answer::Keep)]), "{asked:?}");
}
