//! Runs of exports: what they wrote, what happened in them, whether it is still there.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, ObjectFound, RunEvent, RunRef, VerifiedObject},
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::follow;
use crate::{arguments::RunCommand, output};

/// Carries out a command.
pub async fn run(desk: &Desk, command: Option<RunCommand>, json: bool) -> Result<()> {
    match command {
        None => list(desk, json).await,
        Some(RunCommand::Log { run }) => log(desk, run, json).await,
        Some(RunCommand::Verify { run }) => verify(desk, run, json).await,
    }
}

async fn list(desk: &Desk, json: bool) -> Result<()> {
    let runs = desk.run_list(Empty {}).await?;
    if json {
        output::json(&runs);
        return Ok(());
    }
    let rows = runs.iter().map(|run| {
        let (key, sha256) =
            run.objects.first().map(|object| (object.location.clone(), object.sha256.clone())).unwrap_or_default();
        [
            run.id.to_string(),
            output::moment(run.started, UTC),
            run.name.clone(),
            format!("{:?}", run.state).to_lowercase(),
            run.rows.to_string(),
            run.bytes.to_string(),
            key,
            sha256,
        ]
    });
    output::table(["RUN", "STARTED", "NAME", "STATE", "ROWS", "BYTES", "OBJECT", "SHA-256"], rows, "No runs yet.");
    Ok(())
}

async fn log(desk: &Desk, run: u64, json: bool) -> Result<()> {
    desk.run_show(RunRef { id: run }).await?;
    let lines = desk.run_log(RunRef { id: run }).await?;
    if json {
        output::json(&lines);
        return Ok(());
    }
    let rows = lines.iter().map(|line| [output::moment(line.at, UTC), words(&line.event)]);
    output::table(["AT (UTC)", "WHAT"], rows, "Nothing is on record of this run.");
    Ok(())
}

fn words(event: &RunEvent) -> String {
    match event {
        RunEvent::Decided { range: (from, until) } => format!("decided: ledger {from}..{until}"),
        RunEvent::Attempt { number } => format!("attempt {number}"),
        RunEvent::Written { key, rows, bytes } => format!("written: {key}, {rows} rows, {bytes} bytes"),
        RunEvent::Manifest { key } => format!("manifest: {key}"),
        RunEvent::Failed { message, again: None } => format!("failed: {message}"),
        RunEvent::Failed { message, again: Some(again) } => {
            format!("failed: {message} Tried again at {}.", output::moment(*again, UTC))
        }
        RunEvent::Stopped => "stopped".into(),
        RunEvent::Interrupted => "the program ended during it".into(),
        RunEvent::Ended { state } => format!("{state:?}").to_lowercase(),
        RunEvent::Verified { same, other: 0 } => format!("verified: {same} objects are as they were written"),
        RunEvent::Verified { same, other } => {
            format!("verified: {same} objects are as they were written, {other} are not")
        }
    }
}

/// Exit code 1 where something is not as it was written.
async fn verify(desk: &Desk, run: u64, json: bool) -> Result<()> {
    let job = desk.run_verify(RunRef { id: run }).await?.id;
    follow::ended_well(follow::follow(desk, job).await?)?;
    let verification = desk
        .run_show(RunRef { id: run })
        .await?
        .verification
        .ok_or_else(|| Error::new(ErrorCode::Internal, "What was found is not on record. Verify the run again."))?;
    if json {
        output::json(&verification);
    } else {
        let row = |VerifiedObject { key, verdict, message }: &VerifiedObject| {
            [format!("{verdict:?}").to_lowercase(), key.clone(), message.clone()]
        };
        output::table(["FOUND", "OBJECT", "WHY"], verification.objects.iter().map(row), "Nothing was written.");
    }
    let other = verification.objects.iter().filter(|object| object.verdict != ObjectFound::Same).count();
    if other == 0 {
        return Ok(());
    }
    let message = format!("{other} of {} objects are not as they were written.", verification.objects.len());
    Err(Error::new(ErrorCode::StorageAnswer, message))
}
