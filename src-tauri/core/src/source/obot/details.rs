//! The queue of entries that need a look: details not fetched yet, outcomes still awaited. The queue is the sink's pending rows, so it survives
//! anything; it is worked at most four at a time, failures first, then the newest.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::Duration;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};

use super::{
    client::LARGEST,
    dialect::Dialect,
    fault::Fault,
    generation::{fits, shape},
    list::{Item, PAGE},
    page::ListQuery,
    reading::{Bodies, Reading},
    role::Proof,
    run::{Run, Stop},
};
use crate::{
    entry::{Entry, Note, PayloadState, Record, Status},
    error::{Error, ErrorCode, Result},
    source::{Awaiting, Batch, Observation, PendingEntry, Phase, Quarantined},
};

/// Entries taken from the queue at once.
pub(super) const WINDOW: usize = 512;
/// Looks under way at once.
pub(super) const AT_ONCE: usize = 4;
/// A batch is committed at this many entries or bytes.
pub(super) const BATCH: usize = 64;
pub(super) const BATCH_BYTES: usize = 4 << 20;
/// The waits between looks for an outcome.
const STEPS: [Duration; 5] =
    [Duration::seconds(5), Duration::seconds(30), Duration::minutes(2), Duration::minutes(10), Duration::hours(1)];
/// So many looks in a row fail at the server: it is not about single entries, and the sync ends.
const HOPELESS: u32 = 20;

/// A pending entry with its list item, read.
struct Job {
    pending: PendingEntry,
    listed: Reading,
}

/// What a look brought.
pub(super) struct Looked {
    pub observation: Observation,
    pub evidence: Evidence,
    pub quarantine: Option<Quarantined>,
}

/// What one answer tells of the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// A body was given.
    Given,
    /// A body was withheld.
    Withheld,
    /// There was no body, and the answer does not tell why: the answers around it decide.
    Unclear,
    /// Nothing.
    Silent,
}

impl Run<'_> {
    /// Works the queue until nothing is due and the list is done.
    pub(super) async fn details(&self) -> Result<(), Stop> {
        let failures = AtomicU32::new(0);
        loop {
            self.check()?;
            let listed = self.listed.load(Ordering::Acquire);
            let due = self.sink.due(self.now(), WINDOW).await?;
            if due.is_empty() {
                if listed {
                    return Ok(());
                }
                self.more.notified().await;
                continue;
            }
            if listed {
                self.meter.doing("Fetching details, failures and the newest first");
            }
            self.work(jobs(due)?, &failures).await?;
        }
    }

    async fn work(&self, jobs: Vec<Job>, failures: &AtomicU32) -> Result<(), Stop> {
        let looks: Vec<BoxFuture<'_, _>> = jobs.iter().map(|job| self.look(job, failures).boxed()).collect();
        let mut looks = stream::iter(looks).buffer_unordered(AT_ONCE);
        let mut batch = Vec::new();
        let mut bytes = 0;
        while let Some(looked) = looks.next().await {
            match looked {
                Ok(looked) => {
                    bytes += looked.observation.record.raw.len();
                    batch.push(looked);
                }
                Err(stop) => {
                    // What came before is kept.
                    self.commit_looks(std::mem::take(&mut batch)).await?;
                    return Err(stop);
                }
            }
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                self.commit_looks(std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
        }
        self.commit_looks(batch).await
    }

    /// Commits what looks brought.
    pub(super) async fn commit_looks(&self, mut looks: Vec<Looked>) -> Result<(), Stop> {
        if looks.is_empty() {
            return Ok(());
        }
        if looks.iter().any(|looked| looked.evidence == Evidence::Unclear) {
            let state = if self.bodies_are_given(&looks).await? { PayloadState::None } else { PayloadState::Redacted };
            for looked in looks.iter_mut().filter(|looked| looked.evidence == Evidence::Unclear) {
                looked.observation.record.payload = state;
            }
        }
        let count = looks.len() as u64;
        let redacted = looks.iter().any(|looked| {
            looked.observation.phase == Phase::Settled && looked.observation.record.payload == PayloadState::Redacted
        });
        let mut batch = Batch::default();
        for looked in looks {
            batch.observations.push(looked.observation);
            batch.quarantine.extend(looked.quarantine);
        }
        self.commit(batch, |state| state.redacted |= redacted).await?;
        self.meter.fetched(count);
        Ok(())
    }

    /// Whether bodies were given while these looks were made, so that one without a body has none.
    async fn bodies_are_given(&self, looks: &[Looked]) -> Result<bool, Stop> {
        let any = |evidence| looks.iter().any(|looked| looked.evidence == evidence);
        Ok(match (any(Evidence::Withheld), any(Evidence::Given)) {
            (true, _) => false,
            (false, true) => true,
            (false, false) => match self.prove().await? {
                Proof::Auditor => true,
                Proof::Impossible => self.me.says_auditor(),
                Proof::Less | Proof::Open => false,
            },
        })
    }

    async fn look(&self, job: &Job, failures: &AtomicU32) -> Result<Looked, Stop> {
        let Some(dialect) = self.generation.detail() else { return self.look_in_list(job).await };
        let fault = match self.api.detail(&job.pending.remote_id, self.cancel).await {
            Ok(raw) => {
                failures.store(0, Ordering::Relaxed);
                match self.examine(dialect, &job.pending.remote_id, raw)? {
                    Ok(item) => return Ok(self.looked(item, dialect, Some(&job.pending))),
                    Err((reason, body)) => Fault::Broken { reason, body },
                }
            }
            Err(fault) => fault,
        };
        let unreadable =
            |reason: String, raw: Vec<u8>| (Note::Unreadable, PayloadState::NotFetched, Some((reason, raw)));
        let (note, payload, evidence) = match fault {
            Fault::Stop(error) => return Err(error.into()),
            // Later versions may answer 404 for what is a 500 with a text now.
            Fault::Gone | Fault::NotFound => (Note::GoneAtSource, PayloadState::NotFetched, None),
            Fault::Forbidden(_) => (Note::Refused, PayloadState::Redacted, None),
            Fault::TooLarge(head) => unreadable(
                format!("the details are larger than {} MiB; their first bytes are kept", LARGEST >> 20),
                head,
            ),
            Fault::Broken { reason, body } => unreadable(format!("the details are no JSON: {reason}"), body),
            Fault::BadRequest(text) => unreadable(format!("the server refuses the details: {text}"), Vec::new()),
            Fault::Server(error) => {
                if failures.fetch_add(1, Ordering::Relaxed) + 1 >= HOPELESS {
                    return Err(error.into());
                }
                if !self.expired_details(job) {
                    return Ok(self.again(job));
                }
                unreadable(error.message, Vec::new())
            }
        };
        // The list still tells the outcome, once it is there.
        let waits = job.pending.awaiting == Awaiting::Outcome && evidence.is_some();
        if waits && !self.expired(job.listed.entry.occurred_at, Some(job.pending.first_seen)) {
            return Ok(self.again(job));
        }
        Ok(self.as_listed(job, note, payload, evidence))
    }

    /// Reads details. Those of another generation mean that the server was upgraded.
    pub(super) fn examine(
        &self,
        dialect: Dialect,
        id: &str,
        raw: Vec<u8>,
    ) -> Result<Result<Item, (String, Vec<u8>)>, Stop> {
        if shape(&raw).is_some_and(|shape| !fits(self.generation, shape)) {
            return Err(Stop::Upgraded);
        }
        Ok(match dialect.read(&raw) {
            Ok(reading) if reading.id == id => Ok(Item { reading, raw }),
            Ok(_) => Err(("they are those of another entry".into(), raw)),
            Err(reason) => Err((reason.0, raw)),
        })
    }

    /// The observation that follows from details.
    pub(super) fn looked(
        &self,
        Item { reading, raw }: Item,
        dialect: Dialect,
        pending: Option<&PendingEntry>,
    ) -> Looked {
        let now = self.now();
        let evidence = match reading.bodies {
            Bodies::Here if !reading.local => Evidence::Given,
            Bodies::Redacted | Bodies::Missing(true) => Evidence::Withheld,
            Bodies::Missing(false) => Evidence::Unclear,
            _ => Evidence::Silent,
        };
        let (phase, note) = if !reading.open {
            (Phase::Settled, None)
        } else if self.expired(reading.entry.occurred_at, pending.map(|pending| pending.first_seen)) {
            (Phase::Settled, Some(Note::NoResponse))
        } else {
            // An entry that changed from settled to open starts anew.
            let looks =
                pending.filter(|pending| pending.awaiting == Awaiting::Outcome).map_or(0, |pending| pending.looks + 1);
            (Phase::Pending { awaiting: Awaiting::Outcome, next_look: now + step(looks), looks }, None)
        };
        let record = Record {
            source: self.source,
            remote_id: reading.id,
            received_at: now,
            dialect: dialect.name().into(),
            payload: reading.bodies.state().unwrap_or(PayloadState::NotFetched),
            note,
            supersedes: None,
            raw,
        };
        let observation = Observation { record, entry: reading.entry, fingerprint: reading.fingerprint, phase };
        Looked { observation, evidence, quarantine: None }
    }

    /// Generation A has no details: an open entry is looked up among its neighbours in time.
    async fn look_in_list(&self, job: &Job) -> Result<Looked, Stop> {
        let at = job.listed.at;
        let query = ListQuery {
            from: Some(at),
            until: Some(at + Duration::microseconds(1)),
            limit: PAGE,
            ..ListQuery::default()
        };
        let page = match self.api.list(self.generation, &query, self.cancel).await {
            Ok(page) => page,
            Err(Fault::TooLarge(_) | Fault::Broken { .. }) => return Ok(self.again(job)),
            Err(fault) => return Err(self.needed(fault, "the audit log")),
        };
        let (items, _) = self.read(&page)?;
        match items.into_iter().find(|item| item.reading.id == job.pending.remote_id) {
            Some(item) => Ok(self.looked(item, self.generation.item(), Some(&job.pending))),
            None => Ok(self.as_listed(job, Note::GoneAtSource, PayloadState::NotFetched, None)),
        }
    }

    /// Settles what the list gave, because there is nothing more to be had.
    fn as_listed(&self, job: &Job, note: Note, payload: PayloadState, evidence: Option<(String, Vec<u8>)>) -> Looked {
        let mut record = job.pending.record.clone();
        record.note = Some(note);
        // A record that waited for its outcome may hold the request already.
        if record.payload == PayloadState::NotFetched {
            record.payload = payload;
        }
        let quarantine = evidence.map(|(reason, raw)| Quarantined {
            remote_id: job.pending.remote_id.clone(),
            reason,
            raw,
            received_at: self.now(),
            object: None,
        });
        let (entry, fingerprint) = (job.entry(), job.pending.fingerprint);
        let observation = Observation { record, entry, fingerprint, phase: Phase::Settled };
        Looked { observation, evidence: Evidence::Silent, quarantine }
    }

    /// Leaves an entry as it is, to be looked at later.
    fn again(&self, job: &Job) -> Looked {
        let looks = job.pending.looks + 1;
        let wait = match job.pending.awaiting {
            Awaiting::Outcome => step(looks),
            Awaiting::Details => {
                let first = Duration::from_std(super::client::DETAIL_AGAIN).unwrap_or(STEPS[2]);
                (first * (1 << looks.min(6))).min(STEPS[4])
            }
        };
        let phase = Phase::Pending { awaiting: job.pending.awaiting, next_look: self.now() + wait, looks };
        let (record, entry, fingerprint) = (job.pending.record.clone(), job.entry(), job.pending.fingerprint);
        let observation = Observation { record, entry, fingerprint, phase };
        Looked { observation, evidence: Evidence::Silent, quarantine: None }
    }

    fn expired_details(&self, job: &Job) -> bool {
        self.now() - job.pending.first_seen > Duration::hours(24)
    }

    /// Fetches one entry now.
    pub(super) async fn fetch(&self, id: &str) -> Result<(), Stop> {
        let Some(dialect) = self.generation.detail() else {
            let message = "Servers of this version give payloads with the list only, so there is nothing to fetch for one entry. \
                           Sync the source.";
            return Err(Error::new(ErrorCode::WrongUse, message).into());
        };
        let raw =
            self.api.detail(id, self.cancel).await.map_err(|fault| self.needed(fault, "the details of this entry"))?;
        let item = self
            .examine(dialect, id, raw)?
            .map_err(|(reason, body)| self.needed(Fault::Broken { reason, body }, "the details of this entry"))?;
        let mut looked = self.looked(item, dialect, None);
        if looked.evidence == Evidence::Unclear {
            let given = self.bodies_are_given(std::slice::from_ref(&looked)).await?;
            looked.observation.record.payload = if given { PayloadState::None } else { PayloadState::Redacted };
        }
        let batch = Batch { observations: vec![looked.observation], ..Batch::default() };
        Ok(self.sink.commit(batch).await.map(drop)?)
    }
}

impl Job {
    fn entry(&self) -> Entry {
        self.listed.entry.clone()
    }
}

fn step(looks: u32) -> Duration {
    STEPS[(looks as usize).min(STEPS.len() - 1)]
}

/// Reads the list items of pending entries and puts them in order: what went wrong first, then the newest.
fn jobs(due: Vec<PendingEntry>) -> Result<Vec<Job>> {
    let read = |pending: PendingEntry| {
        let listed = Dialect::of(&pending.record.dialect).map(|dialect| dialect.read(&pending.record.raw));
        let Some(Ok(listed)) = listed else {
            let message = format!("The list item of pending entry {} cannot be read again.", pending.remote_id);
            return Err(Error::new(ErrorCode::Internal, message));
        };
        Ok(Job { pending, listed })
    };
    let mut jobs = due.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    let calm = |job: &Job| matches!(job.listed.entry.outcome.status, Status::Success | Status::Unknown);
    jobs.sort_by(|a, b| calm(a).cmp(&calm(b)).then(b.listed.at.cmp(&a.listed.at)));
    Ok(jobs)
}
