//! One-time exports and their runs.

use std::sync::Arc;

use super::{
    desk::{Desk, blocking},
    destinations,
    export_rows::{RunRows, days},
    filters::parse,
    wire::{Empty, Event, ExportPreview, JobInfo, JobKind, JobRef, RunInfo, RunObject, RunRef, RunState, StartExport},
};
use crate::{
    entry::Seq,
    error::{ErrorCode, Result},
    export::{self, Covered, Encoding, RunOptions},
    source::Progress,
    store::{
        NewRun, RunEnd, Store,
        query::{ReadContext, Selection},
    },
};
use tokio_util::sync::CancellationToken;

/// Runs listed.
const RUNS_SHOWN: usize = 500;

impl Desk {
    /// The jobs of this program, the last ended ones included.
    pub async fn job_list(&self, _: Empty) -> Result<Vec<JobInfo>> {
        Ok(self.inner.jobs.list())
    }

    /// Asks a job to stop.
    pub async fn job_cancel(&self, request: JobRef) -> Result<Empty> {
        self.inner.jobs.cancel(request.id)?;
        Ok(Empty {})
    }

    /// Lets an export wait: what is on its way arrives, nothing more is begun. It keeps what it has written, and its place.
    pub async fn job_pause(&self, request: JobRef) -> Result<JobInfo> {
        self.inner.jobs.pause(request.id)
    }

    /// Lets a paused export go on.
    pub async fn job_resume(&self, request: JobRef) -> Result<JobInfo> {
        self.inner.jobs.resume(request.id)
    }

    /// What an export would write now.
    pub async fn export_preview(&self, request: StartExport) -> Result<ExportPreview> {
        let store = self.store().await?;
        let (_, destination) = destinations::open(&store, request.destination).await?;
        let encoding = Encoding::new(&request.output)?;
        let chosen = self.choose(&store, &request.filter, &request.zone).await?;
        let day = days(&chosen.selection, request.output.by_day).into_iter().next().flatten();
        let now = self.inner.parts.clock.now();
        let key = destination.part_key((&request.name, now), 0, day, &encoding)?;
        Ok(ExportPreview { key, rows: chosen.rows(), pending: chosen.selection.pending() })
    }

    /// Starts an export of the settled entries that match.
    pub async fn export_start(&self, request: StartExport) -> Result<RunInfo> {
        let store = self.store().await?;
        let (info, destination) = destinations::open(&store, request.destination).await?;
        let started = self.inner.parts.clock.now();
        let encoding = Arc::new(Encoding::new(&request.output)?);
        destination.key(&request.name, started, encoding.extension())?;
        let chosen = self.choose(&store, &request.filter, &request.zone).await?;
        let new = NewRun {
            name: request.name.clone(),
            filter: chosen.filter.clone(),
            destination_id: info.id,
            destination: info.name,
            started: started.timestamp_micros(),
            range: (1, chosen.until),
            output: request.output.clone(),
        };
        let id = store.start_run(new).await?;
        let (desk, writes) = (self.clone(), store.clone());
        let title = format!("Export {}", request.name);
        let options =
            RunOptions { encoding: Arc::clone(&encoding), total: chosen.rows(), allow_empty: request.allow_empty };
        let output = request.output.clone();
        let name = request.name.clone();
        let job = self.inner.jobs.start(JobKind::Export, id, title, move |context| async move {
            let Chosen { selection, until, .. } = chosen;
            let destination = destination.behind(context.gate.clone());
            let days = days(&selection, output.by_day);
            let covered = Covered { rows: RunRows { store, selection, payload: output.payload }, until, days };
            let key = |part, day| destination.part_key((&name, started), part, day, &encoding);
            let mut written = Vec::new();
            let ways: (&dyn Progress, _) = (&context, &context.cancel);
            let result = export::run_all(covered, &destination, key, options, ways, &mut written).await;
            let ended = desk.inner.parts.clock.now().timestamp_micros();
            writes.add_work(id, context.worked()).await?;
            writes.end_run(id, run_end(&result, written, ended)).await?;
            desk.tell(Event::Lists);
            result
        });
        if let Err(error) = job {
            let ended = self.inner.parts.clock.now().timestamp_micros();
            self.store().await?.end_run(id, run_end(&Err(error), Vec::new(), ended)).await?;
        }
        self.tell(Event::Lists);
        self.run_show(RunRef { id }).await
    }

    /// The runs, the newest first.
    pub async fn run_list(&self, _: Empty) -> Result<Vec<RunInfo>> {
        self.store().await?.runs(RUNS_SHOWN).await
    }

    /// One run.
    pub async fn run_show(&self, request: RunRef) -> Result<RunInfo> {
        self.store().await?.run(request.id).await
    }

    /// Evaluates the filter over the ledger as it is now. Relative times are made absolute, so that the run says exactly what it covers.
    pub(super) async fn choose(&self, store: &Store, filter: &str, zone: &str) -> Result<Chosen> {
        let now = self.inner.parts.clock.now();
        let filter = parse(filter)?.resolve(now);
        let zone = super::views::zone(zone)?;
        let store = store.clone();
        blocking(move || {
            let snapshot = store.columns().snapshot();
            let blocks = store.blocks();
            let context = ReadContext { zone, now, blocks: &*blocks };
            let selection = snapshot.select(&filter, &context, &CancellationToken::new())?;
            Ok(Chosen { selection, until: snapshot.settled() + 1, filter: filter.to_text() })
        })
        .await
    }
}

/// What an export covers, fixed when it starts.
pub(super) struct Chosen {
    pub selection: Selection,
    /// The first ledger place after the range.
    pub until: Seq,
    /// The filter's text with absolute times.
    pub filter: String,
}

impl Chosen {
    /// How many rows: pending entries are not exported.
    pub fn rows(&self) -> u64 {
        self.selection.count() - self.selection.pending()
    }
}

/// How a run ended. What an export by days or in parts wrote before an error stays, and is said.
fn run_end(result: &Result<()>, objects: Vec<RunObject>, ended: i64) -> RunEnd {
    let (state, error) = match result {
        Ok(()) if objects.is_empty() => (RunState::Empty, None),
        Ok(()) => (RunState::Done, None),
        Err(error) if error.code == ErrorCode::Cancelled => (RunState::Cancelled, Some(error.to_wire())),
        Err(error) => (RunState::Failed, Some(error.to_wire())),
    };
    RunEnd {
        state,
        ended,
        rows: objects.iter().map(|object| object.rows).sum(),
        bytes: objects.iter().map(|object| object.bytes).sum(),
        objects,
        error,
    }
}
