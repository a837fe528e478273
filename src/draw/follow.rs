//! The scene of a design that was changed: made again is only what the change concerns.

use super::change::Change;
use super::making::Making;
use super::routing::{Step, route_made};
use super::scene::{Scene, at_once};
use crate::arrange::route::VIEW;
use crate::catalog::{Graph, Registry};
use crate::design::Design;
use crate::design::geometry::Rect;

impl Scene {
    /// The scene of `after`, where this is the scene of `before`: the same that [`Scene::soon`] makes of it, but for the
    /// badges, which stay on what was not made again.
    #[must_use]
    pub fn follow(&self, before: &Design, after: &Design, registry: &Registry) -> Self {
        let Some(change) = Change::between(before, after) else { return Self::soon(&Graph::new(after, registry), self) };
        let folds = [before, after].iter().any(|design| design.groups.values().any(|group| group.collapsed));
        // Which lines a collapsed group merges is found anew, for all of them.
        let part = change.part.as_ref().filter(|_| !folds).unwrap_or(after);
        let graph = Graph::new(part, registry);
        let made = Making { design: after, graph: &graph, before: Some((self, &change)) }.make();
        let most = at_once(made.scene.lines.len());
        route_made(made, self, Some(most))
    }

    /// All that the router may look at while it routes these lines.
    pub(super) fn routers_view(&self, lines: &[usize], steps: &[Step]) -> Option<Rect> {
        let open = lines.iter().flat_map(|number| {
            let line = &self.lines[*number];
            let ends = [line.source, line.target].into_iter().chain(line.further.iter().map(|end| end.node));
            let corners = line.waypoints.iter().map(|at| Rect::from_points(*at, *at));
            ends.map(|node| self.nodes[node].rect).chain(corners).chain(line.area())
        });
        let changed = steps.iter().zip(&self.nodes).filter(|(step, _)| **step != Step::Still).map(|(_, card)| card.rect);
        let all = open.chain(changed).reduce(|a, b| a.union(&b))?.expanded(VIEW);
        // It looks beyond the far side of a group, too.
        let groups = self.groups.iter().map(|group| group.rect).filter(|group| group.intersects(&all));
        Some(groups.fold(all, |all, group| all.union(&group.expanded(VIEW / 2.0))))
    }
}
