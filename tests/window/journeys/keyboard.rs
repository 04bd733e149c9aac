//! The pages without a pointer.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::{export, review, steps};

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_server_is_connected_and_inspected_without_a_pointer() -> Result {
    review::connected_and_inspected(&Stage::without_pointer()?).await
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_filter_is_exported_without_a_pointer() -> Result {
    export::exported(&Stage::without_pointer()?).await
}

/// What `pointer.rs` drags: the edge of a column and of the inspector, a span of the timeline; and the order of the columns.
#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn what_the_pointer_drags_is_moved_by_keys() -> Result {
    let (stage, server) = (Stage::without_pointer()?, steps::server(1_500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;

    let heading = "//*[@role='columnheader'][starts-with(normalize-space(.), 'Actor')]";
    let before = window.width(heading).await?;
    window.reach(heading).await?;
    window.chord(&[Key::Shift], Key::Right.into()).await?;
    window.until(&format!("return document.activeElement?.offsetWidth === {}", before + 16), "a wider column").await?;
    window.chord(&[Key::Alt], Key::Right.into()).await?;
    window.see("//*[@role='columnheader'][starts-with(normalize-space(.), 'Actor')][@aria-colindex='4']").await?;
    window
        .until("return document.activeElement?.textContent.startsWith('Actor')", "the focus on the moved column")
        .await?;

    window.press("Open the inspector").await?;
    let inspector = "//aside[@aria-label='Inspector']";
    let before = window.width(inspector).await?;
    window.reach("//*[@role='separator'][@aria-label='Width of the inspector']").await?;
    window.key(Key::Left).await?;
    window.key(Key::Left).await?;
    let wider = window.width(inspector).await?;
    assert!(wider > before, "the inspector grew from {before}: {wider}");
    window.press("Close the inspector").await?;

    // From the newest bar back: the newer part.
    window.reach("//*[@aria-label='Timeline']//canvas").await?;
    window.key(Key::End).await?;
    for _ in 0..20 {
        window.chord(&[Key::Shift], Key::Left.into()).await?;
    }
    window
        .until("return document.activeElement?.ariaValueText?.includes(' entries') === true", "the span in words")
        .await?;
    window.key(Key::Enter).await?;
    window.see("//*[@role='status'][contains(normalize-space(.), ' of 1,500 entries')]").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn everything_is_reached_by_keyboard() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(600).await?);
    let window = steps::open_synced(&stage, &server).await?;
    for (key, page) in [('2', "Usage"), ('5', "Exports"), ('6', "Settings"), ('4', "Sources"), ('1', "Review")] {
        window.chord(&[Key::Control], key).await?;
        window.see(&format!("//main[@aria-label='{page}']")).await?;
    }
    steps::rows(&window).await?;

    window.keys("?").await?;
    window.see("//*[@role='dialog']//h2[normalize-space(.)='Keyboard']").await?;
    window.shot("keys").await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await?;

    window.chord(&[Key::Control], 'l').await?;
    window
        .until("return document.activeElement?.getAttribute('aria-label') === 'Filter'", "the focus in the query bar")
        .await?;
    window.keys("outcome:").await?;
    window.see("//*[contains(@class, 'cm-tooltip-autocomplete')]//li").await?;
    window.shot("completion").await?;
    window.keys("success").await?;
    window.key(Key::Enter).await?;
    window.see("//*[@role='status'][contains(normalize-space(.), ' of 600 entries')]").await?;
    window.until("return document.activeElement?.getAttribute('role') === 'grid'", "the focus in the grid").await?;

    // The first one takes up the first row.
    for key in ["j", "j", "j", "k"] {
        window.keys(key).await?;
    }
    let second = "//*[@role='row'][@aria-selected='true'][@data-rank='1']";
    window.see(second).await?;
    window.key(Key::Enter).await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    window.keys("j").await?;
    window.see("//*[@role='row'][@aria-selected='true'][@data-rank='2']").await?;
    window.shot("keyboard").await?;
    window.key(Key::Escape).await?;
    window.see_gone("//aside[@aria-label='Inspector']").await?;

    window.key(Key::End).await?;
    let last = "return document.querySelector('[role=row][aria-selected=true]')?.ariaRowIndex === document.querySelector('[role=grid]')?.ariaRowCount";
    window.until(last, "the last row").await?;
    window.key(Key::Home).await?;
    window.see("//*[@role='row'][@aria-selected='true'][@data-rank='0']").await?;
    window.close().await?;
    Ok(())
}
