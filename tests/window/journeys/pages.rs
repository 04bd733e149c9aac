//! How the pages look: both themes, small and large.

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;

use super::{schedules, steps};

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn pages_fit_every_size_in_both_themes() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    window.press("Open the inspector").await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    steps::fill_folder(&window, "Evidence", &stage.exports()).await?;
    window.press("Add").await?;
    schedules::new_schedule(&window, "evidence-of-the-week").await?;
    window.press("Add schedule").await?;
    schedules::committed(&window, 1).await?;
    window.press("All exports").await?;
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        let theme = theme.to_lowercase();
        window.until(&format!("return document.documentElement.dataset.theme === '{theme}'"), "the theme").await?;
        for (width, height) in [(1280, 800), (1440, 900), (1920, 1080)] {
            window.size(width, height).await?;
            for (key, page) in [('1', "Review"), ('2', "Usage"), ('4', "Sources"), ('5', "Exports"), ('6', "Settings")]
            {
                window.chord(&[Key::Control], key).await?;
                window.see(&format!("//main[@aria-label='{page}']")).await?;
                if page == "Review" {
                    steps::rows(&window).await?;
                    window.see("//aside[@aria-label='Inspector']//h2").await?;
                }
                if page == "Usage" {
                    window.see("//section[@aria-label='Tools']//*[@role='row'][2]").await?;
                }
                fits(&window, &format!("{}-{theme}-{width}", page.to_lowercase())).await?;
            }
            window.press("Exports").await?;
            window.click("//*[@role='rowheader'][contains(normalize-space(.), 'evidence-of-the-week')]").await?;
            for part in ["Overview", "Runs", "Coverage"] {
                window.press(part).await?;
                match part {
                    "Runs" => {
                        window
                            .click("//*[@role='row'][.//*[normalize-space(text())='Done']]//*[@role='rowheader']")
                            .await?;
                        window.see("//section[@aria-label='Run evidence-of-the-week']//ol/li").await?;
                    }
                    "Coverage" => drop(window.see("//*[@role='gridcell'][@data-state]").await?),
                    _ => {}
                }
                fits(&window, &format!("schedule-{}-{theme}-{width}", part.to_lowercase())).await?;
            }
            window.press("All exports").await?;
        }
    }
    window.close().await?;
    Ok(())
}

/// Nothing scrolls the window itself. Keeps a picture.
async fn fits(window: &Window, name: &str) -> Result {
    let fits = window.script("return document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight").await?;
    assert_eq!(fits, true, "{name} fits: nothing scrolls the window itself");
    window.shot(name).await
}
