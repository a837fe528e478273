//! The vocabulary: what a service, a connection and a check are written in.

pub mod alarm;
pub mod check;
pub mod conditions;
pub mod connection;
pub mod date;
pub mod docs;
pub mod draft;
pub mod emission;
pub mod encryption;
pub mod environment;
pub mod field;
pub mod graph;
pub mod naming;
pub mod parse;
pub mod pattern;
pub mod policy;
pub mod proof;
pub mod registry;
pub mod request;
pub mod schedule;
pub mod service;
pub mod settings;
pub mod synthesis;

pub use check::{Check, CheckSpec, Context, Finding, Findings, Fix, Place, Severity};
pub use connection::{ConnectionKind, ConnectionSpec, FurtherEnd, LineStyle, Refusal};
pub use date::Date;
pub use emission::Emission;
pub use field::{Field, Literal, Unit};
pub use graph::{Ends, EntryView, Graph, Line, NodeView};
pub use policy::Statement;
pub use proof::{Evidence, Link, LinkState, Proof, Proofs, Verdict};
pub use registry::{RefusedPair, Registry};
pub use request::{Encryption, Request, Wanted};
pub use service::{Attribute, Category, Facet, Ports, Row, Service, ServiceSpec, Stateful, Tint};
pub use settings::Settings;
pub use synthesis::{Address, Artifact, Fault, FaultKind, Granted, Origin, Provenance, Synthesis};
