//! The reference page names everything there is, each thing under a heading or in a table of its own.

use stackdraft::REGISTRY;
use stackdraft::cli::reference::page;

#[test]
fn every_unit_is_on_the_page_with_all_its_fields() {
    let page = page();
    for service in REGISTRY.services {
        let spec = service.spec();
        let heading = format!("\n### {} (`{}`)\n", spec.name, spec.id);
        let (_, section) = page.split_once(&heading).unwrap_or_else(|| panic!("{} has no heading", spec.id));
        let section = section.split("\n### ").next().unwrap();
        let fields = spec.fields.iter().chain(spec.facets.iter().flat_map(|facet| facet.fields));
        fields.for_each(|field| assert!(section.contains(&format!("| `{}` ", field.id)), "{} {}", spec.id, field.id));
    }
    for kind in REGISTRY.connections {
        let spec = kind.spec();
        let heading = format!("\n### {} (`{}`)\n", spec.name, spec.id);
        let (_, section) = page.split_once(&heading).unwrap_or_else(|| panic!("{} has no heading", spec.id));
        let section = section.split("\n### ").next().unwrap();
        spec.fields.iter().for_each(|field| assert!(section.contains(&format!("| `{}` ", field.id)), "{} {}", spec.id, field.id));
        spec.ends.iter().for_each(|end| assert!(section.contains(&format!("- `{}` to ", end.id)), "{} {}", spec.id, end.id));
    }
    for check in REGISTRY.checks {
        assert!(page.contains(&format!("\n### {} {}\n", check.spec().code, check.spec().name)), "{}", check.spec().code);
    }
    for pair in REGISTRY.refused {
        assert!(page.contains(&format!("| `{}` | `{}` |", pair.from, pair.to)));
    }
}

#[test]
fn grants_are_told_for_every_access() {
    let page = page();
    assert!(page.contains("| `access` = write | role of Function | `dynamodb:BatchWriteItem`, `dynamodb:DeleteItem`, `dynamodb:PutItem`, `dynamodb:UpdateItem` |"), "{page}");
    assert!(page.contains("policy of Queue: `{\"Service\":\"sns.amazonaws.com\"}`"));
    let with_grants = page.matches("**Grants**").count();
    assert!(with_grants > 40, "{with_grants} connections have grants");
}

#[test]
fn links_lead_to_headings() {
    let page = page();
    let anchors: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### ").or_else(|| line.strip_prefix("## ")))
        .map(|heading| {
            let kept = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " _-".contains(*c)).collect::<String>();
            kept.replace(' ', "-")
        })
        .collect();
    let links: Vec<&str> = page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 100);
    for link in links {
        assert!(anchors.iter().any(|anchor| anchor == link), "{link} leads nowhere");
    }
}
