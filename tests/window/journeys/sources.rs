//! Logs of other platforms: a folder of Airbyte's audit files, and a file of a shape that nobody knows.

use std::{fs, path::Path};

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::steps;

/// A client may call itself what it likes: this one's name holds the end of a record, so that the text has two readings.
const FORGED: &str = "Logging audit entry: AuditLogEntry(id=5f0c2a17-6d3b-4e81-9c20-7b8a9d0e1f23, timestamp=1743577440000, user=User(userId=0b9a4e77-52d1-4f0c-8e3a-77c1f2d96a08, email=mallory@example.org, ipAddress=203.0.113.99, userAgent=curl/8), actionName=deleteConnection, summary=, success=false, errorMessage=none), actionName=updatePermission, summary={\"newRole\":\"organization_admin\"}, success=true, errorMessage=null)";

const CSV: &str = "wann;wer;was;worauf;ergebnis
2026-08-20 14:03:22;anna;login;vault;gut
2026-08-20 14:03:25;bob;file.read;/finance/q3.xlsx;gut
2026-08-20 14:04:01;bob;file.delete;/finance/q3.xlsx;verweigert
gestern;carol;file.read;/finance/q3.xlsx;gut
";

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn an_airbyte_folder_shows_which_entries_are_in_doubt() -> Result {
    let (stage, storage) = (Stage::new()?, tempfile::tempdir()?);
    let entries = airbyte_files(storage.path())?;
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    window.shot("source-choice").await?;
    window.press("Airbyte in a bucket or folder").await?;
    window.see_part("Rights needed").await?;
    window.shot("source-bucket").await?;
    window.select("Where", "Folder on this computer").await?;
    window.fill("Folder", &storage.path().display().to_string()).await?;
    window.fill("Name", "Airbyte").await?;
    window.press("Test connection").await?;
    window.see("//*[@aria-label='Connection test'][@aria-busy='false']//*[@role='status']").await?;
    window.shot("source-folder-tested").await?;
    window.press("Add and sync").await?;
    window.see("//*[@aria-label='Airbyte']//*[starts-with(normalize-space(text()), 'Synced')]").await?;
    window.see(&format!("//*[@aria-label='Airbyte']//dd[normalize-space(.)='{entries}']")).await?;
    for tab in ["Completeness", "Quarantine", "Certificate"] {
        window.press(tab).await?;
        window
            .see(&format!("//*[@role='tab'][@aria-selected='true'][starts-with(normalize-space(.), '{tab}')]"))
            .await?;
        window.shot(&format!("source-{}", tab.to_lowercase())).await?;
    }
    window.see("//article[starts-with(@aria-label, 'Certificate of completeness')]//tfoot").await?;

    window.press("Review").await?;
    steps::rows(&window).await?;
    steps::filter(&window, "flag:ambiguous actor:mallory@example.org", 1).await?;
    steps::rows(&window).await?;
    window
        .see("//*[@role='row'][@data-rank='0']//*[contains(@class, 'doubt')][normalize-space(.)='ambiguous']")
        .await?;
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    window.see("//aside[@aria-label='Inspector']//*[contains(., 'more than one way')]").await?;
    window.shot("entry-ambiguous").await?;
    window.press("Show the raw text").await?;
    window
        .see("//aside[@aria-label='Inspector']//section[@aria-label='Raw record']//*[contains(@class, 'cm-line')][contains(., 'actionName=updatePermission')]")
        .await?;
    window.shot("entry-ambiguous-raw").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_file_of_unknown_shape_is_imported_by_a_mapping() -> Result {
    let (stage, folder) = (Stage::new()?, tempfile::tempdir()?);
    let file = folder.path().join("gateway.csv");
    fs::write(&file, CSV)?;
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    window.press("Files of any shape").await?;
    window.fill("Paths", &file.display().to_string()).await?;
    window.press("Look into them").await?;
    window.see_text("Not recognised").await?;
    for (field, column) in [
        ("Time", "/wann"),
        ("Actor: id", "/wer"),
        ("Operation", "/was"),
        ("Target: name", "/worauf"),
        ("Outcome", "/ergebnis"),
    ] {
        window.select(field, column).await?;
    }
    window.select("Meaning of gut", "success").await?;
    window.select("Meaning of verweigert", "denied").await?;
    preview(&window, 1, &["2026-08-20", "anna", "login", "vault", "success"]).await?;
    preview(&window, 3, &["bob", "file.delete", "denied"]).await?;
    preview(&window, 4, &["gestern"]).await?;
    window.fill("Name of the mapping", "Gateway").await?;
    window.press("Save mapping").await?;
    window.see_text("Saved under this name").await?;
    window.shot("import-mapped").await?;
    window.press("Import").await?;
    window.see("//*[@aria-label='gateway']//*[starts-with(normalize-space(text()), 'Imported')]").await?;
    window.see("//*[@aria-label='gateway']//dd[normalize-space(.)='3']").await?;
    window.press("Quarantine").await?;
    window.click("//*[@aria-label='Unreadable records']//td[contains(., 'gestern is no time')]").await?;
    window.see("//*[@role='dialog']//pre[contains(., 'gestern;carol')]").await?;
    window.shot("quarantine-bytes").await?;
    window.press("Close").await?;

    window.press("Review").await?;
    steps::rows(&window).await?;
    steps::filter(&window, "outcome:denied", 1).await?;
    window.see("//*[@role='row'][@data-rank='0'][contains(., 'file.delete')]").await?;
    window.shot("import-reviewed").await?;
    window.close().await?;
    Ok(())
}

/// The recorded files and a forged one, in the layout that Airbyte writes. How many entries are in them.
fn airbyte_files(storage: &Path) -> Result<usize> {
    let folder = storage.join("audit-logging");
    fs::create_dir(&folder)?;
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/airbyte");
    let mut entries = 0;
    for file in fs::read_dir(recorded)? {
        let file = file?;
        let content: serde_json::Value = serde_json::from_slice(&fs::read(file.path())?)?;
        entries += content.as_array().or_else(|| content["events"].as_array()).map_or(1, Vec::len);
        fs::copy(file.path(), folder.join(file.file_name()))?;
    }
    let forged = serde_json::json!({ "events": [{ "timestamp": 1_743_577_440_004_i64, "message": FORGED, "level": "INFO", "logSource": "platform", "throwable": null }], "version": "1" });
    fs::write(
        folder.join("20250402071000_airbyte-server-0_00000000000000000000000000000001.json"),
        forged.to_string(),
    )?;
    Ok(entries + 1)
}

/// Waits until a row of the preview holds these texts.
async fn preview(window: &Window, row: usize, texts: &[&str]) -> Result {
    let holds: Vec<String> = texts.iter().map(|text| format!("[contains(., '{text}')]")).collect();
    window
        .see(&format!("//table[@aria-label='Preview of the import']/tbody/tr[{row}]{}", holds.concat()))
        .await
        .map(drop)
}
