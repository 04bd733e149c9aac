//! No page breaks a rule of WCAG 2.2 AA that axe can check, in either theme.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{schedules, steps};

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
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        let theme = theme.to_lowercase();
        window.until(&format!("return document.documentElement.dataset.theme === '{theme}'"), "the theme").await?;
        pages(&window, &theme, &mut found).await?;
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
    window.press("Views").await?;
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
