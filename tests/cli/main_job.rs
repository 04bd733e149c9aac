//! The main job at a terminal: connect, sync, filter, inspect, test, export; and the demo that shows it.

mod support;

use std::{collections::BTreeSet, path::Path, process::Command};

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use serde_json::Value;
use support::Terminal;

#[tokio::test(flavor = "multi_thread")]
async fn a_synced_filter_is_exported_row_for_row() {
    let mut options = Options::new(Generation::C, 11, 1_500);
    options.habits = Habits::none();
    let server = Server::start(options).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["source", "test", "obot"]);
    terminal.done(&["sync"]);

    let filter = "operation:tools/call -outcome:success";
    let answer = terminal.json(&["query", filter, "--limit", "100000"]);
    let rows = answer["rows"].as_array().expect("rows are a list");
    assert_eq!(answer["total"], 1_500, "every entry the server has is here");
    assert_eq!(answer["count"], rows.len(), "the limit is above the count");
    assert!(!rows.is_empty() && rows.len() < 1_500, "the filter takes a part");

    let facets = terminal.json(&["facets", filter, "--field", "outcome", "--limit", "100"]);
    assert_eq!(facets[0]["field"], "outcome", "the field asked for");

    let key = rows[0]["key"].as_str().expect("keys are text");
    let shown = terminal.json(&["show", key]);
    assert_eq!(shown["row"], rows[0], "the inspector and the list tell the same");
    let raw = terminal.done(&["show", key, "--part", "raw"]);
    let truth = server.truth();
    let id: u64 = shown["row"]["id"].as_str().and_then(|id| id.parse().ok()).expect("Obot counts its entries");
    let same = truth.iter().find(|truth| truth.id == id).expect("the server has it");
    let raw: Value = serde_json::from_str(&raw).expect("the server sends JSON");
    assert_eq!(raw, same.detail, "the raw record is what the server sends");

    let session = shown["row"]["session"].as_str().expect("a session is a text");
    let replay = terminal.json(&["session", session]);
    let told: Vec<_> = replay["rows"].as_array().expect("rows").iter().map(|row| &row["entry"]["session"]).collect();
    assert!(
        !told.is_empty() && told.iter().all(|other| **other == session),
        "the entries of this session and no others"
    );
    let count = terminal.json(&["query", &format!("session:{session}"), "--count"]);
    assert_eq!(count["count"], told.len(), "all of them");
    let other = rows[1]["key"].as_str().expect("keys are text");
    let compared = terminal.json(&["compare", key, other]);
    let fields = compared["comparison"]["fields"].as_array().expect("fields");
    let id = fields.iter().find(|field| field["field"] == "id").expect("every entry has an id");
    assert_eq!(id["same"], false, "two entries, two ids");
    assert_eq!(id["values"][0], rows[0]["id"]);

    let archive = terminal.path().join("archive");
    std::fs::create_dir(&archive).expect("the temporary folder is writable");
    terminal.done(&["destination", "add", "archive", "--folder", &archive.display().to_string()]);
    assert_eq!(
        terminal.json(&["destination", "test", "archive"])["verdict"],
        "pass",
        "--json prints JSON and nothing else"
    );
    let run = terminal.json(&["export", "failures", "--to", "archive", "--filter", filter]);
    let object = &run["objects"][0];
    let key = object["key"].as_str().expect("keys are text");
    assert!(key.starts_with("mcp-audit-logs/"), "the default prefix: {key}");
    assert_eq!(Path::new(key).extension(), Some("jsonl".as_ref()), "the default key: {key}");
    check_object(&archive.join(key), object, &ids(rows, "id"));

    let runs = terminal.json(&["runs"]);
    assert_eq!(runs[0]["objects"], run["objects"], "the run is on record");
    assert!(terminal.json(&["compact"])["blocks"].as_u64() > Some(0));
    assert_eq!(terminal.json(&["compact"])["blocks"], 0, "nothing came since");
    terminal.done(&["verify"]);
    server.stop().await;
}

#[test]
fn the_demo_ends_with_an_export_that_holds_exactly_its_rows() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let output = Command::new(env!("CARGO_BIN_EXE_auditdesk"))
        .args(["--json", "demo", "--out"])
        .arg(folder.path())
        .output()
        .expect("the program was built for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("--json prints JSON");
    assert!(summary["source"]["entries"].as_u64() > Some(1_000), "the sample is not empty");
    let platforms = summary["sources"].as_array().expect("a list");
    assert_eq!(platforms.len(), 4, "four platforms side by side");
    assert!(platforms.iter().all(|source| source["entries"].as_u64() > Some(100)), "each has entries: {platforms:#?}");
    // How many wait for their answer depends on the day of the week: the sample has quiet weekends.
    let (first, now) = (summary["pending_at_first"].as_u64(), summary["pending_now"].as_u64());
    assert!(first.is_some() && now.is_some(), "pending entries are told before and after");
    assert_ne!(summary["test"]["verdict"], "fail", "the destination passed its test");
    let object = &summary["run"]["objects"][0];
    let path = folder.path().join(object["key"].as_str().expect("keys are text"));
    let text = std::fs::read_to_string(&path).expect("the file it names is there");
    assert_eq!(text.lines().count() as u64, summary["run"]["rows"].as_u64().expect("a number"), "rows are lines");
    assert_eq!(sha256(&path), object["sha256"], "the hash is the file's");
}

fn check_object(path: &Path, object: &Value, ids_wanted: &BTreeSet<String>) {
    let text = std::fs::read_to_string(path).expect("the object is where the run says");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(lines.len() as u64, object["rows"].as_u64().expect("a number"), "rows are lines");
    assert_eq!(text.len() as u64, object["bytes"].as_u64().expect("a number"), "bytes are the file's");
    assert_eq!(sha256(path), object["sha256"], "the hash is the file's");
    assert_eq!(&ids(&lines, "id"), ids_wanted, "the object holds what the filter shows");
    assert_eq!(lines.len(), ids_wanted.len(), "each entry once");
    for line in text.lines() {
        let expected = r#"{"timestamp":"#;
        assert!(line.starts_with(expected), "the documented first key: {}", &line[..40]);
    }
}

fn ids(rows: &[Value], key: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row[key].as_str().expect("ids are text").to_owned()).collect()
}

/// By another program than ours.
fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output().expect("coreutils are there");
    String::from_utf8_lossy(&output.stdout).split_whitespace().next().unwrap_or_default().to_owned()
}
