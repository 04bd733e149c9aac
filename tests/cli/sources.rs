//! Sources of every kind at a terminal: two ways to one entry, archives without an account, buckets, files, certificates, quarantine.

mod support;

use std::{fs, path::Path};

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use serde_json::Value;
use support::Terminal;

const ENTRIES: usize = 300;

async fn obot() -> Server {
    let mut options = Options::new(Generation::C, 11, ENTRIES);
    options.habits = Habits::none();
    Server::start(options).await.expect("loopback is there")
}

/// What Obot's own export writes: a line per entry, with its details.
fn export(server: &Server, folder: &Path) {
    let object = folder.join("mcp-audit-logs/2026/08/20/weekly-2026-08-20T10:00:00Z.jsonl");
    fs::create_dir_all(object.parent().expect("a key has a folder")).expect("the temporary folder is writable");
    let lines: Vec<String> = server.truth().iter().map(|truth| truth.detail.to_string() + "\n").collect();
    fs::write(object, lines.concat()).expect("the temporary folder is writable");
}

fn count(terminal: &Terminal, filter: &str) -> u64 {
    terminal.json(&["query", filter, "--limit", "1"])["count"].as_u64().expect("a count is a number")
}

fn first(terminal: &Terminal, filter: &str) -> Value {
    let answer = terminal.json(&["query", filter, "--limit", "1"]);
    let key = answer["rows"][0]["key"].as_str().unwrap_or_else(|| panic!("{filter} finds something")).to_owned();
    terminal.json(&["show", &key])
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_comes_by_api_and_by_export_is_one_entry_whichever_comes_first() {
    let server = obot().await;
    for order in [["obot", "archive"], ["archive", "obot"]] {
        let terminal = Terminal::new();
        let folder = terminal.path().join("exports");
        export(&server, &folder);
        terminal.add_obot(&server.url(), &server.api_key());
        terminal.done(&["source", "add", "archive", "--platform", "obot", "--folder", &text(&folder), "--log", "obot"]);
        for name in order {
            terminal.done(&["sync", name]);
            assert_eq!(count(&terminal, "state:*"), ENTRIES as u64, "{order:?}, after {name}");
        }
        assert_eq!(count(&terminal, "state:superseded"), 0, "{order:?}: nothing new was said by the second way");
        let shown = first(&terminal, "operation:tools/call");
        let ways = shown["came_by"].as_array().expect("a list");
        assert_eq!(ways.len(), 2, "{order:?}: {ways:?}");
        let both = ways.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ");
        assert!(both.contains("obot") && both.contains("archive"), "{both}");
        terminal.done(&["verify"]);
        let sources = terminal.json(&["source", "list"]);
        let again = terminal.json(&["sync"]);
        assert!(again.as_array().expect("a list").iter().all(|source| source["last_sync"]["settled"] == 0), "{again}");
        assert_eq!(sources.as_array().map(Vec::len), Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_reviewed_by_somebody_without_an_account() {
    let server = obot().await;
    let owner = Terminal::new();
    owner.add_obot(&server.url(), &server.api_key());
    owner.done(&["sync"]);
    let archive = owner.path().join("archive");
    fs::create_dir(&archive).expect("the temporary folder is writable");
    owner.done(&["destination", "add", "archive", "--folder", &text(&archive)]);
    owner.done(&["export", "all", "--to", "archive", "--filter", "state:*"]);

    let auditor = Terminal::new();
    auditor.done(&["source", "add", "archive", "--platform", "auditdesk", "--folder", &text(&archive)]);
    assert_eq!(auditor.json(&["source", "test", "archive"])["verdict"], "pass");
    auditor.done(&["sync"]);
    for filter in ["state:*", "outcome:failure,denied", "operation:tools/call tool_error:yes", "\"isError\""] {
        assert_eq!(count(&auditor, filter), count(&owner, filter), "{filter} finds the same");
    }
    let (mine, theirs) = (first(&auditor, "operation:tools/call"), first(&owner, "operation:tools/call"));
    for field in ["time", "actor", "operation", "target", "outcome", "duration", "client", "ip", "session"] {
        assert_eq!(mine["row"][field], theirs["row"][field], "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_airbyte_is_read_certified_and_its_broken_object_can_be_tried_again() {
    let terminal = Terminal::new();
    let folder = terminal.path().join("bucket");
    let logs = folder.join("audit-logging");
    fs::create_dir_all(&logs).expect("the temporary folder is writable");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/airbyte");
    for sample in fs::read_dir(samples).expect("the samples are in the repository") {
        let sample = sample.expect("the samples are in the repository").path();
        fs::copy(&sample, logs.join(sample.file_name().expect("a file"))).expect("the temporary folder is writable");
    }
    let whole = br#"[{"id":"b0000000-0000-4000-8000-000000000001","timestamp":1749548760123,"actor":{"actorId":"unknown"},"operation":"deleteUser","success":true}]"#;
    let broken = &whole[..whole.len() - 30];
    fs::write(logs.join("20260820000000_server_1.json"), broken).expect("the temporary folder is writable");

    terminal.done(&[
        "source",
        "add",
        "airbyte",
        "--platform",
        "airbyte",
        "--folder",
        &text(&folder),
        "--prefix",
        "audit-logging",
        "--every",
        "60",
    ]);
    let synced = terminal.json(&["sync"]);
    let entries = synced[0]["entries"].as_u64().expect("a number");
    assert_eq!(entries, 11, "every entry of the samples is here");
    assert_eq!(synced[0]["unreadable"], 1);
    assert!(synced[0]["next_sync"].as_i64() > Some(0), "the next one is planned");
    assert_eq!(terminal.done(&["sync", "--due"]).trim(), "No source is due.");
    let shown = first(&terminal, "operation:updateConnection");
    assert!(shown["came_by"][0].as_str().is_some_and(|way| way.contains("audit-logging/2025")), "{}", shown["came_by"]);

    let certificate = &terminal.json(&["sources", "report"])[0];
    assert_eq!(certificate["sum"]["fetched"], entries);
    assert_eq!(certificate["sum"]["offered"], entries);
    assert_eq!(certificate["objects"]["read"], 7);
    assert_eq!(certificate["objects"]["unreadable"], 1);
    let days = certificate["days"].as_array().expect("a list");
    let sum: u64 = days.iter().filter_map(|day| day["counts"]["fetched"].as_u64()).sum();
    assert_eq!(sum, entries, "the days add up");
    assert!(days.iter().any(|day| day["verdict"] == "incomplete"), "the day of the broken object");
    assert!(days.iter().any(|day| day["verdict"] == "complete"), "the others");

    let quarantine = terminal.json(&["source", "quarantine", "airbyte"]);
    let key = quarantine[0]["key"].to_string();
    let bytes = terminal.run(&["source", "quarantine", "airbyte", "--show", &key]);
    assert_eq!(bytes.stdout, broken, "the bytes as they came");
    assert_eq!(terminal.json(&["source", "quarantine", "airbyte", "--retry"])["left"], 1, "it is still broken");
    fs::write(logs.join("20260820000000_server_1.json"), whole).expect("the temporary folder is writable");
    assert_eq!(terminal.json(&["source", "quarantine", "airbyte", "--retry"])["left"], 0);
    assert_eq!(count(&terminal, "operation:deleteUser"), 1, "it was read");
}

#[test]
fn files_of_any_shape_come_in_by_a_mapping_once() {
    let terminal = Terminal::new();
    let file = terminal.path().join("door.csv");
    fs::write(
        &file,
        "when;badge;door;result\n2026-08-20 10:00:00;ada;server room;open\n2026-08-20 10:05:00;bob;vault;refused\n",
    )
    .expect("the temporary folder is writable");
    let mapping = terminal.path().join("door.json");
    let fields = r#"{"time":"/when","actor_name":"/badge","target_name":"/door","outcome":"/result"}"#;
    let words = r#"{"open":"success","refused":"denied"}"#;
    fs::write(
        &mapping,
        format!(
            r#"{{"fields":{fields},"constants":{{"operation":"open door"}},"outcomes":{words},"zone":"Europe/Berlin"}}"#
        ),
    )
    .expect("the temporary folder is writable");
    let (file, mapping) = (text(&file), text(&mapping));
    let inspected = terminal.json(&["import", &file, "--inspect", "--mapping", &mapping]);
    assert_eq!(inspected["rows"][1]["outcome"], "denied");
    terminal.done(&["mapping", "save", "doors", &mapping]);
    let import = ["import", file.as_str(), "--into", "Doors", "--mapping", "doors"];
    assert_eq!(terminal.json(&import)["entries"], 2);
    assert_eq!(terminal.json(&import)["last_sync"]["settled"], 0, "the same file brings nothing new");
    let denied = first(&terminal, "outcome:denied");
    assert_eq!(denied["row"]["actor_name"], "bob");
    assert_eq!(denied["row"]["operation"], "open door");
    assert_eq!(denied["row"]["time"], 1_787_213_100_000_000_i64, "10:05 in Berlin is 08:05 UTC");
    terminal.done(&["mapping", "remove", "doors"]);
    assert_eq!(count(&terminal, "outcome:denied"), 1, "what was read stays readable without the saved mapping");
    terminal.done(&["verify"]);
}

#[test]
fn wrong_uses_say_what_is_missing() {
    let terminal = Terminal::new();
    for (arguments, says) in [
        (vec!["source", "add", "x", "--platform", "airkit"], "Say where the log is"),
        (vec!["source", "add", "x", "--platform", "airkit", "--url", "https://x"], "bucket or a folder"),
        (vec!["source", "add", "x", "--platform", "airbyte", "--url", "https://x"], "--organization"),
        (vec!["source", "add", "x", "--platform", "mapped", "--folder", "/srv"], "A mapping is needed"),
        (
            vec!["source", "add", "x", "--platform", "mapped", "--folder", "/srv", "--mapping", "none"],
            "neither a file nor a saved mapping",
        ),
        (vec!["source", "add", "x", "--platform", "obot", "--folder", "/srv", "--log", "none"], "no source named none"),
        (vec!["import", "/no/such/file", "--into", "x"], "cannot be read"),
    ] {
        let (_, error) = terminal.fails(&arguments);
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.contains(says), "{arguments:?}: {message}");
    }
    assert_eq!(terminal.json(&["source", "list"]).as_array().map(Vec::len), Some(0), "nothing half-made is left");
    let rights = terminal.json(&[
        "source",
        "rights",
        "--platform",
        "airkit",
        "--bucket",
        "logs",
        "--access-key-id",
        "AKIA",
        "--prefix",
        "a",
    ]);
    let policy: Value = serde_json::from_str(rights["pastes"][0]["text"].as_str().expect("a policy")).expect("JSON");
    assert_eq!(policy["Statement"][1]["Resource"], "arn:aws:s3:::logs/a*");
}
