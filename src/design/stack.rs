//! What holds for the design as a whole: parameters and environments.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

/// A parameter of the template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Its type, `String` where none is given.
    pub kind: Option<String>,
    /// What it is when the environment says nothing.
    pub default: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The only values it may have, where any are named.
    pub allowed_values: Vec<String>,
    /// A regular expression its value must match.
    pub allowed_pattern: Option<String>,
    /// Whether its value is masked wherever it would be shown.
    pub no_echo: bool,
    /// What else the template says of it, and what it says in another form than text: these win over the fields above.
    pub properties: Map<String, Json>,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}

/// Where the design is deployed: dev, stage, prod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Environment {
    /// The region; the profile's own where empty.
    pub region: Option<String>,
    /// The profile in the shared configuration files.
    pub profile: Option<String>,
    /// The only account that may be deployed to.
    pub account: Option<String>,
    /// The stack's name; made of the design's and the environment's name where empty.
    pub stack_name: Option<String>,
    /// Values of parameters.
    pub parameters: BTreeMap<String, String>,
    /// Tags of the stack.
    pub tags: BTreeMap<String, String>,
    /// The bucket for what must be uploaded.
    pub artifact_bucket: Option<String>,
    /// What a newer version wrote here and this one does not know.
    pub unknown: Map<String, Json>,
}
