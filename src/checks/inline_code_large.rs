//! LIM080.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::cfn::Value;
use crate::unit;

/// What CloudFormation takes without a bucket, in bytes.
const ROOM: usize = 51_200;

unit! {
    /// Code within the template takes most of its room.
    ///
    /// A template over 51,200 bytes is handed over through a bucket, and none may be over 1,000,000. Code that is more than half of
    /// a template above the first number is better in a folder of its own (`code=folder`): it is uploaded apart, can be tested, and
    /// a review of the template shows what changes in it.
    ///
    /// AWS: CloudFormation User Guide, "Understand CloudFormation quotas"; CloudFormation, "AWS::Lambda::Function Code".
    ///
    /// ```stackdraft breaks
    /// add function Worker
    /// override Worker Resource.Properties.Code.ZipFile="<50000 characters>"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM080",
        name: "inline_code_large",
        severity: Severity::Advice,
        fix: false,
    }
}

/// The check.
pub struct InlineCodeLarge;

impl Check for InlineCodeLarge {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let synthesis = context.synthesis;
        let code = |value: &Value| value.get("ZipFile").and_then(Value::as_text).map_or(0, str::len);
        let inline: usize = synthesis.template.resources.values().filter_map(|resource| resource.properties.get("Code")).map(code).sum();
        // Less than half of that room is no finding, however large the rest.
        if inline * 2 < ROOM {
            return;
        }
        let size = synthesis.yaml().len();
        if size > ROOM && inline * 2 > size {
            let message = format!("Code within the template makes {} % of its {size} bytes.", inline * 100 / size);
            out.add(Place::Design, message);
        }
    }
}
