//! The slowest frame after an edit, while analysis, template and lines follow on other threads.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2, vec2};

use crate::screen::{Screen, Timed, button, press};

/// What no frame should take.
const LATE: f64 = 33.0;
/// How often each edit is made.
const TIMES: usize = 5;

/// Makes edits of each sort, and says how the frames went that followed.
pub fn measure(screen: &mut Screen, nodes: usize) {
    let Some(card) = screen.on_canvas(|label| label.starts_with("Function Node")).first().copied() else { return };
    let field = |screen: &mut Screen| {
        screen.click(card);
        let name = screen.field(|node| node.role() == Role::TextInput && node.value().is_some_and(|value| value.starts_with("Node ")));
        if let Some(at) = name {
            screen.click(at);
            screen.frame(vec![press(Modifiers::NONE, Key::End, true)]);
        }
        vec![Event::Text("0".to_owned())]
    };
    let on_card = |key: Key, modifiers: Modifiers| {
        move |screen: &mut Screen| {
            screen.click(card);
            vec![press(modifiers, key, true)]
        }
    };
    report("field", nodes, &series(screen, field));
    screen.click(card);
    report("move", nodes, &series(screen, on_card(Key::ArrowRight, Modifiers::NONE)));
    report("add", nodes, &series(screen, on_card(Key::D, Modifiers::COMMAND)));
    report("undo", nodes, &series(screen, |_| vec![press(Modifiers::COMMAND, Key::Z, true)]));
    let line = |screen: &mut Screen| draw_line(screen).unwrap_or_default();
    report("line", nodes, &series(screen, line));
    let before = (0..TIMES).map(|_| screen.frames_until_settled(vec![press(Modifiers::COMMAND, Key::Z, true)]));
    report("undo_line", nodes, &before.collect::<Vec<_>>());
}

/// The frames that followed an edit, as often as it is made: those that prepare it are not counted.
fn series(screen: &mut Screen, mut prepare: impl FnMut(&mut Screen) -> Vec<Event>) -> Vec<Vec<Timed>> {
    (0..TIMES)
        .map(|_| {
            let events = prepare(screen);
            screen.frames_until_settled(events)
        })
        .collect()
}

/// Pulls a line from a function to a queue, up to where the button is let go.
fn draw_line(screen: &mut Screen) -> Option<Vec<Event>> {
    let ports = screen.on_canvas(|label| label.starts_with("Connect from Node"));
    let queues = screen.on_canvas(|label| label.starts_with("Queue Node"));
    let functions = screen.on_canvas(|label| label.starts_with("Function Node"));
    // A port is at the right edge of its card.
    let of = |port: &Pos2| functions.iter().any(|card| (card.y - port.y).abs() < 30.0 && (0.0..140.0).contains(&(port.x - card.x)));
    let (from, to) =
        ports.iter().filter(|port| of(port)).flat_map(|port| queues.iter().map(move |queue| (*port, *queue))).max_by(|a, b| {
            let length = |(from, to): &(Pos2, Pos2)| from.distance(*to);
            length(a).total_cmp(&length(b))
        })?;
    screen.frame(vec![Event::PointerMoved(from)]);
    screen.button(from, true);
    for step in 1_u8..=8 {
        screen.frame(vec![Event::PointerMoved(from + (to - from) * (f32::from(step) / 8.0) + vec2(0.0, 1.0))]);
    }
    Some(vec![button(to + vec2(0.0, 1.0), false)])
}

/// One line of the result.
pub fn report(case: &str, nodes: usize, runs: &[Vec<Timed>]) {
    let slowest = |of: fn(&Timed) -> f64| {
        let mut slowest: Vec<f64> = runs.iter().map(|run| run.iter().map(of).fold(0.0, f64::max)).collect();
        slowest.sort_by(f64::total_cmp);
        Some((*slowest.get(slowest.len() / 2)?, *slowest.last()?))
    };
    let (Some((middle, most)), Some((busy, busiest))) = (slowest(|frame| frame.took), slowest(|frame| frame.busy)) else { return };
    let frames = runs.iter().map(Vec::len).sum::<usize>();
    let late = |of: fn(&Timed) -> f64| runs.iter().flatten().filter(|frame| of(frame) > LATE).count();
    println!(
        "bench=frame_slowest_after_{case} n={nodes} connections={} median_ms={middle:.3} worst_ms={most:.3} frames={frames} over_33_ms={} \
         median_processor_ms={busy:.3} worst_processor_ms={busiest:.3} over_33_ms_of_processor={}",
        nodes * 3 / 2,
        late(|frame| frame.took),
        late(|frame| frame.busy)
    );
}
