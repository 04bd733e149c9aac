//! Following a job to its end with a progress line on the terminal.

use std::time::Duration;

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, JobInfo, JobRef, JobState},
    },
    error::{Error, ErrorCode, Result},
};
use indicatif::{ProgressBar, ProgressStyle};

/// How often the job is looked at.
const LOOK: Duration = Duration::from_millis(150);

/// Waits until a job has ended; Ctrl-C cancels it and waits for its end.
pub async fn follow(desk: &Desk, job: u64) -> Result<JobInfo> {
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is a constant that parses"));
    let mut interrupted = false;
    loop {
        let now = state(desk, job).await?;
        bar.set_message(describe(&now));
        bar.tick();
        if now.state != JobState::Running {
            bar.finish_and_clear();
            return Ok(now);
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = tokio::signal::ctrl_c(), if !interrupted => {
                interrupted = true;
                desk.job_cancel(JobRef { id: job }).await?;
            }
        }
    }
}

async fn state(desk: &Desk, job: u64) -> Result<JobInfo> {
    let jobs = desk.job_list(Empty {}).await?;
    jobs.into_iter()
        .find(|info| info.id == job)
        .ok_or_else(|| Error::new(ErrorCode::Internal, "The job is not known any more. Run the command again."))
}

fn describe(job: &JobInfo) -> String {
    let mut text = format!("{}: {}", job.title, job.doing);
    if job.total > 0 {
        text += &format!(" · {} of {}", job.done, job.total);
    } else if job.done > 0 {
        text += &format!(" · {}", job.done);
    }
    if job.rate > 0.0 {
        text += &format!(" · {:.0}/s", job.rate);
    }
    if job.byte_rate > 0.0 {
        text += &format!(" · {}/s", crate::output::bytes(job.byte_rate as u64));
    }
    if let Some(seconds) = job.remaining {
        text += &format!(" · {} left", crate::output::seconds(seconds));
    }
    crate::output::safe(&text)
}

/// The error a job ended with, where it did not end well.
pub fn ended_well(job: JobInfo) -> Result<JobInfo> {
    match (job.state, &job.error) {
        (JobState::Done, _) => Ok(job),
        (_, Some(error)) => Err(Error::new(error.code, error.message.clone()).with_details(error.details.clone())),
        (JobState::Cancelled, None) => Err(Error::cancelled()),
        (_, None) => Err(Error::new(ErrorCode::Internal, "The job ended without saying why.")),
    }
}
