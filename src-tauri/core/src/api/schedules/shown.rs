//! How schedules are shown.

use chrono::{DateTime, Utc};

use super::{PUNCTUAL, begins, checked, destination_name, moment, plan};
use crate::{
    api::{
        destinations,
        wire::{Micros, PreviewSchedule, RunState, ScheduleHealth, ScheduleInfo, SchedulePreview},
    },
    entry::Seq,
    error::Result,
    export::Encoding,
    schedule::{Circuit, Timetable, due},
    store::{Schedule, Store, query::Selection},
};

/// Moments of a preview.
const NEXT_SHOWN: usize = 5;

/// Moments that are passed over and counted.
const PASSED_SHOWN: usize = 1_000;

/// The tag in a previewed key; the real one is made with the schedule.
const EXAMPLE_TAG: &str = "xxxxxxxx";

pub(super) async fn info(store: &Store, schedule: Schedule, now: DateTime<Utc>) -> Result<ScheduleInfo> {
    let destination = destination_name(store, &schedule).await?;
    let timetable = Timetable::new(&schedule.setup.recurrence, &schedule.setup.zone)?;
    let last_slot = moment(schedule.last_slot);
    let due = due(&timetable, last_slot, now);
    let next = due.slots.first().copied().or_else(|| timetable.next_after(last_slot.max(now)));
    let open = match store.open_run(schedule.id).await? {
        Some(open) => Some(store.run(open.id).await?),
        None => None,
    };
    let runs = store.runs_of(schedule.id, 2).await?;
    let running = open.as_ref().is_some_and(|run| run.state == RunState::Running);
    let late = due.slots.first().is_some_and(|slot| now - *slot > PUNCTUAL);
    let health = match () {
        () if running => ScheduleHealth::Running,
        () if schedule.failures >= Circuit::OPENS_AFTER => ScheduleHealth::Broken,
        () if schedule.failures > 0 => ScheduleHealth::Retrying,
        () if !schedule.enabled => ScheduleHealth::Disabled,
        () if late => ScheduleHealth::Overdue,
        () => ScheduleHealth::Good,
    };
    Ok(ScheduleInfo {
        id: schedule.id,
        destination,
        enabled: schedule.enabled,
        health,
        words: timetable.words(),
        next: next.filter(|_| schedule.enabled).map(|next| next.timestamp_micros()),
        missed: due.slots.len() as u64,
        missed_more: due.more,
        passed_over: due
            .behind
            .map(|_| (schedule.last_slot, timetable.between(now, last_slot).take(PASSED_SHOWN).count() as u64)),
        created: schedule.created,
        begins: schedule.begins,
        position: schedule.position,
        failures: schedule.failures,
        last: runs.into_iter().find(|run| matches!(run.state, RunState::Done | RunState::Empty)),
        open,
        totals: store.committed(schedule.id).await?,
        setup: schedule.setup,
    })
}

/// The next run of a schedule, if it ran now.
pub(in crate::api) struct NextRun {
    /// The schedule as it is on record.
    before: Option<Schedule>,
    /// As it would be.
    pub draft: Schedule,
    /// Its rows.
    pub rows: Selection,
}

pub(in crate::api) async fn next_run(store: &Store, request: &PreviewSchedule, now: DateTime<Utc>) -> Result<NextRun> {
    let setup = checked(store, request.setup.clone()).await?;
    let before = match request.id {
        Some(id) => Some(store.schedule(id).await?),
        None => None,
    };
    let (position, since) = match (&before, request.beginning) {
        (Some(before), _) => (before.position, before.since),
        (None, Some(beginning)) => begins(store, beginning),
        (None, None) => (1, None),
    };
    let draft = draft(setup, since, position, now.timestamp_micros());
    let rows = plan::selected(store, plan::scope(&draft, now)?, &draft.setup.zone, (position, Seq::MAX), now).await?;
    Ok(NextRun { before, draft, rows })
}

pub(super) async fn preview(store: &Store, request: &PreviewSchedule, now: DateTime<Utc>) -> Result<SchedulePreview> {
    let NextRun { before, draft, rows } = next_run(store, request, now).await?;
    let setup = &draft.setup;
    let timetable = Timetable::new(&setup.recurrence, &setup.zone)?;
    let next: Vec<_> =
        std::iter::successors(timetable.next_after(now), |slot| timetable.next_after(*slot)).take(NEXT_SHOWN).collect();
    let tag = before.as_ref().map_or(EXAMPLE_TAG, |before| before.tag.as_str());
    let slot = next.first().copied().unwrap_or(now);
    let (_, destination) = destinations::open(store, setup.destination).await?;
    let keys = destination.run_keys(&setup.name, slot, tag, 1)?;
    let day = setup.output.by_day.then(|| slot.date_naive());
    Ok(SchedulePreview {
        words: timetable.words(),
        next: next.iter().map(DateTime::timestamp_micros).collect(),
        key: keys.object(0, day, Encoding::new(&setup.output)?.extension()),
        rows: rows.count(),
        range: before.map_or_else(String::new, |before| said(&before, &draft)),
    })
}

/// A schedule that is not on record.
fn draft(setup: crate::api::wire::ScheduleSetup, since: Option<Micros>, position: Seq, now: Micros) -> Schedule {
    Schedule {
        id: 0,
        tag: String::new(),
        setup,
        enabled: false,
        created: now,
        begins: position,
        since,
        position,
        last_slot: now,
        failures: 0,
        chain: String::new(),
    }
}

/// What a change does to what was and will be exported.
fn said(before: &Schedule, after: &Schedule) -> String {
    let mut said = vec![format!(
        "It holds from the next run on, which begins at ledger place {}: what was exported before is not exported again.",
        before.position
    )];
    if before.setup.filter != after.setup.filter {
        said.push("Earlier entries that only the new filter finds are not exported; those that it does not find stay where they are.".into());
    }
    if before.setup.destination != after.setup.destination {
        said.push("Objects written so far stay at the former destination.".into());
    }
    if (&before.setup.recurrence, &before.setup.zone) != (&after.setup.recurrence, &after.setup.zone) {
        said.push("Moments of the former timetable that were missed are not run for on their own.".into());
    }
    said.join(" ")
}
