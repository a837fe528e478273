//! KMS key → workflow.

use crate::catalog::{ConnectionKind, ConnectionSpec, Emission, Field, Line, LineStyle, Request, Settings, Statement};
use crate::connections::encryption;
use crate::services::workflow;
use crate::unit;

/// How long a data key is used again.
pub const REUSE: Field = encryption::reuse(900);

unit! {
    /// The definition of the workflow, the data and history of its executions and its logs are encrypted with the key.
    ///
    /// The workflow's role gets `kms:Decrypt` and `kms:GenerateDataKey`, with which Step Functions runs its executions, and so
    /// does a workflow `kms:Decrypt` that waits for it. The key's policy lets CloudWatch Logs in for the log groups of this
    /// account, and its log delivery read what it delivers.
    ///
    /// AWS: Step Functions Developer Guide, "Data at rest encryption in Step Functions"; Amazon CloudWatch Logs User Guide,
    /// "Encrypt log data in CloudWatch Logs using AWS Key Management Service"; CloudFormation,
    /// "AWS::StepFunctions::StateMachine EncryptionConfiguration".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_workflow",
        name: "KMS key encrypts workflow",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "workflow",
        fields: &[REUSE],
        ends: &[],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct KmsKeyEncryptsWorkflow;

impl ConnectionKind for KmsKeyEncryptsWorkflow {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn encrypts(&self) -> bool {
        true
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        if workflow::is_logged(&line.target) {
            encryption::admit_logs(line, out);
            let deliver = Statement::allow(["kms:Decrypt"]).for_service("delivery.logs.amazonaws.com").on_everything();
            out.request(&line.source, Request::Admit(deliver.from_own_account().named("For log delivery")));
        }
        out.request(&line.target, encryption::encrypt(line, line.written_value(&REUSE)));
    }
}
