//! Deciding on runs and trying them, as `api/schedules` does.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use auditdesk_core::{
    api::wire::{Output, RunReason},
    entry::Seq,
    error::Result,
    export::scheduled::{Facts, Plan, run},
    schedule::due,
};
use chrono::{DateTime, Utc};
use rand::RngExt;

use crate::{
    file::Decided,
    objects::Destination,
    world::{HOUR, Place, World},
};

/// Runs that follow one another without anybody looking.
const FOLLOW: usize = 40;

/// How long a failed attempt waits for the next.
const WAIT: i64 = HOUR / 4;

/// The end of something the program does; `None`: it was killed, and starts anew.
pub fn alive<T>(place: Place<'_>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = Box::pin(work);
    if let Poll::Ready(end) = pin!(&mut work).poll(&mut Context::from_waker(Waker::noop())) {
        return Some(end);
    }
    drop(work);
    let mut world = place.world();
    assert!(world.killed, "it waits for something that never comes");
    world.killed = false;
    world.tell(|| "  killed".into());
    restart(&mut world, place.file);
    None
}

pub fn restart(world: &mut World, file: usize) {
    let now = world.now;
    world.files[file].open(now);
}

pub fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("a moment of this century")
}

/// Everything that is due.
pub fn tick(place: Place<'_>) {
    let next = || async {
        match due_run(place).await? {
            Some(run) => attempt(place, run).await.map(|()| true),
            None => Ok(false),
        }
    };
    for _ in 0..FOLLOW {
        match alive(place, next()) {
            Some(Ok(true)) => {}
            // Mostly it is started anew at once.
            None if place.world().chance.random_bool(0.8) => {}
            _ => return,
        }
    }
}

/// Somebody asks for a run.
pub fn run_now(place: Place<'_>) {
    let now = async {
        let (open, now) = {
            let world = place.world();
            (world.files[place.file].open_run(), world.now)
        };
        let run = match open {
            Some(open) => open,
            None => plan(place, RunReason::Asked, now, None).await?,
        };
        attempt(place, run).await
    };
    let _: Option<Result<()>> = alive(place, now);
}

/// Somebody asks for what is before the schedule's beginning, once.
pub fn backfill(place: Place<'_>) {
    let decided = {
        let mut world = place.world();
        let (tag, slot) = (world.tag(), world.now);
        let schedule = &world.files[place.file].schedule;
        Decided { reason: RunReason::Backfill, slot, range: (1, schedule.begins), setup: schedule.setup, tag }
    };
    let now = async {
        let at = decided.slot;
        let run = place.transact(|| format!("plan {decided:?}"), |file| Ok(file.plan(decided.clone(), at))).await?;
        attempt(place, run).await
    };
    let _: Option<Result<()>> = alive(place, now);
}

async fn due_run(place: Place<'_>) -> Result<Option<u64>> {
    let (reason, slot, cut) = {
        let world = place.world();
        let (now, file) = (world.now, &world.files[place.file]);
        if !file.schedule.enabled {
            return Ok(None);
        }
        if let Some(open) = file.open_run() {
            let run = file.run(open);
            // A wait that ends later than any lasts was reckoned with another clock.
            let its_time = run.retry_at <= now || run.retry_at > now + WAIT;
            // Attempts follow one another here: one that is at work by the record has ended without a word of it there.
            return Ok(its_time.then_some(open));
        }
        let setup = file.schedule.setup;
        let due = due(setup.timetable(), moment(file.schedule.last_slot), moment(now));
        let (slot, cut) = match due.slots.as_slice() {
            [] => return Ok(None),
            [slot, _, ..] if setup.each => (slot.timestamp(), Some(slot.timestamp())),
            [.., slot] => (slot.timestamp(), None),
        };
        (if due.slots.len() > 1 { RunReason::Missed } else { RunReason::Due }, slot, cut)
    };
    plan(place, reason, slot, cut).await.map(Some)
}

async fn plan(place: Place<'_>, reason: RunReason, slot: i64, cut: Option<i64>) -> Result<u64> {
    let (decided, now) = {
        let mut world = place.world();
        let tag = world.tag();
        let schedule = &world.files[place.file].schedule;
        let (from, end) = (schedule.position, world.ledger.end());
        // As many places as there are events before the cut; the rest is for the runs that follow.
        let before = |cut: i64| (from..end).filter(|seq| world.ledger.entry(*seq).at < cut).count() as Seq;
        let until = cut.map_or(end.max(from), |cut| from + before(cut));
        let decided = Decided { reason, slot, range: (from, until), setup: schedule.setup, tag };
        (decided, world.now)
    };
    place.transact(|| format!("plan {decided:?}"), |file| Ok(file.plan(decided.clone(), now))).await
}

async fn attempt(place: Place<'_>, id: u64) -> Result<()> {
    place
        .transact(
            || format!("attempt {id}"),
            |file| {
                file.attempt(id);
                Ok(())
            },
        )
        .await?;
    let (plan, decided) = {
        let world = place.world();
        let file = &world.files[place.file];
        let decided = file.run(id).decided.clone();
        let Decided { reason, slot, range, setup, .. } = decided;
        let days = if setup.by_day { world.ledger.days(setup.filter, range) } else { vec![None] };
        let facts = Facts {
            schedule: "model".into(),
            tag: file.schedule.tag.clone(),
            reason,
            slot: slot * 1_000_000,
            filter: String::new(),
            output: Output { split_rows: setup.split_rows, by_day: setup.by_day, ..Output::default() },
            previous: file.schedule.chain.clone(),
        };
        (Plan { run: id, range, days, allow_empty: setup.allow_empty, facts }, decided)
    };
    let result = run(&plan, &place, &Destination { place, run: id, decided }).await;
    if let Err(error) = &result {
        let retry_at = {
            let mut world = place.world();
            world.tell(|| format!("  failed: {error}"));
            world.now + WAIT
        };
        place
            .transact(
                || "postpone".into(),
                |file| {
                    file.postpone(id, retry_at);
                    Ok(())
                },
            )
            .await?;
    }
    result
}
