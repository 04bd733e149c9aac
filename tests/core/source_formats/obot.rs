//! Obot's own exports.

use auditdesk_core::{
    entry::{PartName, PayloadState, RecordRef, Status},
    source::{dialects, objects::Format, obot::ObotExportFormat},
};
use auditdesk_standin::obot::{Generation, Options, Server};
use serde_json::{Value, json};

use crate::read::{all, payload, read};

const FLAT: &str = r#"{"id":5120,"createdAt":"2026-06-02T08:15:30.123456Z","userID":"7","mcpID":"ms1xyz","mcpServerDisplayName":"Slack",
"client":{"name":"claude-ai","version":"0.1.0"},"clientIP":"198.51.100.20","callType":"tools/call","callIdentifier":"post_message",
"responseStatus":500,"error":"upstream closed connection","processingTimeMs":1530,"sessionID":"s-1","requestID":"12"}"#;

fn flat(more: &Value) -> String {
    let mut row: Value = serde_json::from_str(FLAT).expect("JSON");
    row.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    row.to_string()
}

#[tokio::test]
async fn an_entry_of_an_export_is_the_entry_of_the_api() {
    for (generation, dialect, api) in
        [(Generation::B, "obot-export-b", "obot-b-detail"), (Generation::C, "obot-export-c", "obot-c-detail")]
    {
        let server = Server::start(Options::new(generation, 7, 400)).await.expect("it starts");
        server.finish_pending();
        let truth = server.truth();
        let details: Vec<String> =
            truth.iter().filter(|truth| truth.detail.is_object()).map(|truth| truth.detail.to_string()).collect();
        assert!(details.len() > 300, "{}", details.len());
        let found = all(&ObotExportFormat, details.join("\n").as_bytes());
        assert_eq!(found.len(), details.len());
        for (found, detail) in found.iter().zip(&details) {
            let id = &serde_json::from_str::<Value>(detail).expect("JSON")["id"];
            assert_eq!(found.remote_id, id.to_string().trim_matches('"'));
            assert_eq!((found.dialect.as_str(), found.raw.as_slice()), (dialect, detail.as_bytes()));
            let record = RecordRef { source: 1, dialect: api, remote_id: &found.remote_id, raw: &found.raw };
            assert_eq!(dialects().whole(record), Ok((found.entry.clone(), payload(found))));
        }
        assert!(found.iter().any(|found| found.payload == PayloadState::Complete));
        server.stop().await;
    }
}

#[test]
fn exports_of_metadata_say_that_the_payload_is_withheld() {
    for (more, state) in [
        (json!({}), PayloadState::Redacted),
        (json!({"payloadRedacted": true, "callType": "ping"}), PayloadState::Redacted),
        (json!({"callType": "ping"}), PayloadState::NotFetched),
        (json!({"callType": "ping", "requestHeaders": {"A": ["b"]}}), PayloadState::None),
        (json!({"requestBody": {"a": 1}}), PayloadState::Complete),
    ] {
        assert_eq!(all(&ObotExportFormat, flat(&more).as_bytes())[0].payload, state, "{more}");
    }
    let event = json!({"id": 1, "timestamp": {"occurredAt": "2026-08-20T14:03:11Z"}, "eventType": "mcp_call", "actor": {"actorType": "user", "id": "1"},
        "action": {"operation": "tools/call"}, "target": {"targetType": "mcp_server", "id": "ms1"}, "outcome": {"status": "unknown"},
        "details": {"trace": {}, "network": {}, "payloadRedacted": true}});
    let found = all(&ObotExportFormat, event.to_string().as_bytes());
    assert_eq!(
        (found[0].payload, found[0].entry.outcome.status, found[0].note),
        (PayloadState::Redacted, Status::Unknown, None)
    );
}

#[test]
fn rows_of_the_log_of_models_are_left_out() {
    let model = json!({"id": "0f8b2a0e-5a53-4f4e-9d67-1c2a7f0e9b11", "createdAt": "2026-08-20T14:03:11Z", "duration": 12, "userID": "7",
        "modelProvider": "openai", "modelID": "m", "targetModel": "gpt", "requestPath": "/v1/responses", "responseStatus": 200, "outcome": "success"});
    let outcome = read(&ObotExportFormat, format!("{model}\n{}\n", FLAT.replace('\n', "")).as_bytes());
    assert_eq!((outcome.ignored, outcome.ids()), (1, vec!["5120"]));
    for (key, wanted) in [
        ("mcp-audit-logs/2026/08/20/daily-2026-08-20T18:23:40Z.jsonl", true),
        ("own prefix/name with/slash-2026-08-20T18:23:40+02:00.jsonl", true),
        ("llm-audit-logs/2026/08/20/daily.jsonl", false),
        ("mcp-audit-logs/", false),
    ] {
        assert_eq!(ObotExportFormat.wants(key), wanted, "{key}");
    }
}

#[test]
fn empty_exports_are_no_error_and_cut_ones_lose_their_last_row_only() {
    assert_eq!(read(&ObotExportFormat, b"").broken, None);
    let row = FLAT.replace('\n', "");
    let outcome =
        read(&ObotExportFormat, format!("{row}\n{}\n{}", row.replace("5120", "5121"), &row[..100]).as_bytes());
    assert_eq!((outcome.ids(), outcome.unreadable.len(), outcome.broken.is_some()), (vec!["5120", "5121"], 1, false));
    let outcome = read(&ObotExportFormat, b"{\"a\":1}\n{\"id\":1,\"createdAt\":\"soon\"}\n");
    assert_eq!(outcome.unreadable.len(), 2, "what is no row is kept aside");
    assert!(
        payload(&all(&ObotExportFormat, row.as_bytes())[0]).parts.iter().all(|part| part.name == PartName::Context)
    );
}
