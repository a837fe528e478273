//! What a connection (the meaning of a line) is written in.

use super::draft::{Draft, Problem};
use super::emission::Emission;
use super::field::Field;
use super::graph::{Ends, Line, NodeView};
use super::recognise::Resources;
use crate::cfn::Value;
use crate::design::{Connection, ConnectionId, Fields, NodeId, Value as Held};

/// A connection kind as data.
#[derive(Debug)]
pub struct ConnectionSpec {
    /// Its manual page; filled in by [`crate::unit!`].
    pub docs: &'static str,
    /// Its name in files and on the command line, such as `queue_triggers_function`.
    pub id: &'static str,
    /// Its name in forms, such as `Queue triggers function`.
    pub name: &'static str,
    /// What the source does to the target, in one or two words: `triggers`.
    pub verb: &'static str,
    /// The service it starts at.
    pub from: &'static str,
    /// The facet of the source whose entries it starts at; drawing it from the node itself makes the entry.
    pub facet: Option<&'static str>,
    /// The service it leads to.
    pub to: &'static str,
    /// Its settings.
    pub fields: &'static [Field],
    /// Its further ends.
    pub ends: &'static [FurtherEnd],
    /// How it is drawn.
    pub style: LineStyle,
}

/// A further end of a connection, such as its dead letters.
#[derive(Debug)]
pub struct FurtherEnd {
    /// Its name in files, such as `dead_letters`.
    pub id: &'static str,
    /// Its name in forms, such as `Dead letters`.
    pub label: &'static str,
    /// The services it may lead to.
    pub to: &'static [&'static str],
    /// What it is for.
    pub help: &'static str,
}

/// How a line is drawn, after what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// Called and answered: solid.
    Call,
    /// Handed over: dashed.
    Async,
    /// A stream of records: long dashes.
    Stream,
    /// What failed: dotted, in the colour of errors.
    DeadLetters,
    /// Told when something is amiss: short dashes, in the colour of warnings.
    Alarm,
    /// Only in the picture: thin and dotted.
    Picture,
}

/// Why a line cannot be, and what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, a sentence.
    pub reason: String,
    /// Services to put between, in order, that make it possible; empty where nothing does.
    pub insert: Vec<&'static str>,
    /// A setting of an end that makes it possible.
    pub setting: Option<Box<Setting>>,
}

/// A setting of a node that makes a line possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What it does, such as `Make Orders FIFO`.
    pub title: String,
    /// The node.
    pub node: NodeId,
    /// The field.
    pub field: &'static str,
    /// What it is set to.
    pub value: Held,
}

impl Setting {
    /// What the field is set to, as it is typed.
    pub fn text(&self) -> String {
        self.value.0.as_str().map_or_else(|| self.value.0.to_string(), str::to_owned)
    }
}

impl Refusal {
    /// A refusal with no way round.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), insert: Vec::new(), setting: None }
    }

    /// A refusal that a service put between would mend.
    pub fn inserting(reason: impl Into<String>, insert: &[&'static str]) -> Self {
        Self { insert: insert.to_vec(), ..Self::new(reason) }
    }

    /// With a setting of one of the ends that would mend it.
    #[must_use]
    pub fn or_setting(self, title: impl Into<String>, node: &NodeView<'_>, field: &Field, value: impl Into<Held>) -> Self {
        let setting = Setting { title: title.into(), node: node.id.clone(), field: field.id, value: value.into() };
        Self { setting: Some(Box::new(setting)), ..self }
    }
}

/// A connection kind: its spec, and what a table cannot say.
pub trait ConnectionKind: Sync {
    /// The kind as data.
    fn spec(&self) -> &'static ConnectionSpec;

    /// Why these two ends do not fit although their services do (FIFO to standard, a protocol without the integration).
    fn refuse(&self, _ends: &Ends<'_>) -> Option<Refusal> {
        None
    }

    /// Adds what the line adds: resources of its own, grants, statements, variables, requests to its ends.
    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>);

    /// The chip on the line; nothing where it would say what the rows already say.
    fn label(&self, _line: &Line<'_>) -> String {
        self.spec().verb.to_owned()
    }

    /// How the line is drawn.
    fn style(&self, _line: &Line<'_>) -> LineStyle {
        self.spec().style
    }

    /// Whether the line hands on what its source got, so that a circle of such lines has no end; a line that only reads
    /// does not.
    fn carries(&self, _line: &Line<'_>) -> bool {
        !self.encrypts()
    }

    /// Whether what reaches its source, whatever that is, can go on by it to a target: not by a line that only says who may
    /// come in.
    fn leads_on(&self, _target: &NodeView<'_>) -> bool {
        !self.encrypts()
    }

    /// Sets up a new target so that the line can lead to it.
    fn prepare(&self, _draft: &mut Draft<'_>, _target: &NodeId) -> Result<(), Problem> {
        Ok(())
    }

    /// Whether its source is the key its target is encrypted with.
    fn encrypts(&self) -> bool {
        false
    }

    /// Whether it is only drawn where it is asked for by name, as another kind is what such a line usually means.
    fn on_request(&self) -> bool {
        false
    }

    /// Whether the template names its target by a setting of the target alone, as the address of an endpoint.
    fn names_a_setting(&self) -> bool {
        false
    }

    /// An action that its source may use on everything, where nothing in a template names what such a line leads to.
    fn names_nothing_but(&self) -> Option<&'static str> {
        None
    }

    /// Settings of a line that the resource of the entry it starts at tells in a template: those by which what the line makes is
    /// called, and those that no value which is tried shows.
    fn recognise_settings(&self, _entry: &Value, _resources: &Resources) -> Fields {
        Fields::new()
    }

    /// Whether a function at its end is called without anybody waiting for its answer, so that Lambda itself keeps the event,
    /// tries again, and may tell of the outcome.
    fn hands_over(&self, _line: &Line<'_>) -> bool {
        self.spec().style == LineStyle::Async
    }

    /// The fields of the entry that drawing the line makes at its source.
    fn new_entry(&self, _ends: &Ends<'_>) -> Fields {
        Fields::new()
    }

    /// The title of that entry, where its service keeps it in another field.
    fn new_entry_title(&self, ends: &Ends<'_>) -> String {
        ends.target.node.name.clone()
    }

    /// Changes that go with drawing the line, in the same step.
    fn drawn(&self, _draft: &mut Draft<'_>, _id: &ConnectionId) {}

    /// Changes that go with deleting it, in the same step.
    fn erased(&self, _draft: &mut Draft<'_>, _id: &ConnectionId, _connection: &Connection) {}
}
