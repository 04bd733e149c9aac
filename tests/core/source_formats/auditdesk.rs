//! Exports of Auditdesk, read back.

use auditdesk_core::{
    entry::{
        Actor, Client, Entry, Flag, Flags, Note, Outcome, PartName, Payload, PayloadPart, PayloadState, Record, Status,
        Target, TimeBy,
    },
    export::{ExportRow, write_line},
    source::auditdesk::AuditdeskFormat,
};
use chrono::{DateTime, Utc};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::read::{all, payload, read};

const COPY: AuditdeskFormat = AuditdeskFormat::new(false);

prop_compose! {
    fn moment()(micros in -2_000_000_000_000_000_i64..4_000_000_000_000_000) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).expect("in range")
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z/é\"\\\\\n\u{0}\u{202e}]{1,12}", Just("null".to_owned()), Just("{}".to_owned())]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

prop_compose! {
    fn target()(kind in text(), id in maybe(), name in maybe(), of_server in any::<bool>(), (server_id, server_name) in (maybe(), maybe())) -> Target {
        // What a line carries: a name for the server that is not its id, and one text for the target.
        let server_name = server_name.filter(|name| Some(name) != server_id.as_ref());
        if of_server && server_id.is_some() {
            return Target { target_type: kind, id: server_id.clone(), name: server_name.clone(), server_id, server_name };
        }
        let name = name.or(id).filter(|name| Some(name) != server_id.as_ref() && (Some(name) != server_name.as_ref() || server_id.is_none()));
        Target { target_type: kind, id: None, name, server_id, server_name }
    }
}

prop_compose! {
    fn entry()(
        (occurred_at, recorded_at, by_client) in (moment(), moment(), any::<bool>()),
        (kind, actor_type, operation) in (text(), text(), text()),
        (id, name, email, credential) in (maybe(), maybe(), maybe(), maybe()),
        target in target(),
        (status, http_status, reason, error) in (select(Status::ALL.to_vec()), option::of(any::<u16>()), maybe(), maybe()),
        tool_error in option::of(any::<bool>()),
        duration_us in option::of(0_u64..4_000_000_000_000),
        (client, version, user_agent) in (maybe(), maybe(), maybe()),
        (ip, session_id, request_id) in (maybe(), maybe(), maybe()),
        flags in vec(select(Flag::ALL.to_vec()), 0..3),
    ) -> Entry {
        Entry {
            occurred_at,
            recorded_at,
            time_by: if by_client { TimeBy::Client } else { TimeBy::Server },
            kind,
            actor: Actor { actor_type, id, name, email, credential },
            operation,
            target,
            outcome: Outcome { status, http_status, reason, error, tool_error },
            duration_us,
            client: Client { name: client, version, user_agent },
            ip,
            session_id,
            request_id,
            flags: flags.into_iter().collect::<Flags>(),
        }
    }
}

fn parts() -> impl Strategy<Value = Vec<PayloadPart>> {
    const NAMES: [PartName; 9] = [
        PartName::RequestHeaders,
        PartName::Request,
        PartName::MutatedRequest,
        PartName::ResponseHeaders,
        PartName::Response,
        PartName::OriginalResponse,
        PartName::Webhooks,
        PartName::RawEvent,
        PartName::Context,
    ];
    let json = select(vec!["{\"a\": 1.50, \"a\":[]}", "\"text\\u00e9\"", "[{}]", "0", "true"]);
    vec(option::of(json), NAMES.len()).prop_map(|parts| {
        let parts = NAMES.into_iter().zip(parts);
        parts
            .filter_map(|(name, json)| Some(PayloadPart::cut(name, serde_json::from_str(json?).expect("JSON"))))
            .collect()
    })
}

fn row(entry: Entry, payload: Option<Payload>) -> ExportRow {
    let state = if payload.as_ref().is_some_and(|payload| !payload.parts.is_empty()) {
        PayloadState::Complete
    } else {
        PayloadState::Redacted
    };
    let record = Record {
        source: 3,
        remote_id: "4711".into(),
        received_at: entry.recorded_at,
        dialect: "obot-c-detail".into(),
        payload: state,
        note: None,
        supersedes: None,
        raw: b"raw".to_vec(),
    };
    ExportRow { seq: 1, source: "Gateway".into(), entry, person: None, record, payload }
}

fn line(row: &ExportRow) -> Vec<u8> {
    let mut line = Vec::new();
    write_line(&mut line, row).expect("it is written");
    line
}

proptest! {
    #[test]
    fn what_is_exported_is_what_is_read(entry in entry(), parts in parts()) {
        let row = row(entry, Some(Payload { parts }));
        let line = line(&row);
        let found = all(&COPY, &line);
        prop_assert_eq!(&found[0].entry, &row.entry);
        prop_assert_eq!(Some(payload(&found[0])), row.payload.clone());
        prop_assert_eq!(found[0].payload, row.record.payload);
        prop_assert_eq!(found[0].remote_id.as_str(), "4711");
        prop_assert_eq!(found[0].raw.as_slice(), line.trim_ascii_end());
    }
}

fn plain() -> ExportRow {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    row(entry().new_tree(&mut TestRunner::deterministic()).expect("an entry").current(), None)
}

#[test]
fn entries_of_several_sources_do_not_collide_unless_they_are_one_log() {
    let mut rows = [plain(), plain()];
    rows[1].source = "Other".into();
    let text: Vec<u8> = rows.iter().flat_map(line).collect();
    assert_eq!(read(&AuditdeskFormat::new(true), &text).ids(), ["Gateway/4711", "Other/4711"]);
    assert_eq!(read(&COPY, &text).ids(), ["4711", "4711"]);
}

#[test]
fn states_and_notes_come_back() {
    for note in [None, Some(Note::NoResponse), Some(Note::GoneAtSource), Some(Note::Refused), Some(Note::Unreadable)] {
        for state in [PayloadState::None, PayloadState::NotFetched, PayloadState::Redacted] {
            let mut row = plain();
            (row.record.note, row.record.payload) = (note, state);
            let found = &all(&COPY, &line(&row))[0];
            assert_eq!((found.note, found.payload), (note, state));
        }
    }
    let mut row = plain();
    row.record.payload = PayloadState::Complete;
    assert_eq!(
        all(&COPY, &line(&row))[0].payload,
        PayloadState::NotFetched,
        "an export of metadata has no payload to give"
    );
}

#[test]
fn exports_of_before_flags_are_read_and_unknown_keys_and_flags_do_no_harm() {
    let line = String::from_utf8(line(&plain())).expect("UTF-8");
    let flags = line.find(",\"flags\":").expect("flags");
    let end = line[flags..].find(']').expect("an array") + flags + 1;
    let old = format!("{}{}", &line[..flags], &line[end..]);
    assert_eq!(all(&COPY, old.as_bytes())[0].entry.flags, Flags::NONE);
    let new = format!("{},\"flags\":[\"unparsed\",\"tomorrow\"],\"new_key\":{{}}{}", &line[..flags], &line[end..]);
    assert_eq!(all(&COPY, new.as_bytes())[0].entry.flags, Flags::NONE.with(Flag::Unparsed));
}

#[test]
fn what_is_no_export_says_so_and_the_other_lines_are_read() {
    let good = String::from_utf8(line(&plain())).expect("UTF-8");
    let outcome = read(&COPY, format!("{good}{{\"timestamp\":1}}\n{good}").as_bytes());
    assert_eq!((outcome.found.len(), outcome.unreadable.len(), outcome.broken), (2, 1, None));
    assert!(outcome.unreadable[0].0.contains("no entry of an export"), "{}", outcome.unreadable[0].0);
    assert!(read(&COPY, b"a,b\n1,2\n").broken.expect("refused").contains("other columns"));
    assert!(read(&COPY, b"\n").broken.is_none());
}
