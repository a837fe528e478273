//! LIM073.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::json;
use crate::unit;

/// How many characters the pattern of a rule may have.
const MOST: usize = 2_048;
/// How many the pattern of a filter may have.
const MOST_OF_FILTER: usize = 4_096;

unit! {
    /// The pattern of a rule is longer than EventBridge takes, or that of a filter than Lambda and pipes take, or nearly.
    ///
    /// A rule's pattern has at most 2,048 characters; AWS raises this on request. A filter of an event source mapping or a pipe has
    /// 4,096. From 80 % on it is told. Divide the rule, or match by prefix instead of listing values.
    ///
    /// AWS: Amazon EventBridge User Guide, "Amazon EventBridge quotas"; CloudFormation, "AWS::Lambda::EventSourceMapping Filter" and
    /// "AWS::Pipes::Pipe Filter".
    ///
    /// ```stackdraft breaks
    /// add event_bus Events
    /// add function Worker
    /// rule Events Long pattern={"source": [
    ///   "com.example.shop.department-of-orders.region-of-central-europe.stage-of-production.orders-service",
    ///   "com.example.shop.department-of-payments.region-of-central-europe.stage-of-production.payments-service",
    ///   "com.example.shop.department-of-shipments.region-of-central-europe.stage-of-production.shipments-service",
    ///   "com.example.shop.department-of-returns.region-of-central-europe.stage-of-production.returns-service",
    ///   "com.example.shop.department-of-invoices.region-of-central-europe.stage-of-production.invoices-service",
    ///   "com.example.shop.department-of-customers.region-of-central-europe.stage-of-production.customers-service",
    ///   "com.example.shop.department-of-suppliers.region-of-central-europe.stage-of-production.suppliers-service",
    ///   "com.example.shop.department-of-warehouses.region-of-central-europe.stage-of-production.warehouses-service",
    ///   "com.example.shop.department-of-campaigns.region-of-central-europe.stage-of-production.campaigns-service",
    ///   "com.example.shop.department-of-vouchers.region-of-central-europe.stage-of-production.vouchers-service",
    ///   "com.example.shop.department-of-reviews.region-of-central-europe.stage-of-production.reviews-service",
    ///   "com.example.shop.department-of-baskets.region-of-central-europe.stage-of-production.baskets-service",
    ///   "com.example.shop.department-of-catalogues.region-of-central-europe.stage-of-production.catalogues-service",
    ///   "com.example.shop.department-of-prices.region-of-central-europe.stage-of-production.prices-service",
    ///   "com.example.shop.department-of-stocks.region-of-central-europe.stage-of-production.stocks-service",
    ///   "com.example.shop.department-of-carriers.region-of-central-europe.stage-of-production.carriers-service",
    ///   "com.example.shop.department-of-addresses.region-of-central-europe.stage-of-production.addresses-service",
    ///   "com.example.shop.department-of-refunds.region-of-central-europe.stage-of-production.refunds-service"
    /// ]}
    /// connect Events/Long Worker
    /// ```
    ///
    /// ```stackdraft keeps
    /// add event_bus Events
    /// add function Worker
    /// rule Events Short pattern={"source": [{"prefix": "this-is-the-name-of-a-source"}]}
    /// connect Events/Short Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM073",
        name: "pattern_long",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct PatternLong;

impl Check for PatternLong {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in &synthesis.template.resources {
            let properties = &resource.properties;
            let filters = match resource.kind.as_str() {
                "AWS::Lambda::EventSourceMapping" => properties.get("FilterCriteria"),
                "AWS::Pipes::Pipe" => properties.get("SourceParameters").and_then(|parameters| parameters.get("FilterCriteria")),
                _ => None,
            };
            let filters = filters.and_then(|criteria| criteria.get("Filters")?.as_list()).unwrap_or_default();
            let of_filters = filters.iter().filter_map(|filter| Some((filter.get("Pattern")?.as_text()?.chars().count(), MOST_OF_FILTER)));
            let rule = properties.get("EventPattern").filter(|_| resource.kind == "AWS::Events::Rule");
            let of_rule = rule.map(|pattern| (json::compact_len(pattern), MOST));
            for (size, most) in of_rule.into_iter().chain(of_filters) {
                let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
                super::limits::report(out, place, size, most, |share| {
                    format!("The pattern of {id} has {size} characters, {share} the {most} that it may have.")
                });
            }
        }
    }
}
