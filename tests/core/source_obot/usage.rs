//! The three errors of the platform's own usage figures: each is wrong there, and right here, on the same data.

use std::collections::BTreeMap;

use auditdesk_core::{
    api::wire::{AskUsageTable, Usage, UsageBy, UsageSort},
    entry::filter::Filter,
    store::query::{ReadContext, UsageQuestion, Versus},
};
use auditdesk_standin::obot::{Generation, Options, Truth};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    bench::Bench,
    support::{time::present, workspace::OnDisk},
};

/// A server of which the most used MCP server was renamed in the middle of its history, read to the end.
async fn synced() -> Bench<OnDisk> {
    let mut options = Options::new(Generation::C, 41, 3_000);
    options.renamed_at = Some(present() - chrono::Duration::days(15));
    let bench = Bench::on_disk(options).await;
    bench.server.finish_pending();
    bench.sync().await.expect("a sync");
    bench.settle().await;
    bench
}

/// What the platform answers to its own page.
async fn theirs(bench: &Bench<OnDisk>, query: &[(&str, &str)]) -> Value {
    let start = (present() - chrono::Duration::days(60)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let end = (present() + chrono::Duration::days(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let request = reqwest::Client::new().get(format!("{}/api/mcp-stats", bench.server.url()));
    let request = request.query(&[("start_time", &start), ("end_time", &end)]).query(query);
    let answer = request.bearer_auth(bench.server.api_key()).send().await.expect("the server answers");
    answer.json().await.expect("the answer is JSON")
}

/// Auditdesk's figures of a filter.
fn ours(bench: &Bench<OnDisk>, filter: &str) -> Usage {
    let ask = |by| AskUsageTable { by, sort: UsageSort::Calls, descending: true, rows: u32::MAX };
    let question = UsageQuestion {
        filter: Filter::parse(filter).expect("it is a filter"),
        against: Versus::Nothing,
        buckets: 0,
        tables: UsageBy::ALL.map(ask).to_vec(),
    };
    let store = bench.workspace.store();
    let blocks = store.blocks();
    let context = ReadContext { zone: chrono_tz::UTC, now: present(), blocks: &*blocks };
    let snapshot = store.columns().snapshot();
    snapshot.usage(&question, &context, &CancellationToken::new()).expect("the columns answer")
}

/// Everything the server has in truth.
fn truths(bench: &Bench<OnDisk>) -> Vec<Truth> {
    let mut truths = Vec::new();
    bench.server.each_truth(|truth| truths.push(truth));
    truths
}

fn is_gateway_call(truth: &Truth, operation: &str) -> bool {
    !truth.local_agent && truth.list_item["action"]["operation"] == operation
}

/// The calls of tools in the platform's answer: per server the sum over its tools.
fn tool_calls(answer: &Value) -> Vec<(String, String, u64)> {
    let items = answer["items"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let calls = |item: &Value| {
        item["toolCalls"].as_array().into_iter().flatten().filter_map(|tool| tool["callCount"].as_u64()).sum()
    };
    items.map(|item| (text(&item["mcpID"]), text(&item["mcpServerDisplayName"]), calls(item))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_on_users_reaches_the_breakdowns() {
    let bench = synced().await;
    let truths = truths(&bench);
    let user = "1";
    let of_user = |truth: &Truth| is_gateway_call(truth, "tools/call") && truth.list_item["actor"]["id"] == user;
    let expected = truths.iter().filter(|truth| of_user(truth)).count() as u64;
    let theirs: u64 = tool_calls(&theirs(&bench, &[("user_ids", user)]).await).iter().map(|(.., calls)| calls).sum();
    assert!(theirs > expected, "the platform counts other users' calls, too: {theirs} instead of {expected}");

    let usage = ours(&bench, &format!("actor:{user} kind:mcp_call operation:tools/call"));
    assert_eq!(usage.here.figures.calls, expected);
    let mut tools: BTreeMap<String, u64> = BTreeMap::new();
    for truth in truths.iter().filter(|truth| of_user(truth)) {
        let (tool, server) = (&truth.list_item["action"]["name"], &truth.list_item["target"]["parent"]["id"]);
        *tools.entry(format!("{server} {tool}")).or_default() += 1;
    }
    let mut expected: Vec<u64> = tools.into_values().collect();
    expected.sort_unstable_by(|a, b| b.cmp(a));
    let table = &usage.tables[2];
    assert_eq!(table.ask.by, UsageBy::Tool);
    assert_eq!(
        table.rows.iter().map(|row| row.here.calls).collect::<Vec<_>>(),
        expected,
        "this user's calls of each tool"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_server_is_one_server_and_counts_once() {
    let bench = synced().await;
    let truths = truths(&bench);
    let is_call = |truth: &&Truth| is_gateway_call(truth, "tools/call");
    let answer = tool_calls(&theirs(&bench, &[]).await);
    let (id, ..) = answer.iter().find(|(_, name, _)| name == "Source control").expect("the log has the earlier name");
    let on_server = |truth: &&Truth| truth.list_item["target"]["parent"]["id"] == id.as_str();
    let expected = truths.iter().filter(is_call).filter(on_server).count() as u64;
    let theirs: Vec<u64> = answer.iter().filter(|(other, ..)| other == id).map(|(.., calls)| *calls).collect();
    assert_eq!(theirs, [expected, expected], "the platform gives all calls under each of both names");

    let usage = ours(&bench, "kind:mcp_call operation:tools/call");
    let rows: Vec<_> = usage.tables[0].rows.iter().filter(|row| row.names.contains(id)).collect();
    assert_eq!(rows.len(), 1, "it is one server");
    assert_eq!(rows[0].here.calls, expected);
    assert_eq!(rows[0].names, ["GitHub", "Source control", id], "with all its names, the newest first");
    assert_eq!(rows[0].label, "GitHub");
    let all = truths.iter().filter(is_call).count() as u64;
    assert_eq!(usage.tables[0].rows.iter().map(|row| row.here.calls).sum::<u64>(), all, "no call counts twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn tool_errors_inside_http_200_are_counted() {
    let bench = synced().await;
    let truths = truths(&bench);
    // The platform's page takes an error text or a status of 400 and more for an error.
    let mut theirs_by_page = 0;
    for item in
        theirs(&bench, &[("mcp_server_display_names", "GitHub")]).await["items"].as_array().into_iter().flatten()
    {
        for call in
            item["toolCalls"].as_array().into_iter().flatten().filter_map(|tool| tool["items"].as_array()).flatten()
        {
            let is_error = call["error"] != "" || call["responseStatus"].as_u64().is_some_and(|status| status >= 400);
            theirs_by_page += u64::from(is_error);
        }
    }
    let is_tool_error = |truth: &&Truth| {
        let body = &truth.detail["details"]["response"]["body"];
        body["error"].is_object() || body["isError"] == true || body["result"]["isError"] == true
    };
    let is_delivered = |truth: &&Truth| truth.list_item["outcome"]["status"] == "success";
    let on_server = |truth: &&Truth| {
        is_gateway_call(truth, "tools/call")
            && ["GitHub", "Source control"].iter().any(|name| truth.list_item["target"]["parent"]["name"] == *name)
    };
    let calls: Vec<_> = truths.iter().filter(on_server).collect();
    let hidden = calls.iter().copied().filter(is_tool_error).filter(is_delivered).count() as u64;
    assert!(hidden > 0, "some tools failed inside a success");
    let by_transport = calls.iter().copied().filter(|truth| {
        ["failure", "denied", "timeout"].iter().any(|status| truth.list_item["outcome"]["status"] == *status)
    });
    let by_transport = by_transport.count() as u64;
    assert_eq!(theirs_by_page, by_transport, "the platform's page knows errors of the transport only");

    let usage = ours(&bench, "kind:mcp_call operation:tools/call server:GitHub,\"Source control\"");
    let figures = usage.here.figures;
    assert_eq!(figures.calls, calls.len() as u64);
    assert_eq!(figures.tool_errors, calls.iter().copied().filter(is_tool_error).count() as u64);
    assert_eq!(
        figures.errors,
        by_transport + hidden,
        "errors are those of the transport and those inside of successes"
    );
}
