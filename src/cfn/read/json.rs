//! JSON with the place of every value, for messages that point at it. Duplicate keys and deep nesting are errors.

use std::collections::BTreeSet;

use super::{DEPTH, Fault, Placed, Shape};

/// Reads a whole text.
pub fn parse(text: &str) -> Result<Placed, Fault> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.space();
    if parser.at < text.len() { Err(parser.fault("nothing more was expected here")) } else { Ok(value) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { offset: self.at, message: message.into() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Placed, Fault> {
        if depth > DEPTH {
            return Err(self.fault(format!("values are nested more than {DEPTH} deep")));
        }
        self.space();
        let offset = self.at;
        let shape = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Shape::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't' | b'f' | b'n') => self.word()?,
            Some(_) => {
                return Err(self.fault("a value was expected here: text in quotes, a number, true, false, null, a list or an object"));
            }
            None => return Err(self.fault("the file ends where a value was expected")),
        };
        Ok(Placed { offset, shape })
    }

    fn word(&mut self) -> Result<Shape, Fault> {
        for (word, shape) in [("true", Shape::Bool(true)), ("false", Shape::Bool(false)), ("null", Shape::Null)] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(shape);
            }
        }
        Err(self.fault("true, false or null was expected here"))
    }

    /// The end of a string or number is found here; what it means is serde's to say.
    fn number(&mut self) -> Result<Shape, Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let number = serde_json::from_str(&self.text[start..self.at]);
        number.map(Shape::Number).map_err(|_| Fault { offset: start, message: "this is no number".to_owned() })
    }

    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return Err(Fault { offset: start, message: "this text has no closing quote".to_owned() }),
            }
        }
        self.at += 1;
        let literal = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(literal)
            .map_err(|_| Fault { offset: start, message: "this text holds a line break or an escape that JSON does not have".to_owned() })
    }

    fn list(&mut self, depth: usize) -> Result<Shape, Fault> {
        self.at += 1;
        let mut list = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Shape::List(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Shape::List(list));
                }
                _ => return Err(self.fault("`,` or `]` was expected here")),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Shape, Fault> {
        self.at += 1;
        let mut map = Vec::new();
        let mut keys = BTreeSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Shape::Map(map));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fault("a name in quotes was expected here"));
            }
            let key_at = self.at;
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err(Fault { offset: key_at, message: format!("`{key}` stands here twice") });
            }
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fault("`:` was expected here"));
            }
            self.at += 1;
            map.push((key, self.value(depth + 1)?));
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Shape::Map(map));
                }
                _ => return Err(self.fault("`,` or `}` was expected here")),
            }
        }
    }
}
