//! Payloads made to break whoever looks at them, and very long ones.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;
use serde_json::json;

use super::steps;

/// Levels of nesting.
const DEEP: usize = 100_000;

/// MiB of the long payload, unless `AUDITDESK_PAYLOAD_MIB` says otherwise.
const LONG_MIB: usize = 8;

const RESPONSE: &str = "//aside[@aria-label='Inspector']//section[@aria-label='Response']";

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn hostile_payloads_stay_inert() -> Result {
    let (stage, folder) = (Stage::new()?, tempfile::tempdir()?);
    let asked = Arc::new(AtomicUsize::new(0));
    let bait = bait(Arc::clone(&asked)).await?;
    let html = format!(
        "<script>window.pwned=1</script><img src='{bait}/img' onerror='window.pwned=2'><iframe src='{bait}/frame'></iframe><a href='{bait}/a'>x</a><svg onload='window.pwned=3'>"
    );
    let text = format!(
        "{html}\n=HYPERLINK(\"{bait}\")\n\u{1b}[31mred\u{1b}[0m \u{202e}drowssap\u{202c} zero\u{200b}width\u{7}"
    );
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3IiwiZXhwIjoxNzg3MjMwMDAwfQ.c2ln";
    let odd = format!(
        r#"{{"a":1,"a":1.0e400,"half":"\ud800 \udc00","nan":"{{\"x\":NaN}}","token":"{token}","html":{},"{}":true}}"#,
        json!(html),
        "<b>key</b>"
    );
    let results = [
        ("html", json!({ "result": { "content": [{ "type": "text", "text": text }, { "type": "image", "mimeType": "image/png", "data": "iVBORw0KGgo=" }, { "type": "resource", "resource": { "uri": format!("{bait}/resource"), "mimeType": "text/html", "text": html } }] } }).to_string()),
        ("deep", format!("{}1{}", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("string", json!({ "text": "0123456789abcdef".repeat(10 * 65_536) }).to_string()),
        ("odd", odd),
    ];
    let window = imported(&stage, folder.path(), &results).await?;

    inspect(&window, "html").await?;
    window.see(&format!("{RESPONSE}//*[contains(@class, 'readable-text')][contains(., '⟨202E⟩')]")).await?;
    window.see(&format!("{RESPONSE}//*[contains(@class, 'readable-text')][contains(., '⟨001B⟩')]")).await?;
    window.shot("payload-hostile-readable").await?;
    layout(&window, "Tree").await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., '<script>')]")).await?;
    window.shot("payload-hostile-tree").await?;
    layout(&window, "As received").await?;
    window.see(&format!("{RESPONSE}//*[contains(@class, 'cm-line')]")).await?;
    inert(&window, &asked).await?;

    inspect(&window, "deep").await?;
    layout(&window, "Tree").await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][@aria-level='3']")).await?;
    window.fill("Search in response", "$..[0]").await?;
    window.click(&format!("{RESPONSE}//select/option[.='Path']")).await?;
    window.see(&format!("{RESPONSE}//*[@role='status'][contains(., 'of 100,000')]")).await?;
    window.click(&format!("{RESPONSE}//button[@aria-label='Previous']")).await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., 'level 100,000')]")).await?;
    window.shot("payload-deep").await?;

    inspect(&window, "string").await?;
    layout(&window, "Tree").await?;
    window
        .click(&format!(
            "{RESPONSE}//*[@role='treeitem']//button[normalize-space(.)='Open as text' or normalize-space(.)='Open']"
        ))
        .await?;
    window.see(&format!("{RESPONSE}//*[@role='option'][contains(., '0123456789abcdef')]")).await?;
    window.shot("payload-long-string").await?;

    inspect(&window, "odd").await?;
    layout(&window, "Tree").await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., '1.0e400')]")).await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., '\\ud800')]")).await?;
    window.click(&format!("{RESPONSE}//button[normalize-space(.)='Read token']")).await?;
    window.see(&format!("{RESPONSE}//*[contains(., 'signature not verified')]")).await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., '2026-08-20')]")).await?;
    window.shot("payload-token").await?;
    window.press("Back").await?;
    window.click(&format!("{RESPONSE}//button[normalize-space(.)='Open JSON']")).await?;
    window.see(&format!("{RESPONSE}//*[contains(., 'This is text, not JSON')]")).await?;
    inert(&window, &asked).await?;
    window.shot("payload-odd").await?;

    // It still answers.
    window.press("Clear the filter").await?;
    steps::rows(&window).await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_long_payload_opens_and_scrolls() -> Result {
    let mib = std::env::var("AUDITDESK_PAYLOAD_MIB").ok().and_then(|mib| mib.parse().ok()).unwrap_or(LONG_MIB);
    let (stage, folder) = (Stage::new()?, tempfile::tempdir()?);
    let mut long = String::from(r#"{"result":{"rows":["#);
    let mut row = 0;
    while long.len() < mib << 20 {
        let sep = if row == 0 { "" } else { "," };
        write!(
            long,
            r#"{sep}{{"id":{row},"name":"row {row}","price":{row}.50,"tags":["a","b"],"note":"the quick brown fox jumps over the lazy dog"}}"#
        )?;
        row += 1;
    }
    long.push_str("]}}");
    let bytes = long.len();
    let results = [("short", r#"{"result":{"rows":[1]}}"#.to_owned()), ("long", long)];
    let window = imported(&stage, folder.path(), &results).await?;
    inspect(&window, "short").await?;
    layout(&window, "Tree").await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem']")).await?;
    window.press("Clear the filter").await?;
    steps::rows(&window).await?;
    window.script(include_str!("payload.js")).await?;
    window.click("//*[@role='grid']//*[@role='row'][contains(., 'short')]").await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem']")).await?;
    let mut figures = format!("{bytes} bytes\n");
    for _ in 0..3 {
        window.script("window.payload.open('MB')").await?;
        window.click("//*[@role='grid']//*[@role='row'][contains(., 'long')]").await?;
        window.until("return window.payload.opened", "the tree of the long payload").await?;
        writeln!(figures, "opened in {} ms", window.script("return window.payload.took").await?)?;
        window.click("//*[@role='grid']//*[@role='row'][contains(., 'short')]").await?;
        window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., 'rows')]")).await?;
    }
    window.click("//*[@role='grid']//*[@role='row'][contains(., 'long')]").await?;
    window.until("return window.payload.isLong('MB')", "the long payload").await?;
    window.shot("payload-long").await?;
    window.script("window.payload.scroll(120, 660)").await?;
    window.until("return window.payload.scrolled !== null", "the end of the scroll").await?;
    writeln!(figures, "scrolled: {}", window.script("return window.payload.scrolled").await?)?;
    window.script("window.payload.scrollPlain(120, 660)").await?;
    window.until("return window.payload.plain !== null", "the end of the plain scroll").await?;
    writeln!(figures, "plain text scrolled: {}", window.script("return window.payload.plain").await?)?;
    let folder = std::env::var_os("AUDITDESK_SCREENSHOTS").ok_or("AUDITDESK_SCREENSHOTS is not set")?;
    std::fs::write(Path::new(&folder).join("payload.txt"), figures)?;
    window.fill("Search in response", &format!("row {}", row - 1)).await?;
    window.see(&format!("{RESPONSE}//*[@role='status'][normalize-space(.)='1 of 1']")).await?;
    window.see(&format!("{RESPONSE}//*[@role='treeitem'][contains(., 'row {}')]", row - 1)).await?;
    window.shot("payload-long-found").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_session_is_replayed_and_two_entries_are_compared() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(2_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    window.click("//*[@role='grid']//*[@role='row'][@data-rank='0']//*[@data-column='1']").await?;
    window.see("//*[@role='grid'][@aria-activedescendant]").await?;
    window.keys("v").await?;
    window.key(Key::Down).await?;
    window.keys("v").await?;
    window.see_text("2 entries to compare").await?;
    window.shot("compare-bar").await?;
    window.press("Compare (Shift+V)").await?;
    window.see("//main[@aria-label='Compare']//table//td[contains(@class, 'different')]").await?;
    window.shot("compare").await?;
    window.key(Key::Escape).await?;
    let calls = steps::count(&server, |truth| truth.detail["action"]["operation"] == "tools/call");
    steps::filter(&window, "operation:tools/call", calls).await?;
    steps::rows(&window).await?;
    window.click("//*[@role='grid']//*[@role='row'][@data-rank='0']//*[@data-column='1']").await?;
    window.keys("s").await?;
    window.see("//main[@aria-label='Replay']//*[@role='option'][@aria-selected='true']").await?;
    window.see("//main[@aria-label='Replay']//aside[@aria-label='Inspector']//h2").await?;
    window.shot("replay").await?;
    window.keys("k").await?;
    window.press("Trace").await?;
    window.see("//section[@aria-label='Before and after']//*[@aria-current='true']").await?;
    window.press("Session").await?;
    window.shot("around").await?;
    window.close().await?;
    Ok(())
}

/// A server that nobody must ask for anything, and counts who does.
async fn bait(asked: Arc<AtomicUsize>) -> Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            asked.fetch_add(1, Ordering::SeqCst);
        }
    });
    Ok(format!("http://{address}"))
}

async fn inert(window: &Window, asked: &AtomicUsize) -> Result {
    let ran = window.script("return window.pwned === undefined").await?;
    assert_eq!(ran, true, "a script of a payload ran");
    // The editor puts empty pictures of its own around what it replaces.
    let elements = "return document.querySelectorAll('.inspector :is(img:not(.cm-widgetBuffer), script, iframe, object, a[href], b)').length";
    assert_eq!(window.script(elements).await?, 0, "a payload became elements");
    assert_eq!(asked.load(Ordering::SeqCst), 0, "a payload had something fetched");
    Ok(())
}

/// A window on a workspace with one entry for each result, by its target.
pub async fn imported(stage: &Stage, folder: &Path, results: &[(&str, String)]) -> Result<Window> {
    let file: PathBuf = folder.join("payloads.jsonl");
    let mut lines = String::new();
    for (at, (name, result)) in results.iter().enumerate() {
        writeln!(
            lines,
            r#"{{"timestamp":"2026-08-20T14:03:0{at}Z","user_id":"7","mcp_server":"hostile","call_type":"tools/call","response_status":200,"outcome":"success","source":"made","id":"{at}","payload_state":"complete","sha256":"","target":"{name}","target_type":"mcp_tool","duration_ms":12,"session_id":"s-1","request_id":"{at}","request":{{"method":"tools/call","params":{{"name":"{name}","arguments":{{"query":"<b>x</b>","limit":10}}}}}},"response":{result}}}"#
        )?;
    }
    std::fs::write(&file, lines)?;
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    window.press("Files of any shape").await?;
    window.fill("Paths", &file.display().to_string()).await?;
    window.press("Look into them").await?;
    window.press("Import").await?;
    window.see("//*[@aria-label='payloads']//*[starts-with(normalize-space(text()), 'Imported')]").await?;
    window.press("Review").await?;
    steps::rows(&window).await?;
    Ok(window)
}

/// Opens the response of one entry.
pub async fn inspect(window: &Window, name: &str) -> Result {
    if !window
        .script("return document.querySelector(\"[aria-label='Clear the filter']\") === null")
        .await?
        .as_bool()
        .unwrap_or(true)
    {
        window.press("Clear the filter").await?;
    }
    steps::rows(window).await?;
    steps::filter(window, &format!("target:{name}"), 1).await?;
    window.see(&format!("//*[@role='row'][@data-rank='0'][contains(., '{name}')]")).await?;
    window.key(Key::Down).await?;
    window.key(Key::Enter).await?;
    window.see(&format!("//aside[@aria-label='Inspector']//h2[contains(., '{name}')]")).await?;
    window.press("Response").await?;
    window.see(RESPONSE).await.map(drop)
}

pub async fn layout(window: &Window, name: &str) -> Result {
    window.click(&format!("{RESPONSE}//button[normalize-space(.)='{name}']")).await
}
