//! What is typed into an environment's form, what is wrong with it, and the environment it makes.

use std::collections::BTreeMap;

use crate::catalog::environment;
use crate::design::{Design, Environment};

/// What is typed and not yet kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) region: String,
    pub(super) profile: String,
    pub(super) account: String,
    pub(super) stack: String,
    pub(super) bucket: String,
    /// Every parameter of the design, and those only the environment knows.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) tags: Vec<(String, String)>,
}

/// What is wrong, by field; parameters and tags by their own names.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) name: Option<String>,
    pub(super) region: Option<String>,
    pub(super) account: Option<String>,
    pub(super) stack: Option<String>,
    pub(super) bucket: Option<String>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<usize, String>,
}

impl Problems {
    /// The first of them.
    pub(super) fn first(&self) -> Option<&String> {
        let own = [&self.name, &self.region, &self.account, &self.stack, &self.bucket];
        own.into_iter().flatten().chain(self.parameters.values()).chain(self.tags.values()).next()
    }
}

impl Form {
    /// The form of an environment of the design; an empty one for a new environment.
    pub(super) fn of(design: &Design, name: Option<&str>) -> Self {
        let environment = name.and_then(|name| design.environments.get(name)).map(|found| (**found).clone()).unwrap_or_default();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut parameters: BTreeMap<String, String> = design.parameters.keys().map(|name| (name.clone(), String::new())).collect();
        parameters.extend(environment.parameters.clone());
        Self {
            name: name.unwrap_or_default().to_owned(),
            region: text(&environment.region),
            profile: text(&environment.profile),
            account: text(&environment.account),
            stack: text(&environment.stack_name),
            bucket: text(&environment.artifact_bucket),
            parameters,
            tags: environment.tags.into_iter().collect(),
        }
    }

    /// What is wrong with it, for an environment that was called `original`.
    pub(super) fn problems(&self, design: &Design, original: Option<&str>) -> Problems {
        let name = self.name.trim();
        let is_taken = Some(name) != original && design.environments.contains_key(name);
        let says = |why: Option<&'static str>| why.map(str::to_owned);
        let parameters = self.parameters.iter().filter_map(|(name, value)| {
            let problem = environment::parameter_problem(design.parameters.get(name).map(|parameter| &**parameter), value)?;
            Some((name.clone(), problem))
        });
        Problems {
            name: says(environment::name_problem(name).or(is_taken.then_some("There is one of this name already"))),
            region: says(environment::region_problem(self.region.trim())),
            account: says(environment::account_problem(self.account.trim())),
            stack: says(environment::stack_problem(self.stack.trim())),
            bucket: says(environment::bucket_problem(self.bucket.trim())),
            parameters: parameters.collect(),
            tags: (0..self.tags.len()).filter_map(|index| Some((index, self.tag_problem(index)?))).collect(),
        }
    }

    fn tag_problem(&self, index: usize) -> Option<String> {
        let (key, value) = self.tags.get(index)?;
        let key = key.trim();
        if key.is_empty() && value.is_empty() {
            return None;
        }
        let is_there = self.tags.iter().take(index).any(|(other, _)| other.trim() == key);
        environment::tag_problem(key, value).or(is_there.then_some("This key is there already")).map(str::to_owned)
    }

    /// The environment it makes; what it shows nothing of stays as it is.
    pub(super) fn environment(&self, before: Option<&Environment>) -> Environment {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut environment = before.cloned().unwrap_or_default();
        environment.region = some(&self.region);
        environment.profile = some(&self.profile);
        environment.account = some(&self.account);
        environment.stack_name = some(&self.stack);
        environment.artifact_bucket = some(&self.bucket);
        environment.parameters = self.parameters.iter().filter(|(_, value)| !value.is_empty()).map(owned).collect();
        let tags = self.tags.iter().filter(|(key, _)| !key.trim().is_empty());
        environment.tags = tags.map(|(key, value)| (key.trim().to_owned(), value.clone())).collect();
        environment
    }
}

fn owned((name, value): (&String, &String)) -> (String, String) {
    (name.clone(), value.clone())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::design::Parameter;

    fn design() -> Design {
        let mut design = Design::new("Shop");
        let stage = Parameter { allowed_values: vec!["dev".to_owned(), "prod".to_owned()], ..Parameter::default() };
        design.parameters.insert("Stage".to_owned(), Arc::new(stage));
        let mut dev = Environment { region: Some("eu-west-1".to_owned()), ..Environment::default() };
        dev.tags.insert("team".to_owned(), "orders".to_owned());
        dev.unknown.insert("later".to_owned(), true.into());
        design.environments.insert("dev".to_owned(), Arc::new(dev));
        design
    }

    #[test]
    fn an_environment_comes_through_its_form_unchanged() {
        let design = design();
        let form = Form::of(&design, Some("dev"));
        assert_eq!(form.parameters["Stage"], "");
        assert_eq!(form.environment(Some(&design.environments["dev"])), *design.environments["dev"]);
        assert_eq!(form.problems(&design, Some("dev")).first(), None);
        assert!(form.problems(&design, None).name.is_some(), "the name is taken");
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let text = str::to_owned;
        let form = Form {
            name: text("a b"),
            region: text("eu west"),
            profile: text("anything goes"),
            account: text("123"),
            stack: text("1shop"),
            bucket: text("Shop"),
            parameters: BTreeMap::from([(text("Stage"), text("test")), (text("Gone"), text("x"))]),
            tags: vec![(text("aws:x"), String::new()), (text("a"), text("1")), (text("a"), text("2")), (String::new(), String::new())],
        };
        let problems = form.problems(&design(), None);
        assert!([&problems.name, &problems.region, &problems.account, &problems.stack, &problems.bucket].iter().all(|p| p.is_some()));
        assert_eq!(problems.parameters["Stage"], "One of dev, prod");
        assert!(problems.parameters["Gone"].contains("no such parameter"));
        assert_eq!(problems.tags.keys().copied().collect::<Vec<_>>(), [0, 2]);
    }
}
