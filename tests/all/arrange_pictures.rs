//! Draws routed and laid out scenes as SVG and PNG under the target folder, to be looked at.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;
use stackdraft::arrange::layout::{LayoutEdge, LayoutGroup, LayoutNode, LayoutRequest, layout};
use stackdraft::arrange::route::{LineEnd, RouteCard, RouteGroup, RouteLine, RouteRequest, RouteResult, Side, route};
use stackdraft::design::geometry::{Point, Rect, Size};

/// The reference picture is drawn at 86 % zoom.
const SCALE: f32 = 1.34;

#[derive(Default)]
struct Scene {
    request: RouteRequest,
}

impl Scene {
    fn card(&mut self, [x0, y0, x1, y1]: [f32; 4]) -> u32 {
        let id = self.request.cards.len() as u32;
        let rect = Rect { min: Point::new(x0 * SCALE, y0 * SCALE), max: Point::new(x1 * SCALE, y1 * SCALE) };
        self.request.cards.push(RouteCard { id, rect });
        id
    }

    fn group(&mut self, [x0, y0, x1, y1]: [f32; 4], title: f32) {
        let rect = Rect { min: Point::new(x0 * SCALE, y0 * SCALE), max: Point::new(x1 * SCALE, y1 * SCALE) };
        let title = Rect::from_min_size(rect.min.offset(10.0, 8.0), Size::new(title, 16.0));
        self.request.groups.push(RouteGroup { id: self.request.groups.len() as u32, rect, title: Some(title) });
    }

    fn end(&self, card: u32, side: Side, at: f32) -> LineEnd {
        let rect = self.request.cards[card as usize].rect;
        let port = match side {
            Side::Left => Point::new(rect.min.x, at * SCALE),
            Side::Right => Point::new(rect.max.x, at * SCALE),
            Side::Top => Point::new(at * SCALE, rect.min.y),
            Side::Bottom => Point::new(at * SCALE, rect.max.y),
        };
        LineEnd { card, port, side }
    }

    fn line(&mut self, from: (u32, f32), to: (u32, f32), label: f32) {
        let (source, target) = (self.end(from.0, Side::Right, from.1), self.end(to.0, Side::Left, to.1));
        let label = (label > 0.0).then(|| Size::new(label, 18.0));
        self.request.lines.push(RouteLine { id: self.request.lines.len() as u32, source, target, label, waypoints: Vec::new() });
    }
}

fn reference() -> RouteRequest {
    let mut scene = Scene::default();
    let shopper = scene.card([209.0, 180.0, 311.0, 228.0]);
    let api = scene.card([344.0, 104.0, 497.0, 220.0]);
    let order = scene.card([540.0, 104.0, 686.0, 262.0]);
    let check = scene.card([738.0, 107.0, 884.0, 153.0]);
    let take = scene.card([738.0, 171.0, 884.0, 218.0]);
    let refund = scene.card([738.0, 235.0, 884.0, 282.0]);
    let read = scene.card([540.0, 307.0, 686.0, 354.0]);
    let table = scene.card([738.0, 352.0, 884.0, 399.0]);
    let requests = scene.card([344.0, 486.0, 497.0, 533.0]);
    let ship = scene.card([540.0, 486.0, 686.0, 533.0]);
    let failures = scene.card([540.0, 555.0, 686.0, 602.0]);
    let events = scene.card([931.0, 134.0, 1070.0, 230.0]);
    let mail = scene.card([931.0, 287.0, 1070.0, 333.0]);
    let alerts = scene.card([931.0, 408.0, 1070.0, 455.0]);
    let operations = scene.card([931.0, 512.0, 1070.0, 559.0]);
    scene.group([318.0, 73.0, 888.0, 440.0], 52.0);
    scene.group([318.0, 460.0, 888.0, 625.0], 56.0);
    scene.group([910.0, 73.0, 1096.0, 625.0], 80.0);
    scene.line((shopper, 205.0), (api, 127.0), 0.0);
    scene.line((api, 165.0), (order, 127.0), 38.0);
    scene.line((api, 186.0), (read, 331.0), 58.0);
    scene.line((api, 207.0), (read, 331.0), 0.0);
    scene.line((order, 165.0), (check, 130.0), 0.0);
    scene.line((order, 186.0), (take, 195.0), 0.0);
    scene.line((order, 207.0), (refund, 259.0), 0.0);
    scene.line((order, 228.0), (table, 376.0), 0.0);
    scene.line((order, 248.0), (requests, 509.0), 88.0);
    scene.line((read, 331.0), (table, 376.0), 0.0);
    scene.line((requests, 509.0), (ship, 509.0), 26.0);
    scene.line((ship, 509.0), (events, 157.0), 76.0);
    scene.line((events, 194.0), (mail, 310.0), 56.0);
    scene.line((events, 215.0), (alerts, 432.0), 56.0);
    scene.line((alerts, 432.0), (operations, 535.0), 50.0);
    let (source, target) = (scene.end(requests, Side::Bottom, 420.0), scene.end(failures, Side::Left, 579.0));
    let id = scene.request.lines.len() as u32;
    scene.request.lines.push(RouteLine { id, source, target, label: Some(Size::new(92.0, 18.0)), waypoints: Vec::new() });
    scene.request
}

fn svg(request: &RouteRequest, result: &RouteResult) -> String {
    let boxes = request.cards.iter().map(|card| card.rect).chain(request.groups.iter().map(|group| group.rect));
    let lines = result.lines.iter().flat_map(|line| &line.points).map(|p| Rect::from_points(*p, *p));
    let bounds = boxes.chain(lines).reduce(|a, b| a.union(&b)).unwrap_or_default().expanded(30.0);
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}' viewBox='{x} {y} {w} {h}'><rect x='{x}' y='{y}' width='{w}' height='{h}' fill='#11141A'/>",
        x = bounds.min.x,
        y = bounds.min.y,
        w = bounds.width(),
        h = bounds.height()
    );
    let rect = |out: &mut String, r: &Rect, style: &str| {
        let _ = write!(out, "<rect x='{}' y='{}' width='{}' height='{}' {style}/>", r.min.x, r.min.y, r.width(), r.height());
    };
    for group in &request.groups {
        rect(&mut out, &group.rect, "rx='12' fill='#5C9DFF0A' stroke='#2F3B50' stroke-dasharray='4 3'");
        if let Some(title) = &group.title {
            rect(&mut out, title, "fill='#98A3B5' opacity='.4'");
        }
    }
    for card in &request.cards {
        rect(&mut out, &card.rect, "rx='8' fill='#1C2129' stroke='#2B323D'");
    }
    for line in &result.lines {
        let colour = ["#76839A", "#8fb08f", "#b09a7a", "#9a8fc0", "#7aa8b0", "#b08080"][line.id as usize % 6];
        let _ = write!(out, "<path d='{}' fill='none' stroke='{colour}' stroke-width='1.6'/>", rounded(&line.points));
        if let [.., a, b] = line.points[..] {
            let angle = (b.y - a.y).atan2(b.x - a.x).to_degrees();
            let _ = write!(out, "<path d='M0 0L-7 -4L-7 4Z' fill='{colour}' transform='translate({} {}) rotate({angle})'/>", b.x, b.y);
        }
    }
    for line in &request.lines {
        for p in [line.source.port, line.target.port] {
            let _ = write!(out, "<circle cx='{}' cy='{}' r='4.5' fill='#11141A' stroke='#98A3B5' stroke-width='1.2'/>", p.x, p.y);
        }
    }
    for line in &result.lines {
        let colour = ["#76839A", "#8fb08f", "#b09a7a", "#9a8fc0", "#7aa8b0", "#b08080"][line.id as usize % 6];
        if let Some(label) = &line.label {
            rect(&mut out, label, &format!("rx='9' fill='#181C23' stroke='{colour}'"));
        }
    }
    out.push_str("</svg>");
    out
}

/// The path with corners of 8 units, as it will be drawn.
fn rounded(points: &[Point]) -> String {
    let mut path = String::new();
    for (n, p) in points.iter().enumerate() {
        if n == 0 {
            let _ = write!(path, "M{} {}", p.x, p.y);
        } else if n + 1 == points.len() {
            let _ = write!(path, "L{} {}", p.x, p.y);
        } else {
            let toward = |q: Point| {
                let d = p.distance(q);
                let r = 8.0_f32.min(d / 2.0);
                Point::new(p.x + (q.x - p.x) / d * r, p.y + (q.y - p.y) / d * r)
            };
            let (a, b) = (toward(points[n - 1]), toward(points[n + 1]));
            let _ = write!(path, "L{} {}Q{} {} {} {}", a.x, a.y, p.x, p.y, b.x, b.y);
        }
    }
    path
}

fn save(name: &str, svg: &str) -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("arrange");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.svg")), svg)?;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("the picture is empty")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.save_png(folder.join(format!("{name}.png")))?;
    Ok(())
}

/// The same cards, groups and lines with places found by the layout.
fn arranged(request: &RouteRequest) -> RouteRequest {
    let inside = |rect: &Rect, own: Option<u32>| {
        let around = request.groups.iter().filter(|group| Some(group.id) != own && group.rect.contains_rect(rect));
        around.min_by(|a, b| a.rect.width().total_cmp(&b.rect.width())).map(|group| group.id)
    };
    let nodes = request.cards.iter().map(|card| {
        let (size, group) = (card.rect.size(), inside(&card.rect, None));
        LayoutNode { id: card.id, size, group, position: None, pinned: false }
    });
    let top = |card: u32| request.cards[card as usize].rect.min.y;
    let edges = request.lines.iter().map(|line| LayoutEdge {
        source: line.source.card,
        target: line.target.card,
        source_port: Some(line.source.port.y - top(line.source.card)),
        target_port: Some(line.target.port.y - top(line.target.card)),
        label_width: line.label.map_or(0.0, |size| size.width),
    });
    let groups = request.groups.iter().map(|group| LayoutGroup { id: group.id, parent: inside(&group.rect, Some(group.id)) });
    let laid = layout(&LayoutRequest { nodes: nodes.collect(), groups: groups.collect(), edges: edges.collect() });
    let mut moved = request.clone();
    for (card, (_, at)) in moved.cards.iter_mut().zip(&laid.nodes) {
        card.rect = Rect::from_min_size(*at, card.rect.size());
    }
    for (group, (_, rect)) in moved.groups.iter_mut().zip(&laid.groups) {
        let size = group.title.unwrap_or_default().size();
        *group = RouteGroup { rect: *rect, title: Some(Rect::from_min_size(rect.min.offset(10.0, 8.0), size)), ..*group };
    }
    for line in &mut moved.lines {
        for end in [&mut line.source, &mut line.target] {
            let (old, new) = (request.cards[end.card as usize].rect, moved.cards[end.card as usize].rect);
            end.port = end.port.offset(new.min.x - old.min.x, new.min.y - old.min.y);
        }
    }
    moved
}

/// Services behind one client, each with an API, functions, a table and a worker fed by a shared bus.
fn retail(services: u32) -> RouteRequest {
    let mut scene = Scene::default();
    // Only sizes and nesting count: the layout finds the places.
    let mut top = 0.0;
    let mut next = |scene: &mut Scene, group: u32, rows: f32| {
        let (x, y) = (group as f32 * 300.0, top);
        top += 200.0;
        scene.card([x, y, x + 146.0, y + 48.0 + rows * 18.0])
    };
    let client = next(&mut scene, 0, 0.0);
    let bus = next(&mut scene, 1, services as f32);
    let (port, row) = (24.0, |n: u32| 57.0 + 18.0 * n as f32);
    let mut groups = vec![(1, vec![bus])];
    for n in 0..services {
        let group = n + 2;
        let y = |scene: &Scene, card: u32, at: f32| scene.request.cards[card as usize].rect.min.y / SCALE + at;
        let api = next(&mut scene, group, 3.0);
        let functions: Vec<u32> = (0..3).map(|_| next(&mut scene, group, 0.0)).collect();
        let (table, queue, worker, failures) =
            (next(&mut scene, group, 0.0), next(&mut scene, group, 0.0), next(&mut scene, group, 0.0), next(&mut scene, group, 0.0));
        let connect = |scene: &mut Scene, from: (u32, f32), to: u32, label: f32| {
            let (from, to) = ((from.0, y(scene, from.0, from.1)), (to, y(scene, to, port)));
            scene.line(from, to, label);
        };
        connect(&mut scene, (client, port), api, 0.0);
        for (k, function) in functions.iter().enumerate() {
            connect(&mut scene, (api, row(k as u32)), *function, 0.0);
            connect(&mut scene, (*function, port), table, 0.0);
        }
        connect(&mut scene, (functions[(n % 3) as usize], port), bus, 70.0);
        connect(&mut scene, (bus, row(n)), queue, 56.0);
        connect(&mut scene, (queue, port), worker, 26.0);
        connect(&mut scene, (worker, port), table, 0.0);
        let (source, target) =
            (scene.end(queue, Side::Bottom, group as f32 * 300.0 + 70.0), scene.end(failures, Side::Left, y(&scene, failures, port)));
        let id = scene.request.lines.len() as u32;
        scene.request.lines.push(RouteLine { id, source, target, label: Some(Size::new(80.0, 18.0)), waypoints: Vec::new() });
        groups.push((group, vec![api, functions[0], functions[1], functions[2], table, queue, worker, failures]));
    }
    for (id, cards) in groups {
        let rect = cards.iter().map(|card| scene.request.cards[*card as usize].rect).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let title = Rect::from_min_size(rect.min, Size::new(70.0, 16.0));
        scene.request.groups.push(RouteGroup { id, rect: rect.expanded(1.0), title: Some(title) });
    }
    scene.request
}

#[test]
fn retail_scene_arranged() -> Result<(), Box<dyn Error>> {
    let request = arranged(&retail(6));
    let result = route(&request);
    save("retail-arranged", &svg(&request, &result))?;
    assert!(result.lines.iter().zip(&request.lines).all(|(routed, asked)| routed.label.is_some() == asked.label.is_some()));
    Ok(())
}

#[test]
fn reference_scene_arranged() -> Result<(), Box<dyn Error>> {
    let request = arranged(&reference());
    let result = route(&request);
    save("reference-arranged", &svg(&request, &result))?;
    assert!(result.lines.iter().zip(&request.lines).all(|(routed, asked)| routed.label.is_some() == asked.label.is_some()));
    Ok(())
}

#[test]
fn reference_scene() -> Result<(), Box<dyn Error>> {
    let request = reference();
    let result = route(&request);
    save("reference", &svg(&request, &result))?;
    assert!(result.lines.iter().zip(&request.lines).all(|(routed, asked)| routed.label.is_some() == asked.label.is_some()));
    Ok(())
}
