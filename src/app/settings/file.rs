//! The settings file: TOML that people read and write as well. What is not understood stays as it is, comments too; a file
//! that cannot be read is not written.

use std::fs::{self, File};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Map, Value as Json};
use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Table, Value};

use super::preference::{Held, PREFERENCES, Preference, Range};
use super::{Problem, Read};

/// What the text of a settings file says.
pub(super) fn read(text: &str) -> Read {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            return Read { broken: true, problems: vec![Problem { line, message: error.message().to_owned() }], ..Read::default() };
        }
    };
    let mut read = Read::default();
    let place = |item: &Item| item.span().map_or(1, |span| line_of(text, span.start));
    for preference in PREFERENCES {
        let Some(item) = document.get(preference.table).and_then(|table| table.get(preference.key)) else { continue };
        if let Some(held) = held(preference, item) {
            read.held.insert(preference.path(), held);
        } else {
            let message = format!("`{}` must be {}", preference.path(), preference.demand());
            read.problems.push(Problem { line: place(item), message });
        }
    }
    for (command, item) in document.get("keys").and_then(Item::as_table_like).into_iter().flat_map(|t| t.iter()) {
        if let Some(keys) = texts(item) {
            read.keys.insert(command.to_owned(), (place(item), keys));
        } else {
            let message = format!("`keys.{command}` must be a list of keys, such as [\"Mod+K\"]");
            read.problems.push(Problem { line: place(item), message });
        }
    }
    for (service, item) in document.get("defaults").and_then(Item::as_table_like).into_iter().flat_map(|t| t.iter()) {
        let Some(fields) = item.as_table_like() else {
            let message = format!("`defaults.{service}` must be a table of fields with their values");
            read.problems.push(Problem { line: place(item), message });
            continue;
        };
        for (field, value) in fields.iter() {
            read.defaults.insert((service.to_owned(), field.to_owned()), (place(value), to_json(value)));
        }
    }
    read
}

fn held(preference: &Preference, item: &Item) -> Option<Held> {
    match preference.range {
        Range::Switch(_) => item.as_bool().map(Held::Switch),
        Range::Choice(choices) => choices.iter().find(|(id, _)| Some(*id) == item.as_str()).map(|(id, _)| Held::Choice(id)),
        Range::Number { least, most, .. } => item.as_integer().filter(|n| (least..=most).contains(n)).map(Held::Number),
    }
}

/// A list of texts, or one text.
fn texts(item: &Item) -> Option<Vec<String>> {
    if let Some(one) = item.as_str() {
        return Some(vec![one.to_owned()]);
    }
    item.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// Puts a value at a place of the file, or takes it away; everything else stays. What stands in the file is read anew
/// first, because another window may have written it.
pub(super) fn write(file: &Path, place: &[&str], value: Option<Value>) -> Result<String, String> {
    let folder = file.parent().ok_or("the settings file has no folder")?;
    fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let _lock = lock(&folder.join("settings.lock"));
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error.to_string()),
    };
    let text = changed(&text, place, value)?;
    crate::project::replace(file, text.as_bytes()).map_err(|e| e.to_string())?;
    Ok(text)
}

/// The text with a value put in or taken away.
fn changed(text: &str, place: &[&str], value: Option<Value>) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        format!("line {line} of the settings file cannot be read ({}), so it is not written", error.message())
    })?;
    let Some((key, tables)) = place.split_last() else { return Ok(text.to_owned()) };
    let mut table: &mut dyn toml_edit::TableLike = document.as_table_mut();
    for (depth, name) in tables.iter().enumerate() {
        if value.is_none() && !table.contains_key(name) {
            return Ok(text.to_owned());
        }
        let item = table.entry(name).or_insert_with(|| {
            let mut new = Table::new();
            new.set_implicit(depth + 1 < tables.len());
            Item::Table(new)
        });
        table = item.as_table_like_mut().ok_or_else(|| format!("`{name}` of the settings file is no table"))?;
    }
    match value {
        // A value that is replaced keeps the remark behind it.
        Some(mut value) => match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            None => drop(table.insert(key, Item::Value(value))),
        },
        None => drop(table.remove(key)),
    }
    Ok(document.to_string())
}

/// Held while the file is read and written; a window that hangs does not make others hang.
fn lock(path: &Path) -> Option<File> {
    let file = File::create(path).ok()?;
    for _ in 0..40 {
        if file.try_lock().is_ok() {
            break;
        }
        sleep(Duration::from_millis(5));
    }
    Some(file)
}

/// A preference as the file has it.
pub(super) fn of_held(held: &Held) -> Value {
    match held {
        Held::Switch(on) => Value::from(*on),
        Held::Choice(id) => Value::from(*id),
        Held::Number(number) => Value::from(*number),
    }
}

/// JSON as the file has it; TOML knows no null.
pub(super) fn of_json(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(on) => Value::from(*on),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(number.as_f64()?),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::Array(items.iter().filter_map(of_json).collect::<Array>()),
        Json::Object(map) => {
            let pairs = map.iter().filter_map(|(key, json)| Some((key.as_str(), of_json(json)?)));
            Value::InlineTable(pairs.collect::<InlineTable>())
        }
    })
}

fn to_json(item: &Item) -> Json {
    if let Some(table) = item.as_table_like() {
        return Json::Object(table.iter().map(|(key, item)| (key.to_owned(), to_json(item))).collect::<Map<_, _>>());
    }
    match item {
        Item::Value(value) => value_to_json(value),
        Item::ArrayOfTables(tables) => {
            let of_table = |table: &Table| Json::Object(table.iter().map(|(key, item)| (key.to_owned(), to_json(item))).collect());
            Json::Array(tables.iter().map(of_table).collect())
        }
        Item::None | Item::Table(_) => Json::Null,
    }
}

fn value_to_json(value: &Value) -> Json {
    match value {
        Value::String(text) => Json::from(text.value().as_str()),
        Value::Integer(number) => Json::from(*number.value()),
        Value::Float(number) => Json::from(*number.value()),
        Value::Boolean(on) => Json::from(*on.value()),
        Value::Datetime(date) => Json::from(date.value().to_string()),
        Value::Array(items) => Json::Array(items.iter().map(value_to_json).collect()),
        Value::InlineTable(table) => Json::Object(table.iter().map(|(key, value)| (key.to_owned(), value_to_json(value))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_where_it_belongs_and_everything_else_stays() {
        let text = "# mine\nlater = 3\n\n[appearance] # colours\ntheme = \"dark\" # at night\nglow = true\n";
        let text = changed(text, &["appearance", "theme"], Some(Value::from("light"))).unwrap();
        let text = changed(&text, &["defaults", "function", "runtime"], Some(Value::from("python3.13"))).unwrap();
        assert_eq!(
            text,
            "# mine\nlater = 3\n\n[appearance] # colours\ntheme = \"light\" # at night\nglow = true\n\n[defaults.function]\nruntime = \"python3.13\"\n"
        );
        let text = changed(&text, &["appearance", "theme"], None).unwrap();
        assert!(!text.contains("theme") && text.contains("glow = true"), "{text}");
        assert_eq!(changed(&text, &["nowhere", "theme"], None).unwrap(), text);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let read = read("[appearance]\ntheme = \"pink\"\ntext_size = 400\n[keys]\nsave = 3\n[canvas]\ngrid = false\n");
        let lines: Vec<(usize, &str)> = read.problems.iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(lines[0], (2, "`appearance.theme` must be one of \"system\", \"light\", \"dark\""));
        assert_eq!(lines[1], (3, "`appearance.text_size` must be a whole number from 9 to 24"));
        assert_eq!(lines[2].0, 5);
        assert_eq!(read.held.get("canvas.grid"), Some(&Held::Switch(false)), "the rest holds");
        let broken = super::read("[canvas]\ngrid = \n");
        assert!(broken.broken);
        assert_eq!(broken.problems[0].line, 2);
        assert!(changed("[canvas]\ngrid = \n", &["canvas", "grid"], Some(Value::from(true))).unwrap_err().contains("line 2"));
    }

    #[test]
    fn json_goes_to_the_file_and_back() {
        let json = serde_json::json!({ "a": [1, "two", true], "b": { "c": 1.5 } });
        let text = changed("", &["defaults", "function", "x"], of_json(&json)).unwrap();
        let (_, back) = &read(&text).defaults[&("function".to_owned(), "x".to_owned())];
        assert_eq!(*back, json);
    }
}
