//! A sync killed at random moments: afterwards the workspace holds exactly what the server has, each entry once, in its final state.
//!
//! `AUDITDESK_KILLED_ENTRIES` (default 2,500 per generation) and `AUDITDESK_KILLS` (default 8) set the size; `scripts/test-long` sets 50,000 and 25.

mod support;

use std::{collections::HashMap, time::Duration};

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use support::Terminal;

fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_a_survives_kills() {
    survives_kills(Generation::A, 101).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_b_survives_kills() {
    survives_kills(Generation::B, 102).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn generation_c_survives_kills() {
    survives_kills(Generation::C, 103).await;
}

async fn survives_kills(generation: Generation, seed: u64) {
    let entries = setting("AUDITDESK_KILLED_ENTRIES", 2_500);
    let kills = setting("AUDITDESK_KILLS", 8);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut options = Options::new(generation, seed, entries);
    options.habits = Habits::all();
    // These take entries away before they can be read, or their payloads: other suites show what is kept then.
    options.habits.purge_after = None;
    options.habits.role_dip = None;
    let server = Server::start(options).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());

    for _ in 0..kills {
        let mut child = terminal.spawn(&["sync"]);
        // Long enough that opening the workspace is rarely all that happens.
        let pause = Duration::from_millis(random.random_range(300..2_500));
        tokio::time::sleep(pause).await;
        child.kill().expect("it is ours");
        child.wait().expect("it was killed");
    }
    // A broken server needs patience: what fails transiently is tried again by the next sync.
    for _ in 0..3 {
        terminal.run(&["sync"]);
    }
    server.finish_pending();
    // Pending entries are looked at again after five seconds at the earliest, then after thirty.
    for _ in 0..6 {
        terminal.done(&["sync"]);
        if terminal.json(&["query", "state:pending", "--count"])["count"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(11)).await;
    }
    terminal.done(&["verify"]);
    compare(&terminal, &server);
    server.stop().await;
}

fn compare(terminal: &Terminal, server: &Server) {
    let answer = terminal.json(&["query", "--limit", "1000000"]);
    let rows = answer["rows"].as_array().expect("rows are a list");
    let mut here: HashMap<&str, &Value> = HashMap::new();
    for row in rows {
        let twice = here.insert(row["id"].as_str().expect("ids are text"), row);
        assert!(twice.is_none(), "twice: {row}");
    }
    let mut expected = 0;
    for truth in server.truth().iter().filter(|truth| truth.listed && !truth.hidden) {
        expected += 1;
        let id = truth.id.to_string();
        let row = here.get(id.as_str()).unwrap_or_else(|| panic!("missing: {}", truth.list_item));
        assert_eq!(row["time"], truth.occurred_at.timestamp_micros(), "{row}\n{}", truth.list_item);
        let never_answered = row["outcome"] == "unknown";
        let state = if truth.detail_broken { "not_fetched" } else { "complete" };
        if !never_answered {
            assert_eq!(row["payload"], state, "{row}\n{}", truth.list_item);
            assert_eq!(row["state"], "settled", "{row}");
        }
        let item = &truth.list_item;
        if let Some(status) = item["outcome"]["status"].as_str().filter(|status| row["outcome"] != *status) {
            let known = ["success", "failure", "denied", "timeout", "unknown"];
            assert!(!known.contains(&status), "the final outcome is here: {row}\n{item}");
        }
        if let Some(status) = item["responseStatus"].as_u64().filter(|status| *status > 0) {
            assert_eq!(row["status"], status, "the final status is here: {row}\n{item}");
        }
    }
    assert_eq!(here.len(), expected, "nothing but what the server has");
}
