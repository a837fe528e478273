//! Quotas: a finding from 80 % on, an error above.

use crate::catalog::{Findings, Place, Severity};

/// Reports a count that nears or passes its quota; the message gets `80 % of`, `100 % of`, `more than`.
pub(super) fn report(out: &mut Findings<'_>, place: Place, count: usize, most: usize, message: impl Fn(&str) -> String) {
    if count > most {
        out.add(place, message("more than")).severity(Severity::Error);
    } else if count * 5 >= most * 4 {
        let percent = count * 100 / most;
        out.add(place, message(&format!("{percent} % of")));
    }
}
