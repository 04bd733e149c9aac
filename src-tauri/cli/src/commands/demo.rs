//! The sample workspace in the terminal: what a newcomer does first, with stand-in platforms in this process and no account anywhere.

use std::{path::PathBuf, sync::Arc, time::Duration};

use auditdesk_core::{
    api::{
        Desk, Folders, SamplePlatforms, StartSample,
        wire::{
            AddDestination, CheckResult, CredentialInput, Empty, EntryDetail, OpenView, Output, Place, ReadPage,
            RunInfo, Secret, ShowEntry, Sort, SourceConfig, SourceInfo, SourceRef, StartExport, ViewOpened,
            WriteOptions,
        },
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;
use serde::Serialize;

use super::{destination, entries, export, follow, source};
use crate::output;

/// A filter that always finds something in the sample: failed tool calls of the last week.
const FILTER: &str = "operation:tools/call outcome:failure,timeout,denied time:7d";

/// Rows completed by the stand-in's late responses are looked at again after five seconds at the earliest.
const PATIENCE: Duration = Duration::from_secs(6);

/// What the demo did, for programs.
#[derive(Serialize)]
struct Summary {
    source: SourceInfo,
    sources: Vec<SourceInfo>,
    pending_at_first: u64,
    pending_now: u64,
    filter: &'static str,
    matches: u64,
    entry: EntryDetail,
    test: CheckResult,
    run: RunInfo,
}

/// Starts the sample workspace's platforms in this process.
pub fn sample_platform() -> StartSample {
    Arc::new(|folder| {
        Box::pin(async move {
            let sample = auditdesk_standin::sample(&folder).await?;
            let podwarden = &sample.podwarden;
            Ok(SamplePlatforms {
                obot: (sample.obot.url(), Secret::new(sample.obot.api_key())),
                podwarden: (podwarden.url(), Secret::new(podwarden.token()), podwarden.token_name().to_owned()),
                airbyte: sample.airbyte.clone(),
                airkit: sample.airkit.clone(),
                running: Box::new(sample),
            })
        })
    })
}

/// Runs the demo and prints a summary.
pub async fn run(out: Option<PathBuf>, json: bool) -> Result<()> {
    let out = std::path::absolute(out.unwrap_or_else(|| PathBuf::from("auditdesk-demo"))).map_err(|error| {
        Error::new(ErrorCode::WrongUse, format!("The folder for the export is not a path: {error}."))
    })?;
    std::fs::create_dir_all(&out).map_err(|error| {
        Error::new(ErrorCode::Io, format!("The folder {} for the export cannot be made: {error}.", out.display()))
    })?;
    let scratch = scratch_folder()?;
    let desk = Desk::new(Folders::at(scratch.clone()), sample_platform());
    let result = steps(&desk, out, json).await;
    desk.drain().await;
    drop(desk);
    // The sample workspace is synthetic and its key is gone with this process: nothing of value is deleted.
    if let Err(error) = std::fs::remove_dir_all(&scratch) {
        output::remark(format!("The scratch folder {} could not be removed: {error}.", scratch.display()));
    }
    result
}

fn scratch_folder() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("auditdesk-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| {
        Error::new(ErrorCode::Io, format!("The scratch folder {} cannot be made: {error}.", folder.display()))
    })?;
    Ok(folder)
}

async fn steps(desk: &Desk, out: PathBuf, json: bool) -> Result<()> {
    let heading = |text: &str| {
        if !json {
            output::line(format!("\n── {text}"));
        }
    };
    heading("Sync stand-ins of four platforms: Obot, PodWarden, Airbyte, Airkit");
    desk.sample_open(Empty {}).await?;
    let sources = sync(desk).await?;
    if !json {
        source::list(&sources, false);
    }
    let first = gateway(&sources)?;
    let view = desk.view_open(OpenView { filter: String::new(), sort: Sort::default(), zone: "UTC".into() }).await?;
    if !json {
        output::line(format!(
            "{} entries of {}, {} of them pending (no response yet)",
            first.entries, first.name, first.pending
        ));
    }
    tokio::time::sleep(PATIENCE).await;
    let sources = sync(desk).await?;
    let second = gateway(&sources)?;
    if !json {
        let settled = second.last_sync.as_ref().map_or(0, |sync| sync.settled);
        output::line(format!(
            "{settled} more settled, {} still pending, {} entries now",
            second.pending, second.entries
        ));
    }

    heading(&format!("Filter: {FILTER}"));
    let matches = open(desk).await?;
    let rows = desk.view_page(ReadPage { view: matches.progress.view, offset: 0, limit: 8 }).await?.rows;
    if !json {
        entries::print_rows(&rows, UTC);
        output::line(format!("{} of {} entries match", matches.progress.count, matches.total.max(view.total)));
    }

    heading("Inspect the newest of them");
    let newest = rows.first().ok_or_else(|| Error::new(ErrorCode::Internal, "The sample holds no failed call."))?;
    let entry = desk.entry_show(ShowEntry { key: newest.key.clone() }).await?;
    if !json {
        entries::print_detail(&entry);
    }

    heading("Test a destination");
    let request = AddDestination {
        name: "Demo folder".into(),
        place: Place::Folder { path: out.display().to_string() },
        credential: CredentialInput::None,
        expires: None,
        prefix: String::new(),
        options: WriteOptions::default(),
    };
    let destination = desk.destination_add(request).await?;
    let test = destination::test(desk, &destination, false, json).await?;
    if !json {
        output::check_result(&test, ErrorCode::StorageUnreachable, false)?;
    }

    heading("Export the filter");
    let request = StartExport {
        name: "demo".into(),
        filter: FILTER.into(),
        zone: "UTC".into(),
        destination: destination.id,
        output: Output { payload: true, ..Output::default() },
        allow_empty: false,
    };
    let run = export::finish(desk, request).await?;
    if let Some(error) = &run.error {
        return Err(Error::new(error.code, error.message.clone()));
    }
    if json {
        output::json(&Summary {
            pending_at_first: first.pending,
            pending_now: second.pending,
            source: second.clone(),
            sources,
            filter: FILTER,
            matches: matches.progress.count,
            entry,
            test,
            run,
        });
    } else {
        export::print_run(&run);
    }
    Ok(())
}

async fn open(desk: &Desk) -> Result<ViewOpened> {
    desk.view_open(OpenView { filter: FILTER.into(), sort: Sort::default(), zone: "UTC".into() }).await
}

/// Syncs the sample's one source; a sync that the opening of the sample started is waited for.
async fn sync(desk: &Desk) -> Result<Vec<SourceInfo>> {
    for sample in desk.source_list(Empty {}).await? {
        let job = match sample.job {
            Some(job) => job,
            None => desk.source_sync(SourceRef { id: sample.id }).await?.id,
        };
        follow::ended_well(follow::follow(desk, job).await?)?;
    }
    desk.source_list(Empty {}).await
}

/// The gateway, whose calls are still completed while the demo runs.
fn gateway(sources: &[SourceInfo]) -> Result<&SourceInfo> {
    let found = sources.iter().find(|source| matches!(source.config, SourceConfig::Obot { .. }));
    found.ok_or_else(|| Error::new(ErrorCode::Internal, "The sample workspace has no Obot server."))
}
