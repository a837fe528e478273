//! Random designs, the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::field::Kind;
use stackdraft::catalog::{ConnectionSpec, Date, LineStyle, Place, Severity};
use stackdraft::design::{ConnectionId, Design, Editor, Fields, NodeId, Value};
use stackdraft::synth::{analyse, apply_fix};

/// A generator of pseudo-random numbers (xorshift64*): small, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

/// A random design of about so many nodes: whatever can be drawn, with random settings. It may have findings.
pub fn draft(seed: u64, nodes: usize) -> Design {
    let mut random = Random::new(seed);
    let empty = Design::new(&format!("random {seed}"));
    let mut draft = Draft::new(&empty, &REGISTRY);
    let mut made: Vec<NodeId> = Vec::new();
    for index in 0..nodes {
        // Rarely used services come as often as the others.
        let service = REGISTRY.services[(seed as usize * 7 + index + random.below(3)) % REGISTRY.services.len()];
        made.push(add_node(&mut random, &mut draft, service.spec().id, index));
    }
    for turn in 0..TURNS {
        // What needs two certain services is drawn in its turn, with nodes of its own where none can be joined.
        let spec = REGISTRY.connections[(seed as usize * TURNS + turn) % REGISTRY.connections.len()].spec();
        let drawn = (0..4).any(|_| draw(&mut random, &mut draft, &made, spec));
        for _ in 0..if drawn { 0 } else { 4 } {
            if made.len() + 2 > MOST_DRAWN {
                break;
            }
            let ends = [spec.from, spec.to].map(|service| add_node(&mut random, &mut draft, service, made.len()));
            made.extend(ends.clone());
            if draw(&mut random, &mut draft, &ends, spec) {
                break;
            }
        }
    }
    for _ in 0..nodes * 4 {
        let kind = REGISTRY.connections[random.below(REGISTRY.connections.len())];
        draw(&mut random, &mut draft, &made, kind.spec());
    }
    draft.design().clone()
}

/// How many kinds of connection have their turn in a design.
const TURNS: usize = 12;

/// Adds a node with random settings.
fn add_node(random: &mut Random, draft: &mut Draft<'_>, service: &str, index: usize) -> NodeId {
    let spec = REGISTRY.service(service).unwrap().spec();
    let node = draft.add_node(spec.id, &format!("{} {index}", spec.name), None).unwrap();
    let mut fields = random_fields(random, spec.fields);
    if service == "resource" && random.percent(50) {
        fields = super::log_group();
    }
    super::set_up_node(draft, &node, &fields);
    node
}

/// Draws a line of this kind between two of these nodes; whether it could.
fn draw(random: &mut Random, draft: &mut Draft<'_>, nodes: &[NodeId], spec: &ConnectionSpec) -> bool {
    let pick = |random: &mut Random, service: &str, draft: &Draft<'_>| {
        let of: Vec<&NodeId> = nodes.iter().filter(|id| draft.node(id).unwrap().kind == service).collect();
        (!of.is_empty()).then(|| of[random.below(of.len())].clone())
    };
    let (Some(from), Some(to)) = (pick(random, spec.from, draft), pick(random, spec.to, draft)) else { return false };
    let taken = draft.design().connections.values().any(|c| c.source == from && c.target == to && c.kind == spec.id);
    // A schedule starts one target, and tells of its alarms besides.
    let starts = |spec: &ConnectionSpec| spec.from == "schedule" && spec.style != LineStyle::Alarm;
    let of = |kind: &str| REGISTRY.connection(kind).is_some_and(|kind| starts(kind.spec()));
    let started = starts(spec) && draft.design().connections.values().any(|c| c.source == from && of(&c.kind));
    if taken || started || from == to {
        return false;
    }
    let Ok(line) = draft.connect(&from, None, &to, Some(spec.id)) else { return false };
    super::set_up_line(draft, &line, &random_fields(random, spec.fields));
    if spec.fields.iter().any(|f| f.id == "route")
        && let Some(function) = pick(random, "function", draft)
    {
        call_route(draft, &line, &to, &function);
    }
    for end in spec.ends {
        let service = end.to[random.below(end.to.len())];
        if random.percent(30)
            && let Some(node) = pick(random, service, draft)
        {
            // A refused end (a FIFO queue for dead letters of a standard source) is a finding, and sorted out below.
            let _ = draft.set_end(&line, end.id, Some(&node));
        }
    }
    true
}

/// Has a line call a route of its own that takes signed requests and is answered.
fn call_route(draft: &mut Draft<'_>, line: &ConnectionId, api: &NodeId, function: &NodeId) {
    let title = format!("POST /{}", line.as_str());
    let fields = [("method", "POST"), ("path", &title[5..]), ("authorization", "iam")];
    let fields = fields.map(|(field, value)| (field.to_owned(), Value::from(value))).into_iter().collect();
    let route = draft.add_entry(api, "routes", &title, fields).unwrap();
    draft.connect(api, Some(&route), function, None).unwrap();
    draft.set_connection_field(line, "route", Some(title.as_str().into())).unwrap();
}

/// Random values for the structural fields, now and then for switches.
fn random_fields(random: &mut Random, specs: &[stackdraft::catalog::Field]) -> Fields {
    let mut fields = Fields::new();
    for field in specs {
        let chance = if field.variant { 50 } else { 10 };
        if !random.percent(chance) || !field.applies.is_empty() {
            continue;
        }
        match field.kind {
            Kind::Switch => {
                fields.insert(field.id.to_owned(), Value::from(random.percent(50)));
            }
            Kind::Choice(choices) => {
                let choice = choices[random.below(choices.len())];
                fields.insert(field.id.to_owned(), Value::from(choice.id));
                fields.extend(choice.needs.iter().map(|(other, needed)| ((*other).to_owned(), Value(needed.to_json().unwrap()))));
            }
            _ => {}
        }
    }
    fields
}

/// How many random designs there are, of up to how many nodes.
pub const DESIGNS: usize = 500;
const MOST_NODES: usize = 80;
/// A draft has room left for what is added to mend it.
const MOST_DRAWN: usize = MOST_NODES - 5;
const FEWEST_NODES: usize = 8;
/// The random designs are drawn from here on.
const SEED: u64 = 20_261_123;
/// How many drafts are tried for one design.
const TRIES: u64 = 50;

/// All random designs.
pub fn all(today: Date) -> Designs {
    drawn(DESIGNS, today)
}

/// So many of the random designs, drawn by the seed.
pub fn drawn(count: usize, today: Date) -> Designs {
    let mut random = Random::new(SEED);
    let mut left: Vec<u64> = (0..DESIGNS as u64).collect();
    let mut numbers: Vec<u64> = (0..count).map(|_| left.swap_remove(random.below(left.len()))).collect();
    numbers.sort_unstable();
    make(&numbers, SEED, today)
}

/// So many small random designs, from another seed.
pub fn some(count: usize, seed: u64, today: Date) -> Designs {
    make(&(0..count as u64).collect::<Vec<_>>(), seed, today)
}

/// Random designs without error findings, and why other drafts were thrown away: code → how often.
pub type Designs = (Vec<Design>, BTreeMap<&'static str, usize>);

/// The designs of these numbers: each is the same whichever others are made.
fn make(numbers: &[u64], seed: u64, today: Date) -> Designs {
    let made = in_parallel(numbers, |number| one(seed + number * TRIES, today));
    let mut thrown = BTreeMap::new();
    made.iter().flat_map(|(_, codes)| codes).for_each(|code| *thrown.entry(*code).or_default() += 1);
    (made.into_iter().map(|(design, _)| design).collect(), thrown)
}

/// What becomes of each of these, all cores at work on them.
pub fn in_parallel<T: Sync, R: Send>(each: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = each.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Every service, connection and variant occurs often enough in the designs.
pub fn assert_covers(designs: &[Design], least: usize) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for service in REGISTRY.services {
        counts.insert(service.spec().id.to_owned(), 0);
        for field in service.spec().fields.iter().filter(|f| f.variant) {
            if let Kind::Choice(choices) = field.kind {
                counts.extend(choices.iter().map(|c| (format!("{} {}={}", service.spec().id, field.id, c.id), 0)));
            } else {
                counts.extend([true, false].map(|on| (format!("{} {}={on}", service.spec().id, field.id), 0)));
            }
        }
    }
    counts.extend(REGISTRY.connections.iter().map(|c| (c.spec().id.to_owned(), 0)));
    for design in designs {
        for node in design.nodes.values() {
            *counts.entry(node.kind.clone()).or_default() += 1;
            let spec = REGISTRY.service(&node.kind).expect("a known service").spec();
            for field in spec.fields.iter().filter(|f| f.variant) {
                let value = node.fields.get(field.id).map(|v| v.0.clone()).or_else(|| field.default.to_json()).unwrap_or_default();
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                *counts.entry(format!("{} {}={shown}", node.kind, field.id)).or_default() += 1;
            }
        }
        for connection in design.connections.values() {
            *counts.entry(connection.kind.clone()).or_default() += 1;
        }
    }
    let rarest = counts.iter().min_by_key(|(_, n)| **n);
    println!("rarest: {rarest:?}");
    let rare: Vec<_> = counts.iter().filter(|(_, n)| **n < least).collect();
    assert!(rare.is_empty(), "these occur fewer than {least} times: {rare:?}");
}

/// The first draft from a seed on that is without error findings, and why the others were thrown away.
fn one(seed: u64, today: Date) -> (Design, Vec<&'static str>) {
    let mut thrown = Vec::new();
    for seed in seed..seed + TRIES {
        // More of the small ones than of the large ones, to which the lines' turns add nodes.
        let mut random = Random::new(seed);
        let more = random.below(MOST_DRAWN - FEWEST_NODES + 1);
        let design = mended(draft(seed, FEWEST_NODES + random.below(more + 1)), today);
        let report = analyse(&design, &REGISTRY, today).report;
        match report.findings.iter().find(|f| f.severity == Severity::Error) {
            None => return (design, thrown),
            Some(error) => thrown.push(error.code),
        }
    }
    panic!("too many drafts are thrown away: {thrown:?}");
}

/// A draft without what is wrong in it, as far as that can be taken out.
pub fn mended(mut design: Design, today: Date) -> Design {
    for _ in 0..20 {
        let report = analyse(&design, &REGISTRY, today).report;
        let errors = || report.findings.iter().filter(|f| f.severity == Severity::Error);
        if errors().next().is_none() {
            break;
        }
        let line = |place: &Place| match place {
            Place::Connection(id) => Some(id.clone()),
            _ => None,
        };
        let places: Vec<Vec<&Place>> = errors().map(|e| [&e.place].into_iter().chain(&e.related).collect()).collect();
        let lines: BTreeSet<_> = places.iter().filter_map(|p| p.iter().find_map(|p| line(p)).or_else(|| among(&design, p))).collect();
        if lines.is_empty() {
            // What no line is to blame for may have a fix of its own.
            let Some(step) = errors().flat_map(|f| &f.fixes).find_map(|fix| apply_fix(&design, &REGISTRY, fix)) else { break };
            let mut editor = Editor::new(design.clone());
            editor.commit(step);
            design = Design::clone(editor.design());
            continue;
        }
        let mut mending = Draft::new(&design, &REGISTRY);
        for line in lines {
            // It may have gone with another one already.
            let _ = mending.disconnect(&line);
        }
        design = mending.design().clone();
    }
    design
}

/// A line between two of these nodes: what closes a circle of references is not always named.
fn among(design: &Design, places: &[&Place]) -> Option<ConnectionId> {
    let has = |id: &NodeId| places.iter().any(|p| matches!(p, Place::Node(node) if node == id));
    design.connections.iter().find(|(_, c)| has(&c.source) && has(&c.target)).map(|(id, _)| id.clone())
}
