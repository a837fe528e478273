//! Deployments against a CloudFormation that stutters.

mod life;

use super::cloud::{ChangeSetPage, Declared, DeclaredParameter, ParameterValue, Stack};
use super::error::{Kind, Result};
use super::event::{EventFeed, StackEvent};
use super::fake::{Ends, Fake, STACK_ID, change, destination, event, line};
use super::outcome::Outcome;
use super::progress::{Answer, Progress};
use super::review::Action;
use super::run::Deployment;
use super::secrets::Secrets;
use super::target::{StackTemplate, Target, TemplateResource};
use super::worker::block_on;

/// A stack about to be changed, whose events come in three batches over three pages.
fn busy_fake() -> Fake {
    let fake = Fake::default();
    {
        let mut state = fake.state.borrow_mut();
        state.stack = Some(Stack { id: STACK_ID.to_owned(), status: "CREATE_COMPLETE".to_owned(), ..Stack::default() });
        state.change_set = ChangeSetPage {
            status: "CREATE_COMPLETE".to_owned(),
            execution: "AVAILABLE".to_owned(),
            changes: vec![change("Worker", "AWS::Lambda::Function", Action::Modify)],
            ..ChangeSetPage::default()
        };
        state.events = vec![event("old-2", "shop", "CREATE_COMPLETE"), event("old-1", "Worker", "CREATE_COMPLETE")];
        state.coming = [
            vec![event("1", "shop", "UPDATE_IN_PROGRESS")],
            (2..10).map(|id| event(&id.to_string(), "Worker", "UPDATE_IN_PROGRESS")).collect(),
            vec![event("10", "Worker", "UPDATE_COMPLETE"), event("11", "shop", "UPDATE_COMPLETE")],
        ]
        .into();
        state.final_status = "UPDATE_COMPLETE".to_owned();
    }
    fake
}

fn template() -> StackTemplate {
    StackTemplate {
        body: "Resources: {}".to_owned(),
        resources: vec![TemplateResource {
            logical_id: "Worker".to_owned(),
            resource_type: "AWS::Lambda::Function".to_owned(),
            node: Some("Order worker".to_owned()),
        }],
        ..StackTemplate::default()
    }
}

/// Deploys with answers given in advance.
fn deploy(fake: &Fake, answers: &[Answer], keep_change_set: bool) -> (Result<Outcome>, Vec<Progress>) {
    let (mut line, ends) = line();
    for answer in answers {
        ends.answers.send(answer.clone()).unwrap();
    }
    let outcome = run(fake, &mut line, keep_change_set);
    (outcome, ends.progress.try_iter().collect())
}

fn run(fake: &Fake, line: &mut super::progress::Line, keep_change_set: bool) -> Result<Outcome> {
    let declared = fake.state.borrow().declared.parameters.iter().map(|parameter| parameter.name.clone()).collect();
    let template = &StackTemplate { masked: declared, ..template() };
    let target = Target { stack_name: "shop".to_owned(), ..Target::default() };
    let mut deployment =
        Deployment { cloud: fake, line, target: &target, template, destination: &destination(), keep_change_set, on_start: &|_| {} };
    block_on(deployment.run()).unwrap()
}

fn yes() -> Answer {
    Answer::Proceed { allow_replace: Vec::new() }
}

fn events(told: &[Progress]) -> Vec<&StackEvent> {
    told.iter()
        .filter_map(|progress| match progress {
            Progress::Event(event) => Some(event),
            _ => None,
        })
        .collect()
}

fn event_ids(told: &[Progress]) -> Vec<u32> {
    events(told).iter().map(|event| event.id.parse().unwrap()).collect()
}

#[test]
fn throttling_slows_the_watching_and_loses_nothing() {
    let fake = busy_fake();
    // The look before execution, a first page, and later a second and a third page are refused.
    const NO: Option<Kind> = Some(Kind::Throttled);
    fake.refuse("events", &[NO, None, NO, NO, None, None, NO, None, None, NO, None, None, None, None, NO]);
    let (outcome, told) = deploy(&fake, &[yes()], false);
    assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    assert_eq!(event_ids(&told), (1..=11).collect::<Vec<_>>());
    assert_eq!(told.iter().filter(|progress| matches!(progress, Progress::Waiting { .. })).count(), 5);
    assert!(events(&told)[1..].iter().any(|event| event.node.as_deref() == Some("Order worker")));
    assert!(told.contains(&Progress::Count { done: 1, total: 1 }));
}

#[test]
fn a_lost_answer_to_execute_is_asked_for_with_the_same_token() {
    for forgets_tokens in [false, true] {
        let fake = busy_fake();
        {
            let mut state = fake.state.borrow_mut();
            state.lost_answers.insert("execute", 2);
            state.forgets_tokens = forgets_tokens;
            state.change_set.execution = "EXECUTE_COMPLETE".to_owned();
        }
        let (outcome, told) = deploy(&fake, &[yes()], false);
        assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
        let calls = fake.calls("execute");
        assert!(calls.len() >= 2 && calls.iter().all(|call| *call == calls[0]), "{calls:?}");
        assert_eq!(fake.state.borrow().executions.len(), 1);
        assert_eq!(event_ids(&told), (1..=11).collect::<Vec<_>>());
    }
}

#[test]
fn a_change_set_somebody_else_has_outdated_is_not_ours_to_watch() {
    let fake = busy_fake();
    fake.refuse("execute", &[Some(Kind::ChangeSetSpent)]);
    fake.state.borrow_mut().change_set.execution = "OBSOLETE".to_owned();
    let (outcome, told) = deploy(&fake, &[yes()], false);
    assert_eq!(outcome.unwrap_err().kind, Kind::StackBusy);
    assert_eq!(events(&told).len(), 0);
}

#[test]
fn a_lost_answer_to_the_change_set_leaves_one_change_set() {
    let fake = busy_fake();
    fake.state.borrow_mut().lost_answers.insert("create_change_set", 1);
    let (outcome, _) = deploy(&fake, &[yes()], false);
    assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    let calls = fake.calls("create_change_set");
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0], calls[1]);
}

#[test]
fn a_network_that_stays_away_before_anything_has_begun_ends_the_job() {
    let fake = busy_fake();
    fake.refuse("validate", &[Some(Kind::Unreachable); 100]);
    let (outcome, _) = deploy(&fake, &[yes()], false);
    assert_eq!(outcome.unwrap_err().kind, Kind::Unreachable);
    assert!(fake.calls("create_change_set").is_empty());
}

#[test]
fn no_event_is_told_twice_or_missed_over_pages() {
    let fake = Fake::default();
    let ids = |events: Vec<StackEvent>| events.into_iter().map(|event| event.id).collect::<Vec<_>>();
    block_on(async {
        fake.state.borrow_mut().events = (0..7).rev().map(|id| event(&id.to_string(), "Worker", "UPDATE_IN_PROGRESS")).collect();
        let mut feed = EventFeed::from_start(STACK_ID);
        assert_eq!(ids(feed.fresh(&fake).await.unwrap()), ["0", "1", "2", "3", "4", "5", "6"]);
        assert_eq!(ids(feed.fresh(&fake).await.unwrap()), [""; 0]);

        // Four newer ones, and one that comes to light late, behind a newer one.
        for id in ["7", "8", "9", "10"] {
            fake.state.borrow_mut().events.insert(0, event(id, "Worker", "UPDATE_IN_PROGRESS"));
        }
        // A read that breaks off on its second page has told nothing, and the next one tells all.
        fake.refuse("events", &[None, Some(Kind::Unreachable)]);
        assert!(feed.fresh(&fake).await.is_err());
        assert_eq!(ids(feed.fresh(&fake).await.unwrap()), ["7", "8", "9", "10"]);
        fake.state.borrow_mut().events.insert(2, event("late", "Worker", "UPDATE_IN_PROGRESS"));
        assert_eq!(ids(feed.fresh(&fake).await.unwrap()), ["late"]);
    })
    .unwrap();
}

#[test]
fn an_empty_change_set_is_nothing_to_deploy() {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        state.change_set.status = "FAILED".to_owned();
        state.change_set.status_reason = Some("The submitted information didn't contain changes. Submit different information".to_owned());
    }
    let (outcome, _) = deploy(&fake, &[], false);
    assert!(matches!(outcome, Ok(Outcome::NothingToDeploy(_))), "{outcome:?}");
    assert_eq!(fake.calls("delete_change_set").len(), 1);
}

#[test]
fn a_change_set_that_cannot_be_worked_out_says_why_and_goes() {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        state.change_set.status = "FAILED".to_owned();
        state.change_set.status_reason = Some("Resource already exists".to_owned());
    }
    let (outcome, _) = deploy(&fake, &[], false);
    let error = outcome.unwrap_err();
    assert_eq!(error.kind, Kind::ChangeSetFailed);
    assert!(error.what.contains("already exists") && error.hint.is_some());
    assert_eq!(fake.calls("delete_change_set").len(), 1);
}

#[test]
fn a_no_leaves_nothing_behind() {
    for other_change_sets in [false, true] {
        let fake = busy_fake();
        fake.state.borrow_mut().stack = None;
        fake.state.borrow_mut().other_change_sets = other_change_sets;
        let (outcome, _) = deploy(&fake, &[Answer::Stop], false);
        assert_eq!(outcome, Ok(Outcome::Discarded));
        assert_eq!(fake.calls("delete_change_set").len(), 1);
        // The shell of a new stack goes too, unless somebody's change set is in it.
        assert_eq!(fake.calls("delete_stack").len(), usize::from(!other_change_sets));
    }
}

#[test]
fn stopping_at_the_review_leaves_nothing_behind() {
    let fake = busy_fake();
    let (mut line, Ends { stop, answers, .. }) = line();
    stop.send_replace(true);
    let outcome = run(&fake, &mut line, false);
    drop(answers);
    assert_eq!(outcome.unwrap_err().kind, Kind::Cancelled);
    assert_eq!(fake.calls("delete_change_set").len(), 1);
    assert!(fake.calls("execute").is_empty());
}

#[test]
fn a_kept_change_set_is_neither_executed_nor_deleted() {
    let fake = busy_fake();
    let (outcome, told) = deploy(&fake, &[], true);
    assert!(matches!(outcome, Ok(Outcome::Kept { .. })), "{outcome:?}");
    assert!(told.iter().any(|progress| matches!(progress, Progress::Review(review) if review.deployed_template.is_some())));
    assert!(fake.calls("execute").is_empty() && fake.calls("delete_change_set").is_empty());
}

#[test]
fn a_change_that_may_lose_data_needs_its_name() {
    let unsure = super::review::Change { may_replace: true, ..change("Orders", "AWS::DynamoDB::Table", Action::Modify) };
    for change in [change("Gone", "AWS::S3::Bucket", Action::Remove), change("Swapped", "AWS::SQS::Queue", Action::Replace), unsure] {
        let fake = busy_fake();
        let name = change.logical_id.clone();
        fake.state.borrow_mut().change_set.changes.push(change);
        let (outcome, told) = deploy(&fake, &[yes()], false);
        assert_eq!(outcome.unwrap_err().kind, Kind::StatefulChange);
        assert!(fake.calls("execute").is_empty());
        let first = told.iter().find_map(|progress| match progress {
            Progress::Review(review) => review.changes.first(),
            _ => None,
        });
        assert_eq!(first.map(|change| change.logical_id.as_str()), Some(name.as_str()));

        fake.state.borrow_mut().exists = false;
        let (outcome, _) = deploy(&fake, &[Answer::Proceed { allow_replace: vec![name] }], false);
        assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    }
}

#[test]
fn nested_stacks_are_reviewed_and_watched_as_well() {
    const NESTED: &str = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-PartStack/2";
    let fake = busy_fake();
    let of_part = |event: StackEvent| StackEvent {
        physical_id: Some(NESTED.to_owned()),
        resource_type: "AWS::CloudFormation::Stack".to_owned(),
        ..event
    };
    let at = |at_ms: i64, event: StackEvent| StackEvent { at_ms, ..event };
    {
        let mut state = fake.state.borrow_mut();
        let part = change("PartStack", "AWS::CloudFormation::Stack", Action::Modify);
        state.change_set.changes = vec![super::review::Change { nested: Some("inner".to_owned()), ..part }];
        let worker = change("Worker", "AWS::Lambda::Function", Action::Modify);
        state.nested_change_sets.insert("inner".to_owned(), ChangeSetPage { changes: vec![worker], ..ChangeSetPage::default() });
        let inner = [
            at(2, event("1", "Worker", "CREATE_COMPLETE")),
            at(12, StackEvent { is_stack: true, ..of_part(event("12", "shop-PartStack", "UPDATE_IN_PROGRESS")) }),
            at(13, event("3", "Worker", "UPDATE_IN_PROGRESS")),
            at(14, event("4", "Worker", "UPDATE_COMPLETE")),
        ];
        state.nested_events.insert(NESTED.to_owned(), inner.into_iter().rev().collect());
        state.coming = [vec![
            at(10, event("1", "shop", "UPDATE_IN_PROGRESS")),
            at(11, of_part(event("2", "PartStack", "UPDATE_IN_PROGRESS"))),
            at(15, of_part(event("5", "PartStack", "UPDATE_COMPLETE"))),
            at(16, event("6", "shop", "UPDATE_COMPLETE")),
        ]]
        .into();
    }
    let (outcome, told) = deploy(&fake, &[yes()], false);
    assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    assert_eq!(event_ids(&told), [1, 2, 3, 4, 5, 6], "each in its turn, and nothing of an earlier operation");
    assert_eq!(events(&told)[2].node.as_deref(), Some("Order worker"));
    assert!(told.contains(&Progress::Count { done: 2, total: 2 }));
    let review = told.iter().find_map(|progress| match progress {
        Progress::Review(review) => Some(review),
        _ => None,
    });
    let changed: Vec<&str> = review.unwrap().changes.iter().map(|change| change.logical_id.as_str()).collect();
    assert_eq!(changed, ["PartStack", "Worker"]);
}

#[test]
fn a_value_without_echo_is_asked_for_once_and_kept_afterwards() {
    let fake = busy_fake();
    fake.state.borrow_mut().declared =
        Declared { parameters: vec![DeclaredParameter { name: "ApiKey".to_owned(), has_default: false }], ..Declared::default() };
    let secrets = Answer::Secrets(Secrets([("ApiKey".to_owned(), "hunter2".to_owned())].into()));
    let (outcome, told) = deploy(&fake, &[secrets, yes()], false);
    assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    assert_eq!(fake.state.borrow().parameters["ApiKey"], ParameterValue::Is("hunter2".to_owned()));
    assert!(!format!("{told:?}").contains("hunter2"), "it is told nowhere");

    // Without one nothing is sent.
    let fake_without = busy_fake();
    fake_without.state.borrow_mut().declared = fake.state.borrow().declared.clone();
    let (outcome, _) = deploy(&fake_without, &[Answer::Stop], false);
    assert_eq!(outcome.unwrap_err().kind, Kind::Parameters);
    assert!(fake_without.calls("create_change_set").is_empty());
}
