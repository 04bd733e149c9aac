//! A paused export begins nothing, loses nothing, and can still be cancelled.

use std::time::Duration;

use auditdesk_core::{
    api::wire::{
        Beginning, Empty, JobKind, JobRef, JobState, Output, RunInfo, RunRef, RunState, ScheduleRef, ScheduleSetup,
    },
    error::ErrorCode,
};
use chrono::TimeDelta;

use crate::{
    entries::{Storage, events, everything, job, pause, resume, run},
    stage::Stage,
};

/// How long a test looks whether something happens that must not. Too short a look can miss it, never invent it.
const LOOK: Duration = Duration::from_millis(300);

/// An object for every hundred rows: one request after the other.
fn one_by_one() -> Output {
    Output { split_rows: 100, payload: true, ..Output::default() }
}

/// Waits until the export is paused and what was on its way has arrived.
async fn paused(stage: &Stage, rows: u64) {
    loop {
        let job = job(&stage.desk).await;
        assert_eq!(job.state, JobState::Running);
        if job.paused && job.done == rows {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_begun_while_paused_and_nothing_is_lost() {
    let mut stage = Stage::new().await;
    stage.bring(events(500)).await;
    let storage = Storage::start(&stage).await;
    let desk = stage.desk.clone();
    storage.at_write(2, move || pause(&desk));
    let started = stage.desk.export_start(everything(storage.destination, one_by_one())).await.expect("it starts");
    paused(&stage, 200).await;
    tokio::time::sleep(LOOK).await;
    assert_eq!(storage.server.seen().len(), 2, "the object that was on its way is the last");
    let info = job(&stage.desk).await;
    assert_eq!((info.rate, info.byte_rate, info.remaining), (0.0, 0.0, None), "nothing moves");
    let run_now = stage.desk.run_show(RunRef { id: started.id }).await.expect("it is on record");
    assert_eq!(run_now.state, RunState::Running);
    resume(&stage.desk);
    stage.ended(info.id).await;
    let ended = stage.desk.run_show(RunRef { id: started.id }).await.expect("it is on record");
    assert_eq!((ended.state, ended.rows, ended.objects.len()), (RunState::Done, 500, 5));
    assert_eq!(job(&stage.desk).await.bytes, ended.bytes);
    let unpaused = run(&stage, everything(stage.destination, one_by_one())).await;
    let hashes = |run: &RunInfo| run.objects.iter().map(|object| object.sha256.clone()).collect::<Vec<_>>();
    assert_eq!(hashes(&ended), hashes(&unpaused), "the bytes are those of an export that was not paused");
}

/// An export in parts that is paused at its first write.
async fn upload_that_pauses() -> (Stage, Storage, RunInfo) {
    let mut stage = Stage::new().await;
    stage.bring(events(20_000)).await;
    let storage = Storage::start(&stage).await;
    let desk = stage.desk.clone();
    storage.at_write(1, move || pause(&desk));
    let whole = Output { payload: true, ..Output::default() };
    let started = stage.desk.export_start(everything(storage.destination, whole)).await.expect("it starts");
    while !job(&stage.desk).await.paused {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (stage, storage, started)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_in_parts_goes_on_where_it_was() {
    let (stage, storage, started) = upload_that_pauses().await;
    tokio::time::sleep(LOOK).await;
    let finished = |storage: &Storage| {
        storage.server.seen().iter().any(|seen| seen.query.starts_with("uploadId") && seen.method == "POST")
    };
    assert!(!finished(&storage), "it is not made an object of");
    resume(&stage.desk);
    stage.ended(job(&stage.desk).await.id).await;
    let ended = stage.desk.run_show(RunRef { id: started.id }).await.expect("it is on record");
    assert_eq!((ended.state, ended.rows), (RunState::Done, 20_000));
    assert!(finished(&storage));
    let parts = storage.written();
    assert!(parts.len() > 2, "{} parts", parts.len());
    assert_eq!(parts.iter().map(|(_, body)| body.len() as u64).sum::<u64>(), ended.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_while_paused_leaves_nothing_half_done() {
    let (stage, storage, started) = upload_that_pauses().await;
    let id = job(&stage.desk).await.id;
    stage.desk.job_cancel(JobRef { id }).await.expect("it is known");
    stage.ended(id).await;
    let ended = stage.desk.run_show(RunRef { id: started.id }).await.expect("it is on record");
    assert_eq!((ended.state, ended.objects.len()), (RunState::Cancelled, 0));
    let info = job(&stage.desk).await;
    assert_eq!((info.state, info.paused), (JobState::Cancelled, false));
    let seen = storage.server.seen();
    assert!(seen.iter().any(|seen| seen.method == "DELETE" && seen.query.starts_with("uploadId")), "it is removed");
    assert!(!seen.iter().any(|seen| seen.method == "POST" && seen.query.starts_with("uploadId")), "and not finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_scheduled_run_is_not_tried_by_others() {
    let mut stage = Stage::new().await;
    stage.bring(events(500)).await;
    let storage = Storage::start(&stage).await;
    let setup = ScheduleSetup { destination: storage.destination, output: one_by_one(), ..stage.hourly("hourly") };
    let id = stage.add(setup, Beginning::Everything).await;
    let desk = stage.desk.clone();
    storage.at_write(2, move || pause(&desk));
    stage.clock.advance(TimeDelta::hours(1));
    assert_eq!(stage.desk.run_due().await.expect("the file is sound"), 1);
    paused(&stage, 200).await;
    stage.clock.advance(TimeDelta::days(3));
    assert_eq!(stage.desk.run_due().await.expect("the file is sound"), 0, "it is at work");
    stage.desk.schedule_run(ScheduleRef { id }).await.expect("nothing is wrong with it");
    let exports = stage.desk.job_list(Empty {}).await.expect("they are listed");
    let exports = exports.iter().filter(|job| job.kind == JobKind::Export).count();
    assert_eq!(exports, 1, "nor does asking start another");
    tokio::time::sleep(LOOK).await;
    assert_eq!(storage.server.seen().len(), 2);
    resume(&stage.desk);
    stage.settle().await;
    let info = stage.show(id).await;
    assert_eq!(info.totals.1, 500, "each entry once");
    assert_eq!(info.open, None);
    let last = stage.desk.schedule_runs(ScheduleRef { id }).await.expect("listed");
    let first = last.last().expect("it ran");
    assert_eq!(first.schedule.as_ref().map(|of| of.attempts), Some(1), "in one attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_takes_a_paused_run_along_and_goes_on_with_it_at_its_next_start() {
    let mut stage = Stage::new().await;
    stage.bring(events(500)).await;
    let storage = Storage::start(&stage).await;
    let setup = ScheduleSetup { destination: storage.destination, output: one_by_one(), ..stage.hourly("hourly") };
    let id = stage.add(setup, Beginning::Everything).await;
    let desk = stage.desk.clone();
    storage.at_write(2, move || pause(&desk));
    stage.clock.advance(TimeDelta::hours(1));
    stage.desk.run_due().await.expect("the file is sound");
    paused(&stage, 200).await;
    stage.restart().await;
    stage.settle().await;
    assert_eq!(stage.show(id).await.totals.1, 500);
    let objects = storage.written().into_iter().filter(|(key, _)| !key.contains("manifest")).count();
    assert_eq!(objects, 5, "what had arrived was not written again");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_exports_pause() {
    let mut stage = Stage::new().await;
    stage.bring(events(1)).await;
    let sync = stage.desk.job_list(Empty {}).await.expect("they are listed")[0].id;
    let error = stage.desk.job_pause(JobRef { id: sync }).await.expect_err("it is a sync");
    assert_eq!(error.code, ErrorCode::WrongUse);
    let error = stage.desk.job_pause(JobRef { id: 99 }).await.expect_err("there is none");
    assert_eq!(error.code, ErrorCode::NotFound);
    run(&stage, everything(stage.destination, one_by_one())).await;
    let ended = job(&stage.desk).await;
    let same = stage.desk.job_pause(JobRef { id: ended.id }).await.expect("it is known");
    assert_eq!((same.state, same.paused), (JobState::Done, false), "what has ended stays as it is");
}
