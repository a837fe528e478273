//! Texts of which some parts are only known at deployment, compared without knowing them.
//!
//! A text is a plain `String` in which such a part is a symbol between marks that no template holds: what CloudFormation
//! itself makes up (the name of a queue that has none) is *fixed*, the same in every place and equal to nothing else; what
//! may turn out to be anything (a parameter, the account) is *open*. So two texts are equal where they are the same
//! string, cannot be equal where they differ in what is known, and may be equal where only something open decides.

use super::truth::Truth;

/// Begins a fixed symbol.
const FIXED: char = '\u{F0001}';
/// Begins an open symbol.
const OPEN: char = '\u{F0002}';
/// Ends a symbol.
const END: char = '\u{F0003}';
/// In what is compared with a pattern: any text at all, so that only a pattern's `*` covers it.
pub(super) const ANY: char = '\u{F0004}';

/// What patterns and ARNs take for more than a character, as the names of symbols have it.
const INSIDE: [(char, char); 3] = [(':', '\u{F0005}'), ('*', '\u{F0006}'), ('?', '\u{F0007}')];

/// The symbols for the pseudo parameters that most ARNs have.
pub(super) const PARTITION: &str = "\u{F0002}AWS\u{F0005}\u{F0005}Partition\u{F0003}";
pub(super) const REGION: &str = "\u{F0002}AWS\u{F0005}\u{F0005}Region\u{F0003}";
pub(super) const ACCOUNT: &str = "\u{F0002}AWS\u{F0005}\u{F0005}AccountId\u{F0003}";
pub(super) const DOMAIN: &str = "\u{F0002}AWS\u{F0005}\u{F0005}URLSuffix\u{F0003}";

/// A symbol for what is the same everywhere and equal to nothing else.
pub(super) fn fixed(name: &str) -> String {
    symbol(FIXED, name)
}

/// A symbol for what may turn out to be anything.
pub(super) fn open(name: &str) -> String {
    symbol(OPEN, name)
}

fn symbol(mark: char, name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 12);
    out.push(mark);
    if !name.contains([':', '*', '?']) {
        out.push_str(name);
        out.push(END);
        return out;
    }
    out.extend(name.chars().map(|c| INSIDE.iter().find(|(special, _)| *special == c).map_or(c, |(_, inside)| *inside)));
    out.push(END);
    out
}

/// Plain text of a template, as it can be part of a text.
pub(super) fn plain(text: &str) -> String {
    // All of them begin with the same byte, which hardly any text has.
    if !text.as_bytes().contains(&0xF3) {
        return text.to_owned();
    }
    text.chars().filter(|c| !matches!(*c, FIXED | OPEN | END | ANY)).collect()
}

/// A text for people: symbols as `${…}`.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            FIXED | OPEN => "${".to_owned(),
            END => "}".to_owned(),
            ANY => "*".to_owned(),
            c => INSIDE.iter().find(|(_, inside)| *inside == c).map_or(c, |(special, _)| *special).to_string(),
        })
        .collect()
}

/// Whether everything in it is known or fixed.
pub(super) fn is_closed(text: &str) -> bool {
    !text.contains(OPEN)
}

/// Whether two texts are the same.
pub(super) fn same(a: &str, b: &str) -> Truth {
    if a == b {
        return Truth::Yes;
    }
    let (a, b) = from_difference(a, b);
    if is_closed(a) && is_closed(b) { Truth::No } else { possible(a, b, false) }
}

/// Whether a pattern with `*` and `?` covers a text.
pub(super) fn covers(pattern: &str, text: &str) -> Truth {
    if pattern == "*" || glob(pattern, text) {
        return Truth::Yes;
    }
    let (pattern, text) = from_difference(pattern, text);
    if is_closed(pattern) && is_closed(text) { Truth::No } else { possible(pattern, text, true) }
}

/// Whether a pattern in lower case covers an action, which is written in any.
pub(super) fn covers_action(pattern: &str, action: &str) -> Truth {
    if pattern.contains(['*', '?', OPEN]) {
        covers(pattern, &action.to_ascii_lowercase())
    } else {
        pattern.eq_ignore_ascii_case(action).into()
    }
}

/// Two texts from where they first differ, or where the first has a wildcard: before that, whatever is open is the same.
fn from_difference<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let mut symbol = None;
    let mut end = 0;
    for ((at, c), other) in a.char_indices().zip(b.chars()) {
        end = at;
        if c != other || (symbol.is_none() && matches!(c, '*' | '?')) {
            break;
        }
        match c {
            FIXED | OPEN => symbol = Some(at),
            END => symbol = None,
            _ => {}
        }
        end = at + c.len_utf8();
    }
    let end = symbol.unwrap_or(end);
    (&a[end..], &b[end..])
}

/// As [`covers`], each of the six parts of an ARN by itself.
///
/// AWS: IAM User Guide, "IAM JSON policy elements: Condition operators", on `ArnLike`.
pub(super) fn covers_arn(pattern: &str, arn: &str) -> Truth {
    let mut patterns = pattern.splitn(6, ':');
    let mut parts = arn.splitn(6, ':');
    let mut each = Vec::with_capacity(6);
    loop {
        match (patterns.next(), parts.next()) {
            (Some(pattern), Some(part)) => each.push(covers(pattern, part)),
            (None, None) => return Truth::all(each),
            // Something open may hold several parts.
            _ => return if is_closed(pattern) && is_closed(arn) { Truth::No } else { Truth::Maybe },
        }
    }
}

/// Whether the pattern's `*` and `?` can stand for what differs.
fn glob(pattern: &str, text: &str) -> bool {
    let Some(star) = pattern.find(['*', '?']) else { return pattern == text };
    if pattern.get(..star) != text.get(..star) {
        return false;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            back = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == text[t] && *c != ANY || *c == '?' && !matches!(text[t], ANY | FIXED | OPEN | END)) {
            p += 1;
            t += 1;
        } else if let Some((star, from)) = back {
            back = Some((star, from + 1));
            p = star + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// One piece of a text in which something is open.
#[derive(Clone, Copy, PartialEq)]
enum Piece<'a> {
    /// A character.
    Char(char),
    /// A fixed symbol.
    Symbol(&'a str),
    /// Anything, of any length.
    Anything,
}

/// `Maybe` where what is open can make the texts fit, `No` where they differ in what is known.
fn possible(a: &str, b: &str, wildcards: bool) -> Truth {
    let (a, b) = (pieces(a, wildcards), pieces(b, false));
    let mut reach = vec![false; b.len() + 1];
    reach[0] = true;
    for at in 0..b.len() {
        reach[at + 1] = reach[at] && b[at] == Piece::Anything;
    }
    for piece in &a {
        let mut next = vec![false; b.len() + 1];
        next[0] = reach[0] && *piece == Piece::Anything;
        for at in 0..b.len() {
            let anything = *piece == Piece::Anything || b[at] == Piece::Anything;
            next[at + 1] = (reach[at] && (anything || *piece == b[at]))
                || (*piece == Piece::Anything && (reach[at + 1] || next[at]))
                || (b[at] == Piece::Anything && (next[at] || reach[at + 1]));
        }
        reach = next;
    }
    if reach[b.len()] { Truth::Maybe } else { Truth::No }
}

fn pieces(text: &str, wildcards: bool) -> Vec<Piece<'_>> {
    let mut found = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (name, behind) = if matches!(c, FIXED | OPEN) { after.split_once(END).unwrap_or((after, "")) } else { ("", after) };
        rest = behind;
        found.push(match c {
            FIXED => Piece::Symbol(name),
            OPEN => Piece::Anything,
            '*' | '?' if wildcards => Piece::Anything,
            c => Piece::Char(c),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_parameters_have_the_symbols_of_their_names() {
        let named = [(PARTITION, "Partition"), (REGION, "Region"), (ACCOUNT, "AccountId"), (DOMAIN, "URLSuffix")];
        assert!(named.iter().all(|(symbol, name)| open(&format!("AWS::{name}")) == *symbol));
        assert_eq!(plain("a\u{F0001}b\u{F0004}ó"), "abó");
    }

    #[test]
    fn what_is_known_decides() {
        let queue = format!("arn:aws:sqs:eu-west-1:1:{}", fixed("Orders.name"));
        assert_eq!(same(&queue, &queue.clone()), Truth::Yes);
        assert_eq!(same(&queue, "arn:aws:sqs:eu-west-1:1:orders"), Truth::No);
        assert_eq!(covers("arn:aws:sqs:*:1:*", &queue), Truth::Yes);
        assert_eq!(covers("arn:aws:sqs:*:1:orders-*", &queue), Truth::No);
        assert_eq!(covers("*", &queue), Truth::Yes);
    }

    #[test]
    fn what_is_open_may_be_anything() {
        let here = open("AWS::AccountId");
        assert_eq!(same(&here, "111122223333"), Truth::Maybe);
        let arn = format!("arn:aws:sqs:{}:{here}:{}", open("AWS::Region"), fixed("Orders.name"));
        assert_eq!(same(&arn, "arn:aws:sqs:us-east-1:1:other"), Truth::No);
        assert_eq!(covers(&format!("arn:aws:sqs:*:{here}:*"), &arn), Truth::Yes);
        assert_eq!(covers("arn:aws:sqs:us-east-1:1:*", &arn), Truth::Maybe);
        assert_eq!(covers("arn:aws:sns:us-east-1:1:*", &arn), Truth::No);
        assert_eq!(same(&open("Queue"), &arn), Truth::Maybe);
    }

    #[test]
    fn only_a_star_covers_any_text() {
        let objects = format!("arn:aws:s3:::{}/in/{ANY}", fixed("Bucket.name"));
        assert_eq!(covers(&format!("arn:aws:s3:::{}/*", fixed("Bucket.name")), &objects), Truth::Yes);
        assert_eq!(covers(&format!("arn:aws:s3:::{}/in/*", fixed("Bucket.name")), &objects), Truth::Yes);
        assert_eq!(covers(&format!("arn:aws:s3:::{}/in/a*", fixed("Bucket.name")), &objects), Truth::No);
        assert_eq!(covers(&format!("arn:aws:s3:::{}/in/?", fixed("Bucket.name")), &objects), Truth::No);
    }

    #[test]
    fn stars_reach_over_symbols() {
        let table = format!("arn:{}:dynamodb:{}:table/{}", open("AWS::Partition"), open("AWS::Region"), fixed("Table.name"));
        assert_eq!(covers(&format!("{table}/index/*"), &format!("{table}/index/{ANY}")), Truth::Yes);
        assert_eq!(covers(&format!("{table}*"), &format!("{table}/index/{ANY}")), Truth::Yes);
        assert_eq!(covers(&format!("{table}/index/*"), &format!("{table}/stream/{ANY}")), Truth::No);
        assert_eq!(same(&format!("{table}/a"), &format!("{table}/b")), Truth::No);
        assert_eq!(same(&format!("{}x", open("A")), &format!("{}x", open("B"))), Truth::Maybe);
    }

    #[test]
    fn parts_of_an_arn_are_compared_each_by_itself() {
        assert_eq!(covers_arn("arn:aws:sns:*:1:a", "arn:aws:sns:us-east-1:1:a"), Truth::Yes);
        assert_eq!(covers_arn("arn:aws:*:a", "arn:aws:sns:us-east-1:1:a"), Truth::No);
        assert_eq!(covers_arn("arn:aws:events:*:1:rule/*", "arn:aws:events:us-east-1:1:rule/bus/name"), Truth::Yes);
    }
}
