//! Reviewing at a terminal: marks, samples, saved views, and handing them to somebody else.

mod support;

use std::fs;

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::Terminal;

/// Two workspaces that read the same server.
async fn terminals() -> [Terminal; 2] {
    let mut options = Options::new(Generation::C, 11, 300);
    options.habits = Habits::none();
    let server = Server::start(options).await.expect("loopback is there");
    let terminals = [Terminal::new(), Terminal::new()];
    for terminal in &terminals {
        terminal.add_obot(&server.url(), &server.api_key());
        terminal.done(&["sync"]);
    }
    server.stop().await;
    terminals
}

fn keys(terminal: &Terminal, filter: &str) -> Vec<String> {
    let answer = terminal.json(&["query", filter, "--limit", "1000"]);
    let rows = answer["rows"].as_array().expect("a list");
    rows.iter().map(|row| row["key"].as_str().expect("a key").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_are_made_queried_handed_on_and_brought_in() {
    let [here, there] = terminals().await;
    let failures = keys(&here, "outcome:failure");
    assert!(failures.len() > 2, "the server has failures");
    here.done(&["review", "mark", "exception", "--filter", "outcome:failure"]);
    here.done(&["review", "tag", "urgent", &failures[0]]);
    here.done(&["review", "note", &failures[0], "Asked", "Bob"]);
    assert_eq!(keys(&here, "disposition:exception"), failures);
    assert_eq!(keys(&here, "tag:urgent note:bob"), [failures[0].clone()]);
    let shown = here.done(&["review", "show", &failures[0]]);
    assert!(shown.contains("exception by ") && shown.contains("Asked Bob") && shown.contains("tag urgent"), "{shown}");

    let file = here.path().join("reviews.jsonl").display().to_string();
    here.done(&["review", "export", "--out", &file]);
    let imported = there.json(&["review", "import", &file]);
    assert_eq!((&imported["added"], &imported["elsewhere"]), (&Value::from(failures.len() + 2), &Value::from(0)));
    assert_eq!(keys(&there, "disposition:exception").len(), failures.len());
    assert!(there.done(&["review", "export", "--format", "csv"]).contains("Asked Bob"));
    here.done(&["review", "mark", "none", &failures[0]]);
    assert_eq!(keys(&here, "disposition:exception").len(), failures.len() - 1);
    let (code, _) = here.fails(&["review", "mark", "fine", "s999999"]);
    assert_eq!(code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_drawn_again_elsewhere_and_by_hand_from_its_hashes() {
    let [here, there] = terminals().await;
    let draw = ["sample", "draw", "q3", "--size", "10", "--seed", "q3", "--filter", "operation:tools/call"];
    let (mine, theirs) = (here.json(&draw), there.json(&draw));
    assert_eq!(mine["population_sha256"], theirs["population_sha256"]);
    let sheet = |terminal: &Terminal| {
        let csv = terminal.done(&["sample", "sheet", "q3"]);
        let mut table = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        table
            .records()
            .map(|row| row.expect("a row").iter().next_back().expect("a cell").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sheet(&here), sheet(&there));

    // The recipe of docs/reviewing.md, from an export.
    fs::create_dir(here.path().join("archive")).expect("the temporary folder is writable");
    let folder = here.path().join("archive").display().to_string();
    here.done(&["destination", "add", "archive", "--folder", &folder, "--prefix", ""]);
    let run = here.json(&["export", "all", "--to", "archive", "--filter", "operation:tools/call"]);
    let key = run["objects"][0]["key"].as_str().expect("one object");
    let lines = fs::read_to_string(here.path().join("archive").join(key)).expect("it is there");
    let hash =
        |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["sha256"].as_str().expect("text").to_owned();
    let mut hashes: Vec<String> = lines.lines().map(hash).collect();
    hashes.sort_unstable();
    let text = hashes.join("\n") + "\n";
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(mine["population_sha256"], hex(&Sha256::digest(text)));
    let mut tickets: Vec<_> =
        hashes.iter().map(|hash| (hex(&Sha256::digest(format!("q3:{hash}"))), hash.clone())).collect();
    tickets.sort_unstable();
    let drawn: Vec<_> = tickets.into_iter().take(10).map(|(_, hash)| hash).collect();
    assert_eq!(sheet(&here), drawn);

    here.done(&["review", "mark", "fine", "--filter", "sample:q3"]);
    assert_eq!(here.json(&["sample", "list"])[0]["dispositions"], serde_json::json!([0, 10, 0, 0]));
    assert!(here.done(&["sample", "sheet", "q3", "--format", "html"]).contains("10 fine"));
    here.done(&["sample", "check", "q3"]);
    here.done(&["sample", "remove", "q3"]);
    assert_eq!(here.done(&["sample", "list"]).trim(), "No samples yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_view_is_used_by_queries_and_schedules_and_opens_elsewhere() {
    let [here, there] = terminals().await;
    here.done(&["view", "save", "Failures", "outcome:failure", "--sort", "duration"]);
    let direct = keys(&here, "outcome:failure");
    let by_view = here.json(&["query", "--view", "Failures", "--limit", "1000"]);
    assert_eq!(by_view["count"], direct.len());
    fs::create_dir(here.path().join("archive")).expect("the temporary folder is writable");
    let folder = here.path().join("archive").display().to_string();
    here.done(&["destination", "add", "archive", "--folder", &folder]);
    here.done(&["schedule", "add", "daily", "--to", "archive", "--daily", "06:00", "--view", "Failures"]);
    here.done(&["view", "save", "Failures", "outcome:failure,denied"]);
    let schedule = &here.json(&["schedule", "list"])[0];
    assert_eq!(
        (&schedule["setup"]["view"]["version"], &schedule["setup"]["filter"]),
        (&1.into(), &"outcome:failure".into())
    );
    here.done(&["schedule", "edit", "daily", "--view", "Failures"]);
    assert_eq!(here.json(&["schedule", "list"])[0]["setup"]["view"]["version"], 2);
    assert_eq!(here.json(&["view", "versions", "Failures"]).as_array().map(Vec::len), Some(2));

    let file = here.path().join("failures.json").display().to_string();
    here.done(&["view", "export", "Failures", "--version", "1", "--out", &file]);
    there.done(&["view", "import", &file]);
    assert_eq!(there.json(&["view", "list"])[0]["definition"]["filter"], "outcome:failure");
    let (code, _) = there.fails(&["schedule", "add", "x", "--to", "archive", "--daily", "06:00", "--view", "nothing"]);
    assert_eq!(code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_behind_a_reason_are_shown_to_who_gives_one() {
    let [here, _] = terminals().await;
    let key = keys(&here, "operation:tools/call").remove(0);
    assert!(here.done(&["show", &key]).contains("\nrequest ("));
    here.done(&["review", "ask", "on"]);
    let hidden = here.done(&["show", &key]);
    assert!(hidden.contains("--reason") && !hidden.contains("\nrequest ("), "{hidden}");
    let (code, error) = here.fails(&["show", &key, "--part", "raw"]);
    assert_eq!((code, &error["code"]), (1, &Value::from("reason_needed")));
    let shown = here.done(&["show", &key, "--reason", "case 12"]);
    assert!(shown.contains("\nrequest ("), "{shown}");
    let looks = here.json(&["review", "looks"]);
    assert_eq!((&looks["total"], &looks["looks"][0]["reason"]), (&Value::from(2), &Value::from("case 12")));
    assert!(here.done(&["review", "looks"]).contains("case 12"));
    here.done(&["review", "ask", "off"]);
    assert!(here.done(&["show", &key]).contains("\nrequest ("));
}
