//! What proofs of lines are written in: links, what shows each of them in the template, and what follows for the line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::cfn::{Template, Value};
use crate::design::ConnectionId;

/// Whether a message gets from one end of a line to the other, link by link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proof {
    /// Everything delivery needs, in the order a message meets it.
    pub links: Vec<Link>,
    /// What is worth knowing and keeps no message from arriving, such as that what fails is lost.
    pub remarks: Vec<String>,
}

/// One thing that has to hold for a message to arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What has to hold, a sentence.
    pub claim: String,
    /// Whether it does.
    pub state: LinkState,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// Whether a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The template shows it.
    Holds,
    /// It does not; why, a sentence.
    Missing(String),
    /// The template does not tell; why, a sentence.
    Unknown(String),
    /// It is switched off on purpose; what is, a sentence.
    Off(String),
}

/// A place in the template that shows a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The resource.
    pub logical_id: String,
    /// From the resource inwards, such as `Properties`, `Policies`, `0`.
    pub path: Vec<Step>,
    /// Whether it is a statement of a policy; otherwise a property.
    pub statement: bool,
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of a map.
    Key(Cow<'static, str>),
    /// An entry of a list.
    Index(usize),
}

/// What follows for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All its links hold.
    Proven,
    /// At least one does not.
    Broken,
    /// None is known not to hold, and the template does not tell of at least one.
    Unknown,
    /// It would be proven, were it not switched off.
    Off,
    /// It is only in the picture: nothing is delivered that AWS would have to let through.
    Picture,
}

/// The proofs of a design's lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proofs {
    /// By connection; those that become nothing in the template have none.
    pub by_line: BTreeMap<ConnectionId, Proof>,
}

impl Proofs {
    /// Gives back memory that was taken for more than there is, of proofs that are kept for long.
    pub fn shrink_to_fit(&mut self) {
        for proof in self.by_line.values_mut() {
            proof.links.shrink_to_fit();
            for link in &mut proof.links {
                link.claim.shrink_to_fit();
                link.evidence.shrink_to_fit();
                link.evidence.iter_mut().for_each(|evidence| evidence.path.shrink_to_fit());
            }
        }
    }
}

impl Proof {
    /// What follows from the links.
    pub fn verdict(&self) -> Verdict {
        let any = |wanted: fn(&LinkState) -> bool| self.links.iter().any(|link| wanted(&link.state));
        if self.links.is_empty() {
            Verdict::Picture
        } else if any(|state| matches!(state, LinkState::Missing(_))) {
            Verdict::Broken
        } else if any(|state| matches!(state, LinkState::Unknown(_))) {
            Verdict::Unknown
        } else if any(|state| matches!(state, LinkState::Off(_))) {
            Verdict::Off
        } else {
            Verdict::Proven
        }
    }

    /// The links that are known not to hold, with the reason.
    pub fn missing(&self) -> impl Iterator<Item = (&Link, &str)> {
        self.links.iter().filter_map(|link| match &link.state {
            LinkState::Missing(why) => Some((link, why.as_str())),
            LinkState::Holds | LinkState::Unknown(_) | LinkState::Off(_) => None,
        })
    }
}

impl LinkState {
    /// Why the link does not hold, where it does not.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Holds => None,
            Self::Missing(why) | Self::Unknown(why) | Self::Off(why) => Some(why),
        }
    }
}

impl Evidence {
    /// A property, by the keys that lead to it from the resource's properties.
    pub fn property(logical_id: &str, keys: &[&'static str]) -> Self {
        let keys = keys.iter().map(|key| Step::Key(Cow::Borrowed(key)));
        let path = std::iter::once(Step::Key(Cow::Borrowed("Properties"))).chain(keys).collect();
        Self { logical_id: logical_id.to_owned(), path, statement: false }
    }

    /// The same place, further inwards.
    #[must_use]
    pub fn inside(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    /// What stands there; the whole resource's properties have no value of their own.
    pub fn value<'t>(&self, template: &'t Template) -> Option<&'t Value> {
        let resource = template.resources.get(&self.logical_id)?;
        let [Step::Key(first), Step::Key(second), rest @ ..] = self.path.as_slice() else { return None };
        let start = (first == "Properties").then(|| resource.properties.get(second.as_ref()))??;
        rest.iter().try_fold(start, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.as_list()?.get(*index),
        })
    }
}

impl fmt::Display for Evidence {
    /// `WorkerRole.Policies[0].PolicyDocument.Statement[1]`; `Properties` goes without saying.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.logical_id)?;
        for step in &self.path {
            match step {
                Step::Key(key) if key == "Properties" => {}
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Self::Key(Cow::Borrowed(key))
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}
