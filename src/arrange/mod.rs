//! Where cards go and how lines run.
