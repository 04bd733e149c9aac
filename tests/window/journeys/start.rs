//! The first start and the later ones.

use auditdesk_window_tests::{Result, Stage};

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn first_start_opens_the_sample_workspace() -> Result {
    let stage = Stage::new()?;
    let window = stage.open().await?;
    window.see_text("Look around first").await?;
    window.shot("start").await?;
    window.press("Open sample workspace").await?;
    steps::rows(&window).await?;
    window.see_part("Timeline").await?;
    window.see("//nav[@aria-label='Values']//ul[@aria-label='Outcome']//button").await?;
    window.see("//header[@aria-label='Workspace']//*[contains(normalize-space(.), 'Sync Sample') or contains(normalize-space(.), ' jobs')]").await?;
    window.shot("sample").await?;
    assert_eq!(window.close().await?, 0, "closing the window while the sync runs is a normal end");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_workspace_opens_again_by_the_keyring_locks_and_unlocks() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(600).await?);
    let window = steps::open_synced(&stage, &server).await?;
    assert_eq!(window.close().await?, 0, "closing the window is a normal end");
    server.stop().await;

    let window = stage.open().await?;
    steps::rows(&window).await?;
    window.see("//*[@role='status'][starts-with(normalize-space(.), '600 entries')]").await?;
    window.press("Sources").await?;
    steps::synced(&window, 600).await?;
    window.shot("reopened").await?;
    window.press("Lock workspace").await?;
    window.see_text("Workspace locked").await?;
    window.shot("locked").await?;
    window.press("Unlock").await?;
    steps::synced(&window, 600).await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn without_a_keyring_a_passphrase_protects_the_workspace() -> Result {
    const PASSPHRASE: &str = "four words for this journey";
    let stage = Stage::new()?;
    // A session bus on which nobody offers secrets and nothing can be started.
    let no_bus = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
    let window = stage.open_with(&no_bus).await?;
    window.press("Create workspace…").await?;
    window.see_text("The keyring cannot be used here").await?;
    window.see("//label[contains(normalize-space(.), 'Keyring of this computer')]//input[@disabled]").await?;
    window.fill("Passphrase", PASSPHRASE).await?;
    window.fill("Repeat passphrase", PASSPHRASE).await?;
    window.shot("no-keyring").await?;
    window.press("Create workspace").await?;
    window.see_text("What do the entries come from?").await?;
    assert_eq!(window.close().await?, 0, "closing the window is a normal end");

    let window = stage.open_with(&no_bus).await?;
    window.see_text("Workspace locked").await?;
    window.fill("Passphrase", "not the right words").await?;
    window.press("Unlock").await?;
    window.see("//*[@role='alert' or contains(@class, 'field-error')][normalize-space(.)!='']").await?;
    window.shot("wrong-passphrase").await?;
    window.fill("Passphrase", PASSPHRASE).await?;
    window.press("Unlock").await?;
    window.see_text("Connect a source").await?;
    window.shot("unlocked-empty").await?;
    window.close().await?;
    Ok(())
}
