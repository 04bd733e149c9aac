//! The readers of all dialects on recorded samples: every field, every payload part, every tolerance.

use auditdesk_core::{
    entry::{Actor, Client, Entry, Outcome, PartName, Payload, RecordRef, Status, Target, TimeBy},
    source::{Unreadable, dialects},
};
use chrono::{DateTime, Utc};
use serde_json::Value;

fn record<'a>(dialect: &'a str, raw: &'a [u8]) -> RecordRef<'a> {
    RecordRef { source: 1, dialect, remote_id: "1", raw }
}

fn entry(dialect: &str, raw: &str) -> Entry {
    dialects().entry(record(dialect, raw.as_bytes())).expect("the sample is readable")
}

fn payload(dialect: &str, raw: &str) -> Payload {
    dialects().payload(record(dialect, raw.as_bytes())).expect("the sample is readable")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[expect(clippy::unnecessary_wraps, reason = "it is what fields hold")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const OPEN: &str = include_str!("../../data/obot/c_item_open.json");
const CALL: &str = include_str!("../../data/obot/c_detail_call.json");
const INITIALIZE: &str = include_str!("../../data/obot/c_item_initialize.json");
const LOCAL: &str = include_str!("../../data/obot/c_detail_local.json");
const FLAT: &str = include_str!("../../data/obot/b_item.json");

#[test]
fn a_call_with_details_fills_every_field() {
    let wanted = Entry {
        occurred_at: at("2026-08-20T14:03:11.482913Z"),
        recorded_at: at("2026-08-20T14:03:11.482913Z"),
        time_by: TimeBy::Server,
        kind: "mcp_call".into(),
        actor: Actor {
            actor_type: "user".into(),
            id: some("42"),
            name: None,
            email: None,
            credential: some("ci key (ok1-42-17-*****)"),
        },
        operation: "tools/call".into(),
        target: Target {
            target_type: "mcp_tool".into(),
            id: None,
            name: some("search_issues"),
            server_id: some("ms1abcde"),
            server_name: some("GitHub"),
        },
        outcome: Outcome {
            status: Status::Success,
            http_status: Some(200),
            reason: None,
            error: None,
            tool_error: Some(false),
        },
        duration_us: Some(842_000),
        client: Client { name: some("Visual Studio Code"), version: some("1.104.0"), user_agent: some("node") },
        ip: some("203.0.113.9"),
        session_id: some("6a1e…"),
        request_id: some("7"),
        flags: auditdesk_core::entry::Flags::NONE,
    };
    assert_eq!(entry("obot-c-detail", CALL), wanted, "each field from its place");
}

#[test]
fn the_payload_is_cut_out_exactly_as_received() {
    let payload = payload("obot-c-detail", CALL);
    let names: Vec<PartName> = payload.parts.iter().map(|part| part.name).collect();
    let wanted = [
        PartName::RequestHeaders,
        PartName::Request,
        PartName::ResponseHeaders,
        PartName::Response,
        PartName::Webhooks,
        PartName::Context,
    ];
    assert_eq!(names, wanted, "in the order of reading, absent parts left out");
    for part in payload.parts.iter().filter(|part| part.name != PartName::Context) {
        assert!(CALL.contains(&part.json), "{:?} is a piece of the record", part.name);
    }
}

#[test]
fn an_open_call_has_neither_outcome_nor_duration() {
    let open = entry("obot-c-item", OPEN);
    assert_eq!(
        (open.outcome.status, open.outcome.http_status, open.duration_us),
        (Status::Unknown, None, None),
        "not yet"
    );
    assert_eq!(open.outcome.tool_error, None, "the payload is not here to tell");
    assert_eq!(payload("obot-c-item", OPEN), Payload::default(), "a list item has no payload");
}

#[test]
fn a_call_to_the_server_itself_has_the_server_as_target() {
    let target = entry("obot-c-item", INITIALIZE).target;
    assert_eq!(
        (target.target_type.as_str(), target.id, target.server_id),
        ("mcp_server", some("ms1abcde"), some("ms1abcde")),
        "both"
    );
}

#[test]
fn a_local_agents_call_keeps_its_context() {
    let local = entry("obot-c-detail", LOCAL);
    assert_eq!(
        (local.time_by, local.recorded_at),
        (TimeBy::Client, at("2026-08-20T14:10:44.001Z")),
        "the laptop's time"
    );
    assert_eq!(
        (local.actor.actor_type.as_str(), local.actor.name),
        ("device", some("mbp-12")),
        "the device has a name"
    );
    assert_eq!(local.actor.email, some("alice@acme.test"), "reported by the agent");
    assert_eq!(local.outcome.status, Status::Denied, "by a policy");
    assert_eq!((local.outcome.reason, local.outcome.error), (some("policy"), some("blocked by policy")), "why");
    assert_eq!((local.client.name, local.client.version), (some("claude_code"), some("2.1")), "the agent");
    assert_eq!(local.outcome.tool_error, None, "a null response tells nothing");
    let context = payload("obot-c-detail", LOCAL).parts.pop().expect("a last part");
    assert_eq!(context.name, PartName::Context, "what has no column");
    let context: Value = serde_json::from_str(&context.json).expect("JSON");
    assert_eq!(context["environment"]["gitBranch"], "main", "the environment");
    assert_eq!(context["device"]["os"], "darwin", "the device");
}

#[test]
fn a_flat_entry_is_brought_to_the_same_form() {
    let flat = entry("obot-b-item", FLAT);
    assert_eq!(flat.kind, "mcp_call", "the only kind then");
    assert_eq!(flat.occurred_at, at("2026-06-02T08:15:30.123456Z"), "microseconds");
    assert_eq!(flat.actor.id, some("7"), "the user");
    assert_eq!(flat.actor.credential, some("ok1-7-3-"), "as the platform masks it");
    assert_eq!(flat.target.target_type, "mcp_tool", "as generation C names it");
    assert_eq!((flat.target.name, flat.target.server_name), (some("post_message"), some("Slack")), "tool and server");
    assert_eq!((flat.outcome.status, flat.outcome.http_status), (Status::Failure, Some(500)), "derived");
    assert_eq!(flat.duration_us, Some(1_530_000), "microseconds");
    assert_eq!((flat.session_id, flat.ip), (some("s-1"), some("198.51.100.20")), "already in the list");
}

#[test]
fn twins_and_old_names_of_webhooks_are_parts() {
    let raw = r#"{"id":1,"createdAt":"2025-10-01T00:00:00Z","callType":"tools/call","callIdentifier":"t","responseStatus":200,
        "requestBody":{"a":1},"mutatedRequestBody":{"a":2},"responseBody":{"isError":true},"originalResponseBody":[1, 2],
        "webhookStatus":[{"url":"https://hooks.test","status":"ok","message":""}],"requestHeaders":{},"responseHeaders":null}"#;
    let parts = payload("obot-a-item", raw).parts;
    let names: Vec<(PartName, &str)> = parts.iter().map(|part| (part.name, part.json.as_str())).collect();
    let wanted = [
        (PartName::Request, r#"{"a":1}"#),
        (PartName::MutatedRequest, r#"{"a":2}"#),
        (PartName::Response, r#"{"isError":true}"#),
        (PartName::OriginalResponse, "[1, 2]"),
        (PartName::Webhooks, r#"[{"url":"https://hooks.test","status":"ok","message":""}]"#),
    ];
    assert_eq!(names, wanted, "exactly as received, white space included");
    assert_eq!(entry("obot-a-item", raw).outcome.tool_error, Some(true), "a bare result of the old days");
}

#[test]
fn later_fields_values_and_spellings_do_no_harm() {
    let raw = r#"{"id":"77","timestamp":{"occurredAt":"2026-08-20T10:03:11.4829137-04:00","recordedAt":null,"source":"moon"},
        "eventType":"mcp_call","actor":{"actorType":"service_account","id":"hosted-agent:a1","credentialID":null},"region":{"x":[1]},
        "action":{"operation":"server/discover","name":null},"target":{"targetType":"mcp_app","id":"ms1","name":"S"},
        "outcome":{"status":"cancelled","httpStatus":70000,"durationMs":1.5},"client":null,
        "details":{"network":{"clientIP":"[2001:db8::9]:443"},"trace":{"requestID":12},"policy":{"id":1},"payloadRedacted":false}}"#;
    let read = entry("obot-c-detail", raw);
    assert_eq!(read.occurred_at, at("2026-08-20T14:03:11.482913Z"), "an offset, seven digits");
    assert_eq!(read.recorded_at, read.occurred_at, "null: the event's own time");
    assert_eq!(
        (read.actor.actor_type.as_str(), read.actor.id),
        ("hosted_agent", some("hosted-agent:a1")),
        "a hosted agent"
    );
    assert_eq!(read.outcome.status, Status::Unknown, "an outcome that came later than this reader");
    assert_eq!(read.outcome.http_status, None, "no status of HTTP");
    assert_eq!((read.ip, read.request_id), (some("2001:db8::9"), some("12")), "without the port; a number as text");
    assert_eq!(read.target.target_type, "mcp_app", "an open set");
    assert_eq!(read.target.server_id, some("ms1"), "a target without a parent is the server");
}

#[test]
fn what_is_no_entry_is_refused_with_a_reason() {
    let cases = [
        ("obot-c-item", r#"{"id":1}"#, "no timestamp"),
        ("obot-c-item", r#"{"timestamp":{"occurredAt":"2026-08-20T10:00:00Z"}}"#, "no id"),
        ("obot-c-item", r#"{"id":1,"timestamp":{"occurredAt":"0001-01-01T00:00:00Z"}}"#, "no time"),
        ("obot-b-item", r#"{"id":1}"#, "no time"),
        ("obot-b-detail", "json: error calling MarshalJSON", "expected value"),
        ("obot-c-detail", "", "EOF"),
        ("obot-x", "{}", "no reader"),
        ("nobody-1", "{}", "no reader"),
    ];
    for (dialect, raw, why) in cases {
        let Unreadable(reason) = dialects().entry(record(dialect, raw.as_bytes())).expect_err("no entry");
        assert!(reason.contains(why), "{dialect} {raw}: {reason}");
    }
    let invalid = dialects().entry(record("obot-c-item", b"{\"id\":1,\"client\":\"\xff\xfe\"}"));
    assert!(invalid.is_err(), "bytes that are no UTF-8");
}

#[test]
fn hostile_depth_in_a_body_is_skipped_not_descended_into() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let raw = CALL.replace(r#"{"q":"is:open label:bug"}"#, &deep);
    assert_eq!(entry("obot-c-detail", &raw).outcome.status, Status::Success, "read without running out of stack");
    assert!(payload("obot-c-detail", &raw).parts.iter().any(|part| part.json.contains(&deep)), "and kept whole");
}
