//! Free text: counted while it is typed, marked in the grid, walked through in the inspector.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::steps;

/// A word that the stand-in writes into payloads only.
const IN_PAYLOADS: &str = "isError";

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_text_is_marked_where_it_is_and_walked_through() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        window.press("Review").await?;
        marked(&window, &theme.to_lowercase()).await?;
    }
    window.close().await?;
    Ok(())
}

async fn marked(window: &Window, theme: &str) -> Result {
    // Answered as it is typed, without Enter.
    window.chord(&[Key::Control], 'l').await?;
    window.keys("tools/call").await?;
    window.see("//*[@role='row'][@data-rank='0']//*[@data-column]//mark[normalize-space(.)='tools/call']").await?;
    window.shot(&format!("search-cells-{theme}")).await?;
    window.key(Key::Escape).await?;
    window.see_gone("//mark").await?;

    window.chord(&[Key::Control], 'l').await?;
    window.keys(IN_PAYLOADS).await?;
    window.key(Key::Enter).await?;
    let first = "//*[@role='row'][@data-rank='0']";
    window.see(&format!("{first}//*[contains(@class, 'match-where')][normalize-space(.)='response']")).await?;
    window.see(&format!("{first}//*[contains(@class, 'match-snippet')]//mark[.='{IN_PAYLOADS}']")).await?;
    window.shot(&format!("search-payload-{theme}")).await?;

    window.until("return document.activeElement?.getAttribute('role') === 'grid'", "the focus in the grid").await?;
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    let inspector = "//aside[@aria-label='Inspector']";
    // The tab with the text comes to the front by itself.
    window
        .see(&format!(
            "{inspector}//*[@role='tab'][@aria-selected='true'][starts-with(normalize-space(.), 'Response')]"
        ))
        .await?;
    window.see(&format!("{inspector}//*[contains(@class, 'found current')][.='{IN_PAYLOADS}']")).await?;
    window.see(&format!("{inspector}//*[@role='status'][starts-with(normalize-space(.), '1 of ')]")).await?;
    window.shot(&format!("search-inspector-{theme}")).await?;
    window.key(Key::Escape).await?;
    window.see_gone(inspector).await?;
    window.press("Clear the filter").await?;
    window.see_gone("//mark").await
}
