//! Usage figures: sorted by keyboard, and from a bar to its entries in Review.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::steps;

/// Puts the keyboard on the first element of a selector.
async fn focus(window: &auditdesk_window_tests::Window, selector: &str) -> Result<String> {
    let script = format!(
        "const found = document.querySelector({selector:?}); found?.scrollIntoView({{ block: 'center' }}); found?.focus(); \
         return found?.getAttribute('aria-label') ?? found?.textContent ?? '';"
    );
    Ok(window.script(&script).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn figures_are_sorted_by_keyboard_and_lead_to_their_entries() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(6_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Usage").await?;
    window.see("//section[@aria-label='Tools']//*[@role='row'][2]").await?;
    for (width, height) in [(1280, 800), (1920, 1080)] {
        window.size(width, height).await?;
        window.shot(&format!("usage-{width}")).await?;
    }
    window.script("document.querySelector('section[aria-label=Servers]').scrollIntoView()").await?;
    window.shot("usage-tables").await?;

    // Down into the headings of a table, and Enter on one of them.
    focus(&window, "section[aria-label=Tools] [role=columnheader][data-key=p99]").await?;
    window.key(Key::Enter).await?;
    let sorted = "//section[@aria-label='Tools']//*[@role='columnheader'][@aria-sort='descending'][contains(., 'p99')]";
    window.see(sorted).await?;
    window.shot("usage-sorted").await?;

    // The first bar of the hours that has calls says how many; Review shows as many.
    let script = "const bars = [...document.querySelectorAll('section[aria-label^=\"Calls over time\"] [data-mark]')]; \
                  const calls = (bar) => Number(/: ([\\d,]+) calls/.exec(bar.getAttribute('aria-label'))[1].replaceAll(',', '')); \
                  const bar = bars.reduce((most, bar) => (calls(bar) > calls(most) ? bar : most)); \
                  bar.scrollIntoView({ block: 'center' }); bar.focus(); return calls(bar);";
    let calls = window.script(script).await?.as_u64().ok_or("the bar says its calls")?;
    window.shot("usage-bar").await?;
    window.key(Key::Enter).await?;
    let count =
        format!("//*[@role='status'][starts-with(normalize-space(.), '{} of ')]", steps::figure(calls as usize));
    window.see(&count).await?;
    window.shot("usage-entries").await?;
    window.close().await?;
    Ok(())
}
