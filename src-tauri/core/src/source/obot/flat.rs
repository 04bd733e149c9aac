//! Generations A and B: the flat entry.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    json::{self, Text, filled, micros, part, time, whole},
    reading::{Bodies, Reading, push},
    verdict::{Facts, classify, target_type, tool_error},
};
use crate::{
    entry::{Actor, Client, Entry, Outcome, PartName, Payload, PayloadPart, Status, Target, TimeBy},
    source::Unreadable,
};

/// `MCPAuditLog` of v0.8.0 to v0.23.4.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Flat<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    created_at: Text<'a>,
    #[serde(borrow, default, rename = "userID")]
    user_id: Text<'a>,
    #[serde(borrow, default, rename = "mcpID")]
    mcp_id: Text<'a>,
    #[serde(borrow, default)]
    api_key: Text<'a>,
    #[serde(borrow, default, rename = "powerUserWorkspaceID")]
    workspace_id: Text<'a>,
    #[serde(borrow, default)]
    mcp_server_display_name: Text<'a>,
    #[serde(borrow, default)]
    mcp_server_catalog_entry_name: Text<'a>,
    #[serde(borrow, default)]
    client: Option<FlatClient<'a>>,
    #[serde(borrow, default, rename = "clientIP")]
    client_ip: Text<'a>,
    #[serde(borrow, default)]
    call_type: Text<'a>,
    #[serde(borrow, default)]
    call_identifier: Text<'a>,
    #[serde(default, deserialize_with = "whole")]
    response_status: Option<i64>,
    #[serde(borrow, default)]
    error: Text<'a>,
    #[serde(default, deserialize_with = "whole")]
    processing_time_ms: Option<i64>,
    #[serde(borrow, default, rename = "sessionID")]
    session_id: Text<'a>,
    #[serde(borrow, default, rename = "requestID")]
    request_id: Text<'a>,
    #[serde(borrow, default)]
    user_agent: Text<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    request_headers: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    request_body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    mutated_request_body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    response_headers: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    response_body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    original_response_body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    webhook_statuses: Option<&'a RawValue>,
    /// The name up to v0.12.
    #[serde(borrow, default, deserialize_with = "part")]
    webhook_status: Option<&'a RawValue>,
    /// In exports whose author may not read payloads.
    #[serde(default)]
    payload_redacted: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
struct FlatClient<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
}

impl<'a> Flat<'a> {
    /// Reads the bytes of one entry.
    pub(super) fn parse(raw: &'a [u8]) -> Result<Self, Unreadable> {
        json::read(raw).map_err(|error| Unreadable(error.to_string()))
    }

    /// The record, read. `list_is_summary`: bodies are never in this kind of record.
    pub(super) fn reading(&self, list_is_summary: bool) -> Result<Reading, Unreadable> {
        let (id, at) = self.identity()?;
        let entry = self.entry()?;
        let status = entry.outcome.status;
        let fingerprint = Facts {
            id,
            occurred_at: at,
            local: false,
            user: self.user_id.word(),
            operation: self.call_type.word(),
            name: self.call_identifier.word(),
            server_id: self.mcp_id.word(),
            server_name: self.mcp_server_display_name.word(),
            status: status.word(),
            http_status: self.response_status.unwrap_or_default(),
            error: self.error.word(),
            millis: self.processing_time_ms.unwrap_or_default(),
            client: entry.client.name.as_deref().unwrap_or_default(),
        }
        .fingerprint();
        let bodies = if list_is_summary { Bodies::Elsewhere } else { self.bodies() };
        let id = id.to_owned();
        Ok(Reading { id, at, entry, fingerprint, open: status == Status::Unknown, local: false, bodies })
    }

    fn identity(&self) -> Result<(&str, DateTime<Utc>), Unreadable> {
        let id = self.id.get().ok_or_else(|| Unreadable("the entry has no id".into()))?;
        let at = time(&self.created_at).ok_or_else(|| Unreadable("the entry has no time (createdAt)".into()))?;
        Ok((id, at))
    }

    /// The normalised entry.
    pub(super) fn entry(&self) -> Result<Entry, Unreadable> {
        let (_, at) = self.identity()?;
        let http_status = self.response_status.unwrap_or_default();
        let status = classify(http_status, self.error.get());
        let open = status == Status::Unknown;
        let operation = self.call_type.word();
        let kind = target_type(operation, self.call_identifier.get());
        let server = (self.mcp_id.owned(), self.mcp_server_display_name.owned());
        let target = if kind == "mcp_server" {
            Target {
                target_type: kind.into(),
                id: server.0.clone(),
                name: server.1.clone(),
                server_id: server.0,
                server_name: server.1,
            }
        } else {
            let name = self.call_identifier.owned();
            Target { target_type: kind.into(), id: None, name, server_id: server.0, server_name: server.1 }
        };
        let client = self.client.as_ref();
        let millis = self.processing_time_ms.unwrap_or_default();
        Ok(Entry {
            occurred_at: micros(at),
            recorded_at: micros(at),
            time_by: TimeBy::Server,
            kind: "mcp_call".into(),
            actor: self.actor(),
            operation: operation.to_owned(),
            target,
            outcome: Outcome {
                status,
                http_status: u16::try_from(http_status).ok().filter(|status| *status > 0),
                reason: None,
                error: self.error.owned(),
                tool_error: filled(self.response_body).map(|body| tool_error(body, true)),
            },
            duration_us: (!open).then(|| u64::try_from(millis).unwrap_or_default().saturating_mul(1000)),
            client: Client {
                name: client.and_then(|client| client.name.owned()),
                version: client.and_then(|client| client.version.owned()),
                user_agent: self.user_agent.owned(),
            },
            ip: self.client_ip.get().map(json::address),
            session_id: self.session_id.owned(),
            request_id: self.request_id.owned(),
            flags: crate::entry::Flags::NONE,
        })
    }

    fn actor(&self) -> Actor {
        let id = self.user_id.owned();
        let actor_type = match id.as_deref() {
            Some(id) if id.starts_with("hosted-agent:") => "hosted_agent",
            Some(_) => "user",
            None if self.api_key.get().is_some() => "credential",
            None => "unknown",
        };
        Actor { actor_type: actor_type.into(), id, name: None, email: None, credential: self.api_key.owned() }
    }

    fn bodies(&self) -> Bodies {
        let here = [self.request_body, self.mutated_request_body, self.response_body, self.original_response_body];
        if here.iter().any(Option::is_some) {
            return Bodies::Here;
        }
        if self.payload_redacted == Some(true) {
            return Bodies::Redacted;
        }
        match self.call_type.word() {
            // Opening a stream and deleting a session have no message, only headers.
            "sse/stream" | "session/delete" if self.request_headers.is_some() => Bodies::Here,
            // These always carry parameters, in every version.
            "initialize" | "tools/call" | "resources/read" | "prompts/get" => Bodies::Missing(true),
            _ => Bodies::Missing(false),
        }
    }

    /// The parts of the payload.
    pub(super) fn payload(&self) -> Payload {
        let mut payload = Payload::default();
        push(&mut payload, PartName::RequestHeaders, self.request_headers);
        push(&mut payload, PartName::Request, self.request_body);
        push(&mut payload, PartName::MutatedRequest, self.mutated_request_body);
        push(&mut payload, PartName::ResponseHeaders, self.response_headers);
        push(&mut payload, PartName::Response, self.response_body);
        push(&mut payload, PartName::OriginalResponse, self.original_response_body);
        push(&mut payload, PartName::Webhooks, filled(self.webhook_statuses).or(self.webhook_status));
        let facts: serde_json::Map<String, serde_json::Value> = [
            ("powerUserWorkspaceID", &self.workspace_id),
            ("mcpServerCatalogEntryName", &self.mcp_server_catalog_entry_name),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text.get()?.into())))
        .collect();
        if !facts.is_empty() {
            let json = serde_json::Value::Object(facts).to_string();
            payload.parts.push(PayloadPart::text(PartName::Context, json));
        }
        payload
    }
}
