//! A definition as text, and where in that text its states stand.

use serde_json::Value as Json;

use super::flaws::{self, Flaw};

/// Something that is wrong with the text of a definition, at a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// What is wrong with the text of a definition: that it is no JSON, or what keeps it from running.
pub fn remarks(text: &str, jsonata: bool) -> Vec<Remark> {
    let definition: Json = match serde_json::from_str(text) {
        Ok(definition) => definition,
        Err(error) => {
            let told = error.to_string();
            let message = told.split(" at line ").next().unwrap_or(&told).to_owned();
            return vec![Remark { line: error.line().max(1), message }];
        }
    };
    let places = places(text);
    let mut found: Vec<Remark> =
        flaws::of(&definition, jsonata).into_iter().map(|flaw| Remark { line: line_of(&places, &flaw), message: flaw.message }).collect();
    found.sort_by_key(|remark| remark.line);
    found
}

/// The line at which a state stands in the text of a definition.
pub fn line_of_state(text: &str, name: &str) -> Option<usize> {
    places(text).into_iter().find(|place| place.is_state(name)).map(|place| place.line)
}

fn line_of(places: &[Place], flaw: &Flaw) -> usize {
    let at = flaw.state.as_ref().and_then(|name| places.iter().position(|place| place.is_state(name)));
    let (start, depth) = at.and_then(|at| Some((at + 1, places.get(at)?.path.len() + 1))).unwrap_or((0, 1));
    let inside = places.iter().skip(start).take_while(|place| at.is_none() || place.path.len() >= depth);
    let member = flaw.member.and_then(|member| {
        let mut of_it = inside.filter(|place| place.path.len() == depth);
        of_it.find(|place| place.path.last().is_some_and(|key| key == member))
    });
    member.or_else(|| places.get(at?)).map_or(1, |place| place.line)
}

/// A key of the text.
struct Place {
    /// The keys it is inside of, and itself; items of lists have none.
    path: Vec<String>,
    /// Its line, from 1.
    line: usize,
}

impl Place {
    fn is_state(&self, name: &str) -> bool {
        matches!(self.path.as_slice(), [.., states, own] if states == "States" && own == name)
    }
}

/// The keys of a JSON text in their order.
fn places(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    // What is open: the key it belongs to, where it has one.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut key: Option<String> = None;
    let mut last: Option<String> = None;
    let mut line = 1;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            '"' => last = Some(string(&mut chars)),
            ':' => {
                key = last.take();
                let path = open.iter().flatten().chain(&key).cloned().collect();
                found.push(Place { path, line });
            }
            '{' | '[' => open.push(key.take()),
            '}' | ']' => {
                open.pop();
                key = None;
            }
            ',' => key = None,
            _ => {}
        }
    }
    found
}

/// The rest of a string whose first quote has been read.
fn string(chars: &mut std::str::Chars<'_>) -> String {
    let mut raw = String::from("\"");
    let mut escaped = false;
    for c in chars.by_ref() {
        raw.push(c);
        match c {
            '"' if !escaped => break,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    serde_json::from_str(&raw).unwrap_or(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "StartAt": "A",
  "States": {
    "A": {
      "Type": "Parallel",
      "Branches": [
        {
          "StartAt": "Next",
          "States": {
            "Next": { "Type": "Pass",
              "Next": "Nobody" }
          }
        }
      ],
      "Next": "B: \"quoted\""
    },
    "B: \"quoted\"": { "Type": "Wait", "End": true }
  }
}"#;

    #[test]
    fn flaws_stand_at_their_lines() {
        let told: Vec<(usize, String)> = remarks(TEXT, true).into_iter().map(|r| (r.line, r.message)).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].0, told[1].0), (11, 17));
        assert_eq!(line_of_state(TEXT, "A"), Some(4));
        assert_eq!(line_of_state(TEXT, "Nobody"), None);
    }

    #[test]
    fn text_that_is_no_json_says_where() {
        let found = remarks("{\n  \"StartAt\": ,\n}", true);
        assert_eq!((found.len(), found[0].line), (1, 2));
        assert!(!found[0].message.contains("line"));
    }
}
