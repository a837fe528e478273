//! Notes with simple formatting: headings, lists, code, and words in bold, italics, code or as links.
//!
//! The marks are those people know from plain-text mail and wikis: `# Heading`, `- entry`, `1. entry`, a fence of three
//! backticks around code, `**bold**`, `*italic*`, `` `code` ``, `[link](address)`. Whatever is no complete mark is text.

use super::shape::Shape;
use super::theme::Token;
use crate::anatomy::Face;
use crate::anatomy::frame::{NOTE_FONT, NOTE_LINE, NOTE_PAD};
use crate::anatomy::text;
use crate::design::geometry::{Point, Rect, Size};

/// Font of code.
const CODE_SIZE: f32 = 11.0;
/// Sizes and line heights of headings, by level.
const HEADINGS: [(f32, f32); 3] = [(15.0, 23.0), (13.0, 20.0), (12.0, 18.0)];
/// How far an entry of a list is indented, and each level within it.
const INDENT: f32 = 14.0;
/// The height of an empty line.
const GAP: f32 = 9.0;

/// How words look.
#[expect(clippy::struct_excessive_bools, reason = "looks that can be combined")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    bold: bool,
    italic: bool,
    code: bool,
    link: bool,
}

/// Words of one look.
#[derive(Clone, Debug, PartialEq)]
struct Run {
    text: String,
    look: Look,
}

/// A line of a note as it was written.
#[derive(Clone, Debug, PartialEq)]
enum Block {
    Heading(usize, Vec<Run>),
    Text(Vec<Run>),
    /// An entry of a list: its level, its number where it has one, its words.
    Entry(usize, Option<String>, Vec<Run>),
    Code(String),
    Empty,
}

/// The note's text without its marks.
#[must_use]
pub fn plain(note: &str) -> String {
    let words = |runs: Vec<Run>| runs.into_iter().map(|run| run.text).collect::<String>();
    let lines = parse(note).into_iter().map(|block| match block {
        Block::Heading(_, runs) | Block::Text(runs) | Block::Entry(_, None, runs) => words(runs),
        Block::Entry(_, Some(number), runs) => format!("{number} {}", words(runs)),
        Block::Code(line) => line,
        Block::Empty => String::new(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The shapes of a note's text, as far as it fits a note of this size; relative to its upper left corner.
pub(super) fn shapes(note: &str, size: Size) -> Vec<Shape> {
    let mut page = Page { shapes: Vec::new(), y: NOTE_PAD, size };
    for block in parse(note) {
        if !page.block(&block) {
            break;
        }
    }
    page.shapes
}

fn parse(note: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut fenced = false;
    for line in note.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            blocks.push(Block::Code(line.to_owned()));
        } else {
            blocks.push(block(line, trimmed));
        }
    }
    blocks
}

fn block(line: &str, trimmed: &str) -> Block {
    if trimmed.is_empty() {
        return Block::Empty;
    }
    let level = trimmed.chars().take_while(|c| *c == '#').count();
    if let Some(title) = trimmed.get(level..).and_then(|rest| rest.strip_prefix(' '))
        && (1..=HEADINGS.len()).contains(&level)
    {
        return Block::Heading(level - 1, runs(title.trim()));
    }
    let depth = line.chars().take_while(|c| *c == ' ').count() / 2;
    if let Some(rest) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
        return Block::Entry(depth, None, runs(rest.trim()));
    }
    let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
    if let Some(rest) = trimmed.get(digits..).and_then(|rest| rest.strip_prefix(". "))
        && (1..=3).contains(&digits)
    {
        return Block::Entry(depth, trimmed.get(..=digits).map(str::to_owned), runs(rest.trim()));
    }
    Block::Text(runs(trimmed.trim_end()))
}

/// The words of a line by their look.
fn runs(line: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut rest = line;
    let mut plain = String::new();
    while let Some(c) = rest.chars().next() {
        if let Some((run, after)) = marked(rest, plain.chars().last()) {
            if !plain.is_empty() {
                found.push(Run { text: std::mem::take(&mut plain), look: Look::default() });
            }
            found.extend(run);
            rest = after;
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        found.push(Run { text: plain, look: Look::default() });
    }
    found
}

/// What a line begins with, where that is a complete mark, and what follows it.
fn marked(rest: &str, before: Option<char>) -> Option<(Vec<Run>, &str)> {
    let between = |open: &str, close: &str| {
        let inner = rest.strip_prefix(open)?;
        let end = inner.find(close)?;
        let (text, after) = (inner.get(..end)?, inner.get(end + close.len()..)?);
        let stands = !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ');
        stands.then_some((text, after))
    };
    if let Some((text, after)) = between("`", "`") {
        return Some((vec![Run { text: text.to_owned(), look: Look { code: true, ..Look::default() } }], after));
    }
    if let Some((text, after)) = between("**", "**") {
        let bold = |run: Run| Run { look: Look { bold: true, ..run.look }, ..run };
        return Some((runs(text).into_iter().map(bold).collect(), after));
    }
    // Within a word an underscore is part of a name.
    let within_word = before.is_some_and(char::is_alphanumeric);
    for mark in ["*", "_"] {
        if let Some((text, after)) = between(mark, mark).filter(|_| !rest.starts_with("**") && !within_word) {
            let italic = |run: Run| Run { look: Look { italic: true, ..run.look }, ..run };
            return Some((runs(text).into_iter().map(italic).collect(), after));
        }
    }
    let (text, after) = between("[", "](")?;
    let end = after.find(')')?;
    Some((vec![Run { text: text.to_owned(), look: Look { link: true, ..Look::default() } }], after.get(end + 1..)?))
}

/// A word with the space before it.
struct Word {
    text: String,
    look: Look,
    spaced: bool,
}

/// The words of runs; a run that begins without a space goes on with the word before it.
fn words(runs: &[Run]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut spaced = false;
    for run in runs {
        if run.look.code {
            // Code is one word, spaces and all.
            found.push(Word { text: run.text.clone(), look: run.look, spaced });
            spaced = false;
            continue;
        }
        for (number, part) in run.text.split(' ').enumerate() {
            spaced |= number > 0;
            if !part.is_empty() {
                found.push(Word { text: part.to_owned(), look: run.look, spaced });
                spaced = false;
            }
        }
    }
    found
}

impl Look {
    /// The font of words of this look in a text of a size.
    fn font(self, size: f32, bold: bool) -> (Face, f32) {
        match self {
            Self { code: true, .. } => (Face::Mono, size - (NOTE_FONT.1 - CODE_SIZE)),
            Self { bold: true, .. } => (Face::SemiBold, size),
            _ if bold => (Face::SemiBold, size),
            Self { italic: true, .. } => (Face::Italic, size),
            _ => (NOTE_FONT.0, size),
        }
    }
}

/// A note being filled from above.
struct Page {
    shapes: Vec<Shape>,
    y: f32,
    size: Size,
}

impl Page {
    /// Writes a line; whether there is room for more.
    fn block(&mut self, block: &Block) -> bool {
        match block {
            Block::Empty => {
                self.y += GAP;
                true
            }
            Block::Heading(level, runs) => {
                let (size, line) = HEADINGS.get(*level).copied().unwrap_or((NOTE_FONT.1, NOTE_LINE));
                self.words(&words(runs), 0.0, (size, true), line)
            }
            Block::Text(runs) => self.words(&words(runs), 0.0, (NOTE_FONT.1, false), NOTE_LINE),
            Block::Entry(level, number, runs) => {
                let indent = INDENT * (*level + 1) as f32;
                if self.has_room(NOTE_LINE) {
                    self.marker(indent, number.as_deref());
                }
                let wide = number.as_ref().map_or(0.0, |number| (text::width(number, NOTE_FONT.0, NOTE_FONT.1) - INDENT + 4.0).max(4.0));
                self.words(&words(runs), indent + wide, (NOTE_FONT.1, false), NOTE_LINE)
            }
            Block::Code(line) => self.code(line),
        }
    }

    fn has_room(&self, line: f32) -> bool {
        self.y + line <= self.size.height - NOTE_PAD + 0.5
    }

    fn room(&self, indent: f32) -> f32 {
        (self.size.width - 2.0 * NOTE_PAD - indent).max(0.0)
    }

    /// The dot or the number of an entry.
    fn marker(&mut self, indent: f32, number: Option<&str>) {
        let middle = self.y + NOTE_LINE / 2.0;
        let left = NOTE_PAD + indent - INDENT;
        self.shapes.push(match number {
            Some(number) => Shape::text(Point::new(left, NOTE_FONT.0.baseline(middle, NOTE_FONT.1)), number, NOTE_FONT, Token::Dim),
            None => Shape::Circle { center: Point::new(left + 4.0, middle), radius: 2.0, fill: Some(Token::Dim), stroke: None },
        });
    }

    /// A line of code; what is longer than the note is wide is shortened.
    fn code(&mut self, line: &str) -> bool {
        if !self.has_room(NOTE_LINE) {
            return false;
        }
        let ground = Rect::from_min_size(Point::new(NOTE_PAD - 4.0, self.y), Size::new(self.room(0.0) + 8.0, NOTE_LINE));
        self.shapes.push(Shape::filled(ground, 0.0, Token::Raised));
        let shown = text::shortened(line, Face::Mono, CODE_SIZE, self.room(0.0));
        if !shown.trim().is_empty() {
            let at = Point::new(NOTE_PAD, Face::Mono.baseline(self.y + NOTE_LINE / 2.0, CODE_SIZE));
            self.shapes.push(Shape::text(at, &shown, (Face::Mono, CODE_SIZE), Token::Text));
        }
        self.y += NOTE_LINE;
        true
    }

    /// Words in lines, broken where the note ends; the last is marked where it has no room for all.
    fn words(&mut self, words: &[Word], indent: f32, (size, bold): (f32, bool), height: f32) -> bool {
        let room = self.room(indent);
        let space = text::width(" ", NOTE_FONT.0, size);
        let measure = |word: &Word| {
            let (face, size) = word.look.font(size, bold);
            text::width(&word.text, face, size)
        };
        let mut line: Vec<(f32, &Word)> = Vec::new();
        let mut x = 0.0;
        for (number, word) in words.iter().enumerate() {
            let gap = if word.spaced && x > 0.0 { space } else { 0.0 };
            // What belongs together goes to the next line together.
            let together = words.iter().skip(number + 1).take_while(|next| !next.spaced).map(measure).sum::<f32>();
            let breaks = word.spaced || number == 0;
            if breaks && !line.is_empty() && x + gap + measure(word) + together > room {
                if !self.line(&line, indent, (size, bold), height) {
                    return false;
                }
                line.clear();
                x = 0.0;
                line.push((0.0, word));
                x += measure(word);
            } else {
                line.push((x + gap, word));
                x += gap + measure(word);
            }
        }
        line.is_empty() || self.line(&line, indent, (size, bold), height)
    }

    /// A line of words at their places.
    fn line(&mut self, line: &[(f32, &Word)], indent: f32, (size, bold): (f32, bool), height: f32) -> bool {
        if !self.has_room(height) {
            self.end();
            return false;
        }
        let room = self.room(indent);
        let middle = self.y + height / 2.0;
        for (x, word) in line {
            let font = word.look.font(size, bold);
            let shown = text::shortened(&word.text, font.0, font.1, room - x);
            let left = NOTE_PAD + indent + x;
            let width = text::width(&shown, font.0, font.1);
            if shown.is_empty() || width > room - x + 0.5 {
                continue;
            }
            let at = Point::new(left, font.0.baseline(middle, font.1));
            if word.look.code {
                let ground = Rect { min: Point::new(left - 2.0, self.y + 1.5), max: Point::new(left + width + 2.0, self.y + height - 1.5) };
                self.shapes.push(Shape::filled(ground, 3.0, Token::Raised));
            }
            if word.look.link {
                let under = Rect { min: at.offset(0.0, 2.0), max: at.offset(width, 3.0) };
                self.shapes.push(Shape::filled(under, 0.0, Token::Accent));
            }
            self.shapes.push(Shape::text(at, &shown, font, if word.look.link { Token::Accent } else { Token::Text }));
        }
        self.y += height;
        true
    }

    /// Says that more follows than there is room for: the last words end in an ellipsis.
    fn end(&mut self) {
        let right = self.size.width - NOTE_PAD;
        let last = self.shapes.iter_mut().rev().find_map(|shape| match shape {
            Shape::Text { at, text, face, size, width, .. } => Some((at.x, text, *face, *size, width)),
            _ => None,
        });
        if let Some((left, text, face, size, width)) = last {
            *text = text::shortened(&format!("{text} …"), face, size, right - left);
            *width = text::width(text, face, size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of a note with their fonts, sizes and places.
    fn texts(note: &str, size: Size) -> Vec<(String, Face, f32, Point)> {
        let shapes = shapes(note, size).into_iter();
        shapes
            .filter_map(|shape| match shape {
                Shape::Text { at, text, face, size, .. } => Some((text, face, size, at)),
                _ => None,
            })
            .collect()
    }

    const LARGE: Size = Size::new(320.0, 400.0);

    #[test]
    fn marks_become_looks() {
        let found = texts("# Orders\nPaid **at night**, see *the* `cron` in [the guide](https://example.com).\n- one\n2. two", LARGE);
        let find = |text: &str| found.iter().find(|(t, ..)| t == text).unwrap_or_else(|| panic!("{text} in {found:?}"));
        assert_eq!((find("Orders").1, find("Orders").2), (Face::SemiBold, 15.0));
        assert_eq!(find("night").1, Face::SemiBold);
        assert_eq!(find("the").1, Face::Italic);
        assert_eq!(find("cron").1, Face::Mono);
        assert_eq!(find("Paid").1, Face::Regular);
        assert!(find("one").3.x > find("Paid").3.x);
        assert_eq!(find("2.").3.y, find("two").3.y);
        assert!(!found.iter().any(|(text, ..)| text.contains("example")), "links are text");
    }

    #[test]
    fn what_is_no_mark_is_text() {
        for text in ["2 * 3 * 4", "snake_case_name", "**open", "[no](link", "#tag", "`", "a*b*c", "-5"] {
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain("## A\n\n- **b** _c_\n```\nx = 1\n```"), "A\n\nb c\nx = 1");
    }

    #[test]
    fn texts_stay_in_their_note_and_end_in_an_ellipsis() {
        let note = "# A heading that is far too long for so narrow a note\n- an entry with `a_very_long_piece_of_code_in_it`\n\nand more";
        for size in [Size::new(120.0, 60.0), Size::new(160.0, 400.0), Size::new(30.0, 30.0)] {
            for shape in shapes(note, size) {
                if let Shape::Text { at, width, text, .. } = shape {
                    assert!(at.x >= NOTE_PAD - 0.1 && at.x + width <= size.width - NOTE_PAD + 0.6, "{text} in {size:?}");
                    assert!(at.y <= size.height, "{text} in {size:?}");
                }
            }
        }
        let last = texts("one two three four five six seven eight nine ten", Size::new(100.0, 60.0)).pop().unwrap();
        assert!(last.0.ends_with('…'), "{last:?}");
    }
}
