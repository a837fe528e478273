//! What the benchmarks share: designs of any size, and medians.

use std::time::Instant;

use stackdraft::design::geometry::{Point, Rect, Size};
use stackdraft::design::{Connection, ConnectionId, Design, Group, GroupId, Node, NodeId};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The kinds of four neighbours: a queue, the function it triggers, the function's table, the queue's dead letters.
const KINDS: [&str; 4] = ["queue", "function", "table", "queue"];
/// How far cards stand apart.
const STEP: (f32, f32) = (280.0, 144.0);

/// A design of so many nodes and half as many connections again, in a field about as wide as a screen: queues to
/// functions to tables, dead letters beside them, a group around every four by five cards.
pub(crate) fn design(nodes: usize) -> Design {
    let mut design = wired(nodes);
    group(&mut design, nodes);
    design
}

fn wired(nodes: usize) -> Design {
    let mut design = Design::new("bench");
    let columns = columns(nodes);
    for index in 0..nodes {
        let kind = KINDS[index % 4];
        let at = Point::new((index % columns) as f32 * STEP.0, (index / columns) as f32 * STEP.1);
        let node = Node::new(kind, &format!("Node {index}"), &format!("Node{index}"), at);
        design.nodes.insert(id(index), node.into());
    }
    let mut connect = |kind: &str, from: usize, to: usize| {
        let connection = Connection::new(kind, id(from), None, id(to));
        design.connections.insert(ConnectionId::new(format!("line-{from:05}-{to:05}")), connection.into());
    };
    for first in (0..nodes.saturating_sub(3)).step_by(4) {
        connect("queue_triggers_function", first, first + 1);
        connect("function_uses_table", first + 1, first + 2);
        connect("queue_moves_dead_letters", first, first + 3);
        for (step, kind) in [(4, "function_sends_queue"), (8, "function_sends_queue"), (6, "function_uses_table")] {
            if first + step < nodes {
                connect(kind, first + 1, first + step);
            }
        }
    }
    design
}

fn group(design: &mut Design, nodes: usize) {
    let columns = columns(nodes);
    for index in 0..nodes {
        let (column, row) = (index % columns / 4, index / columns / 5);
        let group = GroupId::new(format!("group-{column:03}-{row:03}"));
        if let Some(node) = design.nodes.get_mut(&id(index)) {
            std::sync::Arc::make_mut(node).group = Some(group.clone());
        }
        let at = Point::new(column as f32 * 4.0 * STEP.0 - 24.0, row as f32 * 5.0 * STEP.1 - 40.0);
        let size = Size { width: 4.0 * STEP.0 - 32.0, height: 5.0 * STEP.1 - 16.0 };
        let frame = Rect::from_min_size(at, size);
        design.groups.entry(group).or_insert_with(|| Group::new(&format!("Group {column}.{row}"), frame).into());
    }
}

fn columns(nodes: usize) -> usize {
    // Four kinds to a row's unit, and cards wider than high: about 16 to 10.
    ((nodes as f32 * 0.8).sqrt().ceil() as usize).next_multiple_of(4)
}

fn id(index: usize) -> NodeId {
    NodeId::new(format!("{}-{index:05}", KINDS[index % 4]))
}

/// The median time of a run in milliseconds.
pub(crate) fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = run();
            let time = start.elapsed().as_secs_f64() * 1_000.0;
            drop(result);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
