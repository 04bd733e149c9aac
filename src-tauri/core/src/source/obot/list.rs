//! Walks a span of the list, oldest first, by keyset on time; and takes what it gives.
//!
//! A page begins with the time of the last entry of the page before, inclusive, and what was seen is skipped by id. So new arrivals never shift
//! a page, and entries of equal time, which generations A and B give in another order each time, are neither lost nor taken twice.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};

use super::{
    client::LARGEST,
    fault::Fault,
    generation::{Generation, fits, shape},
    page::{ListQuery, Page},
    reading::{Bodies, Reading},
    run::{Run, Stop},
};
use crate::{
    entry::{Note, PayloadState, Record, Status, TimeBy},
    source::{Awaiting, Batch, Known, Observation, Phase, Quarantined},
};

/// Entries asked for at once. Every page makes the server count all matches; thousands are sensible, ten thousands are megabytes.
pub(super) const PAGE: usize = 1000;
/// How far a page may grow over a run of equal times.
const WIDEST: usize = 1 << 16;
/// An outcome that did not come within a day does not come.
const GIVE_UP: Duration = Duration::hours(24);
/// The first look for an outcome.
const FIRST_LOOK: Duration = Duration::seconds(5);

/// An item of the list, read, with its bytes.
pub(super) struct Item {
    pub reading: Reading,
    pub raw: Vec<u8>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// What the source stated for the span when the walk began.
    pub stated: u64,
    /// Distinct entries it gave.
    pub seen: u64,
    /// Entries that were new or changed.
    pub fresh: u64,
    /// The newest entry whose time the server itself supplied.
    pub newest: Option<(String, DateTime<Utc>)>,
}

/// The span holds more entries than the walk's budget.
pub(super) struct TooMany;

impl Run<'_> {
    /// Walks `[from, until)`. `Err(TooMany)` inside, before anything is taken, if the source states more than `budget`.
    pub(super) async fn walk(
        &self,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
        budget: Option<u64>,
    ) -> Result<Result<Walked, TooMany>, Stop> {
        let mut walked = Walked::default();
        let mut seen = HashSet::new();
        let mut query = ListQuery { from, until, limit: PAGE, ..ListQuery::default() };
        let mut first = true;
        loop {
            self.check()?;
            let page = match self.page(&query).await? {
                Ok(page) => page,
                Err(fault) => {
                    if self.narrow(&mut query, fault).await? {
                        continue;
                    }
                    query.offset += 1;
                    query.limit = PAGE;
                    continue;
                }
            };
            if first {
                if budget.is_some_and(|budget| page.total > budget) {
                    return Ok(Err(TooMany));
                }
                walked.stated = page.total;
                first = false;
            }
            let count = page.len();
            let full = count >= query.limit;
            let (items, unreadable) = self.read(&page)?;
            let last = items.iter().map(|item| item.reading.at).max();
            let items: Vec<Item> = items.into_iter().filter(|item| seen.insert(item.reading.id.clone())).collect();
            let newest =
                items.iter().filter(|item| item.reading.entry.time_by == TimeBy::Server).max_by_key(|i| i.reading.at);
            if let Some(item) = newest {
                let candidate = (item.reading.id.clone(), item.reading.at);
                walked.newest = walked.newest.take().filter(|held| held.1 > candidate.1).or(Some(candidate));
            }
            walked.seen += (items.len() + unreadable.len()) as u64;
            walked.fresh += self.take(items, unreadable).await?;
            // Without an end, what comes while we read is left to the next tail: a busy server would keep us for ever.
            let caught_up = until.is_none() && walked.seen >= walked.stated;
            if !full || caught_up {
                return Ok(Ok(walked));
            }
            match last {
                // Twice as many could not be read, so that the trouble lies among the next as many.
                _ if query.limit < PAGE => {
                    query.offset += count;
                    query.limit = (query.limit / 2).max(1);
                }
                Some(last) if query.from.is_none_or(|from| last > from) => {
                    query = ListQuery { from: Some(last), limit: PAGE, offset: 0, ..query };
                }
                // The whole page is one run of equal times. A larger page is safe where offsets are not: without a tie-breaker the run's
                // order changes from request to request.
                _ if query.limit < WIDEST => query.limit *= 2,
                _ => query.offset += count,
            }
        }
    }

    /// A page, or what is wrong with just this page.
    async fn page(&self, query: &ListQuery) -> Result<Result<Page, Fault>, Stop> {
        match self.api.list(self.generation, query, self.cancel).await {
            Ok(page) => Ok(Ok(page)),
            Err(fault @ (Fault::TooLarge(_) | Fault::Broken { .. })) => Ok(Err(fault)),
            // A parameter that was good before: the server may have been upgraded.
            Err(Fault::BadRequest(text)) => match super::generation::detect(self.api, self.cancel).await {
                Ok(generation) if generation != self.generation => Err(Stop::Upgraded),
                _ => Err(self.needed(Fault::BadRequest(text), "the audit log")),
            },
            Err(fault) => Err(self.needed(fault, "the audit log")),
        }
    }

    /// Halves a page that cannot be read. At a single entry it is quarantined and `false` says to step over it.
    async fn narrow(&self, query: &mut ListQuery, fault: Fault) -> Result<bool, Stop> {
        if query.limit > 1 {
            query.limit = (query.limit / 2).clamp(1, PAGE / 2);
            return Ok(true);
        }
        let (reason, raw) = match fault {
            Fault::TooLarge(head) => {
                (format!("a list item is larger than {} MiB; its first bytes are kept", LARGEST >> 20), head)
            }
            Fault::Broken { reason, body } => (format!("the list is no JSON here: {reason}"), body),
            fault => return Err(self.needed(fault, "the audit log")),
        };
        let from = query.from.map_or_else(|| "the beginning".into(), super::page::instant);
        let remote_id = format!("list from {from}, place {}", query.offset);
        let quarantine = vec![Quarantined { remote_id, reason, raw, received_at: self.now(), object: None }];
        self.commit(Batch { quarantine, ..Batch::default() }, |_| {}).await?;
        Ok(false)
    }

    /// Reads the items of a page. An item of another shape means that the server was upgraded.
    pub(super) fn read(&self, page: &Page) -> Result<(Vec<Item>, Vec<Quarantined>), Stop> {
        let dialect = self.generation.item();
        let (mut items, mut unreadable) = (Vec::with_capacity(page.len()), Vec::new());
        for raw in page.items() {
            if shape(raw).is_some_and(|shape| !fits(self.generation, shape)) {
                return Err(Stop::Upgraded);
            }
            match dialect.read(raw) {
                Ok(reading) => items.push(Item { reading, raw: raw.to_vec() }),
                Err(reason) => unreadable.push(Quarantined {
                    remote_id: id_of(raw),
                    reason: reason.0,
                    raw: raw.to_vec(),
                    received_at: self.now(),
                    object: None,
                }),
            }
        }
        Ok((items, unreadable))
    }

    /// Commits what is new or changed; says how many entries that were.
    pub(super) async fn take(&self, items: Vec<Item>, quarantine: Vec<Quarantined>) -> Result<u64, Stop> {
        let ids: Vec<String> = items.iter().map(|item| item.reading.id.clone()).collect();
        let known = if ids.is_empty() { Vec::new() } else { self.sink.known(&ids).await? };
        let listed = items.len() as u64;
        // One answer was given to one role: a body anywhere on the page proves that bodies were given.
        let bodies_given = items.iter().any(|item| item.reading.bodies == Bodies::Here);
        let mut observations = Vec::new();
        let mut queued = 0;
        for (item, known) in items.into_iter().zip(known) {
            let refill = item.reading.bodies == Bodies::Here && self.is_refill(&item.reading.id);
            let changed = match known {
                Known::No => true,
                Known::Pending(fingerprint) | Known::Settled(fingerprint) => fingerprint != item.reading.fingerprint,
            };
            if !changed && !refill {
                continue;
            }
            let observation = self.observe(item, bodies_given).await?;
            queued += u64::from(matches!(observation.phase, Phase::Pending { awaiting: Awaiting::Details, .. }));
            observations.push(observation);
        }
        let fresh = observations.len() as u64;
        if fresh > 0 || !quarantine.is_empty() {
            let redacted =
                observations.iter().any(|o| o.phase == Phase::Settled && o.record.payload == PayloadState::Redacted);
            let batch = Batch { observations, quarantine, ..Batch::default() };
            self.commit(batch, |state| state.redacted |= redacted).await?;
        }
        self.meter.listed(listed, fresh, queued);
        if queued > 0 {
            self.more.notify_one();
        }
        Ok(fresh)
    }

    fn is_refill(&self, id: &str) -> bool {
        self.refill.lock().expect("no holder panics").contains(id)
    }

    /// What a list item tells, and what is to be done next.
    async fn observe(&self, item: Item, bodies_given: bool) -> Result<Observation, Stop> {
        let Item { reading, raw } = item;
        let now = self.now();
        let expired = self.expired(reading.entry.occurred_at, None);
        let pending = |awaiting, next_look| Phase::Pending { awaiting, next_look, looks: 0 };
        let mut note = None;
        let (phase, payload) = if reading.open && !expired {
            let payload = reading.bodies.state().unwrap_or(PayloadState::NotFetched);
            (pending(Awaiting::Outcome, now + FIRST_LOOK), payload)
        } else if self.generation == Generation::A {
            note = reading.open.then_some(Note::NoResponse);
            let state = match reading.bodies.state() {
                Some(state) => state,
                None if bodies_given || self.proven_auditor().await? => PayloadState::None,
                None => PayloadState::Redacted,
            };
            (Phase::Settled, state)
        } else {
            // The sink takes the longest due first: what went wrong is worth seeing before what went well.
            let urgent = matches!(reading.entry.outcome.status, Status::Failure | Status::Denied | Status::Timeout);
            let due = if urgent { now - Duration::hours(1) } else { now };
            (pending(Awaiting::Details, due), PayloadState::NotFetched)
        };
        let record = Record {
            source: self.source,
            remote_id: reading.id,
            received_at: now,
            dialect: self.generation.item().name().into(),
            payload,
            note,
            supersedes: None,
            raw,
        };
        Ok(Observation { record, entry: reading.entry, fingerprint: reading.fingerprint, phase })
    }

    /// Whether an outcome is not to be waited for any more: a day after the event by the server's clock, or after we first saw it by ours.
    pub(super) fn expired(&self, occurred_at: DateTime<Utc>, first_seen: Option<DateTime<Utc>>) -> bool {
        self.api.http().server_now() - occurred_at > GIVE_UP
            || first_seen.is_some_and(|seen| self.now() - seen > GIVE_UP)
    }
}

/// The id of an item that cannot be read, as far as it has one.
fn id_of(raw: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Id {
        #[serde(default, deserialize_with = "super::json::kept")]
        id: Option<String>,
    }
    let id = serde_json::from_slice::<Id>(raw).ok().and_then(|item| item.id);
    id.unwrap_or_else(|| "a list item without an id".into())
}
