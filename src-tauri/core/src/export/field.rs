//! What a row of an export has: one table, of which every format is made.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use super::ExportRow;
use crate::{
    entry::{Flag, Flags, Note, PartName, PayloadState, TimeBy},
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// What kind of values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
// A field of the filter has a kind of its own, of the same name here.
#[ts(export, rename = "ExportFieldKind")]
pub enum FieldKind {
    /// Text; ids, too, which are never numbers.
    Text,
    /// A moment: UTC, microseconds.
    Moment,
    /// A whole number of at most 63 bits.
    Integer,
    /// A number with decimals.
    Number,
    /// True or false.
    Truth,
    /// Some words, often none.
    Words,
    /// JSON as it was received; what is no JSON, as a JSON string.
    Json,
}

/// The value of a field in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// There is none.
    Null,
    Text(Cow<'a, str>),
    Moment(DateTime<Utc>),
    Integer(u64),
    Number(f64),
    Truth(bool),
    Words(Flags),
    /// Valid JSON.
    Json(Cow<'a, str>),
}

/// A field of an export.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name: a key in JSON, a column elsewhere.
    pub name: &'static str,
    /// What its values are.
    pub kind: FieldKind,
    /// Whether it is a part of the payload.
    pub payload: bool,
    /// Whether it may hold what people and programs wrote, so that rules for addresses, tokens and numbers of cards look into it.
    pub(super) free: bool,
    get: for<'a> fn(&'a ExportRow) -> Value<'a>,
}

impl Field {
    pub(super) fn value<'a>(&self, row: &'a ExportRow) -> Value<'a> {
        (self.get)(row)
    }

    const fn free(mut self) -> Self {
        self.free = true;
        self
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// All fields in the order of `docs/export-format.md`: the metadata, then the parts of the payload.
pub fn fields() -> &'static [Field] {
    &FIELDS
}

/// The fields of these names in this order; no names: all, the parts of the payload only with `payload`.
///
/// # Errors
/// `wrong_use` for a name that is no field or is there twice, and for a part of the payload in an export without payload.
pub(super) fn chosen(names: &[String], payload: bool) -> Result<Vec<Field>> {
    if names.is_empty() {
        return Ok(FIELDS.iter().filter(|field| payload || !field.payload).copied().collect());
    }
    let wrong = |message: String| Error::new(ErrorCode::WrongUse, message);
    let mut chosen: Vec<Field> = Vec::with_capacity(names.len());
    for name in names {
        let field = FIELDS.iter().find(|field| field.name == name).ok_or_else(|| {
            let known: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
            wrong(format!("`{name}` is no field of an export. The fields are {}.", known.join(", ")))
        })?;
        if field.payload && !payload {
            return Err(wrong(format!(
                "`{name}` is a part of the payload, which this export leaves out. Export with payload."
            )));
        }
        if chosen.contains(field) {
            return Err(wrong(format!("The field `{name}` is chosen twice.")));
        }
        chosen.push(*field);
    }
    Ok(chosen)
}

const fn field(name: &'static str, kind: FieldKind, get: for<'a> fn(&'a ExportRow) -> Value<'a>) -> Field {
    Field { name, kind, payload: matches!(kind, Json), free: matches!(kind, Json), get }
}

use FieldKind::{Integer, Json, Moment, Number, Text, Truth, Words};

static FIELDS: [Field; 45] = [
    field("timestamp", Moment, |row| Value::Moment(row.entry.occurred_at)),
    field("user_id", Text, |row| text(row.entry.actor.id.as_ref())),
    field("mcp_server", Text, |row| {
        text(row.entry.target.server_name.as_ref().or(row.entry.target.server_id.as_ref()))
    }),
    field("call_type", Text, |row| word(&row.entry.operation)),
    field("response_status", Integer, |row| number(row.entry.outcome.http_status.map(u64::from))),
    field("seq", Integer, |row| Value::Integer(row.seq)),
    field("source", Text, |row| word(&row.source)),
    field("id", Text, |row| word(&row.record.remote_id)),
    field("recorded", Moment, |row| Value::Moment(row.entry.recorded_at)),
    field("time_by", Text, |row| word(time_by(row.entry.time_by))),
    field("kind", Text, |row| word(&row.entry.kind)),
    field("actor_type", Text, |row| word(&row.entry.actor.actor_type)),
    field("actor_name", Text, |row| {
        text(row.person.as_ref().and_then(|person| person.name.as_ref()).or(row.entry.actor.name.as_ref()))
    }),
    field("actor_email", Text, |row| {
        text(row.person.as_ref().and_then(|person| person.email.as_ref()).or(row.entry.actor.email.as_ref()))
    }),
    field("credential", Text, |row| text(row.entry.actor.credential.as_ref())),
    field("server_id", Text, |row| text(row.entry.target.server_id.as_ref())),
    field("target", Text, |row| text(row.entry.target.name.as_ref().or(row.entry.target.id.as_ref()))).free(),
    field("target_type", Text, |row| word(&row.entry.target.target_type)),
    field("outcome", Text, |row| word(row.entry.outcome.status.word())),
    field("reason", Text, |row| text(row.entry.outcome.reason.as_ref())).free(),
    field("error", Text, |row| text(row.entry.outcome.error.as_ref())).free(),
    field("tool_error", Truth, |row| row.entry.outcome.tool_error.map_or(Value::Null, Value::Truth)),
    field("duration_ms", Number, |row| {
        row.entry.duration_us.map_or(Value::Null, |micros| Value::Number(micros as f64 / 1000.0))
    }),
    field("client", Text, |row| text(row.entry.client.name.as_ref())),
    field("client_version", Text, |row| text(row.entry.client.version.as_ref())),
    field("user_agent", Text, |row| text(row.entry.client.user_agent.as_ref())).free(),
    field("ip", Text, |row| text(row.entry.ip.as_ref())),
    field("session_id", Text, |row| text(row.entry.session_id.as_ref())),
    field("request_id", Text, |row| text(row.entry.request_id.as_ref())),
    field("payload_state", Text, |row| word(payload_state(row.record.payload))),
    field("note", Text, |row| row.record.note.map_or(Value::Null, |known| word(note(known)))),
    field("supersedes", Integer, |row| number(row.record.supersedes)),
    field("received_at", Moment, |row| Value::Moment(row.record.received_at)),
    field("dialect", Text, |row| word(&row.record.dialect)),
    field("sha256", Text, |row| Value::Text(Cow::Owned(hex(&Sha256::digest(&row.record.raw))))),
    field("flags", Words, |row| Value::Words(row.entry.flags)),
    field("request_headers", Json, |row| part(row, PartName::RequestHeaders)),
    field("request", Json, |row| part(row, PartName::Request)),
    field("mutated_request", Json, |row| part(row, PartName::MutatedRequest)),
    field("response_headers", Json, |row| part(row, PartName::ResponseHeaders)),
    field("response", Json, |row| part(row, PartName::Response)),
    field("original_response", Json, |row| part(row, PartName::OriginalResponse)),
    field("webhooks", Json, |row| part(row, PartName::Webhooks)),
    field("raw_event", Json, |row| part(row, PartName::RawEvent)),
    field("context", Json, |row| part(row, PartName::Context)),
];

fn word(word: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(word))
}

fn text(text: Option<&String>) -> Value<'_> {
    text.map_or(Value::Null, |text| word(text))
}

fn number(number: Option<u64>) -> Value<'static> {
    number.map_or(Value::Null, Value::Integer)
}

fn part(row: &ExportRow, name: PartName) -> Value<'_> {
    let found = row.payload.iter().flat_map(|payload| &payload.parts).find(|part| part.name == name);
    found.map_or(Value::Null, |part| {
        Value::Json(if part.is_checked() { Cow::Borrowed(&part.json) } else { json(&part.json) })
    })
}

/// A part of a payload: as received where it is JSON, else as a JSON string.
fn json(received: &str) -> Cow<'_, str> {
    match serde_json::from_str::<&serde_json::value::RawValue>(received) {
        // Without the space around it.
        Ok(json) => Cow::Borrowed(json.get()),
        Err(_) => Cow::Owned(serde_json::to_string(received).expect("a text is JSON")),
    }
}

fn time_by(by: TimeBy) -> &'static str {
    match by {
        TimeBy::Server => "server",
        TimeBy::Client => "client",
    }
}

fn payload_state(state: PayloadState) -> &'static str {
    match state {
        PayloadState::None => "none",
        PayloadState::NotFetched => "not_fetched",
        PayloadState::Redacted => "redacted",
        PayloadState::Complete => "complete",
    }
}

fn note(note: Note) -> &'static str {
    match note {
        Note::NoResponse => "no_response",
        Note::GoneAtSource => "gone_at_source",
        Note::Refused => "refused",
        Note::Unreadable => "unreadable",
    }
}

/// The words of flags, in their order.
pub(super) fn words(flags: Flags) -> impl Iterator<Item = &'static str> {
    flags.iter().map(Flag::word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_json_keeps_its_spelling() {
        let received = " {\n  \"n\": 1.00,\r\n  \"a\": \"\\u00e9\\n\", \"n\": 1e2 } ";
        assert_eq!(json(received), received.trim(), "numbers, escapes and double keys are the evidence");
    }

    #[test]
    fn a_part_that_is_not_json_becomes_a_string() {
        for text in ["{\"a\":", "", "nul", "{} {}", "line\none"] {
            assert_eq!(serde_json::from_str::<String>(&json(text)).expect("a string"), text, "no byte is lost");
        }
    }

    #[test]
    fn a_very_deep_part_neither_overflows_nor_changes() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(json(&deep), deep);
    }

    #[test]
    fn fields_are_chosen_by_name_and_in_the_order_asked_for() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let found = |asked: &[&str], payload| {
            chosen(&names(asked), payload).map(|fields| fields.iter().map(|field| field.name).collect::<Vec<_>>())
        };
        assert_eq!(
            found(&["seq", "request", "timestamp"], true).expect("three fields"),
            ["seq", "request", "timestamp"]
        );
        assert_eq!(found(&[], false).expect("all of the metadata").len(), 36);
        assert_eq!(found(&[], true).expect("all").len(), 45);
        for (asked, payload) in [(&["sequence"][..], true), (&["seq", "seq"], true), (&["request"], false)] {
            assert_eq!(found(asked, payload).expect_err("not these").code, ErrorCode::WrongUse);
        }
    }
}
