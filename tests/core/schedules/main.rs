//! Schedules from the desk down to files, on a clock of their own: what is exported when, and that it is exported once.

mod stage;

use std::{collections::BTreeSet, fs};

use CoverageState::{Before, Exported, NoData};
use auditdesk_core::api::wire::{
    AlertKind, BackfillSchedule, Beginning, CatchUp, CoverageState, DestinationRef, Empty, EnableSchedule, Event,
    ObjectFound, Output, ReadCoverage, RunEvent, RunReason, RunRef, RunState, ScheduleHealth, ScheduleRef,
    ScheduleSetup, UpdateSchedule,
};
use auditdesk_core::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use stage::Stage;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().expect("an id")).collect()
}

fn minutes(from: &str, count: i64) -> impl Iterator<Item = DateTime<Utc>> {
    let from = at(from);
    (0..count).map(move |minute| from + TimeDelta::minutes(minute))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_run_exports_what_came_since_the_last_and_nothing_else() {
    let mut stage = Stage::new().await;
    stage.events(minutes("2026-03-02T10:00:00Z", 30)).await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.settle().await;
    assert!(stage.exported(id).await.is_empty(), "its first moment is in an hour");
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 30);
    stage.hours(2).await;
    assert_eq!(stage.exported(id).await.len(), 30, "nothing new, nothing written");
    stage.events(minutes("2026-03-02T14:30:00Z", 20)).await;
    stage.events(minutes("2026-03-01T08:00:00Z", 5)).await;
    stage.hours(1).await;
    let rows = stage.exported(id).await;
    let once: BTreeSet<&str> = ids(&rows).into_iter().collect();
    assert_eq!((rows.len(), once.len()), (55, 55), "late ones too, each once");
    let info = stage.show(id).await;
    assert_eq!((info.health, info.position, info.totals.1), (ScheduleHealth::Good, 56, 55));
    assert_eq!(info.last.and_then(|run| run.schedule).map(|of| of.reason), Some(RunReason::Due));
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_runs_are_caught_up_together_or_each() {
    let mut stage = Stage::new().await;
    let together = stage.add(stage.hourly("together"), Beginning::Everything).await;
    let each = ScheduleSetup { catch_up: CatchUp::Each, ..stage.hourly("each") };
    let each = stage.add(each, Beginning::Everything).await;
    stage.clock.advance(TimeDelta::minutes(60 * 5 + 30));
    stage.events(minutes("2026-03-02T12:00:00Z", 300)).await;
    let info = stage.show(each).await;
    assert_eq!((info.missed, info.health), (5, ScheduleHealth::Overdue));
    stage.settle().await;
    let runs = async |id| {
        let mut runs = stage.desk.schedule_runs(ScheduleRef { id }).await.expect("listed");
        runs.reverse();
        runs.iter().map(|run| (run.rows, run.schedule.clone().expect("scheduled").reason)).collect::<Vec<_>>()
    };
    assert_eq!(runs(together).await, [(300, RunReason::Missed)]);
    assert_eq!(runs(each).await, [(60, RunReason::Missed); 5], "each its hour");
    for id in [together, each] {
        assert_eq!(stage.exported(id).await.len(), 300);
        assert_eq!(stage.show(id).await.missed, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_runs_no_moment_twice() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    stage.hours(3).await;
    stage.clock.advance(at("2026-03-02T12:30:00Z") - at("2026-03-02T15:00:00Z"));
    stage.events(minutes("2026-03-02T11:30:00Z", 10)).await;
    stage.hours(3).await;
    let runs = stage.desk.schedule_runs(ScheduleRef { id }).await.expect("listed").len();
    assert_eq!(runs, 3, "these hours have been run for");
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 20, "nothing is lost by it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_tried_again_and_its_end_is_told() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    let hidden = stage.exports().with_extension("away");
    fs::rename(stage.exports(), &hidden).expect("it moves");
    let mut events = stage.desk.events();
    stage.hours(1).await;
    let info = stage.show(id).await;
    let open = info.open.expect("it waits");
    assert_eq!((info.health, open.state, info.failures), (ScheduleHealth::Retrying, RunState::Waiting, 1));
    let retry_at = open.schedule.expect("scheduled").retry_at.expect("it is tried again");
    assert!(retry_at > stage.clock.now().timestamp_micros());
    // A later hour and later entries belong to later runs: the one that waits keeps its range.
    stage.events(minutes("2026-03-02T12:30:00Z", 7)).await;
    fs::rename(&hidden, stage.exports()).expect("it moves");
    stage.hours(8).await;
    let rows = stage.exported(id).await;
    assert_eq!((rows.len(), stage.show(id).await.health), (17, ScheduleHealth::Good));
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Alert { alert } = event {
            told.push(alert.kind);
        }
    }
    assert_eq!(told, [AlertKind::Failed, AlertKind::Recovered]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_from_now_on_is_filled_in_once() {
    let mut stage = Stage::new().await;
    stage.events(minutes("2026-03-02T06:00:00Z", 240)).await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Now).await;
    stage.events(minutes("2026-03-02T12:10:00Z", 10)).await;
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 10);
    let coverage = async |from: &str, until: &str| {
        let read = ReadCoverage { id, from: at(from).timestamp_micros(), until: at(until).timestamp_micros() };
        let hours = stage.desk.schedule_coverage(read).await.expect("it is read").hours;
        hours.iter().map(|hour| hour.state).collect::<Vec<_>>()
    };
    let covered = coverage("2026-03-02T05:00:00Z", "2026-03-02T13:00:00Z").await;
    assert_eq!(covered, [NoData, Before, Before, Before, Before, NoData, NoData, Exported]);
    for (from, until) in
        [("2026-03-02T07:00:00Z", "2026-03-02T09:00:00Z"), ("2026-03-02T05:00:00Z", "2026-03-02T10:00:00Z")]
    {
        let fill = BackfillSchedule { id, from: at(from).timestamp_micros(), until: at(until).timestamp_micros() };
        stage.desk.schedule_backfill(fill).await.expect("it starts");
        stage.settle().await;
    }
    let rows = stage.exported(id).await;
    let once: BTreeSet<&str> = ids(&rows).into_iter().collect();
    assert_eq!((rows.len(), once.len()), (250, 250), "hours that were filled in are not filled in again");
    let covered = coverage("2026-03-02T05:00:00Z", "2026-03-02T13:00:00Z").await;
    assert_eq!(covered, [NoData, Exported, Exported, Exported, Exported, NoData, NoData, Exported]);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_entries_and_revisions_are_marked() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    let moment = at("2026-03-02T12:10:00Z");
    stage.tell([("a".to_owned(), moment, "user_login")]).await;
    stage.hours(1).await;
    stage.tell([("a".to_owned(), moment, "user_logout"), ("b".to_owned(), moment, "user_login")]).await;
    stage.hours(1).await;
    let rows = stage.exported(id).await;
    let told: Vec<_> =
        rows.iter().map(|row| (row["id"].as_str().expect("an id"), !row["supersedes"].is_null())).collect();
    assert_eq!(
        told,
        [("acme/a", false), ("acme/a", true), ("acme/b", false)],
        "a revised entry goes out again and says so"
    );
    let read = ReadCoverage { id, from: moment.timestamp_micros(), until: moment.timestamp_micros() + 1 };
    let hour = stage.desk.schedule_coverage(read).await.expect("it is read").hours[0];
    assert_eq!((hour.state, hour.entries, hour.late), (CoverageState::Late, 3, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_by_day_hold_their_day_and_each_entry_once() {
    let mut stage = Stage::new().await;
    let output = Output { by_day: true, ..Output::default() };
    let id = stage.add(ScheduleSetup { output, ..stage.hourly("daily") }, Beginning::Everything).await;
    stage.events(minutes("2026-02-27T22:00:00Z", 60 * 30)).await;
    stage.hours(1).await;
    let run = stage.show(id).await.last.expect("it ran");
    let days: Vec<_> =
        run.objects.iter().map(|object| object.key.split('/').nth(4).expect("a day").to_owned()).collect();
    assert_eq!(days, ["dt=2026-02-27", "dt=2026-02-28", "dt=2026-03-01"]);
    assert_eq!(stage.exported(id).await.len(), 1800);
}

#[tokio::test(flavor = "multi_thread")]
async fn edit_skip_disable_and_remove_do_what_they_say() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    stage.desk.schedule_skip(ScheduleRef { id }).await.expect("it skips");
    stage.hours(1).await;
    assert!(stage.exported(id).await.is_empty(), "one o'clock was skipped");
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 10, "and its entries went out at two");
    stage.desk.schedule_enable(EnableSchedule { id, enabled: false }).await.expect("it is disabled");
    stage.events(minutes("2026-03-02T13:00:00Z", 10)).await;
    stage.hours(2).await;
    assert_eq!(stage.exported(id).await.len(), 10);
    stage.desk.schedule_enable(EnableSchedule { id, enabled: true }).await.expect("it is enabled");
    stage.settle().await;
    assert_eq!(stage.exported(id).await.len(), 20, "what became due meanwhile is caught up");
    let setup =
        ScheduleSetup { name: "renamed".into(), filter: "operation:user_logout".into(), ..stage.hourly("hourly") };
    stage.desk.schedule_update(UpdateSchedule { id, setup }).await.expect("it changes");
    stage.events(minutes("2026-03-02T15:00:00Z", 10)).await;
    stage.hours(1).await;
    assert_eq!(
        (stage.exported(id).await.len(), stage.show(id).await.position),
        (20, 31),
        "it goes on behind what does not match"
    );
    let used = stage.desk.destination_remove(DestinationRef { id: stage.destination }).await;
    assert!(used.expect_err("a schedule needs it").message.contains("renamed"));
    stage.desk.schedule_remove(ScheduleRef { id }).await.expect("it goes");
    stage.desk.destination_remove(DestinationRef { id: stage.destination }).await.expect("nobody needs it");
    stage.hours(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_open_at_the_end_of_the_program_goes_on_at_the_next_start() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    let hidden = stage.exports().with_extension("away");
    fs::rename(stage.exports(), &hidden).expect("it moves");
    stage.hours(1).await;
    let waiting = stage.show(id).await.open.expect("it waits").id;
    stage.restart().await;
    fs::rename(&hidden, stage.exports()).expect("it moves");
    stage.desk.schedule_run(ScheduleRef { id }).await.expect("it goes on");
    stage.settle().await;
    let last = stage.show(id).await.last.expect("it is committed");
    assert_eq!((last.id, last.rows), (waiting, 10), "the same run");
    assert_eq!(stage.exported(id).await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn moments_in_the_future_that_are_passed_over_are_said_and_can_take_place_again() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    stage.clock.advance(TimeDelta::days(365 * 3));
    stage.settle().await;
    stage.clock.advance(TimeDelta::days(-365 * 3));
    stage.events(minutes("2026-03-02T12:00:00Z", 10)).await;
    stage.hours(2).await;
    let info = stage.show(id).await;
    assert_eq!(stage.exported(id).await.len(), 10, "nothing runs until the clock is there again");
    let (passed_over, moments) = info.passed_over.expect("it says so");
    assert_eq!(moments, 1_000, "far more than somebody skips");
    assert!(info.next.expect("it is on") > passed_over && passed_over > at("2029-01-01T00:00:00Z").timestamp_micros());
    let info = stage.desk.schedule_unskip(ScheduleRef { id }).await.expect("it goes back");
    assert_eq!(info.passed_over, None);
    stage.hours(1).await;
    let rows = stage.exported(id).await;
    let once: BTreeSet<&str> = ids(&rows).into_iter().collect();
    assert_eq!((rows.len(), once.len()), (20, 20), "each once, whatever the clock did");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_run_tells_each_attempt_and_each_object() {
    let mut stage = Stage::new().await;
    let output = Output { split_rows: 4, ..Output::default() };
    let id = stage.add(ScheduleSetup { output, ..stage.hourly("hourly") }, Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    let hidden = stage.exports().with_extension("away");
    fs::rename(stage.exports(), &hidden).expect("it moves");
    stage.hours(1).await;
    fs::rename(&hidden, stage.exports()).expect("it moves");
    stage.desk.schedule_run(ScheduleRef { id }).await.expect("it goes on");
    stage.settle().await;
    let run = stage.show(id).await.last.expect("it is committed");
    let log = stage.desk.run_log(RunRef { id: run.id }).await.expect("it is on record");
    assert!(log.is_sorted_by_key(|line| line.at));
    let told: Vec<_> = log.into_iter().map(|line| line.event).collect();
    let Some(RunEvent::Failed { message, again: Some(_) }) = told.get(2) else { panic!("{told:?}") };
    assert!(message.contains("the folder is not there"), "{message}");
    let written = run.objects.iter().map(|object| RunEvent::Written {
        key: object.key.clone(),
        rows: object.rows,
        bytes: object.bytes,
    });
    let manifest = run.schedule.and_then(|of| of.manifest).expect("it has one").key;
    let expected: Vec<_> = [RunEvent::Decided { range: (1, 11) }, RunEvent::Attempt { number: 1 }, told[2].clone()]
        .into_iter()
        .chain([RunEvent::Attempt { number: 2 }])
        .chain(written)
        .chain([RunEvent::Manifest { key: manifest }, RunEvent::Ended { state: RunState::Done }])
        .collect();
    assert_eq!((told, run.objects.len()), (expected, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_wrote_is_read_again_and_every_difference_is_found() {
    let mut stage = Stage::new().await;
    let output = Output { split_rows: 4, ..Output::default() };
    let id = stage.add(ScheduleSetup { output, ..stage.hourly("hourly") }, Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    stage.hours(1).await;
    let run = stage.show(id).await.last.expect("it ran");
    let found = async || {
        stage.desk.run_verify(RunRef { id: run.id }).await.expect("it starts");
        stage.settle().await;
        let found = stage.desk.run_show(RunRef { id: run.id }).await.expect("it is there").verification;
        let objects = found.expect("it is on record").objects;
        objects.into_iter().map(|object| (object.key, object.verdict)).collect::<Vec<_>>()
    };
    let [one, two, three] = run.objects.as_slice() else { panic!("three objects: {:?}", run.objects) };
    let manifest = run.schedule.clone().and_then(|of| of.manifest).expect("it has one");
    let keys = [&one.key, &two.key, &three.key, &manifest.key].map(String::clone);
    assert_eq!(found().await, keys.clone().map(|key| (key, ObjectFound::Same)));
    // A byte changed, an object gone, a manifest cut short.
    let file = |key: &str| stage.exports().join(key);
    let mut bytes = fs::read(file(&one.key)).expect("it is there");
    bytes[10] ^= 1;
    fs::write(file(&one.key), bytes).expect("writable");
    fs::remove_file(file(&three.key)).expect("it goes");
    fs::write(file(&manifest.key), "{").expect("writable");
    let verdicts = [ObjectFound::Different, ObjectFound::Same, ObjectFound::Missing, ObjectFound::Different];
    assert_eq!(found().await, keys.into_iter().zip(verdicts).collect::<Vec<_>>());
    let log = stage.desk.run_log(RunRef { id: run.id }).await.expect("it is on record");
    assert_eq!(log.last().map(|line| &line.event), Some(&RunEvent::Verified { same: 1, other: 3 }));
    // A folder that is away says nothing of the objects in it.
    fs::rename(stage.exports(), stage.exports().with_extension("away")).expect("it moves");
    let job = stage.desk.run_verify(RunRef { id: run.id }).await.expect("it starts").id;
    stage.settle().await;
    let jobs = stage.desk.job_list(Empty {}).await.expect("they are listed");
    let error = jobs.into_iter().find(|info| info.id == job).and_then(|info| info.error).expect("it failed");
    assert!(error.message.contains("cannot be read"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_that_is_another_place_by_now_is_not_read() {
    let mut stage = Stage::new().await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    stage.events(minutes("2026-03-02T11:00:00Z", 10)).await;
    stage.hours(1).await;
    let run = stage.show(id).await.last.expect("it ran");
    stage.move_destination().await;
    let refused = stage.desk.run_verify(RunRef { id: run.id }).await.expect_err("nothing of it is there");
    assert!(refused.message.contains(&run.objects[0].location), "{}", refused.message);
}
