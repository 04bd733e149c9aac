//! One line of an export.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    entry::{
        Actor, Client, Entry, Flag, Flags, Note, Outcome, PartName, Payload, PayloadPart, PayloadState, Status, Target,
        TimeBy,
    },
    source::{Unreadable, objects::text::words},
};

type Text<'a> = Option<Cow<'a, str>>;

/// The keys that a line is read by; see [`crate::export::write_line`]. `seq`, `received_at`, `sha256` and `dialect` are of the workspace that wrote it.
#[derive(Debug, Deserialize)]
pub(super) struct Line<'a> {
    timestamp: DateTime<Utc>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    call_type: Cow<'a, str>,
    #[serde(borrow)]
    outcome: Cow<'a, str>,
    #[serde(borrow)]
    payload_state: Cow<'a, str>,
    /// By this a line is told from other records that have a time and an id.
    #[serde(borrow, rename = "sha256")]
    _sha256: Cow<'a, str>,
    #[serde(borrow, default)]
    user_id: Text<'a>,
    #[serde(borrow, default)]
    mcp_server: Text<'a>,
    #[serde(default)]
    response_status: Option<u16>,
    #[serde(default)]
    recorded: Option<DateTime<Utc>>,
    #[serde(borrow, default)]
    time_by: Text<'a>,
    #[serde(borrow, default)]
    kind: Text<'a>,
    #[serde(borrow, default)]
    actor_type: Text<'a>,
    #[serde(borrow, default)]
    actor_name: Text<'a>,
    #[serde(borrow, default)]
    actor_email: Text<'a>,
    #[serde(borrow, default)]
    credential: Text<'a>,
    #[serde(borrow, default)]
    server_id: Text<'a>,
    #[serde(borrow, default)]
    target: Text<'a>,
    #[serde(borrow, default)]
    target_type: Text<'a>,
    #[serde(borrow, default)]
    reason: Text<'a>,
    #[serde(borrow, default)]
    error: Text<'a>,
    #[serde(default)]
    tool_error: Option<bool>,
    #[serde(default)]
    duration_ms: Option<f64>,
    #[serde(borrow, default)]
    client: Text<'a>,
    #[serde(borrow, default)]
    client_version: Text<'a>,
    #[serde(borrow, default)]
    user_agent: Text<'a>,
    #[serde(borrow, default)]
    ip: Text<'a>,
    #[serde(borrow, default)]
    session_id: Text<'a>,
    #[serde(borrow, default)]
    request_id: Text<'a>,
    #[serde(borrow, default)]
    note: Text<'a>,
    #[serde(borrow, default)]
    flags: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    request_headers: Option<&'a RawValue>,
    #[serde(borrow, default)]
    request: Option<&'a RawValue>,
    #[serde(borrow, default)]
    mutated_request: Option<&'a RawValue>,
    #[serde(borrow, default)]
    response_headers: Option<&'a RawValue>,
    #[serde(borrow, default)]
    response: Option<&'a RawValue>,
    #[serde(borrow, default)]
    original_response: Option<&'a RawValue>,
    #[serde(borrow, default)]
    webhooks: Option<&'a RawValue>,
    #[serde(borrow, default)]
    raw_event: Option<&'a RawValue>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
}

impl<'a> Line<'a> {
    /// Reads the bytes of one line.
    pub(super) fn parse(raw: &'a [u8]) -> Result<Self, Unreadable> {
        serde_json::from_slice(raw).map_err(|error| Unreadable(words(&error)))
    }

    /// The id at the platform; with the name of the source before it where the exports of several sources may lie together.
    pub(super) fn remote_id(&self, prefixed: bool) -> String {
        if prefixed { format!("{}/{}", self.source, self.id) } else { self.id.clone().into_owned() }
    }

    /// The entry. What one key of a line holds for two fields comes back as the likelier: a server's name that is its id is its id, and what was done to
    /// the server itself has the server's id.
    pub(super) fn entry(&self) -> Result<Entry, Unreadable> {
        let unknown = |key: &str, word: &str| Unreadable(format!("{word} is no {key}"));
        let status = Status::ALL.into_iter().find(|status| status.word() == self.outcome);
        let time_by = match self.time_by.as_deref() {
            None | Some("server") => TimeBy::Server,
            Some("client") => TimeBy::Client,
            Some(other) => return Err(unknown("time_by", other)),
        };
        let server_id = owned(&self.server_id);
        let server_name = owned(&self.mcp_server).filter(|name| Some(name) != server_id.as_ref());
        let target = owned(&self.target);
        let is_server = target.is_some() && (target == server_name || target == server_id) && server_id.is_some();
        let (id, name) = if is_server { (server_id.clone(), server_name.clone()) } else { (None, target) };
        Ok(Entry {
            occurred_at: self.timestamp,
            recorded_at: self.recorded.unwrap_or(self.timestamp),
            time_by,
            kind: owned(&self.kind).unwrap_or_default(),
            actor: Actor {
                actor_type: owned(&self.actor_type).unwrap_or_default(),
                id: owned(&self.user_id),
                name: owned(&self.actor_name),
                email: owned(&self.actor_email),
                credential: owned(&self.credential),
            },
            operation: self.call_type.clone().into_owned(),
            target: Target {
                target_type: owned(&self.target_type).unwrap_or_default(),
                id,
                name,
                server_id,
                server_name,
            },
            outcome: Outcome {
                status: status.ok_or_else(|| unknown("outcome", &self.outcome))?,
                http_status: self.response_status,
                reason: owned(&self.reason),
                error: owned(&self.error),
                tool_error: self.tool_error,
            },
            // Three decimals of a millisecond: exact up to 285 years.
            duration_us: self.duration_ms.map(|millis| (millis * 1000.0).round() as u64),
            client: Client {
                name: owned(&self.client),
                version: owned(&self.client_version),
                user_agent: owned(&self.user_agent),
            },
            ip: owned(&self.ip),
            session_id: owned(&self.session_id),
            request_id: owned(&self.request_id),
            // A flag of a later version is not one that this version could show.
            flags: self
                .flags
                .iter()
                .filter_map(|word| Flag::ALL.into_iter().find(|flag| flag.word() == word))
                .collect::<Flags>(),
        })
    }

    fn parts(&self) -> impl Iterator<Item = (PartName, &'a RawValue)> {
        [
            (PartName::RequestHeaders, self.request_headers),
            (PartName::Request, self.request),
            (PartName::MutatedRequest, self.mutated_request),
            (PartName::ResponseHeaders, self.response_headers),
            (PartName::Response, self.response),
            (PartName::OriginalResponse, self.original_response),
            (PartName::Webhooks, self.webhooks),
            (PartName::RawEvent, self.raw_event),
            (PartName::Context, self.context),
        ]
        .into_iter()
        .filter_map(|(name, part)| Some((name, part?)))
    }

    /// The parts of the payload.
    pub(super) fn payload(&self) -> Payload {
        Payload { parts: self.parts().map(|(name, raw)| PayloadPart::cut(name, raw)).collect() }
    }

    /// How much of the payload is in the line. An export of metadata says what was held where it was written, which is not here.
    pub(super) fn payload_state(&self) -> Result<PayloadState, Unreadable> {
        match &*self.payload_state {
            "complete" if self.parts().next().is_none() => Ok(PayloadState::NotFetched),
            "complete" => Ok(PayloadState::Complete),
            "redacted" => Ok(PayloadState::Redacted),
            "not_fetched" => Ok(PayloadState::NotFetched),
            "none" => Ok(PayloadState::None),
            other => Err(Unreadable(format!("{other} is no payload_state"))),
        }
    }

    /// The note.
    pub(super) fn note(&self) -> Result<Option<Note>, Unreadable> {
        Ok(Some(match self.note.as_deref() {
            None => return Ok(None),
            Some("no_response") => Note::NoResponse,
            Some("gone_at_source") => Note::GoneAtSource,
            Some("refused") => Note::Refused,
            Some("unreadable") => Note::Unreadable,
            Some(other) => return Err(Unreadable(format!("{other} is no note"))),
        }))
    }
}

fn owned(text: &Text<'_>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}
