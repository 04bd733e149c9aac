//! Settled entries, in the order of their places.

use std::collections::BTreeSet;

use auditdesk_core::{entry::Seq, export::scheduled::Sealed};
use bytes::Bytes;
use chrono::{DateTime, NaiveDate};
use sha2::{Digest, Sha256};

/// A settled entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When it happened, in seconds; nothing keeps it near the moment of its arrival.
    pub at: i64,
    pub kind: u8,
    /// The place of the version before.
    pub revises: Option<Seq>,
    /// There is a later version.
    pub superseded: bool,
    /// Somebody removed it.
    pub removed: bool,
}

/// What a schedule exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    All,
    Kind(u8),
    /// Without earlier versions: what is chosen changes with time.
    Latest,
}

/// The ledger; place 1 comes first.
#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// How often names in the directory have changed: it is in every row.
    pub names: u32,
}

/// The bytes of an object and what they are.
pub struct Made {
    pub rows: Vec<Bytes>,
    pub sealed: Sealed,
}

impl Ledger {
    /// The place behind the last entry.
    pub fn end(&self) -> Seq {
        self.entries.len() as Seq + 1
    }

    pub fn entry(&self, seq: Seq) -> &Entry {
        &self.entries[seq as usize - 1]
    }

    pub fn chosen(&self, filter: Filter, range: (Seq, Seq)) -> impl Iterator<Item = Seq> + '_ {
        (range.0..range.1.min(self.end())).filter(move |seq| {
            let entry = self.entry(*seq);
            let fits = match filter {
                Filter::All => true,
                Filter::Kind(kind) => entry.kind == kind,
                Filter::Latest => !entry.superseded,
            };
            fits && !entry.removed
        })
    }

    pub fn day(&self, seq: Seq) -> NaiveDate {
        DateTime::from_timestamp(self.entry(seq).at, 0).expect("a moment of this century").date_naive()
    }

    pub fn days(&self, filter: Filter, range: (Seq, Seq)) -> Vec<Option<NaiveDate>> {
        let days: BTreeSet<_> = self.chosen(filter, range).map(|seq| self.day(seq)).collect();
        days.into_iter().map(Some).collect()
    }

    /// The rows of a range and a day, at most so many; 0: all.
    pub fn make(&self, filter: Filter, range: (Seq, Seq), day: Option<NaiveDate>, most: u64) -> Made {
        let mut seqs: Vec<Seq> =
            self.chosen(filter, range).filter(|seq| day.is_none_or(|day| day == self.day(*seq))).collect();
        let mut until = range.1;
        if most > 0 && seqs.len() as u64 > most {
            seqs.truncate(most as usize);
            until = seqs.last().expect("at least one") + 1;
        }
        let rows: Vec<Bytes> = seqs.iter().map(|seq| self.row(*seq)).collect();
        let moments = || seqs.iter().map(|seq| self.entry(*seq).at * 1_000_000);
        let mut sha256 = Sha256::new();
        for row in &rows {
            sha256.update(row);
        }
        let sealed = Sealed {
            until,
            rows: rows.len() as u64,
            bytes: rows.iter().map(|row| row.len() as u64).sum(),
            sha256: hex(&sha256.finalize()),
            revisions: seqs.iter().filter(|seq| self.entry(**seq).revises.is_some()).count() as u64,
            span: moments().min().zip(moments().max()),
            redacted: Vec::new(),
            or: Vec::new(),
        };
        Made { rows, sealed }
    }

    fn row(&self, seq: Seq) -> Bytes {
        let Entry { at, kind, revises, .. } = self.entry(seq);
        let revises = revises.map_or_else(String::new, |seq| seq.to_string());
        format!("{seq},{at},{kind},{revises},{}\n", self.names).into()
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
