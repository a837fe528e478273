//! KMS key → event bus.

use crate::catalog::{
    ConnectionKind, ConnectionSpec, Emission, Encryption, Ends, FurtherEnd, Line, LineStyle, Refusal, Request, Settings, Statement,
};
use crate::connections::dead_letters;
use crate::services::event_bus::{self, ARCHIVE_DAYS};
use crate::unit;

/// Where events go that could not be encrypted or decrypted.
pub const DEAD_LETTERS: FurtherEnd = FurtherEnd {
    id: dead_letters::END,
    label: "Dead letters",
    to: &["queue"],
    help: "A standard queue for events that could not be encrypted or decrypted, as when the key is disabled; those that a target does not take have dead letters of their own.",
};

unit! {
    /// Events of the bus are encrypted with the key, and so are the patterns and targets of its rules and its archive.
    ///
    /// EventBridge itself uses the key, so that its policy lets EventBridge in for this bus; who puts events on it needs
    /// nothing of the key. Events of AWS's own services stay encrypted with a key of AWS's. Give it dead letters: events that
    /// cannot be encrypted or decrypted are lost without.
    ///
    /// The account's default bus is not made by a stack and cannot be encrypted here.
    ///
    /// AWS: Amazon EventBridge User Guide, "Encrypting EventBridge event buses with AWS KMS keys", "Using dead-letter queues to
    /// capture encrypted event errors in EventBridge" and "Encrypting EventBridge archives with AWS KMS keys"; CloudFormation,
    /// "AWS::Events::EventBus".
    pub static SPEC: ConnectionSpec = {
        id: "kms_key_encrypts_event_bus",
        name: "KMS key encrypts event bus",
        verb: "encrypts",
        from: "kms_key",
        facet: None,
        to: "event_bus",
        fields: &[],
        ends: &[DEAD_LETTERS],
        style: LineStyle::Call,
    }
}

/// The connection kind.
pub struct KmsKeyEncryptsEventBus;

/// The service that uses the key.
const EVENTS: &str = "events.amazonaws.com";
/// What EventBridge tells KMS an event belongs to.
const CONTEXT: &str = "kms:EncryptionContext:aws:events:event-bus:arn";

impl ConnectionKind for KmsKeyEncryptsEventBus {
    fn spec(&self) -> &'static ConnectionSpec {
        &SPEC
    }

    fn encrypts(&self) -> bool {
        true
    }

    fn refuse(&self, ends: &Ends<'_>) -> Option<Refusal> {
        let bus = &ends.target.node.name;
        if event_bus::is_default(&ends.target) {
            return Some(Refusal::new(format!(
                "{bus} is the account's default bus, which no stack makes or encrypts; make it an own bus."
            )));
        }
        let reason = || format!("{bus} is a bus of another account or region, which encrypts it itself.");
        event_bus::is_foreign(&ends.target).then(|| Refusal::new(reason()))
    }

    fn emit(&self, line: &Line<'_>, out: &mut Emission<'_>) {
        // The bus waits for the key, so that the key's policy names it by its name.
        let bus = event_bus::arn_by_name(&line.target);
        let id = &line.target.node.logical_id;
        let queue = dead_letters::standard(line, out);
        if let Some(queue) = &queue {
            dead_letters::admit(line, queue, EVENTS, line.target.arn(), out);
        }
        let for_bus = |actions: &[&'static str]| {
            let statement = Statement::allow(actions.iter().copied()).for_service(EVENTS).on_everything();
            statement.when("StringEquals", CONTEXT, bus.clone())
        };
        let describe = Statement::allow(["kms:DescribeKey"]).for_service(EVENTS).on_everything().named("Describe for events");
        out.request(&line.source, Request::Admit(describe));
        let encrypt = for_bus(&["kms:Decrypt", "kms:GenerateDataKey"]).from_source(bus.clone()).from_own_account();
        out.request(&line.source, Request::Admit(encrypt.named(format!("For{id}"))));
        if line.target.template_value(&ARCHIVE_DAYS).is_some() {
            let archive = for_bus(&["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncrypt*"]);
            out.request(&line.source, Request::Admit(archive.named(format!("For{id}Archive"))));
        }
        let dead_letters = queue.map(super::super::catalog::graph::NodeView::arn);
        out.request(&line.target, Request::Encrypt(Encryption { key: line.source.arn(), reuse_secs: None, dead_letters }));
    }
}
