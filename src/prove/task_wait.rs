//! How long tasks wait: for the call, for a job they watch, or for their token.
//!
//! AWS: Step Functions Developer Guide, "Discover service integration patterns in Step Functions", "IAM policies for AWS Step
//! Functions".

use super::Prover;
use super::call;
use super::case::{Case, Found, anything};
use super::condition::Facts;
use super::statement::Role;
use super::task::Performed;
use super::text::open;
use crate::catalog::Evidence;
use crate::catalog::proof::Step;
use crate::cfn::Value;

/// The kinds proven here.
pub(super) const KINDS: &[(&str, Prover)] = &[("function_answers_workflow", answer)];

/// How long a task waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Until the call is answered.
    Call,
    /// Until what it started has ended.
    Job,
    /// Until its token comes back.
    Token,
}

/// What stands behind an integration's name where the task waits for more than the call.
pub(super) const PATTERNS: [(&str, Pattern); 3] =
    [(".waitForTaskToken", Pattern::Token), (".sync:2", Pattern::Job), (".sync", Pattern::Job)];

/// Links that the task waits as long as its line says, and that it can.
pub(super) fn waits(case: &mut Case<'_>, performed: &Performed) {
    let expected = match case.setting("wait") {
        Some("token") => Pattern::Token,
        Some("outcome") if !call::is_express(case) => Pattern::Job,
        _ => Pattern::Call,
    };
    if expected != Pattern::Call && performed.pattern != expected {
        let place = performed.state.place.clone();
        case.link("The task waits for more than the call", Found::Missing(format!("Resource of {place} does not say so")));
    }
    if performed.pattern == Pattern::Call {
        return;
    }
    let express = case.world.property(case.source.id, &["StateMachineType"]);
    let standard = match express {
        Some((kind, place)) if kind.as_text() == Some("EXPRESS") => {
            Found::Missing(format!("{place} is EXPRESS; only standard workflows wait for more than the call"))
        }
        Some((_, place)) => Found::Holds(vec![place]),
        None => Found::Holds(Vec::new()),
    };
    case.link(format!("{} can wait", case.source.title), standard);
    if performed.pattern == Pattern::Token {
        let found = performed.arguments().and_then(|(arguments, place)| token(arguments, place));
        let missing = || Found::Missing("nothing the task hands over has its token: nobody can answer".to_owned());
        let shown = |place: Evidence| if performed.state.is_text() { performed.state.place.clone() } else { place };
        case.link("The task hands out its token", found.map_or_else(missing, |place| Found::Holds(vec![shown(place)])));
    }
}

/// Where the token stands in what a task hands over.
fn token(value: &Value, place: Evidence) -> Option<Evidence> {
    match value {
        Value::Text(text) => text.contains("Task.Token").then_some(place),
        Value::List(list) => list.iter().enumerate().find_map(|(index, item)| token(item, place.clone().inside(index.into()))),
        Value::Map(map) => map.iter().find_map(|(key, item)| token(item, place.clone().inside(Step::Key(key.to_string().into())))),
        _ => None,
    }
}

/// Links that a role may watch and stop the executions its tasks wait for.
pub(super) fn watches(case: &mut Case<'_>, role: &Role<'_>) {
    let target = case.target.clone();
    let here = case.world.here();
    let partition = open("AWS::Partition");
    let express = call::is_express(case);
    let found =
        if express { Found::Missing("executions of express workflows cannot be watched".to_owned()) } else { Found::Holds(Vec::new()) };
    case.link(format!("Executions of {} can be watched", target.title), found);
    let name = case.world.attribute(target.id, "Name");
    let executions = anything(&format!("arn:{partition}:states:{here}:execution:{name}:"));
    let follow = ["states:DescribeExecution", "states:StopExecution"];
    case.may(role, &follow, &executions, None, &format!("watch executions of {}", target.title));
    let rule = format!("arn:{partition}:events:{here}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule");
    let rules = ["events:DescribeRule", "events:PutRule", "events:PutTargets"];
    case.may(role, &rules, &rule, None, "have Step Functions told of their end");
}

/// Whether a task of the workflow that is led to waits for its token: what tasks call stands in the definition, or in what is
/// put into it.
fn has_waiting_task(case: &Case<'_>) -> bool {
    let says = |key| case.world.value(case.target.id, &[key]).is_some_and(|value| mentions(case, value));
    ["Definition", "DefinitionString", "DefinitionSubstitutions"].into_iter().any(says)
}

fn mentions(case: &Case<'_>, value: &Value) -> bool {
    match value {
        Value::List(list) => list.iter().any(|item| mentions(case, item)),
        Value::Map(map) => map.values().any(|item| mentions(case, item)),
        text => case.world.text(text).contains(PATTERNS[0].0),
    }
}

/// A function that sends tokens back: the token says which task is meant.
fn answer(case: &mut Case<'_>) {
    let (function, machine) = (case.source.clone(), case.target.clone());
    if !has_waiting_task(case) {
        case.off(format!("A task of {} waits for its token", machine.title), "no task of it does".to_owned());
    }
    let facts = Facts::of_service_alone("lambda.amazonaws.com");
    let Some(role) = case.acts_as(function.id, &["Role"], function.title, "lambda.amazonaws.com", &facts) else { return };
    let answers = ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"];
    case.may(role, &answers, &anything(""), None, &format!("answer tasks of {}", machine.title));
}
