//! What rules take out is in no format, and everything else is.

use auditdesk_core::{
    api::wire::{Format, Output, Redaction, RedactionRule},
    entry::{PartName, Payload, PayloadPart},
    export::{ExportRow, preview},
};

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
    let part = |name, json: &str| PayloadPart { name, json: json.into() };
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
