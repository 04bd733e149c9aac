//! Answers that come late, as on a busy machine: what the user did meanwhile holds.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{marks, steps};

/// Longer than every step that is taken meanwhile.
const LATE: u64 = 3_000;

const IN_BAR: &str = "return document.activeElement?.matches('.query-bar .cm-content') === true";

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_filter_that_is_applied_late_takes_nobody_along() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.chord(&[Key::Control], '1').await?;
    steps::rows(&window).await?;
    window.answer_late("filter_parse", LATE).await?;

    steps::enter_filter(&window, "operation:tools/call").await?;
    window.chord(&[Key::Control], 'l').await?;
    applied(&window, "operation:tools/call").await?;
    assert_eq!(window.script(IN_BAR).await?, true, "who went back to the bar is still there");

    steps::enter_filter(&window, "outcome:success").await?;
    window.keys(" actor_type:user").await?;
    window.see_answered().await?;
    let written = window.text(steps::QUERY_BAR).await?;
    assert_eq!(written, "outcome:success actor_type:user", "who typed on loses nothing");

    // What was typed over a filter does not come back with that filter.
    window.click("(//nav[@aria-label='Values']//ul//button[contains(@class, 'facet-name')])[1]").await?;
    window.see_answered().await?;
    window.script("history.back()").await?;
    applied(&window, "operation:tools/call").await?;
    let calls = steps::count(&server, |truth| truth.detail["action"]["operation"] == "tools/call");
    steps::shows(&window, calls).await?;
    window.see_answered().await?;
    steps::shows(&window, calls).await?;

    steps::enter_filter(&window, "outcome:denied").await?;
    window.chord(&[Key::Control], '2').await?;
    window.see("//main[@aria-label='Usage']").await?;
    window.see_answered().await?;
    window.see("//main[@aria-label='Usage']").await?;
    window.chord(&[Key::Control], '1').await?;
    applied(&window, "outcome:denied").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn what_is_said_late_is_said_of_the_entry_that_was_meant() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.chord(&[Key::Control], '1').await?;
    steps::rows(&window).await?;
    steps::to_grid(&window).await?;
    window.key(Key::Home).await?;
    window.key(Key::Enter).await?;
    window.keys("2").await?;
    window.see("//*[@aria-label='Disposition']//button[@aria-pressed='true'][normalize-space(.)='Fine']").await?;

    // What was said of the first is not what a button says of the second.
    window.answer_late("review_show", LATE).await?;
    let first = window.script(HEAD).await?;
    window.keys("j").await?;
    changed(&window, &first).await?;
    window.press("Fine").await?;
    marks::marked(&window, 1, "Fine").await?;
    marks::marked(&window, 0, "Fine").await?;

    // A note is of the entry on which it was asked for, however late that comes on screen.
    window.answer_late("entry_show", LATE).await?;
    steps::to_grid(&window).await?;
    window.keys("j").await?;
    window.keys("a").await?;
    marks::in_note(&window).await?;
    window.paste("Another note", "Of the third").await?;
    window.press("Save note").await?;
    window.see("//*[@data-rank='2']//*[contains(@class, 'mark')][contains(@title, '1 note')]").await?;
    window.answer_late("entry_show", 0).await?;

    // What was begun and not saved is there again.
    steps::to_grid(&window).await?;
    window.keys("k").await?;
    window.keys("a").await?;
    marks::in_note(&window).await?;
    window.paste("Another note", "Half a thou").await?;
    steps::to_grid(&window).await?;
    let second = window.script(HEAD).await?;
    window.keys("k").await?;
    changed(&window, &second).await?;
    noted(&window, "").await?;
    window.keys("j").await?;
    noted(&window, "Half a thou").await?;

    // Dispositions that are struck before the next entry without one is found are meant for that entry.
    window.answer_late("view_unmarked", LATE / 3).await?;
    steps::to_grid(&window).await?;
    for key in ["u", "3", "u", "2"] {
        window.keys(key).await?;
    }
    marks::marked(&window, 2, "Exception").await?;
    marks::marked(&window, 3, "Fine").await?;
    marks::marked(&window, 1, "Fine").await?;
    window.shot("late").await?;
    window.close().await?;
    Ok(())
}

/// What the inspector says of the entry it shows.
const HEAD: &str = "return document.querySelector('.inspector-head').innerText";

/// Waits until the inspector shows another entry.
async fn changed(window: &Window, before: &serde_json::Value) -> Result {
    window
        .until(&format!("return document.querySelector('.inspector-head').innerText !== {before}"), "the next entry")
        .await
}

/// Waits until this is in the field for a note.
async fn noted(window: &Window, text: &str) -> Result {
    let field = "document.querySelector('[aria-label=\"Another note\"]')?.value ?? ''";
    window.until(&format!("return ({field}) === '{text}'"), "what was begun").await
}

/// Waits until a filter is the one of the page.
async fn applied(window: &Window, text: &str) -> Result {
    window.until(&format!("return decodeURIComponent(location.hash).includes('{text}')"), "the filter").await
}
