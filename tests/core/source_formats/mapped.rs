//! Records of any shape, by a mapping.

use auditdesk_core::{
    api::wire::{DurationUnit, MappedField, Mapping},
    entry::{Flag, PartName, PayloadState, Status},
    source::{check_mapping, mapped::MappedFormat},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::read::{all, part, read};

pub fn example(name: &str) -> Mapping {
    let text = match name {
        "agentgateway" => include_str!("../../data/mappings/agentgateway.json"),
        "cloudtrail" => include_str!("../../data/mappings/cloudtrail.json"),
        "contextforge" => include_str!("../../data/mappings/contextforge.json"),
        "github" => include_str!("../../data/mappings/github.json"),
        "litellm" => include_str!("../../data/mappings/litellm.json"),
        "mcpx" => include_str!("../../data/mappings/mcpx.json"),
        "okta" => include_str!("../../data/mappings/okta.json"),
        "teleport" => include_str!("../../data/mappings/teleport.json"),
        other => panic!("no example {other}"),
    };
    serde_json::from_str(text).expect("a mapping")
}

fn mapping(value: Value) -> Mapping {
    serde_json::from_value(value).expect("a mapping")
}

fn format(mapping: &Mapping) -> MappedFormat {
    MappedFormat::new(mapping).expect("it can be right")
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[test]
fn github() {
    let text = json!({"@timestamp": 1_771_234_567_890_u64, "_document_id": "xJ3k", "action": "repo.access", "actor": "octo", "actor_id": 583_231,
        "actor_ip": "203.0.113.9", "created_at": 1_771_234_567_900_u64, "hashed_token": "Zm9v", "operation_type": "modify", "org": "acme", "org_id": 77,
        "repo": "acme/site", "user_agent": "curl/8", "visibility": "public"})
    .to_string();
    let found = &all(&format(&example("github")), format!("{text}\n{text}").as_bytes())[0];
    let entry = &found.entry;
    assert_eq!((found.remote_id.as_str(), entry.occurred_at), ("xJ3k", utc("2026-02-16T09:36:07.890Z")));
    assert_eq!(entry.recorded_at, utc("2026-02-16T09:36:07.900Z"));
    assert_eq!((entry.actor.name.as_deref(), entry.actor.id.as_deref()), (Some("octo"), Some("583231")));
    assert_eq!(
        (entry.actor.actor_type.as_str(), entry.operation.as_str(), entry.kind.as_str()),
        ("user", "repo.access", "modify")
    );
    assert_eq!((entry.target.target_type.as_str(), entry.target.name.as_deref()), ("repository", Some("acme/site")));
    assert_eq!(
        (entry.outcome.status, entry.ip.as_deref()),
        (Status::Unknown, Some("203.0.113.9")),
        "the log tells no outcome"
    );
    assert_eq!(
        (found.payload, part(found, PartName::RawEvent)["visibility"].as_str()),
        (PayloadState::Complete, Some("public"))
    );
}

#[test]
fn cloudtrail() {
    let event = |id: &str, error: Option<&str>| {
        let mut event = json!({"eventVersion": "1.08", "userIdentity": {"type": "AssumedRole", "principalId": "AROA:ci", "arn": "arn:aws:sts::1:assumed-role/ci/x",
            "accessKeyId": "ASIA1"}, "eventTime": "2026-02-16T09:36:07Z", "eventSource": "bedrock-agentcore.amazonaws.com", "eventName": "InvokeGateway",
            "awsRegion": "eu-west-1", "sourceIPAddress": "198.51.100.7", "userAgent": "aws-sdk", "requestID": "r-1", "eventID": id, "eventType": "AwsApiCall",
            "resources": [{"ARN": "arn:aws:x:gateway/g1", "type": "AWS::Gateway"}], "requestParameters": {"name": "n", "password": "hunter2"}});
        if let Some(error) = error {
            event["errorCode"] = error.into();
            event["errorMessage"] = "no".into();
        }
        event
    };
    let errors = [None, Some("AccessDenied"), Some("accessdenied"), Some("Throttled")];
    let records: Vec<Value> = errors.iter().enumerate().map(|(id, error)| event(&id.to_string(), *error)).collect();
    let found = all(&format(&example("cloudtrail")), json!({"Records": records}).to_string().as_bytes());
    let statuses: Vec<Status> = found.iter().map(|found| found.entry.outcome.status).collect();
    assert_eq!(statuses, [Status::Success, Status::Denied, Status::Denied, Status::Failure]);
    let entry = &found[1].entry;
    assert_eq!(
        (entry.target.id.as_deref(), entry.target.server_name.as_deref()),
        (Some("arn:aws:x:gateway/g1"), Some("bedrock-agentcore.amazonaws.com"))
    );
    assert_eq!((entry.actor.credential.as_deref(), entry.request_id.as_deref()), (Some("ASIA1"), Some("r-1")));
    assert!(entry.flags.has(Flag::SecretsRemoved) && !String::from_utf8_lossy(&found[1].raw).contains("hunter2"));
    let removed = &part(&found[1], PartName::Context)["secretsRemoved"];
    assert!(
        removed["paths"].as_array().is_some_and(|paths| paths.contains(&json!("/requestParameters/password"))),
        "{removed}"
    );
}

#[test]
fn okta() {
    let event = json!({"uuid": "u-1", "published": "2026-02-16T09:36:07.890Z", "eventType": "user.session.start", "severity": "INFO",
        "actor": {"id": "00u1", "type": "User", "alternateId": "ana@example.com", "displayName": "Ana"},
        "client": {"ipAddress": "203.0.113.9", "userAgent": {"rawUserAgent": "Mozilla/5.0"}}, "outcome": {"result": "DENY", "reason": "policy"},
        "target": [{"id": "0oa1", "type": "AppInstance", "displayName": "Wiki"}], "transaction": {"id": "t-1"},
        "authenticationContext": {"externalSessionId": "s-1"}});
    let found = &all(&format(&example("okta")), json!([event]).to_string().as_bytes())[0];
    let entry = &found.entry;
    assert_eq!(
        (found.remote_id.as_str(), entry.outcome.status, entry.outcome.reason.as_deref()),
        ("u-1", Status::Denied, Some("policy"))
    );
    assert_eq!((entry.actor.email.as_deref(), entry.actor.actor_type.as_str()), (Some("ana@example.com"), "User"));
    assert_eq!((entry.target.name.as_deref(), entry.target.target_type.as_str()), (Some("Wiki"), "AppInstance"));
    assert_eq!((entry.session_id.as_deref(), entry.client.user_agent.as_deref()), (Some("s-1"), Some("Mozilla/5.0")));
}

#[test]
fn teleport() {
    let event = json!({"ei": 0, "event": "mcp.session.request", "code": "TMCP003I", "time": "2026-02-16T09:36:07.89Z", "uid": "e-1", "user": "ana", "sid": "s-1",
        "app_name": "tickets", "success": true, "addr.remote": "203.0.113.9:4711", "message": {"id": "7", "method": "tools/call", "params": {"name": "search"}}});
    let entry = &all(&format(&example("teleport")), event.to_string().as_bytes())[0].entry;
    assert_eq!(
        (entry.operation.as_str(), entry.kind.as_str(), entry.outcome.status),
        ("mcp.session.request", "TMCP003I", Status::Success)
    );
    assert_eq!((entry.ip.as_deref(), entry.target.name.as_deref()), (Some("203.0.113.9"), Some("search")));
}

#[test]
fn gateways() {
    let event = json!({"id": "a-1", "timestamp": "2026-02-16T09:36:07.890123", "correlation_id": "c", "action": "CREATE", "resource_type": "tool",
        "resource_id": "t1", "resource_name": "search", "user_id": "u", "user_email": "ana@example.com", "success": false, "error_message": "no"});
    let entry = &all(&format(&example("contextforge")), json!([event]).to_string().as_bytes())[0].entry;
    assert_eq!(
        (entry.occurred_at, entry.outcome.status),
        (utc("2026-02-16T09:36:07.890123Z"), Status::Failure),
        "a time without a zone is UTC"
    );

    let event = json!({"id": "l-1", "updated_at": "2026-02-16T09:36:07Z", "changed_by": "ana", "changed_by_api_key": "hash", "action": "updated",
        "table_name": "LiteLLM_TeamTable", "object_id": "team", "updated_values": "{\"token\":\"sk-1\"}"});
    let found = &all(&format(&example("litellm")), event.to_string().as_bytes())[0];
    assert!(
        found.entry.flags.has(Flag::SecretsRemoved) && !String::from_utf8_lossy(&found.raw).contains("sk-1"),
        "JSON inside a text is looked into"
    );

    let document = json!({"events": [{"timestamp": "2026-02-16T09:36:07Z", "createdAt": "2026-02-16T09:36:08Z", "eventType": "tool_used",
        "payload": {"toolName": "search", "targetServerName": "github", "consumerTag": "claude"}}]});
    let found = &all(&format(&example("mcpx")), document.to_string().as_bytes())[0];
    assert_eq!(
        (found.remote_id.len(), found.entry.target.server_name.as_deref()),
        (64, Some("github")),
        "it has no id"
    );

    let document = json!({"logs": [{"id": "g-1", "startedAt": "2026-02-16T09:36:07Z", "completedAt": "2026-02-16T09:36:08Z", "durationMs": 12.5, "traceId": "t",
        "httpStatus": 403, "attributes": {"mcp.method.name": "tools/call", "mcp.target": "github", "mcp.resource.type": "tool", "mcp.resource.uri": "search"}}]});
    let entry = &all(&format(&example("agentgateway")), document.to_string().as_bytes())[0].entry;
    assert_eq!(
        (entry.operation.as_str(), entry.duration_us, entry.outcome.status),
        ("tools/call", Some(12_500), Status::Denied)
    );
}

#[test]
fn tables_are_mapped_by_the_names_of_their_columns_or_by_their_numbers() {
    let by_name = mapping(
        json!({"fields": {"time": "/When", "actor_name": "/Who", "operation": "/a~1b", "outcome": "/OK?"}, "zone": "Europe/Berlin"}),
    );
    let text = "When;Who;a/b;OK?\r\n2026-07-01 12:00:00;\"Ana; B\";open;true\r\n2026-07-01 12:00:01;Bo;close;false\r\nshort;row\r\n";
    let outcome = read(&format(&by_name), text.as_bytes());
    let entries = outcome.entries();
    assert_eq!(
        (entries[0].occurred_at, entries[0].actor.name.as_deref()),
        (utc("2026-07-01T10:00:00Z"), Some("Ana; B"))
    );
    assert_eq!((entries[1].operation.as_str(), entries[1].outcome.status), ("close", Status::Failure));
    assert_eq!(outcome.found[1].raw, b"When;Who;a/b;OK?\n2026-07-01 12:00:01;Bo;close;false");
    assert_eq!(outcome.unreadable[0].1, b"When;Who;a/b;OK?\nshort;row", "a row that does not fit explains itself, too");
    assert_eq!(
        part(&outcome.found[0], PartName::RawEvent),
        json!({"When": "2026-07-01 12:00:00", "Who": "Ana; B", "a/b": "open", "OK?": "true"})
    );

    let by_number = mapping(json!({"fields": {"time": "/2", "operation": "/1"}}));
    for (delimiter, form) in [(",", "comma"), ("\t", "tab"), ("|", "pipe"), (";", "semicolon")] {
        let text = ["open", "1771234567", "2", "a b, c\n"].join(delimiter).replace("a b, c", "\"a, b, c, d\"");
        let found = all(&format(&by_number), text.as_bytes());
        assert!(found[0].dialect.starts_with(&format!("mapped-{form}-{{")), "{}", found[0].dialect);
        assert_eq!(
            (found[0].entry.operation.as_str(), found[0].entry.occurred_at),
            ("open", utc("2026-02-16T09:36:07Z"))
        );
    }
    let refused = read(&format(&by_name), b"Time;Who\n1;2\n").broken.expect("the column is missing");
    assert!(refused.contains("When"), "{refused}");
}

#[test]
fn outcomes_are_told_by_the_mapping_then_by_common_words() {
    let mapping = mapping(
        json!({"fields": {"time": "/t", "outcome": "/o"}, "outcomes": {"granted": "success", "404": "unknown", "200": "denied"}}),
    );
    for (word, status) in [
        (json!("granted"), Status::Success),
        (json!("GRANTED"), Status::Success),
        (json!(404), Status::Unknown),
        (json!("200"), Status::Denied),
        (json!(201), Status::Success),
        (json!(503), Status::Failure),
        (json!(403), Status::Denied),
        (json!(504), Status::Timeout),
        (json!(true), Status::Success),
        (json!("failed"), Status::Failure),
        (json!("perhaps"), Status::Unknown),
        (json!(null), Status::Unknown),
        (json!({}), Status::Unknown),
    ] {
        let found = all(&format(&mapping), json!({"t": "2026-07-01", "o": word}).to_string().as_bytes());
        assert_eq!(found[0].entry.outcome.status, status, "{word}");
    }
}

#[test]
fn durations_have_units_and_texts_may_hold_json() {
    for (unit, micros) in
        [(DurationUnit::Microseconds, 2), (DurationUnit::Milliseconds, 1_500), (DurationUnit::Seconds, 1_500_000)]
    {
        let mapping = Mapping {
            duration_unit: unit,
            decode: vec!["/body".into()],
            ..mapping(json!({"fields": {"time": "/t", "duration": "/body/took", "target_name": "/body/names"}}))
        };
        let found =
            &all(&format(&mapping), br#"{"t":"2026-07-01","body":"{\"took\":1.5,\"names\":[\"a\",\"b\"]}"}"#)[0];
        assert_eq!((found.entry.duration_us, found.entry.target.name.as_deref()), (Some(micros), Some("a, b")));
    }
}

#[test]
fn identity_is_the_id_else_the_record_and_never_half_a_number() {
    let mapping = mapping(json!({"fields": {"time": "/t", "id": "/id"}}));
    let id = |text: &str| all(&format(&mapping), text.as_bytes())[0].remote_id.clone();
    assert_eq!(id(r#"{"t":1771234567,"id":17}"#), "17");
    assert_eq!(id(r#"{"t":1771234567}"#), id(r#"{ "t" : 1771234567 }"#));
    assert_ne!(
        id(r#"{"t":1771234567,"id":123456789012345678901234}"#),
        id(r#"{"t":1771234567,"id":123456789012345678901235}"#)
    );
}

#[test]
fn what_is_wrong_with_a_mapping_is_said_all_at_once() {
    let wrong = mapping(
        json!({"fields": {"actor_name": "user", "ip": "/a~2"}, "zone": "Mars/Base", "items": "Records", "decode": [""], "constants": {"id": "1"}}),
    );
    let error = check_mapping(&wrong).expect_err("it cannot be right").message;
    for word in [
        "time is",
        "\"user\" of actor_name",
        "\"/a~2\"",
        "Mars/Base",
        "\"Records\"",
        "to be decoded",
        "the same for all",
    ] {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(MappedFormat::new(&wrong).is_err());
    for name in ["agentgateway", "cloudtrail", "contextforge", "github", "litellm", "mcpx", "okta", "teleport"] {
        check_mapping(&example(name)).expect(name);
    }
}

#[test]
fn records_that_do_not_fit_say_why() {
    let mapping = mapping(json!({"fields": {"time": "/t"}, "items": "/list"}));
    let outcome = read(&format(&mapping), br#"{"list":[{"t":"soon"},{},7,{"t":"2026-07-01"}]}"#);
    let reasons: Vec<&str> = outcome.unreadable.iter().map(|(reason, _)| reason.as_str()).collect();
    assert_eq!(reasons, ["soon is no time", "the record has no time at /t", "it is not an object"]);
    assert_eq!(outcome.found.len(), 1);
    let deep = format!("{{\"list\":[{{\"t\":\"2026-07-01\",\"x\":{}{}}}]}}", "[".repeat(500), "]".repeat(500));
    assert_eq!(read(&format(&mapping), deep.as_bytes()).unreadable.len(), 1, "nested too deep to be read, kept aside");
}

#[test]
fn the_dialect_holds_what_is_needed_and_no_more() {
    let mapping = mapping(json!({"items": "/r", "redact": true, "fields": {"time": "/t"}}));
    let found = all(&format(&mapping), br#"{"r":[{"t":"2026-07-01","api_key":"k"},{"t":"2026-07-01"}]}"#);
    assert_eq!(
        found[0].dialect, r#"mapped-redacted-{"fields":{"time":"/t"}}"#,
        "never changes: it is stored with every record"
    );
    assert_eq!(found[1].dialect, r#"mapped-json-{"fields":{"time":"/t"}}"#);
    assert_eq!(
        (found[1].raw.as_slice(), found[0].entry.flags.has(Flag::SecretsRemoved)),
        (&br#"{"t":"2026-07-01"}"#[..], true)
    );
    assert!(mapping.fields.contains_key(&MappedField::Time));
}
