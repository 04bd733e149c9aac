//! Texts and the canonical texts they become; errors and their carets.

use auditdesk_core::{
    entry::filter::{Condition, Field, Filter, MAX_NESTING, MAX_TEXT, Node, Pattern, Test, Text, field_infos},
    error::{Error, ErrorCode},
};

#[track_caller]
fn canonical(text: &str) -> String {
    let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}\n{}", e.caret(text)));
    let canonical = filter.to_text();
    assert_eq!(Filter::parse(&canonical).unwrap(), filter, "{text} became {canonical}, which parses to another filter");
    canonical
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    assert_eq!(canonical(text), expected, "{text}");
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

#[track_caller]
fn fails(text: &str, at: usize, length: usize, words: &str) {
    let error = Filter::parse(text).expect_err(text);
    assert_eq!((error.at, error.length), (at, length), "{text}: {}\n{}", error.message, error.caret(text));
    assert!(error.message.contains(words), "{text}: “{}” does not say “{words}”", error.message);
}

#[test]
fn an_empty_text_is_the_empty_filter() {
    assert_eq!(Filter::parse("").unwrap(), Filter::default());
    assert_eq!(Filter::parse(" \t\n\u{a0}").unwrap(), Filter::default());
    assert_eq!(Filter::default().to_text(), "");
}

#[test]
fn canonical_texts_stay_as_they_are() {
    for text in [
        "actor:alice@example.org",
        "actor:alice,bob,\"c d\"",
        "-server:github",
        "-(a OR b)",
        "-(actor:a b)",
        "a b OR c -d",
        "(a OR b) c",
        "actor:*",
        "-actor:*",
        "server:git*",
        "server:*hub*,git*lab",
        "target:\"a*b\"*",
        "target:repo://a/b",
        "duration>1s",
        "duration>=250ms",
        "duration<1s",
        "duration<=1s",
        "duration:100ms..2s",
        "status>=400",
        "status:4xx",
        "status:4xx,5xx,200..204,..99,600..",
        "status:404",
        "seq>=101",
        "outcome:failure,denied",
        "tool_error:yes",
        "payload:not_fetched",
        "time:24h",
        "time:7d",
        "time:1d",
        "time:1w",
        "time:now-48h..now-24h",
        "time:2026-08-20T00:00..2026-08-21T00:00",
        "time:2026",
        "time:2026-08",
        "time:2026-08-20",
        "time:2026-08-01..2026-08-07",
        "time:2026-08..2026-09",
        "time:2026-08-01T00:00Z..2026-08-02T00:00Z",
        "time:2026-08-20T14:00",
        "time:2026-08-20T14:00+02:00",
        "time:2026-08-20T14:00:05.25",
        "time:24h,2026-08-01,..2026-01-01",
        "time<now-1h",
        "time>=now",
        "time>=2026-08-20T14:00",
        "time>2026-08-20T14:00",
        "time<=2026-08-20T14:00:00.5",
        "time>=2026-08-20",
        "recorded<2026-08-20",
        "\"quoted text\"",
        "'Bearer'",
        "'don\\'t'",
        "don't",
        "http://example.org:8080/a?b=c",
        "repo://a",
        "std::fmt",
        "C:\\temp",
        "10:30:00",
        "example.org:443",
        "a=b",
        "List<String>",
        "{\"name\":\"x\"}",
        "日本語",
        "and or not",
        "\"AND\"",
        "\"(\"",
        "\"line\\nbreak\\ttab\\\"quote\\\\slash\"",
        "[::1]",
        "a->b",
    ] {
        stays(text);
    }
}

#[test]
fn other_spellings_become_canonical() {
    becomes("Actor:alice", "actor:alice");
    becomes("TOOL-ERROR:TRUE", "tool_error:yes");
    becomes("outcome:Failure,failure", "outcome:failure");
    becomes("NOT actor:a", "-actor:a");
    becomes("NOT NOT a", "a");
    becomes("-(-(a b))", "a b");
    becomes("a AND b AND (c d)", "a b c d");
    becomes("a OR (b OR c)", "a OR b OR c");
    becomes("((a))", "a");
    becomes("status!=200", "-status:200");
    becomes("-status!=200", "status:200");
    becomes("status=200", "status:200");
    becomes("status:>=400", "status>=400");
    becomes("status>400", "status>=401");
    becomes("status:400..499", "status:4xx");
    becomes("status:200..", "status>=200");
    becomes("duration:1m30s", "duration:90s");
    becomes("duration>1.5s", "duration>1500ms");
    becomes("duration>=60s", "duration>=1m");
    becomes("duration<24h", "duration<24h");
    becomes("duration>48h", "duration>2d");
    becomes("duration>5µs", "duration>=6us");
    becomes("time>=now-24h", "time:24h");
    becomes("time>2026-08-20", "time>=2026-08-21");
    becomes("time<=2026-08", "time<2026-09-01");
    becomes("time>=2026-08-20T14:00+02:00", "time>=2026-08-20T12:00Z");
    becomes("time:\"2026-08-20 14:00\"..", "time>=2026-08-20T14:00");
    becomes("actor:a,*", "actor:*");
    becomes("server:a**b", "server:a*b");
    becomes("actor:\"plain\"", "actor:plain");
    becomes("\"plain\"", "plain");
    becomes("foo(bar)", "foo bar");
    becomes("--flag", "\"--flag\"");
    becomes("-", "\"-\"");
    becomes("a -- b", "a \"--\" b");
    becomes("\"a\"b", "a b");
}

#[test]
fn a_tree_is_what_the_text_says() {
    let is = |field, word: &str| Node::Is(Condition { field, test: Test::OneOf(vec![Pattern::literal(word)]) });
    let text = |needle: &str| Node::Text(Text { needle: needle.to_owned(), match_case: false });
    let filter = Filter::parse("actor:a -outcome:failure (x OR y server:g)").unwrap();
    let expected = Node::All(vec![
        is(Field::Actor, "a"),
        Node::Not(Box::new(is(Field::Outcome, "failure"))),
        Node::Any(vec![text("x"), Node::All(vec![text("y"), is(Field::Server, "g")])]),
    ]);
    assert_eq!(filter.root, Some(expected));
}

#[test]
fn stars_in_quotes_are_literal_and_outside_are_wildcards() {
    let pieces = |text: &str| match Filter::parse(text).unwrap().root {
        Some(Node::Is(Condition { test: Test::OneOf(patterns), .. })) => patterns[0].pieces.clone(),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(pieces("target:git*"), ["git", ""]);
    assert_eq!(pieces("target:\"git*\""), ["git*"]);
    assert_eq!(pieces("target:*\"a*b\"c"), ["", "a*bc"]);
}

#[test]
fn unknown_fields_are_errors_that_name_the_nearest() {
    fails("a sttus:200", 2, 5, "Did you mean status?");
    fails("user:bob", 0, 4, "Did you mean actor?");
    fails("call_type:x", 0, 9, "Did you mean operation?");
    fails("latency>1s", 0, 7, "Did you mean duration?");
    fails("zzz:1", 0, 3, "The fields are actor, server");
    fails("ünï -nope:x", 5, 4, "put it in quotes");
}

#[test]
fn errors_say_what_is_wrong_and_where() {
    fails("actor:", 0, 6, "needs a value");
    fails("actor: bob", 0, 6, "needs a value");
    fails("actor:a, b", 0, 8, "without a space");
    fails("actor:\"\"", 6, 2, "-actor:*");
    fails("actor:'x'", 6, 1, "double quotes");
    fails("\"abc", 0, 1, "never closed");
    fails("a 'bc", 2, 1, "never closed");
    fails("\"\"", 0, 2, "nothing between");
    fails(r#""a\d""#, 2, 2, r"write \\");
    fails("(a OR b", 0, 1, "never closed");
    fails("a b)", 3, 1, "closes nothing");
    fails("()", 1, 1, "condition is expected");
    fails("OR a", 0, 2, "between two conditions");
    fails("a OR", 4, 1, "ends where");
    fails("a AND OR b", 6, 2, "between two conditions");
    fails("NOT", 3, 1, "ends where");
    fails("git*", 0, 4, "no wildcard");
    fails("actor>a", 6, 1, "no order");
    fails("outcome:failed", 8, 6, "success, failure, denied, timeout, unknown");
    fails("outcome:fail*", 8, 5, "success, failure");
    fails("state:open", 6, 4, "pending, settled, superseded");
    fails("status:abc", 7, 3, "whole number");
    fails("status>=4xx", 8, 3, "whole number");
    fails("status:500..400", 7, 8, "Swap");
    fails("status>99999999999999999999", 7, 20, "too large");
    fails("status:..", 7, 2, "at least one end");
    fails("status>1,2", 9, 1, "takes one value");
    fails("status<0", 7, 1, "less than 0");
    fails("seq>18446744073709551615", 4, 20, "greater");
    fails("duration>100", 9, 3, "needs a unit: 100ms");
    fails("duration>fast", 9, 4, "no duration");
    fails("duration>0.5us", 9, 5, "no duration");
    fails("time:tomorrow", 5, 8, "2026-08-20");
    fails("time:2026-02-30", 5, 10, "no time");
    fails("time:2026-08-20T25:00", 5, 16, "no time");
    fails("time>24h", 5, 3, "now-24h");
    fails("time:now", 5, 3, "is a moment");
    fails("time:2026-08-07..2026-08-01", 5, 22, "Swap");
    fails("time:now-1h..now-2h", 5, 14, "Swap");
    fails("time:1066", 5, 4, "1900 to 2999");
}

#[test]
fn nesting_and_length_are_limited() {
    let nested = |depth: usize| format!("{}a{}", "(b OR -(c ".repeat(depth / 2), "))".repeat(depth / 2));
    assert!(Filter::parse(&nested(MAX_NESTING)).is_ok());
    fails(&nested(MAX_NESTING + 2), 64 / 2 * 10, 1, "nest deeper than 64");
    let many = "(".repeat(MAX_TEXT);
    assert!(Filter::parse(&many).unwrap_err().message.contains("nest deeper"));
    let nots = format!("{}a", "NOT ".repeat(16_001));
    assert_eq!(Filter::parse(&nots).unwrap().to_text(), "-a");
    assert!(Filter::parse(&"a ".repeat(MAX_TEXT / 2 - 1)).is_ok());
    assert!(Filter::parse(&"a".repeat(MAX_TEXT + 1)).unwrap_err().message.contains("64 KiB"));
    // Canonical text is longer than this; what is accepted must be storable as canonical text.
    assert!(Filter::parse(&"\\\" ".repeat(MAX_TEXT / 3)).is_ok_and(|filter| filter.to_text().len() <= MAX_TEXT));
    assert!(Filter::parse(&"- ".repeat(MAX_TEXT / 2)).unwrap_err().message.contains("64 KiB"));
}

#[test]
fn a_longest_list_is_read_and_printed_without_comparing_all_with_all() {
    let words: Vec<String> = (0..13_000).map(|number| format!("{number:x}")).collect();
    let text = format!("actor:{},0", words.join(","));
    assert!(text.len() < MAX_TEXT, "{}", text.len());
    assert_eq!(canonical(&text), format!("actor:{}", words.join(",")));
}

#[test]
fn carets_stand_under_the_place() {
    let caret = |text: &str| Filter::parse(text).unwrap_err().caret(text);
    assert_eq!(caret("a sttus:200"), "a sttus:200\n  ^^^^^");
    assert_eq!(caret("a OR"), "a OR\n    ^");
    assert_eq!(caret("ä\tsttus:200"), "ä sttus:200\n  ^^^^^");
    let long = format!("{} sttus:200 {}", "x".repeat(300), "y".repeat(300));
    let caret = caret(&long);
    let (line, marks) = caret.split_once('\n').unwrap();
    assert!(line.starts_with('…') && line.ends_with('…') && line.chars().count() < 140, "{line}");
    let start = marks.find('^').unwrap();
    assert_eq!(line.chars().skip(start).take(5).collect::<String>(), "sttus");
}

#[test]
fn a_syntax_error_becomes_an_error_with_its_place() {
    let error = Error::from(Filter::parse("é sttus:200").unwrap_err());
    assert_eq!(error.code, ErrorCode::FilterSyntax);
    assert_eq!(error.details, serde_json::json!({ "at": 2, "length": 5 }));
}

#[test]
fn every_field_has_a_name_a_heading_and_help() {
    let infos = field_infos();
    assert_eq!(infos.len(), Field::ALL.len());
    for info in &infos {
        assert_eq!(Field::named(info.field.name()), Some(info.field));
        assert!(!info.label.is_empty() && info.help.ends_with('.'), "{info:?}");
    }
    let facets: Vec<_> = infos.iter().filter(|info| info.facet).map(|info| info.field).collect();
    for field in
        [Field::Actor, Field::Server, Field::Operation, Field::Outcome, Field::ToolError, Field::State, Field::Ip]
    {
        assert!(facets.contains(&field), "{field:?}");
    }
    assert!(!facets.contains(&Field::Time) && !facets.contains(&Field::Id));
}
