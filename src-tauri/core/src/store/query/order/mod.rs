//! The rows of a selection in an order: total, the same for the same snapshot, and read at any rank without sorting the rest.
//!
//! Ties are broken by time, then by ledger place (pending rows after the settled ones), all in the direction of the order: descending is ascending
//! read backwards, but for rows without a value, which come last in both.
//!
//! A sorted sample of the selection's own keys cuts the order into ranges. A page needs the rows of the ranges around it: one pass collects them, and
//! only they are sorted. At which rank a range starts is counted in one pass over all rows, once; the first pages do without, as there is nothing
//! before them.

mod ids;
mod keys;
mod ranges;

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

pub(super) use self::keys::server_label;
use self::{
    keys::{Key, Sorter},
    ranges::Ranges,
};
use super::mask::Mask;
use crate::{
    api::wire::Sort,
    store::columns::{RowAt, Snapshot},
};

/// Pages up to this rank are read without counting what lies in the ranges.
const HEAD: u64 = 4096;

/// The least rank up to which the first rows are collected: the next pages will be asked for.
const HEAD_LEAST: u64 = 1024;

/// Sorted runs that are kept: those of the pages read last.
const RUNS_KEPT: usize = 6;

/// A selection in an order.
pub struct Order {
    snapshot: Snapshot,
    masks: Arc<[Mask]>,
    count: u64,
    sort: Sort,
    ranges: OnceLock<Ranges>,
    runs: Mutex<Vec<Arc<Run>>>,
}

/// Neighbouring ranges, sorted.
struct Run {
    /// The rank of the first row.
    start: u64,
    rows: Box<[u32]>,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("count", &self.count).field("sort", &self.sort).finish_non_exhaustive()
    }
}

impl Order {
    pub(super) fn new(snapshot: Snapshot, masks: Arc<[Mask]>, count: u64, sort: Sort) -> Self {
        Self { snapshot, masks, count, sort, ranges: OnceLock::new(), runs: Mutex::default() }
    }

    /// How many rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The rows from a rank on, at most `limit`.
    pub fn page(&self, offset: u64, limit: usize) -> Vec<RowAt> {
        let from = offset.min(self.count);
        let until = offset.saturating_add(limit as u64).min(self.count);
        if from == until {
            return Vec::new();
        }
        let run = self.run(from, until);
        run.rows[(from - run.start) as usize..(until - run.start) as usize].iter().map(|row| RowAt(*row)).collect()
    }

    /// The rank of a row; `None` where it is not in the selection.
    pub fn rank(&self, row: RowAt) -> Option<u64> {
        let (part, place) = self.snapshot.locate(row)?;
        if !self.masks[part.index].get(place) {
            return None;
        }
        let ranges = self.ranges();
        let start = ranges.starts()[ranges.of(&ranges.sorter.key(&part, place))];
        // A run holds whole ranges.
        let run = self.run(start, start + 1);
        run.rows.iter().position(|other| *other == row.0).map(|at| run.start + at as u64)
    }

    fn ranges(&self) -> &Ranges {
        self.ranges.get_or_init(|| {
            let sorter = Sorter::new(self.snapshot.clone(), self.masks.clone(), self.sort);
            Ranges::sample(sorter, self.count)
        })
    }

    /// A run with these ranks.
    fn run(&self, from: u64, until: u64) -> Arc<Run> {
        if let Some(run) = self.kept(from, until) {
            return run;
        }
        let ranges = self.ranges();
        let run = if until <= HEAD && !ranges.are_counted() {
            Run { start: 0, rows: self.rows(&ranges.first(until.max(HEAD_LEAST).min(self.count))) }
        } else {
            let (start, keys) = ranges.around(from, until);
            Run { start, rows: self.rows(&keys) }
        };
        let run = Arc::new(run);
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.len() >= RUNS_KEPT {
            runs.remove(0);
        }
        runs.push(run.clone());
        run
    }

    fn kept(&self, from: u64, until: u64) -> Option<Arc<Run>> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let at = runs.iter().position(|run| run.start <= from && until <= run.start + run.rows.len() as u64)?;
        let run = runs.remove(at);
        runs.push(run.clone());
        Some(run)
    }

    fn rows(&self, keys: &[Key]) -> Box<[u32]> {
        keys.iter().map(|key| key.row(self.sort.descending)).collect()
    }
}
