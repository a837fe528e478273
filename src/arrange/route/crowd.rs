//! Gutters that are fuller than lines can be told apart in: some of their lines go another way.

use super::path::{pieces, upright};
use super::router::Router;
use super::segments::Segments;
use super::spread::spread;
use crate::design::geometry::{Point, Rect};

/// Lines closer than this for a while cannot be told apart.
const CLOSE: f32 = 3.0;
/// The shortest while that counts.
const WHILE: f32 = 8.0;
/// How often they are searched again.
const TURNS: usize = 3;
/// The most lines that are searched again at once.
const MOST: usize = 240;

impl Router<'_> {
    /// Has those of the `moving` lines searched again that run too close to others, as long as that leaves fewer of them so close.
    pub(super) fn thin_out(&mut self, moving: &[bool]) {
        for (line, path) in self.paths.iter().enumerate().filter(|(line, _)| moving[*line]) {
            self.pieces.set(line, path);
        }
        let _ = (0..TURNS).all(|_| self.thin_out_once(moving));
    }

    /// Whether that made it better.
    fn thin_out_once(&mut self, moving: &[bool]) -> bool {
        let mut crowded: Vec<(f32, usize)> = (0..moving.len()).filter(|line| moving[*line]).map(|line| (self.crowd(line), line)).collect();
        crowded.retain(|(crowd, _)| *crowd > 0.0);
        if crowded.is_empty() {
            return false;
        }
        let before: f32 = crowded.iter().map(|(crowd, _)| crowd).sum();
        let known: Vec<Vec<Point>> = self.paths.clone();
        let concerned: Vec<usize> = crowded.iter().map(|(_, line)| *line).collect();
        crowded.sort_by(|a, b| b.0.total_cmp(&a.0).then(self.request.lines[a.1].id.cmp(&self.request.lines[b.1].id)));
        self.search_wide = true;
        for (_, line) in crowded.into_iter().take(MOST) {
            if self.crowd(line) > 0.0 {
                self.find_path(line);
            }
        }
        self.search_wide = false;
        let mut again = vec![false; moving.len()];
        for line in &concerned {
            again[*line] = true;
        }
        spread(self.scene, self.request, &mut self.paths, &again, &self.pieces, &[]);
        let set = |pieces: &mut Segments, paths: &[Vec<Point>]| {
            for line in &concerned {
                pieces.set(*line, &paths[*line]);
            }
        };
        set(&mut self.pieces, &self.paths);
        let after: f32 = (0..moving.len()).filter(|line| moving[*line]).map(|line| self.crowd(line)).sum();
        if after >= before {
            self.paths = known;
            set(&mut self.pieces, &self.paths);
        }
        after < before
    }

    /// For how long others run too close to a line; those it shares a port with may.
    fn crowd(&self, line: usize) -> f32 {
        let own = &self.request.lines[line];
        let close = |piece: Rect| {
            let up = upright(piece.min, piece.max);
            let area = piece.expanded(CLOSE);
            let beside = self.pieces.touching(&area).filter(move |(other, rect)| *other != line && upright(rect.min, rect.max) == up);
            let strangers = beside.filter(|(other, _)| !own.shares_port(&self.request.lines[*other]));
            strangers.map(|(_, rect)| together(&piece, &rect, up)).filter(|together| *together > WHILE).sum::<f32>()
        };
        pieces(&self.paths[line]).map(close).sum()
    }
}

/// How far two parallel pieces run beside each other.
fn together(a: &Rect, b: &Rect, up: bool) -> f32 {
    if up { a.max.y.min(b.max.y) - a.min.y.max(b.min.y) } else { a.max.x.min(b.max.x) - a.min.x.max(b.min.x) }
}
