//! What the suites over the store share: a workspace in a temporary folder, a small dialect, and entries in it.
#![allow(dead_code, reason = "each suite uses a part")]
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

use std::{path::Path, sync::Arc};

use auditdesk_core::{
    api::wire::{Secret, SourceConfig},
    clock::ManualClock,
    entry::{
        Actor, Client, Entry, Note, Outcome, Payload, PayloadState, Record, RecordRef, SourceId, Status, Target, TimeBy,
    },
    error::Result,
    source::{Awaiting, Batch, Committed, Dialects, Observation, Phase, Progress, Unreadable},
    store::{Access, Deps, Store, key::Key},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// The key of every test workspace.
pub fn key() -> Key {
    Key::from_bytes(&[7; 32]).unwrap()
}

/// When the tests take place.
pub fn start() -> DateTime<Utc> {
    "2026-08-20T10:00:00Z".parse().unwrap()
}

pub fn deps() -> Deps {
    Deps { dialects: Arc::new(Plain), clock: Arc::new(ManualClock::new(start())) }
}

pub fn create(folder: &Path) -> Store {
    Store::create(folder, &key(), deps()).unwrap()
}

pub fn open(folder: &Path) -> Store {
    Store::open(folder, &key(), deps(), Access::ReadWrite).unwrap()
}

/// The database in `folder`, opened behind the store's back.
pub fn database(folder: &Path) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(folder.join("workspace.db")).unwrap();
    let key = "07".repeat(32);
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256")).unwrap();
    database
}

pub fn passphrase(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// Adds a source.
pub async fn source(store: &Store, name: &str) -> SourceId {
    let config = SourceConfig::Obot { url: "https://obot.example.com".to_owned(), ca_pem: String::new() };
    store.add_source(name.to_owned(), config, None).await.unwrap()
}

/// The dialect of the suites: `{"at": µs, "op": …, "status": …, "http": …, "ms": …}` and anything else.
pub struct Plain;

impl Dialects for Plain {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        let value: Value = serde_json::from_slice(record.raw).map_err(|e| Unreadable(e.to_string()))?;
        Ok(entry(&value))
    }

    fn payload(&self, _: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Ok(Payload::default())
    }
}

fn entry(value: &Value) -> Entry {
    let at =
        DateTime::from_timestamp_micros(value["at"].as_i64().unwrap_or_else(|| start().timestamp_micros())).unwrap();
    let status = Status::ALL.into_iter().find(|status| Some(status.word()) == value["status"].as_str());
    Entry {
        occurred_at: at,
        recorded_at: at,
        time_by: TimeBy::Server,
        kind: "mcp_call".to_owned(),
        actor: Actor::default(),
        operation: value["op"].as_str().unwrap_or_default().to_owned(),
        target: Target::default(),
        outcome: Outcome {
            status: status.unwrap_or(Status::Unknown),
            http_status: value["http"].as_u64().map(|status| status as u16),
            reason: None,
            error: None,
            tool_error: None,
        },
        duration_us: value["ms"].as_u64().map(|ms| ms * 1000),
        client: Client::default(),
        ip: None,
        session_id: None,
        request_id: None,
        flags: auditdesk_core::entry::Flags::NONE,
    }
}

/// A settled observation with a complete payload.
pub fn settled(source: SourceId, id: &str, value: &Value) -> Observation {
    observation(source, id, value, PayloadState::Complete, Phase::Settled)
}

/// An observation that waits for details, due at [`start`].
pub fn pending(source: SourceId, id: &str, value: &Value) -> Observation {
    let phase = Phase::Pending { awaiting: Awaiting::Details, next_look: start(), looks: 0 };
    observation(source, id, value, PayloadState::NotFetched, phase)
}

pub fn observation(source: SourceId, id: &str, value: &Value, payload: PayloadState, phase: Phase) -> Observation {
    Observation {
        record: Record {
            source,
            remote_id: id.to_owned(),
            received_at: start(),
            dialect: "plain".to_owned(),
            payload,
            note: None::<Note>,
            supersedes: None,
            raw: serde_json::to_vec(value).unwrap(),
        },
        entry: entry(value),
        // Of the list item, which does not have the payload.
        fingerprint: fingerprint(value),
        phase,
    }
}

pub fn fingerprint(value: &Value) -> u64 {
    let list = json!([value["op"], value["status"], value["http"], value["ms"]]).to_string();
    list.bytes().fold(14_695_981_039_346_656_037, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211))
}

/// `id` received so much later.
pub fn later(observation: Observation, seconds: i64) -> Observation {
    let received_at = start() + TimeDelta::seconds(seconds);
    Observation { record: Record { received_at, ..observation.record }, ..observation }
}

pub async fn commit(store: &Store, source: SourceId, observations: Vec<Observation>) -> Committed {
    store.sink(source).commit(Batch { observations, ..Batch::default() }).await.unwrap()
}

/// All records of the ledger in order.
pub fn ledger(store: &Store) -> Vec<Record> {
    let blocks = store.blocks();
    blocks.spans().iter().flat_map(|span| blocks.read(*span).unwrap()).collect()
}

pub struct Quiet;

impl Progress for Quiet {
    fn update(&self, _: u64, _: u64, _: &str) {}
}
