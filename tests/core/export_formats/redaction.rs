//! What rules take out is in no format, and everything else is.

use auditdesk_core::{
    api::wire::{Format, Output, Redaction, RedactionRule},
    entry::{PartName, Payload, PayloadPart},
    export::{ExportRow, preview},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    csv_cells::cells,
    export_rows::row,
    output::{bytes, whole},
    parquet_file,
};

const SECRETS: [&str; 6] = [
    "hunter2",
    "c29tZTpzZWNyZXQ",
    "ana@example.org",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "4111 1111 1111 1111",
    "PRJ-0815",
];

fn rules() -> Vec<Redaction> {
    let rule = |name: &str, rule| Redaction { name: name.into(), rule };
    vec![
        rule("header", RedactionRule::Header { names: vec!["authorization".into()] }),
        rule("password", RedactionRule::Pointer { pointer: "/params/arguments/password".into() }),
        rule("e-mail", RedactionRule::Email),
        rule("token", RedactionRule::Token),
        rule("card", RedactionRule::Card),
        rule("project", RedactionRule::Pattern { regex: "PRJ-\\d{4}".into() }),
    ]
}

fn secret() -> ExportRow {
    let mut row = row(1);
    let part = |name, json: &str| PayloadPart::text(name, json.into());
    row.entry.outcome.error = Some("no account ana@example.org for PRJ-0815".into());
    row.payload = Some(Payload {
        parts: vec![
            part(PartName::RequestHeaders, r#"{"Authorization":["Basic c29tZTpzZWNyZXQ"],"Accept":["*/*"]}"#),
            part(PartName::Request, r#"{"params":{"name":"pay","arguments":{"password":"hunter2","n":1.50}}}"#),
            part(PartName::MutatedRequest, r#"{"params":{"arguments":{"password":["hunter2"]}}}"#),
            part(
                PartName::Response,
                r#"{"content":[{"text":"{\"card\":\"4111 1111 1111 1111\",\"key\":\"ghp_abcdefghijklmnopqrstuvwxyz0123456789\"}"}]}"#,
            ),
        ],
    });
    row
}

#[test]
fn no_format_has_what_was_taken_out() {
    for format in [Format::Jsonl, Format::Csv, Format::Parquet] {
        let redacted = Output { redactions: rules(), ..whole(format) };
        let shown = |output: &Output| match format {
            Format::Jsonl => String::from_utf8(bytes(vec![secret()], output)).expect("UTF-8"),
            Format::Csv => format!("{:?}", cells(&bytes(vec![secret()], output))),
            Format::Parquet => format!("{:?}", parquet_file::read(&bytes(vec![secret()], output))),
        };
        let (before, after) = (shown(&whole(format)), shown(&redacted));
        for secret in SECRETS {
            assert!(before.contains(secret) && !after.contains(secret), "{secret} in {format:?}: {after}");
        }
        for kept in ["Accept", "1.50", "no account [redacted: e-mail] for [redacted: project]", "p1@example.com"] {
            assert!(after.contains(kept), "{kept} is gone from {format:?}: {after}");
        }
    }
}

#[test]
fn a_preview_counts_each_rule_and_shows_what_it_changes() {
    let output = Output { redactions: rules(), ..whole(Format::Csv) };
    let (counts, examples) = preview([secret(), row(2)], &output, 1).expect("good rules");
    assert_eq!(counts, [1, 2, 1, 1, 1, 1]);
    let shown: Vec<_> = examples.iter().map(|example| (example.rule, example.seq, example.field)).collect();
    assert_eq!(
        shown,
        [
            (0, 2, "request_headers"),
            (1, 2, "request"),
            (2, 2, "error"),
            (3, 2, "response"),
            (4, 2, "response"),
            (5, 2, "error")
        ]
    );
    assert_eq!((examples[1].before.as_str(), examples[1].after.as_str()), ("\"hunter2\"", "[redacted: password]"));
    assert_eq!(examples[5].before, "no account ana@example.org for PRJ-0815");
    assert_eq!(examples[5].after, "no account [redacted: e-mail] for [redacted: project]");
    let (counts, _) = preview([secret()], &Output { payload: false, ..output }, 1).expect("good rules");
    assert_eq!(counts, [0, 0, 1, 0, 0, 1], "only what is exported is counted");
}

/// Any JSON, with texts of these pieces, also as names, also as JSON inside texts.
fn json() -> impl Strategy<Value = Value> {
    let piece = prop::sample::select(
        &["<ana@example.org>", "\"", "\\", "\n", "é", "{", "}", "[", ",", ":", " ", "plain", "\u{0}", "😀"][..],
    );
    let text = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.clone().prop_map(Value::from)
    ];
    leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner.clone()), 0..4)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
            inner.prop_map(|inside| Value::from(inside.to_string())),
        ]
    })
}

/// The same by structure: slow, without regard to spelling.
fn expected(value: Value) -> Value {
    let text = |text: &str| text.replace("<ana@example.org>", "<[redacted: e-mail]>");
    match value {
        Value::String(inside) => match serde_json::from_str(&inside) {
            Ok(json @ (Value::Array(_) | Value::Object(_))) if expected(json.clone()) != json => {
                Value::from(expected(json).to_string())
            }
            _ => text(&inside).into(),
        },
        Value::Array(elements) => elements.into_iter().map(expected).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (text(&name), expected(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

/// Texts that are JSON as JSON, so that two spellings of the same are the same.
fn read_through(value: Value) -> Value {
    match value {
        Value::String(inside) => match serde_json::from_str(&inside) {
            Ok(json @ (Value::Array(_) | Value::Object(_))) => read_through(json),
            _ => inside.into(),
        },
        Value::Array(elements) => elements.into_iter().map(read_through).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, read_through(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_json_stays_json_and_loses_exactly_what_a_rule_finds(values in prop::collection::vec(json(), 1..8)) {
        let rows = values.iter().map(|value| {
            let mut row = row(1);
            row.payload = Some(Payload { parts: vec![PayloadPart::text(PartName::Request, value.to_string())] });
            row
        });
        let output = Output {
            fields: vec!["request".into()],
            redactions: rules().into_iter().filter(|rule| rule.rule == RedactionRule::Email).collect(),
            ..whole(Format::Jsonl)
        };
        let lines = String::from_utf8(bytes(rows.collect(), &output)).expect("UTF-8");
        for (line, value) in lines.lines().zip(values) {
            let mut line: Value = serde_json::from_str(line).expect("JSON");
            prop_assert!(!line.to_string().contains("ana@example.org"), "{}", line);
            prop_assert_eq!(read_through(line["request"].take()), read_through(expected(value)));
        }
    }
}
