//! Rows for tests of exports: deterministic, realistic in size.

#![allow(dead_code, reason = "each test binary uses what it needs")]

use std::sync::Mutex;

use auditdesk_core::{
    api::wire::CheckLine,
    entry::{
        Actor, Client, Entry, Outcome, PartName, Payload, PayloadPart, PayloadState, Record, Status, Target, TimeBy,
    },
    error::Result,
    export::ExportRow,
    source::{Progress, Report},
};
use chrono::{DateTime, TimeDelta, Utc};

/// When the runs of the tests take place.
pub fn now() -> DateTime<Utc> {
    "2026-08-20T14:03:11Z".parse().expect("a moment")
}

/// Row `n`, some 2.4 KB as a line.
pub fn row(n: u64) -> ExportRow {
    let at = now() - TimeDelta::days(30) + TimeDelta::milliseconds(n as i64 * 997);
    let request = format!(
        r#"{{"jsonrpc":"2.0","id":{n},"method":"tools/call","params":{{"name":"search","arguments":{{"query":"{}"}}}}}}"#,
        "words of a question ".repeat(20)
    );
    let response = format!(
        r#"{{"jsonrpc":"2.0","id":{n},"result":{{"content":[{{"type":"text","text":"{}"}}]}}}}"#,
        "words of an answer ".repeat(30)
    );
    let part = PayloadPart::text;
    ExportRow {
        seq: n + 1,
        source: "Obot".into(),
        entry: Entry {
            occurred_at: at,
            recorded_at: at + TimeDelta::microseconds(1234),
            time_by: TimeBy::Server,
            kind: "mcp_call".into(),
            actor: Actor {
                actor_type: "user".into(),
                id: Some(format!("u{}", n % 40)),
                name: Some(format!("Person {}", n % 40)),
                email: Some(format!("p{}@example.com", n % 40)),
                credential: None,
            },
            operation: "tools/call".into(),
            target: Target {
                target_type: "mcp_tool".into(),
                id: None,
                name: Some("search".into()),
                server_id: Some("ms1abc".into()),
                server_name: Some("Knowledge".into()),
            },
            outcome: Outcome {
                status: Status::Success,
                http_status: Some(200),
                reason: None,
                error: None,
                tool_error: Some(false),
            },
            duration_us: Some(1000 + n % 500_000),
            client: Client { name: Some("desk".into()), version: Some("1.4.0".into()), user_agent: None },
            ip: Some("10.1.2.3".into()),
            session_id: Some(format!("s{}", n / 20)),
            request_id: Some(n.to_string()),
            flags: auditdesk_core::entry::Flags::NONE,
        },
        person: None,
        record: Record {
            source: 1,
            remote_id: format!("log-{n}"),
            received_at: at + TimeDelta::seconds(9),
            dialect: "obot-c-detail".into(),
            payload: PayloadState::Complete,
            note: None,
            supersedes: None,
            raw: format!("{{\"request\":{request},\"response\":{response}}}").into_bytes(),
        },
        payload: Some(Payload {
            parts: vec![
                part(
                    PartName::RequestHeaders,
                    r#"{"Accept":["application/json"],"X-Trace":["0af7651916cd43dd"]}"#.into(),
                ),
                part(PartName::Request, request),
                part(PartName::ResponseHeaders, r#"{"Content-Type":["application/json"]}"#.into()),
                part(PartName::Response, response),
            ],
        }),
    }
}

/// Rows `0..n`.
pub fn rows(n: u64) -> impl Iterator<Item = Result<ExportRow>> + Send + 'static {
    (0..n).map(|n| Ok(row(n)))
}

/// The bytes that rows `0..n` must become.
pub fn lines(n: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for n in 0..n {
        auditdesk_core::export::write_line(&mut bytes, &row(n)).expect("it encodes");
    }
    bytes
}

/// SHA-256 as hex, by another way than the code under test.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Remembers the progress.
#[derive(Default)]
pub struct Watched(pub Mutex<Vec<(u64, u64)>>);

impl Progress for Watched {
    fn update(&self, done: u64, total: u64, _doing: &str) {
        self.0.lock().expect("sound").push((done, total));
    }
}

/// Remembers the lines of a test.
#[derive(Default)]
pub struct Reported(pub Mutex<Vec<CheckLine>>);

impl Report for Reported {
    fn line(&self, line: CheckLine) {
        self.0.lock().expect("sound").push(line);
    }
}
