//! A line as words: quotes keep what is between them together, and so do braces and brackets.

/// A word, each character with whether it stood in quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(Vec<(char, bool)>);

/// Why a line does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// A quote is open.
    Quote,
    /// A brace or bracket is open.
    Braces,
}

impl Unfinished {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Quote => "a quote is not closed",
            Self::Braces => "a brace or bracket is not closed",
        }
    }
}

impl Word {
    /// A word that stood in quotes as a whole.
    #[must_use]
    pub fn quoted(text: &str) -> Self {
        Self(text.chars().map(|c| (c, true)).collect())
    }

    /// The word without its quotes.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|(c, _)| c).collect()
    }

    /// The word with every `from` replaced.
    #[must_use]
    pub fn replace(&self, from: char, to: &str) -> Self {
        let replaced = self.0.iter().flat_map(|(c, quoted)| {
            let text = if *c == from { to.to_owned() } else { c.to_string() };
            text.chars().map(|c| (c, *quoted)).collect::<Vec<_>>()
        });
        Self(replaced.collect())
    }

    /// The parts before and after the first `separator` outside quotes.
    #[must_use]
    pub fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let index = self.0.iter().position(|c| *c == (separator, false))?;
        Some((Self(self.0[..index].to_vec()), Self(self.0[index + 1..].to_vec())))
    }

    /// The parts before and after the last `separator` outside quotes.
    #[must_use]
    pub fn rsplit_once(&self, separator: char) -> Option<(Self, Self)> {
        let index = self.0.iter().rposition(|c| *c == (separator, false))?;
        Some((Self(self.0[..index].to_vec()), Self(self.0[index + 1..].to_vec())))
    }

    /// The parts between the separators outside quotes.
    #[must_use]
    pub fn split(&self, separator: char) -> Vec<Self> {
        self.0.split(|c| *c == (separator, false)).map(|part| Self(part.to_vec())).collect()
    }
}

/// The words of a line. Inside braces and brackets quotes stay, as they are JSON's.
pub(super) fn split(line: &str) -> Result<Vec<Word>, Unfinished> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if quoted {
            match c {
                // Inside JSON the escapes are JSON's to read.
                '\\' if depth > 0 => {
                    push(&mut word, c, true);
                    chars.next().into_iter().for_each(|next| push(&mut word, next, true));
                }
                '\\' => push(&mut word, chars.next().unwrap_or(c), true),
                '"' => {
                    quoted = false;
                    if depth > 0 {
                        push(&mut word, c, true);
                    }
                }
                c => push(&mut word, c, true),
            }
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                if depth > 0 {
                    push(&mut word, c, true);
                } else {
                    word.get_or_insert_default();
                }
            }
            '{' | '[' => {
                depth += 1;
                push(&mut word, c, false);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                push(&mut word, c, false);
            }
            c if c.is_whitespace() && depth == 0 => words.extend(word.take()),
            c => push(&mut word, c, depth > 0),
        }
    }
    if quoted {
        return Err(Unfinished::Quote);
    }
    if depth > 0 {
        return Err(Unfinished::Braces);
    }
    words.extend(word);
    Ok(words)
}

fn push(word: &mut Option<Word>, c: char, quoted: bool) {
    word.get_or_insert_default().0.push((c, quoted));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_braces_hold_words_together() {
        let words = split(r#"connect "Orders API"/"GET /a/b" W x={"a": "b \" c", "d": [1, 2]} e="f=g""#).unwrap();
        let texts: Vec<String> = words.iter().map(Word::text).collect();
        assert_eq!(texts, ["connect", "Orders API/GET /a/b", "W", r#"x={"a": "b \" c", "d": [1, 2]}"#, "e=f=g"]);
        let (node, entry) = words[1].split_once('/').unwrap();
        assert_eq!((node.text().as_str(), entry.text().as_str()), ("Orders API", "GET /a/b"));
        assert_eq!(split("a \"b"), Err(Unfinished::Quote));
        assert_eq!(split("a {b"), Err(Unfinished::Braces));
    }
}
