//! What the settings of an environment must look like: the form, scripts and the draft ask here.

use crate::design::{Environment, Parameter};

/// What is wrong with an environment's name; a short remark for beside the field.
pub fn name_problem(name: &str) -> Option<&'static str> {
    (name.is_empty() || !is_word(name, "-_")).then_some("Letters, digits, - and _")
}

/// What is wrong with a region's code; empty text leaves the region to the profile or the shell.
/// AWS: General Reference, "AWS Regions".
pub fn region_problem(region: &str) -> Option<&'static str> {
    let words: Vec<&str> = region.split('-').collect();
    let lower = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_region = match words.as_slice() {
        [partition, places @ .., number] => {
            partition.len() >= 2
                && !places.is_empty()
                && lower(partition)
                && places.iter().all(lower)
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    (!region.is_empty() && !is_region).then_some("A region such as eu-west-1")
}

/// What is wrong with an account's number; empty text pins none.
pub fn account_problem(account: &str) -> Option<&'static str> {
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    (!account.is_empty() && !is_account).then_some("Twelve digits")
}

/// What is wrong with a stack's name; empty text has one made. AWS: CloudFormation API Reference, "CreateStack".
pub fn stack_problem(name: &str) -> Option<&'static str> {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_word(name, "-") && name.len() <= 128;
    (!name.is_empty() && !is_name).then_some("A letter, then letters, digits and -, up to 128")
}

/// What is wrong with a bucket's name; empty text leaves it open. AWS: Amazon S3 User Guide, "General purpose bucket naming
/// rules".
pub fn bucket_problem(name: &str) -> Option<&'static str> {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_name = (3..=63).contains(&name.len())
        && name.chars().all(|c| is_good(c) || c == '.' || c == '-')
        && name.starts_with(is_good)
        && name.ends_with(is_good);
    (!name.is_empty() && !is_name).then_some("3 to 63 small letters, digits, . and -")
}

/// What is wrong with a tag. AWS: Tagging AWS Resources User Guide, "Tag naming limits and requirements".
pub fn tag_problem(key: &str, value: &str) -> Option<&'static str> {
    if key.is_empty() || key.chars().count() > 128 {
        Some("A key has 1 to 128 characters")
    } else if key.to_ascii_lowercase().starts_with("aws:") {
        Some("Keys that begin with aws: belong to AWS")
    } else if value.chars().count() > 256 {
        Some("A value has up to 256 characters")
    } else {
        None
    }
}

/// What is wrong with a parameter's value; an empty one leaves the default.
pub fn parameter_problem(parameter: Option<&Parameter>, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let Some(parameter) = parameter else { return Some("The design has no such parameter".to_owned()) };
    let allowed = &parameter.allowed_values;
    (!allowed.is_empty() && !allowed.iter().any(|one| one == value)).then(|| format!("One of {}", allowed.join(", ")))
}

/// The first thing wrong with an environment under a name: the setting and what it must be.
pub fn problem(name: &str, environment: &Environment) -> Option<(String, &'static str)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let own = [
        ("the name", name_problem(name)),
        ("region", region_problem(&text(&environment.region))),
        ("account", account_problem(&text(&environment.account))),
        ("stack", stack_problem(&text(&environment.stack_name))),
        ("bucket", bucket_problem(&text(&environment.artifact_bucket))),
    ];
    let tags = environment.tags.iter().map(|(key, value)| (format!("tag `{key}`"), tag_problem(key, value)));
    own.into_iter().map(|(what, why)| (what.to_owned(), why)).chain(tags).find_map(|(what, why)| Some((what, why?)))
}

/// Whether a text has only letters, digits and these characters.
fn is_word(text: &str, more: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_what_only_looks_like_one() {
        for region in ["", "us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "us-isob-east-1", "ap-southeast-12"] {
            assert_eq!(region_problem(region), None, "{region}");
        }
        for region in ["-east-1", "us-east", "useast1", "us-east-1a", "US-EAST-1", "us--1", "e-w-1"] {
            assert!(region_problem(region).is_some(), "{region}");
        }
    }

    #[test]
    fn the_setting_that_is_wrong_is_named() {
        let environment = Environment { region: Some("-east-1".to_owned()), ..Environment::default() };
        assert_eq!(problem("dev", &environment), Some(("region".to_owned(), "A region such as eu-west-1")));
        assert_eq!(problem("dev", &Environment::default()), None);
    }
}
