//! LIM082.

use crate::catalog::{Check, CheckSpec, Context, Findings, Place, Severity};
use crate::unit;

/// The most widgets of a dashboard.
const WIDGETS: usize = 500;
/// The most metrics of a dashboard.
const METRICS: usize = 2_500;
/// The most metrics of a widget.
const IN_WIDGET: usize = 500;

unit! {
    /// The design's dashboard shows more than CloudWatch takes, or nearly.
    ///
    /// A dashboard has at most 500 widgets and 2,500 metrics over all of them, and a widget 500 metrics. Divide the design, or
    /// make dashboards by hand of what matters most.
    ///
    /// AWS: Amazon CloudWatch User Guide, "CloudWatch service quotas".
    ///
    /// ```stackdraft breaks
    /// dashboard on
    /// repeat 420 add function "Function #"
    /// ```
    ///
    /// ```stackdraft keeps
    /// dashboard on
    /// add function Worker
    /// ```
    pub static SPEC: CheckSpec = {
        code: "LIM082",
        name: "dashboard_large",
        severity: Severity::Warning,
        fix: false,
    }
}

/// The check.
pub struct DashboardLarge;

impl Check for DashboardLarge {
    fn spec(&self) -> &'static CheckSpec {
        &SPEC
    }

    fn run(&self, context: &Context<'_>, out: &mut Findings<'_>) {
        if !context.graph.design.dashboard {
            return;
        }
        let (mut widgets, mut metrics) = (0, 0);
        for node in context.graph.nodes().filter(|node| node.service.is_measured(node)) {
            let shown: usize = node.service.alarms().iter().map(|preset| (preset.watched)(&node, preset).len()).sum();
            widgets += usize::from(shown > 0);
            metrics += shown;
            super::limits::report(out, Place::Node(node.id.clone()), shown, IN_WIDGET, |share| {
                format!("The dashboard shows {shown} metrics of {}, {share} the {IN_WIDGET} that a widget has.", node.node.name)
            });
        }
        for (what, count, most) in [("widgets", widgets, WIDGETS), ("metrics", metrics, METRICS)] {
            super::limits::report(out, Place::Design, count, most, |share| {
                format!("The dashboard has {count} {what}, {share} the {most} that CloudWatch takes.")
            });
        }
    }
}
