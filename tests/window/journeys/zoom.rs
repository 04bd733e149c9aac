//! At 200 %, where a small window has 640 by 400 CSS pixels, every page can still be used, and the size stays for the next start.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{schedules, steps};

/// From 100 % to 200 %.
const STEPS: usize = 5;

/// What was found where, for all pages at once: one run tells everything that is to be mended.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    async fn look(&mut self, window: &Window, page: &str) -> Result {
        for trouble in window.out_of_reach().await? {
            self.0.push(format!("{page}: {trouble}"));
        }
        window.shot(&format!("zoom-{}", page.replace([' ', ','], "-"))).await
    }
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn every_page_can_be_used_at_200_per_cent() -> Result {
    let (stage, server) = (Stage::without_pointer()?, steps::server(1_500).await?);
    let mut found = Findings::default();
    let window = stage.open().await?;
    window.see_text("Look around first").await?;
    window.size(1280, 800).await?;
    for _ in 0..STEPS {
        window.chord(&[Key::Control], '+').await?;
    }
    window.until("return innerWidth === 640 && innerHeight === 400", "200 %").await?;
    found.look(&window, "start").await?;
    steps::create_workspace(&window).await?;
    found.look(&window, "sources to choose from").await?;
    steps::fill_source(&window, &server).await?;
    found.look(&window, "add a source").await?;
    window.press("Add and sync").await?;
    steps::synced(&window, steps::count(&server, |_| true)).await?;
    steps::fill_folder(&window, "Evidence", &stage.exports()).await?;
    found.look(&window, "add a destination").await?;
    window.press("Add").await?;
    schedules::new_schedule(&window, "evidence-of-the-week").await?;
    found.look(&window, "new schedule").await?;
    window.press("Add schedule").await?;
    schedules::committed(&window, 1).await?;
    for part in ["Runs", "Coverage", "Overview"] {
        window.press(part).await?;
        found.look(&window, &format!("schedule, {part}")).await?;
    }
    window.press("All exports").await?;
    for (key, page) in
        [('1', "Review"), ('2', "Usage"), ('3', "Samples"), ('4', "Sources"), ('5', "Exports"), ('6', "Settings")]
    {
        window.chord(&[Key::Control], key).await?;
        window.see(&format!("//main[@aria-label='{page}']")).await?;
        match page {
            "Review" => steps::rows(&window).await?,
            "Usage" => drop(window.see("//section[@aria-label='Tools']//*[@role='row'][2]").await?),
            _ => {}
        }
        found.look(&window, page).await?;
    }
    review(&window, &mut found).await?;

    // The size is this computer's, and there again at the next start.
    window.close().await?;
    let window = stage.open().await?;
    steps::rows(&window).await?;
    window.until("return innerWidth === 640 && innerHeight === 400", "200 % again").await?;
    window.chord(&[Key::Control], '0').await?;
    window.until("return innerWidth === 1280 && innerHeight === 800", "100 %").await?;
    window.close().await?;
    assert!(found.0.is_empty(), "{} things are out of reach:\n{}", found.0.len(), found.0.join("\n"));
    Ok(())
}

async fn review(window: &Window, found: &mut Findings) -> Result {
    window.chord(&[Key::Control], '1').await?;
    steps::rows(window).await?;
    window.press("Show values").await?;
    found.look(window, "values").await?;
    window.press("Hide values").await?;
    steps::to_grid(window).await?;
    window.key(Key::Down).await?;
    window.keys("v").await?;
    window.key(Key::Down).await?;
    window.keys("v").await?;
    window.key(Key::Enter).await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    window.press("Raw").await?;
    found.look(window, "inspector").await?;
    steps::to_grid(window).await?;
    window.keys("s").await?;
    window.see("//main[@aria-label='Replay']//*[@role='option'][@aria-selected='true']").await?;
    found.look(window, "replay").await?;
    window.key(Key::Escape).await?;
    window.press("Compare (Shift+V)").await?;
    window.see("//main[@aria-label='Compare']//table").await?;
    found.look(window, "compare").await?;
    window.chord(&[Key::Control], 'k').await?;
    window.see("//*[@role='dialog']//input").await?;
    found.look(window, "palette").await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await?;
    window.chord(&[Key::Control], '3').await?;
    window.press("Draw a sample").await?;
    found.look(window, "draw a sample").await?;
    window.key(Key::Escape).await?;
    window.see_gone("//*[@role='dialog']").await
}
