//! Usage figures: sorted by keyboard, and from a bar to its entries in Review.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::steps;

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
    window.reach("//section[@aria-label='Tools']//*[@role='columnheader'][@data-key='p99']").await?;
    window.key(Key::Enter).await?;
    let sorted = "//section[@aria-label='Tools']//*[@role='columnheader'][@aria-sort='descending'][contains(., 'p99')]";
    window.see(sorted).await?;
    window.shot("usage-sorted").await?;

    // Drawn anew outside of the page, by the rules of the window's content policy.
    window.click("//button[starts-with(@aria-label, 'Copy Calls over time')]").await?;
    window.press("Copy as PNG").await?;
    window.see_text("Copied as PNG.").await?;
    window.see_gone("//*[@role='menu']").await?;

    // The bar with the most calls says how many; Review shows as many.
    let script = "const bars = [...document.querySelectorAll('section[aria-label^=\"Calls over time\"] [data-mark]')]; \
                  const calls = (bar) => Number(/: ([\\d,]+) calls/.exec(bar.getAttribute('aria-label'))[1].replaceAll(',', '')); \
                  const bar = bars.reduce((most, bar) => (calls(bar) > calls(most) ? bar : most)); \
                  return [Number(bar.dataset.mark), calls(bar)];";
    let (mark, calls): (usize, usize) = serde_json::from_value(window.script(script).await?)?;
    window.reach(&format!("//section[starts-with(@aria-label, 'Calls over time')]//*[@data-mark='{mark}']")).await?;
    window.shot("usage-bar").await?;
    window.key(Key::Enter).await?;
    let count = format!("//*[@role='status'][starts-with(normalize-space(.), '{} of ')]", steps::figure(calls));
    window.see(&count).await?;
    window.shot("usage-entries").await?;
    window.close().await?;
    Ok(())
}
