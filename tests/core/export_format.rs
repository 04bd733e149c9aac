//! The export format is a promise: the bytes of known entries, and the page that documents them.

mod export_rows;

use auditdesk_core::{
    entry::{Flag, Note, PartName, Payload, PayloadPart, PayloadState},
    export::write_line,
    source::Person,
};
use export_rows::{row, sha256};

const PAGE: &str = include_str!("../../docs/export-format.md");

fn line(row: &auditdesk_core::export::ExportRow) -> String {
    let mut bytes = Vec::new();
    write_line(&mut bytes, row).expect("it encodes");
    String::from_utf8(bytes).expect("UTF-8")
}

/// The keys of a line in their order. Values of these rows hold no nested object with a colon after a quote at the top level.
fn keys(line: &str) -> Vec<String> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).expect("an object");
    let mut keys: Vec<String> = map.keys().cloned().collect();
    keys.sort_by_key(|key| line.find(&format!("\"{key}\":")).expect("it is there"));
    keys
}

/// The keys of the page's tables, in order: first those every line has, then those of the payload.
fn documented() -> (Vec<String>, Vec<String>) {
    let rows = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(key, _)| key.to_owned()))
            .collect()
    };
    let (keys, payload) = PAGE.split_once("## Payload").expect("the page has both");
    (rows(keys), rows(payload))
}

#[test]
fn a_line_of_metadata_is_exactly_this() {
    let mut row = row(7);
    row.payload = None;
    row.entry.duration_us = Some(1_234_567);
    row.entry.actor.credential = Some("ak1…9f".into());
    row.entry.outcome.error = Some("no \"such\" tool\n".into());
    row.person = Some(Person { id: "u7".into(), name: Some("Ana Ruiz".into()), email: None });
    row.record.note = Some(Note::GoneAtSource);
    row.record.payload = PayloadState::NotFetched;
    row.record.supersedes = Some(3);
    row.record.raw = b"raw".to_vec();
    row.entry.flags = [Flag::OwnPolling, Flag::Ambiguous].into_iter().collect();
    let expected = concat!(
        r#"{"timestamp":"2026-07-21T14:03:17.979000Z","user_id":"u7","mcp_server":"Knowledge","call_type":"tools/call","response_status":200,"#,
        r#""seq":8,"source":"Obot","id":"log-7","recorded":"2026-07-21T14:03:17.980234Z","time_by":"server","kind":"mcp_call","#,
        r#""actor_type":"user","actor_name":"Ana Ruiz","actor_email":"p7@example.com","credential":"ak1…9f","server_id":"ms1abc","#,
        r#""target":"search","target_type":"mcp_tool","outcome":"success","reason":null,"error":"no \"such\" tool\n","tool_error":false,"#,
        r#""duration_ms":1234.567,"client":"desk","client_version":"1.4.0","user_agent":null,"ip":"10.1.2.3","session_id":"s0","#,
        r#""request_id":"7","payload_state":"not_fetched","note":"gone_at_source","supersedes":3,"received_at":"2026-07-21T14:03:26.979000Z","#,
        r#""dialect":"obot-c-detail","sha256":"RAW","flags":["ambiguous","own_polling"]}"#,
        "\n"
    );
    assert_eq!(line(&row), expected.replace("RAW", &sha256(b"raw")));
}

#[test]
fn every_line_has_the_documented_keys_in_the_documented_order() {
    let (metadata, payload) = documented();
    assert_eq!(metadata[..5], ["timestamp", "user_id", "mcp_server", "call_type", "response_status"]);
    let mut row = row(1);
    row.payload = None;
    assert_eq!(keys(&line(&row)), metadata);
    let parts = [
        PartName::Context,
        PartName::RawEvent,
        PartName::Webhooks,
        PartName::OriginalResponse,
        PartName::Response,
        PartName::ResponseHeaders,
        PartName::MutatedRequest,
        PartName::Request,
        PartName::RequestHeaders,
    ];
    let parts = parts.map(|name| PayloadPart::text(name, "{}".into())).to_vec();
    row.payload = Some(Payload { parts });
    assert_eq!(keys(&line(&row)), [metadata, payload].concat(), "whatever the order in which parts come");
}

#[test]
fn hostile_text_stays_within_its_line() {
    let mut row = row(1);
    row.source = "a\nb\u{2028}\u{0}\u{1b}[31m\u{202e}=1+1".into();
    row.payload = Some(Payload { parts: vec![PayloadPart::text(PartName::Request, "{\r\n\"a\":\n1}".into())] });
    let line = line(&row);
    assert_eq!(line.matches('\n').count(), 1, "one line feed, at the end");
    assert!(!line.trim_end().contains(char::is_control), "control characters are escaped");
    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!((value["source"].as_str(), value["request"]["a"].as_i64()), (Some(row.source.as_str()), Some(1)));
}
