//! SEC052.

use crate::catalog::{Check, CheckSpec, Context, Field, Findings, Place, Settings, Severity};
use crate::services::user_pool::{self, PASSWORD_LENGTH, PASSWORD_LOWERCASE, PASSWORD_NUMBERS, PASSWORD_SYMBOLS, PASSWORD_UPPERCASE};
use crate::unit;

/// What every password has to have, unless it is long.
const KINDS: [&Field; 4] = [&PASSWORD_LOWERCASE, &PASSWORD_UPPERCASE, &PASSWORD_NUMBERS, &PASSWORD_SYMBOLS];
/// Fewest characters of a password.
const SHORTEST: i64 = 8;
/// From this length on it does not matter what a password is made of.
const LONG: i64 = 15;

unit! {
    /// A user pool takes passwords that are guessed in hours.
    ///
    /// Passwords have eight characters or more, and of each kind one – letters of both cases, digits, special characters –
    /// or are 15 characters long.
    ///
    /// AWS: Amazon Cognito Developer Guide, "Passwords, account recovery, and password policies"; AWS Security Hub User
    /// Guide, "Security Hub controls for Amazon Cognito".
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers password_length=6
    /// ```
    ///
    /// ```stackdraft breaks
    /// add user_pool Customers password_symbols=false
    /// ```
    ///
    /// ```stackdraft keeps
    /// add user_pool Customers
    /// add user_pool Staff password_length=15 password_symbols=false
    /// ```
    pub static SPEC: CheckSpec = {
        code: "SEC052",
        name: "password_policy_weak",
        severity: Severity::Warning,
        fix: true,
    }
}

/// The check.
pub struct PasswordPolicyWeak;

impl Check for PasswordPolicyWeak {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for node in context.graph.nodes_of(user_pool::SPEC.id) {
            let Some(length) = node.integer(&PASSWORD_LENGTH).filter(|length| *length < LONG) else { continue };
            let missing = KINDS.into_iter().find(|field| !node.is_deferred(field) && !node.is_on(field));
            let (field, id) = match missing {
                _ if length < SHORTEST => (&PASSWORD_LENGTH, node.id.clone()),
                Some(field) => (field, node.id.clone()),
                None => continue,
            };
            out.add(Place::Node(id.clone()), format!("{} takes passwords that are easily guessed.", node.node.name))
                .field(field)
                .unsafe_fix("Ask for twelve characters, of every kind one", move |draft| {
                    [&PASSWORD_LENGTH].into_iter().chain(KINDS).try_for_each(|field| draft.set_node_field(&id, field.id, None))
                });
        }
    }
}
