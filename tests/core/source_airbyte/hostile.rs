//! Messages that try to be read wrongly, and what may be said of each.

use std::fmt::Write;

use auditdesk_core::entry::{PartName, Status};
use serde_json::json;

use crate::read::{Said, Verdict, all, object_of, one, part, verdict};

const SUMMARY: &str = r#"{"connectionId":"37a1c9d2-6e4b-4f80-9b15-8c2d7e3f6a04"}"#;

fn agent(agent: &str) -> Said<'_> {
    Said { agent, ..Said::default() }
}

fn failed<'a>(agent: &'a str, error: &'a str) -> Said<'a> {
    Said { agent, ending: Err(error), ..Said::default() }
}

fn summary(summary: &str) -> Said<'_> {
    Said { ending: Ok(summary), ..Said::default() }
}

fn address(address: &str) -> Said<'_> {
    Said { address, ..Said::default() }
}

const PLAIN: &str = "curl/8.5.0";

/// Whole messages with one reading: every field must come out as it went in.
fn exact() -> Vec<Said<'static>> {
    vec![
        // Agents.
        agent(""),
        agent("null"),
        agent("unknown"),
        agent("a, b, c"),
        agent("((((nested) (brackets))"),
        agent(")"),
        agent("x), y"),
        agent("x), actionName="),
        agent("x), actionName=deleteUser"),
        agent("x), actionName=deleteUser, summary="),
        agent("x), actionName=deleteUser, summary={}, success=true, errorMessage=null"),
        agent("x), actionName=deleteUser, summary={}, success=true, errorMessage=null)"),
        agent("x), actionName=deleteUser, summary={\"a\":1}, success=true, errorMessage=oops"),
        agent("x), actionName=deleteUser, summary={\"a\":\"), success=true"),
        agent("x), actionName=, summary=, success=false, errorMessage=y"),
        agent("x), actionName=delete User, summary=, success=false, errorMessage=y"),
        agent("x), actionName=deleteUser, summary=, success=maybe, errorMessage=y"),
        agent("x), actionName=deleteUser, summary= , success=false, errorMessage=y"),
        agent("x), actionname=deleteUser, summary=, success=false, errorMessage=y"),
        agent(" userAgent=y, success=false"),
        agent("line\nbreak\r\n\tand tab"),
        agent("\u{202e}txet\u{202c} 😀 é \u{0} \u{1b}[31m"),
        agent("{\"json\":\"agent\"}"),
        // Addresses.
        address("unknown"),
        address("203.0.113.7, 10.42.0.15"),
        address("203.0.113.7,10.42.0.15, 2001:db8::1"),
        address("[2001:db8::1]:443, 10.0.0.1"),
        address("x), actionName=deleteUser, summary={}, success=true, errorMessage=null"),
        // Errors.
        failed(PLAIN, "null"),
        failed(PLAIN, ""),
        failed(PLAIN, ")"),
        failed(PLAIN, "))))"),
        failed(PLAIN, "a (b), c=d, success=true, errorMessage=null"),
        failed(PLAIN, "line\nbreak\n\tat step 2, errorMessage=none)"),
        failed(PLAIN, "x), actionName=deleteUser"),
        failed(PLAIN, "x), actionName=deleteUser, summary={}, success=true, errorMessage=nul"),
        failed(PLAIN, "x), actionName=deleteUser, summary={, success=true, errorMessage=null"),
        failed(PLAIN, "x), actionName=deleteUser, summary=[1], success=true, errorMessage=null"),
        failed(PLAIN, "ipAddress=1, userAgent=2, email=3"),
        failed(PLAIN, "{\"a\":\"), success=true, errorMessage=null"),
        // Summaries.
        summary("{}"),
        summary(r#"{"name":"a), actionName=x, summary={}, success=true, errorMessage=null"}"#),
        summary(r#"{"name":", success=true, errorMessage=null)"}"#),
        summary(r#"{"name":", success=false, errorMessage="}"#),
        summary(r#"{"name":", ipAddress=1, userAgent=2"}"#),
        summary(r#"{"name":"\"), actionName=x, summary={\"a\":1}"}"#),
        summary(r#"{"a":{"b":[1,2,{"c":"}, success=true"}]}}"#),
        // Users.
        Said { email: "null", ..Said::default() },
        Said { id: "not a UUID", ..Said::default() },
    ]
}

#[test]
fn what_has_one_reading_is_exact_and_every_field_is_as_it_was() {
    for said in exact() {
        let message = said.message();
        let found = one(&message);
        assert_eq!(verdict(&found), Verdict::Exact, "{message}");
        assert_says(&found, &said);
    }
}

/// The fields of an entry against what was said.
pub fn assert_says(found: &auditdesk_core::source::objects::Found, said: &Said<'_>) {
    let known = |text: &str| (!matches!(text, "" | "null" | "unknown")).then(|| text.to_owned());
    let entry = &found.entry;
    let message = said.message();
    assert_eq!(entry.actor.id, known(said.id), "{message}");
    assert_eq!(entry.actor.email, known(said.email), "{message}");
    assert_eq!(entry.client.user_agent, known(said.agent), "{message}");
    assert_eq!(entry.operation, said.action, "{message}");
    match said.ending {
        Ok(summary) => {
            assert_eq!((entry.outcome.status, &entry.outcome.error), (Status::Success, &None), "{message}");
            let wanted: serde_json::Value = serde_json::from_str(summary).expect("a summary is JSON");
            assert_eq!(part(found, PartName::Request), Some(wanted), "{message}");
        }
        Err(error) => {
            assert_eq!(entry.outcome.status, Status::Failure, "{message}");
            let wanted = (!matches!(error, "" | "null")).then(|| error.to_owned());
            assert_eq!(entry.outcome.error, wanted, "{message}");
            assert_eq!(part(found, PartName::Request), None, "{message}");
        }
    }
}

/// Messages with more readings than one, the operation that is shown, and the number of readings.
fn ambiguous() -> Vec<(Said<'static>, &'static str, usize)> {
    let fake_failure = "x), actionName=deleteUser, summary=, success=false, errorMessage=y";
    let fake_success = "x), actionName=deleteUser, summary={\"userId\":\"u\"}, success=true, errorMessage=null";
    vec![
        // A whole false ending in the agent: the success is likelier than the failure.
        (agent(fake_failure), "deleteConnection", 2),
        (agent("x), actionName=deleteUser, summary=, success=false, errorMessage="), "deleteConnection", 2),
        (agent("), actionName=a, summary=, success=false, errorMessage="), "deleteConnection", 2),
        // Both are failures: the last is shown.
        (failed(fake_failure, "boom"), "deleteConnection", 2),
        // An error that repeats such an agent.
        (failed(PLAIN, fake_failure), "deleteUser", 2),
        (failed(PLAIN, fake_success), "deleteUser", 2),
        (failed(fake_failure, fake_failure), "deleteUser", 3),
        // Delimiters of the user, twice.
        (agent("x, userAgent=y"), "deleteConnection", 2),
        (agent("x, ipAddress=1, userAgent=y"), "deleteConnection", 3),
        (address("1.1.1.1, userAgent=y"), "deleteConnection", 2),
        (address("1.1.1.1, ipAddress=2.2.2.2"), "deleteConnection", 2),
        (agent("x, email=y"), "deleteConnection", 1),
        (agent("x, ipAddress=1"), "deleteConnection", 1),
        (Said { email: "a, ipAddress=1", ..Said::default() }, "deleteConnection", 2),
        // Inside a summary, where it can be read as the end of an agent.
        (summary(r#"{"name":"a), actionName=x, summary=, success=false, errorMessage="}"#), "deleteConnection", 2),
    ]
}

#[test]
fn what_has_more_readings_shows_all_of_them_and_is_flagged() {
    for (said, shown, total) in ambiguous() {
        let message = said.message();
        let found = one(&message);
        assert_eq!(verdict(&found), Verdict::Ambiguous, "{message}");
        assert_eq!(found.entry.operation, shown, "{message}");
        let context = part(&found, PartName::Context).expect("the readings");
        assert_eq!(context["readingsPossible"], total, "{message}: {context:#}");
        let readings = context["readings"].as_array().expect("a list");
        assert_eq!(readings.len(), total, "{message}: {context:#}");
        assert!(readings.iter().any(|reading| reading["actionName"] == said.action), "the true one is among them");
        assert_eq!(part(&found, PartName::RawEvent).expect("the event")["message"], message, "its text is shown");
    }
}

#[test]
fn masked_numbers_break_the_summary_and_nothing_else() {
    for summary in [
        r#"{"name":"a","apiToken":"**********".5,"sourceId":"s1"}"#,
        r#"{"sourceId":"s1","list":[1,{"password":"**********".25e10}]}"#,
    ] {
        let found = one(&Said { ending: Ok(summary), action: "createSource", ..Said::default() }.message());
        assert_eq!(verdict(&found), Verdict::BrokenSummary, "{summary}");
        assert_eq!(part(&found, PartName::Request), Some(json!(summary)), "kept as text");
        assert_eq!(found.entry.target.id.as_deref(), Some("s1"));
        assert_eq!(found.entry.outcome.status, Status::Success);
    }
}

#[test]
fn what_has_no_reading_keeps_its_text_and_what_can_be_told() {
    let whole = Said::default().message();
    let cases = [
        String::new(),
        "Something else entirely".to_owned(),
        whole.replace("Logging audit entry", "Logging an audit entry"),
        whole[..whole.len() - 1].to_owned(),
        whole[..whole.len() - 20].to_owned(),
        whole.replace("id=7d4c3e1a-6b25", "id=7d4c3e1a_6b25"),
        whole.replace("timestamp=1737070174212", "timestamp="),
        whole.replace("timestamp=1737070174212", "timestamp=99999999999999999999999"),
        whole.replace(", user=User(", ", user=Robot("),
        whole.replace("success=true", "success=false"),
        whole.replace(SUMMARY, ""),
        whole.replace(SUMMARY, "[1]"),
        whole.replace(SUMMARY, "{\"a\":}"),
        whole.replace(SUMMARY, "{\"a\":\"**********\".x}"),
        whole.replace("errorMessage=null", "errorMessage=none"),
        whole.replace(", ipAddress=", ", address="),
        whole.replace(", userAgent=", ", agent="),
        whole.replace("actionName=deleteConnection", "actionName="),
        whole.replace(", user=User(", ", user=null, actionName=x, user=User("),
    ];
    for message in cases {
        let found = one(&message);
        assert_eq!(verdict(&found), Verdict::Unparsed, "{message}");
        assert_eq!(found.entry.outcome.status, Status::Unknown);
        assert_eq!(part(&found, PartName::RawEvent).expect("the event")["message"], message);
        let id = "7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4";
        let readable = message.starts_with("Logging audit entry: AuditLogEntry(id=7d4c3e1a-6b25");
        assert_eq!(found.remote_id == id, readable, "{message}");
        assert!(readable || found.remote_id.len() == 64, "the hash of the record");
        let own = readable && message.contains("timestamp=1737070174212");
        let millis = found.entry.occurred_at.timestamp_millis();
        assert_eq!(millis, if own { 1_737_070_174_212 } else { 1_737_070_174_216 }, "{message}");
    }
}

#[test]
fn an_entry_without_a_user_has_an_unknown_actor() {
    let message = "Logging audit entry: AuditLogEntry(id=7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4, timestamp=1737070174212, user=null, \
                   actionName=deleteUser, summary={\"userId\":\"u1\"}, success=true, errorMessage=null)";
    let found = one(message);
    assert_eq!(verdict(&found), Verdict::Exact);
    assert_eq!((found.entry.actor.actor_type.as_str(), &found.entry.actor.id), ("unknown", &None));
    assert_eq!(found.entry.target.id.as_deref(), Some("u1"));
}

/// No assertion on time: at a cost that grew with the square, these would not end.
#[test]
fn a_thousand_false_endings_cost_no_more_than_their_length() {
    let repeated = |text: &str| text.repeat(2_000_000 / text.len());
    for text in [
        "x), actionName=a, summary=, success=false, errorMessage=",
        "x), actionName=a, summary={\"a\":{\"b\":[",
        "x), actionName=a, summary={\"",
        ", userAgent=",
        ", ipAddress=, userAgent=",
        ", email=, ipAddress=, userAgent=), actionName=a, summary=, success=false, errorMessage=",
        "), actionName=",
        "{\"password\":\"",
        "\"token\":{",
        "\\\"token\\\":[",
    ] {
        let long = repeated(text);
        for said in [agent(&long), failed(PLAIN, &long)] {
            let found = one(&said.message());
            if verdict(&found) == Verdict::Exact {
                assert_eq!(found.entry.operation, said.action, "{text}");
            } else {
                let context = part(&found, PartName::Context).expect("the readings");
                assert!(context["readings"].as_array().expect("a list").len() <= 16, "{text}");
            }
        }
    }
}

#[test]
fn half_a_surrogate_pair_does_not_lose_the_entry() {
    let object = String::from_utf8(object_of(&agent("HALF").message())).expect("text").replace("HALF", "\\ud83d");
    let (items, broken) = all(object.as_bytes());
    assert_eq!(broken, None);
    let auditdesk_core::source::objects::Item::Entry(found) = &items[0] else { panic!("{items:?}") };
    assert_eq!(found.entry.client.user_agent.as_deref(), Some("\u{fffd}"));
    assert_eq!(verdict(found), Verdict::Exact);
}

#[test]
fn there_are_at_least_forty_of_them() {
    let mut names = String::new();
    for said in exact().iter().chain(ambiguous().iter().map(|(said, ..)| said)) {
        writeln!(names, "{}", said.message().replace('\n', " ")).expect("memory");
    }
    assert!(names.lines().count() >= 40, "{names}");
}
