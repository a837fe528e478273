//! Names made from names: logical IDs, environment variables.

/// The words of a text: runs of letters and digits, split where lower case meets upper case.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            previous = None;
            continue;
        }
        let starts = match previous {
            None => true,
            Some(p) => (p.is_ascii_lowercase() || p.is_ascii_digit()) && c.is_ascii_uppercase(),
        };
        match words.last_mut() {
            Some(word) if !starts => word.push(c),
            _ => words.push(c.to_string()),
        }
        previous = Some(c);
    }
    words
}

/// `order events` → `OrderEvents`; upper case inside words is kept.
pub fn pascal(text: &str) -> String {
    words(text)
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        })
        .collect()
}

/// `OrderEvents` → `order-events`: an id that becomes the same name in Pascal case wherever such an id made it.
pub fn kebab(text: &str) -> String {
    words(text).join("-").to_lowercase()
}

/// `OrderEvents` → `ORDER_EVENTS`.
pub fn upper_snake(text: &str) -> String {
    words(text).join("_").to_uppercase()
}

/// The logical ID for a display name: its words in Pascal case, the kind's suffix behind them unless they end in it.
pub fn logical_id(name: &str, suffix: &str, fallback: &str) -> String {
    let mut id = pascal(name);
    if id.is_empty() {
        id = pascal(fallback);
    }
    if id.starts_with(|c: char| c.is_ascii_digit()) {
        id.insert(0, 'N');
    }
    // 255 is the limit of a logical ID; parts of the node append to it.
    id.truncate(128);
    if id.to_lowercase().ends_with(&suffix.to_lowercase()) {
        let keep = id.len() - suffix.len();
        id.truncate(keep);
    }
    format!("{id}{suffix}")
}

/// A name to show for a logical ID: its words without the kind's suffix, `OrderEventsQueue` → `Order events`. It makes the
/// same logical ID again wherever the rule made that one.
pub fn display(logical_id: &str, suffix: &str) -> String {
    let bare = logical_id.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(logical_id);
    let words = words(bare).into_iter().enumerate().map(|(index, word)| {
        let shouted = word.len() > 1 && word.chars().skip(1).any(|c| c.is_ascii_uppercase());
        if index == 0 || shouted { word } else { word.to_lowercase() }
    });
    let name = words.collect::<Vec<_>>().join(" ");
    if name.is_empty() { logical_id.to_owned() } else { name }
}

/// The text with a small letter at its beginning, to stand within a sentence.
pub fn within_sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids_and_variables() {
        assert_eq!(logical_id("Orders", "Queue", "queue"), "OrdersQueue");
        assert_eq!(logical_id("orders queue", "Queue", "queue"), "OrdersQueue");
        assert_eq!(logical_id("Check inventory", "", "function"), "CheckInventory");
        assert_eq!(logical_id("注文", "Table", "table"), "Table");
        assert_eq!(logical_id("3 tries", "Queue", "queue"), "N3TriesQueue");
        assert_eq!(upper_snake("OrdersAPI"), "ORDERS_API");
        assert_eq!(display("OrderEventsQueue", "Queue"), "Order events");
        assert_eq!(display("Queue", "Queue"), "Queue");
        assert_eq!(display("ShopHTTPApi", "Api"), "Shop HTTP");
    }
}
