//! How the pages look: both themes, small and large.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::steps;

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn pages_fit_every_size_in_both_themes() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    window.press("Open the inspector").await?;
    window.see("//aside[@aria-label='Inspector']//h2").await?;
    for theme in ["Light", "Dark"] {
        window.press("Settings").await?;
        window.choose(theme).await?;
        let theme = theme.to_lowercase();
        window.until(&format!("return document.documentElement.dataset.theme === '{theme}'"), "the theme").await?;
        for (width, height) in [(1280, 800), (1440, 900), (1920, 1080)] {
            window.size(width, height).await?;
            for (key, page) in [('1', "Review"), ('2', "Sources"), ('3', "Exports"), ('4', "Settings")] {
                window.chord(&[Key::Control], key).await?;
                window.see(&format!("//main[@aria-label='{page}']")).await?;
                if page == "Review" {
                    steps::rows(&window).await?;
                    window.see("//aside[@aria-label='Inspector']//h2").await?;
                }
                let fits = window.script("return document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight").await?;
                assert_eq!(
                    fits, true,
                    "{page} fits into {width} by {height} in the theme {theme}: nothing scrolls the window itself"
                );
                window.shot(&format!("{}-{theme}-{width}", page.to_lowercase())).await?;
            }
        }
    }
    window.close().await?;
    Ok(())
}
