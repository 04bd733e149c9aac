//! What a schedule covers: each hour of events, and whether what happened in it is exported.

use chrono::{DateTime, Utc};

use super::{nothing, plan};
use crate::{
    api::wire::{Coverage, CoverageState, CoveredHour, Micros, ReadCoverage},
    entry::Seq,
    error::Result,
    store::{CommittedRun, OpenRun, Schedule, Store},
};

const HOUR: Micros = 3_600_000_000;

/// The most hours of an answer: 400 days.
const MOST: i64 = 400 * 24;

/// Reads the coverage of some hours.
pub(super) async fn read(store: &Store, request: ReadCoverage, now: DateTime<Utc>) -> Result<Coverage> {
    let from = request.from.div_euclid(HOUR) * HOUR;
    let hours = (request.until - from).div_euclid(HOUR) + i64::from((request.until - from).rem_euclid(HOUR) > 0);
    if request.until <= request.from || hours > MOST {
        return Err(nothing("The time to look at is empty or longer than 400 days. Choose a shorter one."));
    }
    let schedule = store.schedule(request.id).await?;
    let filter = plan::scope_of_all(&schedule, now)?;
    let rows = plan::selected(store, filter, &schedule.setup.zone, (1, Seq::MAX), now).await?;
    let runs = store.committed_runs(schedule.id).await?;
    let open = store.open_run(schedule.id).await?;
    let book = Book {
        filled: runs.iter().filter_map(|run| run.span).collect(),
        runs: runs.into_iter().filter(|run| run.span.is_none()).collect(),
        failed: open.filter(|_| schedule.failures > 0),
        schedule,
    };
    let length = usize::try_from(hours).expect("checked above");
    let mut tallies = vec![Tally::default(); length];
    rows.during(from, from + hours * HOUR).each_settled(|seq, at| {
        let hour = (at - from).div_euclid(HOUR);
        let tally = &mut tallies[usize::try_from(hour).expect("the rows are of these hours")];
        book.enter(tally, seq, at, from + (hour + 1) * HOUR);
    });
    Ok(Coverage { from, hours: tallies.into_iter().map(Tally::shown).collect() })
}

/// What decides on an entry.
struct Book {
    schedule: Schedule,
    /// Committed runs from the beginning on, in the order of the ledger and of their moments.
    runs: Vec<CommittedRun>,
    /// Spans of events that were filled in.
    filled: Vec<(Micros, Micros)>,
    /// A run that failed and waits.
    failed: Option<OpenRun>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    entries: u64,
    exported: u64,
    late: u64,
    failed: bool,
    waiting: bool,
    before: bool,
}

impl Book {
    fn enter(&self, tally: &mut Tally, seq: Seq, at: Micros, hour_end: Micros) {
        tally.entries += 1;
        if seq < self.schedule.begins || self.schedule.since.is_some_and(|since| at < since) {
            if self.filled.iter().any(|(from, until)| (*from..*until).contains(&at)) {
                tally.exported += 1;
            } else {
                tally.before = true;
            }
            return;
        }
        if seq < self.schedule.position {
            tally.exported += 1;
            // The run of its time is the first one after the hour; what that one did not have came too late for it.
            let own = self.runs.partition_point(|run| run.slot < hour_end);
            tally.late += u64::from(self.runs.get(own).is_some_and(|run| run.range.1 <= seq));
            return;
        }
        let failed = self.failed.as_ref().is_some_and(|open| (open.plan.range.0..open.plan.range.1).contains(&seq));
        tally.failed |= failed;
        tally.waiting |= !failed;
    }
}

impl Tally {
    fn shown(self) -> CoveredHour {
        let state = match self {
            Self { entries: 0, .. } => CoverageState::NoData,
            Self { failed: true, .. } => CoverageState::Failed,
            Self { waiting: true, .. } => CoverageState::Waiting,
            Self { before: true, .. } => CoverageState::Before,
            Self { late: 1.., .. } => CoverageState::Late,
            _ => CoverageState::Exported,
        };
        CoveredHour { state, entries: self.entries, exported: self.exported, late: self.late }
    }
}
