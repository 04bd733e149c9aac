//! Schedules: make, change, run, look at.

mod attempt;
mod coverage;
mod plan;
pub(super) mod shown;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    desk::Desk,
    destinations, saved_views,
    wire::{
        AddSchedule, BackfillSchedule, Beginning, Coverage, Empty, EnableSchedule, Event, Micros, PreviewSchedule,
        ReadCoverage, RunInfo, RunReason, ScheduleInfo, SchedulePreview, ScheduleRef, ScheduleSetup, UpdateSchedule,
    },
};
use crate::{
    entry::{Seq, filter::Field},
    error::{Error, ErrorCode, Result},
    export::{Encoding, check_name},
    schedule::Timetable,
    store::{NewSchedule, Schedule, Store},
};

/// Runs of a schedule that are listed.
const RUNS_SHOWN: usize = 500;

/// A run that is later than this did not start by itself: whoever starts runs looks every half minute.
const PUNCTUAL: TimeDelta = TimeDelta::minutes(5);

/// How long removing a schedule waits for the storage to forget an unfinished upload.
const TIDY_TIME: Duration = Duration::from_secs(15);

/// Letters and digits of a tag that are not taken for each other: 32 of them, so that 8 tell a trillion schedules apart.
const TAG_SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// The length of a tag.
const TAG: usize = 8;

impl Desk {
    /// The schedules.
    pub async fn schedule_list(&self, _: Empty) -> Result<Vec<ScheduleInfo>> {
        let store = self.store().await?;
        let mut list = Vec::new();
        for schedule in store.schedules().await? {
            list.push(shown::info(&store, schedule, self.inner.parts.clock.now()).await?);
        }
        Ok(list)
    }

    /// One schedule.
    pub async fn schedule_show(&self, request: ScheduleRef) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let schedule = store.schedule(request.id).await?;
        shown::info(&store, schedule, self.inner.parts.clock.now()).await
    }

    /// What a schedule would do. Nothing is kept.
    pub async fn schedule_preview(&self, request: PreviewSchedule) -> Result<SchedulePreview> {
        let store = self.store().await?;
        shown::preview(&store, &request, self.inner.parts.clock.now()).await
    }

    /// Makes a schedule.
    pub async fn schedule_add(&self, request: AddSchedule) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let AddSchedule { setup, beginning, enabled } = request;
        let setup = checked(&store, setup).await?;
        let (begins, since) = begins(&store, beginning);
        let new = NewSchedule { tag: self.tag()?, setup, enabled, created: self.now(), begins, since };
        let id = store.add_schedule(new).await?;
        self.tell(Event::Lists);
        self.schedule_show(ScheduleRef { id }).await
    }

    /// Changes what a schedule does from its next run on.
    pub async fn schedule_update(&self, request: UpdateSchedule) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let setup = checked(&store, request.setup).await?;
        store.update_schedule(request.id, setup, self.now()).await?;
        self.tell(Event::Lists);
        self.schedule_show(ScheduleRef { id: request.id }).await
    }

    /// Lets a schedule run by itself, or not. What became due meanwhile is caught up when it is allowed again.
    pub async fn schedule_enable(&self, request: EnableSchedule) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        store.enable_schedule(request.id, request.enabled).await?;
        self.tell(Event::Lists);
        self.schedule_show(ScheduleRef { id: request.id }).await
    }

    /// Forgets a schedule; what it wrote stays. A run at work is stopped first; of one that is not committed, what is no object yet is removed where the
    /// storage can be reached.
    pub async fn schedule_remove(&self, request: ScheduleRef) -> Result<Empty> {
        let store = self.store().await?;
        self.stop_run(&store, request.id).await?;
        let tidied = tokio::time::timeout(TIDY_TIME, self.abandon_run(&store, request.id)).await;
        if !matches!(tidied, Ok(Ok(()))) {
            tracing::warn!(schedule = request.id, ?tidied, "an unfinished upload may be left");
        }
        store.remove_schedule(request.id).await?;
        self.tell(Event::Lists);
        Ok(Empty {})
    }

    /// Runs a schedule now: a run that waits goes on, else what is not exported yet is.
    pub async fn schedule_run(&self, request: ScheduleRef) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let run = if let Some(open) = store.open_run(request.id).await? {
            open.id
        } else {
            let known = plan::Known::read(&store, request.id).await?;
            self.plan(&store, &known, RunReason::Asked, self.inner.parts.clock.now(), None).await?
        };
        self.start_run(&store, request.id, run).await?;
        self.schedule_show(request).await
    }

    /// Passes over what is due, or the next moment where nothing is. What it would have exported goes out with the next run.
    pub async fn schedule_skip(&self, request: ScheduleRef) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let schedule = store.schedule(request.id).await?;
        let timetable = Timetable::new(&schedule.setup.recurrence, &schedule.setup.zone)?;
        let (last, now) = (moment(schedule.last_slot), self.inner.parts.clock.now());
        let skipped = match timetable.last_between(last, now) {
            Some(slot) => Some(slot),
            None => timetable.next_after(last.max(now)),
        };
        if let Some(slot) = skipped {
            store.skip_slots(schedule.id, slot.timestamp_micros()).await?;
        }
        self.tell(Event::Lists);
        self.schedule_show(request).await
    }

    /// Moments in the future that are passed over take place again.
    pub async fn schedule_unskip(&self, request: ScheduleRef) -> Result<ScheduleInfo> {
        self.store().await?.unskip_slots(request.id, self.now()).await?;
        self.tell(Event::Lists);
        self.schedule_show(request).await
    }

    /// The runs of a schedule, the newest first.
    pub async fn schedule_runs(&self, request: ScheduleRef) -> Result<Vec<RunInfo>> {
        self.store().await?.runs_of(request.id, RUNS_SHOWN).await
    }

    /// What a schedule covers, hour by hour.
    pub async fn schedule_coverage(&self, request: ReadCoverage) -> Result<Coverage> {
        let store = self.store().await?;
        coverage::read(&store, request, self.inner.parts.clock.now()).await
    }

    /// Exports entries from before a schedule's beginning, each once: hours that were filled in are left out.
    pub async fn schedule_backfill(&self, request: BackfillSchedule) -> Result<ScheduleInfo> {
        let store = self.store().await?;
        let run = self.plan_backfill(&store, request.id, request.from, request.until).await?;
        self.start_run(&store, request.id, run).await?;
        self.schedule_show(ScheduleRef { id: request.id }).await
    }

    /// Letters and digits that nobody else has.
    pub(super) fn tag(&self) -> Result<String> {
        let mut bytes = [0; TAG];
        self.inner.parts.random.fill(&mut bytes)?;
        Ok(bytes.iter().map(|byte| char::from(TAG_SIGNS[usize::from(byte & 31)])).collect())
    }
}

/// Checks what somebody decided, without trying it.
async fn checked(store: &Store, setup: ScheduleSetup) -> Result<ScheduleSetup> {
    check_name(&setup.name)?;
    destinations::open(store, setup.destination).await?;
    check_filter(&setup.filter)?;
    let view = match &setup.view {
        Some(view) => Some(saved_views::checked_use(store, view, &setup.filter).await?),
        None => None,
    };
    Encoding::new(&setup.output)?;
    let timetable = Timetable::new(&setup.recurrence, &setup.zone)?;
    let zone = timetable.zone().name().to_owned();
    let filter = setup.filter.trim().to_owned();
    Ok(ScheduleSetup { filter, view, zone, ..setup })
}

/// A schedule decides once what becomes of an entry, when its run comes. What reviewers say comes later: such a filter would leave out for ever what is
/// marked too late.
fn check_filter(text: &str) -> Result<()> {
    let filter = super::filters::parse(text)?;
    match Field::ALL.into_iter().find(|field| field.is_reviewers() && filter.names(*field)) {
        None => Ok(()),
        Some(field) => {
            let message = format!(
                "A schedule cannot filter by {}: what reviewers say can change after an entry was exported. Export such entries once instead.",
                field.name()
            );
            Err(Error::new(ErrorCode::WrongUse, message))
        }
    }
}

/// The first ledger place, and the first moment of events.
fn begins(store: &Store, beginning: Beginning) -> (Seq, Option<Micros>) {
    match beginning {
        Beginning::Everything => (1, None),
        Beginning::Since { at } => (1, Some(at)),
        Beginning::Now => (store.columns().snapshot().settled() + 1, None),
    }
}

/// A moment on record.
fn moment(at: Micros) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at).unwrap_or(if at < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

/// What a schedule has no use for.
fn nothing(message: &str) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}

/// The name of the schedule's destination as its settings say now.
async fn destination_name(store: &Store, schedule: &Schedule) -> Result<String> {
    Ok(store.destination(schedule.setup.destination).await?.name)
}
