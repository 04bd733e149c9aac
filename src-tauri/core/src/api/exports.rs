//! One-time exports and their runs.

use super::{
    desk::{Desk, blocking},
    destinations,
    filters::parse,
    views::zone,
    wire::{Empty, Event, ExportPreview, JobInfo, JobKind, JobRef, RunInfo, RunObject, RunRef, RunState, StartExport},
};
use crate::{
    entry::{RecordRef, Seq},
    error::{Error, ErrorCode, Result},
    export::{self, Destination, ExportRow, RunOptions},
    jobs::JobContext,
    source,
    store::{
        NewRun, RunEnd, Store,
        blocks::BlockSpan,
        columns::Snapshot,
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
        let key = destination.key(&request.name, self.inner.parts.clock.now(), export::EXTENSION)?;
        let chosen = self.choose(&store, &request).await?;
        Ok(ExportPreview { key, rows: chosen.seqs.len() as u64, pending: chosen.pending })
    }

    /// Starts an export of the settled entries that match.
    pub async fn export_start(&self, request: StartExport) -> Result<RunInfo> {
        let store = self.store().await?;
        let (info, destination) = destinations::open(&store, request.destination).await?;
        let started = self.inner.parts.clock.now();
        let key = destination.key(&request.name, started, export::EXTENSION)?;
        let chosen = self.choose(&store, &request).await?;
        let new = NewRun {
            name: request.name.clone(),
            filter: chosen.filter.clone(),
            destination_id: info.id,
            destination: info.name,
            started: started.timestamp_micros(),
            range: (1, chosen.until),
            payload: request.payload,
        };
        let id = store.start_run(new).await?;
        let (desk, writes) = (self.clone(), store.clone());
        let title = format!("Export {}", request.name);
        let options = RunOptions { total: chosen.seqs.len() as u64, allow_empty: request.allow_empty };
        let payload = request.payload;
        let job = self.inner.jobs.start(JobKind::Export, id, title, move |context| async move {
            let rows = Rows::new(store, chosen, payload);
            let result = write(rows, &destination, &key, options, &context).await;
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
            let selection: Selection = snapshot.select(&filter, &context, &CancellationToken::new())?;
            let seqs: Vec<Seq> = selection.seqs().collect();
            Ok(Chosen {
                seqs,
                pending: selection.pending(),
                until: snapshot.settled() + 1,
                filter: filter.to_text(),
                snapshot,
            })
        })
        .await
    }
}

/// What an export covers, fixed when it starts.
struct Chosen {
    /// Ledger places in order.
    seqs: Vec<Seq>,
    pending: u64,
    /// The first ledger place after the range.
    until: Seq,
    /// The filter's text with absolute times.
    filter: String,
    snapshot: Snapshot,
}

async fn write(
    rows: Rows,
    destination: &Destination,
    key: &str,
    options: RunOptions,
    context: &JobContext,
) -> Result<Option<RunObject>> {
    export::run(rows, destination, key, options, context, &context.cancel).await
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

/// The rows of an export in ledger order: each block is decoded once.
struct Rows {
    store: Store,
    spans: std::sync::Arc<[BlockSpan]>,
    span: usize,
    seqs: std::vec::IntoIter<Seq>,
    block: Option<(Seq, Vec<Option<crate::entry::Record>>)>,
    snapshot: Snapshot,
    dialects: std::sync::Arc<dyn source::Dialects>,
    payload: bool,
}

impl Rows {
    fn new(store: Store, chosen: Chosen, payload: bool) -> Self {
        Self {
            spans: store.blocks().spans(),
            span: 0,
            seqs: chosen.seqs.into_iter(),
            block: None,
            snapshot: chosen.snapshot,
            dialects: source::dialects(),
            payload,
            store,
        }
    }

    fn record(&mut self, seq: Seq) -> Result<crate::entry::Record> {
        loop {
            if let Some((first, records)) = &mut self.block
                && let Some(record) = records.get_mut((seq - *first) as usize).and_then(Option::take)
            {
                return Ok(record);
            }
            let span = self.spans[self.span..].iter().position(|span| seq < span.first + u64::from(span.count));
            let Some(ahead) = span else {
                return Err(Error::new(
                    ErrorCode::Corrupt,
                    format!("Entry {seq} is missing from the ledger. Run `auditdesk verify`."),
                ));
            };
            self.span += ahead;
            let span = self.spans[self.span];
            self.span += 1;
            let records = self.store.blocks().read(span)?;
            self.block = Some((span.first, records.into_iter().map(Some).collect()));
        }
    }

    fn row(&mut self, seq: Seq) -> Result<ExportRow> {
        let record = self.record(seq)?;
        let bytes = RecordRef {
            source: record.source,
            dialect: &record.dialect,
            remote_id: &record.remote_id,
            raw: &record.raw,
        };
        let unreadable = |error: source::Unreadable| {
            let message = format!("Entry {seq} cannot be read again ({error}). Run `auditdesk verify`.");
            Error::new(ErrorCode::Corrupt, message)
        };
        let entry = self.dialects.entry(bytes).map_err(unreadable)?;
        let payload = if self.payload { Some(self.dialects.payload(bytes).map_err(unreadable)?) } else { None };
        let person = entry.actor.id.as_deref().and_then(|id| self.snapshot.person(record.source, id));
        Ok(ExportRow {
            seq,
            source: self.snapshot.source_name(record.source).to_owned(),
            person,
            entry,
            payload,
            record,
        })
    }
}

impl Iterator for Rows {
    type Item = Result<ExportRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let seq = self.seqs.next()?;
        Some(self.row(seq))
    }
}
