//! A reviewer's day: a saved view, the failures of one tool, two of them compared, a session replayed, ten of a sample marked, its sheet printed.

use std::collections::BTreeMap;

use auditdesk_standin::obot::Server;
use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{marks, steps};

const CALLS: &str = "operation:tools/call";

/// The tool that fails most often, with how often.
fn worst_tool(server: &Server) -> Option<(String, usize)> {
    let mut failures: BTreeMap<String, usize> = BTreeMap::new();
    server.each_truth(|truth| {
        let event = &truth.detail;
        let is_failure = event["action"]["operation"] == "tools/call" && event["outcome"]["status"] == "failure";
        // What local agents report has no session to replay.
        if let Some(tool) = event["target"]["name"].as_str().filter(|_| is_failure && !truth.local_agent) {
            *failures.entry(tool.to_owned()).or_default() += 1;
        }
    });
    failures.into_iter().max_by_key(|(_, count)| *count)
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_day_from_a_saved_view_to_a_printed_sheet() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(3_000).await?);
    let calls = steps::count(&server, |truth| truth.detail["action"]["operation"] == "tools/call");
    let (tool, failures) = worst_tool(&server).ok_or("the stand-in's history has failures")?;
    assert!(failures >= 2, "there are two to compare");
    let window = steps::open_synced(&stage, &server).await?;

    // Yesterday somebody saved a view.
    window.chord(&[Key::Control], '1').await?;
    steps::rows(&window).await?;
    steps::filter(&window, CALLS, calls).await?;
    window.press("Views").await?;
    window.press("Save this view…").await?;
    window.fill("Name", "Calls of the fortnight").await?;
    window.press("Save").await?;
    window.see_text("Calls of the fortnight saved").await?;
    steps::filter_any(&window, "outcome:success").await?;

    // Today it is opened by its name.
    window.chord(&[Key::Control], 'k').await?;
    window.see("//*[@role='dialog']//input").await?;
    window.keys("fortnight").await?;
    window
        .see("//*[@role='dialog']//*[@role='menuitem'][contains(normalize-space(.), 'Calls of the fortnight')]")
        .await?;
    window.shot("day-1-palette").await?;
    window.key(Key::Enter).await?;
    steps::shows(&window, calls).await?;
    window.shot("day-2-view").await?;

    steps::filter(&window, &format!("{CALLS} target:\"{tool}\" outcome:failure session:*"), failures).await?;
    steps::rows(&window).await?;
    steps::to_grid(&window).await?;
    for key in [Key::Down, Key::Down] {
        window.key(key).await?;
        window.keys("v").await?;
    }
    window.shot("day-3-failures").await?;
    window.keys("V").await?;
    window.see("//main[@aria-label='Compare']//*[@role='region'][@aria-label='Differences']").await?;
    window.see("//main[@aria-label='Compare']//section[@aria-label='Request']").await?;
    window.shot("day-4-compare").await?;
    window.key(Key::Escape).await?;
    steps::rows(&window).await?;

    steps::to_grid(&window).await?;
    window.key(Key::Down).await?;
    window.keys("s").await?;
    let story = "//main[@aria-label='Replay']//*[@role='listbox']";
    window.see(&format!("{story}//*[@role='option'][@aria-selected='true'][contains(., '{tool}')]")).await?;
    let chosen = async || {
        window.script("return document.querySelector('.waterfall')?.getAttribute('aria-activedescendant')").await
    };
    let before = chosen().await?;
    window.until("return document.activeElement?.matches('.waterfall') === true", "the waterfall").await?;
    window.key(Key::Home).await?;
    window.see(&format!("{story}//*[@id='replay-0'][@aria-selected='true']")).await?;
    window.see("//aside[@aria-label='Inspector']//h2[contains(normalize-space(.), 'initialize')]").await?;
    assert_ne!(chosen().await?, before, "a session begins before its failure");
    window.shot("day-5-replay").await?;
    window.key(Key::Escape).await?;
    steps::rows(&window).await?;

    // What Review shows is what a sample is drawn from, unless somebody says otherwise.
    steps::filter(&window, CALLS, calls).await?;
    window.chord(&[Key::Control], '3').await?;
    window.press("Draw a sample").await?;
    window.fill("Name", "November").await?;
    window.fill("Size", "12").await?;
    window.fill("Seed", "2026-11").await?;
    window.press("Draw").await?;
    window.see_text("0 of 12 reviewed").await?;
    window.press("Begin").await?;
    steps::shows(&window, 12).await?;
    steps::rows(&window).await?;
    steps::to_grid(&window).await?;
    marks::mark_unmarked(&window, &["2", "2", "3", "2", "2", "4", "2", "2", "1", "2"]).await?;
    window.shot("day-6-sample").await?;
    print_view(&window).await?;

    window.chord(&[Key::Control], '3').await?;
    window.see_text("10 of 12 reviewed").await?;
    window.press("Sheet").await?;
    window.see("//*[@role='dialog']//article[contains(normalize-space(.), '2 not reviewed')]").await?;
    window.shot("day-7-sheet").await?;
    let paper = printed(&window).await?;
    assert!(paper.contains("Sample November") && paper.contains("2026-11"), "the sheet is what is printed: {paper}");
    window.close().await?;
    Ok(())
}

/// Prints what Review shows.
async fn print_view(window: &Window) -> Result {
    window.chord(&[Key::Control], 'p').await?;
    window.see("//*[@role='dialog']//article[@aria-label='Entries on paper']").await?;
    window.shot("day-6-print").await?;
    let paper = printed(window).await?;
    assert!(paper.contains("sample:November") && paper.contains("12 entries of"), "the view is printed: {paper}");
    window.press("Close").await?;
    window.see_gone("//*[@role='dialog']").await
}

/// Presses "Print" and returns what goes to paper. The dialog of the operating system, which nobody would answer here, is left out.
async fn printed(window: &Window) -> Result<String> {
    window
        .script("window.print = () => { window.paper = document.querySelector('.print-only')?.textContent ?? ''; }")
        .await?;
    window.press("Print").await?;
    window.until("return typeof window.paper === 'string'", "the paper").await?;
    let paper = window.script("const { paper } = window; delete window.paper; return paper").await?;
    Ok(paper.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_hidden_payload_is_shown_to_who_says_why() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(300).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.chord(&[Key::Control], '6').await?;
    window.choose("Ask for a reason before a payload is shown").await?;
    window.see_text("Record of looks at payloads: 1 line").await?;
    window.chord(&[Key::Control], '1').await?;
    steps::filter_any(&window, CALLS).await?;
    steps::to_grid(&window).await?;
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    window.press("Request").await?;
    let request = "//aside[@aria-label='Inspector']//section[@aria-label='Request']";
    window.see_text("The payload is hidden").await?;
    window.see_gone(request).await?;
    window.shot("reveal-hidden").await?;
    window.fill("Reason", "Case 4711").await?;
    window.key(Key::Enter).await?;
    window.see(request).await?;
    window.shot("reveal-shown").await?;
    steps::to_grid(&window).await?;
    window.key(Key::Down).await?;
    window.see_text("The payload is hidden").await?;
    window.chord(&[Key::Control], '6').await?;
    window.press("Record of looks at payloads: 2 lines").await?;
    window.see_text("Case 4711").await?;
    window.shot("reveal-record").await?;
    window.close().await?;
    Ok(())
}
