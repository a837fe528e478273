//! LIM086.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::unit;

/// What a web ACL's price includes, in units of capacity (WCU).
const INCLUDED: usize = 1_500;
/// What a web ACL has at most.
const MOST: usize = 5_000;

/// The units that AWS's rule groups take, each as its page says.
const GROUPS: [(&str, usize); 15] = [
    ("AWSManagedRulesACFPRuleSet", 50),
    ("AWSManagedRulesATPRuleSet", 50),
    ("AWSManagedRulesAdminProtectionRuleSet", 100),
    ("AWSManagedRulesAmazonIpReputationList", 25),
    ("AWSManagedRulesAnonymousIpList", 50),
    ("AWSManagedRulesAntiDDoSRuleSet", 50),
    ("AWSManagedRulesBotControlRuleSet", 50),
    ("AWSManagedRulesCommonRuleSet", 700),
    ("AWSManagedRulesKnownBadInputsRuleSet", 200),
    ("AWSManagedRulesLinuxRuleSet", 200),
    ("AWSManagedRulesPHPRuleSet", 100),
    ("AWSManagedRulesSQLiRuleSet", 200),
    ("AWSManagedRulesUnixRuleSet", 100),
    ("AWSManagedRulesWindowsRuleSet", 200),
    ("AWSManagedRulesWordPressRuleSet", 100),
];

/// What a rule that counts the requests of each address takes.
const RATE: usize = 2;

unit! {
    /// The rules of a web ACL take more capacity than its price includes, or than there is.
    ///
    /// Rules take units of capacity (WCU): AWS's core rule set 700, a rate limit 2. The price of a web ACL includes 1,500 units, and
    /// more cost more for each request; 5,000 is the most. From 80 % of 5,000 on it is told as a quota. Leave out the groups for what
    /// does not stand behind the web ACL: rules for PHP before functions in Python find nothing. Groups of others than AWS and
    /// rules of your own are not counted.
    ///
    /// AWS: AWS WAF Developer Guide, "Web ACL capacity units (WCUs) in AWS WAF" and "AWS Managed Rules rule groups list".
    ///
    /// ```stackdraft breaks
    /// add web_acl Shield sql_injection=true admin_paths=true more_groups=["AWSManagedRulesLinuxRuleSet", "AWSManagedRulesWindowsRuleSet"]
    /// ```
    ///
    /// ```stackdraft keeps
    /// add web_acl Shield
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM086",
        name: "web_acl_capacity",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct WebAclCapacity;

impl Check for WebAclCapacity {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in synthesis.template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::WAFv2::WebACL") {
            let rules = resource.properties.get("Rules").and_then(Value::as_list).unwrap_or_default();
            let units: usize = rules.iter().map(units).sum();
            let place = || synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            super::limits::report(out, place(), units, MOST, |share| {
                format!("The rules of {id} take {units} units of capacity, {share} the {MOST} that a web ACL has.")
            });
            if units > INCLUDED && units * 5 < MOST * 4 {
                let message = format!("The rules of {id} take {units} units of capacity; the price of a web ACL includes {INCLUDED}.");
                out.add(place(), message).severity(Severity::Advice);
            }
        }
    }
}

/// What a rule takes, as far as it is known.
fn units(rule: &Value) -> usize {
    let Some(statement) = rule.get("Statement") else { return 0 };
    if statement.get("RateBasedStatement").is_some() {
        return RATE;
    }
    let group = statement.get("ManagedRuleGroupStatement").filter(|group| group.get("VendorName").and_then(Value::as_text) == Some("AWS"));
    let name = group.and_then(|group| group.get("Name")?.as_text());
    GROUPS.iter().find(|(known, _)| Some(*known) == name).map_or(0, |(_, units)| *units)
}
