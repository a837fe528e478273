//! Values of parameters without echo: held in memory only, and shown nowhere.

use std::collections::BTreeMap;
use std::fmt;

/// Values by parameter. Printing them for a look inside shows the names alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(pub BTreeMap<String, String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_inside_shows_no_value() {
        let secrets = Secrets(BTreeMap::from([("ApiKey".to_owned(), "hunter2".to_owned())]));
        assert_eq!(format!("{secrets:?}"), "{\"ApiKey\"}");
    }
}
