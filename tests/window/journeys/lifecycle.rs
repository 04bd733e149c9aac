//! Closing in the middle of work, and starting twice.

use auditdesk_window_tests::{Result, Stage};

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn closing_during_a_sync_ends_cleanly_and_the_next_sync_completes_it() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(6_000).await?);
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    steps::fill_source(&window, &server).await?;
    window.press("Add and sync").await?;
    window.see("//*[@aria-label='Production']//*[normalize-space(text())='Syncing']").await?;
    assert_eq!(window.close().await?, 0, "closing the window while a sync runs is a normal end");

    let window = stage.open().await?;
    window.press("Sources").await?;
    window.press("Sync now").await?;
    steps::synced(&window, 6_000).await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_second_start_leaves_the_first_window_in_charge() -> Result {
    let stage = Stage::new()?;
    let window = stage.open().await?;
    window.see_text("Look around first").await?;
    let second = stage.start_again().await?;
    assert!(second.success(), "the second start hands over to the first and ends normally: {second}");
    window.press("Open sample workspace").await?;
    steps::rows(&window).await?;
    window.close().await?;
    Ok(())
}
