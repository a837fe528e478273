//! Packaging, change sets, events: a template becomes a running stack.
