//! Reviewing: a saved view, dispositions, tags and notes by keyboard, a sample worked through, its sheet.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::steps;

const DENIED: &str = "outcome:denied";

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn entries_are_marked_by_keyboard_and_found_by_their_marks() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(3_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    let denied = steps::count(&server, |truth| truth.detail["outcome"]["status"] == "denied");
    steps::filter(&window, DENIED, denied).await?;
    steps::rows(&window).await?;
    window.press("Views").await?;
    window.press("Save this view…").await?;
    window.fill("Name", "Denied").await?;
    window.press("Save").await?;
    window.see_text("Denied saved").await?;

    // Enter in the query bar gave the keyboard to the grid; the dialog gives it back to the button.
    steps::to_grid(&window).await?;
    window.key(Key::Down).await?;
    window.keys("3").await?;
    marked(&window, 0, "Exception").await?;
    window.keys("u").await?;
    window.keys("2").await?;
    marked(&window, 1, "Fine").await?;
    window.keys("#").await?;
    window
        .until("return document.activeElement?.getAttribute('aria-label') === 'Put on a tag'", "the field for a tag")
        .await?;
    window.keys("quarter end").await?;
    window.key(Key::Enter).await?;
    window.see("//*[@aria-label='Tags']//*[normalize-space(text())='quarter end']").await?;
    steps::to_grid(&window).await?;
    window.keys("a").await?;
    window.see("//textarea[@aria-label='Another note']").await?;
    in_note(&window).await?;
    window
        .paste(
            "Another note",
            "Asked **Bob**: <img src=x onerror=alert(1)>\n\n- not on the [list](https://example.com)",
        )
        .await?;
    window.shot("note-written").await?;
    window.press("Save note").await?;
    window.see("//*[contains(@class, 'note-text')]//strong[normalize-space(.)='Bob']").await?;
    let fetched = window.script("return document.querySelectorAll('.note-text img, .note-text a').length").await?;
    assert_eq!(fetched, 0, "nothing in a note is fetched or followed");
    window.shot("marks").await?;

    steps::filter(&window, "disposition:exception", 1).await?;
    steps::filter(&window, "tag:\"quarter end\" note:bob", 1).await?;
    window.press("Views").await?;
    window.click("//button[contains(@class, 'views-item')]").await?;
    steps::shows(&window, denied).await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_sample_is_drawn_worked_through_and_put_on_a_sheet() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(3_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Samples").await?;
    window.see_text("No sample is drawn yet").await?;
    window.shot("samples-empty").await?;
    window.press("Draw a sample").await?;
    window.fill("Name", "October").await?;
    window.fill("Size", "12").await?;
    window.fill("Seed", "q3").await?;
    window.choose("Stratified").await?;
    window.shot("sample-draw").await?;
    window.press("Draw").await?;
    window.see_text("0 of 12 reviewed").await?;
    window.press("Begin").await?;
    steps::shows(&window, 12).await?;
    steps::rows(&window).await?;
    steps::to_grid(&window).await?;
    mark_unmarked(&window, &["2", "2", "3", "2", "4", "2", "2", "1", "2", "2"]).await?;
    window.shot("sample-worked").await?;
    window.press("Samples").await?;
    window.see_text("10 of 12 reviewed").await?;
    window.shot("sample").await?;
    window.press("Sheet").await?;
    window.see("//*[@role='dialog']//article[contains(normalize-space(.), '2 not reviewed')]").await?;
    window.shot("sample-sheet").await?;
    window.close().await?;
    Ok(())
}

/// From one entry without a disposition to the next, giving each the one of a key.
pub async fn mark_unmarked(window: &Window, keys: &[&str]) -> Result {
    for key in keys {
        window.keys("u").await?;
        window.until("return document.querySelectorAll('.grid-row.active').length === 1", "an active row").await?;
        let before = disposed(window).await?;
        window.keys(key).await?;
        window
            .until(
                &format!("return document.querySelectorAll('.grid-row .mark.disposed').length === {}", before + 1),
                "a mark",
            )
            .await?;
    }
    Ok(())
}

async fn disposed(window: &Window) -> Result<u64> {
    let count = window.script("return document.querySelectorAll('.grid-row .mark.disposed').length").await?;
    Ok(count.as_u64().unwrap_or_default())
}

/// Waits until the keyboard is in the field for a note.
pub async fn in_note(window: &Window) -> Result {
    let field = "return document.activeElement?.getAttribute('aria-label') === 'Another note'";
    window.until(field, "the field for a note").await
}

/// Waits until a row has the mark of this disposition.
pub async fn marked(window: &Window, rank: u32, words: &str) -> Result {
    window
        .see(&format!("//*[@data-rank='{rank}']//*[contains(@class, 'disposed')][contains(@title, '{words}')]"))
        .await
        .map(drop)
}
