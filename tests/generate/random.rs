//! Random designs, the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use stackdraft::REGISTRY;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::field::Kind;
use stackdraft::catalog::{ConnectionSpec, Date, Place, Severity};
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
            let ends = [spec.from, spec.to].map(|service| add_node(&mut random, &mut draft, service, made.len()));
            made.extend(ends.clone());
            if draw(&mut random, &mut draft, &ends, spec) {
                break;
            }
        }
    }
    for _ in 0..nodes * 6 {
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
    // A schedule starts one target.
    let started = spec.from == "schedule" && draft.design().connections.values().any(|c| c.source == from);
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

/// So many random designs without error findings, and why the others were thrown away: code → how often.
pub fn valid(count: usize, seed: u64, today: Date) -> (Vec<Design>, BTreeMap<&'static str, usize>) {
    let mut designs = Vec::new();
    let mut thrown = BTreeMap::new();
    let mut next = seed;
    while designs.len() < count {
        next += 1;
        let mut random = Random::new(next);
        let mut design = draft(next, 12 + random.below(14));
        // What is wrong is taken out; where that does not help the draft is thrown away.
        for _ in 0..20 {
            let report = analyse(&design, &REGISTRY, today).report;
            let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
            let line = |place: &Place| match place {
                Place::Connection(id) => Some(id.clone()),
                _ => None,
            };
            let places: Vec<Vec<&Place>> = errors.map(|e| [&e.place].into_iter().chain(&e.related).collect()).collect();
            let lines: BTreeSet<_> = places.iter().filter_map(|p| p.iter().find_map(|p| line(p)).or_else(|| among(&design, p))).collect();
            if lines.is_empty() {
                // What no line is to blame for may have a fix of its own.
                let mut fixes = report.findings.iter().filter(|f| f.severity == Severity::Error).flat_map(|f| &f.fixes);
                let Some(step) = fixes.find_map(|fix| apply_fix(&design, &REGISTRY, fix)) else { break };
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
        let report = analyse(&design, &REGISTRY, today).report;
        match report.findings.iter().find(|f| f.severity == Severity::Error) {
            None => designs.push(design),
            Some(error) => *thrown.entry(error.code).or_default() += 1,
        }
        assert!(next < seed + 50 * count as u64, "too many drafts are thrown away: {thrown:?}");
    }
    (designs, thrown)
}

/// A line between two of these nodes: what closes a circle of references is not always named.
fn among(design: &Design, places: &[&Place]) -> Option<ConnectionId> {
    let has = |id: &NodeId| places.iter().any(|p| matches!(p, Place::Node(node) if node == id));
    design.connections.iter().find(|(_, c)| has(&c.source) && has(&c.target)).map(|(id, _)| id.clone())
}
