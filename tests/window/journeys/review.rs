//! Connect a server, sync, filter, inspect.

use auditdesk_window_tests::{Result, Stage};
use fantoccini::key::Key;

use super::steps;

/// What says of itself that it failed has a response to look at, on whatever day the server's history ends.
const TOOL_ERRORS: &str = "operation:tools/call tool_error:yes";

/// Whether an entry of the server is one that [`TOOL_ERRORS`] finds.
fn is_tool_error(detail: &serde_json::Value) -> bool {
    let body = &detail["details"]["response"]["body"];
    let tells = body["error"].is_object() || body["isError"] == true || body["result"]["isError"] == true;
    detail["action"]["operation"] == "tools/call" && tells
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_server_is_connected_synced_filtered_and_inspected() -> Result {
    connected_and_inspected(&Stage::new()?).await
}

/// The whole of it on a machine, with or without a pointer.
pub async fn connected_and_inspected(stage: &Stage) -> Result {
    let server = steps::server(6_000).await?;
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    steps::fill_source(&window, &server).await?;
    window.press("Test connection").await?;
    window.see("//*[@aria-label='Connection test'][@aria-busy='false']//*[@role='status']").await?;
    let tested = window.text("//*[@aria-label='Connection test']").await?;
    assert!(tested.contains("Auditor"), "the test tells which role the key has: {tested}");
    window.shot("source-tested").await?;
    window.press("Add and sync").await?;
    steps::synced(&window, 6_000).await?;
    window.shot("source-synced").await?;

    window.press("Review").await?;
    steps::rows(&window).await?;
    let expected = steps::count(&server, |truth| is_tool_error(&truth.detail));
    assert!(expected > 0, "the stand-in's history has tool errors, or the journey shows nothing");
    steps::filter(&window, TOOL_ERRORS, expected).await?;
    steps::rows(&window).await?;
    window.see_part("Timeline").await?;

    // Enter in the query bar gave the keyboard to the grid.
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    window.see("//aside[@aria-label='Inspector']//h2[contains(normalize-space(.), 'tools/call')]").await?;
    for tab in ["Request", "Response"] {
        window.press(tab).await?;
        window.see(&format!("//aside[@aria-label='Inspector']//section[@aria-label='{tab}']//*[contains(@class, 'readable-text') or @role='treeitem'][normalize-space(.)!='']")).await?;
        window.shot(&format!("inspector-{}", tab.to_lowercase())).await?;
    }
    window.close().await?;
    Ok(())
}
