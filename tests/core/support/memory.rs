//! A sink in memory, by the letter of the contract and as simple as can be: the measure for the real one.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use async_trait::async_trait;
use auditdesk_core::{
    entry::{Entry, PayloadState, Record},
    error::Result,
    source::{
        Awaiting, Batch, Checkpoint, Committed, DayReport, Gap, GapReason, Known, KnownObject, ObjectState,
        Observation, PendingCount, PendingEntry, Person, Phase, Quarantined, Sink,
    },
};
use chrono::{DateTime, Utc};

/// Everything that was committed.
#[derive(Default)]
pub struct MemorySink(Mutex<Held>);

#[derive(Default)]
pub struct Held {
    pub ledger: Vec<Settled>,
    pub latest: HashMap<String, usize>,
    pub pending: BTreeMap<String, Waiting>,
    pub checkpoint: Option<Checkpoint>,
    pub quarantine: Vec<Quarantined>,
    pub people: BTreeMap<String, Person>,
    pub days: BTreeMap<chrono::NaiveDate, DayReport>,
    pub gaps: Vec<Gap>,
    pub objects: BTreeMap<String, KnownObject>,
    pub commits: usize,
    pub largest_commit: usize,
}

pub struct Settled {
    pub record: Record,
    pub entry: Entry,
    pub fingerprint: u64,
}

pub struct Waiting {
    pub record: Record,
    pub entry: Entry,
    pub fingerprint: u64,
    pub awaiting: Awaiting,
    pub next_look: DateTime<Utc>,
    pub looks: u32,
    pub first_seen: DateTime<Utc>,
}

impl MemorySink {
    /// Looks at what is held.
    pub fn look<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.0.lock().expect("no holder panics"))
    }
}

impl Held {
    fn take(&mut self, observation: Observation, done: &mut Committed) {
        let Observation { record, entry, fingerprint, phase } = observation;
        let id = record.remote_id.clone();
        let settled = self.latest.get(&id).copied();
        let waiting = self.pending.get(&id);
        done.new += u64::from(settled.is_none() && waiting.is_none());
        match phase {
            Phase::Pending { awaiting, next_look, looks } => {
                if settled.is_some_and(|at| self.ledger[at].fingerprint == fingerprint) {
                    return;
                }
                let first_seen = waiting.map_or(record.received_at, |waiting| waiting.first_seen);
                let waiting = Waiting { record, entry, fingerprint, awaiting, next_look, looks, first_seen };
                self.pending.insert(id, waiting);
            }
            Phase::Settled => {
                self.pending.remove(&id);
                if let Some(at) = settled {
                    let held = &mut self.ledger[at];
                    held.fingerprint = fingerprint;
                    let fuller =
                        held.record.payload > record.payload && held.entry.outcome.status == entry.outcome.status;
                    if held.record.raw == record.raw || fuller {
                        return;
                    }
                }
                self.latest.insert(id, self.ledger.len());
                self.ledger.push(Settled { record, entry, fingerprint });
                done.settled += 1;
            }
        }
    }
}

impl Held {
    fn object(&mut self, state: ObjectState) {
        match state {
            ObjectState::Gone { key } => {
                if let Some(known) = self.objects.get_mut(&key) {
                    known.gone = true;
                }
            }
            ObjectState::Read { key, size, tag, .. } => {
                self.quarantine.retain(|quarantined| quarantined.object.as_ref() != Some(&key));
                self.objects.insert(key.clone(), KnownObject { key, size, tag, gone: false });
            }
        }
    }

    fn gap(&mut self, gap: Gap) {
        if gap.reason == GapReason::Missed {
            self.gaps.retain(|old| (old.reason, &old.scope, old.from) != (gap.reason, &gap.scope, gap.from));
        }
        self.gaps.push(gap);
    }
}

#[async_trait]
impl Sink for MemorySink {
    async fn commit(&self, batch: Batch) -> Result<Committed> {
        // A place where a killed sync can stop between two commits.
        tokio::task::yield_now().await;
        let mut held = self.0.lock().expect("no holder panics");
        held.commits += 1;
        held.largest_commit = held.largest_commit.max(batch.observations.len());
        let mut done = Committed::default();
        for observation in batch.observations {
            held.take(observation, &mut done);
        }
        held.quarantine.retain(|quarantined| !batch.resolved.contains(&quarantined.remote_id));
        for state in batch.objects {
            held.object(state);
        }
        held.quarantine.extend(batch.quarantine);
        held.people.extend(batch.directory.into_iter().map(|person| (person.id.clone(), person)));
        held.days.extend(batch.days.into_iter().map(|day| (day.day, day)));
        for gap in batch.gaps {
            held.gap(gap);
        }
        if batch.checkpoint.is_some() {
            held.checkpoint = batch.checkpoint;
        }
        Ok(done)
    }

    async fn objects(&self, keys: &[String]) -> Result<Vec<Option<KnownObject>>> {
        Ok(self.look(|held| keys.iter().map(|key| held.objects.get(key).cloned()).collect()))
    }

    async fn objects_after(&self, after: Option<&str>, limit: usize) -> Result<Vec<KnownObject>> {
        let later = |known: &&KnownObject| after.is_none_or(|after| known.key.as_str() > after);
        Ok(self.look(|held| held.objects.values().filter(later).take(limit).cloned().collect()))
    }

    async fn gaps(&self) -> Result<Vec<Gap>> {
        Ok(self.look(|held| held.gaps.clone()))
    }

    async fn known(&self, remote_ids: &[String]) -> Result<Vec<Known>> {
        let held = self.0.lock().expect("no holder panics");
        let known = |id: &String| match (held.pending.get(id), held.latest.get(id)) {
            (Some(waiting), _) => Known::Pending(waiting.fingerprint),
            (None, Some(at)) => Known::Settled(held.ledger[*at].fingerprint),
            (None, None) => Known::No,
        };
        Ok(remote_ids.iter().map(known).collect())
    }

    async fn due(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<PendingEntry>> {
        let held = self.0.lock().expect("no holder panics");
        let mut due: Vec<&Waiting> = held.pending.values().filter(|waiting| waiting.next_look <= now).collect();
        due.sort_by_key(|waiting| waiting.next_look);
        let entry = |waiting: &Waiting| PendingEntry {
            remote_id: waiting.record.remote_id.clone(),
            record: waiting.record.clone(),
            fingerprint: waiting.fingerprint,
            awaiting: waiting.awaiting,
            looks: waiting.looks,
            first_seen: waiting.first_seen,
        };
        Ok(due.into_iter().take(limit).map(entry).collect())
    }

    async fn pending_count(&self) -> Result<PendingCount> {
        let held = self.0.lock().expect("no holder panics");
        let details = held.pending.values().filter(|waiting| waiting.awaiting == Awaiting::Details).count() as u64;
        Ok(PendingCount { outcome: held.pending.len() as u64 - details, details })
    }

    async fn held(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<u64> {
        let held = self.0.lock().expect("no holder panics");
        let inside = |entry: &Entry| entry.occurred_at >= from && entry.occurred_at < until;
        let settled = held.latest.values().filter(|at| inside(&held.ledger[**at].entry)).count();
        let pending =
            held.pending.iter().filter(|(id, waiting)| !held.latest.contains_key(*id) && inside(&waiting.entry));
        Ok((settled + pending.count()) as u64)
    }

    async fn redacted(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, String)>> {
        let held = self.0.lock().expect("no holder panics");
        let mut found: Vec<(u64, String)> = held
            .latest
            .iter()
            .filter(|(_, at)| held.ledger[**at].record.payload == PayloadState::Redacted)
            .map(|(id, at)| (*at as u64 + 1, id.clone()))
            .filter(|(seq, _)| before.is_none_or(|before| *seq < before))
            .collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(limit);
        Ok(found)
    }
}
