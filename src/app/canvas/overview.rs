//! Where the things of a scene lie, close together in memory: every frame asks what is in view, and the things themselves
//! are large.

use crate::design::geometry::{Point, Rect};
use crate::draw::{LineItem, NodeItem, Scene};

/// The places of a scene's nodes and lines.
#[derive(Debug, Default)]
pub struct Overview {
    /// The rectangle around everything.
    pub bounds: Option<Rect>,
    nodes: Vec<Rect>,
    lines: Vec<Rect>,
}

/// Covers nothing.
const NOWHERE: Rect = Rect { min: Point { x: f32::INFINITY, y: f32::INFINITY }, max: Point { x: f32::NEG_INFINITY, y: f32::NEG_INFINITY } };

impl Overview {
    /// The places in a scene.
    pub fn new(scene: &Scene) -> Self {
        let nodes: Vec<Rect> = scene.nodes.iter().map(|node| node.rect).collect();
        let lines: Vec<Rect> = scene.lines.iter().map(|line| line.area().unwrap_or(NOWHERE)).collect();
        let areas = scene.nodes.iter().map(NodeItem::area).chain(lines.iter().filter(|area| **area != NOWHERE).copied());
        let frames = scene.groups.iter().map(|group| group.rect).chain(scene.notes.iter().map(|note| note.rect));
        Self { bounds: areas.chain(frames).reduce(|a, b| a.union(&b)), nodes, lines }
    }

    /// The nodes whose cards reach into an area.
    pub fn nodes<'a>(&'a self, scene: &'a Scene, area: &Rect) -> impl Iterator<Item = &'a NodeItem> {
        within(&self.nodes, &scene.nodes, *area)
    }

    /// The lines that reach into an area.
    pub fn lines<'a>(&'a self, scene: &'a Scene, area: &Rect) -> impl Iterator<Item = &'a LineItem> {
        within(&self.lines, &scene.lines, *area)
    }
}

fn within<'a, T>(places: &'a [Rect], things: &'a [T], area: Rect) -> impl Iterator<Item = &'a T> {
    places.iter().zip(things).filter(move |(place, _)| place.intersects(&area)).map(|(_, thing)| thing)
}
