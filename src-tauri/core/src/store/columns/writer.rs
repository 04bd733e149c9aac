//! Stand-in until the real columns land: one line of text per row, in the shape the store relies on.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::{Change, DictionaryValue, SEGMENT_ROWS, SegmentBlob, Unsaved};
use crate::{
    entry::{Seq, SourceId},
    error::{Error, ErrorCode, Result},
};

/// The staged and published rows.
#[derive(Debug, Default)]
pub struct ColumnWriter {
    staged: State,
    published: Columns,
    first_seq: Seq,
    saved_values: usize,
    values: Vec<DictionaryValue>,
}

#[derive(Clone, Debug, Default)]
struct State {
    settled: BTreeMap<Seq, String>,
    pending: BTreeMap<(SourceId, String), String>,
    names: BTreeMap<String, String>,
}

/// What readers see.
#[derive(Clone, Debug, Default)]
pub struct Columns(Arc<Mutex<State>>);

impl Columns {
    /// The newest published state.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.0.lock().expect("no holder panics").clone())
    }
}

/// One state of the columns.
#[derive(Clone, Debug)]
pub struct Snapshot(State);

impl Snapshot {
    /// How many ledger places there are.
    pub fn settled(&self) -> u64 {
        self.0.settled.len() as u64
    }

    /// How many pending rows there are.
    pub fn pending(&self) -> u64 {
        self.0.pending.len() as u64
    }
}

impl ColumnWriter {
    /// Takes what was persisted.
    pub fn open(values: Vec<DictionaryValue>, segments: Vec<SegmentBlob>, superseded: &[Seq]) -> Result<Self> {
        let _ = superseded;
        let mut state = State::default();
        let mut next = 1;
        for segment in segments {
            let text = String::from_utf8(segment.bytes)
                .ok()
                .filter(|text| text.lines().count() as u64 == SEGMENT_ROWS)
                .ok_or_else(|| Error::new(ErrorCode::Corrupt, "A column segment is damaged."))?;
            for line in text.lines() {
                state.settled.insert(next, line.to_owned());
                next += 1;
            }
        }
        let published = Columns(Arc::new(Mutex::new(state.clone())));
        Ok(Self { staged: state, published, first_seq: next, saved_values: values.len(), values })
    }

    /// Stages a change.
    pub fn stage(&mut self, change: Change<'_>) {
        let line = |row: super::Row<'_>| {
            format!("{}|{}|{}", row.remote_id, row.entry.operation, row.entry.outcome.status.word()).replace('\n', " ")
        };
        match change {
            Change::Settle { seq, row, .. } => {
                assert_eq!(
                    self.staged.settled.last_key_value().map_or(0, |(last, _)| *last) + 1,
                    seq,
                    "ledger places are consecutive"
                );
                let text = row.entry.operation.clone();
                if !self.values.iter().any(|value| value.value == text) {
                    self.values.push(DictionaryValue { dictionary: 0, code: self.values.len() as u32, value: text });
                }
                self.staged.pending.remove(&(row.source, row.remote_id.to_owned()));
                self.staged.settled.insert(seq, line(row));
            }
            Change::Pend { row } => {
                self.staged.pending.insert((row.source, row.remote_id.to_owned()), line(row));
            }
            Change::Withdraw { source, remote_id } => {
                self.staged.pending.remove(&(source, remote_id.to_owned()));
            }
            Change::SourceNamed { source, name } => {
                self.staged.names.insert(format!("source {source}"), name.to_owned());
            }
            Change::Person { source, id, name, email } => {
                self.staged.names.insert(format!("person {source} {id}"), format!("{name:?} {email:?}"));
            }
        }
    }

    /// What must be written with the staged changes.
    pub fn unsaved(&mut self) -> Unsaved {
        let values = self.values[self.saved_values..].to_vec();
        let mut segments = Vec::new();
        let last = self.staged.settled.last_key_value().map_or(0, |(last, _)| *last);
        let mut first = self.first_seq;
        while last + 1 >= first + SEGMENT_ROWS {
            let lines: Vec<&str> =
                self.staged.settled.range(first..first + SEGMENT_ROWS).map(|(_, line)| line.as_str()).collect();
            segments.push(SegmentBlob { index: (first / SEGMENT_ROWS) as u32, bytes: lines.join("\n").into_bytes() });
            first += SEGMENT_ROWS;
        }
        Unsaved { values, segments }
    }

    /// Makes the staged changes visible.
    pub fn publish(&mut self) {
        self.saved_values = self.values.len();
        let last = self.staged.settled.last_key_value().map_or(0, |(last, _)| *last);
        self.first_seq = last / SEGMENT_ROWS * SEGMENT_ROWS + 1;
        let mut seen = self.published.0.lock().expect("no holder panics");
        let from = seen.settled.last_key_value().map_or(0, |(last, _)| *last) + 1;
        seen.settled.extend(self.staged.settled.range(from..).map(|(seq, line)| (*seq, line.clone())));
        seen.pending.clone_from(&self.staged.pending);
        seen.names.clone_from(&self.staged.names);
    }

    /// Forgets the staged changes.
    pub fn discard(&mut self) {
        self.values.truncate(self.saved_values);
        let seen = self.published.0.lock().expect("no holder panics");
        let last = seen.settled.last_key_value().map_or(0, |(last, _)| *last);
        self.staged.settled.split_off(&(last + 1));
        self.staged.pending.clone_from(&seen.pending);
        self.staged.names.clone_from(&seen.names);
    }

    /// A handle for readers.
    pub fn columns(&self) -> Columns {
        self.published.clone()
    }
}
