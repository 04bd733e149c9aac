//! Deciding on runs: which one is due, and which part of the ledger it covers.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{PUNCTUAL, destination_name, moment, nothing};
use crate::{
    api::{
        desk::{Desk, blocking},
        filters::parse,
        views::zone,
        wire::{CatchUp, JobKind, Micros, RunReason},
    },
    entry::{
        Seq,
        filter::{Bound, Condition, Field, Filter, Node, Test, TimeTest},
    },
    error::Result,
    schedule::{LONGEST_WAIT, Timetable, due},
    store::{
        NewScheduledRun, Schedule, Store,
        query::{ReadContext, Selection},
    },
};

impl Desk {
    /// The run of a schedule to try now: one that waits for it, or a new one where its time has come.
    pub(super) async fn due_run(&self, store: &Store, schedule: u32) -> Result<Option<u64>> {
        let known = Known::read(store, schedule).await?;
        let (schedule, now) = (&known.schedule, self.inner.parts.clock.now());
        let timetable = Timetable::new(&schedule.setup.recurrence, &schedule.setup.zone)?;
        let due = due(&timetable, moment(schedule.last_slot), now);
        if let Some(open) = store.open_run(schedule.id).await? {
            // One that somebody stopped goes on when the next moment has come.
            let next = due.slots.iter().any(|slot| slot.timestamp_micros() > open.plan.slot);
            // A wait that ends later than any lasts was reckoned with a clock that has been set back since.
            let (now, latest) = (now.timestamp_micros(), (now + LONGEST_WAIT).timestamp_micros());
            let its_time = open.retry_at.map_or(next, |at| at <= now || at > latest);
            // The record may say that it is at work where the end of an attempt could not be written.
            let at_work = self.inner.jobs.running(JobKind::Export, open.id).is_some();
            return Ok((its_time && !at_work).then_some(open.id));
        }
        let (slot, cut) = match (schedule.setup.catch_up, due.slots.as_slice()) {
            (_, []) => return Ok(None),
            (CatchUp::Each, [slot, _, ..]) => (*slot, Some(*slot)),
            (_, [.., slot]) => (*slot, None),
        };
        let missed = due.slots.len() > 1 || now - slot > PUNCTUAL;
        let reason = if missed { RunReason::Missed } else { RunReason::Due };
        self.plan(store, &known, reason, slot, cut).await.map(Some)
    }

    /// Decides on a run from the schedule's position on. Where it is one of several that were missed, it ends where the events up to `cut` would end if they
    /// stood in order: the rest is the next one's.
    pub(super) async fn plan(
        &self,
        store: &Store,
        known: &Known,
        reason: RunReason,
        slot: DateTime<Utc>,
        cut: Option<DateTime<Utc>>,
    ) -> Result<u64> {
        let schedule = &known.schedule;
        let settled = store.columns().snapshot().settled() + 1;
        let from = schedule.position;
        let until = match cut {
            None => settled.max(from),
            Some(cut) => ends(store, from, cut.timestamp_micros()).await?,
        };
        let filter = scope(schedule, slot)?;
        self.record(store, known, reason, slot, (from, until), (filter, None)).await
    }

    /// Decides on a run over events in `[from, until)` from before the schedule's beginning, without those of earlier ones.
    pub(super) async fn plan_backfill(&self, store: &Store, schedule: u32, from: Micros, until: Micros) -> Result<u64> {
        let known = Known::read(store, schedule).await?;
        let schedule = &known.schedule;
        if from >= until {
            return Err(nothing("The time to fill in is empty. Choose a beginning before its end."));
        }
        if schedule.begins <= 1 && schedule.since.is_none() {
            return Err(nothing("This schedule began with everything: there is nothing before its beginning."));
        }
        if store.open_run(schedule.id).await?.is_some() {
            return Err(nothing("A run of this schedule is not finished. Let it finish, then fill in."));
        }
        let mut parts = vec![parse(&schedule.setup.filter)?, during(Some(from), Some(until))];
        for (from, until) in store.committed_runs(schedule.id).await?.into_iter().filter_map(|run| run.span) {
            let Some(root) = during(Some(from), Some(until)).root else { continue };
            parts.push(Filter::of(Node::Not(Box::new(root))));
        }
        let range = match schedule.since {
            // It covers all places, of events since then: what is before is in all places, too.
            Some(since) => {
                parts.push(during(None, Some(since)));
                (1, store.columns().snapshot().settled() + 1)
            }
            None => (1, schedule.begins),
        };
        let now = self.inner.parts.clock.now();
        let filter = Filter::all(parts).of_every_version().resolve(now);
        self.record(store, &known, RunReason::Backfill, now, range, (filter, Some((from, until)))).await
    }

    async fn record(
        &self,
        store: &Store,
        known: &Known,
        reason: RunReason,
        slot: DateTime<Utc>,
        range: (Seq, Seq),
        (filter, span): (Filter, Option<(Micros, Micros)>),
    ) -> Result<u64> {
        let Known { schedule, after } = known;
        let setup = &schedule.setup;
        let new = NewScheduledRun {
            schedule: schedule.id,
            name: setup.name.clone(),
            tag: self.tag()?,
            reason,
            slot: slot.timestamp_micros(),
            filter: filter.to_text(),
            zone: setup.zone.clone(),
            destination: (setup.destination, destination_name(store, schedule).await?),
            range,
            span,
            output: setup.output.clone(),
            allow_empty: setup.allow_empty,
            now: self.now(),
            after: *after,
        };
        store.plan_run(new).await
    }
}

/// A schedule as it was when so many of its runs were committed: a run that is decided by it is refused where there are more by then.
pub(super) struct Known {
    pub schedule: Schedule,
    after: u64,
}

impl Known {
    pub async fn read(store: &Store, schedule: u32) -> Result<Self> {
        // In this order: a run that is committed in between makes the number too low, never the schedule too old.
        let (after, ..) = store.committed(schedule).await?;
        Ok(Self { schedule: store.schedule(schedule).await?, after })
    }
}

/// What a run of this moment covers, whatever its range: times are absolute, and every version of an entry counts, so that its attempts agree.
pub(super) fn scope(schedule: &Schedule, slot: DateTime<Utc>) -> Result<Filter> {
    let own = parse(&schedule.setup.filter)?;
    let since = schedule.since.map(|since| during(Some(since), None));
    // A revised entry is exported again, and what it was before is as well: each is a place of the ledger.
    Ok(Filter::all([own].into_iter().chain(since)).of_every_version().resolve(slot))
}

/// What a schedule would cover if it had always been there.
pub(super) fn scope_of_all(schedule: &Schedule, now: DateTime<Utc>) -> Result<Filter> {
    Ok(parse(&schedule.setup.filter)?.of_every_version().resolve(now))
}

fn during(from: Option<Micros>, until: Option<Micros>) -> Filter {
    let bound = |at: Option<Micros>| at.map(|at| Bound::At(moment(at)));
    let span = TimeTest { from: bound(from), until: bound(until), typed: None };
    Filter::of(Node::Is(Condition { field: Field::Time, test: Test::Times(vec![span]) }))
}

/// The ledger place behind as many entries from `from` on as happened before `cut`.
async fn ends(store: &Store, from: Seq, cut: Micros) -> Result<Seq> {
    let filter = during(None, Some(cut)).of_every_version();
    let before = selected(store, filter, "UTC", (from, Seq::MAX), moment(cut)).await?;
    Ok(from + before.count())
}

/// The settled rows of a filter in a range of the ledger.
pub(super) async fn selected(
    store: &Store,
    filter: Filter,
    zone_name: &str,
    range: (Seq, Seq),
    now: DateTime<Utc>,
) -> Result<Selection> {
    let (store, zone) = (store.clone(), zone(zone_name)?);
    blocking(move || {
        let snapshot = store.columns().snapshot();
        let blocks = store.blocks();
        let context = ReadContext { zone, now, blocks: &*blocks };
        let selection = snapshot.select(&filter, &context, &CancellationToken::new())?;
        Ok(selection.within(range.0..range.1))
    })
    .await
}
