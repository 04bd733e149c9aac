//! Where a source hands in what it read: each batch and its checkpoint in one transaction.
//!
//! The rules, per entry (source and remote id):
//! - A pending observation replaces an earlier pending one. Where the ledger holds the same fingerprint it says nothing new and is left out; with
//!   another fingerprint it is kept beside the settled version, as a change that is going to settle.
//! - A settled observation ends the pending one. Where it has the bytes of the latest version, or is the very observation that an earlier version came
//!   from (same bytes, same time of receipt: a batch handed in twice), nothing is added.
//! - A settled observation with less payload than the latest version (redacted, not fetched) is added only where its facts differ: outcome or
//!   duration. Else the fuller version stays the latest. Where it is added, the fuller bytes stay in the ledger, as the version it supersedes.
//! - A settled observation in another dialect than the latest version's, or of an entry that came by more than one source, is the same fact told by
//!   another way (an export, an upgraded server): it is added only where it has more payload, or states another outcome or duration.
//! - Everything else gets the next ledger place and supersedes the latest version, where there is one.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{
    Store,
    columns::{Change, Row},
    frame,
    identity::{self, Identity},
    pending,
    tables::{days, directory, gaps, objects, provenance, quarantine, sources},
    writer::{Durability, Txn},
};
use crate::{
    entry::{Entry, PayloadState, Seq, SourceId, Status},
    error::{Error, ErrorCode, Result},
    source::{
        Batch, Committed, Dialects, Gap, Known, KnownObject, Observation, PendingCount, PendingEntry, Phase, Sink,
    },
};

/// The sink of one source. `log` has the entries, `feed` what the reading itself leaves; mostly they are the same.
pub(super) struct StoreSink {
    store: Store,
    log: SourceId,
    feed: SourceId,
}

impl StoreSink {
    pub(super) fn new(store: Store, log: SourceId, feed: SourceId) -> Self {
        Self { store, log, feed }
    }
}

#[async_trait]
impl Sink for StoreSink {
    async fn commit(&self, batch: Batch) -> Result<Committed> {
        let (log, feed) = (self.log, self.feed);
        let dialects = Arc::clone(&self.store.0.deps.dialects);
        self.store
            .write(Durability::Sync, move |txn| Commit { log, feed, dialects: &*dialects }.batch(txn, &batch))
            .await
    }

    async fn known(&self, remote_ids: &[String]) -> Result<Vec<Known>> {
        let (source, remote_ids) = (self.log, remote_ids.to_vec());
        self.store
            .read(move |sql| {
                let sql = sql.unchecked_transaction()?;
                let known = |id: &String| {
                    if let Some(waiting) = pending::find(&sql, source, id)? {
                        return Ok(Known::Pending(waiting.fingerprint));
                    }
                    let settled = identity::find(&sql, source, id)?;
                    Ok(settled.map_or(Known::No, |identity| Known::Settled(identity.fingerprint)))
                };
                remote_ids.iter().map(known).collect()
            })
            .await
    }

    async fn due(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<PendingEntry>> {
        let source = self.log;
        self.store.read(move |sql| pending::due(sql, source, now, limit)).await
    }

    async fn pending_count(&self) -> Result<PendingCount> {
        let source = self.log;
        self.store.read(move |sql| pending::count(sql, source)).await
    }

    async fn held(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<u64> {
        let snapshot = self.store.0.columns.snapshot();
        Ok(snapshot.held(self.log, from.timestamp_micros(), until.timestamp_micros()))
    }

    async fn objects(&self, keys: &[String]) -> Result<Vec<Option<KnownObject>>> {
        let (source, keys) = (self.feed, keys.to_vec());
        self.store.read(move |sql| keys.iter().map(|key| objects::find(sql, source, key)).collect()).await
    }

    async fn objects_after(&self, after: Option<&str>, limit: usize) -> Result<Vec<KnownObject>> {
        let (source, after) = (self.feed, after.map(str::to_owned));
        self.store.read(move |sql| objects::after(sql, source, after.as_deref(), limit)).await
    }

    async fn gaps(&self) -> Result<Vec<Gap>> {
        Ok(self.store.gaps(Some(self.feed)).await?.into_iter().map(|(_, gap)| gap).collect())
    }

    async fn redacted(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, String)>> {
        let source = self.log;
        let before = before.map_or(i64::MAX, |seq| i64::try_from(seq).unwrap_or(i64::MAX));
        self.store
            .read(move |sql| {
                let found = sql
                    .prepare_cached(
                        "SELECT seq, remote_id FROM redacted WHERE source = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3",
                    )?
                    .query_map(params![source, before, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?;
                Ok(found)
            })
            .await
    }
}

/// Commits batches of one source.
struct Commit<'a> {
    log: SourceId,
    feed: SourceId,
    dialects: &'a dyn Dialects,
}

impl Commit<'_> {
    fn batch(&self, txn: &mut Txn<'_>, batch: &Batch) -> Result<Committed> {
        let mut done = Committed::default();
        let unreadable = quarantine::count(txn.sql, self.feed)? > 0;
        let mut origins = Origins::new(self.feed, &batch.origins);
        for (place, observation) in batch.observations.iter().enumerate() {
            if observation.record.source != self.log {
                return Err(Error::new(
                    ErrorCode::Internal,
                    format!("An entry of source {} was handed to source {}.", observation.record.source, self.log),
                ));
            }
            origins.reach(txn, place)?;
            self.observation(txn, observation, &mut done)?;
            if unreadable && observation.record.payload == PayloadState::Complete {
                quarantine::resolve(txn.sql, self.feed, &observation.record.remote_id)?;
            }
        }
        origins.finish(txn)?;
        for id in &batch.resolved {
            quarantine::resolve(txn.sql, self.feed, id)?;
        }
        // Before its quarantine: what was unreadable of an object when it was read before is told anew.
        for state in &batch.objects {
            objects::put(txn.sql, self.feed, state)?;
        }
        for quarantined in &batch.quarantine {
            quarantine::put(txn.sql, self.feed, quarantined)?;
        }
        for person in &batch.directory {
            if let Some(person) = directory::put(txn.sql, self.log, person)? {
                txn.columns.stage(Change::Person {
                    source: self.log,
                    id: &person.id,
                    name: person.name.as_deref(),
                    email: person.email.as_deref(),
                });
                txn.effect.changed = true;
            }
        }
        // Gaps first: a day that adds up by now closes what was missing of it.
        for gap in &batch.gaps {
            gaps::put(txn.sql, self.feed, gap)?;
        }
        for day in &batch.days {
            days::put(txn.sql, self.feed, day)?;
            if day.held >= day.stated {
                gaps::close_day(txn.sql, self.feed, day.day)?;
            }
        }
        if let Some(checkpoint) = &batch.checkpoint {
            sources::put_checkpoint(txn.sql, self.feed, checkpoint)?;
        }
        Ok(done)
    }

    fn observation(&self, txn: &mut Txn<'_>, observation: &Observation, done: &mut Committed) -> Result<()> {
        let id = &observation.record.remote_id;
        // Most settle at the first look, and nothing of them is pending: one statement then.
        if observation.phase == Phase::Settled && !txn.any_pending() && self.settle_new(txn, observation)? {
            self.note_feed(txn, id, true)?;
            done.new += 1;
            done.settled += 1;
            return Ok(());
        }
        let settled = identity::find(txn.sql, self.log, id)?;
        let waiting = pending::find(txn.sql, self.log, id)?;
        let new = settled.is_none() && waiting.is_none();
        done.new += u64::from(new);
        self.note_feed(txn, id, new)?;
        match &observation.phase {
            Phase::Pending { awaiting, next_look, looks } => {
                if settled.is_some_and(|settled| settled.fingerprint == observation.fingerprint) {
                    return Ok(());
                }
                let mut frame = Vec::new();
                frame::encode(&observation.record, &mut frame);
                let known = waiting.as_ref();
                pending::put(
                    txn.sql,
                    &pending::Pend {
                        source: self.log,
                        remote_id: id,
                        occurred_at: observation.entry.occurred_at,
                        fingerprint: observation.fingerprint,
                        awaiting: *awaiting,
                        next_look: *next_look,
                        looks: *looks,
                        first_seen: known.map_or(txn.now.timestamp_micros(), |waiting| waiting.first_seen),
                        frame: &frame,
                    },
                )?;
                // Another look at the same bytes moves the time of the next one only.
                if !known.is_some_and(|waiting| waiting.same(&frame)) {
                    txn.columns.stage(Change::Pend { row: row(observation) });
                    txn.effect.changed = true;
                }
                txn.effect.pending += i64::from(known.is_none());
            }
            Phase::Settled => {
                if waiting.is_some() {
                    pending::remove(txn.sql, self.log, id)?;
                    txn.effect.pending -= 1;
                }
                let Some(Identity { seq: latest, .. }) = settled else {
                    self.settle_new(txn, observation)?;
                    done.settled += 1;
                    return Ok(());
                };
                let fingerprint = observation.fingerprint;
                if self.is_news(txn, observation, latest)? {
                    let seq = self.settle(txn, observation, Some(latest))?;
                    identity::update(txn.sql, self.log, id, Identity { seq, fingerprint })?;
                    done.settled += 1;
                } else {
                    if waiting.is_some() {
                        txn.columns.stage(Change::Withdraw { source: self.log, remote_id: id });
                        txn.effect.changed = true;
                    }
                    identity::update(txn.sql, self.log, id, Identity { seq: latest, fingerprint })?;
                }
            }
        }
        Ok(())
    }

    /// Notes which source brought an entry, where more than one does.
    fn note_feed(&self, txn: &Txn<'_>, remote_id: &str, new: bool) -> Result<()> {
        let put = |feed| provenance::put(txn.sql, self.log, remote_id, feed, txn.now.timestamp_micros());
        if self.feed == self.log {
            // What only ever came from its own source has no note.
            return if !new && provenance::is_noted(txn.sql, self.log, remote_id)? { put(self.log) } else { Ok(()) };
        }
        if !new && !provenance::is_noted(txn.sql, self.log, remote_id)? {
            put(self.log)?;
        }
        put(self.feed)
    }

    /// Settles an entry that never did; `false`, and nothing done, where it did.
    fn settle_new(&self, txn: &mut Txn<'_>, observation: &Observation) -> Result<bool> {
        let latest = Identity { seq: txn.head.next(), fingerprint: observation.fingerprint };
        let new = identity::add(txn.sql, self.log, &observation.record.remote_id, latest)?;
        if new {
            self.settle(txn, observation, None)?;
        }
        Ok(new)
    }

    /// Gives an observation the next ledger place. The ledger decides what it supersedes; a source cannot know it.
    fn settle(&self, txn: &mut Txn<'_>, observation: &Observation, supersedes: Option<Seq>) -> Result<Seq> {
        let seq = txn.append(&observation.record, supersedes)?;
        if let Some(old) = supersedes {
            txn.sql
                .prepare_cached("INSERT INTO supersession (old, new) VALUES (?1, ?2)")?
                .execute(params![old, seq])?;
            txn.sql
                .prepare_cached("DELETE FROM redacted WHERE source = ?1 AND seq = ?2")?
                .execute(params![self.log, old])?;
        }
        if observation.record.payload == PayloadState::Redacted {
            txn.sql
                .prepare_cached("INSERT INTO redacted (source, seq, remote_id) VALUES (?1, ?2, ?3)")?
                .execute(params![self.log, seq, observation.record.remote_id])?;
        }
        txn.columns.stage(Change::Settle { seq, supersedes, row: row(observation) });
        Ok(seq)
    }

    /// Whether a settled observation adds something to the versions up to `latest`.
    fn is_news(&self, txn: &Txn<'_>, observation: &Observation, latest: Seq) -> Result<bool> {
        let new = &observation.record;
        let latest = txn.record(latest)?;
        // What retention removed does not come back by a sync.
        if latest.is_removed() || latest.raw == new.raw {
            return Ok(false);
        }
        let received = new.received_at.timestamp_micros();
        let mut earlier = latest.supersedes;
        while let Some(seq) = earlier {
            let version = txn.record(seq)?;
            if version.received_at.timestamp_micros() == received && version.raw == new.raw {
                return Ok(false);
            }
            earlier = version.supersedes;
        }
        let same_way = new.dialect == latest.dialect && !provenance::is_noted(txn.sql, self.log, &new.remote_id)?;
        if new.payload > latest.payload || (same_way && new.payload == latest.payload) {
            return Ok(true);
        }
        Ok(match self.dialects.entry(latest.borrowed()) {
            Ok(entry) => contradicts(&observation.entry, &entry),
            // What cannot be read any more is no reason to refuse what can.
            Err(_) => true,
        })
    }
}

/// Which ledger places the objects of a batch fill.
struct Origins<'a> {
    feed: SourceId,
    rest: &'a [(usize, String)],
    /// The object under way and the ledger place of its first entry.
    open: Option<(&'a str, Seq)>,
}

impl<'a> Origins<'a> {
    fn new(feed: SourceId, origins: &'a [(usize, String)]) -> Self {
        Self { feed, rest: origins, open: None }
    }

    /// The observation at `place` comes next.
    fn reach(&mut self, txn: &Txn<'_>, place: usize) -> Result<()> {
        while let Some(((from, key), rest)) = self.rest.split_first()
            && *from <= place
        {
            self.finish(txn)?;
            self.open = Some((key, txn.head.next()));
            self.rest = rest;
        }
        Ok(())
    }

    /// The object under way is done.
    fn finish(&mut self, txn: &Txn<'_>) -> Result<()> {
        match self.open.take() {
            Some((key, first)) if first < txn.head.next() => {
                provenance::put_arrival(txn.sql, self.feed, key, (first, txn.head.next() - 1))
            }
            _ => Ok(()),
        }
    }
}

/// Whether `lesser`, read from less payload, states another outcome or duration than `fuller`. What it does not state is no contradiction.
fn contradicts(lesser: &Entry, fuller: &Entry) -> bool {
    fn differs<T: PartialEq>(new: Option<&T>, old: Option<&T>) -> bool {
        new.is_some() && new != old
    }
    let (new, old) = (&lesser.outcome, &fuller.outcome);
    (new.status != Status::Unknown && new.status != old.status)
        || differs(new.http_status.as_ref(), old.http_status.as_ref())
        || differs(new.reason.as_ref(), old.reason.as_ref())
        || differs(new.error.as_ref(), old.error.as_ref())
        || differs(lesser.duration_us.as_ref(), fuller.duration_us.as_ref())
}

fn row(observation: &Observation) -> Row<'_> {
    Row {
        source: observation.record.source,
        remote_id: &observation.record.remote_id,
        payload: observation.record.payload,
        entry: &observation.entry,
    }
}
