//! Work that takes a while: syncs and exports, with progress, pause, cancel and an orderly end.
//!
//! Jobs live as long as the program. What must survive it (a run, a checkpoint) is in the store; a job is only how it is going.

mod pace;

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    api::wire::{JobInfo, JobKind, JobState, Micros},
    clock::Clock,
    error::{Error, ErrorCode, Result},
    gate::Gate,
    source::Progress,
};
use pace::Pace;

/// How often a job that moves tells so: four times a second.
const TELL_EVERY: Duration = Duration::from_millis(250);

/// How many ended jobs are remembered.
const REMEMBERED: usize = 50;

/// Receives each job whenever it started, moved or ended. Called from the job's own task; must not block for long.
pub type Listener = Arc<dyn Fn(JobInfo) + Send + Sync>;

/// The jobs of this program. Clones share them.
#[derive(Clone)]
pub struct Jobs(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    listener: Listener,
    table: Mutex<Table>,
    running: watch::Sender<usize>,
}

#[derive(Default)]
struct Table {
    jobs: BTreeMap<u64, Job>,
    last: u64,
    closed: bool,
}

struct Job {
    info: JobInfo,
    pace: Pace,
    byte_pace: Pace,
    cancel: CancellationToken,
    gate: Gate,
    /// How long it was paused before, and since when it is.
    paused: (Micros, Option<Micros>),
    /// Moved since it was last told.
    moved: bool,
}

/// What a job gets to work with.
#[derive(Clone)]
pub struct JobContext {
    /// The job.
    pub id: u64,
    /// Cancelled when the user cancels the job or the program ends.
    pub cancel: CancellationToken,
    /// Closed while the job is paused.
    pub gate: Gate,
    jobs: Arc<Shared>,
}

impl Jobs {
    /// No jobs yet. `listener` is told of every change, of mere progress at most four times a second.
    pub fn new(clock: Arc<dyn Clock>, listener: Listener) -> Self {
        Self(Arc::new(Shared { clock, listener, table: Mutex::default(), running: watch::Sender::new(0) }))
    }

    /// Starts a job on the current tokio runtime. Where a job of the same kind and subject runs, that one is returned and nothing is started.
    ///
    /// Its end decides its state: `Ok` is done, [`ErrorCode::Cancelled`] is cancelled, any other error (and a panic) is failed.
    pub fn start<F>(
        &self,
        kind: JobKind,
        subject: u64,
        title: impl Into<String>,
        work: impl FnOnce(JobContext) -> F + Send + 'static,
    ) -> Result<JobInfo>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let now = self.0.clock.now();
        let (info, context) = {
            let mut table = self.0.table();
            if table.closed {
                return Err(Error::new(ErrorCode::Cancelled, "Auditdesk is closing; nothing new is started."));
            }
            if let Some(job) = table.jobs.values().find(|job| job.is_running_for(kind, subject)) {
                return Ok(job.info.clone());
            }
            table.last += 1;
            let id = table.last;
            let info = JobInfo {
                id,
                kind,
                subject,
                title: title.into(),
                state: JobState::Running,
                doing: String::new(),
                done: 0,
                total: 0,
                rate: 0.0,
                remaining: None,
                bytes: 0,
                byte_rate: 0.0,
                paused: false,
                started: now.timestamp_micros(),
                error: None,
            };
            let context =
                JobContext { id, cancel: CancellationToken::new(), gate: Gate::default(), jobs: self.0.clone() };
            table.jobs.insert(id, Job::new(info.clone(), &context));
            (info, context)
        };
        self.0.running.send_modify(|count| *count += 1);
        (self.0.listener)(info.clone());
        let jobs = self.0.clone();
        let id = info.id;
        let work = tokio::spawn(async move { work(context).await });
        tokio::spawn(async move {
            let result = jobs.tell_until_ended(id, work).await;
            jobs.end(id, &result);
        });
        Ok(info)
    }

    /// All jobs that run and the last ones that ended, in the order of their start.
    pub fn list(&self) -> Vec<JobInfo> {
        let now = self.0.clock.now();
        self.0.table().jobs.values_mut().map(|job| job.snapshot(now)).collect()
    }

    /// One job.
    pub fn get(&self, id: u64) -> Result<JobInfo> {
        let now = self.0.clock.now();
        self.0.table().jobs.get_mut(&id).map(|job| job.snapshot(now)).ok_or_else(|| unknown(id))
    }

    /// The running job of a kind for a subject.
    pub fn running(&self, kind: JobKind, subject: u64) -> Option<u64> {
        self.0.table().jobs.values().find(|job| job.is_running_for(kind, subject)).map(|job| job.info.id)
    }

    /// Asks a job to stop. It ends by itself soon after; one that has ended stays as it is.
    pub fn cancel(&self, id: u64) -> Result<()> {
        let now = self.0.clock.now();
        self.0.table().jobs.get_mut(&id).map(|job| job.stop(now)).ok_or_else(|| unknown(id))
    }

    /// Lets an export wait before its next request. One that has ended stays as it is.
    ///
    /// # Errors
    /// `WrongUse` for other kinds of jobs.
    pub fn pause(&self, id: u64) -> Result<JobInfo> {
        self.0.change(id, |job, now| {
            if job.info.kind != JobKind::Export {
                return Err(Error::new(
                    ErrorCode::WrongUse,
                    "Only exports can be paused. Cancel it, and start it again later.",
                ));
            }
            job.pause(now);
            Ok(())
        })
    }

    /// Lets a paused export go on.
    pub fn resume(&self, id: u64) -> Result<JobInfo> {
        self.0.change(id, |job, now| {
            job.resume(now);
            Ok(())
        })
    }

    /// Waits for a job to end and returns how it did.
    pub async fn ended(&self, id: u64) -> Result<JobInfo> {
        let mut running = self.0.running.subscribe();
        loop {
            let info = self.get(id)?;
            if info.state != JobState::Running {
                return Ok(info);
            }
            running.changed().await.map_err(|e| Error::new(ErrorCode::Internal, "The jobs are gone.").because(e))?;
        }
    }

    /// At the program's end: starts nothing new, cancels everything and waits until all has ended, at most for `patience`. Whether all ended.
    pub async fn drain(&self, patience: Duration) -> bool {
        {
            let mut table = self.0.table();
            table.closed = true;
            let now = self.0.clock.now();
            table.jobs.values_mut().for_each(|job| job.stop(now));
        }
        let mut running = self.0.running.subscribe();
        tokio::time::timeout(patience, running.wait_for(|count| *count == 0)).await.is_ok()
    }
}

impl Shared {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().expect("no holder of the table panics")
    }

    async fn tell_until_ended(&self, id: u64, mut work: tokio::task::JoinHandle<Result<()>>) -> Result<()> {
        let mut every = tokio::time::interval(TELL_EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                ended = &mut work => {
                    return ended.unwrap_or_else(|e| {
                        Err(Error::new(ErrorCode::Internal, "The job stopped unexpectedly; the log says where.").because(e))
                    });
                }
                _ = every.tick() => self.tell(id),
            }
        }
    }

    /// Changes a job and tells the listener.
    fn change(&self, id: u64, change: impl FnOnce(&mut Job, DateTime<Utc>) -> Result<()>) -> Result<JobInfo> {
        let now = self.clock.now();
        let info = {
            let mut table = self.table();
            let job = table.jobs.get_mut(&id).ok_or_else(|| unknown(id))?;
            change(job, now)?;
            job.snapshot(now)
        };
        (self.listener)(info.clone());
        Ok(info)
    }

    /// Tells the listener of a job that has moved.
    fn tell(&self, id: u64) {
        let now = self.clock.now();
        let moved = self.table().jobs.get_mut(&id).and_then(|job| {
            let moved = std::mem::take(&mut job.moved);
            moved.then(|| job.snapshot(now))
        });
        if let Some(info) = moved {
            (self.listener)(info);
        }
    }

    fn end(&self, id: u64, result: &Result<()>) {
        let now = self.clock.now();
        let info = {
            let mut table = self.table();
            let job = table.jobs.get_mut(&id).expect("a running job is never forgotten");
            job.info = job.snapshot(now);
            job.info.remaining = None;
            job.info.state = match result {
                Ok(()) => JobState::Done,
                Err(error) if error.code == ErrorCode::Cancelled => JobState::Cancelled,
                Err(_) => JobState::Failed,
            };
            if let Err(error) = result {
                if job.info.state == JobState::Failed {
                    tracing::warn!(job = id, %error, cause = ?error.source, "job failed");
                }
                job.info.error = Some(error.to_wire());
            }
            let info = job.info.clone();
            table.forget_old();
            info
        };
        (self.listener)(info);
        self.running.send_modify(|count| *count -= 1);
    }
}

impl Table {
    fn forget_old(&mut self) {
        let ended: Vec<u64> =
            self.jobs.values().filter(|job| job.info.state != JobState::Running).map(|job| job.info.id).collect();
        for id in ended.iter().take(ended.len().saturating_sub(REMEMBERED)) {
            self.jobs.remove(id);
        }
    }
}

impl Job {
    fn new(info: JobInfo, context: &JobContext) -> Self {
        Self {
            info,
            pace: Pace::default(),
            byte_pace: Pace::default(),
            cancel: context.cancel.clone(),
            gate: context.gate.clone(),
            paused: (0, None),
            moved: false,
        }
    }

    fn pause(&mut self, now: DateTime<Utc>) {
        if self.info.state == JobState::Running && !self.cancel.is_cancelled() && !self.info.paused {
            self.gate.close();
            self.info.paused = true;
            self.paused.1 = Some(now.timestamp_micros());
        }
    }

    fn resume(&mut self, now: DateTime<Utc>) {
        if std::mem::take(&mut self.info.paused) {
            self.paused = (self.paused_until(now), None);
            // The pause is no time in which nothing was done.
            self.pace.begin(now);
            self.byte_pace.begin(now);
            self.gate.open();
        }
    }

    /// What is paused must go on to its end.
    fn stop(&mut self, now: DateTime<Utc>) {
        self.cancel.cancel();
        self.resume(now);
    }

    /// How long it was paused until now, in microseconds.
    fn paused_until(&self, now: DateTime<Utc>) -> Micros {
        let (before, since) = self.paused;
        before + since.map_or(0, |since| (now.timestamp_micros() - since).max(0))
    }

    fn is_running_for(&self, kind: JobKind, subject: u64) -> bool {
        self.info.state == JobState::Running && self.info.kind == kind && self.info.subject == subject
    }

    /// The job as of now. The pace of one that has ended stands still.
    fn snapshot(&mut self, now: DateTime<Utc>) -> JobInfo {
        if self.info.state == JobState::Running {
            let moves = !self.info.paused;
            self.info.rate = if moves { self.pace.rate(now) } else { 0.0 };
            self.info.byte_rate = if moves { self.byte_pace.rate(now) } else { 0.0 };
            self.info.remaining = self.pace.remaining(now, self.info.total).filter(|_| moves);
        }
        self.info.clone()
    }
}

impl Progress for JobContext {
    fn update(&self, done: u64, total: u64, doing: &str) {
        let now = self.jobs.clock.now();
        let mut table = self.jobs.table();
        let Some(job) = table.jobs.get_mut(&self.id) else { return };
        job.pace.note(now, done);
        job.info.done = done;
        job.info.total = total;
        if job.info.doing != doing {
            doing.clone_into(&mut job.info.doing);
        }
        job.moved = true;
    }

    fn sent(&self, bytes: u64) {
        let now = self.jobs.clock.now();
        let mut table = self.jobs.table();
        let Some(job) = table.jobs.get_mut(&self.id) else { return };
        job.info.bytes += bytes;
        job.byte_pace.note(now, job.info.bytes);
        job.moved = true;
    }
}

impl JobContext {
    /// How long the job has worked, in microseconds: pauses do not count.
    pub fn worked(&self) -> Micros {
        let now = self.jobs.clock.now();
        let table = self.jobs.table();
        let Some(job) = table.jobs.get(&self.id) else { return 0 };
        (now.timestamp_micros() - job.info.started - job.paused_until(now)).max(0)
    }
}

fn unknown(id: u64) -> Error {
    Error::new(ErrorCode::NotFound, format!("There is no job {id} any more."))
}

#[cfg(test)]
mod tests;
