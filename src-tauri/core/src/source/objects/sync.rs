//! One sync of a bucket or folder: list all of it, fetch what is new or changed, many at a time within a bound of memory, and commit in the order of the
//! listing.
//!
//! What was read is remembered by key, tag and size, never by "after the last name": writers name objects as they like, and late. A listing is compared
//! with what is known page by page, so that neither is ever in memory as a whole.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{
    format::Format,
    place::{Listed, Missed, Opened},
    read::{Read, read},
};
use crate::{
    clock::Clock,
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    source::{
        Batch, Committed, Known, ObjectState, Observation, Progress, Quarantined, Silent, Sink, SyncSummary,
        digest::sha256_start,
    },
};

/// Objects under way at a time. A small object is a round trip and nothing else.
const AT_ONCE: usize = 128;

/// Bytes of objects in memory at a time, as stored; one larger object is read alone.
const MEMORY: u64 = 96 << 20;

/// What an object weighs at least.
const LEAST: u64 = 64 << 10;

/// How much larger the unpacked entries of a packed object are, mostly.
const UNPACKED: u64 = 4;

/// Entries and objects in one transaction.
const BATCH_ENTRIES: usize = 2_000;
const BATCH_OBJECTS: usize = 1_000;

/// How long entries wait for their transaction: on a slow network few objects come in, and a kill should cost seconds.
const LONGEST: Duration = Duration::from_secs(1);

/// Objects that may be refused one by one before the whole place counts as refused.
const REFUSED_AT_MOST: u64 = 50;

/// What a sync works with.
pub(super) struct Work<'a> {
    pub place: &'a Arc<Opened>,
    pub format: &'a Arc<dyn Format>,
    /// The source whose log the entries belong to.
    pub log: SourceId,
    pub clock: &'a Arc<dyn Clock>,
    pub sink: &'a dyn Sink,
    pub cancel: &'a CancellationToken,
}

/// An object that was fetched, with its share of the memory.
struct Fetched {
    outcome: Result<Read, (Listed, Missed)>,
    memory: OwnedSemaphorePermit,
}

impl Work<'_> {
    /// Lists, reads what is new, commits it, and notes what is gone.
    pub async fn sync(&self, prefix: &str, progress: &dyn Progress) -> Result<SyncSummary> {
        // By hash: a million keys are 16 MB.
        let (mut tally, mut seen) = (Tally::default(), HashSet::new());
        self.list(prefix, &mut seen, &mut tally, progress).await?;
        self.gone(&seen, &mut tally).await?;
        Ok(tally.summary(self.place))
    }

    /// As [`Work::sync`], where what begins with `prefix` is not all there ever was: nothing is noted as gone.
    pub async fn below(&self, prefix: &str, progress: &dyn Progress) -> Result<SyncSummary> {
        let (mut tally, mut seen) = (Tally::default(), HashSet::new());
        self.list(prefix, &mut seen, &mut tally, progress).await?;
        Ok(tally.summary(self.place))
    }

    /// Reads one object where it is new or changed, whatever its name says.
    pub async fn one(&self, object: Listed, progress: &dyn Progress) -> Result<SyncSummary> {
        let mut tally = Tally::default();
        let fresh = self.unknown(vec![object], &mut tally).await?;
        self.read_all(fresh, &memory(), &mut tally, progress).await?;
        Ok(tally.summary(self.place))
    }

    async fn list(
        &self,
        prefix: &str,
        seen: &mut HashSet<u64>,
        tally: &mut Tally,
        progress: &dyn Progress,
    ) -> Result<()> {
        let mut pages = self.place.pages(prefix);
        let memory = memory();
        while let Some(page) = self.unless_cancelled(pages.next(self.cancel)).await? {
            seen.extend(page.iter().map(|listed| sha256_start(listed.key.as_bytes())));
            let (page, others): (Vec<_>, Vec<_>) = page.into_iter().partition(|listed| self.format.wants(&listed.key));
            tally.others += others.len() as u64;
            let fresh = self.unknown(page, tally).await?;
            progress.update(tally.done, tally.wanted, "reading objects");
            self.read_all(fresh, &memory, tally, progress).await?;
        }
        Ok(())
    }

    /// Reads one object, whatever is known of it; `false` where it is not there any more.
    pub async fn read_again(&self, object: Listed) -> Result<bool> {
        let mut tally = Tally::default();
        self.read_all(vec![object], &memory(), &mut tally, &Silent).await?;
        Ok(tally.vanished == 0)
    }

    /// Which of a page are new, or changed, or to be read again.
    async fn unknown(&self, mut page: Vec<Listed>, tally: &mut Tally) -> Result<Vec<Listed>> {
        page.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let keys: Vec<String> = page.iter().map(|listed| listed.key.clone()).collect();
        let known = self.sink.objects(&keys).await?;
        let mut fresh = Vec::new();
        for (listed, known) in page.into_iter().zip(known) {
            let Some(known) = known else {
                fresh.push(listed);
                continue;
            };
            let same = known.size == listed.size && known.tag == listed.tag;
            if same && !known.gone {
                continue;
            }
            // Without a tag it was never read to its end.
            tally.changed += u64::from(!same && !known.tag.is_empty());
            fresh.push(listed);
        }
        tally.wanted += fresh.len() as u64;
        Ok(fresh)
    }

    /// Notes what was read once and is not listed any more.
    async fn gone(&self, seen: &HashSet<u64>, tally: &mut Tally) -> Result<()> {
        let mut after: Option<String> = None;
        loop {
            let known = self.sink.objects_after(after.as_deref(), BATCH_OBJECTS).await?;
            let Some(last) = known.last() else { return Ok(()) };
            let gone = known.iter().filter(|known| !known.gone && !seen.contains(&sha256_start(known.key.as_bytes())));
            let objects: Vec<ObjectState> = gone.map(|known| ObjectState::Gone { key: known.key.clone() }).collect();
            if !objects.is_empty() {
                tally.gone += objects.len() as u64;
                self.sink.commit(Batch { objects, ..Batch::default() }).await?;
            }
            after = Some(last.key.clone());
        }
    }

    async fn read_all(
        &self,
        objects: Vec<Listed>,
        memory: &Arc<Semaphore>,
        tally: &mut Tally,
        progress: &dyn Progress,
    ) -> Result<()> {
        let fetched = objects.into_iter().map(|object| self.fetch(object, Arc::clone(memory)));
        // In the order of the listing: where one object revises what another says, the later name is the later word, and memory is granted in
        // that order, too, so that the next in line always gets its share.
        let mut fetched = stream::iter(fetched).buffered(AT_ONCE);
        let mut pile = Pile::default();
        let mut since = Instant::now();
        loop {
            let next = tokio::time::timeout(LONGEST, fetched.next());
            let Ok(next) = self.unless_cancelled(async { Ok(next.await) }).await? else {
                // What comes next may be waiting for the memory of the pile.
                self.commit(std::mem::take(&mut pile), tally).await?;
                since = Instant::now();
                continue;
            };
            let Some(Fetched { outcome, memory }) = next else { break };
            match outcome {
                Ok(read) => pile.add(read, memory),
                Err((object, missed)) => {
                    if let Err(error) = self.missed(object, missed, &mut pile, tally) {
                        self.commit(pile, tally).await?;
                        return Err(error);
                    }
                }
            }
            tally.done += 1;
            progress.update(tally.done, tally.wanted, "reading objects");
            if pile.is_large() || since.elapsed() > LONGEST {
                self.commit(std::mem::take(&mut pile), tally).await?;
                since = Instant::now();
            }
        }
        self.commit(pile, tally).await
    }

    async fn fetch(&self, object: Listed, memory: Arc<Semaphore>) -> Fetched {
        let weight = (object.size.saturating_mul(UNPACKED).clamp(LEAST, MEMORY) / 1024) as u32;
        let memory = memory.acquire_many_owned(weight).await.expect("the semaphore is never closed");
        let outcome = match self.place.read(&object, self.cancel).await {
            Err(missed) => Err((object, missed)),
            Ok(bytes) => {
                let (format, log, now) = (Arc::clone(self.format), self.log, self.clock.now());
                let read_it = object.clone();
                let work = tokio::task::spawn_blocking(move || read(&*format, log, read_it, &bytes, now));
                work.await.map_err(|panic| {
                    let message = format!("Reading {} failed inside Auditdesk. Please report it.", object.key);
                    (object, Missed::Failed(Error::new(ErrorCode::Internal, message).because(panic)))
                })
            }
        };
        Fetched { outcome, memory }
    }

    /// An object that could not be had.
    fn missed(&self, object: Listed, missed: Missed, pile: &mut Pile, tally: &mut Tally) -> Result<()> {
        match missed {
            Missed::Gone => tally.vanished += 1,
            Missed::Failed(error) => return Err(error),
            Missed::Refused(error) => {
                tally.refused += 1;
                if tally.refused > REFUSED_AT_MOST {
                    return Err(error);
                }
                pile.quarantine.push(Quarantined {
                    remote_id: object.key.clone(),
                    reason: error.message,
                    raw: Vec::new(),
                    received_at: self.clock.now(),
                    object: Some(object.key),
                });
            }
        }
        Ok(())
    }

    /// Commits what was read, the objects' state with the last of their entries.
    async fn commit(&self, pile: Pile, tally: &mut Tally) -> Result<()> {
        let Pile { reads, quarantine, .. } = pile;
        let mut batch = Batch { quarantine, ..Batch::default() };
        for read in reads {
            let state = read.state();
            let key = read.object.key;
            tally.unreadable += read.quarantine.len() as u64;
            tally.ignored += read.ignored;
            let mut rest = self.news(read.observations).await?.into_iter().peekable();
            while rest.peek().is_some() {
                batch.origins.push((batch.observations.len(), key.clone()));
                let room = BATCH_ENTRIES - batch.observations.len();
                batch.observations.extend(rest.by_ref().take(room));
                if batch.observations.len() == BATCH_ENTRIES {
                    tally.add(self.sink.commit(std::mem::take(&mut batch)).await?);
                }
            }
            batch.quarantine.extend(read.quarantine);
            batch.objects.push(state);
        }
        if batch.observations.is_empty() && batch.quarantine.is_empty() && batch.objects.is_empty() {
            return Ok(());
        }
        tally.add(self.sink.commit(batch).await?);
        Ok(())
    }

    /// The observations that are not settled with the same bytes already: writers deliver twice, and a changed object repeats what it had.
    async fn news(&self, observations: Vec<Observation>) -> Result<Vec<Observation>> {
        let ids: Vec<String> = observations.iter().map(|seen| seen.record.remote_id.clone()).collect();
        let known = self.sink.known(&ids).await?;
        let pairs = observations.into_iter().zip(known);
        Ok(pairs.filter(|(seen, known)| *known != Known::Settled(seen.fingerprint)).map(|(seen, _)| seen).collect())
    }

    async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::cancelled()),
            done = work => done,
        }
    }
}

/// What was fetched and waits for its transaction.
#[derive(Default)]
struct Pile {
    reads: Vec<Read>,
    entries: usize,
    quarantine: Vec<Quarantined>,
    /// The memory of what is on the pile.
    memory: Vec<OwnedSemaphorePermit>,
}

impl Pile {
    fn add(&mut self, read: Read, memory: OwnedSemaphorePermit) {
        self.entries += read.observations.len();
        self.reads.push(read);
        self.memory.push(memory);
    }

    /// Committed long before the memory of all that waits is used up: the next in line would never get its share.
    fn is_large(&self) -> bool {
        let memory: usize = self.memory.iter().map(OwnedSemaphorePermit::num_permits).sum();
        self.entries >= BATCH_ENTRIES || self.reads.len() >= BATCH_OBJECTS || memory as u64 >= MEMORY / 1024 / 4
    }
}

/// What a sync did so far.
#[derive(Default)]
struct Tally {
    wanted: u64,
    done: u64,
    /// Objects that no record of this writer is in, by their names.
    others: u64,
    changed: u64,
    /// Listed, and not there any more when they were asked for.
    vanished: u64,
    /// Read once, and not listed any more.
    gone: u64,
    refused: u64,
    unreadable: u64,
    ignored: u64,
    new: u64,
    settled: u64,
}

impl Tally {
    fn add(&mut self, committed: Committed) {
        self.new += committed.new;
        self.settled += committed.settled;
    }

    fn summary(self, place: &Opened) -> SyncSummary {
        let shown = place.shown();
        let remark = |count: u64, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let remarks = [
            remark(
                self.changed,
                "object had changed since it was read and was read again.",
                "objects had changed since they were read and were read again.",
            ),
            remark(
                self.gone,
                "object that was read is not there any more; its entries stay here.",
                "objects that were read are not there any more; their entries stay here.",
            ),
            remark(
                self.vanished,
                "object vanished between listing and reading.",
                "objects vanished between listing and reading.",
            ),
            remark(
                self.refused,
                "object could not be fetched; it is in quarantine with the reason.",
                "objects could not be fetched; they are in quarantine with the reason.",
            ),
            remark(self.ignored, "record of another kind was left out.", "records of another kind were left out."),
            remark(
                self.others,
                &format!("object in {shown} is none of this writer, by its name."),
                &format!("objects in {shown} are none of this writer, by their names."),
            ),
        ];
        SyncSummary {
            new: self.new,
            settled: self.settled,
            unreadable: self.unreadable + self.refused,
            remarks: remarks.into_iter().flatten().collect(),
            ..SyncSummary::default()
        }
    }
}

/// The memory of one sync, in KiB.
fn memory() -> Arc<Semaphore> {
    Arc::new(Semaphore::new((MEMORY / 1024) as usize))
}
