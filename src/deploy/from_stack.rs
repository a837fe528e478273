//! A running stack's template as a design, with an environment that leads back to the stack.

use std::collections::BTreeMap;

use super::error::{Error, Kind, Result};
use super::standing::Status;
use super::target::Target;
use crate::design::{Design, Environment};

/// What the environment of a design made of a stack is called.
pub const ENVIRONMENT: &str = "live";

impl Target {
    /// A stack that no design has an environment for yet.
    #[must_use]
    pub fn named(stack_name: &str, region: Option<&str>, profile: Option<&str>) -> Self {
        Self {
            environment: ENVIRONMENT.to_owned(),
            stack_name: stack_name.to_owned(),
            region: region.map(str::to_owned),
            profile: profile.map(str::to_owned),
            ..Self::default()
        }
    }
}

impl Status {
    /// The template as it was deployed.
    ///
    /// # Errors
    /// If it may not be read.
    pub fn deployed_template(&self) -> Result<&str> {
        self.template.as_deref().ok_or_else(|| {
            let what = format!("The template of the stack {} may not be read with these credentials.", self.destination.stack_name);
            Error::new(Kind::PermissionDenied, what).hint("They need the permission cloudformation:GetTemplate.")
        })
    }

    /// The environment that deploys a design of the stack's template to the stack again: parameters as they are there, but for
    /// those nobody may see.
    #[must_use]
    pub fn environment(&self, design: &Design, profile: Option<&str>) -> Environment {
        let shown = |name: &str, value: &str| {
            design.parameters.get(name).is_some_and(|known| !known.no_echo && known.default.as_deref() != Some(value))
        };
        let parameters: BTreeMap<String, String> =
            self.parameters.iter().filter(|(name, value)| shown(name, value)).map(|(name, value)| (name.clone(), value.clone())).collect();
        Environment {
            region: Some(self.destination.region.clone()),
            profile: profile.map(str::to_owned),
            account: Some(self.destination.identity.account.clone()),
            stack_name: Some(self.destination.stack_name.clone()),
            parameters,
            tags: self.tags.clone(),
            ..Environment::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::deploy::{Deployed, Destination};
    use crate::design::Parameter;

    #[test]
    fn the_environment_leads_back_and_holds_no_secret() {
        let mut design = Design::new("Shop");
        let parameter = |default: Option<&str>, no_echo| Parameter { default: default.map(str::to_owned), no_echo, ..Parameter::default() };
        design.parameters.insert("Stage".to_owned(), Arc::new(parameter(Some("dev"), false)));
        design.parameters.insert("Size".to_owned(), Arc::new(parameter(Some("1"), false)));
        design.parameters.insert("ApiKey".to_owned(), Arc::new(parameter(None, true)));
        let text = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let status = Status {
            destination: Destination { region: "eu-west-1".to_owned(), stack_name: "shop".to_owned(), ..Destination::default() },
            stack: Deployed::default(),
            reason: None,
            changed_at_ms: None,
            protected: false,
            busy: false,
            drift: None,
            resources: Vec::new(),
            remembered: None,
            parameters: text(&[("Stage", "prod"), ("Size", "1"), ("ApiKey", "****"), ("Unknown", "x")]),
            tags: text(&[("team", "orders")]),
            template: None,
        };
        let environment = status.environment(&design, Some("company"));
        assert_eq!(environment.parameters, text(&[("Stage", "prod")]));
        assert_eq!((environment.stack_name.as_deref(), environment.profile.as_deref()), (Some("shop"), Some("company")));
        assert_eq!(environment.tags["team"], "orders");
        assert_eq!(status.deployed_template().unwrap_err().kind, Kind::PermissionDenied);
    }
}
