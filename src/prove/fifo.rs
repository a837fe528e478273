//! FIFO queues and topics, and what senders owe them.

use super::case::{Case, End, Found};
use super::world::World;
use crate::catalog::Evidence;

/// Whether a queue or topic is FIFO.
pub(super) fn is(world: &World<'_>, end: &End<'_>) -> bool {
    let key = if end.is("AWS::SNS::Topic") { "FifoTopic" } else { "FifoQueue" };
    world.value(end.id, &[key]).and_then(super::world::switch) == Some(true)
}

/// Links that two queues or topics are both FIFO or both standard.
pub(super) fn alike(case: &mut Case<'_>, a: &End<'_>, b: &End<'_>) {
    let kind = |fifo: bool| if fifo { "FIFO" } else { "standard" };
    let (first, second) = (is(case.world, a), is(case.world, b));
    let found = if first == second {
        Found::Holds(Vec::new())
    } else {
        Found::Missing(format!("{} is {}, {} is {}", a.title, kind(first), b.title, kind(second)))
    };
    case.link(format!("{} and {} are of one kind", a.title, b.title), found);
}

/// Links that an end is standard, where only those are delivered to.
pub(super) fn standard(case: &mut Case<'_>, end: &End<'_>) {
    let why = || Found::Missing(format!("{} is FIFO", end.title));
    let found = if is(case.world, end) { why() } else { Found::Holds(Vec::new()) };
    case.link(format!("{} is standard", end.title), found);
}

/// Links that a FIFO queue gets a message group from `group`, and tells duplicates by content where senders give no id.
pub(super) fn group(case: &mut Case<'_>, queue: &End<'_>, group: Option<Evidence>, id: Option<Evidence>) {
    if !is(case.world, queue) {
        return;
    }
    let found = group.map_or_else(|| Found::Missing("no message group is set".to_owned()), |place| Found::Holds(vec![place]));
    case.link(format!("{} is told the message group", queue.title), found);
    let key = "ContentBasedDeduplication";
    let by_content = case.is_on(queue.id, key);
    let found = match (id, by_content) {
        (Some(place), _) => Found::Holds(vec![place]),
        (None, true) => Found::Holds(vec![Evidence::property(queue.id, &[key])]),
        (None, false) if case.world.value(queue.id, &[key]).is_some_and(|value| super::world::switch(value).is_none()) => {
            Found::Unknown(format!("{key} of {} is known when it is deployed", queue.id))
        }
        (None, false) => Found::Missing(format!("messages bring no deduplication id, and {key} of {} is off", queue.id)),
    };
    case.link(format!("{} can tell duplicates", queue.title), found);
}
