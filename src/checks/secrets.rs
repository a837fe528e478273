//! What names and texts look like that tell of a secret.

/// Words of a name that tell of a secret wherever they stand.
const WORDS: [&str; 7] = ["password", "passwd", "passphrase", "secret", "token", "credential", "credentials"];
/// Words that tell of one at the end of a name.
const LAST: [&str; 2] = ["pass", "pwd"];
/// Pairs of words that tell of one.
const PAIRS: [(&str, &str); 3] = [("api", "key"), ("private", "key"), ("access", "key")];
/// The same written as one word.
const JOINED: [&str; 4] = ["apikey", "privatekey", "accesskey", "secretkey"];
/// Last words of names that only tell where a secret is, or something about it.
const ABOUT: [&str; 18] = [
    "arn",
    "name",
    "id",
    "parameter",
    "path",
    "url",
    "uri",
    "endpoint",
    "ttl",
    "expiry",
    "seconds",
    "minutes",
    "hours",
    "days",
    "length",
    "limit",
    "count",
    "type",
];

/// Whether a name tells of a secret: `DB_PASSWORD`, `dbPassword`, `API_KEY`; not `SECRET_ARN`, `MAX_TOKENS`.
pub(super) fn names_one(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else { return false };
    if ABOUT.contains(&last.as_str()) {
        return false;
    }
    let pair = words.windows(2).any(|pair| matches!(pair, [a, b] if PAIRS.contains(&(a.as_str(), b.as_str()))));
    let is_one = |word: &String| WORDS.contains(&word.as_str()) || JOINED.contains(&word.as_str());
    // In one go, as DBPASSWORD has them, only the end tells.
    let joined = words.len() == 1 && WORDS.iter().chain(&JOINED).any(|word| last.ends_with(word));
    LAST.contains(&last.as_str()) || pair || joined || words.iter().any(is_one)
}

/// The words of a name, in lower case: parted by what is no letter or digit, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Beginnings of tokens that services give out, and how long such a token is at least.
const TOKENS: [(&str, usize); 11] = [
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("ghu_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("-----BEGIN", 30),
];

/// Whether a text has the shape of a secret: a key of AWS, a token, a private key, an address with a password in it.
pub(super) fn is_one(text: &str) -> bool {
    is_key_id(text)
        || is_key(text)
        || holds_password(text)
        || TOKENS.iter().any(|(start, least)| text.starts_with(start) && text.len() >= *least)
}

/// An access key ID.
fn is_key_id(text: &str) -> bool {
    text.len() == 20
        && (text.starts_with("AKIA") || text.starts_with("ASIA"))
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// A secret access key: 40 characters of base64, which neither a checksum nor a path looks like.
fn is_key(text: &str) -> bool {
    let has = |which: fn(&char) -> bool| text.chars().any(|c| which(&c));
    text.len() == 40
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
        && has(|c| matches!(c, '+' | '/'))
        && !text.starts_with('/')
        && text.matches('/').count() <= 3
}

/// `postgres://user:password@host`.
fn holds_password(text: &str) -> bool {
    let Some((_, behind)) = text.split_once("://") else { return false };
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    user.split_once(':').is_some_and(|(_, password)| !password.is_empty() && !password.starts_with(['$', '{', '<']))
}

/// Whether a text says too little to be a secret: a number, a switch, a reference that is looked up.
pub(super) fn says_little(text: &str) -> bool {
    text.is_empty() || text.parse::<f64>().is_ok() || matches!(text, "true" | "false") || text.starts_with("{{resolve:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for name in
            ["DB_PASSWORD", "dbPassword", "PASS", "DB_PASS", "PWD", "API_KEY", "apiKey", "APIKEY", "SECRET", "GITHUB_TOKEN", "DBPASSWORD"]
        {
            assert!(names_one(name), "{name}");
        }
        for name in ["SECRET_ARN", "MAX_TOKENS", "TOKEN_TTL", "PASSENGER_COUNT", "KEY", "COMPASS", "LOG_LEVEL", "PasswordParameterName", ""]
        {
            assert!(!names_one(name), "{name}");
        }
    }

    #[test]
    fn texts_are_told_apart() {
        for text in [
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "postgres://u:pw@h/db",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AKIAIOSFODNN7EXAMPLE",
            "-----BEGIN RSA PRIVATE KEY-----",
        ] {
            assert!(is_one(text), "{text}");
        }
        for text in ["https://example.com/a:b@c", "postgres://h/db", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "", "postgres://u:${Pw}@h"]
        {
            assert!(!is_one(text), "{text}");
        }
    }
}
