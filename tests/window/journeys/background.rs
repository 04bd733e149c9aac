//! A program that goes on without its window, and what it tells then.

use std::{fs, path::Path, time::Duration};

use auditdesk_window_tests::{Desktop, Result, Stage, Window};
use serde_json::json;

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn closed_to_the_tray_schedules_go_on_and_a_second_start_shows_the_window() -> Result {
    let desktop = Desktop::start().await?;
    let (stage, server) = (Stage::new()?, steps::server(300).await?);
    let window = steps::open_synced(&stage, &server).await?;
    desktop.see_line("No schedules").await?;
    add_schedule(&window, "evidence", &stage.exports()).await?;
    desktop.see_line("1 schedule on time").await?;

    window.ask_to_close()?;
    window.see_text("Keep schedules running?").await?;
    window.shot("closing-question").await?;
    window.leave_by("Keep running").await?;
    window.see_off_display().await?;
    let written = manifest(&stage.exports()).await?;
    assert!(written.contains("\"rows\":300") || written.contains("\"rows\": 300"), "{written}");

    assert!(stage.start_again().await?.success(), "the second start hands over to the first");
    window.see_on_display().await?;
    // The question was answered.
    window.ask_to_close()?;
    window.see_off_display().await?;
    desktop.choose_line("Open Auditdesk").await?;
    window.see_on_display().await?;
    desktop.choose_line("Pause schedules").await?;
    desktop.see_line("Schedules are paused").await?;
    desktop.choose_line("Quit Auditdesk").await?;
    assert_eq!(window.ended().await?, 0, "quitting from the tray is a normal end");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_schedule_that_fails_is_told_and_so_is_its_recovery() -> Result {
    let desktop = Desktop::start().await?;
    let (stage, server) = (Stage::new()?, steps::server(300).await?);
    let window = steps::open_synced(&stage, &server).await?;
    let schedule = add_schedule(&window, "evidence", &stage.exports()).await?;

    fs::remove_dir(stage.exports())?;
    fs::write(stage.exports(), "not a folder")?;
    window.call("schedule_run", json!({ "id": schedule })).await?;
    let notice = desktop.notice("An export failed").await?;
    assert!(notice.text.starts_with("evidence: "), "{notice:?}");
    desktop.see_line("1 schedule needs a look").await?;

    fs::remove_file(stage.exports())?;
    fs::create_dir(stage.exports())?;
    window.call("schedule_run", json!({ "id": schedule })).await?;
    desktop.notice("Exports work again").await?;
    manifest(&stage.exports()).await?;

    window.ask_to_close()?;
    window.see_text("Keep schedules running?").await?;
    window.leave_by("Quit").await?;
    assert_eq!(window.ended().await?, 0);
    Ok(())
}

/// Adds a schedule that runs every minute, and its destination.
async fn add_schedule(window: &Window, name: &str, folder: &Path) -> Result<u64> {
    let destination = json!({
        "name": "Evidence share",
        "place": { "kind": "folder", "path": folder },
        "credential": { "kind": "none" },
        "options": { "encryption": { "kind": "bucket" }, "storage_class": "", "bytes_per_second": 0 },
    });
    let destination = window.call("destination_add", destination).await?;
    let setup = json!({
        "name": name,
        "filter": "",
        "zone": "Europe/Berlin",
        "destination": destination["id"],
        "output": {},
        "recurrence": { "every": "cron", "expression": "* * * * *" },
        "catch_up": "together",
        "allow_empty": false,
    });
    let schedule = json!({ "setup": setup, "beginning": { "from": "everything" }, "enabled": true });
    let schedule = window.call("schedule_add", schedule).await?;
    Ok(schedule["id"].as_u64().ok_or("a schedule has a number")?)
}

/// Waits for a manifest: up to a minute until the schedule's time, half a minute until it is looked up, and the run.
async fn manifest(folder: &Path) -> Result<String> {
    for _ in 0..240 {
        if let Some(path) = files_below(folder)?.iter().find(|path| path.to_string_lossy().contains("manifest")) {
            return Ok(fs::read_to_string(path)?);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(format!("no manifest came: {:?}", files_below(folder)?).into())
}

fn files_below(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { files.extend(files_below(&entry.path())?) } else { files.push(entry.path()) }
    }
    Ok(files)
}
