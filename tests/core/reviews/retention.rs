use auditdesk_core::{
    api::wire::{Beginning, Empty, JobState, LiftHold, PlaceHold, Retention, SetRetention, ShowEntry, WriteReview},
    error::ErrorCode,
    review::{Disposition, ReviewAction},
};
use chrono::{TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::{at, rows, stage, stage::Stage};

async fn shown(stage: &Stage) -> Retention {
    stage.desk.retention_show(Empty {}).await.expect("it is shown")
}

async fn keep(stage: &Stage, days: Option<u32>) -> Retention {
    let source = shown(stage).await.sources[0].source;
    let request = SetRetention { source, keep_days: days, there_days: None };
    stage.desk.retention_set(request).await.expect("a good rule")
}

async fn carry_out(stage: &Stage) {
    let job = stage.desk.retention_run(Empty {}).await.expect("it starts").id;
    stage.ended(job).await;
    let jobs = stage.desk.job_list(Empty {}).await.expect("they are listed");
    let job = jobs.into_iter().find(|info| info.id == job).expect("it is remembered");
    assert_eq!((job.state, job.error), (JobState::Done, None));
}

async fn hold(stage: &Stage, filter: &str) {
    let request =
        PlaceHold { name: "Case 12".into(), filter: filter.into(), zone: String::new(), reason: "court order".into() };
    stage.desk.hold_place(request).await.expect("a good hold");
}

/// The stage's clock stands at March 2, noon; its events are from March 1 on, a minute apart.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_would_remove_is_said_before_and_is_what_goes() {
    let stage = stage(6).await;
    assert_eq!(shown(&stage).await.sources[0].keep_days, None, "for ever, unless somebody says otherwise");
    let due = keep(&stage, Some(1)).await.sources[0].due;
    assert_eq!((due.removed, due.held, due.unexported), (6, 0, 0), "setting a rule removes nothing");
    assert_eq!(rows(&stage, "").await.len(), 6);
    hold(&stage, "operation:app_created").await;
    let action = ReviewAction::Dispose { disposition: Some(Disposition::Fine) };
    stage.desk.review_write(WriteReview { keys: vec!["s1".into()], action }).await.expect("it is said");
    let now = shown(&stage).await;
    let due = now.sources[0].due;
    assert_eq!((due.removed, due.held, due.reviewed), (4, 2, 1));
    assert_eq!(now.holds[0].entries, Some(2));
    let raw = |seq: u64| {
        let desk = stage.desk.clone();
        async move {
            let part = auditdesk_core::api::wire::ReadPart { key: format!("s{seq}"), name: None };
            desk.entry_part(part).await.expect("it is there").text
        }
    };
    let mut hashes = String::new();
    for seq in [1, 3, 4, 6] {
        for byte in Sha256::digest(raw(seq).await) {
            hashes += &format!("{byte:02x}");
        }
        hashes.push('\n');
    }
    carry_out(&stage).await;
    let left: Vec<_> = rows(&stage, "").await.into_iter().map(|row| row.key).collect();
    assert_eq!(left, ["s2", "s5"], "what is held stays");
    let tombstone = shown(&stage).await.tombstones.remove(0);
    assert_eq!((tombstone.entries, tombstone.first, tombstone.last), (4, 1, 6));
    let digest = Sha256::digest(&hashes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(tombstone.sha256, digest, "the tombstone says what they were");
    assert_eq!(tombstone.chain.len(), 64);
    assert!(tombstone.reason.ends_with("older than 1 days") && !tombstone.by.is_empty());
    let verified = stage.desk.verify().await.expect("it can be read");
    assert_eq!((verified.entries, verified.removed, verified.broken), (2, 4, None));
    let gone = stage.desk.entry_show(ShowEntry { key: "s1".into() }).await.expect_err("it is gone");
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_is_lifted_lets_go_and_stays_on_record() {
    let stage = stage(3).await;
    hold(&stage, "").await;
    assert_eq!(keep(&stage, Some(1)).await.sources[0].due.held, 3);
    let id = shown(&stage).await.holds[0].id;
    let lift = |reason: &str| stage.desk.hold_lift(LiftHold { id, reason: reason.into() });
    assert_eq!(lift(" ").await.expect_err("a reason is needed").code, ErrorCode::WrongUse);
    let lifted = lift("case closed").await.expect("it is there");
    assert_eq!(lifted.sources[0].due.removed, 3);
    assert_eq!(lifted.holds[0].lifted.as_ref().map(|lifted| lifted.reason.as_str()), Some("case closed"));
    assert!(lift("again").await.expect_err("it was lifted").message.contains("lifted before"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_before_every_schedule_exported_it() {
    let mut stage = stage(3).await;
    let id = stage.add(stage.hourly("hourly"), Beginning::Everything).await;
    let due = keep(&stage, Some(1)).await.sources[0].due;
    assert_eq!((due.removed, due.unexported), (0, 3));
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 3);
    stage.tell([("late".to_owned(), at(5), "user_login")]).await;
    let due = shown(&stage).await.sources[0].due;
    assert_eq!((due.removed, due.unexported), (3, 1));
    carry_out(&stage).await;
    stage.hours(1).await;
    assert_eq!(stage.exported(id).await.len(), 4, "what was exported stays exported, and the late one follows");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_carried_out_once_a_day_and_what_was_removed_does_not_come_back() {
    let mut stage = stage(3).await;
    let due = async |stage: &Stage| stage.desk.retention_due().await.expect("the file is sound");
    assert!(!due(&stage).await, "without a rule nothing runs");
    keep(&stage, Some(1)).await;
    assert!(due(&stage).await);
    stage.settle().await;
    assert_eq!(rows(&stage, "").await.len(), 0);
    assert!(!due(&stage).await);
    stage.clock.advance(TimeDelta::hours(25));
    assert!(due(&stage).await);
    stage.settle().await;
    // The same events once more, and one that is new.
    let kinds = ["user_login", "app_created", "query_executed"];
    let mut events: Vec<_> = (0..3_i64).map(|n| (format!("e{n}"), at(n), kinds[n as usize])).collect();
    events.push(("new".to_owned(), at(60 * 40), "user_login"));
    stage.tell(events).await;
    assert_eq!(rows(&stage, "").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_source_is_about_to_delete_is_counted() {
    let mut stage = stage(0).await;
    let now = at(60 * 36);
    let old = |days: i64, n: i64| now - TimeDelta::days(days) + TimeDelta::minutes(n);
    let events: Vec<_> =
        [100, 89, 86, 84, 40].into_iter().map(|days| (format!("d{days}"), old(days, 0), "user_login")).collect();
    stage.tell(events).await;
    let source = shown(&stage).await.sources[0].source;
    assert_eq!(shown(&stage).await.sources[0].vanishing, None, "nobody knows how long a bucket keeps");
    let request = SetRetention { source, keep_days: None, there_days: Some(90) };
    let told = stage.desk.retention_set(request).await.expect("a good rule").sources.remove(0);
    let vanishing = told.vanishing.expect("it is known now");
    assert_eq!((vanishing.entries, vanishing.missing, vanishing.within_days), (3, None, 7));
    let first = chrono::DateTime::<Utc>::from_timestamp_micros(vanishing.first.expect("one goes")).expect("a moment");
    assert_eq!(first, old(89, 0).date_naive().and_hms_opt(0, 0, 0).expect("midnight").and_utc() + TimeDelta::days(91));
    assert!(now < first);
}
