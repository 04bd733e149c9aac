//! Sources: add, change, remove, test, sync, completeness.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking},
    wire::{
        AddSource, CheckLine, CheckResult, Completeness, CredentialInput, Empty, Event, GapSpan, JobInfo, JobKind,
        Micros, SourceConfig, SourceInfo, SourceRef, SyncResult, TestSource, UpdateSource,
    },
};
use crate::{
    checklist::Outcome,
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    secret::Secret,
    source::{self, Gap, Report, Sink, Source, SourceDeps, SyncSummary, SystemSleeper},
    storage::settings::with_session,
    store::{Credential, Owner, SourceRow, Store},
};

/// Unreadable records shown per source.
const UNREADABLE_SHOWN: usize = 200;

/// The shortest interval between automatic syncs, in seconds: shorter ones are a load on the platform and tell nobody anything sooner.
const SHORTEST_INTERVAL: u32 = 30;

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// The kind of a stored API key.
const API_KEY: &str = "api_key";

impl Desk {
    /// The sources with what is known of them.
    pub async fn source_list(&self, _: Empty) -> Result<Vec<SourceInfo>> {
        let Opened { store, .. } = self.opened().await?;
        let snapshot = store.columns().snapshot();
        let rows = store.sources().await?;
        let desk = self.clone();
        // Counting walks the columns of every source.
        blocking(move || Ok(rows.into_iter().map(|row| desk.info(row, &snapshot)).collect())).await
    }

    /// Adds a source.
    pub async fn source_add(&self, request: AddSource) -> Result<SourceInfo> {
        let AddSource { name, config, credential, interval_s } = request;
        let name = checked_name(&name)?;
        let interval_s = checked_interval(interval_s)?;
        self.connect(0, &config, None)?;
        let store = self.store().await?;
        self.checked_log(&store, None, &config).await?;
        let signed_in = if let CredentialInput::SignedIn { flow } = credential { Some(flow) } else { None };
        let credential = self.credential(&store, None, credential).await?.map(stored);
        let id = store.add_source(name, config, credential).await?;
        store.put_interval(id, interval_s, self.now()).await?;
        if let Some(flow) = signed_in {
            self.inner.sign_ins.forget(flow);
        }
        self.tell(Event::Lists);
        self.source(&store, id).await
    }

    /// Changes a source.
    pub async fn source_update(&self, request: UpdateSource) -> Result<SourceInfo> {
        let UpdateSource { id, name, config, credential, interval_s } = request;
        let name = checked_name(&name)?;
        let interval_s = checked_interval(interval_s)?;
        self.connect(0, &config, None)?;
        let store = self.store().await?;
        self.checked_log(&store, Some(id), &config).await?;
        let credential = match credential {
            CredentialInput::Stored => None,
            other => Some(self.credential(&store, Some(id), other).await?.map(stored)),
        };
        store.update_source(id, name, config, credential).await?;
        store.put_interval(id, interval_s, self.now()).await?;
        self.tell(Event::Lists);
        self.source(&store, id).await
    }

    /// Forgets a source and its credential; its entries stay.
    pub async fn source_remove(&self, request: SourceRef) -> Result<Empty> {
        let store = self.store().await?;
        if let Some(job) = self.job_of(request.id) {
            self.inner.jobs.cancel(job)?;
            self.inner.jobs.ended(job).await?;
        }
        store.remove_source(request.id).await?;
        self.tell(Event::Lists);
        Ok(Empty {})
    }

    /// Tests a connection; lines come as events while it runs.
    pub async fn source_test(&self, request: TestSource) -> Result<CheckResult> {
        let TestSource { id, config, credential, ticket } = request;
        let credential = match (&credential, id) {
            (CredentialInput::Stored, None) => None,
            _ => self.credential(&self.store().await?, id, credential).await?,
        };
        let connected = self.connect(id.unwrap_or_default(), &config, credential)?;
        let address = config.address();
        let lines = Lines { desk: self, ticket, seen: Mutex::default() };
        connected.test(&lines, &CancellationToken::new()).await?;
        let lines = lines.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let works = Some("The connection works.".to_owned());
        let outcome = Outcome { fails: "The connection does not work.", works, ..Outcome::default() };
        Ok(outcome.result(lines, &address, self.inner.parts.clock.now()))
    }

    /// Starts reading everything new from a source; the running sync, where there is one.
    pub async fn source_sync(&self, request: SourceRef) -> Result<JobInfo> {
        let store = self.store().await?;
        let row = store.source(request.id).await?;
        let credential = self.credential(&store, Some(row.id), CredentialInput::Stored).await?;
        let connected = self.connect(row.id, &row.config, credential)?;
        let (desk, title) = (self.clone(), format!("Sync {}", row.name));
        if matches!(row.config, SourceConfig::Files { .. }) {
            let message = "Files are brought in by hand: import them again where they changed, or import more.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let job = self.inner.jobs.start(JobKind::Sync, u64::from(row.id), title, move |context| async move {
            let started = desk.inner.parts.clock.now().timestamp_micros();
            let checkpoint = store.checkpoint(row.id).await?;
            let sink = Self::sink_of(&store, &row);
            let result = connected.sync(checkpoint, &*sink, &context, &context.cancel).await;
            let ended = desk.inner.parts.clock.now().timestamp_micros();
            let recorded = sync_result(started, ended, &result, &store, row.id).await;
            let row = store.source(row.id).await?;
            store.put_last_sync(row.id, recorded, next_sync(&row, ended, &result)).await?;
            desk.tell(Event::Lists);
            result.map(|_| ())
        })?;
        self.tell(Event::Lists);
        Ok(job)
    }

    /// What a source says it has, against what is here.
    pub async fn source_completeness(&self, request: SourceRef) -> Result<Completeness> {
        let store = self.store().await?;
        let name = store.source(request.id).await?.name;
        let gaps = store.gaps(Some(request.id)).await?;
        Ok(Completeness {
            days: store.days(request.id).await?,
            gaps: gaps.into_iter().map(|(_, gap)| gap_span(&name, &gap)).collect(),
            unreadable: store.unreadable(request.id, UNREADABLE_SHOWN).await?,
        })
    }

    /// Where a source hands in what it reads.
    pub(super) fn sink_of(store: &Store, row: &SourceRow) -> Arc<dyn Sink> {
        store.feed(row.config.log().unwrap_or(row.id), row.id)
    }

    /// The log that a source is another copy of must be there, and be a log of its own.
    pub(super) async fn checked_log(&self, store: &Store, id: Option<SourceId>, config: &SourceConfig) -> Result<()> {
        let Some(log) = config.log() else { return Ok(()) };
        let row = store.source(log).await?;
        if Some(log) == id || row.config.log().is_some() {
            let message = format!("{} is no log of its own. Choose the source that the entries come from.", row.name);
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        match id {
            Some(id) if store.source(id).await?.config.log() != config.log() => Err(Error::new(
                ErrorCode::WrongUse,
                "Which log the entries belong to cannot be changed once a source is there. Remove it and add it anew; its entries stay.",
            )),
            _ => Ok(()),
        }
    }

    async fn source(&self, store: &Store, id: SourceId) -> Result<SourceInfo> {
        Ok(self.info(store.source(id).await?, &store.columns().snapshot()))
    }

    /// The running sync or import of a source.
    fn job_of(&self, id: SourceId) -> Option<u64> {
        [JobKind::Sync, JobKind::Import].iter().find_map(|kind| self.inner.jobs.running(*kind, u64::from(id)))
    }

    fn info(&self, row: SourceRow, snapshot: &crate::store::columns::Snapshot) -> SourceInfo {
        let counts = snapshot.source_counts(row.id);
        let until = counts.newest.map_or(i64::MIN, |newest| newest.saturating_add(1));
        SourceInfo {
            entries: counts.entries,
            newest: counts.newest,
            last_day: snapshot.held(row.id, until.saturating_sub(DAY), until),
            last_success: row.last_success,
            interval_s: row.interval_s,
            next_sync: row.next_sync,
            gaps: row.gaps,
            pending: row.pending,
            job: [JobKind::Sync, JobKind::Import]
                .iter()
                .find_map(|kind| self.inner.jobs.running(*kind, u64::from(row.id))),
            id: row.id,
            name: row.name,
            config: row.config,
            credential: row.credential,
            unreadable: row.unreadable,
            last_sync: row.last_sync,
        }
    }

    /// The source of a configuration; connects to nothing yet. `id` is 0 for one that is not stored.
    pub(super) fn connect(
        &self,
        id: SourceId,
        config: &SourceConfig,
        credential: Option<Secret>,
    ) -> Result<Box<dyn Source>> {
        source::connect(id, config, credential, self.source_deps())
    }

    pub(super) fn source_deps(&self) -> SourceDeps {
        let parts = &self.inner.parts;
        SourceDeps {
            clock: Arc::clone(&parts.clock),
            random: Arc::clone(&parts.random),
            sleeper: Arc::new(SystemSleeper),
        }
    }

    /// The secret a request means; `None` where the platform asks for none.
    pub(super) async fn credential(
        &self,
        store: &Store,
        id: Option<SourceId>,
        input: CredentialInput,
    ) -> Result<Option<Secret>> {
        match input {
            CredentialInput::None => Ok(None),
            CredentialInput::ApiKey { key } if key.is_empty() => Err(Error::new(
                ErrorCode::WrongUse,
                "The API key is empty. Paste it, or choose another way to sign in.",
            )),
            CredentialInput::ApiKey { key } => Ok(Some(key)),
            CredentialInput::Session { key, token } => Ok(Some(with_session(&key, &token))),
            CredentialInput::SignedIn { flow } => self.inner.sign_ins.key(flow).map(Some),
            CredentialInput::Stored => match id {
                Some(id) => Ok(store.credential(Owner::Source(id)).await?.map(|credential| credential.secret)),
                None => Ok(None),
            },
        }
    }
}

fn stored(secret: Secret) -> Credential {
    Credential::new(API_KEY, secret)
}

/// Names are shown in tables and typed on the command line: something to see, on one line, not too long.
pub(super) fn checked_name(name: &str) -> Result<String> {
    const MOST: usize = 80;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MOST || name.chars().any(char::is_control) {
        let message = format!("A name has 1 to {MOST} characters on one line. Choose another one.");
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    Ok(name.to_owned())
}

fn checked_interval(interval_s: Option<u32>) -> Result<Option<u32>> {
    match interval_s {
        Some(seconds) if seconds < SHORTEST_INTERVAL => Err(Error::new(
            ErrorCode::WrongUse,
            format!(
                "The shortest interval between automatic syncs is {SHORTEST_INTERVAL} seconds. Choose a longer one."
            ),
        )),
        interval_s => Ok(interval_s),
    }
}

pub(super) fn gap_span(source: &str, gap: &Gap) -> GapSpan {
    GapSpan {
        source: source.to_owned(),
        from: gap.from.map(|from| from.timestamp_micros()),
        until: gap.until.timestamp_micros(),
        reason: gap.reason,
        scope: gap.scope.clone(),
        repaired: gap.repaired_at.map(|at| at.timestamp_micros()),
    }
}

/// When the next automatic sync is due: after the interval, sooner where the source wishes so; after errors later and later, up to an hour.
pub(super) fn next_sync(row: &SourceRow, ended: Micros, result: &Result<SyncSummary>) -> Option<Micros> {
    const LATEST: u64 = 3600;
    let interval = u64::from(row.interval_s?);
    let wait = match result {
        Ok(SyncSummary { next: Some(wish), .. }) => interval.min(wish.as_secs().max(u64::from(SHORTEST_INTERVAL))),
        Ok(_) => interval,
        Err(_) => interval.saturating_mul(2 << row.failures.min(10)).min(LATEST.max(interval)),
    };
    Some(ended.saturating_add_unsigned(wait.saturating_mul(1_000_000)))
}

pub(super) async fn sync_result(
    started: i64,
    ended: i64,
    result: &Result<SyncSummary>,
    store: &Store,
    id: SourceId,
) -> SyncResult {
    let (summary, error) = match result {
        Ok(summary) => (summary.clone(), None),
        Err(error) => (SyncSummary::default(), Some(error.to_wire())),
    };
    let row = store.source(id).await.ok();
    let pending = row.as_ref().map_or(summary.pending, |row| row.pending);
    // A sync that failed tells nothing of the role: what was known holds.
    let limits = match result {
        Ok(_) => summary.limits,
        Err(_) => row.and_then(|row| row.last_sync).map(|last| last.limits).unwrap_or_default(),
    };
    SyncResult {
        started,
        ended,
        new: summary.new,
        settled: summary.settled,
        pending,
        unreadable: summary.unreadable,
        remarks: summary.remarks,
        limits,
        error,
    }
}

/// Sends lines of a connection test as events and keeps them.
pub(super) struct Lines<'a> {
    pub desk: &'a Desk,
    pub ticket: u64,
    pub seen: Mutex<Vec<CheckLine>>,
}

impl Report for Lines<'_> {
    fn line(&self, line: CheckLine) {
        self.desk.tell(Event::Check { ticket: self.ticket, line: line.clone() });
        self.seen.lock().expect("no holder of the lines panics").push(line);
    }
}
