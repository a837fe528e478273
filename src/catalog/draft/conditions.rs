//! Conditions in a draft: what they are, and what is under them.

use super::{Draft, Problem};
use crate::catalog::conditions::{definitions, used};
use crate::catalog::naming::pascal;
use crate::design::condition::is_condition_name;
use crate::design::{Condition, ConnectionId, Edit, Environment, NodeId, Parameter};

/// A node or a connection, which may be under a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conditional {
    /// A node.
    Node(NodeId),
    /// A connection.
    Connection(ConnectionId),
}

/// The parameter that tells environments apart, where a design has none that does.
const PARAMETER: &str = "Environment";

impl Draft<'_> {
    /// Puts a condition in place; removes it where there is none, and then what was under it is always there.
    pub fn set_condition(&mut self, name: &str, condition: Option<Condition>) -> Result<(), Problem> {
        if !is_condition_name(name) {
            return Err(Problem::new(format!("`{name}` cannot be a condition's name; use letters and digits")));
        }
        let Some(condition) = condition else {
            if !self.design().conditions.contains_key(name) {
                return Err(Problem::new(format!("there is no condition `{name}`")));
            }
            let asking = self.design().conditions.iter().find(|(_, other)| asks(other, name)).map(|(asking, _)| asking.clone());
            if let Some(asking) = asking {
                return Err(Problem::with_hint(format!("the condition {asking} asks {name}"), format!("change {asking} first")));
            }
            for thing in self.under(name) {
                self.set_only(&thing, None)?;
            }
            self.apply(Edit::Condition(name.to_owned(), None));
            return Ok(());
        };
        self.apply(Edit::Condition(name.to_owned(), Some(condition.into())));
        Ok(())
    }

    /// What is under a condition.
    fn under(&self, name: &str) -> Vec<Conditional> {
        let is = |condition: &Option<String>| condition.as_deref() == Some(name);
        let nodes = self.design().nodes.iter().filter(|(_, n)| is(&n.condition)).map(|(id, _)| Conditional::Node(id.clone()));
        let lines = self.design().connections.iter().filter(|(_, c)| is(&c.condition)).map(|(id, _)| Conditional::Connection(id.clone()));
        nodes.chain(lines).collect()
    }

    /// Puts a node or connection under a condition; without one it is always there.
    pub fn set_only(&mut self, thing: &Conditional, condition: Option<&str>) -> Result<(), Problem> {
        if let Some(name) = condition
            && !definitions(self.design()).contains_key(name)
        {
            let known: Vec<String> = definitions(self.design()).into_keys().collect();
            let hint = if known.is_empty() { "there is none yet".to_owned() } else { format!("there are {}", known.join(", ")) };
            return Err(Problem::with_hint(format!("there is no condition `{name}`"), hint));
        }
        let condition = condition.map(str::to_owned);
        match thing {
            Conditional::Node(id) => self.change_node(id, |node| node.condition = condition),
            Conditional::Connection(id) => self.change_connection(id, |connection| connection.condition = condition),
        }
    }

    /// Puts a node or connection under the condition that the stack is that of an environment, which is made where there is
    /// none: with a parameter that every environment sets to its name.
    pub fn only_in_environment(&mut self, thing: &Conditional, environment: &str) -> Result<(), Problem> {
        if !self.design().environments.contains_key(environment) {
            return Err(Problem::new(format!("there is no environment `{environment}`")));
        }
        let name = self.condition_of(environment)?;
        self.set_only(thing, Some(&name))
    }

    /// The condition that holds in this environment alone.
    fn condition_of(&mut self, environment: &str) -> Result<String, Problem> {
        let (parameter, value) = self.telling_parameter(environment)?;
        let wanted = Condition::is(&parameter, &value);
        if let Some((name, _)) = definitions(self.design()).iter().find(|(_, known)| ***known == wanted) {
            return Ok(name.clone());
        }
        let taken = definitions(self.design());
        let name = crate::design::ids::unused(&format!("In{}", pascal(environment)), "", |name| taken.contains_key(name));
        self.set_condition(&name, Some(wanted))?;
        Ok(name)
    }

    /// A parameter whose value is another one in every environment, and its value in this one.
    fn telling_parameter(&mut self, environment: &str) -> Result<(String, String), Problem> {
        let environments = self.design().environments.clone();
        let told = self.design().parameters.keys().find_map(|name| {
            let values: Vec<&String> = environments.values().filter_map(|e| e.parameters.get(name)).collect();
            let own = environments.get(environment)?.parameters.get(name)?;
            let all = values.len() == environments.len() && values.iter().filter(|value| **value == own).count() == 1;
            all.then(|| (name.clone(), own.clone()))
        });
        if let Some(told) = told {
            return Ok(told);
        }
        let names: Vec<String> = environments.keys().cloned().collect();
        // One that was made so for fewer environments is one still.
        let names_them = |name: &str| environments.iter().all(|(own, e)| e.parameters.get(name).is_none_or(|value| value == own));
        let known = |name: &str| self.design().parameters.get(name).map(|parameter| (**parameter).clone());
        let name = if names_them(PARAMETER) {
            PARAMETER.to_owned()
        } else {
            crate::design::ids::unused(PARAMETER, "", |name| self.design().parameters.contains_key(name))
        };
        let new = || Parameter { description: Some("Which environment the stack is".to_owned()), ..Parameter::default() };
        let mut parameter = known(&name).unwrap_or_else(new);
        parameter.allowed_values = names;
        self.set_parameter(&name, Some(parameter))?;
        for (own, known) in &environments {
            let mut changed: Environment = (**known).clone();
            changed.parameters.insert(name.clone(), own.clone());
            self.set_environment(own, Some(changed))?;
        }
        Ok((name, environment.to_owned()))
    }

    /// Has a new environment set the parameters by which the others are told apart to its own name: those that every other one
    /// sets to its name, and that allow no other value.
    pub(super) fn tell_environment(&mut self, new: &str) -> Result<(), Problem> {
        let others: Vec<(String, Environment)> =
            self.design().environments.iter().filter(|(name, _)| *name != new).map(|(name, e)| (name.clone(), (**e).clone())).collect();
        let telling = |(name, parameter): (&String, &std::sync::Arc<Parameter>)| {
            let all = others.iter().all(|(own, e)| e.parameters.get(name) == Some(own) && parameter.allowed_values.contains(own));
            (all && parameter.allowed_values.len() == others.len()).then(|| (name.clone(), (**parameter).clone()))
        };
        let telling: Vec<_> = self.design().parameters.iter().filter_map(telling).filter(|_| !others.is_empty()).collect();
        for (name, mut parameter) in telling {
            parameter.allowed_values.push(new.to_owned());
            parameter.allowed_values.sort_unstable();
            self.set_parameter(&name, Some(parameter))?;
            let Some(mut environment) = self.design().environments.get(new).map(|e| (**e).clone()) else { return Ok(()) };
            environment.parameters.insert(name, new.to_owned());
            self.set_environment(new, Some(environment))?;
        }
        Ok(())
    }

    /// Whether anything is under this condition or asks it.
    pub fn is_condition_used(&self, name: &str) -> bool {
        used(self.design()).contains(name) || self.design().conditions.values().any(|other| asks(other, name))
    }
}

fn asks(condition: &Condition, name: &str) -> bool {
    let mut found = false;
    condition.walk(&mut |one| found |= matches!(one, Condition::Holds(other) if other == name));
    found
}
