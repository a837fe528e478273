//! Finding badges: how many findings something has, in the colour of the worst.

use std::collections::BTreeMap;

use super::shape::Shape;
use super::theme::Token;
use crate::anatomy::Face;
use crate::anatomy::text;
use crate::catalog::{Finding, Place, Severity};
use crate::design::geometry::{Point, Rect, Size};

/// How high a badge is; it is round while its number has one digit.
const HEIGHT: f32 = 18.0;
const FONT: (Face, f32) = (Face::SemiBold, 10.5);

/// How many findings something has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// How bad the worst is.
    pub worst: Severity,
    /// How many there are.
    pub count: usize,
}

impl Badge {
    /// The badges of everything that `key` finds in the findings' places.
    pub(super) fn count<'f, K: Ord>(findings: &'f [Finding], key: impl Fn(&'f Place) -> Option<&'f K>) -> BTreeMap<&'f K, Self> {
        let mut badges: BTreeMap<&K, Self> = BTreeMap::new();
        for finding in findings {
            if let Some(key) = key(&finding.place) {
                let badge = badges.entry(key).or_insert(Self { worst: finding.severity, count: 0 });
                badge.worst = badge.worst.min(finding.severity);
                badge.count += 1;
            }
        }
        badges
    }

    /// The badge with its middle at `center`, ringed in the colour of the ground.
    #[must_use]
    pub fn shapes(self, center: Point) -> [Shape; 3] {
        let label = if self.count > 99 { "99+".to_owned() } else { self.count.to_string() };
        let width = text::width(&label, FONT.0, FONT.1);
        let size = Size::new((width + 10.0).max(HEIGHT), HEIGHT);
        let rect = Rect::from_min_size(center.offset(-size.width / 2.0, -size.height / 2.0), size);
        let at = Point::new(center.x - width / 2.0, FONT.0.baseline(center.y, FONT.1));
        [
            Shape::filled(rect.expanded(2.0), HEIGHT / 2.0 + 2.0, Token::Canvas),
            Shape::filled(rect, HEIGHT / 2.0, Token::severity(self.worst)),
            Shape::text(at, &label, FONT, Token::OnAccent),
        ]
    }
}
