use std::sync::Mutex;

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::clock::ManualClock;

struct World {
    jobs: Jobs,
    clock: ManualClock,
    told: Arc<Mutex<Vec<JobInfo>>>,
}

fn world() -> World {
    let clock = ManualClock::new(DateTime::UNIX_EPOCH);
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener: Listener = {
        let told = told.clone();
        Arc::new(move |info| told.lock().expect("sound").push(info))
    };
    World { jobs: Jobs::new(Arc::new(clock.clone()), listener), clock, told }
}

impl World {
    fn states(&self) -> Vec<JobState> {
        self.told.lock().expect("sound").iter().map(|info| info.state).collect()
    }
}

/// Waits until cancelled, as a job does.
async fn until_cancelled(context: JobContext) -> Result<()> {
    context.cancel.cancelled().await;
    Err(Error::cancelled())
}

#[tokio::test]
async fn a_job_tells_its_start_its_last_progress_and_its_end() {
    let world = world();
    let job = world.jobs.start(JobKind::Export, 7, "Export daily", |context| async move {
        context.update(40, 40, "Writing");
        Ok(())
    });
    let id = job.expect("it starts").id;
    let ended = world.jobs.ended(id).await.expect("known");
    assert_eq!((ended.state, ended.done, ended.total, ended.subject), (JobState::Done, 40, 40, 7));
    assert_eq!(world.states().first(), Some(&JobState::Running));
    let told = world.told.lock().expect("sound");
    assert_eq!(told.last(), Some(&ended), "the end carries the last progress even if no tick came in between");
}

#[tokio::test]
async fn rate_and_remaining_come_from_the_clock() {
    let world = world();
    let (go, mut wait) = tokio::sync::mpsc::channel::<()>(1);
    let (moved, mut has_moved) = tokio::sync::mpsc::channel::<()>(1);
    let clock = world.clock.clone();
    let work = |context: JobContext| async move {
        context.update(0, 1000, "Reading");
        clock.advance(TimeDelta::seconds(2));
        context.update(500, 1000, "Reading");
        moved.send(()).await.expect("the test listens");
        wait.recv().await;
        Ok(())
    };
    let id = world.jobs.start(JobKind::Sync, 1, "Sync", work).expect("it starts").id;
    has_moved.recv().await.expect("it moves");
    let info = world.jobs.get(id).expect("known");
    assert!((info.rate - 250.0).abs() < 1e-9, "500 in 2 seconds: {}", info.rate);
    assert_eq!(info.remaining, Some(2));
    go.send(()).await.expect("it listens");
    assert_eq!(world.jobs.ended(id).await.expect("known").remaining, None, "what has ended has no time left");
}

#[tokio::test]
async fn a_pause_counts_for_nothing() {
    let world = world();
    let (go, mut wait) = tokio::sync::mpsc::channel::<()>(1);
    let (moved, mut has_moved) = tokio::sync::mpsc::channel::<()>(1);
    let clock = world.clock.clone();
    let work = |context: JobContext| async move {
        context.update(0, 1000, "Writing");
        context.sent(0);
        clock.advance(TimeDelta::seconds(2));
        context.update(500, 1000, "Writing");
        context.sent(2_000_000);
        moved.send(()).await.expect("the test listens");
        wait.recv().await;
        context.gate.pass().await;
        clock.advance(TimeDelta::seconds(1));
        context.update(600, 1000, "Writing");
        context.sent(500_000);
        moved.send(()).await.expect("the test listens");
        wait.recv().await;
        assert_eq!(context.worked(), 3_000_000, "two seconds before and one after");
        Ok(())
    };
    let id = world.jobs.start(JobKind::Export, 1, "Export", work).expect("it starts").id;
    has_moved.recv().await.expect("it moves");
    assert_eq!(world.jobs.get(id).expect("known").remaining, Some(2));
    let paused = world.jobs.pause(id).expect("it is an export");
    assert!(paused.paused && world.jobs.pause(id).expect("it is paused already").paused);
    go.send(()).await.expect("it listens");
    let info = world.jobs.get(id).expect("known");
    assert_eq!((info.rate, info.byte_rate, info.remaining, info.bytes), (0.0, 0.0, None, 2_000_000));
    world.clock.advance(TimeDelta::hours(8));
    let resumed = world.jobs.resume(id).expect("known");
    assert_eq!((resumed.paused, resumed.remaining), (false, None), "nothing is known of the new beginning yet");
    has_moved.recv().await.expect("it moves");
    let info = world.jobs.get(id).expect("known");
    assert!((info.rate - 100.0).abs() < 1e-9 && (info.byte_rate - 500_000.0).abs() < 1e-6, "{info:?}");
    assert_eq!((info.remaining, info.bytes), (Some(4), 2_500_000));
    go.send(()).await.expect("it listens");
    assert_eq!(world.jobs.ended(id).await.expect("known").state, JobState::Done);
}

#[tokio::test]
async fn what_is_paused_can_be_cancelled_and_drained() {
    let world = world();
    let behind_the_gate = |context: JobContext| async move {
        context.gate.pass().await;
        context.cancel.cancelled().await;
        Err(Error::cancelled())
    };
    let ids: Vec<u64> = (0..2)
        .map(|run| world.jobs.start(JobKind::Export, run, "Export", behind_the_gate).expect("it starts").id)
        .collect();
    for id in &ids {
        world.jobs.pause(*id).expect("it is an export");
    }
    world.jobs.cancel(ids[0]).expect("known");
    assert!(!world.jobs.pause(ids[0]).expect("known").paused, "what is to end is not paused again");
    assert_eq!(world.jobs.ended(ids[0]).await.expect("known").state, JobState::Cancelled);
    assert!(world.jobs.drain(Duration::from_mins(1)).await, "all ended");
    let info = world.jobs.get(ids[1]).expect("known");
    assert_eq!((info.state, info.paused), (JobState::Cancelled, false));
}

#[tokio::test]
async fn many_updates_make_few_events() {
    let world = world();
    let work = |context: JobContext| async move {
        for done in 0..100_000 {
            context.update(done, 100_000, "Reading");
        }
        Ok(())
    };
    let id = world.jobs.start(JobKind::Sync, 1, "Sync", work).expect("it starts").id;
    world.jobs.ended(id).await.expect("known");
    // The loop never yields, so that only the tick before it and the end can tell.
    assert!(world.states().len() <= 4, "{} events for 100,000 updates", world.states().len());
}

#[tokio::test]
async fn cancel_error_and_panic_end_in_their_own_states() {
    let world = world();
    let waiting = world.jobs.start(JobKind::Sync, 1, "Sync", until_cancelled).expect("it starts").id;
    let failing =
        world.jobs.start(JobKind::Sync, 2, "Sync", |_| async { Err(Error::new(ErrorCode::DiskFull, "full")) });
    let panicking = world.jobs.start(JobKind::Sync, 3, "Sync", |_| async { panic!("a fault of ours") });
    world.jobs.cancel(waiting).expect("known");
    assert_eq!(world.jobs.ended(waiting).await.expect("known").state, JobState::Cancelled);
    let failed = world.jobs.ended(failing.expect("it starts").id).await.expect("known");
    assert_eq!((failed.state, failed.error.expect("told").code), (JobState::Failed, ErrorCode::DiskFull));
    let panicked = world.jobs.ended(panicking.expect("it starts").id).await.expect("known");
    assert_eq!((panicked.state, panicked.error.expect("told").code), (JobState::Failed, ErrorCode::Internal));
    assert_eq!(world.jobs.cancel(99).expect_err("unknown").code, ErrorCode::NotFound);
}

#[tokio::test]
async fn one_subject_has_one_job_of_a_kind_at_a_time() {
    let world = world();
    let first = world.jobs.start(JobKind::Sync, 1, "Sync", until_cancelled).expect("it starts");
    let again = world.jobs.start(JobKind::Sync, 1, "Sync", until_cancelled).expect("the running one");
    let other = world.jobs.start(JobKind::Export, 1, "Export", until_cancelled).expect("it starts");
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, other.id);
    assert_eq!(world.jobs.running(JobKind::Sync, 1), Some(first.id));
    world.jobs.cancel(first.id).expect("known");
    world.jobs.ended(first.id).await.expect("known");
    assert_eq!(world.jobs.running(JobKind::Sync, 1), None);
    let later = world.jobs.start(JobKind::Sync, 1, "Sync", until_cancelled).expect("it starts");
    assert_ne!(later.id, first.id, "after its end the subject can have a new job");
}

#[tokio::test]
async fn drain_cancels_waits_and_starts_nothing_new() {
    let world = world();
    let ids: Vec<u64> = (0..5)
        .map(|subject| world.jobs.start(JobKind::Sync, subject, "Sync", until_cancelled).expect("it starts").id)
        .collect();
    assert!(world.jobs.drain(Duration::from_mins(1)).await, "all ended");
    for id in ids {
        assert_eq!(world.jobs.get(id).expect("known").state, JobState::Cancelled);
    }
    let refused = world.jobs.start(JobKind::Sync, 9, "Sync", until_cancelled);
    assert_eq!(refused.expect_err("closed").code, ErrorCode::Cancelled);
}

#[tokio::test]
async fn drain_says_when_a_job_does_not_end() {
    let world = world();
    world.jobs.start(JobKind::Sync, 1, "Sync", |_| std::future::pending()).expect("it starts");
    assert!(!world.jobs.drain(Duration::from_millis(20)).await);
}

#[tokio::test]
async fn ended_jobs_are_forgotten_in_time_and_running_ones_never() {
    let world = world();
    let running = world.jobs.start(JobKind::Export, 0, "Export", until_cancelled).expect("it starts").id;
    for subject in 0..80 {
        let id = world.jobs.start(JobKind::Sync, subject, "Sync", |_| async { Ok(()) }).expect("it starts").id;
        world.jobs.ended(id).await.expect("remembered long enough to be asked");
    }
    assert_eq!(world.jobs.list().len(), REMEMBERED + 1);
    assert!(world.jobs.get(running).is_ok());
}
