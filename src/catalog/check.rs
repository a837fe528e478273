//! What a check is written in: findings, places, fixes.

use std::fmt;
use std::sync::Arc;

use super::date::Date;
use super::draft::{Draft, Problem};
use super::graph::Graph;
use super::proof::Proofs;
use super::synthesis::Synthesis;
use crate::design::{ConnectionId, EntryId, GroupId, NodeId};

/// A check as data.
#[derive(Debug)]
pub struct CheckSpec {
    /// Its manual page, with one example fenced as `stackdraft breaks` and one as `stackdraft keeps`; filled in by
    /// [`crate::unit!`].
    pub docs: &'static str,
    /// Its stable code, such as `REL001`.
    pub code: &'static str,
    /// The offence, such as `dead_letters_missing`.
    pub name: &'static str,
    /// How bad it is, unless the design says otherwise.
    pub severity: Severity,
    /// Whether a machine can mend it.
    pub fix: bool,
}

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// CloudFormation or the service would refuse it, or it cannot work: export and deployment stop.
    Error,
    /// It works, and will hurt in production.
    Warning,
    /// A best practice.
    Advice,
}

impl Severity {
    /// Its name in files, on the command line and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }

    /// The severity with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Error, Self::Warning, Self::Advice].into_iter().find(|s| s.name() == name)
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The design as a whole.
    Design,
    /// A node.
    Node(NodeId),
    /// An entry of a node.
    Entry(NodeId, EntryId),
    /// A connection.
    Connection(ConnectionId),
    /// A group.
    Group(GroupId),
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one sentence with the names of what it is about.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The field there, where it is one field's.
    pub field: Option<&'static str>,
    /// What else is part of it: the other end, the whole cycle.
    pub related: Vec<Place>,
    /// What a machine can do about it, the best first.
    pub fixes: Vec<Fix>,
}

/// A change that mends a finding.
#[derive(Clone)]
pub struct Fix {
    /// What it does, in the imperative: `Add a dead-letter queue`.
    pub title: String,
    /// Whether it may be applied unasked (`check --fix`): it changes nothing the user chose.
    pub safe: bool,
    /// Makes the change on a draft.
    pub apply: Arc<FixFn>,
}

/// What a fix does to a draft.
pub type FixFn = dyn Fn(&mut Draft<'_>) -> Result<(), Problem> + Send + Sync;

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fix").field("title", &self.title).field("safe", &self.safe).finish_non_exhaustive()
    }
}

/// What checks look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The design, resolved.
    pub graph: &'a Graph<'a>,
    /// The template it becomes, with where everything comes from.
    pub synthesis: &'a Synthesis,
    /// Which lines deliver, and why.
    pub proofs: &'a Proofs,
    /// Today, for what depends on the date.
    pub today: Date,
}

/// Collects what one check finds.
pub struct Findings<'a> {
    spec: &'static CheckSpec,
    list: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A collector for the check `spec`.
    pub fn new(spec: &'static CheckSpec, list: &'a mut Vec<Finding>) -> Self {
        Self { spec, list }
    }

    /// Adds a finding; the result takes field, related places and fixes.
    pub fn add(&mut self, place: Place, message: impl Into<String>) -> FindingBuilder<'_> {
        self.list.push(Finding {
            code: self.spec.code,
            severity: self.spec.severity,
            message: message.into(),
            place,
            field: None,
            related: Vec::new(),
            fixes: Vec::new(),
        });
        let index = self.list.len() - 1;
        FindingBuilder { finding: &mut self.list[index] }
    }
}

/// Completes a finding that was just added.
pub struct FindingBuilder<'a> {
    finding: &'a mut Finding,
}

impl FindingBuilder<'_> {
    /// The field it is about.
    pub fn field(self, field: &super::Field) -> Self {
        self.finding.field = Some(field.id);
        self
    }

    /// With this severity instead of the check's own.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// What else is part of it.
    pub fn related(self, places: impl IntoIterator<Item = Place>) -> Self {
        self.finding.related.extend(places);
        self
    }

    /// A fix that may be applied unasked.
    pub fn fix(self, title: impl Into<String>, apply: impl Fn(&mut Draft<'_>) -> Result<(), Problem> + Send + Sync + 'static) -> Self {
        self.finding.fixes.push(Fix { title: title.into(), safe: true, apply: Arc::new(apply) });
        self
    }

    /// A fix a person has to choose.
    pub fn unsafe_fix(
        self,
        title: impl Into<String>,
        apply: impl Fn(&mut Draft<'_>) -> Result<(), Problem> + Send + Sync + 'static,
    ) -> Self {
        self.finding.fixes.push(Fix { title: title.into(), safe: false, apply: Arc::new(apply) });
        self
    }
}

/// A rule.
pub trait Check: Sync {
    /// The rule as data.
    fn spec(&self) -> &'static CheckSpec;

    /// Adds what it finds.
    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>);
}
