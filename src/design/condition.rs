//! When something is part of the stack: a named test of parameters, written as people say it.
//!
//! `Stage = prod`, `Stage = prod | test`, `Stage != dev`, `InProduction and AWS::Region = eu-west-1`,
//! `not (InTest or InDevelopment)`; a name without a value is another condition.

use std::collections::VecDeque;
use std::fmt;

use serde_json::Value as Json;

/// A test that holds or does not when the stack is deployed.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A parameter, or a value the deployment itself supplies, is one of these.
    Is {
        /// Its name.
        name: String,
        /// The values, at least one.
        values: Vec<String>,
    },
    /// Another condition holds.
    Holds(String),
    /// It does not hold.
    Not(Box<Condition>),
    /// All of these hold.
    All(Vec<Condition>),
    /// Any of these holds.
    Any(Vec<Condition>),
    /// Something only the template's language understands, in its long form.
    Expression(Json),
}

impl Condition {
    /// A parameter has this value.
    #[must_use]
    pub fn is(name: &str, value: &str) -> Self {
        Self::Is { name: name.to_owned(), values: vec![value.to_owned()] }
    }

    /// Reads a condition as people write it.
    ///
    /// # Errors
    /// Where the text is no condition: the end of a sentence that says why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = Words { rest: split(text)?.into(), depth: 0 };
        let condition = words.any()?;
        match words.rest.pop_front() {
            None => Ok(condition),
            Some(word) => Err(format!("`{}` is more than one condition; join two with `and` or `or`", word.shown())),
        }
    }

    /// Whether it holds, as far as that can be told: `value` knows parameters, `holds` other conditions.
    #[must_use]
    pub fn evaluate(&self, value: &dyn Fn(&str) -> Option<String>, holds: &dyn Fn(&str) -> Option<bool>) -> Option<bool> {
        let each = |list: &[Self]| list.iter().map(|one| one.evaluate(value, holds)).collect::<Vec<_>>();
        match self {
            Self::Is { name, values } => value(name).map(|value| values.contains(&value)),
            Self::Holds(name) => holds(name),
            Self::Not(inner) => inner.evaluate(value, holds).map(|holds| !holds),
            Self::All(list) => decided(&each(list), false),
            Self::Any(list) => decided(&each(list), true),
            Self::Expression(_) => None,
        }
    }

    /// Calls `visit` for every test inside, this one included.
    pub fn walk<'c>(&'c self, visit: &mut dyn FnMut(&'c Self)) {
        visit(self);
        match self {
            Self::Not(inner) => inner.walk(visit),
            Self::All(list) | Self::Any(list) => list.iter().for_each(|one| one.walk(visit)),
            Self::Is { .. } | Self::Holds(_) | Self::Expression(_) => {}
        }
    }
}

/// One that is `by` decides; otherwise all have to be known.
fn decided(each: &[Option<bool>], by: bool) -> Option<bool> {
    if each.contains(&Some(by)) {
        return Some(by);
    }
    (!each.contains(&None)).then_some(!by)
}

/// How deep conditions may be nested.
const DEEPEST: usize = 32;

#[derive(Clone, Debug, PartialEq)]
enum Word {
    /// A name, a value or a word such as `and`.
    Text(String),
    /// A value in quotes.
    Quoted(String),
    /// `=`, `!=`, `|`, `(` or `)`.
    Mark(&'static str),
}

impl Word {
    fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Quoted(text) => text,
            Self::Mark(mark) => mark,
        }
    }
}

fn split(text: &str) -> Result<Vec<Word>, String> {
    const MARKS: [&str; 5] = ["!=", "=", "|", "(", ")"];
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix('"') {
            let (quoted, behind) = inside.split_once('"').ok_or("a quotation mark is never closed")?;
            words.push(Word::Quoted(quoted.to_owned()));
            rest = behind;
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            words.push(Word::Mark(mark));
            rest = &rest[mark.len()..];
        } else if first == '!' {
            return Err("`!` alone means nothing here; write `not`".to_owned());
        } else {
            let (word, behind) = rest.split_at(rest.find(ends_word).unwrap_or(rest.len()));
            words.push(Word::Text(word.to_owned()));
            rest = behind;
        }
        rest = rest.trim_start();
    }
    Ok(words)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || "=!|()\"".contains(c)
}

struct Words {
    rest: VecDeque<Word>,
    depth: usize,
}

impl Words {
    fn takes(&mut self, word: &str) -> bool {
        let is = match self.rest.front() {
            Some(Word::Text(text)) => text.eq_ignore_ascii_case(word),
            Some(Word::Mark(mark)) => *mark == word,
            Some(Word::Quoted(_)) | None => false,
        };
        if is {
            self.rest.pop_front();
        }
        is
    }

    fn any(&mut self) -> Result<Condition, String> {
        let mut list = vec![self.all()?];
        while self.takes("or") {
            list.push(self.all()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::Any(list) })
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut list = vec![self.one()?];
        while self.takes("and") {
            list.push(self.one()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::All(list) })
    }

    fn one(&mut self) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deep".to_owned());
        }
        let condition = if self.takes("not") {
            Condition::Not(Box::new(self.one()?))
        } else if self.takes("(") {
            let inside = self.any()?;
            if !self.takes(")") {
                return Err("a parenthesis is never closed".to_owned());
            }
            inside
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    /// `NAME`, `NAME = VALUE | VALUE`, `NAME != VALUE`
    fn test(&mut self) -> Result<Condition, String> {
        let name = match self.rest.pop_front() {
            Some(Word::Text(name)) if is_name(&name) => name,
            Some(word) => return Err(format!("`{}` is no name of a parameter or condition", word.shown())),
            None => return Err("a parameter's name is needed, such as in `Stage = prod`".to_owned()),
        };
        let not = self.takes("!=");
        if !not && !self.takes("=") {
            return Ok(Condition::Holds(name));
        }
        let mut values = Vec::new();
        loop {
            match self.rest.pop_front() {
                Some(Word::Text(value) | Word::Quoted(value)) => values.push(value),
                _ => return Err(format!("{name} is compared with nothing; a value is needed, such as in `{name} = prod`")),
            }
            if !self.takes("|") {
                break;
            }
        }
        let test = Condition::Is { name, values };
        Ok(if not { Condition::Not(Box::new(test)) } else { test })
    }
}

fn is_name(text: &str) -> bool {
    let reserved = ["and", "or", "not"].iter().any(|word| text.eq_ignore_ascii_case(word));
    !reserved && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ':')
}

/// Whether a condition may have this name.
#[must_use]
pub fn is_condition_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && is_name(text) && !text.contains(':')
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is { name, values } => write!(f, "{name} = {}", shown(values)),
            Self::Holds(name) => f.write_str(name),
            Self::Not(inner) => match &**inner {
                Self::Is { name, values } => write!(f, "{name} != {}", shown(values)),
                one @ (Self::All(_) | Self::Any(_)) => write!(f, "not ({one})"),
                one => write!(f, "not {one}"),
            },
            Self::All(all) => join(f, all, " and "),
            Self::Any(any) => join(f, any, " or "),
            Self::Expression(json) => write!(f, "{json}"),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, list: &[Condition], word: &str) -> fmt::Result {
    for (index, one) in list.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        match one {
            Condition::All(_) | Condition::Any(_) => write!(f, "({one})")?,
            _ => write!(f, "{one}")?,
        }
    }
    Ok(())
}

fn shown(values: &[String]) -> String {
    let shown = |value: &String| if value.is_empty() || value.contains(ends_word) { format!("\"{value}\"") } else { value.clone() };
    values.iter().map(shown).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_and_written_alike() {
        for text in [
            "Stage = prod",
            "Stage = prod | \"load test\"",
            "Stage != dev",
            "InProduction and AWS::Region = eu-west-1",
            "not InTest",
            "not (A or B)",
            "A or (B and Stage = x)",
            "(A or B) and C",
            "Name = \"\"",
        ] {
            assert_eq!(Condition::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Condition::parse("A or B and C").unwrap().to_string(), "A or (B and C)");
        assert_eq!(Condition::parse("Stage=prod|test").unwrap().to_string(), "Stage = prod | test");
    }

    #[test]
    fn what_is_no_condition_says_why() {
        let why = |text: &str| Condition::parse(text).unwrap_err();
        assert!(why("").contains("a parameter's name is needed"));
        assert!(why("Stage =").contains("compared with nothing"));
        assert!(why("A B").contains("more than one condition"));
        assert!(why("(A").contains("never closed"));
        assert!(why("A and or").contains("`or` is no name"));
        assert!(why("!A").contains("write `not`"));
        assert!(why(&"not ".repeat(100)).contains("too deep"));
    }

    #[test]
    fn what_is_known_decides() {
        let value = |name: &str| (name == "Stage").then(|| "prod".to_owned());
        let holds = |text: &str| Condition::parse(text).unwrap().evaluate(&value, &|name| (name == "Yes").then_some(true));
        assert_eq!(holds("Stage = prod | test"), Some(true));
        assert_eq!(holds("Stage != prod"), Some(false));
        assert_eq!(holds("Other = x"), None);
        assert_eq!(holds("Other = x or Yes"), Some(true));
        assert_eq!(holds("Other = x and not Yes"), Some(false));
        assert_eq!(holds("Other = x and Yes"), None);
    }
}
