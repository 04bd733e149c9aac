//! One-time exports and their runs.

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            Empty, ExportPreview, JobKind, Output, PreviewRedaction, RedactionPreview, RunInfo, RunRef, RunState,
            StartExport,
        },
    },
    error::{Error, ErrorCode, Result},
};
use serde::Serialize;

use super::{destination, estimate, follow};
use crate::output;

/// Entries that a preview of redactions looks at.
const LOOKED_AT: u32 = 200;

/// What the user asked to export.
pub struct Wanted {
    /// The name in the key.
    pub name: String,
    /// The destination's name.
    pub to: String,
    /// The filter's text.
    pub filter: String,
    /// What of each entry, and how.
    pub output: Output,
    /// Write an object even if nothing matches.
    pub allow_empty: bool,
    /// The zone for wall-clock times in the filter.
    pub zone: String,
}

/// What is said instead of exporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// What would be written and taken out.
    Preview,
    /// How much would be written, and how long it would take.
    Estimate,
}

/// Exports, or says what would be exported.
pub async fn run(desk: &Desk, wanted: Wanted, instead: Option<Instead>, json: bool) -> Result<()> {
    super::entries::zone(&wanted.zone)?;
    let destination = destination::find(desk, &wanted.to).await?.id;
    let Wanted { name, filter, output, allow_empty, zone, .. } = wanted;
    let request = StartExport { name, filter, zone, destination, output, allow_empty };
    if instead == Some(Instead::Estimate) {
        estimate::tell(&desk.export_estimate(request).await?, json);
        return Ok(());
    }
    if instead == Some(Instead::Preview) {
        let names: Vec<_> = request.output.redactions.iter().map(|redaction| redaction.name.clone()).collect();
        let redactions = redactions(desk, &request).await?;
        let preview = desk.export_preview(request).await?;
        if json {
            output::json(&Preview { preview, redactions });
        } else {
            output::line(format!("{} entries to {}", preview.rows, preview.key));
            if preview.pending > 0 {
                output::line(format!("{} pending entries are left for a later export", preview.pending));
            }
            if let Some(redactions) = &redactions {
                print_redactions(&names, redactions);
            }
        }
        return Ok(());
    }
    let run = finish(desk, request).await?;
    if json {
        output::json(&run);
    } else {
        print_run(&run);
    }
    match (run.state, run.error) {
        (RunState::Done | RunState::Empty, _) => Ok(()),
        (_, Some(error)) => Err(Error::new(error.code, error.message).with_details(error.details)),
        (RunState::Cancelled, None) => Err(Error::cancelled()),
        (_, None) => Err(Error::new(ErrorCode::Internal, "The run ended without saying why.")),
    }
}

/// What would be written, and taken out.
#[derive(Serialize)]
struct Preview {
    #[serde(flatten)]
    preview: ExportPreview,
    #[serde(skip_serializing_if = "Option::is_none")]
    redactions: Option<RedactionPreview>,
}

/// What the redactions of an export would take out of the newest entries; `None` where it has none.
async fn redactions(desk: &Desk, request: &StartExport) -> Result<Option<RedactionPreview>> {
    if request.output.redactions.is_empty() {
        return Ok(None);
    }
    let (output, filter, zone) = (request.output.clone(), request.filter.clone(), request.zone.clone());
    desk.redaction_preview(PreviewRedaction { output, filter, zone, entries: LOOKED_AT }).await.map(Some)
}

fn print_redactions(names: &[String], found: &RedactionPreview) {
    output::line(format!("Of the newest {} entries would be taken out:", found.entries));
    for (index, (name, count)) in names.iter().zip(&found.counts).enumerate() {
        output::line(format!("{name}: {count}"));
        for example in found.examples.iter().filter(|example| example.redaction as usize == index) {
            output::line(format!("  {} of {}: {:?}", example.field, example.seq, example.before));
            output::line(format!("  becomes {:?}", example.after));
        }
    }
}

/// Starts an export and waits for its end.
pub async fn finish(desk: &Desk, request: StartExport) -> Result<RunInfo> {
    let run = desk.export_start(request).await?;
    let jobs = desk.job_list(Empty {}).await?;
    if let Some(job) = jobs.iter().find(|job| job.kind == JobKind::Export && job.subject == run.id) {
        follow::follow(desk, job.id).await?;
    }
    desk.run_show(RunRef { id: run.id }).await
}

/// Prints a finished run.
pub fn print_run(run: &RunInfo) {
    if run.state == RunState::Empty {
        output::line("Nothing matches: no object was written.");
    }
    for object in &run.objects {
        output::line(format!("key     {}", object.key));
        output::line(format!("at      {}", object.location));
        output::line(format!("rows    {}", object.rows));
        output::line(format!("bytes   {}", object.bytes));
        output::line(format!("sha256  {}", object.sha256));
    }
}
