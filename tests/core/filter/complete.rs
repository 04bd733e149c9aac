//! Offers at the cursor, marked by `|` in the texts.

use auditdesk_core::{
    api::wire::{Completion, CompletionKind},
    entry::filter::{Field, Filter, Values, complete},
};

struct Known;

impl Values for Known {
    fn values(&self, field: Field, containing: &str, limit: usize) -> Vec<(String, String, u64)> {
        let all: &[(&str, &str, u64)] = match field {
            Field::Actor => &[("1", "Alice Doe", 30), ("2", "Bob", 20)],
            Field::Target => &[("search repos", "search repos", 9), ("a*b", "a*b", 2), ("get_file", "get_file", 1)],
            Field::Outcome => &[("failure", "failure", 7)],
            Field::Status => &[("404", "404", 3)],
            _ => &[],
        };
        all.iter()
            .filter(|(_, label, _)| label.to_lowercase().contains(&containing.to_lowercase()))
            .map(|(value, label, count)| ((*value).to_owned(), (*label).to_owned(), *count))
            .take(limit)
            .collect()
    }
}

fn offers(marked: &str) -> (String, Vec<Completion>) {
    let (before, after) = marked.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let completions = complete(&text, before.encode_utf16().count() as u32, &Known);
    let units: Vec<u16> = text.encode_utf16().collect();
    let replaced = String::from_utf16(&units[completions.from as usize..completions.to as usize]).unwrap();
    (replaced, completions.items)
}

#[track_caller]
fn inserts(marked: &str, replaced: &str, expected: &[&str]) {
    let (part, items) = offers(marked);
    assert_eq!(part, replaced, "{marked}");
    let texts: Vec<_> = items.iter().map(|item| item.insert.as_str()).collect();
    assert!(texts.starts_with(expected), "{marked}: {texts:?}");
}

/// What the text becomes when the first offer is taken.
fn accepted(marked: &str) -> String {
    let (before, after) = marked.split_once('|').unwrap();
    let text = format!("{before}{after}");
    let completions = complete(&text, before.encode_utf16().count() as u32, &Known);
    let units: Vec<u16> = text.encode_utf16().collect();
    let (from, to) = (completions.from as usize, completions.to as usize);
    let part = |units: &[u16]| String::from_utf16(units).unwrap();
    part(&units[..from]) + &completions.items[0].insert + &part(&units[to..])
}

#[test]
fn fields_are_offered_where_a_term_begins() {
    inserts("|", "", &["actor:", "server:", "operation:"]);
    inserts("out|", "out", &["outcome:"]);
    inserts("-out|", "out", &["outcome:"]);
    inserts("(a OR dur|at) x", "durat", &["duration>"]);
    inserts("😀 tool|", "tool", &["tool_error:", "target:"]);
    inserts("user|", "user", &["user_agent:", "actor:"]);
    inserts("actor:a |", "", &["actor:"]);
}

#[test]
fn operators_are_offered_between_terms() {
    let words = |marked: &str| -> Vec<String> {
        let (_, items) = offers(marked);
        items.into_iter().filter(|item| item.kind == CompletionKind::Operator).map(|item| item.label).collect()
    };
    assert_eq!(words("|"), ["NOT"]);
    assert_eq!(words("a |"), ["AND", "OR", "NOT"]);
    assert_eq!(words("a o|"), ["OR"]);
    assert_eq!(words("a OR |"), ["NOT"]);
    inserts("a AN|", "AN", &["AND "]);
}

#[test]
fn values_are_offered_after_a_field_and_quoted_where_needed() {
    inserts("actor:|", "", &["1", "2", "*"]);
    inserts("actor:ali|", "ali", &["1"]);
    inserts("target:|", "", &["\"search repos\"", "\"a*b\"", "get_file"]);
    inserts("target:\"search re|", "\"search re", &["\"search repos\""]);
    inserts("target:x,get|,y z", "get", &["get_file"]);
    inserts("-TARGET:get| z", "get", &["get_file"]);
    inserts("status:|", "", &["2xx", "3xx", "4xx", "5xx", "404"]);
    let (_, items) = offers("actor:ali|");
    assert_eq!((items[0].label.as_str(), items[0].detail.as_str()), ("Alice Doe", "30"));
}

#[test]
fn choices_are_offered_with_their_counts() {
    let (_, items) = offers("outcome:f|");
    assert_eq!((items[0].insert.as_str(), items[0].detail.as_str()), ("failure", "7"));
    inserts("state:|", "", &["pending", "settled", "superseded", "*"]);
}

#[test]
fn times_and_durations_have_quick_choices() {
    inserts("time:|", "", &["15m", "1h", "24h", "7d", "30d", "90d", "*"]);
    inserts("time:3|", "3", &["3m", "3h", "3d", "3w"]);
    inserts("time<|", "", &["now-15m"]);
    inserts("time>=now-2|", "now-2", &["now-2m", "now-2h"]);
    inserts("duration>|", "", &["100ms", "500ms", "1s"]);
    inserts("duration>25|", "25", &["25ms", "25s"]);
    inserts("duration:|", "", &["..100ms", "100ms..1s"]);
}

#[test]
fn nothing_is_offered_inside_quoted_text() {
    for marked in ["\"act|", "\"act|or\" x", "'a|'", "x \"actor:|"] {
        assert!(offers(marked).1.is_empty(), "{marked}");
    }
}

#[test]
fn an_accepted_value_parses() {
    for marked in [
        "target:|",
        "target:a,\"sea|",
        "-actor:al|ice x",
        "outcome:f|",
        "time:|",
        "time<|",
        "duration>|",
        "duration:1|",
        "status:4|",
        "(state:|)",
    ] {
        let text = accepted(marked);
        assert!(Filter::parse(&text).is_ok(), "{marked} became {text}");
    }
}

#[test]
fn a_cursor_beyond_the_text_is_at_its_end() {
    let completions = complete("out", 99, &Known);
    assert_eq!((completions.from, completions.to), (0, 3));
    let completions = complete("", 5, &Known);
    assert_eq!((completions.from, completions.to), (0, 0));
}
