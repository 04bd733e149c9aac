//! What a run would write and how long it would take, before it runs.

use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, blocking},
    destinations,
    export_rows::{RunRows, rows_by_day},
    schedules::shown::{NextRun, next_run},
    wire::{Estimate, Figure, Output, PreviewSchedule, StartExport},
};
use crate::{
    entry::Seq,
    error::Result,
    export::{Ahead, Encoding, estimate},
    store::{PastWork, Store, query::Selection},
};

/// Runs that the time is told by: the last ones, because networks and settings change.
const RUNS: usize = 10;

/// Ends the answer before when another one is asked for: only the last one is looked at.
#[derive(Debug, Default)]
pub(super) struct LastAsked(Mutex<CancellationToken>);

impl LastAsked {
    pub fn next(&self) -> CancellationToken {
        let next = CancellationToken::new();
        std::mem::replace(&mut *self.0.lock().expect("no holder panics"), next.clone()).cancel();
        next
    }
}

/// Rows that may be exported, and how.
struct Asked {
    selection: Selection,
    /// The first ledger place behind them.
    until: Seq,
    destination: u32,
    output: Output,
    allow_empty: bool,
    manifest: bool,
}

impl Desk {
    /// What an export would write if it started now. One estimate at a time: another one ends it.
    pub async fn export_estimate(&self, request: StartExport) -> Result<Estimate> {
        let (store, cancel) = (self.store().await?, self.inner.estimates.next());
        let chosen = self.choose(&store, &request.filter, &request.zone).await?;
        let asked = Asked {
            selection: chosen.selection,
            until: chosen.until,
            destination: request.destination,
            output: request.output,
            allow_empty: request.allow_empty,
            manifest: false,
        };
        look(&store, asked, cancel).await
    }

    /// What the next run of a schedule would write if it ran now. One estimate at a time: another one ends it.
    pub async fn schedule_estimate(&self, request: PreviewSchedule) -> Result<Estimate> {
        let (store, cancel) = (self.store().await?, self.inner.estimates.next());
        let NextRun { draft, rows, .. } = next_run(&store, &request, self.inner.parts.clock.now()).await?;
        let asked = Asked {
            until: rows.snapshot().settled() + 1,
            selection: rows,
            destination: draft.setup.destination,
            output: draft.setup.output,
            allow_empty: draft.setup.allow_empty,
            manifest: true,
        };
        look(&store, asked, cancel).await
    }
}

async fn look(store: &Store, asked: Asked, cancel: CancellationToken) -> Result<Estimate> {
    let (info, destination) = destinations::open(store, asked.destination).await?;
    let limit = info.options.bytes_per_second;
    let past = store.past_work(asked.destination, RUNS).await?;
    let encoding = Arc::new(Encoding::new(&asked.output)?);
    let store = store.clone();
    blocking(move || {
        let Asked { selection, until, output, allow_empty, manifest, .. } = asked;
        let rows = selection.count() - selection.pending();
        let mut days: Vec<_> = if output.by_day {
            rows_by_day(&selection).into_iter().map(|(day, rows)| (Some(day), rows)).collect()
        } else {
            vec![(None, rows)]
        };
        if days.is_empty() {
            days.push((None, 0));
        }
        let rows_of_run = RunRows { store, selection, payload: output.payload };
        let ahead = Ahead { rows: rows_of_run, until, days, encoding, allow_empty, manifest };
        let volume = estimate(&ahead, &destination, &cancel)?;
        let seconds = seconds(&past, rows, volume.bytes, limit);
        Ok(Estimate {
            rows,
            sampled: volume.sampled,
            bytes: volume.bytes,
            objects: volume.objects,
            requests: volume.requests,
            by_runs: seconds.map_or(0, |_| past.runs),
            seconds,
        })
    })
    .await
}

/// How long so many rows and bytes take by what was done before: what the pace of rows and that of bytes say is between its ends. `limit`: bytes per second that may
/// be sent; 0: any.
fn seconds(past: &PastWork, rows: u64, bytes: Figure, limit: u64) -> Option<Figure> {
    if past.rows == 0 || past.bytes == 0 || past.micros == 0 || rows == 0 {
        return None;
    }
    let worked = past.micros as f64 / 1e6;
    let by_rows = rows as f64 / past.rows as f64 * worked;
    let by_bytes = |bytes: u64| bytes as f64 / past.bytes as f64 * worked;
    let least = |bytes: u64| if limit == 0 { 0.0 } else { bytes as f64 / limit as f64 };
    let whole = |seconds: f64, bytes: u64| seconds.max(least(bytes)).ceil() as u64;
    Some(Figure {
        about: whole(f64::midpoint(by_rows, by_bytes(bytes.about)), bytes.about),
        low: whole(by_rows.min(by_bytes(bytes.low)), bytes.low),
        high: whole(by_rows.max(by_bytes(bytes.high)), bytes.high),
        exact: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(runs: u32, rows: u64, bytes: u64, seconds: u64) -> PastWork {
        PastWork { runs, rows, bytes, micros: seconds * 1_000_000 }
    }

    #[test]
    fn the_time_is_told_by_what_was_done_before_and_by_the_limit() {
        let known = past(2, 1000, 1_000_000, 10);
        let bytes = Figure { about: 4_000_000, low: 3_000_000, high: 5_000_000, exact: false };
        let told = seconds(&known, 2000, bytes, 0).expect("there were runs");
        assert_eq!((told.low, told.about, told.high), (20, 30, 50), "rows say 20, bytes 30 to 50");
        let told = seconds(&known, 2000, bytes, 50_000).expect("there were runs");
        assert_eq!((told.low, told.about, told.high), (60, 80, 100), "nothing is faster than the limit");
    }

    #[test]
    fn another_question_ends_the_one_before() {
        let asked = LastAsked::default();
        let first = asked.next();
        assert!(!first.is_cancelled());
        let second = asked.next();
        assert!(first.is_cancelled() && !second.is_cancelled());
    }

    #[test]
    fn without_a_run_on_record_there_is_no_time() {
        let bytes = Figure::exact(1000);
        assert_eq!(seconds(&PastWork::default(), 10, bytes, 0), None);
        assert_eq!(seconds(&PastWork::default(), 10, bytes, 1000), None, "a limit alone is no pace");
        assert_eq!(seconds(&past(1, 10, 1000, 1), 0, Figure::exact(0), 0), None, "nothing takes no time");
    }
}
