//! Provisioned capacity that follows what is used, for the table and each of its global indexes.
//!
//! AWS: DynamoDB Developer Guide, "Managing throughput capacity automatically with DynamoDB auto scaling"; CloudFormation,
//! "AWS::ApplicationAutoScaling::ScalableTarget" and "AWS::ApplicationAutoScaling::ScalingPolicy".

use super::{READ_CAPACITY, WRITE_CAPACITY, index_names};
use crate::catalog::field::{Unit, is, on};
use crate::catalog::naming::pascal;
use crate::catalog::{Emission, Field, Literal, NodeView, Settings};
use crate::cfn::{Pieces, Value};

/// Whether capacity follows what is used.
pub const AUTOSCALING: Field = Field::switch("autoscaling", "Autoscaling", true)
    .applies(&[is("billing", &[Literal::Text("provisioned")])])
    .help("Whether capacity grows and shrinks with what is used, from what is set to the most.");
/// The most it grows to.
pub const MAX_READ_CAPACITY: Field = Field::integer("max_read_capacity", "Most read capacity", 1, 40_000)
    .default(Literal::Integer(100))
    .applies(&[on("autoscaling")])
    .help("How far read capacity grows.");
/// The most it grows to.
pub const MAX_WRITE_CAPACITY: Field = Field::integer("max_write_capacity", "Most write capacity", 1, 40_000)
    .default(Literal::Integer(100))
    .applies(&[on("autoscaling")])
    .help("How far write capacity grows.");
/// How much of it is used while it neither grows nor shrinks.
pub const UTILIZATION: Field = Field::integer("utilization", "Utilization", 20, 90)
    .unit(Unit::Percent)
    .default(Literal::Integer(70))
    .applies(&[on("autoscaling")])
    .help("How much of the capacity should be in use; above it capacity grows, well below it shrinks.");

/// A capacity that scales: its name, its least and its most.
const CAPACITIES: [(&str, Field, Field); 2] = [("Read", READ_CAPACITY, MAX_READ_CAPACITY), ("Write", WRITE_CAPACITY, MAX_WRITE_CAPACITY)];

/// Adds what scales the table's capacity, where it does.
pub(super) fn emit(node: &NodeView<'_>, out: &mut Emission<'_>) {
    if !node.applies(&AUTOSCALING) || !node.is_on(&AUTOSCALING) {
        return;
    }
    let table = Pieces::new("table/").value(&Value::reference(node.node.logical_id.as_str()));
    scale(node, "", ("table", table.clone()), out);
    for index in index_names(node) {
        let id = table.clone().text("/index/").text(&index);
        scale(node, &pascal(&index), ("index", id), out);
    }
}

fn scale(node: &NodeView<'_>, part: &str, (kind, id): (&str, Pieces), out: &mut Emission<'_>) {
    let id = id.finish();
    for (name, least, most) in &CAPACITIES {
        let target = out.resource(&format!("{part}{name}Capacity"), "AWS::ApplicationAutoScaling::ScalableTarget");
        target.set_some("MinCapacity", node.template_value(least)).set_some("MaxCapacity", node.template_value(most));
        target.set("ResourceId", id.clone()).set("ServiceNamespace", "dynamodb");
        target.set("ScalableDimension", format!("dynamodb:{kind}:{name}CapacityUnits"));
        let target = Value::reference(target.logical_id.as_str());
        let policy = out.resource(&format!("{part}{name}Scaling"), "AWS::ApplicationAutoScaling::ScalingPolicy");
        policy.set("PolicyName", format!("{part}{name}Scaling")).set("PolicyType", "TargetTrackingScaling");
        policy.set("ScalingTargetId", target);
        let metric = Value::map([("PredefinedMetricType", format!("DynamoDB{name}CapacityUtilization"))]);
        policy.set("TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification", metric);
        policy.set_some("TargetTrackingScalingPolicyConfiguration.TargetValue", node.template_value(&UTILIZATION));
    }
}
