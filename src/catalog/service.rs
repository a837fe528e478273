//! What a service (a node kind) is written in.

use std::collections::BTreeMap;

use super::alarm::{self, Preset};
use super::emission::Emission;
use super::encryption::KeyUse;
use super::field::Field;
use super::graph::NodeView;
use super::policy::Statement;
use super::recognise::{RecognisedEntry, RecognisedNode, Resources};
use super::request::Wanted;
use crate::cfn;
use crate::design::{ConnectionId, EntryId, Fields, Node, Value};

/// A service as data.
#[derive(Debug)]
pub struct ServiceSpec {
    /// Its manual page; filled in by [`crate::unit!`].
    pub docs: &'static str,
    /// Its name in files and on the command line, such as `event_bus`.
    pub id: &'static str,
    /// Its name on the canvas, such as `Event bus`.
    pub name: &'static str,
    /// What AWS calls it, short: `EventBridge`.
    pub aws: &'static str,
    /// Where the palette shows it.
    pub category: Category,
    /// One line for the palette.
    pub summary: &'static str,
    /// What logical IDs end in; empty where the name stands alone.
    pub suffix: &'static str,
    /// The type of its main resource; `None` where it has none of its own.
    pub resource: Option<&'static str>,
    /// What becomes of the main resource when it leaves the stack, where it holds something.
    pub stateful: Stateful,
    /// Its settings.
    pub fields: &'static [Field],
    /// Its lists of entries.
    pub facets: &'static [Facet],
    /// The sides lines may use.
    pub ports: Ports,
}

/// A list of entries a service has: routes, rules, events, states.
#[derive(Debug)]
pub struct Facet {
    /// Its name in files, such as `routes`.
    pub id: &'static str,
    /// Its name in forms, such as `Routes`.
    pub label: &'static str,
    /// What one entry is called, such as `route`; also the verb of the command line that adds one.
    pub entry: &'static str,
    /// Settings of an entry. Empty where the entries are read from another field.
    pub fields: &'static [Field],
    /// Whether lines start at its entries.
    pub port: bool,
}

/// Palette sections, in the palette's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Where requests and time come in.
    EntryPoints,
    /// What runs code.
    Compute,
    /// What carries messages.
    Messaging,
    /// What keeps data.
    Storage,
    /// What protects.
    Protection,
    /// What is only in the picture, or is anything at all.
    Picture,
}

/// Icon colours, AWS's own categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// Compute.
    Compute,
    /// Application integration.
    Integration,
    /// Databases.
    Database,
    /// Storage.
    Storage,
    /// Security.
    Security,
    /// Analytics.
    Analytics,
    /// Clients and everything else.
    General,
}

/// What becomes of a resource's content when it leaves the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stateful {
    /// It holds nothing.
    No,
    /// It is kept.
    Retain,
    /// It is deleted with its content.
    Delete,
}

/// The sides of a card that take lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Lines come in and go out.
    Both,
    /// Lines only come in.
    In,
    /// Lines only go out.
    Out,
}

/// An entry as a row of the card.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The entry.
    pub entry: EntryId,
    /// The facet it is of.
    pub facet: &'static str,
    /// `POST /orders`.
    pub title: String,
    /// A dim word at the right; what its line says where this is empty.
    pub remark: String,
    /// Whether lines start at it.
    pub port: bool,
}

/// What other units ask of a node's main resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Its ARN.
    Arn,
    /// Its name.
    Name,
    /// Its URL.
    Url,
}

impl Attribute {
    /// As environment variables end in it.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Arn => "ARN",
            Self::Name => "NAME",
            Self::Url => "URL",
        }
    }
}

impl Category {
    /// Its heading in the palette.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EntryPoints => "Entry points",
            Self::Compute => "Compute",
            Self::Messaging => "Messaging",
            Self::Storage => "Storage",
            Self::Protection => "Protection",
            Self::Picture => "Picture",
        }
    }
}

/// A service: its spec, and what a table cannot say.
pub trait Service: Sync {
    /// The service as data.
    fn spec(&self) -> &'static ServiceSpec;

    /// The colour of its icon.
    fn tint(&self) -> Tint {
        Tint::Integration
    }

    /// Adds the node's own resources, made from its settings and what its lines want of it.
    fn emit(&self, node: &NodeView<'_>, wanted: &Wanted, out: &mut Emission<'_>);

    /// The settings that matter, for the card's second line.
    fn subtitle(&self, node: &NodeView<'_>) -> String;

    /// How other resources refer to the main resource; `None` where there is no such attribute.
    fn attribute(&self, node: &NodeView<'_>, attribute: Attribute) -> Option<cfn::Value>;

    /// What doing this with the node takes of the customer key it is encrypted with, as KMS calls it.
    fn key_actions(&self, _action: &str) -> &'static [&'static str] {
        &[]
    }

    /// Whose keys doing this with the node takes, and what of each.
    fn key_uses<'g>(&self, node: &NodeView<'g>, action: &str) -> Vec<KeyUse<'g>> {
        let actions = self.key_actions(action);
        if actions.is_empty() {
            return Vec::new();
        }
        node.key().map(|key| KeyUse { key, actions }).into_iter().collect()
    }

    /// Whom keys that its own settings name must let in, each with what the key's policy says of it.
    fn key_senders<'g>(&self, _node: &NodeView<'g>) -> Vec<(NodeView<'g>, Statement)> {
        Vec::new()
    }

    /// What its alarms can watch; where there is something, the spec has the facet of alarms.
    fn alarms(&self) -> &'static [Preset] {
        &[]
    }

    /// Whether a dashboard can show what its alarms watch, also where there is none.
    fn is_measured(&self, _node: &NodeView<'_>) -> bool {
        true
    }

    /// The rows of the card: its entries without its alarms, in their order.
    fn rows(&self, node: &NodeView<'_>) -> Vec<Row> {
        let facets = self.spec().facets.iter().filter(|facet| facet.id != alarm::FACET);
        facets
            .flat_map(|facet| {
                node.node.entries(facet.id).iter().map(|entry| Row {
                    entry: entry.id.clone(),
                    facet: facet.id,
                    title: self.entry_title(facet, &entry.fields),
                    remark: String::new(),
                    port: facet.port,
                })
            })
            .collect()
    }

    /// What an entry of any facet is called, alarms included.
    fn title_of(&self, facet: &Facet, fields: &Fields) -> String {
        if facet.id == alarm::FACET { alarm::title(self.alarms(), fields) } else { self.entry_title(facet, fields) }
    }

    /// The fields of an entry of any facet that a short text stands for, alarms included.
    fn fields_of(&self, facet: &Facet, text: &str) -> Fields {
        if facet.id == alarm::FACET { alarm::from_text(self.alarms(), text) } else { self.entry_from_text(facet, text) }
    }

    /// What an entry is called; by itself the first of its fields that is a text.
    fn entry_title(&self, facet: &Facet, fields: &Fields) -> String {
        let text = |field: &Field| fields.get(field.id).and_then(|v| v.literal()).and_then(|v| v.as_str()).map(str::to_owned);
        facet.fields.iter().find_map(text).unwrap_or_else(|| facet.entry.to_owned())
    }

    /// The fields of an entry that a short text stands for, such as `POST /orders`; the first field by itself.
    fn entry_from_text(&self, facet: &Facet, text: &str) -> Fields {
        facet.fields.first().map(|f| (f.id.to_owned(), text.into())).into_iter().collect()
    }

    /// Adds an entry whose place is in another field (a state in its definition); whether it did.
    fn add_entry(&self, _node: &mut Node, _facet: &Facet, _title: &str, _fields: &Fields) -> Option<EntryId> {
        None
    }

    /// Removes such an entry; whether it did.
    fn remove_entry(&self, _node: &mut Node, _entry: &EntryId) -> bool {
        false
    }

    /// Whether a name is such an entry's, also of one that is no row of the card.
    fn has_entry(&self, _node: &Node, _name: &str) -> bool {
        false
    }

    /// The settings of such an entry; `None` where it is an entry of the facet's own list.
    fn entry_fields(&self, _node: &Node, _entry: &EntryId) -> Option<&'static [Field]> {
        None
    }

    /// What the settings of such an entry are.
    fn entry_values(&self, _node: &Node, _entry: &EntryId) -> Fields {
        Fields::new()
    }

    /// Sets such a setting, or takes it out; the reason where it cannot be.
    fn set_entry_value(&self, _node: &mut Node, _entry: &EntryId, _field: &Field, _value: Option<Value>) -> Result<(), String> {
        Ok(())
    }

    /// Where the node's own fields say at which entry a connection starts: that entry.
    fn entry_of(&self, _node: &Node, _connection: &ConnectionId) -> Option<EntryId> {
        None
    }

    /// Whether some attribute of a node is what a setting says: such settings name no attributes of each other.
    fn has_settings_for_attributes(&self) -> bool {
        false
    }

    /// The entries of a node that resources of a template are, where they are resources.
    fn recognise_entries(&self, _node: &Node, _resources: &Resources) -> Vec<RecognisedEntry> {
        Vec::new()
    }

    /// Nodes without a main resource that a template implies.
    fn recognise_nodes(&self, _resources: &Resources) -> Vec<RecognisedNode> {
        Vec::new()
    }

    /// What a setting of a node may say where a template holds the node, as the template has it: for what no value that is tried
    /// shows.
    fn recognise_setting(&self, _node: &Node, _field: &Field, _resources: &Resources) -> Option<cfn::Value> {
        None
    }

    /// Gives the connections that the node's fields speak of other ids, after a copy.
    fn reconnect(&self, _node: &mut Node, _ids: &BTreeMap<ConnectionId, ConnectionId>) {}
}
