//! Identities: readable slugs, one type per thing, never indexes and never reused.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id with this text.
            #[must_use]
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

id! {
    /// A node, such as `queue-orders`.
    NodeId
}
id! {
    /// A connection, such as `orders-to-worker`.
    ConnectionId
}
id! {
    /// An entry of a node's facet (a route, a rule, a state), unique within its node.
    EntryId
}
id! {
    /// A group of nodes.
    GroupId
}
id! {
    /// A note on the canvas.
    NoteId
}

/// Lower-case words of `text` joined by hyphens, ASCII only; `fallback` where nothing remains.
#[must_use]
pub fn slug(text: &str, fallback: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= 60 {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { fallback.to_owned() } else { out.to_owned() }
}

/// `base`, or `base-2`, `base-3` … : the first that is not taken.
#[must_use]
pub fn unused(base: &str, separator: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(base) {
        return base.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let candidate = format!("{base}{separator}{number}");
        if !taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Orders API (v2)", "node"), "orders-api-v2");
        assert_eq!(slug("注文", "node"), "node");
        assert_eq!(unused("a", "-", |s| s == "a" || s == "a-2"), "a-3");
    }
}
