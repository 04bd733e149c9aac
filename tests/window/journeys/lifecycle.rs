//! Closing in the middle of work, and starting twice.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn the_window_opens_as_it_was_left() -> Result {
    let (stage, server) = (Stage::without_pointer()?, steps::server(600).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Settings").await?;
    window.choose("Dark").await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    window.size(1180, 760).await?;
    window.place(60, 40).await?;

    window.reach("//*[@role='columnheader'][starts-with(normalize-space(.), 'Actor')]").await?;
    window.chord(&[Key::Shift], Key::Right.into()).await?;
    window.chord(&[Key::Alt], Key::Right.into()).await?;
    window.press("Columns").await?;
    window.choose("Status").await?;
    window.choose("IP address").await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await?;
    window.press("Open the inspector").await?;
    window.reach("//*[@role='separator'][@aria-label='Width of the inspector']").await?;
    window.key(Key::Left).await?;
    window.reach("//*[@role='separator'][@aria-label='Width of the values']").await?;
    window.key(Key::Right).await?;
    window.chord(&[Key::Control], '+').await?;
    window.until("return innerWidth < 1180", "a larger size").await?;
    let left = Look::of(&window).await?;
    window.shot("as-left").await?;
    assert_eq!(window.close().await?, 0);

    let window = stage.open().await?;
    steps::rows(&window).await?;
    window.press("Open the inspector").await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    window.shot("as-found").await?;
    assert_eq!(Look::of(&window).await?, left);
    window.close().await?;
    Ok(())
}

/// What a person sees again, or misses.
#[derive(Debug, PartialEq)]
struct Look {
    place: (i64, i64),
    /// The window in CSS pixels: its size and the size of what it shows.
    room: serde_json::Value,
    theme: serde_json::Value,
    /// Names and widths in their order.
    columns: serde_json::Value,
    /// Widths of the values and of the inspector, as far as a pixel of rounding.
    panes: serde_json::Value,
}

impl Look {
    async fn of(window: &Window) -> Result<Self> {
        Ok(Self {
            place: window.position().await?,
            room: window.script("return [innerWidth, innerHeight]").await?,
            theme: window.script("return document.documentElement.dataset.theme").await?,
            columns: window
                .script("return [...document.querySelectorAll('[role=columnheader][data-column]')].map((it) => it.textContent + ' ' + it.offsetWidth)")
                .await?,
            panes: window
                .script("return [...document.querySelectorAll('.facets, .inspector')].map((it) => Math.round(it.offsetWidth / 4))")
                .await?,
        })
    }
}

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
