//! How many entries of a source there are per day.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::row::of_source;
use crate::{
    entry::{Flag, PayloadState, SourceId},
    store::columns::Snapshot,
};

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// The entries of one day, each counted once, in its latest version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayTally {
    /// All of them.
    pub entries: u64,
    /// Those that are still pending.
    pub pending: u64,
    /// Those without their payload for want of a role, and those that had secrets removed.
    pub redacted: u64,
}

impl Snapshot {
    /// The entries of a source per day, in days since 1970 UTC.
    pub fn days_of(&self, source: SourceId) -> BTreeMap<i64, DayTally> {
        let mut days: BTreeMap<i64, DayTally> = BTreeMap::new();
        let mut pending = HashSet::new();
        for part in self.parts().filter(|part| part.live.is_some()) {
            of_source(&part, source, i64::MIN, i64::MAX).each(|row| {
                pending.insert(part.segment.id.get(row));
                let day = days.entry(part.segment.times[row].div_euclid(DAY)).or_default();
                day.entries += 1;
                day.pending += 1;
                day.redacted += u64::from(is_redacted(&part, row));
            });
        }
        let settled = (0..self.parts().len()).into_par_iter().map(|index| {
            let part = self.part(index);
            let mut days: BTreeMap<i64, DayTally> = BTreeMap::new();
            if part.live.is_none() {
                of_source(&part, source, i64::MIN, i64::MAX).each(|row| {
                    if pending.is_empty() || !part.segment.id.with(row, |id| pending.contains(id)) {
                        let day = days.entry(part.segment.times[row].div_euclid(DAY)).or_default();
                        day.entries += 1;
                        day.redacted += u64::from(is_redacted(&part, row));
                    }
                });
            }
            days
        });
        for (day, tally) in settled.collect::<Vec<_>>().into_iter().flatten() {
            let sum = days.entry(day).or_default();
            sum.entries += tally.entries;
            sum.redacted += tally.redacted;
        }
        days
    }
}

fn is_redacted(part: &crate::store::columns::Part<'_>, row: usize) -> bool {
    part.segment.flags(row).payload() == PayloadState::Redacted
        || part.segment.marks(row) & Flag::SecretsRemoved.bit() != 0
}
