//! How the cards stand in a deployment: what will be done to their resources, and how far that is.

use std::collections::BTreeMap;

use super::{End, Run, Told};
use crate::app::analysis::Analysis;
use crate::app::selection::Thing;
use crate::catalog::Origin;
use crate::deploy::{Action, DriftState, Outcome, Progression};
use crate::design::{Design, NodeId};

/// How a card stands; the worst of its resources decides, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardState {
    /// A resource of it has failed.
    Failed,
    /// CloudFormation is at it.
    InProgress,
    /// Its turn has not come.
    Waiting,
    /// All of it is there.
    Done,
    /// All of it is gone.
    Removed,
    /// Something of it would be taken away, if one agrees.
    WouldRemove,
    /// Something of it would be made anew.
    WouldReplace,
    /// Something of it would be changed.
    WouldModify,
    /// All of it would be made.
    WouldAdd,
    /// Something of it was deleted past CloudFormation.
    DriftedAway,
    /// Something of it was changed past CloudFormation.
    Drifted,
    /// All of it is as the stack's template says.
    InSync,
}

/// A card's state, and how many of its resources have come to an end, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardStatus {
    /// How it stands.
    pub state: CardState,
    /// At their end.
    pub done: usize,
    /// All that the operation is about.
    pub total: usize,
}

impl CardState {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::InProgress => "in progress",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Removed => "removed",
            Self::WouldRemove => "to be removed",
            Self::WouldReplace => "to be replaced",
            Self::WouldModify => "to be modified",
            Self::WouldAdd => "to be added",
            Self::DriftedAway => "deleted outside of CloudFormation",
            Self::Drifted => "changed outside of CloudFormation",
            Self::InSync => "no drift",
        }
    }

    fn planned(action: Action) -> Self {
        match action {
            Action::Remove => Self::WouldRemove,
            Action::Replace => Self::WouldReplace,
            Action::Modify => Self::WouldModify,
            Action::Add | Action::Import => Self::WouldAdd,
        }
    }

    fn drifted(state: DriftState) -> Option<Self> {
        match state {
            DriftState::Gone => Some(Self::DriftedAway),
            DriftState::Changed => Some(Self::Drifted),
            DriftState::Same => Some(Self::InSync),
            DriftState::Unknown => None,
        }
    }

    fn reached(progression: Progression) -> Self {
        match progression {
            Progression::InProgress => Self::InProgress,
            Progression::Done => Self::Done,
            Progression::Removed | Progression::Kept => Self::Removed,
            Progression::Failed => Self::Failed,
        }
    }
}

impl CardStatus {
    /// In words.
    pub fn words(self) -> String {
        let Self { state, done, total } = self;
        match state {
            CardState::InProgress | CardState::Failed if total > 1 => format!("Deployment: {}, {done} of {total} resources", state.words()),
            CardState::DriftedAway | CardState::Drifted | CardState::InSync => format!("Drift: {}", state.words()),
            _ => format!("Deployment: {}", state.words()),
        }
    }
}

/// The states of all cards a run is about.
pub fn statuses(run: &Run) -> BTreeMap<NodeId, CardStatus> {
    let mut of_nodes: BTreeMap<NodeId, Vec<CardState>> = BTreeMap::new();
    for (logical_id, state) in of_resources(&run.told) {
        if let Some(node) = node_of(&run.of, logical_id) {
            of_nodes.entry(node.clone()).or_default().push(state);
        }
    }
    of_nodes.into_iter().filter_map(|(node, states)| Some((node, together(&states)?))).collect()
}

/// What comes of each resource: planned, waiting for its turn, or what its last event says.
fn of_resources(told: &Told) -> BTreeMap<&str, CardState> {
    let mut states: BTreeMap<&str, CardState> = BTreeMap::new();
    if let Some(End::Done(Outcome::Drift(drift))) = &told.end {
        return drift
            .resources
            .iter()
            .filter_map(|resource| Some((resource.logical_id.as_str(), CardState::drifted(resource.state)?)))
            .collect();
    }
    let events = told.events.get(told.before_review..).unwrap_or_default();
    let has_begun = told.is_executing() || !events.is_empty();
    if told.end.is_some() && events.is_empty() {
        return states;
    }
    let changes = || told.review.iter().flat_map(|review| &review.changes);
    for change in changes() {
        states.insert(&change.logical_id, if has_begun { CardState::Waiting } else { CardState::planned(change.action) });
    }
    let stays = |id: &str| changes().any(|change| change.logical_id == id && matches!(change.action, Action::Modify | Action::Replace));
    let mut cleaning = false;
    for event in events {
        if event.is_stack {
            cleaning = event.status.contains("CLEANUP");
            continue;
        }
        // The old one of what was replaced goes under the same name.
        if event.status.starts_with("DELETE_") && (stays(&event.logical_id) || (cleaning && told.review.is_none())) {
            continue;
        }
        let state = CardState::reached(event.progression());
        // What failed stays so while everything is taken back: that is what is looked for.
        let known = states.entry(&event.logical_id).or_insert(state);
        if *known != CardState::Failed {
            *known = state;
        }
    }
    if told.end.is_some() {
        // What was never begun is not waiting any more.
        states.retain(|_, state| !matches!(state, CardState::Waiting | CardState::InProgress));
    }
    states
}

/// One state for a card with several resources.
fn together(states: &[CardState]) -> Option<CardStatus> {
    let done = states.iter().filter(|state| matches!(state, CardState::Done | CardState::Removed)).count();
    let worst = *states.iter().min()?;
    // Between the first and the last of its resources a card is at work, even if none is at this moment.
    let state = if worst == CardState::Waiting && done > 0 { CardState::InProgress } else { worst };
    Some(CardStatus { state, done, total: states.len() })
}

/// The node a resource belongs to: that of its role or log group too.
fn node_of<'a>(analysis: &'a Analysis, logical_id: &str) -> Option<&'a NodeId> {
    match &analysis.synthesis.provenance.get(logical_id)?.address.owner {
        Origin::Node(id) => Some(id),
        Origin::Connection(_) | Origin::Design => None,
    }
}

/// What in the design a resource comes from.
pub fn thing_of(analysis: &Analysis, design: &Design, logical_id: &str) -> Option<Thing> {
    let thing = match &analysis.synthesis.provenance.get(logical_id)?.address.owner {
        Origin::Node(id) => Thing::Node(id.clone()),
        Origin::Connection(id) => Thing::Connection(id.clone()),
        Origin::Design => return None,
    };
    thing.exists(design).then_some(thing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::{Change, Progress, Review, StackEvent, StageName};

    fn event(logical_id: &str, status: &str) -> Progress {
        Progress::Event(StackEvent { logical_id: logical_id.to_owned(), status: status.to_owned(), ..StackEvent::default() })
    }

    fn told(progress: Vec<Progress>) -> Told {
        let change = |id: &str, action| Change { logical_id: id.to_owned(), action, ..Change::default() };
        let changes = vec![change("Orders", Action::Add), change("Worker", Action::Replace)];
        let mut told = Told::default();
        told.take(Progress::Review(Review { changes, ..Review::default() }));
        for progress in progress {
            told.take(progress);
        }
        told
    }

    fn states(told: &Told) -> Vec<CardState> {
        of_resources(told).into_values().collect()
    }

    #[test]
    fn a_resource_is_planned_then_waits_then_is_what_its_events_say() {
        use CardState::{Done, Failed, InProgress, Waiting, WouldAdd, WouldReplace};
        assert_eq!(states(&told(Vec::new())), [WouldAdd, WouldReplace]);
        let executing = Progress::Stage { stage: StageName::Executing };
        assert_eq!(states(&told(vec![executing.clone()])), [Waiting, Waiting]);
        let begun = vec![executing, event("Orders", "CREATE_IN_PROGRESS")];
        assert_eq!(states(&told(begun.clone())), [InProgress, Waiting]);
        let rest = [event("Orders", "CREATE_COMPLETE"), event("Worker", "UPDATE_FAILED"), event("Worker", "UPDATE_IN_PROGRESS")];
        let all: Vec<Progress> = begun.into_iter().chain(rest).collect();
        assert_eq!(states(&told(all.clone())), [Done, Failed], "failed stays failed while it is rolled back");
        let old_one = all.into_iter().take(3).chain([event("Worker", "UPDATE_COMPLETE"), event("Worker", "DELETE_COMPLETE")]).collect();
        assert_eq!(states(&told(old_one)), [Done, Done], "what was replaced is there, though its old one is gone");
    }

    #[test]
    fn drift_stands_on_the_cards_the_worst_of_each() {
        use CardState::{Drifted, DriftedAway, InSync};
        let resource = |id: &str, state| crate::deploy::ResourceDrift { logical_id: id.to_owned(), state, ..Default::default() };
        let resources = vec![
            resource("A", DriftState::Gone),
            resource("B", DriftState::Changed),
            resource("C", DriftState::Same),
            resource("D", DriftState::Unknown),
        ];
        let mut told = Told::default();
        told.take(Progress::Done(Outcome::Drift(crate::deploy::Drift { resources, ..Default::default() })));
        assert_eq!(states(&told), [DriftedAway, Drifted, InSync]);
        let worst = together(&[InSync, Drifted]).unwrap();
        assert_eq!(worst.words(), "Drift: changed outside of CloudFormation");
    }

    #[test]
    fn a_card_is_as_its_worst_resource() {
        use CardState::{Done, Failed, InProgress, Waiting};
        let status = |states: &[CardState]| together(states).unwrap();
        assert_eq!(status(&[Done, Waiting]), CardStatus { state: InProgress, done: 1, total: 2 });
        assert_eq!(status(&[Done, Done]).state, Done);
        assert_eq!(status(&[InProgress, Failed, Done]).state, Failed);
        assert_eq!(status(&[InProgress, Done, Done]).words(), "Deployment: in progress, 2 of 3 resources");
        assert_eq!(together(&[]), None);
    }
}
