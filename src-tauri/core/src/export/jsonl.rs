//! JSON Lines: one flat object per entry, described for readers in `docs/export-format.md`.
//!
//! The same rows give the same bytes: keys have one order, numbers one spelling, and nothing of the run itself is in a line.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::ExportRow;
use crate::{
    entry::{Flag, Note, PartName, PayloadState, TimeBy},
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// The ending of a file with JSON Lines.
pub const EXTENSION: &str = "jsonl";

/// The media type of JSON Lines.
pub(crate) const MEDIA_TYPE: &str = "application/x-ndjson";

/// Appends the line of a row, its line feed included.
pub fn write_line(out: &mut Vec<u8>, row: &ExportRow) -> Result<()> {
    serde_json::to_writer(&mut *out, &Line(row))
        .map_err(|e| Error::new(ErrorCode::Internal, format!("Entry {} could not be encoded.", row.seq)).because(e))?;
    out.push(b'\n');
    Ok(())
}

/// The keys of the payload in the order in which they are written.
const PARTS: [(PartName, &str); 9] = [
    (PartName::RequestHeaders, "request_headers"),
    (PartName::Request, "request"),
    (PartName::MutatedRequest, "mutated_request"),
    (PartName::ResponseHeaders, "response_headers"),
    (PartName::Response, "response"),
    (PartName::OriginalResponse, "original_response"),
    (PartName::Webhooks, "webhooks"),
    (PartName::RawEvent, "raw_event"),
    (PartName::Context, "context"),
];

struct Line<'a>(&'a ExportRow);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ExportRow { seq, source, entry, person, record, payload } = self.0;
        let (actor, target, outcome, client) = (&entry.actor, &entry.target, &entry.outcome, &entry.client);
        let known = person.as_ref();
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("timestamp", &moment(entry.occurred_at))?;
        line.serialize_entry("user_id", &actor.id)?;
        line.serialize_entry("mcp_server", &target.server_name.as_ref().or(target.server_id.as_ref()))?;
        line.serialize_entry("call_type", &entry.operation)?;
        line.serialize_entry("response_status", &outcome.http_status)?;
        line.serialize_entry("seq", seq)?;
        line.serialize_entry("source", source)?;
        line.serialize_entry("id", &record.remote_id)?;
        line.serialize_entry("recorded", &moment(entry.recorded_at))?;
        line.serialize_entry("time_by", time_by(entry.time_by))?;
        line.serialize_entry("kind", &entry.kind)?;
        line.serialize_entry("actor_type", &actor.actor_type)?;
        line.serialize_entry("actor_name", &known.and_then(|p| p.name.as_ref()).or(actor.name.as_ref()))?;
        line.serialize_entry("actor_email", &known.and_then(|p| p.email.as_ref()).or(actor.email.as_ref()))?;
        line.serialize_entry("credential", &actor.credential)?;
        line.serialize_entry("server_id", &target.server_id)?;
        line.serialize_entry("target", &target.name.as_ref().or(target.id.as_ref()))?;
        line.serialize_entry("target_type", &target.target_type)?;
        line.serialize_entry("outcome", outcome.status.word())?;
        line.serialize_entry("reason", &outcome.reason)?;
        line.serialize_entry("error", &outcome.error)?;
        line.serialize_entry("tool_error", &outcome.tool_error)?;
        line.serialize_entry("duration_ms", &entry.duration_us.map(|us| us as f64 / 1000.0))?;
        line.serialize_entry("client", &client.name)?;
        line.serialize_entry("client_version", &client.version)?;
        line.serialize_entry("user_agent", &client.user_agent)?;
        line.serialize_entry("ip", &entry.ip)?;
        line.serialize_entry("session_id", &entry.session_id)?;
        line.serialize_entry("request_id", &entry.request_id)?;
        line.serialize_entry("payload_state", payload_state(record.payload))?;
        line.serialize_entry("note", &record.note.map(note))?;
        line.serialize_entry("supersedes", &record.supersedes)?;
        line.serialize_entry("received_at", &moment(record.received_at))?;
        line.serialize_entry("dialect", &record.dialect)?;
        line.serialize_entry("sha256", &hex(&Sha256::digest(&record.raw)))?;
        line.serialize_entry("flags", &entry.flags.iter().map(Flag::word).collect::<Vec<_>>())?;
        for (name, key) in PARTS.iter().filter(|_| payload.is_some()) {
            let part = payload.iter().flat_map(|p| &p.parts).find(|part| part.name == *name);
            if let Some(part) = part {
                line.serialize_entry(key, &Part(&part.json))?;
            }
        }
        line.end()
    }
}

/// A payload part: as received where it is JSON, else as a string.
struct Part<'a>(&'a str);

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = one_line(self.0);
        match serde_json::from_str::<&RawValue>(&text) {
            Ok(json) => json.serialize(serializer),
            Err(_) => serializer.serialize_str(self.0),
        }
    }
}

/// Valid JSON has line breaks only between tokens, where a space means the same and keeps the object on one line.
fn one_line(json: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_some() {
        Cow::Owned(json.replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(json)
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_json_keeps_its_spelling_and_stays_on_one_line() {
        let received = "{\n  \"n\": 1.00,\r\n  \"a\": \"\\u00e9\\n\", \"n\": 1e2 }";
        let written = serde_json::to_string(&Part(received)).expect("it encodes");
        assert_eq!(written, received.replace(['\n', '\r'], " "), "numbers, escapes and double keys are the evidence");
    }

    #[test]
    fn a_part_that_is_not_json_becomes_a_string() {
        for text in ["{\"a\":", "", "nul", "{} {}", "line\none"] {
            let written = serde_json::to_string(&Part(text)).expect("it encodes");
            assert_eq!(serde_json::from_str::<String>(&written).expect("a string"), text, "no byte is lost");
        }
    }

    #[test]
    fn a_very_deep_part_neither_overflows_nor_changes() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(serde_json::to_string(&Part(&deep)).expect("it encodes"), deep);
    }
}
