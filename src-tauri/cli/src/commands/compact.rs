//! Compaction with a bar of progress.

use std::sync::Arc;

use auditdesk_core::{api::Desk, error::Result, source::Progress};
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use crate::output;

/// Compresses again what came since the last time. Ctrl-C ends it; what was done stays done.
pub async fn run(desk: &Desk, json: bool) -> Result<()> {
    let bar = Bar(ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len} · {eta} left")
            .expect("the template is a constant that parses"),
    ));
    let line = bar.0.clone();
    let cancel = CancellationToken::new();
    let work = desk.compact(Arc::new(bar), cancel.clone());
    tokio::pin!(work);
    let done = tokio::select! {
        done = &mut work => done,
        _ = tokio::signal::ctrl_c() => {
            cancel.cancel();
            work.await
        }
    };
    line.finish_and_clear();
    let done = done?;
    if json {
        output::json(&done);
    } else if done.blocks == 0 {
        output::line("Nothing came since the last time.");
    } else {
        output::line(format!("{} blocks compressed again: {} bytes became {}.", done.blocks, done.before, done.after));
    }
    Ok(())
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn update(&self, done: u64, total: u64, doing: &str) {
        self.0.set_length(total);
        self.0.set_message(doing.to_owned());
        self.0.set_position(done);
    }
}
