//! Reading an object, and making one of a message.

use auditdesk_core::{
    entry::{Flag, PartName, RecordRef},
    source::{
        airbyte::AirbyteFormat,
        dialects,
        objects::{Format, Found, Item},
    },
};
use serde_json::Value;

/// Everything in an object, and why it could not be read further.
pub fn all(bytes: &[u8]) -> (Vec<Item>, Option<String>) {
    let mut items = Vec::new();
    let done = AirbyteFormat.read(bytes, &mut |item| items.push(item));
    (items, done.err().map(|why| why.0))
}

/// The entries of an object in which everything is readable.
pub fn entries(bytes: &[u8]) -> Vec<Found> {
    let (items, broken) = all(bytes);
    assert_eq!(broken, None, "the object is read to its end");
    let found = items.into_iter().map(|item| match item {
        Item::Entry(found) => *found,
        other => panic!("no entry: {other:?}"),
    });
    found.inspect(derives_again).collect()
}

/// The fields come from the stored bytes alone.
fn derives_again(found: &Found) {
    let record = RecordRef { source: 9, dialect: &found.dialect, remote_id: "x", raw: &found.raw };
    assert_eq!(dialects().entry(record).as_ref(), Ok(&found.entry), "{}", String::from_utf8_lossy(&found.raw));
}

/// A part of the payload.
pub fn part(found: &Found, name: PartName) -> Option<Value> {
    let record = RecordRef { source: 9, dialect: &found.dialect, remote_id: "x", raw: &found.raw };
    let payload = dialects().payload(record).expect("what has an entry has a payload");
    let part = payload.parts.into_iter().find(|part| part.name == name)?;
    Some(serde_json::from_str(&part.json).expect("parts are JSON"))
}

/// A generation 1 object with one event.
pub fn object_of(message: &str) -> Vec<u8> {
    let event = serde_json::json!({
        "timestamp": 1_737_070_174_216_i64,
        "message": message,
        "level": "INFO",
        "logSource": "platform",
        "caller": {
            "className": "io.airbyte.audit.logging.AuditLoggingInterceptor",
            "methodName": "logAuditInfo$io_airbyte_airbyte_audit_logging",
            "lineNumber": 139,
            "threadName": "io-executor-thread-1",
        },
        "throwable": null,
    });
    serde_json::json!({ "events": [event], "version": "1" }).to_string().into_bytes()
}

/// The one entry of a message.
pub fn one(message: &str) -> Found {
    entries(&object_of(message)).pop().expect("an event is an entry")
}

/// The fields of a generation 1 entry.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    pub id: &'a str,
    pub email: &'a str,
    pub address: &'a str,
    pub agent: &'a str,
    pub action: &'a str,
    /// The summary of a success, the error of a failure.
    pub ending: Result<&'a str, &'a str>,
}

impl Default for Said<'_> {
    fn default() -> Self {
        Self {
            id: "6f0d2c51-3b7e-4c86-9a55-1d2e7c0b8f31",
            email: "alice@example.com",
            address: "198.51.100.24",
            agent: "Mozilla/5.0 (X11; Linux x86_64)",
            action: "deleteConnection",
            ending: Ok(r#"{"connectionId":"37a1c9d2-6e4b-4f80-9b15-8c2d7e3f6a04"}"#),
        }
    }
}

impl Said<'_> {
    /// As Airbyte prints it.
    pub fn message(&self) -> String {
        let (summary, success, error) = match self.ending {
            Ok(summary) => (summary, true, "null"),
            Err(error) => ("", false, error),
        };
        let Self { id, email, address, agent, action, .. } = self;
        format!(
            "Logging audit entry: AuditLogEntry(id=7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4, timestamp=1737070174212, \
             user=User(userId={id}, email={email}, ipAddress={address}, userAgent={agent}), actionName={action}, \
             summary={summary}, success={success}, errorMessage={error})"
        )
    }
}

/// How far a message was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Exact,
    Ambiguous,
    /// The fields are there, the summary is no JSON.
    BrokenSummary,
    Unparsed,
}

/// The verdict on an entry.
pub fn verdict(found: &Found) -> Verdict {
    let flags = found.entry.flags;
    match (flags.has(Flag::Ambiguous), flags.has(Flag::Unparsed)) {
        (true, _) => Verdict::Ambiguous,
        (false, true) if found.entry.operation.is_empty() => Verdict::Unparsed,
        (false, true) => Verdict::BrokenSummary,
        (false, false) => Verdict::Exact,
    }
}
