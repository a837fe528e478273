//! What can be known to fail before anything is sent, and what kind of deployment it will be.

use std::collections::{BTreeMap, BTreeSet};

use super::cloud::{Declared, ParameterValue, Stack};
use super::error::{Error, Kind, Result};
use super::event::has_ended;
use super::target::{StackTemplate, Target};

/// CloudFormation's limits for one template:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>.
const MOST_RESOURCES: usize = 500;
const LONGEST_STACK_NAME: usize = 128;

/// How a stack's state lets a deployment begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// Make the stack.
    Create,
    /// Change the stack.
    Update,
    /// A failed creation has to be cleared away, then make the stack.
    ClearFirst,
}

/// What the environment says must be usable.
pub(crate) fn check_target(target: &Target) -> Result<()> {
    let name = target.stack_name.as_str();
    let mut characters = name.chars();
    let well_formed = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '-')
        && name.len() <= LONGEST_STACK_NAME;
    if !well_formed {
        return Err(Error::new(Kind::BadTarget, format!("\"{name}\" cannot be a stack's name."))
            .hint("Letters, digits and hyphens, a letter first, at most 128 characters."));
    }
    if let Some(account) = &target.account
        && !(account.len() == 12 && account.chars().all(|c| c.is_ascii_digit()))
    {
        return Err(Error::new(Kind::BadTarget, format!("\"{account}\" is no account number: these have twelve digits.")));
    }
    Ok(())
}

/// What CloudFormation would refuse by number alone.
pub(crate) fn check_template(template: &StackTemplate) -> Result<()> {
    // Of nested stacks each has its own count, which a check has looked at.
    let count = if template.nested.is_empty() { template.resources.len() } else { 0 };
    if count > MOST_RESOURCES {
        return Err(Error::new(Kind::TemplateRefused, format!("The template has {count} resources; a stack takes {MOST_RESOURCES}."))
            .hint("Divide the design into several stacks."));
    }
    Ok(())
}

/// Whether a deployment can begin, and how.
pub(crate) fn beginning(stack_name: &str, stack: Option<&Stack>) -> Result<Beginning> {
    let Some(stack) = stack else {
        return Ok(Beginning::Create);
    };
    match stack.status.as_str() {
        "DELETE_COMPLETE" | "REVIEW_IN_PROGRESS" => Ok(Beginning::Create),
        "ROLLBACK_COMPLETE" | "CREATE_FAILED" | "ROLLBACK_FAILED" => Ok(Beginning::ClearFirst),
        status @ "UPDATE_ROLLBACK_FAILED" => {
            let hint = "Mend what stopped it, then take the rollback up again.";
            let stuck = stuck(stack_name, status, hint)
                .in_terminal("Mend what stopped it, and let it finish first: stackdraft rollback DESIGN --env ENVIRONMENT");
            Err(Error { kind: Kind::RollbackFailed, ..stuck })
        }
        status @ "DELETE_FAILED" => {
            let hint = "Its deletion failed half-way. Look at the stack to see why, mend it, and delete it again.";
            Err(stuck(stack_name, status, hint).in_terminal(
                "Its deletion failed half-way. See why with `stackdraft events`, mend it, and delete it again: stackdraft delete DESIGN --env ENVIRONMENT",
            ))
        }
        status if has_ended(status) => Ok(Beginning::Update),
        status => Err(busy(stack_name, status)),
    }
}

/// Another operation is under way.
pub(crate) fn busy(stack_name: &str, status: &str) -> Error {
    Error::new(Kind::StackBusy, format!("Another operation on the stack {stack_name} has not ended: it is in {status}."))
        .hint("Watch what is under way, or deploy when it has ended.")
        .in_terminal("Follow it with `stackdraft watch`, take it back with `stackdraft rollback`, or deploy when it has ended.")
}

fn stuck(stack_name: &str, status: &str, hint: &str) -> Error {
    Error::new(Kind::StackStuck, format!("The stack {stack_name} is in {status}; nothing can be deployed to it.")).hint(hint)
}

/// Which parameters have no value yet, of those that have no default.
pub(crate) fn without_value(names: &BTreeSet<String>, given: &BTreeMap<String, String>, stack: Option<&Stack>) -> Vec<String> {
    let is_known = |name: &str| given.contains_key(name) || stack.is_some_and(|stack| stack.parameters.contains_key(name));
    names.iter().filter(|name| !is_known(name)).cloned().collect()
}

/// These parameters need values.
pub(crate) fn values_missing(names: &[&str]) -> Error {
    Error::new(Kind::Parameters, format!("These parameters have neither a value nor a default: {}.", names.join(", ")))
        .hint("Give them values in the environment, or with --parameter NAME=VALUE; masked ones in STACKDRAFT_PARAMETER_<NAME>.")
}

/// A value for each parameter the template declares: given, kept as the stack has it, or the default.
pub(crate) fn parameters(
    given: &BTreeMap<String, String>,
    packaged: &BTreeMap<String, String>,
    declared: &Declared,
    stack: Option<&Stack>,
) -> Result<BTreeMap<String, ParameterValue>> {
    let is_declared = |name: &str| declared.parameters.iter().any(|known| known.name == name);
    let unknown: Vec<&str> = given.keys().map(String::as_str).filter(|name| !is_declared(name)).collect();
    if !unknown.is_empty() {
        return Err(Error::new(
            Kind::Parameters,
            format!("The environment sets parameters the template does not have: {}.", unknown.join(", ")),
        )
        .hint("Take them out of the environment, or add them to the design."));
    }
    let mut values = BTreeMap::new();
    let mut missing = Vec::new();
    for parameter in &declared.parameters {
        let name = &parameter.name;
        if let Some(value) = packaged.get(name).or_else(|| given.get(name)) {
            values.insert(name.clone(), ParameterValue::Is(value.clone()));
        } else if stack.is_some_and(|stack| stack.parameters.contains_key(name)) && !parameter.has_default {
            values.insert(name.clone(), ParameterValue::Unchanged);
        } else if !parameter.has_default {
            missing.push(name.as_str());
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    Err(values_missing(&missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::cloud::DeclaredParameter;

    fn target(stack_name: &str) -> Target {
        Target { stack_name: stack_name.to_owned(), ..Target::default() }
    }

    #[test]
    fn stack_names_follow_the_rule() {
        for good in ["a", "Shop-prod-1", &"x".repeat(128)] {
            assert!(check_target(&target(good)).is_ok(), "{good}");
        }
        for bad in ["", "1shop", "shop_prod", "shop prod", "schön", &"x".repeat(129)] {
            assert_eq!(check_target(&target(bad)).unwrap_err().kind, Kind::BadTarget, "{bad}");
        }
    }

    #[test]
    fn each_status_has_its_beginning() {
        let begin = |status: &str| {
            let stack = Stack { status: status.to_owned(), ..Stack::default() };
            beginning("shop", Some(&stack)).map_err(|error| error.kind)
        };
        assert_eq!(beginning("shop", None), Ok(Beginning::Create));
        assert_eq!(begin("REVIEW_IN_PROGRESS"), Ok(Beginning::Create));
        assert_eq!(begin("ROLLBACK_COMPLETE"), Ok(Beginning::ClearFirst));
        assert_eq!(begin("UPDATE_ROLLBACK_COMPLETE"), Ok(Beginning::Update));
        assert_eq!(begin("CREATE_IN_PROGRESS"), Err(Kind::StackBusy));
        assert_eq!(begin("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), Err(Kind::StackBusy));
        assert_eq!(begin("UPDATE_ROLLBACK_FAILED"), Err(Kind::RollbackFailed));
        assert_eq!(begin("DELETE_FAILED"), Err(Kind::StackStuck));
    }

    #[test]
    fn parameters_are_given_kept_defaulted_or_missed() {
        let declared = Declared {
            parameters: [("Stage", true), ("Secret", false), ("CodeKey", false)]
                .map(|(name, has_default)| DeclaredParameter { name: name.to_owned(), has_default })
                .to_vec(),
            ..Declared::default()
        };
        let packaged = BTreeMap::from([("CodeKey".to_owned(), "k".to_owned())]);
        let none = BTreeMap::new();
        let masked = BTreeSet::from(["Secret".to_owned()]);
        assert_eq!(without_value(&masked, &none, None), ["Secret"]);
        let error = parameters(&none, &packaged, &declared, None).unwrap_err();
        assert!(error.what.contains("Secret") && !error.what.contains("CodeKey"), "{error}");

        let stack = Stack { parameters: BTreeMap::from([("Secret".to_owned(), "****".to_owned())]), ..Stack::default() };
        assert!(without_value(&masked, &none, Some(&stack)).is_empty(), "the stack has a value");
        let values = parameters(&none, &packaged, &declared, Some(&stack)).unwrap();
        assert_eq!(values["Secret"], ParameterValue::Unchanged);
        assert_eq!(values["CodeKey"], ParameterValue::Is("k".to_owned()));
        assert!(!values.contains_key("Stage"));

        let stray = BTreeMap::from([("Stgae".to_owned(), "x".to_owned())]);
        let error = parameters(&stray, &packaged, &declared, Some(&stack)).unwrap_err();
        assert!(error.what.contains("Stgae"), "{error}");
    }
}
