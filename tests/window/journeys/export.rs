//! From a filter to a file.

use std::collections::BTreeSet;

use auditdesk_window_tests::{Result, Stage};
use serde_json::Value;

use super::steps;

/// Tool calls that failed in whatever way.
const FAILED_CALLS: &str = "operation:tools/call -outcome:success";

/// Whether an entry of the server is one that [`FAILED_CALLS`] finds.
fn is_failed_call(entry: &Value) -> bool {
    entry["action"]["operation"] == "tools/call" && entry["outcome"]["status"] != "success"
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn an_export_of_the_filter_holds_exactly_its_rows() -> Result {
    exported(&Stage::new()?).await
}

/// The whole of it on a machine, with or without a pointer.
pub async fn exported(stage: &Stage) -> Result {
    let server = steps::server(2_000).await?;
    let window = steps::open_synced(stage, &server).await?;
    let mut expected = BTreeSet::new();
    server.each_truth(|truth| {
        if is_failed_call(&truth.list_item) {
            expected.insert(truth.id.to_string());
        }
    });

    steps::fill_folder(&window, "Evidence share", &stage.exports()).await?;
    window.press("Test connection").await?;
    window.see("//*[@aria-label='Connection test'][@aria-busy='false']//*[@role='status']").await?;
    window.shot("destination-tested").await?;
    window.press("Add").await?;
    window.see("//*[@role='row'][contains(normalize-space(.), 'Evidence share')]").await?;
    assert_eq!(steps::files_below(&stage.exports())?.len(), 0, "the test of a folder leaves nothing behind");

    window.press("Review").await?;
    steps::filter(&window, FAILED_CALLS, expected.len()).await?;
    window.press("Export these").await?;
    window.fill("Name", "failed-calls").await?;
    let rows = steps::figure(expected.len());
    window
        .see(&format!("//aside[.//*[normalize-space(text())='Preview']]//strong[normalize-space(.)='{rows}']"))
        .await?;
    window.see("//aside//*[contains(normalize-space(text()), '/failed-calls-')]").await?;
    window.shot("export-new").await?;
    window.press("Export").await?;
    window.see("//section[@aria-label='Run failed-calls']//*[normalize-space(text())='Done']").await?;
    let run = window.text("//section[@aria-label='Run failed-calls']").await?;
    // The notice of the new destination lies over the page until it goes.
    window.see_gone("//*[@role='alertdialog' or @role='alert'][contains(., 'Evidence share')]").await?;
    window.shot("export-done").await?;

    let files = steps::files_below(&stage.exports())?;
    let [file] = files.as_slice() else { return Err(format!("one object was written, found {files:?}").into()) };
    let written = std::fs::read_to_string(file)?;
    let mut held = BTreeSet::new();
    for line in written.lines() {
        let row: Value = serde_json::from_str(line)?;
        held.insert(row["id"].as_str().ok_or_else(|| format!("a row without id: {line}"))?.to_owned());
    }
    assert_eq!(held, expected, "the file holds the rows of the filter");
    assert_eq!(written.lines().count(), expected.len(), "and each of them once");
    let hash = steps::sha256(written.as_bytes());
    assert!(run.contains(&hash), "the run shows the hash of the file, {hash}: {run}");
    let key = file.strip_prefix(stage.exports())?.display().to_string();
    assert!(run.contains(&key), "the run shows the key, {key}: {run}");
    window.close().await?;
    Ok(())
}
