//! What is drawn stands where it should: texts in their boxes, lines around cards, labels free, colours readable.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resvg::usvg::{self, fontdb};
use stackdraft::anatomy::text;
use stackdraft::catalog::draft::Draft;
use stackdraft::catalog::{Graph, Tint};
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::design::geometry::{Point, Rect};
use stackdraft::draw::theme::GroupColor;
use stackdraft::draw::{Arrangement, Color, Detail, Emphasis, Scene, Shape, Theme, Token, png, svg};
use stackdraft::{REGISTRY, project};

type TestResult = Result<(), Box<dyn Error>>;

const THEMES: [Theme; 2] = [Theme::Dark, Theme::Light];
/// Text is readable from here on (WCAG 2, AA).
const CONTRAST: f32 = 4.5;
/// What is no text is told from its ground from here on.
const GRAPHICS: f32 = 3.0;

/// Every shape a design can have, in one: long names, rows, remarks, further ends, groups in groups, notes.
const EVERYTHING: &str = r#"
add client "Shopper with a browser and a telephone and much else"
add api "Orders API"
route "Orders API" "POST /orders"
route "Orders API" "GET /orders/{id}/shipments/{shipment}/parcels/{parcel}"
add workflow "Process order"
add function "Check inventory" timeout=10s
add function "Read orders"
add table Orders
add queue "Shipping requests" visibility_timeout=3min
add function "Ship order" timeout=15s
add queue "Shipping failures"
add event_bus "Shop events"
add queue "Mail requests"
add queue "Lost mail"
add topic "Order alerts"
add subscriber Operations
connect "Shopper with a browser and a telephone and much else" "Orders API"
connect "Orders API"/"POST /orders" "Process order"
connect "Orders API"/"GET /orders/{id}/shipments/{shipment}/parcels/{parcel}" "Read orders"
connect "Process order" "Check inventory"
connect "Process order" Orders
connect "Process order" "Shipping requests"
connect "Read orders" Orders
connect "Shipping requests" "Ship order" batch_size=10
connect "Shipping requests" "Shipping failures" max_receives=5
connect "Ship order" "Shop events"
rule "Shop events" "Order shipped" pattern={"source": ["shop"]}
rule "Shop events" "Order failed" pattern={"source": ["shop"]}
connect "Shop events"/"Order shipped" "Mail requests" dead_letters="Lost mail"
connect "Shop events"/"Order failed" "Order alerts" dead_letters="Lost mail"
connect "Order alerts" Operations
group Ordering "Orders API" "Process order" "Check inventory" "Read orders" Orders
group Fulfilment "Shipping requests" "Ship order" "Shipping failures"
group Notifications "Shop events" "Mail requests" "Lost mail" "Order alerts" Operations
arrange
note "Orders are shipped within a day. What failed five times waits and somebody is told about it; what nobody looks at for two weeks is lost." 40 -160
"#;

/// The designs looked at: every sample, and one that has everything.
fn designs() -> Result<Vec<(String, Design)>, Box<dyn Error>> {
    let mut draft = Draft::new(&Design::new("everything"), &REGISTRY);
    script::run(EVERYTHING, &mut draft).map_err(|fault| format!("{fault:?}"))?;
    let mut designs = vec![("everything".to_owned(), draft.design().clone())];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-projects");
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files.filter(|path| path.to_string_lossy().ends_with(".stackdraft.json")).collect();
    files.sort();
    for file in files {
        designs.push((file.display().to_string(), project::load(&file)?));
    }
    Ok(designs)
}

fn scenes() -> Result<Vec<(String, Scene)>, Box<dyn Error>> {
    Ok(designs()?.into_iter().map(|(name, design)| (name, Scene::new(&Graph::new(&design, &REGISTRY)))).collect())
}

/// The texts of a picture with the boxes another program gives them, which shapes and kerns by itself.
fn texts(scene: &Scene) -> Result<Vec<(String, Rect)>, Box<dyn Error>> {
    // The same text without the widths written into it.
    let svg = svg::write(scene, Theme::Dark, "test").replace(" font-weight=\"600\"", " font-family=\"'Inter Semi Bold'\"");
    let svg: Vec<String> = svg.lines().map(|line| line.split(" textLength").collect::<Vec<_>>().join(" data-length")).collect();
    let mut fonts = fontdb::Database::new();
    for font in [text::REGULAR, text::SEMIBOLD] {
        fonts.load_font_data(font.to_vec());
    }
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    let svg = svg.join("\n").replace(" lengthAdjust=\"spacingAndGlyphs\"", "");
    let tree = usvg::Tree::from_str(&svg, &options)?;
    let origin = svg::frame(scene).min;
    let mut found = Vec::new();
    collect(tree.root(), origin, &mut found);
    Ok(found)
}

fn collect(group: &usvg::Group, origin: Point, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => collect(group, origin, found),
            usvg::Node::Text(text) => {
                let area = text.abs_bounding_box();
                let min = Point::new(area.left() + origin.x, area.top() + origin.y);
                let words: String = text.chunks().iter().map(usvg::TextChunk::text).collect();
                found.push((words, Rect { min, max: min.offset(area.width(), area.height()) }));
            }
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

#[test]
fn texts_stay_in_their_boxes_and_apart() -> TestResult {
    for (name, scene) in scenes()? {
        let texts = texts(&scene)?;
        assert!(texts.len() >= 2 * scene.nodes.len(), "{name}: only {} texts", texts.len());
        let cards = scene.nodes.iter().map(|node| node.rect.expanded(-4.0));
        let chips = scene.lines.iter().filter_map(|line| line.chip).map(|chip| chip.expanded(-1.0));
        let others =
            scene.notes.iter().map(|note| note.rect.expanded(-4.0)).chain(scene.groups.iter().map(|group| group.rect.expanded(-4.0)));
        let boxes: Vec<Rect> = cards.chain(chips).chain(others).collect();
        for (number, (text, area)) in texts.iter().enumerate() {
            // The innermost box around its middle has to hold the whole of it.
            let around = boxes.iter().filter(|b| b.contains(area.center()));
            let inner = around.min_by(|a, b| (a.width() * a.height()).total_cmp(&(b.width() * b.height())));
            assert!(inner.is_some_and(|b| b.contains_rect(area)), "{name}: `{text}` at {area:?} leaves {inner:?}");
            let upon = texts[..number].iter().find(|(_, other)| other.intersects(area));
            assert!(upon.is_none(), "{name}: `{text}` lies on `{}`", upon.map_or("", |(t, _)| t));
        }
    }
    Ok(())
}

fn through(points: &[Point], rect: &Rect) -> bool {
    points.windows(2).any(|pair| {
        let piece = Rect::from_points(pair[0], pair[1]).expanded(0.05);
        piece.intersects(&rect.expanded(-0.2))
    })
}

#[test]
fn lines_run_around_cards_and_start_at_ports() -> TestResult {
    for (name, scene) in scenes()? {
        for line in &scene.lines {
            let courses = line.further.iter().map(|end| &end.points).chain([&line.points]);
            for points in courses {
                assert!(points.len() >= 2, "{name}: {} has no course", line.id);
                let hit = scene.nodes.iter().find(|node| through(points, &node.rect));
                assert!(hit.is_none(), "{name}: {} runs through {}", line.id, hit.map_or("", |node| node.id.as_str()));
            }
            let (source, target) = (&scene.nodes[line.source], &scene.nodes[line.target]);
            let (first, last) = (line.points[0], line.points[line.points.len() - 1]);
            assert!(last.distance(target.rect.min.offset(0.0, target.card.in_port().y)) < 0.1, "{name}: {} misses its port", line.id);
            let on_edge = source.rect.expanded(0.1).contains(first) && !source.rect.expanded(-0.1).contains(first);
            assert!(on_edge, "{name}: {} starts off its card", line.id);
        }
    }
    Ok(())
}

#[test]
fn labels_stand_free() -> TestResult {
    for (name, scene) in scenes()? {
        let chips: Vec<_> = scene.lines.iter().filter_map(|line| Some((line.id.as_str(), line.chip?))).collect();
        let labels = scene.lines.iter().filter(|line| line.label.is_some()).count();
        assert_eq!(chips.len(), labels, "{name}: a label found no place");
        for (number, (id, chip)) in chips.iter().enumerate() {
            let card = scene.nodes.iter().find(|node| node.rect.intersects(chip));
            assert!(card.is_none(), "{name}: the label of {id} lies on {}", card.map_or("", |node| node.id.as_str()));
            let other = chips[..number].iter().find(|(_, other)| other.intersects(chip));
            assert!(other.is_none(), "{name}: the labels of {id} and {} lie on each other", other.map_or("", |(id, _)| id));
        }
    }
    Ok(())
}

/// The texts of some shapes with what they are written on; `ground` where nothing is drawn below.
fn written(shapes: &[Shape], theme: Theme, ground: Color) -> Vec<(String, Color, Color)> {
    let mut below = ground;
    let mut found = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Rect { fill: Some(fill), rect, .. } if rect.height() > 2.0 && !matches!(fill, Token::Tile(_)) => {
                below = theme.color(*fill).over(ground);
            }
            Shape::Text { text, color, .. } => found.push((text.clone(), theme.color(*color), below)),
            _ => {}
        }
    }
    found
}

#[test]
fn texts_can_be_read() -> TestResult {
    for (name, scene) in scenes()? {
        for theme in THEMES {
            let canvas = theme.color(Token::Canvas);
            let nodes = scene.nodes.iter().flat_map(|node| written(node.shapes(Detail::Full), theme, canvas));
            let chips = scene.lines.iter().flat_map(|line| written(&line.chip_shapes(Emphasis::None), theme, canvas));
            let notes = scene.notes.iter().flat_map(|note| written(&note.shapes, theme, canvas));
            let groups = scene.groups.iter().flat_map(|group| written(&group.shapes, theme, canvas));
            for (text, color, ground) in nodes.chain(chips).chain(notes).chain(groups) {
                let contrast = color.contrast(ground);
                assert!(contrast >= CONTRAST, "{name}, {}: `{text}` has a contrast of {contrast:.2}", theme.name());
            }
        }
    }
    Ok(())
}

#[test]
fn every_text_colour_can_be_read_on_every_ground() {
    use Token::{Accent, Canvas, Card, Dim, Error, Faint, Good, Hover, Line, NoteFill, OnAccent, Panel, Raised, Selection, Text, Warning};
    for theme in THEMES {
        let canvas = theme.color(Canvas);
        let plain = [Canvas, Card, Panel, Raised, Hover].map(|ground| theme.color(ground));
        let groups = GroupColor::ALL.map(|color| theme.color(Token::GroupFill(color)).over(canvas));
        let check = |text: Token, ground: Color| {
            let contrast = theme.color(text).contrast(ground);
            assert!(contrast >= CONTRAST, "{}: {text:?} on {ground:?} has {contrast:.2}", theme.name());
        };
        for ground in plain.into_iter().chain(groups) {
            for text in [Text, Dim] {
                check(text, ground);
            }
        }
        for ground in &plain[..3] {
            for text in [Faint, Accent, Good, Warning, Error] {
                check(text, *ground);
            }
        }
        for ground in [Accent, Warning, Error] {
            check(OnAccent, theme.color(ground));
        }
        check(Text, theme.color(NoteFill).over(canvas));
        check(Dim, theme.color(Selection).over(theme.color(Panel)));
        for text in [Text, Dim, Faint, Accent, Good, Warning, Error] {
            check(text, theme.color(Token::Marked).over(theme.color(Panel)));
        }
        // What is no text: lines, ports, marks of severity, rings of the focus, icons on their tiles.
        let check = |graphic: Color, ground: Color| {
            let contrast = graphic.contrast(ground);
            assert!(contrast >= GRAPHICS, "{}: {graphic:?} on {ground:?} has {contrast:.2}", theme.name());
        };
        for ground in plain.into_iter().chain(groups) {
            for graphic in [Line, Accent, Good, Warning, Error] {
                check(theme.color(graphic), ground);
            }
        }
        for graphic in [Accent, Error] {
            check(theme.color(graphic), theme.color(Selection).over(theme.color(Panel)));
        }
        let tints = [Tint::Compute, Tint::Integration, Tint::Database, Tint::Storage, Tint::Security, Tint::Analytics, Tint::General];
        for tint in tints {
            check(theme.color(Token::OnTile), theme.color(Token::Tile(tint)));
        }
        for color in GroupColor::ALL {
            check(theme.color(OnAccent), theme.color(Token::GroupTile(color)));
        }
    }
}

#[test]
fn pictures_have_only_the_themes_colours() -> TestResult {
    use Token::{
        Accent, Border, Canvas, Card, Dim, Error, Faint, Line, NoteBorder, NoteFill, OnAccent, OnTile, Panel, Shadow, Text, Warning,
    };
    let mut tokens =
        vec![Accent, Border, Canvas, Card, Dim, Error, Faint, Line, NoteBorder, NoteFill, OnAccent, OnTile, Panel, Shadow, Text, Warning];
    let tints =
        [Tint::Compute, Tint::Integration, Tint::Database, Tint::Storage, Tint::Security, Tint::Analytics, Tint::General].map(Token::Tile);
    tokens.extend(tints);
    tokens.extend(GroupColor::ALL.into_iter().flat_map(|color| [Token::GroupFill(color), Token::GroupBorder(color)]));
    for (name, scene) in scenes()? {
        for theme in THEMES {
            let known: Vec<String> =
                tokens.iter().map(|t| theme.color(*t)).map(|c| format!("#{:02X}{:02X}{:02X}", c.r, c.g, c.b)).collect();
            let svg = svg::write(&scene, theme, &name);
            let colours = svg.match_indices("=\"#").map(|(at, _)| svg[at + 2..at + 9].to_owned());
            let foreign: Vec<String> = colours.filter(|colour| !known.contains(colour)).collect();
            assert!(foreign.is_empty(), "{name}, {}: {foreign:?}", theme.name());
        }
    }
    Ok(())
}

#[test]
fn pictures_are_drawn_in_both_themes_at_both_scales() -> TestResult {
    for (name, scene) in scenes()? {
        for (theme, scale) in THEMES.into_iter().flat_map(|theme| [(theme, 1.0), (theme, 2.0)]) {
            let pixels = png::paint(&scene, theme, scale)?;
            let frame = svg::frame(&scene);
            assert_eq!((pixels.width() as f32, pixels.height() as f32), (frame.width() * scale, frame.height() * scale), "{name}");
            let at = |point: Point| {
                let (x, y) = (((point.x - frame.min.x) * scale) as u32, ((point.y - frame.min.y) * scale) as u32);
                pixels.pixel(x, y).map(|p| Color { r: p.red(), g: p.green(), b: p.blue(), a: p.alpha() })
            };
            assert_eq!(at(frame.min), Some(theme.color(Token::Canvas)), "{name}");
            for node in &scene.nodes {
                // Between border and tile, and in the corner of the tile.
                assert_eq!(at(node.rect.min.offset(6.0, 28.0)), Some(theme.color(Token::Card)), "{name}: {}", node.id);
                assert_eq!(at(node.rect.min.offset(13.0, 28.0)), Some(theme.color(Token::Tile(node.card.tint))), "{name}: {}", node.id);
            }
        }
    }
    Ok(())
}

#[test]
fn pictures_are_written_to_be_looked_at() -> TestResult {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder)?;
    let (name, scene) = scenes()?.swap_remove(0);
    for theme in THEMES {
        let picture = png::render(&scene, theme, 1.0)?;
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
        fs::write(folder.join(format!("{name}-{}.png", theme.name())), picture)?;
    }
    Ok(())
}

#[test]
fn a_dragged_card_takes_its_lines_along_and_back() -> TestResult {
    let (_, scene) = scenes()?.swap_remove(0);
    let node = scene.node(&"function-ship-order".into()).ok_or("the node is there")?;
    let home = scene.nodes[node].rect.min;
    let mut moved = scene.clone();
    let away = stackdraft::draw::Moves { nodes: vec![(node, home.offset(40.0, 16.0))], ..Default::default() };
    moved.drag(&away);
    let ends = |line: &stackdraft::draw::LineItem| (line.points.first().copied(), line.points.last().copied());
    let stretched: Vec<_> = moved.lines.iter().map(|line| ends(line)).collect();
    moved.come_to_rest(&away);
    assert_eq!(stretched, moved.lines.iter().map(|line| ends(line)).collect::<Vec<_>>(), "they led from port to port already");
    let touched: Vec<_> = (0..scene.lines.len()).filter(|n| scene.lines[*n].points != moved.lines[*n].points).collect();
    assert!(touched.iter().any(|n| scene.lines[*n].target == node) && touched.iter().any(|n| scene.lines[*n].source == node));
    assert!(touched.len() < scene.lines.len() / 2, "{} of {} lines ran anew", touched.len(), scene.lines.len());
    for line in &moved.lines {
        assert!(!moved.nodes.iter().any(|node| through(&line.points, &node.rect)), "{} runs through a card", line.id);
    }
    Ok(())
}

#[test]
fn arranging_an_arranged_design_changes_nothing() -> TestResult {
    let (_, design) = designs()?.swap_remove(0);
    let arrangement = Arrangement::of(&Graph::new(&design, &REGISTRY), |_| false);
    let moved: Vec<_> = arrangement.nodes.iter().filter(|(id, at)| design.nodes[id].at != *at).collect();
    assert!(moved.is_empty() && arrangement.nodes.len() == design.nodes.len(), "{moved:?}");
    Ok(())
}
