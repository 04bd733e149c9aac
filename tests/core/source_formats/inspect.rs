//! Looking into files before they are brought in.

use std::io::Write;

use auditdesk_core::{
    api::wire::{FileInspected, MappedField, Mapping, Writer},
    entry::Status,
    source::{inspect, mapped::MappedFormat},
};
use serde_json::{Value, json};

use crate::{mapped::example, read::read};

fn look(bytes: &[u8]) -> FileInspected {
    inspect(bytes.len() as u64, bytes, None).expect("it is looked into")
}

fn guessed(bytes: &[u8]) -> (FileInspected, Mapping) {
    let inspected = look(bytes);
    assert!(!inspected.recognised, "{:?}", inspected.writer);
    let Writer::Mapped { mapping } = &inspected.writer else { panic!("{:?}", inspected.writer) };
    let mapping = mapping.clone();
    (inspected, mapping)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

const AIRKIT: &str =
    r#"{"organizationId":"o","eventId":"e","eventTime":"2023-02-03 04:05:06","type":"app_created","kind":"Audit"}"#;
const OBOT_B: &str = r#"{"id":5120,"createdAt":"2026-06-02T08:15:30.123456Z","userID":"7","mcpID":"ms1","callType":"tools/call","responseStatus":200}"#;
const OBOT_C: &str = r#"{"id":1,"timestamp":{"occurredAt":"2026-08-20T14:03:11Z"},"eventType":"mcp_call","action":{"operation":"tools/call"},"outcome":{"status":"success"}}"#;
const OWN: &str = r#"{"timestamp":"2026-07-21T14:03:17.979000Z","user_id":"u7","mcp_server":"K","call_type":"tools/call","response_status":200,"seq":8,"source":"Obot","id":"log-7","outcome":"success","payload_state":"none","dialect":"obot-c-detail","sha256":"00"}"#;
const AIRBYTE: &str = r#"[{"id":"11111111-2222-3333-4444-555555555555","timestamp":1767225600000,"actor":{"actorId":"u","email":"a@example.com","ipAddress":"192.0.2.1","userAgent":"x"},"operation":"updateConnection","request":"{}","response":"{}","success":true}]"#;

#[test]
fn known_writers_are_recognised_by_what_they_wrote() {
    for (text, writer) in [
        (AIRKIT.to_owned(), Writer::Airkit),
        (format!("[{AIRKIT}]"), Writer::Airkit),
        (format!("{{\"Records\":[{AIRKIT}]}}"), Writer::Airkit),
        (
            "ORGANIZATION_ID|EVENT_ID|EVENT_TIME|EVENT_TYPE\no|1|2023-02-03 04:05:06|org_created\n".to_owned(),
            Writer::Airkit,
        ),
        (OBOT_B.to_owned(), Writer::Obot),
        (format!("{OBOT_C}\n{OBOT_C}\n"), Writer::Obot),
        (format!("{OWN}\n"), Writer::Auditdesk),
        (AIRBYTE.to_owned(), Writer::Airbyte),
    ] {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let inspected = look(&bytes);
            assert_eq!((&inspected.writer, inspected.recognised), (&writer, true), "{text}");
            assert!(
                inspected.rows.iter().all(|row| row.unreadable.is_none()) && !inspected.rows.is_empty(),
                "{:?}",
                inspected.rows
            );
            assert_eq!(inspected.shape.starts_with("gzip, "), bytes[0] == 0x1f, "{}", inspected.shape);
        }
    }
}

#[test]
fn a_guess_finds_the_fields_of_well_known_logs() {
    use MappedField::{ActorEmail, ActorId, ActorName, Id, Ip, Operation, Outcome, Session, TargetName, Time};
    type Wanted = &'static [(MappedField, &'static str)];

    let github = json!({"@timestamp": 1_771_234_567_890_u64, "_document_id": "x", "action": "repo.access", "actor": "octo", "actor_id": 583_231, "actor_ip": "203.0.113.9",
        "created_at": 1_771_234_567_900_u64, "org": "acme", "org_id": 7, "repo": "acme/site", "user_agent": "curl/8"});
    let cloudtrail = json!({"Records": [{"eventVersion": "1.08", "userIdentity": {"type": "IAMUser", "principalId": "AIDA", "arn": "arn:x", "accessKeyId": "AKIA"},
        "eventTime": "2026-02-16T09:36:07Z", "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "sourceIPAddress": "198.51.100.7", "userAgent": "aws",
        "requestID": "r", "eventID": "e", "eventType": "AwsApiCall", "errorCode": "AccessDenied"}]});
    let okta = json!([{"uuid": "u", "published": "2026-02-16T09:36:07.890Z", "eventType": "user.session.start", "severity": "INFO",
        "actor": {"id": "00u", "type": "User", "alternateId": "a@example.com", "displayName": "Ana"}, "client": {"ipAddress": "203.0.113.9",
        "userAgent": {"rawUserAgent": "M"}}, "outcome": {"result": "DENY"}, "target": [{"id": "0oa", "type": "App", "displayName": "Wiki"}], "transaction": {"id": "t"}}]);
    let teleport = json!({"event": "mcp.session.request", "code": "TMCP003I", "time": "2026-02-16T09:36:07.89Z", "uid": "e", "user": "ana", "sid": "s",
        "app_name": "tickets", "success": true});
    let all: [(&str, Value, Wanted); 4] = [
        (
            "github",
            github,
            &[
                (Time, "/@timestamp"),
                (Id, "/_document_id"),
                (Operation, "/action"),
                (ActorName, "/actor"),
                (ActorId, "/actor_id"),
                (Ip, "/actor_ip"),
                (TargetName, "/repo"),
            ],
        ),
        (
            "cloudtrail",
            cloudtrail,
            &[
                (Time, "/eventTime"),
                (Id, "/eventID"),
                (Operation, "/eventName"),
                (ActorName, "/userIdentity/arn"),
                (Ip, "/sourceIPAddress"),
                (Outcome, "/errorCode"),
            ],
        ),
        (
            "okta",
            okta,
            &[
                (Time, "/published"),
                (Id, "/uuid"),
                (Operation, "/eventType"),
                (ActorEmail, "/actor/alternateId"),
                (ActorName, "/actor/displayName"),
                (Ip, "/client/ipAddress"),
                (Outcome, "/outcome/result"),
                (TargetName, "/target/0/displayName"),
            ],
        ),
        (
            "teleport",
            teleport,
            &[
                (Time, "/time"),
                (Id, "/uid"),
                (Operation, "/event"),
                (ActorName, "/user"),
                (Outcome, "/success"),
                (Session, "/sid"),
            ],
        ),
    ];
    for (name, record, wanted) in all {
        let (inspected, mapping) = guessed(record.to_string().as_bytes());
        for (field, pointer) in wanted {
            assert_eq!(
                mapping.fields.get(field).map(String::as_str),
                Some(*pointer),
                "{name} {field:?} {:?}",
                mapping.fields
            );
        }
        assert_eq!(mapping.items, example(name).items, "{name}");
        let row = &inspected.rows[0];
        assert!(
            row.unreadable.is_none() && row.time.is_some() && !row.operation.is_empty() && !row.actor.is_empty(),
            "{name} {row:?}"
        );
        let denied = matches!(name, "cloudtrail" | "okta");
        assert_eq!(
            row.outcome,
            Some(if denied {
                Status::Denied
            } else if name == "teleport" {
                Status::Success
            } else {
                Status::Unknown
            }),
            "{name}"
        );
    }
}

#[test]
fn tables_are_guessed_with_and_without_a_header() {
    let (inspected, mapping) = guessed(b"When,User E-mail,Action,Status\n2026-07-01 12:00:00,a@example.com,open,200\n2026-07-01 12:00:01,b@example.com,close,403\n");
    assert_eq!(inspected.shape, "table with commas and a header");
    assert_eq!(mapping.fields.get(&MappedField::ActorEmail).map(String::as_str), Some("/User E-mail"));
    assert_eq!(mapping.fields.get(&MappedField::HttpStatus).map(String::as_str), Some("/Status"));
    assert_eq!(
        mapping.fields.get(&MappedField::Time).map(String::as_str),
        Some("/When"),
        "by its values, where no name says it"
    );
    assert_eq!(inspected.found[0].pointer, "/When");
    assert_eq!((inspected.found[0].values.len(), inspected.found[0].in_records), (2, 2));
    assert_eq!((inspected.rows[0].actor.as_str(), inspected.rows[1].outcome), ("a@example.com", Some(Status::Denied)));

    let told = Mapping { outcomes: [("200".to_owned(), Status::Timeout)].into(), ..mapping };
    let bytes = b"When,User E-mail,Action,Status\n2026-07-01 12:00:00,a@example.com,open,200\n";
    let inspected =
        inspect(bytes.len() as u64, bytes, Some(&Writer::Mapped { mapping: told })).expect("it is looked into");
    assert_eq!(
        (inspected.rows[0].actor.as_str(), inspected.rows[0].start.as_str()),
        ("a@example.com", "2026-07-01 12:00:00,a@example.com,open,200")
    );

    let (inspected, mapping) = guessed(b"2026-07-01 12:00:00\tana\topen\n2026-07-01 12:00:01\tbo\tclose\n");
    assert_eq!(inspected.shape, "table with tabs and no header");
    assert_eq!(inspected.found.iter().map(|found| found.pointer.as_str()).collect::<Vec<_>>(), ["/1", "/2", "/3"]);
    assert_eq!((mapping.fields.get(&MappedField::Time).map(String::as_str), inspected.rows.len()), (Some("/1"), 2));
}

#[test]
fn json_in_texts_is_noticed_and_secrets_are_to_be_removed() {
    let (_, mapping) =
        guessed(br#"{"ts":1771234567,"detail":"{\"sourceIPAddress\":\"192.0.2.1\",\"password\":\"p\"}"}"#);
    assert_eq!(mapping.decode, ["/detail"]);
    assert_eq!(mapping.fields.get(&MappedField::Ip).map(String::as_str), Some("/detail/sourceIPAddress"));
    assert!(mapping.redact);
    let (_, mapping) = guessed(br#"{"ts":1771234567,"detail":"plain"}"#);
    assert!(mapping.redact && mapping.decode.is_empty());
}

#[test]
fn the_beginning_of_a_large_file_is_enough() {
    let record =
        |n: usize| format!(r#"{{"time":"2026-07-01T12:00:00Z","action":"a{n}","note":"{}"}}"#, "x".repeat(n % 50));
    let records: Vec<String> = (0..10_000).map(record).collect();
    let forms = [
        format!("[{}]", records.join(",")),
        format!("{{\"meta\":{{\"n\":1}},\"items\":[{}]}}", records.join(",")),
        records.join("\n"),
        records.join(""),
    ];
    for text in forms {
        for bytes in [
            text.clone().into_bytes(),
            gzip(text.as_bytes()),
            zstd::encode_all(text.as_bytes(), 1).expect("memory takes it"),
        ] {
            let head = &bytes[..bytes.len() / 2];
            let inspected = inspect(bytes.len() as u64, head, None).expect("it is looked into");
            assert_eq!(inspected.rows.len(), 10, "{}", inspected.shape);
            assert!(inspected.rows.iter().all(|row| row.unreadable.is_none()), "{}", inspected.shape);
            assert_eq!(inspected.rows[9].operation, "a9");
        }
    }
    let inspected = inspect(1 << 30, records[0].as_bytes().split_at(40).0, None).expect("it is looked into");
    assert!(inspected.rows.is_empty(), "a record that is cut off is not called broken");
}

#[test]
fn what_is_no_log_is_refused_or_shown_as_it_is() {
    let error = inspect(8, b"PAR1....", None).expect_err("refused").message;
    assert!(error.contains("Parquet"), "{error}");
    let inspected = look(b"");
    assert_eq!((inspected.shape.as_str(), inspected.rows.len(), inspected.recognised), ("empty", 0, false));
    let (inspected, _) = guessed(b"Dear all,\nplease find the logs attached.\n");
    assert!(inspected.rows.iter().all(|row| row.unreadable.is_some()));
    let (inspected, _) = guessed(b"{\"time\":\"2026-07-01T12:00:00Z\",\"a\":\"\xc3\xa9\"}\n{broken}\n");
    assert_eq!(inspected.rows.iter().filter(|row| row.unreadable.is_some()).count(), 1, "broken lines are shown");
}

#[test]
fn a_guess_that_has_a_time_can_be_used_as_it_is() {
    let text = br#"{"data":[{"created":"2026-07-01","user":{"name":"ana"},"method":"x"},{"created":"2026-07-02"}]}"#;
    let (_, mapping) = guessed(text);
    assert_eq!(mapping.items, "/data");
    let outcome = read(&MappedFormat::new(&mapping).expect("it can be right"), text);
    assert_eq!((outcome.found.len(), outcome.found[0].entry.actor.name.as_deref()), (2, Some("ana")));
}
