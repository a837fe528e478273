//! Many lines are routed on a thread of their own; until then they are drawn as sketches.

use std::sync::Arc;

use super::worker::{Worker, guarded};
use crate::draw::Scene;

/// The thread that routes: it is given a revision's scene with sketched lines.
pub type Router = Worker<(u64, Arc<Scene>), Routed>;

/// A scene with all its lines routed.
#[derive(Debug)]
pub struct Routed {
    /// The revision it is of.
    pub revision: u64,
    /// The scene.
    pub scene: Arc<Scene>,
}

/// Routes what is sketched; where that fails, the sketches are what remains.
pub fn routed((revision, sketch): &(u64, Arc<Scene>)) -> Routed {
    let finished = guarded(|| {
        let mut scene = Scene::clone(sketch);
        scene.finish();
        scene
    });
    let scene = finished.unwrap_or_else(|_| {
        let mut scene = Scene::clone(sketch);
        scene.accept_sketches();
        scene
    });
    Routed { revision: *revision, scene: Arc::new(scene) }
}
