//! What reviewers say of entries, samples and saved views: through the commands, over a real workspace file.

#[path = "../schedules/stage.rs"]
#[allow(dead_code, reason = "the stage of the schedules' suite has more than is needed here")]
mod stage;

mod retention;
mod reveals;
mod samples;
mod statements;
mod views;

use auditdesk_core::api::wire::{EntryRow, OpenView, ReadPage, Sort, WaitView};
use chrono::{DateTime, TimeDelta, Utc};

use stage::Stage;

/// A moment on the stage's day.
pub fn at(minutes: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().expect("a moment");
    first + TimeDelta::minutes(minutes)
}

/// A stage with so many logins, the ids `e0`, `e1`, ….
pub async fn stage(events: i64) -> Stage {
    let mut stage = Stage::new().await;
    let kinds = ["user_login", "app_created", "query_executed"];
    stage.tell((0..events).map(|n| (format!("e{n}"), at(n), kinds[(n % 3) as usize]))).await;
    stage
}

/// The rows of a filter, oldest first.
pub async fn rows(stage: &Stage, filter: &str) -> Vec<EntryRow> {
    let (view, _) = view(stage, filter).await;
    stage.desk.view_page(ReadPage { view, offset: 0, limit: 1000 }).await.expect("the view is kept").rows
}

/// A counted view: its number and how many rows it has.
pub async fn view(stage: &Stage, filter: &str) -> (u64, u64) {
    let sort = Sort { descending: false, ..Sort::default() };
    let request = OpenView { filter: filter.into(), sort, zone: String::new() };
    let opened = stage.desk.view_open(request).await.expect("a good filter");
    let view = opened.progress.view;
    let count = stage.desk.view_wait(WaitView { view, rows: None }).await.expect("it can be counted").count;
    (view, count)
}
