//! The document: nodes, facet entries, connections, groups, notes, environments, and the changes made to them. Knows no AWS.

pub mod geometry;
