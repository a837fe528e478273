//! The samples as the start page shows them, prepared beside the first frames.

use std::sync::{Arc, OnceLock};
use std::thread;

use crate::REGISTRY;
use crate::catalog::Graph;
use crate::draw::Scene;
use crate::project;
use crate::project::samples::SAMPLES;

/// A sample with its picture.
#[derive(Debug)]
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// Its picture.
    pub scene: Scene,
}

/// The samples; none until they are prepared.
#[derive(Clone, Debug, Default)]
pub struct Gallery(Arc<OnceLock<Vec<Shown>>>);

impl Gallery {
    /// Prepares the samples on a thread of its own; `wake` is called when they are there.
    pub fn prepare(wake: impl Fn() + Send + 'static) -> Self {
        let gallery = Self::default();
        let filled = gallery.clone();
        thread::spawn(move || {
            let shown = SAMPLES.iter().filter_map(|sample| {
                let design = project::parse(sample.text).ok()?;
                let scene = Scene::new(&Graph::new(&design, &REGISTRY));
                Some(Shown { name: sample.name, description: design.description.clone(), nodes: design.nodes.len(), scene })
            });
            // Nobody else fills it.
            drop(filled.0.set(shown.collect()));
            wake();
        });
        gallery
    }

    /// Whether the samples are prepared.
    pub fn is_ready(&self) -> bool {
        self.0.get().is_some()
    }

    /// The samples that are prepared.
    pub fn shown(&self) -> &[Shown] {
        self.0.get().map_or(&[], Vec::as_slice)
    }
}
