//! What a design becomes: the template, and where everything in it comes from.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::check::Place;
use super::few::Few;
use super::policy::Statement;
use crate::cfn::{Template, Text};
use crate::design::{ConnectionId, NodeId};

/// What something in the template comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The design as a whole.
    Design,
    /// A node.
    Node(NodeId),
    /// A connection.
    Connection(ConnectionId),
}

impl Origin {
    /// The place in the design.
    pub fn place(&self) -> Place {
        match self {
            Self::Design => Place::Design,
            Self::Node(id) => Place::Node(id.clone()),
            Self::Connection(id) => Place::Connection(id.clone()),
        }
    }
}

/// The name of a generated resource that no renaming changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// What it belongs to.
    pub owner: Origin,
    /// Which of the owner's resources it is; empty for the main one.
    pub part: String,
}

/// Where a resource comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Its address.
    pub address: Address,
    /// Everything that had a part in it, the owner included.
    pub origins: Few<Origin>,
    /// Property → what it comes from, where that is more than the owner.
    pub properties: PropertyOrigins,
}

/// What properties of a resource come from, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropertyOrigins(Vec<(Text, Few<Origin>)>);

impl PropertyOrigins {
    /// What a property comes from, to say more of it.
    pub fn of(&mut self, property: &str) -> &mut Few<Origin> {
        let place = self.0.binary_search_by(|(known, _)| known.as_str().cmp(property)).unwrap_or_else(|place| {
            self.0.reserve_exact(1);
            self.0.insert(place, (property.into(), Few::default()));
            place
        });
        // Found, or just put there.
        &mut self.0[place].1
    }

    /// What a property comes from, where that is more than the owner of the resource.
    pub fn get(&self, property: &str) -> Option<&Few<Origin>> {
        self.0.iter().find(|(known, _)| known == property).map(|(_, origins)| origins)
    }

    /// Takes out a property.
    pub fn remove(&mut self, property: &str) -> Few<Origin> {
        let place = self.0.iter().position(|(known, _)| known == property);
        place.map(|place| self.0.remove(place).1).unwrap_or_default()
    }

    /// The properties with what they come from.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Few<Origin>)> {
        self.0.iter().map(|(property, origins)| (property.as_str(), origins))
    }
}

/// A statement of the template, with who may act through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    /// The node whose role (or whose resource policy) has it.
    pub node: NodeId,
    /// Whether it stands in the node's resource policy; in its role otherwise.
    pub resource_policy: bool,
    /// The statement.
    pub statement: Statement,
}

/// A local folder whose content must be uploaded before deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The function.
    pub node: NodeId,
    /// The folder, relative to the design's file.
    pub folder: String,
    /// The parameter that takes the object's key.
    pub key_parameter: String,
}

/// Something that keeps the design from being synthesised as drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which.
    pub kind: FaultKind,
    /// What is wrong, a sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What else is part of it.
    pub related: Vec<Place>,
}

/// Kinds of faults; each is reported by a check of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Two requests that cannot both hold.
    Conflict,
    /// Two resources with one logical ID.
    Collision,
    /// Resources that wait for each other.
    Cycle,
    /// An override that changes nothing.
    Override,
    /// Something that has to be there and is not.
    Missing,
    /// A condition that cannot be told in the template, or leaves out what something else needs.
    Condition,
}

/// A synthesised design.
#[derive(Clone, Debug, Default)]
pub struct Synthesis {
    /// The template.
    pub template: Template,
    /// Where each resource comes from, by logical ID.
    pub provenance: BTreeMap<String, Provenance>,
    /// The derived statements.
    pub granted: Vec<Granted>,
    /// What must be uploaded.
    pub artifacts: Vec<Artifact>,
    /// What could not be done as drawn.
    pub faults: Vec<Fault>,
    yaml: OnceLock<String>,
    made: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Synthesis {
    /// The template as YAML; written once, as its size is checked before it is shown or exported. The template does not
    /// change after synthesis.
    pub fn yaml(&self) -> &str {
        self.yaml.get_or_init(|| self.template.yaml())
    }

    /// Hands over the template as YAML, and lets go of everything kept only for who asks twice: what stays is to be shown for long.
    /// Whoever asks for the YAML afterwards has it written again.
    pub fn take_yaml(&mut self) -> String {
        self.made = OnceLock::new();
        self.template.shrink_to_fit();
        for granted in &mut self.granted {
            granted.statement.shrink_to_fit();
        }
        self.granted.shrink_to_fit();
        self.yaml.take().unwrap_or_else(|| self.template.yaml())
    }

    /// What the layer above makes of it for several who ask, made once; always of one type.
    pub(crate) fn once<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.made.get_or_init(|| Arc::new(make())).downcast_ref()
    }

    /// The resources a node or connection has a part in, by logical ID.
    pub fn resources_of<'a>(&'a self, origin: &'a Origin) -> impl Iterator<Item = &'a str> {
        self.provenance.iter().filter(move |(_, p)| p.origins.contains(origin)).map(|(id, _)| id.as_str())
    }
}
