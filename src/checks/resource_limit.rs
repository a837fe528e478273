//! LIM001.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::design::ConnectionId;
use crate::nested::{self, MOST_OUTPUTS, MOST_PARAMETERS, MOST_RESOURCES, Stack};
use crate::unit;

/// Lines that are named in the message; all are part of the finding.
const MOST_TOLD: usize = 8;

unit! {
    /// The template holds more resources, parameters or outputs than CloudFormation takes, or nearly as many.
    ///
    /// A template holds at most 500 resources, 200 parameters and 200 outputs; from 80 % on it is told.
    ///
    /// More than 500 resources are exported and deployed as nested stacks: one for each outermost group, and the root, which
    /// keeps what is in no group. Values pass between them as outputs and parameters. Groups that depend on each other in a
    /// circle share a stack; where that has more than 500 resources, the finding names lines between them: without these, each
    /// part is small enough. A group that is too large alone has to be divided. A resource that comes to live in another stack
    /// is made anew there, so groups are best settled before the first deployment.
    ///
    /// AWS: CloudFormation User Guide, "Understand CloudFormation quotas" and "Split a template into reusable pieces using nested
    /// stacks".
    ///
    /// ```stackdraft breaks
    /// repeat 200 add queue "Queue #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// add queue Orders
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM001",
        name: "resource_limit",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct ResourceLimit;

impl Check for ResourceLimit {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        let template = &context.synthesis.template;
        let own_outputs = template.sections.get("Outputs").and_then(crate::cfn::Value::as_map).map_or(0, crate::cfn::Map::len);
        if nested::needed(context.synthesis) {
            divided(context, out);
            return;
        }
        let counts = [
            ("resources", template.resources.len(), MOST_RESOURCES),
            ("parameters", template.parameters.len(), MOST_PARAMETERS),
            ("outputs", template.outputs.len() + own_outputs, MOST_OUTPUTS),
        ];
        for (what, count, most) in counts {
            super::limits::report(out, Place::Design, count, most, |share| {
                format!("The template has {count} {what}, {share} the {most} that CloudFormation takes.")
            });
        }
    }
}

/// What does not fit into one stack, in several.
fn divided(context: &Context<'_>, out: &mut Findings<'_>) {
    let design = context.graph.design;
    let count = context.synthesis.template.resources.len();
    let whole = format!("The template has {count} resources, and one stack does not take it.");
    let nested = match nested::divided(design, context.synthesis) {
        Ok(nested) => nested,
        Err(why) => {
            out.add(Place::Design, format!("{whole} {why}")).severity(Severity::Error);
            return;
        }
    };
    let stacks = nested.stacks.len();
    out.add(Place::Design, format!("{whole} It is exported and deployed as {stacks} nested stacks along its groups."));
    for measure in nested.measures(design).iter().filter(|measure| measure.is_near()) {
        let is_over = measure.count > measure.most;
        let stack =
            nested.stacks.iter().find(|stack| is_over && measure.what == "resources" && measure.stack.as_ref() == Some(&stack.logical_id));
        if let Some(stack) = stack {
            too_large(context, stack, &measure.to_string(), out);
            continue;
        }
        let severity = if is_over { Severity::Error } else { Severity::Warning };
        let advice = match (is_over, &measure.stack) {
            (true, None) if measure.what == "resources" => " Put what is in no group into groups.",
            _ => "",
        };
        out.add(Place::Design, format!("{measure}{advice}")).severity(severity);
    }
}

/// A nested stack with more resources than it takes: what to cut, or what to divide.
fn too_large(context: &Context<'_>, stack: &Stack, what: &str, out: &mut Findings<'_>) {
    let design = context.graph.design;
    let lines = nested::lines_to_cut(design, context.synthesis, stack);
    let place = stack.groups.first().map_or(Place::Design, |group| Place::Group(group.clone()));
    let advice = match (stack.groups.len(), lines.as_slice()) {
        (1, _) => "Divide the group into several.".to_owned(),
        (_, []) => "These groups depend on each other, and no cutting of lines parts them: divide the larger ones.".to_owned(),
        (_, lines) => format!("These groups depend on each other. Cut {}.", told(context, lines)),
    };
    let others = stack.groups.iter().skip(1).cloned().map(Place::Group);
    let related = others.chain(lines.into_iter().map(Place::Connection)).collect::<Vec<_>>();
    out.add(place, format!("{what} {advice}")).severity(Severity::Error).related(related);
}

/// Lines as they are told in a sentence.
fn told(context: &Context<'_>, lines: &[ConnectionId]) -> String {
    let design = context.graph.design;
    let name = |node| design.nodes.get(node).map_or("?", |node| node.name.as_str());
    let mut told: Vec<String> = lines
        .iter()
        .filter_map(|line| design.connections.get(line))
        .map(|line| format!("{} to {}", name(&line.source), name(&line.target)))
        .collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    let noun = if lines.len() == 1 { "the line" } else { "the lines" };
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{noun} {}{rest}", told.join(", "))
}
