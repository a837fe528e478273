//! What an unquoted scalar of YAML means in a template.

use serde_json::Number;

use super::Shape;

/// The value of a plain scalar. Only what has one way to be written becomes a number: an account id keeps its zero, a date
/// and a version of three parts stay text.
pub(super) fn plain(text: &str) -> Shape {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Shape::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Shape::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Shape::Bool(false),
        _ => number(text).map_or_else(|| Shape::Text(text.to_owned()), Shape::Number),
    }
}

/// A whole number without leading zeros, or one with a fraction.
pub(super) fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let leading = |part: &str| part.len() > 1 && part.starts_with('0');
    if all(digits) {
        return (!leading(digits)).then(|| text.parse::<i64>().ok())?.map(Number::from);
    }
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.')?;
    let exponent_fits = exponent.is_none_or(|e| e.strip_prefix(['-', '+']).is_some_and(all));
    let fits = (all(whole) || whole.is_empty()) && (all(fraction) || fraction.is_empty()) && !(whole.is_empty() && fraction.is_empty());
    if !fits || !exponent_fits || leading(whole) {
        return None;
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_one_meaning_is_no_text() {
        for text in [
            "012345678901",
            "2012-10-17",
            "1.2.3",
            "12:30",
            "0x1F",
            "1_000",
            "1e3",
            "y",
            "nodejs24.x",
            ".",
            "-",
            "00.5",
            "99999999999999999999",
        ] {
            assert_eq!(plain(text), Shape::Text(text.to_owned()), "{text}");
        }
        assert_eq!(plain("10"), Shape::Number(10.into()));
        assert_eq!(plain("-1"), Shape::Number((-1).into()));
        assert_eq!(plain("0"), Shape::Number(0.into()));
        assert_eq!(plain("2.0"), Shape::Number(Number::from_f64(2.0).unwrap()));
        assert_eq!(plain("1.5e+3"), Shape::Number(Number::from_f64(1500.0).unwrap()));
        assert_eq!(plain("Yes"), Shape::Bool(true));
        assert_eq!(plain("off"), Shape::Bool(false));
        assert_eq!(plain("~"), Shape::Null);
    }
}
