//! One object, read to its end: entries, what could not be read, and how much there was of each day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{content::unpack, format::Format, format::Item, place::Listed};
use crate::{
    entry::{Record, SourceId},
    source::{ObjectState, Observation, Phase, Quarantined, Unreadable, digest::sha256_start},
};

/// How much of an object that cannot be read is kept: all of it up to here, else its beginning.
const KEPT_BYTES: usize = 16 << 20;

/// An object that was read to its end.
pub(super) struct Read {
    pub object: Listed,
    pub observations: Vec<Observation>,
    pub quarantine: Vec<Quarantined>,
    pub days: BTreeMap<NaiveDate, u64>,
    pub ignored: u64,
}

impl Read {
    /// What became of the object.
    pub fn state(&self) -> ObjectState {
        ObjectState::Read {
            key: self.object.key.clone(),
            size: self.object.size,
            tag: self.object.tag.clone(),
            modified_at: self.object.modified_at,
            days: self.days.clone(),
            unreadable: self.quarantine.len() as u64,
            ignored: self.ignored,
        }
    }
}

/// Reads an object of the log of `source`. Its entries are settled: what is written into an object does not change there.
pub(super) fn read(format: &dyn Format, source: SourceId, object: Listed, bytes: &[u8], now: DateTime<Utc>) -> Read {
    let mut read = Read { object, observations: Vec::new(), quarantine: Vec::new(), days: BTreeMap::new(), ignored: 0 };
    let mut place = 0_u64;
    let done = unpack(bytes).and_then(|bytes| {
        format.read(&bytes, &mut |item| {
            place += 1;
            read.take(item, source, place, now);
        })
    });
    if let Err(Unreadable(reason)) = done {
        let reason = match place {
            0 => reason,
            read => format!("after {read} records: {reason}"),
        };
        let raw = bytes[..bytes.len().min(KEPT_BYTES)].to_vec();
        let key = &read.object.key;
        let whole = Quarantined { remote_id: key.clone(), reason, raw, received_at: now, object: Some(key.clone()) };
        read.quarantine.push(whole);
    }
    read
}

impl Read {
    fn take(&mut self, item: Item, source: SourceId, place: u64, now: DateTime<Utc>) {
        match item {
            Item::Entry(found) => {
                *self.days.entry(found.entry.occurred_at.date_naive()).or_default() += 1;
                let record = Record {
                    source,
                    remote_id: found.remote_id,
                    received_at: now,
                    dialect: found.dialect,
                    payload: found.payload,
                    note: found.note,
                    supersedes: None,
                    raw: found.raw,
                };
                let fingerprint = sha256_start(&record.raw);
                self.observations.push(Observation { record, entry: found.entry, fingerprint, phase: Phase::Settled });
            }
            Item::Unreadable { reason, raw } => self.quarantine.push(Quarantined {
                remote_id: record_id(&self.object.key, place),
                reason,
                raw,
                received_at: now,
                object: Some(self.object.key.clone()),
            }),
            Item::Ignored => self.ignored += 1,
        }
    }
}

/// What a record without a readable id is called: its place in its object.
fn record_id(key: &str, place: u64) -> String {
    format!("{key}#{place}")
}
