//! A change set as a table.

use super::output::{Output, Paint};
use crate::deploy::{Action, Cause, Change, Recreation, Review};

/// Longer values are cut: a policy is not read in a table. `--full` and JSON lines have them all.
const WIDEST_VALUE: usize = 60;

/// What a deployment would change, for people.
pub(super) fn text(review: &Review, full: bool, out: &Output) -> String {
    let mut lines = Vec::new();
    let dangerous = review.dangerous().count();
    if dangerous > 0 {
        lines.push(out.paint_message(&format!("{dangerous} of these changes may lose data:"), Paint::Red));
    }
    let width = review.changes.iter().map(|change| change.logical_id.chars().count()).max().unwrap_or(0);
    for change in &review.changes {
        lines.push(row(change, width, out));
        lines.extend(change.causes.iter().map(|cause| format!("             {}", out.paint_message(&cause_line(cause, full), Paint::Dim))));
    }
    lines.push(summary(review));
    lines.join("\n")
}

fn row(change: &Change, width: usize, out: &Output) -> String {
    let (word, paint) = match change.action {
        Action::Add => ("add", Paint::Green),
        Action::Import => ("import", Paint::Green),
        Action::Modify if change.may_replace => ("may replace", Paint::Yellow),
        Action::Modify => ("modify", Paint::Blue),
        Action::Replace => ("replace", Paint::Red),
        Action::Remove => ("remove", Paint::Red),
    };
    let node = change.node.as_ref().map(|node| format!("  {node}")).unwrap_or_default();
    let fate = match (change.endangers_data(), change.kept) {
        (true, true) => "  holds data, the old one is kept",
        (true, false) => "  holds data",
        _ => "",
    };
    let action = out.paint_message(&format!("{word:<11}"), paint);
    format!("{action}  {:<width$}  {}{node}{fate}", change.logical_id, change.resource_type)
}

fn cause_line(cause: &Cause, full: bool) -> String {
    let through = cause.through.as_ref().map(|through| format!(" by {through}")).unwrap_or_default();
    let values = match (&cause.before, &cause.after) {
        (None, None) => String::new(),
        (before, after) => {
            let shown = |value: &Option<String>| {
                value.as_deref().map_or_else(|| "nothing".to_owned(), |value| if full { value.to_owned() } else { short(value) })
            };
            format!(": {} → {}", shown(before), shown(after))
        }
    };
    let replaces = match cause.replaces {
        Recreation::Never => "",
        Recreation::Maybe => " (may replace it)",
        Recreation::Always => " (replaces it)",
    };
    format!("{}{through}{values}{replaces}", cause.property)
}

pub(super) fn short(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WIDEST_VALUE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn summary(review: &Review) -> String {
    let unsure = review.changes.iter().filter(|change| change.may_replace).count();
    let parts: Vec<String> = [
        (review.count(Action::Add), "to add"),
        (review.count(Action::Import), "to import"),
        (review.count(Action::Modify) - unsure, "to modify"),
        (unsure, "to modify or replace"),
        (review.count(Action::Replace), "to replace"),
        (review.count(Action::Remove), "to remove"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{count} {words}"))
    .collect();
    let what = if parts.is_empty() { "only outputs, tags or metadata differ".to_owned() } else { parts.join(", ") };
    let stack = if review.new_stack { "new stack" } else { "stack" };
    format!("{stack} {}: {what}", review.stack_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_come_with_a_warning_and_their_cause() {
        let review = Review {
            stack_name: "shop-dev".to_owned(),
            changes: vec![
                Change {
                    action: Action::Replace,
                    logical_id: "Orders".to_owned(),
                    resource_type: "AWS::SQS::Queue".to_owned(),
                    node: Some("Incoming orders".to_owned()),
                    stateful: true,
                    causes: vec![Cause {
                        property: "QueueName".to_owned(),
                        before: Some("one".to_owned()),
                        after: Some("two".to_owned()),
                        replaces: Recreation::Always,
                        ..Cause::default()
                    }],
                    ..Change::default()
                },
                Change {
                    action: Action::Add,
                    logical_id: "New".to_owned(),
                    resource_type: "AWS::SNS::Topic".to_owned(),
                    ..Change::default()
                },
            ],
            ..Review::default()
        };
        let out = Output::to(std::io::sink(), std::io::sink());
        assert_eq!(
            text(&review, false, &out),
            "1 of these changes may lose data:\n\
             replace      Orders  AWS::SQS::Queue  Incoming orders  holds data\n             \
             QueueName: one → two (replaces it)\n\
             add          New     AWS::SNS::Topic\n\
             stack shop-dev: 1 to add, 1 to replace"
        );
    }

    #[test]
    fn values_are_there_in_full_where_that_is_asked_for() {
        let cause = Cause { property: "Code".to_owned(), after: Some("x".repeat(100)), ..Cause::default() };
        assert!(cause_line(&cause, true).ends_with(&"x".repeat(100)));
        assert!(cause_line(&cause, false).ends_with('…'));
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(short("a\n  b"), "a b");
        assert_eq!(short(&"ö".repeat(100)), format!("{}…", "ö".repeat(60)));
    }
}
