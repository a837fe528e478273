//! LIM084.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::json;
use crate::unit;

/// The trust policy of a role, in characters, white space not counted.
const MOST: usize = 2_048;

unit! {
    /// The trust policy of a role is longer than IAM takes, or nearly.
    ///
    /// A trust policy has at most 2,048 characters; AWS raises this to 4,096 on request. From 80 % on it is told. Name an account
    /// or an organization in a condition instead of listing its roles.
    ///
    /// AWS: IAM User Guide, "IAM and AWS STS quotas".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Role.Properties.AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com", "AWS": [
    ///   "arn:aws:iam::111122220000:role/integration/partners/orders-service-of-partner-00",
    ///   "arn:aws:iam::111122220001:role/integration/partners/orders-service-of-partner-01",
    ///   "arn:aws:iam::111122220002:role/integration/partners/orders-service-of-partner-02",
    ///   "arn:aws:iam::111122220003:role/integration/partners/orders-service-of-partner-03",
    ///   "arn:aws:iam::111122220004:role/integration/partners/orders-service-of-partner-04",
    ///   "arn:aws:iam::111122220005:role/integration/partners/orders-service-of-partner-05",
    ///   "arn:aws:iam::111122220006:role/integration/partners/orders-service-of-partner-06",
    ///   "arn:aws:iam::111122220007:role/integration/partners/orders-service-of-partner-07",
    ///   "arn:aws:iam::111122220008:role/integration/partners/orders-service-of-partner-08",
    ///   "arn:aws:iam::111122220009:role/integration/partners/orders-service-of-partner-09",
    ///   "arn:aws:iam::111122220010:role/integration/partners/orders-service-of-partner-10",
    ///   "arn:aws:iam::111122220011:role/integration/partners/orders-service-of-partner-11",
    ///   "arn:aws:iam::111122220012:role/integration/partners/orders-service-of-partner-12",
    ///   "arn:aws:iam::111122220013:role/integration/partners/orders-service-of-partner-13",
    ///   "arn:aws:iam::111122220014:role/integration/partners/orders-service-of-partner-14",
    ///   "arn:aws:iam::111122220015:role/integration/partners/orders-service-of-partner-15",
    ///   "arn:aws:iam::111122220016:role/integration/partners/orders-service-of-partner-16",
    ///   "arn:aws:iam::111122220017:role/integration/partners/orders-service-of-partner-17",
    ///   "arn:aws:iam::111122220018:role/integration/partners/orders-service-of-partner-18",
    ///   "arn:aws:iam::111122220019:role/integration/partners/orders-service-of-partner-19",
    ///   "arn:aws:iam::111122220020:role/integration/partners/orders-service-of-partner-20",
    ///   "arn:aws:iam::111122220021:role/integration/partners/orders-service-of-partner-21",
    ///   "arn:aws:iam::111122220022:role/integration/partners/orders-service-of-partner-22",
    ///   "arn:aws:iam::111122220023:role/integration/partners/orders-service-of-partner-23",
    ///   "arn:aws:iam::111122220024:role/integration/partners/orders-service-of-partner-24"
    /// ]}}]}
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM084",
        name: "trust_policy_long",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct TrustPolicyLong;

impl Check for TrustPolicyLong {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        for (id, resource) in synthesis.template.resources.iter().filter(|(_, resource)| resource.kind == "AWS::IAM::Role") {
            let Some(policy) = resource.properties.get("AssumeRolePolicyDocument") else { continue };
            let place = synthesis.provenance.get(id).map_or(Place::Design, |from| from.address.owner.place());
            let size = json::compact_len(policy);
            super::limits::report(out, place, size, MOST, |share| {
                format!("The trust policy of {id} has about {size} characters, {share} the {MOST} that a role has.")
            });
        }
    }
}
