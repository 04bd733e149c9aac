//! What is done with the pointer: scroll, brush, drag.

use auditdesk_window_tests::{Result, Stage};

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn the_pointer_scrolls_brushes_and_resizes() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;

    window.wheel("//*[@role='grid']", 3_000).await?;
    window
        .until("return Number(document.querySelector('[data-rank]')?.dataset.rank) > 50", "rows further down")
        .await?;
    window.until("return document.querySelector('.grid-row.waiting') === null", "the rows' content").await?;
    window.shot("scrolled").await?;
    window.wheel("//*[@role='grid']", -6_000).await?;
    window.see("//*[@role='row'][@data-rank='0']").await?;

    let grip = "//*[@role='columnheader'][starts-with(normalize-space(.), 'Actor')]";
    let before = window.width(grip).await?;
    window.drag(&format!("{grip}/*[@aria-hidden='true' and contains(@class, 'grip')]"), (40, 0)).await?;
    let wider = before + 40;
    window.until(&format!("return [...document.querySelectorAll('[role=columnheader]')].some(it => it.textContent.startsWith('Actor') && Math.round(it.getBoundingClientRect().width) === {wider})"), "the wider column").await?;

    window.press("Open the inspector").await?;
    let inspector = "//aside[@aria-label='Inspector']";
    let before = window.width(inspector).await?;
    window.drag("//*[@role='separator'][@aria-label='Width of the inspector']", (-80, 0)).await?;
    let grown = window.width(inspector).await?;
    assert!((before + 78..=before + 82).contains(&grown), "the inspector grew by 80 pixels from {before}: {grown}");
    window.press("Close the inspector").await?;

    // From the middle of the timeline to the right: the newer half.
    window.drag("//*[@aria-label='Timeline']//canvas", (300, 0)).await?;
    window.see("//*[@role='status'][contains(normalize-space(.), ' of 1,500 entries')]").await?;
    steps::rows(&window).await?;
    window.shot("zoomed").await?;
    window.close().await?;
    Ok(())
}
