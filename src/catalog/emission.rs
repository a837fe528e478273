//! What nodes and connections hand in while a design is synthesised.

use super::check::Place;
use super::encryption;
use super::few::Few;
use super::graph::{Line, NodeView};
use super::policy::{self, Statement};
use super::request::{Addressed, Request, Wanted};
use super::service::{Attribute, Stateful};
use super::settings::{Settings, put};
use super::synthesis::{Address, Artifact, Fault, FaultKind, Granted, Origin, PropertyOrigins};
use crate::cfn::{Map, Output, Resource, Value, json};
use crate::design::NodeId;

/// The setting that says what becomes of a node's main resource when it leaves the stack.
pub const DELETION: &str = "deletion";

/// A resource being made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its address.
    pub address: Address,
    /// Its logical ID.
    pub logical_id: String,
    /// The resource.
    pub resource: Resource,
    /// Property → what it comes from, where that is more than the owner.
    pub property_origins: PropertyOrigins,
    /// The node through whose role it acts as soon as it exists, so that grants which move out of the role come first.
    pub acts_through: Option<NodeId>,
}

/// Collects what one node or connection adds.
pub struct Emission<'g> {
    owner: Origin,
    stem: String,
    /// The resources.
    pub resources: Vec<Made>,
    /// What is wanted of nodes.
    pub requests: Vec<Addressed>,
    /// Outputs by name.
    pub outputs: Vec<(String, Output)>,
    /// Parameters by name, each a map of its properties.
    pub parameters: Vec<(String, Value)>,
    /// What must be uploaded.
    pub artifacts: Vec<Artifact>,
    /// The statements, for whoever explains them.
    pub granted: Vec<Granted>,
    /// What could not be done as drawn.
    pub faults: Vec<Fault>,
    graph: &'g super::graph::Graph<'g>,
}

impl<'g> Emission<'g> {
    /// For a node.
    pub fn for_node(node: &NodeView<'g>) -> Self {
        Self::new(Origin::Node(node.id.clone()), node.node.logical_id.clone(), node.graph)
    }

    /// For a connection.
    pub fn for_line(line: &Line<'g>) -> Self {
        Self::new(Origin::Connection(line.id.clone()), super::naming::pascal(line.id.as_str()), line.graph)
    }

    /// For the design as a whole.
    pub fn for_design(graph: &'g super::graph::Graph<'g>) -> Self {
        Self::new(Origin::Design, String::new(), graph)
    }

    fn new(owner: Origin, stem: String, graph: &'g super::graph::Graph<'g>) -> Self {
        Self {
            owner,
            stem,
            resources: Vec::new(),
            requests: Vec::new(),
            outputs: Vec::new(),
            parameters: Vec::new(),
            artifacts: Vec::new(),
            granted: Vec::new(),
            faults: Vec::new(),
            graph,
        }
    }

    /// The logical ID of one of the owner's resources; empty `part` for the main one.
    pub fn logical_id(&self, part: &str) -> String {
        format!("{}{part}", self.stem)
    }

    /// Adds a resource of the owner; empty `part` for the main one.
    pub fn resource(&mut self, part: &str, kind: &str) -> &mut Made {
        let logical_id = self.logical_id(part);
        self.add(Address { owner: self.owner.clone(), part: part.to_owned() }, logical_id, kind)
    }

    /// Adds a resource that belongs to one of the ends and is shared by the lines that add it alike; its part names what
    /// it leads to.
    pub fn shared(&mut self, owner: &NodeView<'_>, part: &str, kind: &str) -> &mut Made {
        let address = Address { owner: Origin::Node(owner.id.clone()), part: part.to_owned() };
        self.add(address, format!("{}{part}", owner.node.logical_id), kind)
    }

    /// Adds a resource of which the whole design has one, however many ask for it alike.
    pub fn design_wide(&mut self, part: &str, kind: &str) -> &mut Made {
        self.add(Address { owner: Origin::Design, part: part.to_owned() }, part.to_owned(), kind)
    }

    fn add(&mut self, address: Address, logical_id: String, kind: &str) -> &mut Made {
        self.resources.push(Made {
            address,
            logical_id,
            resource: Resource { kind: kind.to_owned(), ..Resource::default() },
            property_origins: PropertyOrigins::default(),
            acts_through: None,
        });
        let last = self.resources.len() - 1;
        &mut self.resources[last]
    }

    /// Adds the node's main resource with its simple properties and deletion policies.
    pub fn main(&mut self, node: &NodeView<'_>) -> &mut Made {
        let spec = node.service.spec();
        let draft = self.resource("", spec.resource.unwrap_or_default());
        node.write_properties(&mut draft.resource.properties);
        let usual = match spec.stateful {
            Stateful::No => return draft,
            Stateful::Retain => "Retain",
            Stateful::Delete => "Delete",
        };
        let set = spec.fields.iter().find(|field| field.id == DELETION).and_then(|field| node.text(field));
        draft.kept(set.as_deref().unwrap_or(usual));
        draft
    }

    /// Wants something of a node.
    pub fn request(&mut self, to: &NodeView<'_>, request: Request) {
        self.requests.push(Addressed { to: to.id.clone(), request, origin: self.owner.clone() });
    }

    /// Lets the node's role do this.
    pub fn grant(&mut self, principal: &NodeView<'_>, statement: Statement) {
        self.request(principal, Request::Grant(statement));
    }

    /// Tells the code of a function about the target, in the variable the rule names or the line renames.
    pub fn variable(&mut self, line: &Line<'_>, attribute: Attribute) {
        self.variable_of(line, attribute, line.target.attribute(attribute));
    }

    /// As [`Emission::variable`], where the code needs another value than the attribute's.
    pub fn variable_of(&mut self, line: &Line<'_>, attribute: Attribute, value: Value) {
        let name = line.variable_name(attribute);
        if !name.is_empty() {
            self.request(&line.source, Request::Variable { name, value });
        }
    }

    /// Reports what cannot be done as drawn.
    pub fn fault(&mut self, kind: FaultKind, place: Place, message: impl Into<String>, related: Vec<Place>) {
        self.faults.push(Fault { kind, message: message.into(), place, related });
    }

    /// Adds an output.
    pub fn output(&mut self, part: &str, description: String, value: Value) {
        let name = self.logical_id(part);
        self.outputs.push((name, Output { description, value, condition: None }));
    }

    /// Adds the role a service of AWS assumes for the node, holding what its lines want it to do and `own` besides;
    /// returns the role's ARN. Without anything to do there is no role.
    pub fn role(&mut self, node: &NodeView<'_>, wanted: &Wanted, own: Vec<Statement>, trust: Value) -> Option<Value> {
        let statements = self.role_statements(wanted, own);
        (!statements.is_empty()).then(|| self.add_role(node, &statements, trust))
    }

    /// As [`Emission::role`], for nodes that cannot be without one.
    pub fn standing_role(&mut self, node: &NodeView<'_>, wanted: &Wanted, own: Vec<Statement>, trust: Value) -> Value {
        let statements = self.role_statements(wanted, own);
        self.add_role(node, &statements, trust)
    }

    /// A role for what the owner itself does with these statements, told as the node's; returns its ARN.
    pub fn own_role(&mut self, node: &NodeView<'_>, statements: Vec<Statement>, trust: Value) -> Value {
        let statements = self.role_statements(&Wanted::default(), statements);
        self.add_role(node, &statements, trust)
    }

    /// Tells what a role that is there already must be able to do: what the node's lines want of it, and `own` besides.
    pub fn grants_of_existing(&mut self, node: &NodeView<'_>, wanted: &Wanted, own: Vec<Statement>) {
        let statements = self.role_statements(wanted, own);
        let granted = |statement| Granted { node: node.id.clone(), resource_policy: false, statement };
        self.granted.extend(statements.into_iter().map(granted));
    }

    fn role_statements(&self, wanted: &Wanted, own: Vec<Statement>) -> Vec<Statement> {
        let own = own.into_iter().map(|mut s| {
            s.origins.insert(self.owner.clone());
            s
        });
        let granted = policy::merge(own.chain(wanted.grants()));
        let of_keys = encryption::of_role(self.graph, &granted);
        policy::merge(granted.into_iter().chain(of_keys))
    }

    fn add_role(&mut self, node: &NodeView<'_>, statements: &[Statement], trust: Value) -> Value {
        self.granted.extend(statements.iter().map(|statement| Granted {
            node: node.id.clone(),
            resource_policy: false,
            statement: statement.clone(),
        }));
        let origins: Few<Origin> = statements.iter().flat_map(|s| s.origins.iter().cloned()).collect();
        let role = self.resource("Role", "AWS::IAM::Role");
        role.set("AssumeRolePolicyDocument", trust);
        if !statements.is_empty() {
            let access = Value::map([("PolicyName", Value::from("Access")), ("PolicyDocument", policy::document(statements))]);
            role.set("Policies", Value::List(vec![access]));
            role.comes_from("Policies", origins);
        }
        Value::get_att(role.logical_id.as_str(), "Arn")
    }

    /// Adds the node's resource policy, merged from what its lines want it to let in and `own` besides; returns its
    /// logical ID where there is one.
    pub fn resource_policy(
        &mut self,
        node: &NodeView<'_>,
        wanted: &Wanted,
        own: Vec<Statement>,
        kind: &str,
        target: (&str, Value),
    ) -> Option<String> {
        let (document, origins) = self.admitting(node, wanted, own)?;
        let draft = self.resource("Policy", kind);
        draft.set(target.0, target.1);
        draft.set("PolicyDocument", document);
        draft.comes_from("PolicyDocument", origins);
        Some(draft.logical_id.clone())
    }

    /// The document of the node's resource policy, merged from what its lines want it to let in and `own` besides, with where
    /// it comes from; nothing where it would let nobody in.
    pub fn admitting(&mut self, node: &NodeView<'_>, wanted: &Wanted, own: Vec<Statement>) -> Option<(Value, Few<Origin>)> {
        let own = own.into_iter().map(|mut s| {
            s.origins.insert(self.owner.clone());
            s
        });
        let statements = policy::condense(policy::merge(own.chain(wanted.admissions())));
        if statements.is_empty() {
            return None;
        }
        self.granted.extend(statements.iter().map(|statement| Granted {
            node: node.id.clone(),
            resource_policy: true,
            statement: statement.clone(),
        }));
        let origins = statements.iter().flat_map(|s| s.origins.iter().cloned()).collect();
        Some((policy::document(&statements), origins))
    }

    /// As [`Emission::resource_policy`], for services that want the document as text.
    pub fn text_policy(&mut self, node: &NodeView<'_>, wanted: &Wanted, kind: &str, target: (&str, Value)) {
        self.resource_policy(node, wanted, Vec::new(), kind, target);
        if let Some(made) = self.resources.last_mut().filter(|made| made.resource.kind == kind)
            && let Some(document) = made.resource.properties.get_mut("PolicyDocument")
        {
            *document = json::as_text(document);
        }
    }

    /// Adds a log group of the owner, encrypted as the owner is; returns its logical ID.
    pub fn log_group(&mut self, part: &str, name: Option<Value>, retention_days: Option<Value>) -> String {
        let key = match &self.owner {
            Origin::Node(id) => self.graph.node(id).and_then(NodeView::key_line),
            Origin::Design | Origin::Connection(_) => None,
        };
        let draft = self.resource(part, "AWS::Logs::LogGroup");
        draft.kept("Delete");
        if let Some(name) = name {
            draft.set("LogGroupName", name);
        }
        if let Some(days) = retention_days {
            draft.set("RetentionInDays", days);
        }
        if let Some(line) = key {
            draft.set("KmsKeyId", line.source.arn()).comes_from("KmsKeyId", [Origin::Connection(line.id.clone())]);
        }
        draft.logical_id.clone()
    }

    /// The graph being synthesised.
    pub fn graph(&self) -> &'g super::graph::Graph<'g> {
        self.graph
    }
}

impl Made {
    /// Sets a property; dots lead inwards.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) -> &mut Self {
        put(&mut self.resource.properties, path, value.into());
        self
    }

    /// Sets a property where there is a value.
    pub fn set_some(&mut self, path: &str, value: Option<Value>) -> &mut Self {
        if let Some(value) = value {
            self.set(path, value);
        }
        self
    }

    /// Adds properties.
    pub fn set_all(&mut self, properties: Map) -> &mut Self {
        self.resource.properties.extend(properties);
        self
    }

    /// Tells what a property comes from besides the owner.
    pub fn comes_from(&mut self, property: &str, origins: impl IntoIterator<Item = Origin>) -> &mut Self {
        self.property_origins.of(property).extend(origins);
        self
    }

    /// What becomes of it when it leaves the stack or is replaced.
    pub fn kept(&mut self, policy: &str) {
        self.resource.deletion_policy = Some(policy.to_owned());
        self.resource.update_replace_policy = Some(policy.to_owned());
    }

    /// It must wait for another resource that no reference names.
    pub fn after(&mut self, logical_id: impl Into<String>) -> &mut Self {
        self.resource.depends_on.insert(logical_id.into());
        self
    }

    /// It acts through the role of this node as soon as it exists.
    pub fn acts_through(&mut self, node: &NodeView<'_>) -> &mut Self {
        self.acts_through = Some(node.id.clone());
        self
    }
}
