//! One-time exports and their runs.

use std::sync::Arc;

use super::{
    desk::{Desk, blocking},
    destinations,
    export_rows::ChosenBlocks,
    filters::parse,
    views::zone,
    wire::{Empty, Event, ExportPreview, JobInfo, JobKind, JobRef, RunInfo, RunObject, RunRef, RunState, StartExport},
};
use crate::{
    entry::Seq,
    error::{ErrorCode, Result},
    export::{self, Encoding, RunOptions},
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

    /// What an export would write now.
    pub async fn export_preview(&self, request: StartExport) -> Result<ExportPreview> {
        let store = self.store().await?;
        let (_, destination) = destinations::open(&store, request.destination).await?;
        let encoding = Encoding::new(&request.output)?;
        let key = destination.key(&request.name, self.inner.parts.clock.now(), encoding.extension())?;
        let chosen = self.choose(&store, &request).await?;
        Ok(ExportPreview { key, rows: chosen.rows(), pending: chosen.selection.pending() })
    }

    /// Starts an export of the settled entries that match.
    pub async fn export_start(&self, request: StartExport) -> Result<RunInfo> {
        let store = self.store().await?;
        let (info, destination) = destinations::open(&store, request.destination).await?;
        let started = self.inner.parts.clock.now();
        let encoding = Arc::new(Encoding::new(&request.output)?);
        let key = destination.key(&request.name, started, encoding.extension())?;
        let chosen = self.choose(&store, &request).await?;
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
        let options = RunOptions { encoding, total: chosen.rows(), allow_empty: request.allow_empty };
        let payload = request.output.payload;
        let job = self.inner.jobs.start(JobKind::Export, id, title, move |context| async move {
            let blocks = ChosenBlocks::new(&store, chosen, payload);
            let result = export::run(blocks, &destination, &key, options, &context, &context.cancel).await;
            let ended = desk.inner.parts.clock.now().timestamp_micros();
            writes.end_run(id, run_end(&result, ended)).await?;
            desk.tell(Event::Lists);
            result.map(|_| ())
        });
        if let Err(error) = job {
            let ended = self.inner.parts.clock.now().timestamp_micros();
            self.store().await?.end_run(id, run_end(&Err(error), ended)).await?;
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
    async fn choose(&self, store: &Store, request: &StartExport) -> Result<Chosen> {
        let now = self.inner.parts.clock.now();
        let filter = parse(&request.filter)?.resolve(now);
        let zone = zone(&request.zone)?;
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
    until: Seq,
    /// The filter's text with absolute times.
    filter: String,
}

impl Chosen {
    /// How many rows: pending entries are not exported.
    pub fn rows(&self) -> u64 {
        self.selection.count() - self.selection.pending()
    }
}

fn run_end(result: &Result<Option<RunObject>>, ended: i64) -> RunEnd {
    match result {
        Ok(object) => RunEnd {
            state: if object.is_some() { RunState::Done } else { RunState::Empty },
            ended,
            rows: object.as_ref().map_or(0, |object| object.rows),
            bytes: object.as_ref().map_or(0, |object| object.bytes),
            objects: object.iter().cloned().collect(),
            error: None,
        },
        Err(error) => RunEnd {
            state: if error.code == ErrorCode::Cancelled { RunState::Cancelled } else { RunState::Failed },
            ended,
            rows: 0,
            bytes: 0,
            objects: Vec::new(),
            error: Some(error.to_wire()),
        },
    }
}
