//! Formats at a terminal: what is exported as a table, in parts, by days, and without what must not leave.

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use serde_json::Value;
use support::Terminal;

/// A workspace with this many entries and a folder to export to.
async fn terminal(entries: usize) -> Terminal {
    let mut options = Options::new(Generation::C, 11, entries);
    options.habits = Habits::none();
    let server = Server::start(options).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["sync"]);
    server.stop().await;
    fs::create_dir(terminal.path().join("archive")).expect("the temporary folder is writable");
    let folder = terminal.path().join("archive").display().to_string();
    terminal.done(&["destination", "add", "archive", "--folder", &folder, "--prefix", "logs"]);
    terminal
}

/// Key, rows and text of each object of a run.
fn objects(terminal: &Terminal, run: &Value) -> Vec<(String, u64, String)> {
    let objects = run["objects"].as_array().expect("a list");
    let read = |object: &Value| {
        let key = object["key"].as_str().expect("keys are text").to_owned();
        let text = fs::read_to_string(terminal.path().join("archive").join(&key)).expect("it is there");
        (key, object["rows"].as_u64().expect("a number"), text)
    };
    objects.iter().map(read).collect()
}

fn seqs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u64> {
    lines.map(|line| serde_json::from_str::<Value>(line).expect("JSON")["seq"].as_u64().expect("a number")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_says_what_the_export_then_writes_and_writes_nothing() {
    let terminal = terminal(500).await;
    let export = ["export", "ahead", "--to", "archive", "--split-rows", "180", "--compress", "gzip"];
    let estimate = terminal.json(&[&export[..], &["--estimate"]].concat());
    let text = terminal.done(&[&export[..], &["--estimate"]].concat());
    assert!(text.contains("time      not known yet: no export to this destination so far"), "{text}");
    assert_eq!(terminal.json(&["runs"]), Value::Array(Vec::new()), "nothing ran");
    let run = terminal.json(&export);
    assert_eq!((&estimate["rows"], &estimate["bytes"]["about"]), (&run["rows"], &run["bytes"]));
    assert_eq!((&estimate["bytes"]["exact"], &estimate["objects"]["about"]), (&Value::Bool(true), &Value::from(3)));

    terminal.done(&["schedule", "add", "hourly", "--to", "archive", "--hourly", "0"]);
    let estimate = terminal.json(&["schedule", "run", "hourly", "--estimate"]);
    assert_eq!((&estimate["rows"], &estimate["by_runs"]), (&Value::from(500), &Value::from(1)), "one run is on record");
    let run = terminal.json(&["schedule", "run", "hourly"]);
    assert_eq!(estimate["bytes"]["about"], run[0]["bytes"]);
    let text = terminal.done(&["schedule", "run", "hourly", "--estimate"]);
    assert!(text.contains("rows      0") && text.contains("nothing to write"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_into_parts_by_rows_and_by_days_and_loses_nothing() {
    let terminal = terminal(500).await;
    let run = terminal.json(&["export", "parts", "--to", "archive", "--split-rows", "180", "--metadata-only"]);
    let parts = objects(&terminal, &run);
    assert_eq!(parts.iter().map(|(_, rows, _)| *rows).collect::<Vec<_>>(), [180, 180, 140]);
    assert!(parts[0].0.ends_with("-0001.jsonl") && parts[2].0.ends_with("-0003.jsonl"), "{}", parts[0].0);
    assert_eq!(seqs(parts.iter().flat_map(|(_, _, text)| text.lines())), (1..=500).collect::<Vec<_>>());
    assert_eq!(run["rows"], 500);

    let run = terminal.json(&["export", "days", "--to", "archive", "--by-day"]);
    let days = objects(&terminal, &run);
    assert!(days.len() > 1, "the stand-in's log is of several days");
    for (key, rows, text) in &days {
        let day = key.split("dt=").nth(1).and_then(|rest| rest.split('/').next()).expect("a folder of a day");
        assert_eq!(text.matches(&format!("{{\"timestamp\":\"{day}T")).count() as u64, *rows, "{key}");
    }
    let all: BTreeSet<_> = seqs(days.iter().flat_map(|(_, _, text)| text.lines())).into_iter().collect();
    assert_eq!(all.len(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_the_chosen_fields_and_not_what_is_taken_out() {
    let terminal = terminal(60).await;
    let wanted = [
        "--to",
        "archive",
        "--format",
        "csv",
        "--fields",
        "seq,actor_email,request",
        "--redact",
        "method=pointer:/method",
    ];
    let preview = terminal.json(&[&["export", "table", "--preview"], &wanted[..]].concat());
    assert_eq!((&preview["rows"], &preview["redactions"]["entries"]), (&60.into(), &60.into()));
    let count = preview["redactions"]["counts"][0].as_u64().expect("a number");
    assert!(count > 0 && preview["redactions"]["examples"][0]["after"] == "[redacted: method]", "{preview}");
    let run = terminal.json(&[&["export", "table"], &wanted[..]].concat());
    let (key, rows, text) = objects(&terminal, &run).swap_remove(0);
    assert_eq!((Path::new(&key).extension(), rows), (Some("csv".as_ref()), 60));
    assert!(text.starts_with("seq,actor_email,request\r\n"), "{}", &text[..40]);
    assert_eq!(text.matches("[redacted: method]").count() as u64, count);
    assert!(!text.contains("tools/call\"\""), "the method is gone");
    let packed = terminal.json(&["export", "packed", "--to", "archive", "--format", "csv", "--compress", "gzip"]);
    assert!(packed["objects"][0]["key"].as_str().expect("text").ends_with(".csv.gz"));
    let (code, error) = terminal.fails(&["export", "x", "--to", "archive", "--fields", "sequence"]);
    assert_eq!((code, &error["code"]), (2, &"wrong_use".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_for_an_engine_is_of_the_destination_and_its_fields() {
    let terminal = terminal(1).await;
    let sql = terminal.done(&["ddl", "duckdb", "--to", "archive", "--format", "parquet", "--by-day"]);
    assert!(sql.contains("/archive/logs/**/*.parquet', hive_partitioning = true)"), "{sql}");
    let (code, error) = terminal.fails(&["ddl", "athena", "--to", "archive", "--format", "parquet"]);
    assert_eq!((code, &error["code"]), (2, &"wrong_use".into()));
}
