//! No page breaks a rule of WCAG 2.2 AA that axe can check, in either theme.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{hostile, marks, schedules, steps};

/// The button of the saved views; it bears the name of the one that is shown.
const VIEWS: &str = "//button[.//*[@class='views-name']]";

/// What was found where, for all pages at once: one run tells everything that is to be mended.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    async fn look(&mut self, window: &Window, page: &str) -> Result {
        for violation in window.violations().await? {
            let nodes = violation.nodes.join("\n    ");
            self.0.push(format!("{page}: {} ({})\n    {nodes}", violation.id, violation.help));
        }
        Ok(())
    }
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn no_page_breaks_a_rule_of_accessibility() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_500).await?);
    let mut found = Findings::default();
    let window = stage.open().await?;
    window.see_text("Create workspace").await?;
    found.look(&window, "start").await?;
    steps::create_workspace(&window).await?;
    found.look(&window, "add a source").await?;
    steps::fill_source(&window, &server).await?;
    window.press("Add and sync").await?;
    steps::synced(&window, steps::count(&server, |_| true)).await?;
    steps::fill_folder(&window, "Evidence", &stage.exports()).await?;
    found.look(&window, "add a destination").await?;
    window.press("Add").await?;
    schedules::new_schedule(&window, "evidence-of-the-week").await?;
    found.look(&window, "new schedule").await?;
    window.press("Add schedule").await?;
    schedules::committed(&window, 1).await?;
    window.press("All exports").await?;
    window.press("Samples").await?;
    found.look(&window, "samples, none yet").await?;
    window.press("Draw a sample").await?;
    window.fill("Name", "October").await?;
    found.look(&window, "draw a sample").await?;
    window.press("Draw").await?;
    window.see_text("0 of 25 reviewed").await?;
    window.size(1280, 800).await?;
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        let theme = theme.to_lowercase();
        window.until(&format!("return document.documentElement.dataset.theme === '{theme}'"), "the theme").await?;
        pages(&window, &theme, &mut found).await?;
        newest(&window, &theme, &mut found).await?;
    }
    window.close().await?;
    assert!(found.0.is_empty(), "{} rules are broken:\n{}", found.0.len(), found.0.join("\n"));
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_payload_within_a_payload_breaks_no_rule() -> Result {
    let (stage, folder) = (Stage::new()?, tempfile::tempdir()?);
    let inner = serde_json::json!({ "rows": [{ "id": 1, "name": "first" }] }).to_string();
    let results = [
        ("inner", serde_json::json!({ "result": { "content": [{ "type": "text", "text": inner }] } }).to_string()),
        ("other", serde_json::json!({ "result": {} }).to_string()),
    ];
    let window = hostile::imported(&stage, folder.path(), &results).await?;
    window.size(1280, 800).await?;
    let mut found = Findings::default();
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        window.press("Review").await?;
        hostile::inspect(&window, "inner").await?;
        for layout in ["Readable", "As received", "Tree"] {
            hostile::layout(&window, layout).await?;
            found.look(&window, &format!("payload, {layout}, {theme}")).await?;
        }
        window.click("//section[@aria-label='Response']//button[normalize-space(.)='Open JSON']").await?;
        window.see("//section[@aria-label='Response']//*[@role='treeitem'][contains(., 'first')]").await?;
        found.look(&window, &format!("payload within, {theme}")).await?;
        window.shot(&format!("payload-within-{}", theme.to_lowercase())).await?;
        window.press("Back").await?;
    }
    window.close().await?;
    assert!(found.0.is_empty(), "{} rules are broken:\n{}", found.0.len(), found.0.join("\n"));
    Ok(())
}

async fn pages(window: &Window, theme: &str, found: &mut Findings) -> Result {
    for (key, page) in
        [('1', "Review"), ('2', "Usage"), ('3', "Samples"), ('4', "Sources"), ('5', "Exports"), ('6', "Settings")]
    {
        window.chord(&[Key::Control], key).await?;
        window.see(&format!("//main[@aria-label='{page}']")).await?;
        match page {
            "Review" => steps::rows(window).await?,
            "Usage" => drop(window.see("//section[@aria-label='Tools']//*[@role='row'][2]").await?),
            _ => {}
        }
        found.look(window, &format!("{page}, {theme}")).await?;
    }
    window.chord(&[Key::Control], '3').await?;
    window.press("Sheet").await?;
    window.see("//*[@role='dialog']//article").await?;
    found.look(window, &format!("sheet, {theme}")).await?;
    window.press("Close").await?;
    window.chord(&[Key::Control], '1').await?;
    steps::filter_any(window, "operation:tools/call").await?;
    steps::to_grid(window).await?;
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    for tab in ["Summary", "Request", "Response", "Headers", "Trace", "Raw"] {
        window.press(tab).await?;
        window.see(&format!("//aside[@aria-label='Inspector']//*[@role='tab'][@aria-selected='true'][starts-with(normalize-space(.), '{tab}')]")).await?;
        found.look(window, &format!("inspector, {tab}, {theme}")).await?;
    }
    window.chord(&[Key::Control], 'k').await?;
    window.see("//*[@role='dialog']//input").await?;
    found.look(window, &format!("palette, {theme}")).await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await?;
    steps::to_grid(window).await?;
    window.keys("?").await?;
    window.see("//*[@role='dialog']").await?;
    found.look(window, &format!("keyboard, {theme}")).await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await?;
    window.click(VIEWS).await?;
    window.press("Manage…").await?;
    found.look(window, &format!("saved views, {theme}")).await?;
    window.press("Close").await?;
    window.chord(&[Key::Control], '5').await?;
    window.click("//*[@role='rowheader'][contains(normalize-space(.), 'evidence-of-the-week')]").await?;
    for part in ["Overview", "Runs", "Coverage"] {
        window.press(part).await?;
        found.look(window, &format!("schedule, {part}, {theme}")).await?;
    }
    window.press("All exports").await?;
    window.chord(&[Key::Control], '4').await?;
    for tab in ["Overview", "Completeness", "Quarantine", "Certificate"] {
        window.press(tab).await?;
        found.look(window, &format!("source, {tab}, {theme}")).await?;
    }
    Ok(())
}

/// Retention with its dialogs, the comparison of periods, saved views, what is said of an entry, a payload in a payload, replay and comparison.
async fn newest(window: &Window, theme: &str, found: &mut Findings) -> Result {
    window.press("Settings").await?;
    window.click("//button[starts-with(@aria-label, 'Change Production')]").await?;
    window.see("//*[@role='dialog']//*[normalize-space(.)='Kept here']").await?;
    found.look(window, &format!("how long to keep, {theme}")).await?;
    window.choose("For a number of days").await?;
    window.fill("Days here", "10").await?;
    window.press("Save").await?;
    window.see_gone("//*[@role='dialog']").await?;
    window.press("Remove now…").await?;
    window.see("//*[@role='alertdialog']//li").await?;
    found.look(window, &format!("removal, {theme}")).await?;
    window.press("Keep them").await?;
    window.press("Place a hold…").await?;
    window.see("//*[@role='dialog']//input").await?;
    found.look(window, &format!("legal hold, {theme}")).await?;
    window.fill("Name", &format!("Case {theme}")).await?;
    window.fill("Reason", "Litigation").await?;
    window.press("Place the hold").await?;
    window.see_gone("//*[@role='dialog']").await?;
    found.look(window, &format!("retention, {theme}")).await?;
    // Or nothing would be there to remove under the other theme.
    window.press("Lift…").await?;
    window.see("//*[@role='alertdialog']//input").await?;
    found.look(window, &format!("lift a hold, {theme}")).await?;
    window.fill("Reason", "Settled").await?;
    window.press("Lift the hold").await?;
    window.see_gone("//*[@role='alertdialog']").await?;

    window.chord(&[Key::Control], '2').await?;
    window.press("All time").await?;
    window.see("//*[@role='dialog'][@aria-label='Span of time']//button").await?;
    found.look(window, &format!("span of time, {theme}")).await?;
    window.press("Last 7 days").await?;
    window.see("//section[@aria-label='Tools']//*[@role='columnheader'][@data-key='change']").await?;
    found.look(window, &format!("usage compared, {theme}")).await?;
    window.press("Clear the filter").await?;

    window.chord(&[Key::Control], '1').await?;
    window.click(VIEWS).await?;
    window.see("//*[@role='dialog'][@aria-label='Saved views']").await?;
    found.look(window, &format!("views, {theme}")).await?;
    window.press("Save this view…").await?;
    window.fill("Name", &format!("Calls {theme}")).await?;
    found.look(window, &format!("save a view, {theme}")).await?;
    window.press("Save").await?;
    window.see_gone("//*[@role='dialog']").await?;

    steps::to_grid(window).await?;
    window.key(Key::Home).await?;
    for key in ["v", "j", "v", "3", "a"] {
        window.keys(key).await?;
    }
    // Under the other theme the note is there already.
    if theme == "light" {
        marks::in_note(window).await?;
        window.keys("Asked **Bob**").await?;
        window.press("Save note").await?;
    }
    window.see("//*[contains(@class, 'note-text')]//strong").await?;
    found.look(window, &format!("note, {theme}")).await?;
    steps::to_grid(window).await?;
    window.keys("s").await?;
    window.see("//main[@aria-label='Replay']//aside[@aria-label='Inspector']//h2").await?;
    found.look(window, &format!("replay, {theme}")).await?;
    window.key(Key::Escape).await?;
    window.press("Compare (Shift+V)").await?;
    window.see("//main[@aria-label='Compare']//table//td[contains(@class, 'different')]").await?;
    found.look(window, &format!("compare, {theme}")).await?;
    window.key(Key::Escape).await?;
    window.press("Compare nothing").await
}
