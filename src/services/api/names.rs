//! What the resources of paths are called.

use std::collections::{BTreeMap, BTreeSet};

use super::digest;
use crate::catalog::naming::pascal;

/// The paths that routes need, each with every path above it, the root excepted, and their parts of logical IDs.
pub(super) fn of_paths<'p>(paths: impl IntoIterator<Item = &'p str>) -> BTreeMap<String, String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    for path in paths {
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        all.extend(ends.map(|end| path[..end].to_owned()).filter(|above| above != "/"));
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for path in all {
        let mut name = of_path(&path);
        if !taken.insert(name.clone()) {
            name.push_str(&digest(&path));
            taken.insert(name.clone());
        }
        names.insert(path, name);
    }
    names
}

/// `/orders/{id}` → `OrdersById`; different paths may come to the same.
pub(super) fn of_path(path: &str) -> String {
    path.split('/')
        .map(|step| match step.strip_prefix('{') {
            Some(variable) => format!("By{}", pascal(variable)),
            None => pascal(step),
        })
        .collect()
}

/// The path above, where it is not the root.
pub(super) fn above(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(above, _)| above).filter(|above| !above.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_named_once() {
        let names = of_paths(["/", "/orders/{id}/items", "/orders", "/orders/by-id"]);
        let list: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let by_id = format!("OrdersById{}", digest("/orders/{id}"));
        let expected = [
            ("/orders", "Orders"),
            ("/orders/by-id", "OrdersById"),
            ("/orders/{id}", by_id.as_str()),
            ("/orders/{id}/items", "OrdersByIdItems"),
        ];
        assert_eq!(list, expected);
        assert_eq!(above("/orders/{id}"), Some("/orders"));
        assert_eq!(above("/orders"), None);
    }
}
