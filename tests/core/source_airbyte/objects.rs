//! Shapes of objects: what is accepted, what breaks, what is taken out.

use auditdesk_core::{
    entry::{Flag, PartName},
    source::{
        airbyte::AirbyteFormat,
        objects::{Format, Item},
    },
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::read::{Said, Verdict, all, entries, object_of, one, part, verdict};

fn entry(id: &str) -> serde_json::Value {
    json!({
        "id": id, "timestamp": 1_749_548_760_123_i64,
        "actor": {"actorId": "u1", "email": "a@example.com", "ipAddress": "192.0.2.1:4711", "userAgent": "x"},
        "operation": "deleteSource", "request": "{\"sourceId\":\"s1\"}", "response": null, "success": true, "errorMessage": null,
    })
}

#[test]
fn every_shape_gives_its_entries() {
    let (one, two) = (entry("a").to_string(), entry("b").to_string());
    let event = String::from_utf8(object_of(&Said::default().message())).expect("text");
    let fragment = &event[1..event.len() - 1];
    let cases = [
        (format!("[{one},{two}]"), 2),
        (one.clone(), 1),
        (format!("{one}\n{two}\n"), 2),
        (format!("[{one}] [{two}]"), 2),
        (format!("\u{feff}  [\n {one} ,\n {two} ]\n"), 2),
        (format!("{{\"version\":\"1\",\"events\":[{one}]}}"), 1),
        ("[]".into(), 0),
        ("{\"events\":[],\"version\":\"1\"}".into(), 0),
        (event.clone(), 1),
        (fragment.to_owned(), 1),
        (fragment.split_once(",\"version\"").expect("it has one").0.to_owned(), 1),
    ];
    for (object, count) in cases {
        assert_eq!(entries(object.as_bytes()).len(), count, "{object}");
    }
    let found = entries(format!("[ {one} ]").as_bytes()).pop().expect("one");
    assert_eq!(found.raw, one.as_bytes(), "cut out exactly");
    assert_eq!(found.entry.ip.as_deref(), Some("192.0.2.1"), "without its port");
}

#[test]
fn a_broken_object_gives_what_stands_before_the_break() {
    let whole = format!("[{},{}]", entry("a"), entry("b"));
    for cut in [whole.len() - 1, whole.len() - 20, whole.len() / 2 + 5] {
        let (items, broken) = all(&whole.as_bytes()[..cut]);
        assert!(!items.is_empty() && items.iter().all(|item| matches!(item, Item::Entry(_))), "{cut}");
        assert!(broken.is_some(), "{cut}");
    }
    for hopeless in ["", " ", "{", "7", "\"x\"", "null", "not JSON", "{\"events\":7}", "{\"events\":[{\"message\":\"x"]
    {
        let (items, broken) = all(hopeless.as_bytes());
        assert!(broken.is_some() && items.is_empty(), "{hopeless}: {items:?}");
    }
    let mut garbled = whole.into_bytes();
    let end = garbled.len() - 20;
    garbled[end] = 0xff;
    let (items, broken) = all(&garbled);
    assert_eq!((items.len(), broken.is_some_and(|why| why.contains("not text"))), (1, true));
}

#[test]
fn records_that_are_no_entries_are_unreadable_one_by_one() {
    let object = format!("[{}, 7, null, {{}}, {{\"operation\":\"x\"}}, {{\"message\":5}}, {}]", entry("a"), entry("b"));
    let (items, broken) = all(object.as_bytes());
    assert_eq!(broken, None);
    let readable: Vec<bool> = items.iter().map(|item| matches!(item, Item::Entry(_))).collect();
    assert_eq!(readable, [true, false, false, false, false, false, true]);
    let Item::Unreadable { raw, reason } = &items[1] else { panic!("unreadable") };
    assert!(raw == b"7" && !reason.is_empty());
}

#[test]
fn keys_of_every_layout_are_wanted_and_other_directories_are_not() {
    let name = "20250610094512_airbyte-server-5c7d9f8b6-hh2xs_4d5e6f708192a3b4c5d6e7f809182736.json";
    for key in [
        format!("audit-logging/{name}"),
        format!("audit-logging/acme-audit/{name}"),
        format!("audit-logging-prod/{name}"),
        format!("audit-logging/acme/d1c2b3a4-9586-4778-8695-a4b3c2d1e0f9/2026-08-21/{name}"),
        format!("audit-logging/audit-logging/{name}.gz"),
        format!("backup/audit-logging/{name}"),
        name.to_owned(),
        "anything".to_owned(),
    ] {
        assert!(AirbyteFormat.wants(&key), "{key}");
    }
    for key in ["audit-logging/", "job-logging/w/20250610094512_x_y.json", "state/x.json", "workload/output/1"] {
        assert!(!AirbyteFormat.wants(key), "{key}");
    }
}

#[test]
fn secrets_are_taken_out_of_structured_entries() {
    let mut given = entry("a");
    given["operation"] = json!("updateSsoCredentials");
    given["request"] =
        json!({"organizationId": "o1", "clientId": "c", "clientSecret": "s3cr3t-1", "discoveryUrl": "https://x"});
    given["response"] = json!("{\"nested\":{\"accessToken\":\"s3cr3t-2\"},\"name\":\"\\u00e9\"}");
    let raw = given.to_string();
    let found = entries(raw.as_bytes()).pop().expect("one");
    assert_eq!(found.dialect, "airbyte-2-redacted");
    assert!(found.entry.flags.has(Flag::SecretsRemoved));
    let stored = String::from_utf8(found.raw.clone()).expect("text");
    assert!(!stored.contains("s3cr3t"), "{stored}");
    let envelope: serde_json::Value = serde_json::from_str(&stored).expect("JSON");
    assert_eq!(envelope["auditdesk"], "secrets_removed");
    assert_eq!(envelope["paths"], json!(["/request/clientSecret", "/response/nested/accessToken"]));
    let digits = Sha256::digest(raw.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>();
    let hash = digits.concat();
    assert_eq!(envelope["sha256"], hash.as_str());
    let record = raw.replace("s3cr3t-1", "[removed]").replace("s3cr3t-2", "[removed]");
    assert!(stored.contains(&record), "everything else stays byte for byte");
    let response = part(&found, PartName::Response).expect("a response");
    assert_eq!(response, json!({"nested": {"accessToken": "[removed]"}, "name": "é"}));
    let context = part(&found, PartName::Context).expect("what was removed");
    assert_eq!(context["secretsRemoved"]["sha256"], hash.as_str());
}

#[test]
fn secrets_are_taken_out_of_messages_however_they_read() {
    let summary = r#"{"name":"a","password":"s3cr3t","deep":"{\"api_key\":\"s3cr3t\"}"}"#;
    let exact = one(&Said { ending: Ok(summary), ..Said::default() }.message());
    assert_eq!((verdict(&exact), exact.dialect.as_str()), (Verdict::Exact, "airbyte-1-redacted"));
    let request = part(&exact, PartName::Request).expect("the summary");
    assert_eq!(request, json!({"name": "a", "password": "[removed]", "deep": "{\"api_key\":\"[removed]\"}"}));

    let failed = one(&Said { ending: Err("bad body {\"token\":\"s3cr3t\", \"a\":1}"), ..Said::default() }.message());
    assert_eq!(failed.entry.outcome.error.as_deref(), Some("bad body {\"token\":\"[removed]\", \"a\":1}"));

    let agent = "x), actionName=createSource, summary=, success=false, errorMessage=y";
    let twice = one(&Said { agent, ending: Ok(summary), ..Said::default() }.message());
    assert_eq!((verdict(&twice), twice.dialect.as_str()), (Verdict::Ambiguous, "airbyte-1-redacted"));

    let cut = Said { ending: Ok(summary), ..Said::default() }.message().replace(", success=true", "");
    let cut = one(&cut);
    assert_eq!((verdict(&cut), cut.dialect.as_str()), (Verdict::Unparsed, "airbyte-1-redacted"));

    for found in [exact, failed, twice, cut] {
        assert!(!String::from_utf8_lossy(&found.raw).contains("s3cr3t"), "{found:?}");
        assert!(found.entry.flags.has(Flag::SecretsRemoved));
    }
}

#[test]
fn a_secret_that_held_a_false_ending_leaves_its_doubt() {
    let agent = r#"x {"password":"), actionName=createSource, summary=, success=false, errorMessage="} y"#;
    let found = one(&Said { agent, ..Said::default() }.message());
    assert_eq!(verdict(&found), Verdict::Ambiguous);
    // The same text inside the summary, where it is taken out.
    let summary = r#"{"password":"), actionName=createSource, summary=, success=false, errorMessage="}"#;
    let found = one(&Said { ending: Ok(summary), ..Said::default() }.message());
    assert_eq!((verdict(&found), found.dialect.as_str()), (Verdict::Ambiguous, "airbyte-1-redacted-ambiguous"));
    assert!(part(&found, PartName::RawEvent).expect("the event")["message"].is_string(), "its text is shown");
}

#[test]
fn bodies_of_any_size_are_kept_whole() {
    let mut given = entry("a");
    given["request"] = json!({"syncCatalog": "x".repeat(600_000)}).to_string().into();
    let found = entries(given.to_string().as_bytes()).pop().expect("one");
    assert_eq!(found.raw, given.to_string().as_bytes());
}

#[test]
fn members_that_nobody_knows_yet_are_kept_and_harm_nothing() {
    let mut given = entry("a");
    given["actor"]["kind"] = json!({"service": true});
    given["actor"]["email"] = json!(["a", "b"]);
    given["organizationId"] = json!(null);
    given["trace"] = json!([1, {"x": null}]);
    given["errorMessage"] = json!({"code": 5});
    let raw = given.to_string();
    let found = entries(raw.as_bytes()).pop().expect("one");
    assert_eq!((found.dialect.as_str(), found.raw), ("airbyte-3", raw.into_bytes()));
    assert_eq!((found.entry.outcome.error, found.entry.operation.as_str()), (None, "deleteSource"));
    assert_eq!((found.entry.actor.id.as_deref(), found.entry.actor.email), (Some("u1"), None));
}
