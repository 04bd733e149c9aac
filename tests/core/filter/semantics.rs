//! What filters match, by the naive evaluator.

use auditdesk_core::{
    api::wire::EntryState,
    entry::{
        Actor, Client, Entry, Outcome, PayloadState, Status, Target, TimeBy,
        filter::{
            Filter,
            naive::{Subject, matches},
        },
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

#[expect(clippy::unnecessary_wraps, reason = "fields that may be absent")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn entry() -> Entry {
    Entry {
        occurred_at: utc("2026-08-20T10:00:00Z"),
        recorded_at: utc("2026-08-20T10:00:05Z"),
        time_by: TimeBy::Server,
        kind: "mcp_call".to_owned(),
        actor: Actor {
            actor_type: "user".to_owned(),
            id: some("42"),
            name: some("alice"),
            email: None,
            credential: some("ok1-…"),
        },
        operation: "tools/call".to_owned(),
        target: Target {
            target_type: "mcp_tool".to_owned(),
            id: None,
            name: some("search repos"),
            server_id: some("ms1abc"),
            server_name: some("GitHub"),
        },
        outcome: Outcome {
            status: Status::Failure,
            http_status: Some(502),
            reason: None,
            error: some("upstream Timed Out"),
            tool_error: None,
        },
        duration_us: Some(1_500_000),
        client: Client { name: some("Claude Code"), version: some("1.2.0"), user_agent: Some(String::new()) },
        ip: some("10.0.0.1"),
        session_id: None,
        request_id: some("7"),
        flags: auditdesk_core::entry::Flags::NONE,
    }
}

fn subject(entry: &Entry) -> Subject<'_> {
    Subject {
        entry,
        raw: br#"{"args":{"q":"caf\u00e9 \"menu\""},"Token":"Bearer X"}"#,
        source_name: "Production",
        remote_id: "1001",
        seq: Some(17),
        payload: PayloadState::Complete,
        state: EntryState::Settled,
        actor_name: Some("Alice Döe"),
        actor_email: Some("alice@example.org"),
        review: None,
        samples: &[],
    }
}

fn holds_for(text: &str, subject: &Subject<'_>) -> bool {
    let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{}", e.caret(text)));
    matches(&filter, subject, Tz::UTC, utc("2026-08-20T12:00:00Z"))
}

#[test]
fn filters_match_what_they_say() {
    let entry = entry();
    let subject = subject(&entry);
    for text in [
        "",
        "actor:42",
        "actor:ALICE",
        "actor:alice@example.org",
        "actor:\"alice döe\"",
        "actor:\"ALICE DÖE\"",
        "actor:*@example.org",
        "actor:bob,42",
        "-actor:bob",
        "actor:*",
        "server:github",
        "server:ms1abc",
        "server:git*",
        "server:*hub",
        "server:*i*u*",
        "source:production",
        "operation:tools/*",
        "target:\"search repos\"",
        "target:search*",
        "outcome:failure",
        "-tool_error:yes",
        "-tool_error:no",
        "-tool_error:*",
        "error:timed",
        "error:\"timed out\"",
        "error:upstream*out",
        "error:*",
        "status:5xx",
        "status>=500",
        "status!=200",
        "duration>1s",
        "duration:1s..2s",
        "duration:1500ms",
        "client:\"claude code\"",
        "-user_agent:*",
        "-session:*",
        "ip:10.*",
        "payload:complete",
        "state:settled",
        "state:*",
        "id:1001",
        "seq:17",
        "seq>16",
        "kind:MCP_CALL",
        "time:24h",
        "time:2026-08-20",
        "time>=2026-08-20T10:00Z",
        "time<=2026-08-20T10:00",
        "time:2026-08-20T10:00:00",
        "recorded>2026-08-20T10:00:04",
        "café",
        "CAFÉ",
        "\"café \\\"menu\\\"\"",
        "\\u00e9",
        "bearer",
        "'Bearer'",
        "döe",
        "example.org",
        "production",
        "a OR nope",
        "nope OR a",
        "-nope",
        "-(nope alice)",
        "(x OR alice) -bob",
    ] {
        assert!(holds_for(text, &subject), "{text} should match");
    }
    for text in [
        "actor:alic",
        "actor:bob",
        "-actor:*",
        "server:hub",
        "server:git",
        "tool_error:yes",
        "tool_error:no",
        "tool_error:*",
        "error:time*",
        "status:4xx",
        "status>502",
        "duration>1500ms",
        "duration<1s",
        "user_agent:*",
        "session:*",
        "session:x",
        "state:superseded",
        "payload:none",
        "seq>17",
        "time:1h",
        "time:2026-08-19",
        "time>2026-08-20T10:00Z",
        "time<2026-08-20T10:00",
        "'bearer'",
        "mcp_call",
        "github",
        "a nope",
        "-alice",
        "client:claude",
        "request:8",
    ] {
        assert!(!holds_for(text, &subject), "{text} should not match");
    }
}

#[test]
fn superseded_entries_match_only_filters_that_name_a_state() {
    let entry = entry();
    let old = Subject { state: EntryState::Superseded, ..subject(&entry) };
    assert!(!holds_for("", &old));
    assert!(!holds_for("actor:42", &old));
    assert!(!holds_for("-actor:bob", &old));
    assert!(holds_for("state:superseded", &old));
    assert!(holds_for("state:*", &old));
    assert!(holds_for("actor:42 (nope OR -state:pending)", &old));
    assert!(!holds_for("-state:superseded", &old));
    let pending = Subject { state: EntryState::Pending, seq: None, ..subject(&entry) };
    assert!(holds_for("", &pending) && holds_for("state:pending", &pending) && holds_for("-seq:*", &pending));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Wildcards against a matcher that tries every split.
    #[test]
    fn wildcards_match_any_run(word in "[abA]{0,7}", pieces in prop::collection::vec("[ab]{0,2}", 1..5)) {
        fn every_split(pieces: &[String], word: &str) -> bool {
            match pieces {
                [last] => word == last,
                [first, rest @ ..] => word.strip_prefix(first.as_str()).is_some_and(|tail| {
                    (0..=tail.len()).any(|skip| every_split(rest, &tail[skip..]))
                }),
                [] => false,
            }
        }
        let pattern = auditdesk_core::entry::filter::Pattern { pieces: pieces.clone() };
        prop_assert_eq!(pattern.matches(&word), every_split(&pieces, &word.to_lowercase()));
    }

    /// The tree's own laws keep their meaning when a tree is made canonical.
    #[test]
    fn normalising_keeps_the_meaning(node in crate::trees::tree(), superseded in any::<bool>()) {
        let entry = entry();
        let state = if superseded { EntryState::Superseded } else { EntryState::Settled };
        let subject = Subject { state, ..subject(&entry) };
        let now = utc("2026-08-20T12:00:00Z");
        let raw = Filter { root: Some(node.clone()) };
        let canonical = Filter::of(node);
        // A state that is asked for only in a branch that decides nothing falls away with it.
        prop_assume!(raw.names(auditdesk_core::entry::filter::Field::State) == canonical.names(auditdesk_core::entry::filter::Field::State));
        prop_assert_eq!(
            matches(&raw, &subject, Tz::UTC, now), matches(&canonical, &subject, Tz::UTC, now), "{}", canonical
        );
    }
}
