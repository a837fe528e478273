//! What can be said of something that is only known in part.

use std::ops::Not;

/// Whether something holds; what is decided at deployment may or may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    /// It does not.
    No,
    /// The template does not tell.
    Maybe,
    /// It does.
    Yes,
}

impl Truth {
    /// Whether all hold.
    pub(super) fn all(each: impl IntoIterator<Item = Self>) -> Self {
        let mut least = Self::Yes;
        for one in each {
            least = least.min(one);
            if least == Self::No {
                break;
            }
        }
        least
    }

    /// Whether any holds.
    pub(super) fn any(each: impl IntoIterator<Item = Self>) -> Self {
        let mut most = Self::No;
        for one in each {
            most = most.max(one);
            if most == Self::Yes {
                break;
            }
        }
        most
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}
