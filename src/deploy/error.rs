//! Why a deployment could not go on, in words for whoever has to mend it.

use serde::Serialize;

/// What went wrong, and the next thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{what}")]
pub struct Error {
    /// The sort of trouble, for code to decide on.
    pub kind: Kind,
    /// What happened, in one or two sentences.
    pub what: String,
    /// What mends it, if anything is known to.
    pub hint: Option<String>,
    /// The same for a terminal, where Stackdraft's own commands do it; the window has controls for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_terminal: Option<String>,
}

/// The sorts of trouble a deployment meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The profile is in neither shared file.
    ProfileMissing,
    /// Neither environment, shell nor profile names a region.
    RegionMissing,
    /// The region has no address.
    RegionUnknown,
    /// No credentials anywhere.
    CredentialsMissing,
    /// The session ran out.
    CredentialsExpired,
    /// AWS does not know the keys, or not in this region.
    CredentialsRefused,
    /// This machine's clock is too far off to sign requests.
    ClockWrong,
    /// The credentials belong to another account than the environment's.
    WrongAccount,
    /// The credentials are good but may not do this.
    PermissionDenied,
    /// A name or value of the environment cannot be used.
    BadTarget,
    /// CloudFormation does not accept the template.
    TemplateRefused,
    /// A parameter has no value, or a value no parameter.
    Parameters,
    /// The change set could not be made.
    ChangeSetFailed,
    /// The change set was executed, replaced or is out of date.
    ChangeSetSpent,
    /// There is no such change set.
    ChangeSetMissing,
    /// Something of this name is there already.
    AlreadyExists,
    /// The deployment would replace or remove a resource that holds data.
    StatefulChange,
    /// Another operation on the stack has not ended.
    StackBusy,
    /// The stack is in a state no deployment can start from.
    StackStuck,
    /// The stack's last rollback failed and has to be taken up again.
    RollbackFailed,
    /// There is no such stack.
    StackMissing,
    /// The artifact bucket is missing or not ours.
    Bucket,
    /// A code folder cannot be packed.
    Artifact,
    /// AWS asks for fewer requests.
    Throttled,
    /// No answer came.
    Unreachable,
    /// AWS answered that it has a problem itself.
    Unavailable,
    /// An account's limit is reached.
    Quota,
    /// AWS refused for a reason of its own.
    Refused,
    /// Whoever asked for it has stopped it.
    Cancelled,
    /// A file of this machine could not be read or written.
    Local,
}

/// The result of everything in this module.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error without advice.
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hint: None, in_terminal: None }
    }

    /// The same error with what mends it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same for the terminal, where that is done by commands.
    pub(crate) fn in_terminal(mut self, hint: impl Into<String>) -> Self {
        self.in_terminal = Some(hint.into());
        self
    }

    /// Whether waiting and asking again may help.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self.kind, Kind::Throttled | Kind::Unreachable | Kind::Unavailable)
    }

    /// The error of a job that was stopped.
    pub(crate) fn cancelled() -> Self {
        Self::new(Kind::Cancelled, "Stopped.")
    }

    /// A file that could not be used.
    pub(crate) fn local(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(Kind::Local, format!("Could not {doing}: {error}: {}", path.display()))
    }
}
