//! The pages, made from what the units say of themselves, with links from one to another.

use crate::REGISTRY;
use crate::catalog::{Field, docs};
use crate::project::schema;

/// A page of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// Every page.
    Contents,
    /// A service.
    Service(&'static str),
    /// A connection.
    Connection(&'static str),
    /// A check, by its code.
    Check(&'static str),
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading within the page.
    Heading(String),
    /// A paragraph.
    Text(Vec<Span>),
    /// Where more is said.
    Source(String),
    /// An example.
    Code(String),
    /// A setting.
    Fact(Fact),
    /// A page to go to, and a remark.
    Link(Page, String),
}

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text.
    Plain(String),
    /// A name as files have it.
    Code(String),
    /// A page to go to.
    Link(Page, String),
}

/// A setting on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name in forms.
    pub label: &'static str,
    /// Its name in files, what it may be and what holds by itself.
    pub facts: String,
    /// What it does.
    pub help: &'static str,
}

impl Page {
    /// All of them, in the order of the contents.
    pub fn all() -> impl Iterator<Item = Self> {
        let services = REGISTRY.services.iter().map(|service| Self::Service(service.spec().id));
        let connections = REGISTRY.connections.iter().map(|kind| Self::Connection(kind.spec().id));
        services.chain(connections).chain(REGISTRY.checks.iter().map(|check| Self::Check(check.spec().code)))
    }

    /// What it is called.
    pub fn title(self) -> String {
        match self {
            Self::Contents => "Contents".to_owned(),
            Self::Service(id) => REGISTRY.service(id).map_or_else(|| id.to_owned(), |s| s.spec().name.to_owned()),
            Self::Connection(id) => REGISTRY.connection(id).map_or_else(|| id.to_owned(), |kind| kind.spec().name.to_owned()),
            Self::Check(code) => {
                let name = REGISTRY.check(code).map_or("", |check| check.spec().name);
                format!("{code} {}", crate::app::state::capital(&name.replace('_', " ")))
            }
        }
    }

    /// What sort of page it is.
    pub fn sort(self) -> &'static str {
        match self {
            Self::Contents => "",
            Self::Service(_) => "Service",
            Self::Connection(_) => "Connection",
            Self::Check(_) => "Check",
        }
    }

    /// What the unit says of itself.
    fn docs(self) -> &'static str {
        match self {
            Self::Contents => "",
            Self::Service(id) => REGISTRY.service(id).map_or("", |s| s.spec().docs),
            Self::Connection(id) => REGISTRY.connection(id).map_or("", |kind| kind.spec().docs),
            Self::Check(code) => REGISTRY.check(code).map_or("", |check| check.spec().docs),
        }
    }

    fn fields(self) -> Vec<&'static Field> {
        match self {
            Self::Service(id) => {
                let spec = REGISTRY.service(id).map(crate::catalog::service::Service::spec);
                let facets = spec.into_iter().flat_map(|s| s.facets).flat_map(|facet| facet.fields);
                spec.into_iter().flat_map(|s| s.fields).chain(facets).collect()
            }
            Self::Connection(id) => REGISTRY.connection(id).into_iter().flat_map(|kind| kind.spec().fields).collect(),
            Self::Contents | Self::Check(_) => Vec::new(),
        }
    }
}

/// The pages in which every word is found, those first that are called so.
pub fn found(query: &str) -> Vec<Page> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut pages: Vec<(usize, Page)> = Page::all()
        .filter_map(|page| {
            let title = page.title().to_lowercase();
            let id = match page {
                Page::Service(id) => REGISTRY.service(id).map_or(id, |s| s.spec().aws).to_lowercase(),
                Page::Connection(id) | Page::Check(id) => id.to_lowercase(),
                Page::Contents => String::new(),
            };
            let of_fields = || page.fields().iter().map(|f| format!("{} {} {}", f.id, f.label, f.help)).collect::<Vec<_>>().join(" ");
            let has = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
            let rank = if title == query.trim().to_lowercase() {
                0
            } else if has(&format!("{title} {id}")) {
                1
            } else if has(&format!("{title} {id} {}", of_fields()).to_lowercase()) {
                2
            } else if has(&format!("{title} {}", page.docs()).to_lowercase()) {
                3
            } else {
                return None;
            };
            Some((rank, page))
        })
        .collect();
    pages.sort_by_key(|(rank, _)| *rank);
    pages.into_iter().map(|(_, page)| page).collect()
}

/// What a page shows below its title.
pub fn blocks(page: Page) -> Vec<Block> {
    let mut blocks = prose(page);
    match page {
        Page::Contents => {
            let mut sort = "";
            for page in Page::all() {
                if page.sort() != sort {
                    sort = page.sort();
                    blocks.push(Block::Heading(format!("{sort}s")));
                }
                blocks.push(Block::Link(page, String::new()));
            }
        }
        Page::Service(id) => {
            let Some(service) = REGISTRY.service(id) else { return blocks };
            let spec = service.spec();
            facts(&mut blocks, "Settings", spec.fields);
            for facet in spec.facets {
                facts(&mut blocks, &format!("Settings of a {}", facet.entry), facet.fields);
            }
            let lines =
                |to: bool| REGISTRY.connections.iter().map(|c| c.spec()).filter(move |s| if to { s.to == id } else { s.from == id });
            for (title, to) in [("Connections from it", false), ("Connections to it", true)] {
                let links: Vec<Block> = lines(to).map(|s| Block::Link(Page::Connection(s.id), String::new())).collect();
                if !links.is_empty() {
                    blocks.push(Block::Heading(title.to_owned()));
                    blocks.extend(links);
                }
            }
            mentions(&mut blocks, spec.name, spec.id);
        }
        Page::Connection(id) => {
            let Some(kind) = REGISTRY.connection(id) else { return blocks };
            let spec = kind.spec();
            facts(&mut blocks, "Settings", spec.fields);
            if !spec.ends.is_empty() {
                blocks.push(Block::Heading("Further ends".to_owned()));
                blocks.extend(spec.ends.iter().map(|end| Block::Fact(Fact { label: end.label, facts: end.id.to_owned(), help: end.help })));
            }
            blocks.push(Block::Heading("Between".to_owned()));
            let ends = [spec.from, spec.to].into_iter().filter_map(|id| REGISTRY.service(id));
            blocks.extend(ends.map(|service| Block::Link(Page::Service(service.spec().id), service.spec().aws.to_owned())));
        }
        Page::Check(_) => {}
    }
    blocks
}

/// The checks whose page speaks of a service.
fn mentions(blocks: &mut Vec<Block>, name: &str, id: &str) {
    let name = name.to_lowercase();
    let plural = format!("{name}s");
    let speaks = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ' ').flat_map(|part| part.split(' '));
        let text = words.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
        let text = format!(" {text} ");
        [name.as_str(), plural.as_str(), id].iter().any(|word| text.contains(&format!(" {word} ")))
    };
    let found: Vec<Block> = REGISTRY
        .checks
        .iter()
        .map(|check| check.spec())
        .filter(|spec| speaks(&docs::prose(spec.docs)))
        .map(|spec| Block::Link(Page::Check(spec.code), spec.severity.name().to_owned()))
        .collect();
    if !found.is_empty() {
        blocks.push(Block::Heading("Checks that speak of it".to_owned()));
        blocks.extend(found);
    }
}

fn facts(blocks: &mut Vec<Block>, title: &str, fields: &'static [Field]) {
    if fields.is_empty() {
        return;
    }
    blocks.push(Block::Heading(title.to_owned()));
    for field in fields {
        let facts: Vec<String> = std::iter::once(field.id.to_owned()).chain(schema::facts(field)).collect();
        blocks.push(Block::Fact(Fact { label: field.label, facts: facts.join(" · "), help: field.help }));
    }
}

/// The unit's own text: paragraphs, examples, sources.
fn prose(page: Page) -> Vec<Block> {
    let text = docs::text(page.docs());
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut code: Option<String> = None;
    for line in text.lines().chain([""]) {
        if let Some(example) = &mut code {
            if line.starts_with("```") {
                blocks.push(Block::Code(example.trim_end().to_owned()));
                code = None;
            } else {
                example.push_str(line);
                example.push('\n');
            }
            continue;
        }
        let source = line.strip_prefix("AWS: ");
        if (line.trim().is_empty() || line.starts_with("```") || source.is_some())
            && let Some(done) = Some(std::mem::take(&mut paragraph)).filter(|p| !p.trim().is_empty())
        {
            blocks.push(match done.strip_prefix("AWS: ") {
                Some(source) => Block::Source(source.trim().to_owned()),
                None => Block::Text(spans(page, done.trim())),
            });
        }
        if let Some(label) = line.strip_prefix("```") {
            match label.trim() {
                "stackdraft breaks" => blocks.push(Block::Heading("What it finds".to_owned())),
                "stackdraft keeps" => blocks.push(Block::Heading("What it is content with".to_owned())),
                _ => {}
            }
            code = Some(String::new());
        } else if !line.trim().is_empty() {
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    blocks
}

/// A paragraph with its names and links: codes of checks, names of services and connections in backticks.
fn spans(page: Page, text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (index, part) in text.split('`').enumerate() {
        if part.is_empty() {
            continue;
        }
        if index % 2 == 1 {
            spans.push(match named(part).filter(|other| *other != page) {
                Some(other) => Span::Link(other, part.to_owned()),
                None => Span::Code(part.to_owned()),
            });
            continue;
        }
        let mut plain = String::new();
        for word in part.split_inclusive(' ') {
            let code = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            match REGISTRY.check(code).map(|check| Page::Check(check.spec().code)).filter(|other| *other != page) {
                Some(other) => {
                    let (before, after) = word.split_once(code).unwrap_or((word, ""));
                    plain.push_str(before);
                    spans.push(Span::Plain(std::mem::take(&mut plain)));
                    spans.push(Span::Link(other, code.to_owned()));
                    plain.push_str(after);
                }
                None => plain.push_str(word),
            }
        }
        spans.push(Span::Plain(plain));
    }
    spans.retain(|span| *span != Span::Plain(String::new()));
    spans
}

/// The page that is about what is called so in files.
fn named(id: &str) -> Option<Page> {
    let service = REGISTRY.service(id).map(|service| Page::Service(service.spec().id));
    let connection = || REGISTRY.connection(id).map(|kind| Page::Connection(kind.spec().id));
    service.or_else(connection).or_else(|| REGISTRY.check(id).map(|check| Page::Check(check.spec().code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_something_and_leads_somewhere() {
        for page in Page::all() {
            let blocks = blocks(page);
            assert!(blocks.iter().any(|block| matches!(block, Block::Text(_))), "{page:?} has no text");
            assert!(!page.title().is_empty());
            for block in &blocks {
                let links: Vec<Page> = match block {
                    Block::Link(page, _) => vec![*page],
                    Block::Text(spans) => {
                        spans.iter().filter_map(|s| if let Span::Link(page, _) = s { Some(*page) } else { None }).collect()
                    }
                    _ => Vec::new(),
                };
                assert!(links.iter().all(|link| Page::all().any(|other| other == *link)), "{page:?}");
            }
            if matches!(page, Page::Connection(_)) {
                assert!(blocks.iter().filter(|block| matches!(block, Block::Link(Page::Service(_), _))).count() >= 1);
            }
        }
    }

    #[test]
    fn what_is_called_so_is_found_before_what_speaks_of_it() {
        assert_eq!(found("queue")[0], Page::Service("queue"));
        assert!(found("visibility timeout").contains(&Page::Service("queue")));
        assert!(found("queue triggers")[0] == Page::Connection("queue_triggers_function"));
        assert!(found("xyzzy").is_empty());
        let spans = spans(Page::Contents, "See REL001, and `queue` or `other`.");
        assert!(matches!(&spans[1], Span::Link(Page::Check("REL001"), _)), "{spans:?}");
        assert!(spans.contains(&Span::Link(Page::Service("queue"), "queue".to_owned())));
        assert!(spans.contains(&Span::Code("other".to_owned())));
    }
}
