//! What the engine remembers between two looks.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Who wrote within so much before a gap may have written in it.
const AROUND: Duration = Duration::hours(24);
/// How often a repair is tried where a part does not answer.
const TRIES: u32 = 3;

/// The engine's share of a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// Up to this moment of the platform's clock every row was seen, or lies in a recorded gap. `None` before the first look.
    pub sure: Option<DateTime<Utc>>,
    /// When the last look was, by our clock.
    pub looked_at: Option<DateTime<Utc>>,
    /// Rows per second, never less than half of what it was a look before.
    pub rate: f64,
    /// Who wrote lately, and when last.
    pub writers: BTreeMap<String, DateTime<Utc>>,
    /// The parts there were when they were last listed: names by ids. `None` before the first time.
    pub parts: Option<BTreeMap<String, String>>,
    /// Gaps that are to be repaired, and what history the parts have beyond the first look.
    pub repairs: Vec<Repair>,
}

/// A span that the parts are to be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repair {
    /// Its first moment; `None`: the history before the first look, which is out of reach but for what the parts still show.
    pub from: Option<DateTime<Utc>>,
    /// The first moment after.
    pub until: DateTime<Utc>,
    /// How often it was tried in vain.
    pub tries: u32,
}

impl Repair {
    /// The same once more, unless it was tried often enough.
    pub(super) fn again(&self) -> Option<Self> {
        let tries = self.tries + 1;
        (tries < TRIES).then(|| Self { tries, ..self.clone() })
    }
}

impl State {
    /// A row of this writer was seen.
    pub(super) fn wrote(&mut self, writer: &str, at: DateTime<Utc>) {
        match self.writers.get_mut(writer) {
            Some(last) => *last = at.max(*last),
            None => drop(self.writers.insert(writer.to_owned(), at)),
        }
    }

    /// Forgets who has not written for long; nobody who may have written in a gap that is to be repaired.
    pub(super) fn forget_quiet(&mut self) {
        let starts = self.repairs.iter().filter_map(|repair| repair.from);
        if let Some(oldest) = starts.chain(self.sure).min() {
            self.writers.retain(|_, last| *last >= oldest - AROUND);
        }
    }

    /// Who may have written from this moment on.
    pub(super) fn around(&self, from: DateTime<Utc>) -> impl Iterator<Item = &str> {
        self.writers.iter().filter(move |(_, last)| **last >= from - AROUND).map(|(writer, _)| writer.as_str())
    }
}
