//! WIR020.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

unit! {
    /// A line delivers nothing: something that its messages need is not in the template.
    ///
    /// Stackdraft adds what a line needs by itself; an override, or a setting of something else in the design, can take it
    /// away again: a statement that no longer allows what the line does, a policy that lets in another source, a key that
    /// shuts the sender out. For every line the template is read again as AWS would read it – event source, role and trust,
    /// grants, resource policies, keys, variables, sizes and times – and the first thing that is missing is told here. The
    /// inspector shows the whole chain.
    ///
    /// What is only known at deployment (a role of your own, a managed policy, a parameter) is no finding: nobody can tell.
    ///
    /// AWS: IAM User Guide, "Policy evaluation logic".
    ///
    /// ```stackdraft breaks
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.ConsumeOrdersQueue.Action=sqs:ReceiveMessage
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// add function Worker
    /// connect Orders Worker
    /// override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.ConsumeOrdersQueue.Action=sqs:*
    /// ```
    pub static SPEC: CheckSpec = {
        code: "WIR020",
        name: "line_cannot_deliver",
        severity: Severity::Error,
        fix: false,
    }
}

/// The check.
pub struct LineCannotDeliver;

impl Check for LineCannotDeliver {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        for (id, proof) in &context.proofs.by_line {
            let Some(line) = context.graph.line(id) else { continue };
            let mut missing = proof.missing();
            let Some((link, why)) = missing.next() else { continue };
            let more = missing.count();
            let more = if more == 0 { String::new() } else { format!(" {more} more of what it needs is missing.") };
            let message = format!("{} delivers nothing. Needed and not so: {} ({why}).{more}", line.title(), within(&link.claim));
            let ends = [Place::Node(line.source.id.clone()), Place::Node(line.target.id.clone())];
            out.add(Place::Connection(id.clone()), message).related(ends);
        }
    }
}

/// A claim as it stands within a sentence: it begins with a small letter where it does not begin with a name.
fn within(claim: &str) -> String {
    const WORDS: [&str; 6] = ["The ", "It ", "What ", "There ", "Messages ", "A "];
    if WORDS.iter().any(|word| claim.starts_with(word)) {
        let mut chars = claim.chars();
        return chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect());
    }
    claim.to_owned()
}
