//! Where something stands in the template's text.

use std::ops::Range;

use crate::catalog::Evidence;
use crate::catalog::proof::Step;

/// The lines of a place within its resource, whose own lines are `resource`; of what is nearest around it where the text
/// has no such place.
pub fn lines_of(text: &[&str], is_json: bool, resource: &Range<usize>, place: &Evidence) -> Range<usize> {
    let mut at = resource.clone();
    // In YAML the name of a resource stands two spaces in, what it has four; in JSON a step further.
    let mut indent = if is_json { 6 } else { 4 };
    for step in &place.path {
        let found =
            if is_json { find_json(text, &at, indent, step).map(|found| (found, indent + 2)) } else { find(text, &at, indent, step) };
        let Some((found, inside)) = found else { break };
        at = found;
        indent = inside;
    }
    at
}

/// The lines of a member or an entry among those at this indentation of JSON, what closes it included.
fn find_json(json: &[&str], within: &Range<usize>, indent: usize, step: &Step) -> Option<Range<usize>> {
    let content = |line: usize| json.get(line).copied().unwrap_or_default();
    let begins = |line: &usize| depth(content(*line)) == Some(indent) && !content(*line)[indent..].starts_with(['}', ']']);
    let starts: Vec<usize> = within.clone().filter(begins).collect();
    let position = match step {
        Step::Key(key) => {
            let head = format!("\"{key}\":");
            starts.iter().position(|line| content(*line)[indent..].starts_with(&head))?
        }
        Step::Index(index) => *index,
    };
    let start = *starts.get(position)?;
    let end = starts.get(position + 1).copied().unwrap_or(within.end);
    let outside = |line: &usize| depth(content(*line)).is_some_and(|depth| depth < indent);
    Some(start..(start + 1..end).find(outside).unwrap_or(end))
}

/// The lines of a member or an entry among those at this indentation, and where what is inside of it is indented to.
fn find(yaml: &[&str], within: &Range<usize>, indent: usize, step: &Step) -> Option<(Range<usize>, usize)> {
    let content = |line: usize| yaml.get(line).copied().unwrap_or_default();
    let starts: Vec<usize> = match step {
        Step::Key(_) => within.clone().filter(|line| begins_member(content(*line), indent)).collect(),
        Step::Index(_) => within.clone().filter(|line| begins_entry(content(*line), indent)).collect(),
    };
    let position = match step {
        Step::Key(key) => starts.iter().position(|line| key_of(content(*line), indent) == Some(key))?,
        Step::Index(index) => *index,
    };
    let start = *starts.get(position)?;
    let end = starts.get(position + 1).copied().unwrap_or(within.end);
    // What follows a member of an entry's first line belongs to the next entry where it is indented less.
    let end = (start + 1..end).find(|line| depth(content(*line)).is_some_and(|depth| depth < indent)).unwrap_or(end);
    Some((start..end, indent + 2))
}

/// How far the first letter of a line stands in; none where it is empty.
fn depth(line: &str) -> Option<usize> {
    line.find(|c: char| c != ' ')
}

/// Whether a member of a map begins here; the first member of a list's entry stands behind its dash.
fn begins_member(line: &str, indent: usize) -> bool {
    let before = line.get(..indent).is_some_and(|start| start.chars().all(|c| c == ' ' || c == '-'));
    before && key_of(line, indent).is_some()
}

fn begins_entry(line: &str, indent: usize) -> bool {
    depth(line) == Some(indent) && line[indent..].starts_with("- ")
}

/// The key that begins at this indentation.
fn key_of(line: &str, indent: usize) -> Option<&str> {
    let rest = line.get(indent..)?;
    if rest.starts_with([' ', '-']) {
        return None;
    }
    let end = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    Some(rest[..end].trim_matches('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "Resources:
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: Access
          PolicyDocument:
            Statement:
              - Sid: One
                Action: a:B
              - Sid: Two
                Action:
                  - c:D
                  - e:F
                Condition:
                  ArnEquals:
                    aws:SourceArn: x
      Tags: []
  Other:
    Type: X";

    fn at(path: Vec<Step>) -> Range<usize> {
        let lines: Vec<&str> = YAML.lines().collect();
        let mut place = Evidence::property("WorkerRole", &["Policies"]);
        place.path.extend(path);
        lines_of(&lines, false, &(1..18), &place)
    }

    #[test]
    fn places_are_found_in_the_text() {
        assert_eq!(at(vec![]), 4..17);
        let statements: [Step; 3] = [0.into(), "PolicyDocument".into(), "Statement".into()];
        let inside = |more: Vec<Step>| at(statements.iter().cloned().chain(more).collect());
        assert_eq!(inside(vec![0.into()]), 8..10);
        assert_eq!(inside(vec![1.into()]), 10..17);
        assert_eq!(inside(vec![1.into(), "Action".into(), 1.into()]), 13..14);
        assert_eq!(inside(vec![1.into(), "Condition".into(), "ArnEquals".into(), "aws:SourceArn".into()]), 16..17);
        assert_eq!(at(vec![0.into(), "PolicyName".into()]), 5..6);
        // What is not there is shown by what is around it.
        assert_eq!(inside(vec![5.into()]), 7..17);
    }

    #[test]
    fn places_are_found_in_json_too() {
        let json = "{
  \"Resources\": {
    \"Role\": {
      \"Type\": \"AWS::IAM::Role\",
      \"Properties\": {
        \"Policies\": [
          {
            \"Sid\": \"One\"
          },
          {
            \"Sid\": \"Two\"
          }
        ],
        \"Tags\": []
      }
    }
  }
}";
        let lines: Vec<&str> = json.lines().collect();
        let at = |path: Vec<Step>| {
            let mut place = Evidence::property("Role", &["Policies"]);
            place.path.extend(path);
            lines_of(&lines, true, &(2..16), &place)
        };
        assert_eq!(at(vec![]), 5..13);
        assert_eq!(at(vec![1.into()]), 9..12);
        assert_eq!(at(vec![1.into(), "Sid".into()]), 10..11);
        assert_eq!(at(vec![7.into()]), 5..13);
    }
}
