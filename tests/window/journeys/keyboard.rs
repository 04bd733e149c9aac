//! The pages without a pointer.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::steps;

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
