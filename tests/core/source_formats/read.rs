//! Reads an object and checks what every reader promises.

use auditdesk_core::{
    entry::{Entry, Payload, RecordRef},
    source::{
        dialects,
        objects::{Format, Found, Item},
    },
};

/// What came out of an object.
#[derive(Debug, Default)]
pub struct Outcome {
    pub found: Vec<Found>,
    /// Reason and bytes.
    pub unreadable: Vec<(String, Vec<u8>)>,
    pub ignored: usize,
    /// Why the object could not be read to its end.
    pub broken: Option<String>,
}

impl Outcome {
    pub fn entries(&self) -> Vec<&Entry> {
        self.found.iter().map(|found| &found.entry).collect()
    }

    pub fn ids(&self) -> Vec<&str> {
        self.found.iter().map(|found| found.remote_id.as_str()).collect()
    }
}

/// Reads `bytes`. Each record's own bytes must give the same entry again.
pub fn read(format: &dyn Format, bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let result = format.read(bytes, &mut |item| match item {
        Item::Entry(found) => {
            assert_eq!(entry(&found), found.entry, "{}", String::from_utf8_lossy(&found.raw));
            payload(&found);
            outcome.found.push(*found);
        }
        Item::Unreadable { reason, raw } => {
            assert!(!reason.is_empty() && !raw.is_empty());
            outcome.unreadable.push((reason, raw));
        }
        Item::Ignored => outcome.ignored += 1,
    });
    outcome.broken = result.err().map(|reason| reason.0);
    outcome
}

/// Reads `bytes`, of which everything can be read.
pub fn all(format: &dyn Format, bytes: &[u8]) -> Vec<Found> {
    let outcome = read(format, bytes);
    assert_eq!((&outcome.unreadable, &outcome.broken), (&Vec::new(), &None));
    outcome.found
}

fn record(found: &Found) -> RecordRef<'_> {
    RecordRef { source: 1, dialect: &found.dialect, remote_id: &found.remote_id, raw: &found.raw }
}

pub fn entry(found: &Found) -> Entry {
    dialects().entry(record(found)).expect("the record is read again")
}

pub fn payload(found: &Found) -> Payload {
    let (entry, payload) = dialects().whole(record(found)).expect("the record is read again");
    assert_eq!(entry, found.entry);
    assert_eq!(payload, dialects().payload(record(found)).expect("the payload is read again"));
    for part in &payload.parts {
        assert!(serde_json::from_str::<&serde_json::value::RawValue>(&part.json).is_ok(), "{}", part.json);
    }
    payload
}

/// The part of a payload with this name, as JSON.
pub fn part(found: &Found, name: auditdesk_core::entry::PartName) -> serde_json::Value {
    let payload = payload(found);
    let part = payload.parts.iter().find(|part| part.name == name).expect("the part is there");
    serde_json::from_str(&part.json).expect("JSON")
}
