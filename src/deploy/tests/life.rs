//! The rest of a stack's life: watched, taken back, protected, compared with its template, deleted.

use super::{busy_fake, deploy, event_ids, run, template, yes};
use crate::deploy::cloud::{LiveResource, Stack};
use crate::deploy::drift::{Detection, DriftPage, DriftState, ResourceDrift, detect};
use crate::deploy::error::Kind;
use crate::deploy::fake::{Fake, STACK_ID, destination, event, line};
use crate::deploy::fate::Fate;
use crate::deploy::outcome::Outcome;
use crate::deploy::progress::{Answer, Progress, Question};
use crate::deploy::protect::protect;
use crate::deploy::remove::delete;
use crate::deploy::rollback::roll_back;
use crate::deploy::watching::watch_on;
use crate::deploy::worker::block_on;

#[test]
fn a_protected_stack_is_not_deleted() {
    let fake = busy_fake();
    if let Some(stack) = &mut fake.state.borrow_mut().stack {
        stack.protected = true;
    }
    let (line, _ends) = line();
    let outcome = block_on(delete(&fake, &line, &destination(), None, &|_| {})).unwrap();
    assert_eq!(outcome.unwrap_err().kind, Kind::StackStuck);
    assert!(fake.calls("delete_stack").is_empty());
}

#[test]
fn an_update_is_taken_back_once() {
    let fake = busy_fake();
    let (mut line, ends) = line();
    ends.answers.send(yes()).unwrap();
    ends.cancel.send_replace(true);
    let outcome = run(&fake, &mut line, false).unwrap();
    let Outcome::Failed(failure) = outcome else { panic!("{outcome:?}") };
    assert!(failure.rolled_back, "{failure:?}");
    assert_eq!(fake.calls("cancel_update").len(), 1);
}

#[test]
fn a_rollback_that_failed_is_taken_up_again_and_no_other() {
    for (status, end) in [("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"), ("UPDATE_COMPLETE", "")] {
        let fake = busy_fake();
        {
            let mut state = fake.state.borrow_mut();
            state.stack.as_mut().unwrap().status = status.to_owned();
            state.coming = [vec![event("r1", "shop", "UPDATE_ROLLBACK_IN_PROGRESS"), event("r2", "shop", end)]].into();
            state.final_status = end.to_owned();
        }
        let (line, _ends) = line();
        let began = std::cell::Cell::new(false);
        let outcome = block_on(roll_back(&fake, &line, &destination(), None, &["Worker".to_owned()], &|_| began.set(true))).unwrap();
        let can = status.ends_with("FAILED");
        assert_eq!(matches!(outcome, Ok(Outcome::RolledBack(_))), can, "{outcome:?}");
        assert_eq!((began.get(), fake.calls("continue_rollback").len()), (can, usize::from(can)));
    }
}

#[test]
fn watching_tells_of_the_operation_under_way_and_none_before() {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        let mut failed = event("f", "Worker", "UPDATE_FAILED");
        failed.reason = Some("long ago".to_owned());
        state.events.insert(0, failed);
        state.events.insert(0, event("e", "shop", "UPDATE_ROLLBACK_COMPLETE"));
        for (id, name, status) in
            [("1", "shop", "UPDATE_IN_PROGRESS"), ("2", "Worker", "UPDATE_COMPLETE"), ("3", "shop", "UPDATE_COMPLETE")]
        {
            state.events.insert(0, event(id, name, status));
        }
    }
    let (line, ends) = line();
    let outcome = block_on(watch_on(&fake, &line, &destination(), Some(&template()), Some(STACK_ID))).unwrap();
    assert!(matches!(outcome, Ok(Outcome::Deployed(_))), "{outcome:?}");
    let told: Vec<Progress> = ends.progress.try_iter().collect();
    assert_eq!(event_ids(&told), [1, 2, 3]);
}

/// A stack whose creation failed, with a queue and a function in it.
fn failed_fake(status: &str) -> Fake {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        state.stack = Some(Stack { id: STACK_ID.to_owned(), status: status.to_owned(), ..Stack::default() });
        let resource = |id: &str, kind: &str, physical: &str, status: &str| LiveResource {
            logical_id: id.to_owned(),
            physical_id: Some(physical.to_owned()).filter(|id| !id.is_empty()),
            resource_type: kind.to_owned(),
            status: status.to_owned(),
            at_deletion: Fate::Unknown,
        };
        state.resources = vec![
            resource("Orders", "AWS::SQS::Queue", "orders", "CREATE_COMPLETE"),
            resource("Files", "AWS::S3::Bucket", "files", "CREATE_COMPLETE"),
            resource("Worker", "AWS::Lambda::Function", "worker", "CREATE_COMPLETE"),
            resource("Never", "AWS::SQS::Queue", "", "CREATE_FAILED"),
        ];
        state.deployed = "Resources:\n  Orders: {Type: AWS::SQS::Queue}\n  Files: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}\n  \
                          Worker: {Type: AWS::Lambda::Function}\n  Never: {Type: AWS::SQS::Queue}\n"
            .to_owned();
    }
    fake
}

#[test]
fn what_a_failed_creation_left_goes_only_by_name_where_it_holds_data() {
    for status in ["CREATE_FAILED", "ROLLBACK_FAILED"] {
        let fake = failed_fake(status);
        let (outcome, told) = deploy(&fake, &[yes()], false);
        let error = outcome.unwrap_err();
        assert_eq!(error.kind, Kind::StatefulChange);
        assert!(error.hint.unwrap_or_default().contains("--allow-replace Orders"));
        assert!(fake.calls("delete_stack").is_empty());
        let asked = told.iter().find_map(|progress| match progress {
            Progress::Ask(Question::DeleteFailedStack { remaining, dangerous, .. }) => Some((remaining, dangerous)),
            _ => None,
        });
        let (remaining, dangerous) = asked.unwrap();
        let fates: Vec<_> = remaining.iter().map(|resource| (resource.logical_id.as_str(), resource.at_deletion)).collect();
        assert_eq!(fates, [("Orders", Fate::Deleted), ("Files", Fate::Kept), ("Worker", Fate::Deleted)], "what never was is not there");
        assert_eq!(*dangerous, ["Orders"], "what is kept loses nothing");

        let named = Answer::Proceed { allow_replace: vec!["Orders".to_owned()] };
        let (_, _) = deploy(&fake, &[named, Answer::Stop], false);
        assert_eq!(fake.calls("delete_stack").len(), 2, "the failed one, and the empty one of the change set nobody wanted");
    }
}

#[test]
fn protection_is_set_and_lifted_and_not_asked_for_twice() {
    let fake = busy_fake();
    let (line, _ends) = line();
    for (on, calls) in [(true, 1), (true, 1), (false, 2)] {
        let outcome = block_on(protect(&fake, &line, &destination(), on)).unwrap();
        assert_eq!(outcome, Ok(Outcome::Protected { on }));
        assert_eq!(fake.calls("protect").len(), calls);
        assert_eq!(fake.state.borrow().stack.as_ref().unwrap().protected, on);
    }
}

#[test]
fn drift_is_waited_for_read_over_pages_and_told_worst_first() {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        let detection = |status: &str, reason: Option<&str>| Detection { status: status.to_owned(), reason: reason.map(str::to_owned) };
        state.detections = [detection("DETECTION_IN_PROGRESS", None), detection("DETECTION_FAILED", Some("no permission"))].into();
        let drift = |id: &str, state| ResourceDrift { logical_id: id.to_owned(), state, ..ResourceDrift::default() };
        let first = DriftPage {
            resources: vec![drift("Worker", DriftState::Same), drift("Table", DriftState::Changed)],
            next: Some("1".to_owned()),
        };
        state.drifts = vec![first, DriftPage { resources: vec![drift("Orders", DriftState::Gone)], next: None }];
    }
    fake.refuse("drift_detection", &[Some(Kind::Throttled)]);
    let (line, ends) = line();
    let outcome = block_on(detect(&fake, &line, &destination(), Some(&template()))).unwrap().unwrap();
    let Outcome::Drift(drift) = outcome else { panic!("{outcome:?}") };
    let found: Vec<&str> = drift.resources.iter().map(|resource| resource.logical_id.as_str()).collect();
    assert_eq!(found, ["Orders", "Table", "Worker"]);
    assert_eq!(drift.resources[2].node.as_deref(), Some("Order worker"));
    assert_eq!((drift.drifted().count(), drift.unread.as_slice()), (2, ["no permission".to_owned()].as_slice()));
    assert_eq!(drift.summary(), "2 of 3 resources have drifted");
    assert_eq!((fake.calls("detect_drift").len(), fake.calls("drifts").len()), (1, 2));
    assert!(ends.progress.try_iter().any(|progress| matches!(progress, Progress::Waiting { .. })));
}

#[test]
fn drift_of_a_stack_at_work_is_not_asked_for() {
    let fake = busy_fake();
    fake.state.borrow_mut().stack.as_mut().unwrap().status = "UPDATE_IN_PROGRESS".to_owned();
    let (line, _ends) = line();
    let outcome = block_on(detect(&fake, &line, &destination(), None)).unwrap();
    assert_eq!(outcome.unwrap_err().kind, Kind::StackBusy);
    assert!(fake.calls("detect_drift").is_empty());
}

#[test]
fn an_update_under_way_is_taken_back_from_elsewhere() {
    let fake = busy_fake();
    {
        let mut state = fake.state.borrow_mut();
        state.stack.as_mut().unwrap().status = "UPDATE_IN_PROGRESS".to_owned();
        state.executions.push("somebody's".to_owned());
        state.coming.push_back(Vec::new());
        state.final_status = "UPDATE_IN_PROGRESS".to_owned();
    }
    let (line, _ends) = line();
    let outcome = block_on(roll_back(&fake, &line, &destination(), None, &[], &|_| {})).unwrap();
    assert!(matches!(outcome, Ok(Outcome::RolledBack(_))), "{outcome:?}");
    assert_eq!((fake.calls("cancel_update").len(), fake.calls("continue_rollback").len()), (1, 0));
}
