//! YAML with CloudFormation's short tags: every tag becomes the long form of its function. Duplicate keys are errors, and
//! aliases are repeated only so often.

use std::collections::{BTreeSet, HashMap};

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};

use super::{DEPTH, Fault, MAX_VALUES, Placed, Shape, scalar};

/// Reads a whole text, which is one document.
pub fn parse(text: &str) -> Result<Placed, Fault> {
    let options = granit_parser::options! { emit_comments: false, flow_nesting_limit: DEPTH, block_nesting_limit: DEPTH };
    let mut reader = Reader { events: Parser::new_from_str_with_options(text, options), anchors: HashMap::new(), values: 0 };
    let mut document = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => break,
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            _ if document.is_some() => return Err(Fault::new(offset(&span), "a template is one document, and here begins another")),
            event => document = Some(reader.node(event, &span, 0)?),
        }
    }
    document.ok_or_else(|| Fault::new(0, "there is nothing in this text"))
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Placed>,
    values: usize,
}

fn offset(span: &Span) -> usize {
    span.start.byte_offset().unwrap_or_else(|| span.start.index())
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or_else(|| error.marker().index());
                Err(Fault::new(at, format!("this is no YAML: {}", error.info())))
            }
            None => Err(Fault::new(0, "the text ends where a value was expected")),
        }
    }

    /// Counts values, so that a small text does not become a large tree.
    fn count(&mut self, more: usize, at: usize) -> Result<(), Fault> {
        self.values += more;
        if self.values > MAX_VALUES {
            return Err(Fault::new(at, format!("with what its aliases repeat, the text has more than {MAX_VALUES} values")));
        }
        Ok(())
    }

    /// The node that begins with this event.
    fn node(&mut self, event: Event<'t>, span: &Span, depth: usize) -> Result<Placed, Fault> {
        let at = offset(span);
        if depth > DEPTH {
            return Err(Fault::new(at, format!("values are nested more than {DEPTH} deep")));
        }
        self.count(1, at)?;
        let anchor = event.anchor_id();
        let tag = event.tag().cloned();
        let shape = match event {
            Event::Alias(id) => {
                let Some(named) = self.anchors.get(&id).cloned() else {
                    return Err(Fault::new(at, "this alias stands inside of what it repeats"));
                };
                self.count(named.count(), at)?;
                if depth + self::depth(&named) > DEPTH {
                    return Err(Fault::new(at, format!("values are nested more than {DEPTH} deep")));
                }
                named.shape
            }
            Event::Scalar(text, style, ..) => scalar_shape(&text, style, tag.as_ref()),
            Event::SequenceStart(..) => Shape::List(self.list(depth)?),
            Event::MappingStart(..) => Shape::Map(self.map(depth)?),
            _ => return Err(Fault::new(at, "a value was expected here")),
        };
        let placed = tagged(Placed { offset: at, shape }, tag.as_ref())?;
        if let Some(id) = anchor {
            self.count(placed.count(), at)?;
            self.anchors.insert(id, placed.clone());
        }
        Ok(placed)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Placed>, Fault> {
        let mut list = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(list);
            }
            list.push(self.node(event, &span, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(String, Placed)>, Fault> {
        let mut map: Vec<(String, Placed)> = Vec::new();
        let mut merged = Vec::new();
        let mut keys = BTreeSet::new();
        loop {
            let (event, span) = self.next()?;
            let at = offset(&span);
            let (key, plain) = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, style, ..) => (text.into_owned(), style == ScalarStyle::Plain),
                Event::Alias(id) => match self.anchors.get(&id).map(|named| &named.shape) {
                    Some(Shape::Text(text)) => (text.clone(), false),
                    _ => return Err(Fault::new(at, "a name has to be text")),
                },
                _ => return Err(Fault::new(at, "a name has to be text")),
            };
            let (event, span) = self.next()?;
            let value = self.node(event, &span, depth + 1)?;
            if plain && key == "<<" {
                merged.push(value);
            } else if keys.insert(key.clone()) {
                map.push((key, value));
            } else {
                return Err(Fault::new(at, format!("`{key}` stands here twice")));
            }
        }
        for value in merged {
            for (key, value) in members_to_merge(value)? {
                if keys.insert(key.clone()) {
                    map.push((key, value));
                }
            }
        }
        Ok(map)
    }
}

fn depth(value: &Placed) -> usize {
    match &value.shape {
        Shape::List(list) => 1 + list.iter().map(depth).max().unwrap_or_default(),
        Shape::Map(map) => 1 + map.iter().map(|(_, value)| depth(value)).max().unwrap_or_default(),
        Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::Text(_) => 0,
    }
}

/// What `<<` adds to a map: the members of a map, or of several of which the first wins.
fn members_to_merge(value: Placed) -> Result<Vec<(String, Placed)>, Fault> {
    match value.shape {
        Shape::Map(map) => Ok(map),
        Shape::List(list) => {
            let lists = list.into_iter().map(members_to_merge).collect::<Result<Vec<_>, _>>()?;
            Ok(lists.into_iter().flatten().collect())
        }
        _ => Err(Fault::new(value.offset, "`<<` takes a map, or a list of maps")),
    }
}

fn scalar_shape(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Shape {
    let core = tag.and_then(Tag::core_suffix);
    let non_specific = tag.is_some_and(|tag| core.is_none() && tag.suffix().is_empty());
    let as_text = core.is_some_and(|suffix| suffix == "str") || non_specific;
    let plain = style == ScalarStyle::Plain || core.is_some_and(|suffix| ["int", "float", "bool", "null"].contains(&suffix));
    if plain && !as_text { scalar::plain(text) } else { Shape::Text(text.to_owned()) }
}

/// A value under a tag: `!Sub` becomes `Fn::Sub`, and so on.
fn tagged(value: Placed, tag: Option<&Tag>) -> Result<Placed, Fault> {
    let Some(tag) = tag else { return Ok(value) };
    if let Some(core) = tag.core_suffix() {
        return match core {
            "str" | "int" | "float" | "bool" | "null" | "seq" | "map" => Ok(value),
            other => Err(Fault::new(value.offset, format!("the tag !!{other} has no meaning in a template"))),
        };
    }
    let name = tag.suffix();
    if name.is_empty() {
        return Ok(value);
    }
    if tag.handle() != "!" || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':') {
        return Err(Fault::new(value.offset, format!("the tag {} has no meaning in a template", tag.original())));
    }
    let function = match name {
        "Ref" | "Condition" => name.to_owned(),
        other => format!("Fn::{other}"),
    };
    let offset = value.offset;
    let argument = match value {
        // The short form of `Fn::GetAtt` is a text; its long form a list of two.
        Placed { shape: Shape::Text(text), .. } if name == "GetAtt" && text.contains('.') => {
            let parts = text.splitn(2, '.').map(|part| Placed { offset, shape: Shape::Text(part.to_owned()) });
            Placed { offset, shape: Shape::List(parts.collect()) }
        }
        // A name that looks like a number or a word is a name still.
        other => other,
    };
    Ok(Placed { offset, shape: Shape::Map(vec![(function, argument)]) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cfn::read::line_and_column;

    fn value(text: &str) -> serde_json::Value {
        parse(text).unwrap().into_json()
    }

    fn fault(text: &str) -> (usize, usize, String) {
        let fault = parse(text).unwrap_err();
        let (line, column) = line_and_column(text, fault.offset);
        (line, column, fault.message)
    }

    #[test]
    fn short_tags_become_long_forms() {
        let text = "A: !Ref B\nC: !GetAtt D.Arn.X\nE: !If [F, !Sub '${G}', !Ref 'AWS::NoValue']\nH:\n  Fn::Base64: !Sub |\n    x\nI: !Equals\n  - !Ref J\n  - prod\nK: !Condition L\nM: !Transform {Name: N}\n";
        let expected = json!({
            "A": {"Ref": "B"},
            "C": {"Fn::GetAtt": ["D", "Arn.X"]},
            "E": {"Fn::If": ["F", {"Fn::Sub": "${G}"}, {"Ref": "AWS::NoValue"}]},
            "H": {"Fn::Base64": {"Fn::Sub": "x\n"}},
            "I": {"Fn::Equals": [{"Ref": "J"}, "prod"]},
            "K": {"Condition": "L"},
            "M": {"Fn::Transform": {"Name": "N"}},
        });
        assert_eq!(value(text), expected);
    }

    #[test]
    fn scalars_mean_what_a_template_means() {
        let text = "Account: 012345678901\nDate: 2012-10-17\nPort: 80\nQuoted: '80'\nOn: yes\nNone:\nText: !!str 5\n";
        let expected =
            json!({"Account": "012345678901", "Date": "2012-10-17", "Port": 80, "Quoted": "80", "On": true, "None": null, "Text": "5"});
        assert_eq!(value(text), expected);
    }

    #[test]
    fn aliases_and_merges_are_expanded() {
        let text = "Base: &base {A: 1, B: 2}\nOther:\n  <<: *base\n  B: 3\nSame: *base\n";
        assert_eq!(value(text), json!({"Base": {"A": 1, "B": 2}, "Other": {"B": 3, "A": 1}, "Same": {"A": 1, "B": 2}}));
    }

    #[test]
    fn broken_texts_say_where() {
        assert_eq!(fault("A: 1\nB: 2\nA: 3\n"), (3, 1, "`A` stands here twice".to_owned()));
        assert_eq!(fault("A: 1\n---\nB: 2\n").2, "a template is one document, and here begins another");
        assert_eq!(fault("").2, "there is nothing in this text");
        assert_eq!(fault("A: !!python/object x\n").0, 1);
        assert_eq!(fault("A:\n  - b\n c: d\n").0, 3);
        assert_eq!(fault("? [a, b]\n: c\n").2, "a name has to be text");
        assert_eq!(fault("A: &a [*a]\n").2, "this alias stands inside of what it repeats");
    }

    #[test]
    fn hostile_texts_end_early() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert!(parse(&bomb).unwrap_err().message.contains("aliases"));
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&format!("a:\n{}", (1..400).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>())).is_err());
    }
}
