//! How long the window takes from an input to the paint that shows its effect. It measures and asserts no time.
//!
//! On a workspace of `auditdesk-bench load`: `AUDITDESK_PACE_WORKSPACE=DIR scripts/test-window the_pace`; without it, on some thousand entries of the
//! stand-in. Beside the screenshots, in milliseconds: every sample in `pace.json`, medians and worst in `pace.txt`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use auditdesk_core::store::key::{KEY_BYTES, Keyring, SystemKeyring};
use auditdesk_window_tests::{Result, Stage, Window};
use fantoccini::key::Key;
use serde_json::Value;

use super::steps;

/// The key of every workspace that the benches make.
const BENCH_KEY: [u8; KEY_BYTES] = [7; KEY_BYTES];

/// Between two keys of a fluent writer.
const KEY_EVERY: Duration = Duration::from_millis(110);

/// Long enough for any answer that a person would wait for.
const REST: Duration = Duration::from_millis(1500);

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn the_pace_from_input_to_paint() -> Result {
    let (stage, server, window);
    if let Some(folder) = std::env::var_os("AUDITDESK_PACE_WORKSPACE").map(PathBuf::from) {
        stage = Stage::on(&folder)?;
        window = open_made(&stage, &folder).await?;
    } else {
        (stage, server) = (Stage::new()?, steps::server(6_000).await?);
        window = steps::open_synced(&stage, &server).await?;
    }
    window.press("Review").await?;
    steps::rows(&window).await?;
    window.script(include_str!("pace.js")).await?;
    window.script("return window.pace.floor(10)").await?;

    for (step, text) in
        [("type a frequent word", "workbook"), ("type a rare word", "kestrel"), ("type what is nowhere", "qqxjz")]
    {
        begin(&window, step).await?;
        window.chord(&[Key::Control], 'l').await?;
        type_slowly(&window, text).await?;
        window.shot(&format!("pace-{}", step.replace(' ', "-"))).await?;
        begin(&window, "").await?;
        window.key(Key::Escape).await?;
        steps::rows(&window).await?;
    }

    begin(&window, "scroll").await?;
    for by in [600, 600, 600, 2_400, 2_400, 9_000, 9_000, -600, -4_000] {
        window.wheel("//*[@role='grid']", by).await?;
        tokio::time::sleep(KEY_EVERY).await;
    }
    tokio::time::sleep(REST).await;

    begin(&window, "move by keys").await?;
    window.see("//*[@role='grid']").await?.click().await?;
    for key in
        [Key::End, Key::PageUp, Key::PageUp, Key::Home, Key::PageDown, Key::PageDown, Key::Down, Key::Down, Key::Down]
    {
        window.key(key).await?;
        tokio::time::sleep(KEY_EVERY).await;
    }
    tokio::time::sleep(REST).await;

    for value in 1..=3 {
        begin(&window, "choose a value").await?;
        window
            .click(&format!("(//nav[@aria-label='Values']//ul//button[contains(@class, 'facet-name')])[{value}]"))
            .await?;
        tokio::time::sleep(REST).await;
        clear(&window).await?;
    }

    for by in [300, -300] {
        begin(&window, "brush the timeline").await?;
        window.drag("//*[@aria-label='Timeline']//canvas", (by, 0)).await?;
        tokio::time::sleep(REST).await;
        clear(&window).await?;
    }

    begin(&window, "sort").await?;
    for heading in ["Duration", "Actor", "Time"] {
        window.click(&format!("//*[@role='columnheader'][starts-with(normalize-space(.), '{heading}')]")).await?;
        tokio::time::sleep(REST).await;
    }

    let samples = window.script("return window.pace.samples()").await?;
    let folder = PathBuf::from(std::env::var_os("AUDITDESK_SCREENSHOTS").ok_or("AUDITDESK_SCREENSHOTS is not set")?);
    std::fs::write(folder.join("pace.json"), serde_json::to_vec_pretty(&samples)?)?;
    std::fs::write(folder.join("pace.txt"), table(&samples)?)?;
    window.close().await?;
    Ok(())
}

/// A window on a workspace of the benches, whose key it finds in the keyring.
async fn open_made(stage: &Stage, folder: &Path) -> Result<Window> {
    let about: Value = serde_json::from_slice(&std::fs::read(folder.join("workspace.json"))?)?;
    let item = about["protection"]["item"].as_str().ok_or("the workspace has no key in a keyring")?;
    SystemKeyring::new().set(item, &BENCH_KEY)?;
    stage.open().await
}

/// Names what is done next; nothing is measured under an empty name.
async fn begin(window: &Window, step: &str) -> Result {
    window.script(&format!("window.pace.begin({})", serde_json::to_string(step)?)).await.map(drop)
}

/// Back to the whole log, unmeasured.
async fn clear(window: &Window) -> Result {
    begin(window, "").await?;
    window.press("Clear the filter").await?;
    // The row of pills goes, and what lies below moves up: a press before that would miss.
    window.see_gone("//*[contains(concat(' ', @class, ' '), ' pill ')]").await?;
    window.see("//*[contains(@class, 'review-body')][@aria-busy='false']").await?;
    steps::rows(window).await
}

async fn type_slowly(window: &Window, text: &str) -> Result {
    for letter in text.chars() {
        window.keys(&letter.to_string()).await?;
        tokio::time::sleep(KEY_EVERY).await;
    }
    tokio::time::sleep(REST).await;
    Ok(())
}

/// Median and worst of each step.
fn table(samples: &Value) -> Result<String> {
    const TAKEN: [&str; 3] = ["handled", "painted", "answered"];
    let mut steps: BTreeMap<(&str, &str), [Vec<f64>; 3]> = BTreeMap::new();
    for sample in samples.as_array().into_iter().flatten() {
        let name = (sample["step"].as_str().unwrap_or_default(), sample["kind"].as_str().unwrap_or_default());
        for (times, what) in steps.entry(name).or_default().iter_mut().zip(TAKEN) {
            times.extend(sample[what].as_f64());
        }
    }
    let head = TAKEN.map(|what| format!("{what:>14}"));
    let mut table = String::new();
    writeln!(table, "{:<24} {:<8} {:>3} {}   (median, worst, ms)", "step", "input", "n", head.concat())?;
    for ((step, kind), taken) in steps {
        let count = taken.iter().map(Vec::len).max().unwrap_or_default();
        let figures = taken.map(|mut times| {
            times.sort_by(f64::total_cmp);
            match times.as_slice() {
                [] => format!("{:>14}", "-"),
                all => format!("{:>8.0} {:>5.0}", all[all.len() / 2], all[all.len() - 1]),
            }
        });
        writeln!(table, "{step:<24} {kind:<8} {count:>3} {}", figures.concat())?;
    }
    Ok(table)
}
