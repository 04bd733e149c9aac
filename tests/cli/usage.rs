//! `auditdesk usage`: tables for people, JSON for programs, and the same figures as `query`.

mod support;

use auditdesk_standin::obot::{Generation, Options, Server};
use serde_json::Value;
use support::Terminal;

async fn synced() -> Terminal {
    let server = Server::start(Options::new(Generation::C, 31, 500)).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["sync"]);
    server.stop().await;
    terminal
}

fn count(terminal: &Terminal, filter: &str) -> u64 {
    terminal.done(&["query", "--count", "--", filter]).trim().parse().expect("a number is printed")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_has_as_many_calls_as_its_filter_finds() {
    let terminal = synced().await;
    let usage = terminal.json(&["usage", "--filter", "outcome:success", "--by", "tool", "--rows", "3"]);
    assert_eq!(usage["here"]["figures"]["calls"], count(&terminal, "outcome:success"));
    let tables = usage["tables"].as_array().expect("tables are a list");
    assert_eq!(tables.len(), 1, "only the table that was asked for");
    let rows = tables[0]["rows"].as_array().expect("rows are a list");
    assert_eq!(rows.len(), 3, "as many rows as were asked for");
    for row in rows {
        let filter = row["filter"].as_str().expect("a row has a filter");
        assert_eq!(row["here"]["calls"], count(&terminal, filter), "{filter}");
    }
    let all = terminal.json(&["usage", "--filter", "outcome:success", "--by", "tool", "--rows", "0"]);
    assert_eq!(
        all["tables"][0]["rows"].as_array().map(Vec::len).map(|rows| rows as u64),
        tables[0]["distinct"].as_u64()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn comparisons_are_told_with_their_filters_and_tables_are_plain() {
    let terminal = synced().await;
    let usage = terminal.json(&["usage", "--filter", "time:5d", "--against", "period-before", "--by", "server"]);
    let (here, there) = (&usage["here"], &usage["there"]);
    assert_eq!(
        there["figures"]["calls"],
        count(&terminal, there["filter"].as_str().expect("the other side has a filter"))
    );
    let length = |side: &Value| side["until"].as_i64().zip(side["from"].as_i64()).map(|(until, from)| until - from);
    assert_eq!(there["until"], here["from"], "the period before ends where this one begins");
    assert_eq!(length(there), Some(5 * 86_400 * 1_000_000));

    let text = terminal.done(&["usage", "--filter", "operation:tools/call", "--against", "operation:tools/list"]);
    for word in ["SERVER", "TOOL", "P99", "CHANGE", "response time", "tool errors"] {
        assert!(text.contains(word), "the output has {word}: {text}");
    }

    let refused = terminal.run(&["usage", "--against", "period-before"]);
    assert_eq!(refused.status.code(), Some(2), "all time has no period before it");
}
