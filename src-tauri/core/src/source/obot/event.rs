//! Generation C: the nested, normalised event.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    json::{self, Text, filled, micros, part, time, whole},
    reading::{Bodies, Reading, push},
    verdict::{Facts, tool_error},
};
use crate::{
    entry::{Actor, Client, Entry, Outcome, PartName, Payload, PayloadPart, Status, Target, TimeBy},
    source::Unreadable,
};

/// `AuditLogEvent` of v0.24.0 and later; with `details` where it comes from the detail endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    timestamp: Option<Timestamp<'a>>,
    #[serde(borrow, default, rename = "eventType")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    actor: Option<EventActor<'a>>,
    #[serde(borrow, default)]
    action: Option<Action<'a>>,
    #[serde(borrow, default)]
    target: Option<EventTarget<'a>>,
    #[serde(borrow, default)]
    outcome: Option<EventOutcome<'a>>,
    #[serde(borrow, default)]
    client: Text<'a>,
    #[serde(borrow, default)]
    details: Option<Details<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Timestamp<'a> {
    #[serde(borrow, default)]
    occurred_at: Text<'a>,
    #[serde(borrow, default)]
    recorded_at: Text<'a>,
    #[serde(borrow, default)]
    source: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventActor<'a> {
    #[serde(borrow, default)]
    actor_type: Text<'a>,
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default, rename = "credentialID")]
    credential_id: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
struct Action<'a> {
    #[serde(borrow, default)]
    operation: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventTarget<'a> {
    #[serde(borrow, default)]
    target_type: Text<'a>,
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    parent: Option<Parent<'a>>,
}

#[derive(Debug, Default, Deserialize)]
struct Parent<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EventOutcome<'a> {
    #[serde(borrow, default)]
    status: Text<'a>,
    #[serde(default, deserialize_with = "whole")]
    http_status: Option<i64>,
    #[serde(borrow, default)]
    reason: Text<'a>,
    #[serde(borrow, default)]
    error: Text<'a>,
    #[serde(default, deserialize_with = "whole")]
    duration_ms: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(borrow, default, deserialize_with = "part")]
    trace: Option<&'a RawValue>,
    #[serde(borrow, default)]
    network: Option<Network<'a>>,
    #[serde(borrow, default)]
    client: Option<DetailClient<'a>>,
    #[serde(borrow, default, deserialize_with = "part")]
    agent: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    device: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    scope: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    environment: Option<&'a RawValue>,
    #[serde(borrow, default)]
    request: Option<Half<'a>>,
    #[serde(borrow, default)]
    response: Option<Half<'a>>,
    #[serde(borrow, default, deserialize_with = "part")]
    webhook_statuses: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    raw_event: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    started_at: Option<&'a RawValue>,
    #[serde(default)]
    payload_redacted: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
struct Network<'a> {
    #[serde(borrow, default, rename = "clientIP")]
    client_ip: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DetailClient<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    user_agent: Text<'a>,
}

/// One half of the exchange. Both halves' names of the twin are read: `mutatedBody` of a request, `originalBody` of a response.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Half<'a> {
    #[serde(borrow, default, deserialize_with = "part")]
    headers: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    mutated_body: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "part")]
    original_body: Option<&'a RawValue>,
}

/// The members of a part that have a column; the part itself is kept whole.
#[derive(Default, Deserialize)]
struct Trace<'a> {
    #[serde(borrow, default, rename = "sessionID")]
    session_id: Text<'a>,
    #[serde(borrow, default, rename = "requestID")]
    request_id: Text<'a>,
}

#[derive(Default, Deserialize)]
struct Agent<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
}

#[derive(Default, Deserialize)]
struct Device<'a> {
    #[serde(borrow, default)]
    hostname: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment<'a> {
    #[serde(borrow, default)]
    reported_user_email: Text<'a>,
}

fn look<'a, T: Default + Deserialize<'a>>(part: Option<&'a RawValue>) -> T {
    filled(part).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

impl<'a> Event<'a> {
    /// Reads the bytes of one event.
    pub(super) fn parse(raw: &'a [u8]) -> Result<Self, Unreadable> {
        json::read(raw).map_err(|error| Unreadable(error.to_string()))
    }

    /// The record, read.
    pub(super) fn reading(&self) -> Result<Reading, Unreadable> {
        let entry = self.entry()?;
        let (id, _, at) = self.identity()?;
        let (none_outcome, none_action) = (EventOutcome::default(), Action::default());
        let outcome = self.outcome.as_ref().unwrap_or(&none_outcome);
        let action = self.action.as_ref().unwrap_or(&none_action);
        let (local, open) = (self.is_local(), self.is_open());
        let fingerprint = Facts {
            id,
            occurred_at: at,
            local,
            user: entry.actor.id.as_deref().unwrap_or_default(),
            operation: action.operation.word(),
            name: action.name.word(),
            server_id: entry.target.server_id.as_deref().unwrap_or_default(),
            server_name: entry.target.server_name.as_deref().unwrap_or_default(),
            status: if open { "unknown" } else { outcome.status.word() },
            http_status: outcome.http_status.unwrap_or_default(),
            error: outcome.error.word(),
            millis: outcome.duration_ms.unwrap_or_default(),
            client: self.client.word(),
        }
        .fingerprint();
        Ok(Reading { id: id.to_owned(), at, entry, fingerprint, open, local, bodies: self.bodies() })
    }

    /// The id, the timestamp, and when it happened.
    fn identity(&self) -> Result<(&str, &Timestamp<'a>, DateTime<Utc>), Unreadable> {
        let id = self.id.get().ok_or_else(|| Unreadable("the entry has no id".into()))?;
        let stamp = self.timestamp.as_ref().ok_or_else(|| Unreadable("the entry has no timestamp".into()))?;
        let at = time(&stamp.occurred_at).or_else(|| time(&stamp.recorded_at));
        let at = at.ok_or_else(|| Unreadable("the entry has no time (timestamp.occurredAt)".into()))?;
        Ok((id, stamp, at))
    }

    fn is_local(&self) -> bool {
        self.kind.word() == "local_agent_tool_call"
    }

    /// A local agent reports finished calls only, and a word that came later than this reader is a finished one, too.
    fn is_open(&self) -> bool {
        let word = self.outcome.as_ref().map_or("", |outcome| outcome.status.word());
        !self.is_local() && matches!(word, "" | "unknown")
    }

    /// The normalised entry.
    pub(super) fn entry(&self) -> Result<Entry, Unreadable> {
        let (_, stamp, at) = self.identity()?;
        let (local, open) = (self.is_local(), self.is_open());
        let (none_outcome, none_action) = (EventOutcome::default(), Action::default());
        let outcome = self.outcome.as_ref().unwrap_or(&none_outcome);
        let action = self.action.as_ref().unwrap_or(&none_action);
        let millis = outcome.duration_ms.unwrap_or_default();
        let details = self.details.as_ref();
        let trace: Trace<'_> = look(details.and_then(|d| d.trace));
        let agent: Agent<'_> = look(details.and_then(|d| d.agent));
        let client = details.and_then(|d| d.client.as_ref());
        let response = details.and_then(|d| d.response.as_ref()).and_then(|half| filled(half.body));
        let ip = details.and_then(|d| d.network.as_ref()).and_then(|network| network.client_ip.get());
        Ok(Entry {
            occurred_at: micros(at),
            recorded_at: micros(time(&stamp.recorded_at).unwrap_or(at)),
            time_by: if stamp.source.word() == "client_reported" { TimeBy::Client } else { TimeBy::Server },
            kind: self.kind.get().unwrap_or("unknown").to_owned(),
            actor: self.actor(),
            operation: action.operation.word().to_owned(),
            target: self.target(local),
            outcome: Outcome {
                status: status(outcome.status.word()),
                http_status: outcome
                    .http_status
                    .and_then(|status| u16::try_from(status).ok())
                    .filter(|status| *status > 0),
                reason: outcome.reason.owned(),
                error: outcome.error.owned(),
                tool_error: response.map(|body| tool_error(body, !local)),
            },
            // Obot leaves out a duration of 0, and has none before the outcome.
            duration_us: (!open).then(|| u64::try_from(millis).unwrap_or_default().saturating_mul(1000)),
            client: Client {
                name: client.and_then(|client| client.name.owned()).or_else(|| self.client.owned()),
                version: client.and_then(|client| client.version.owned()).or_else(|| agent.version.owned()),
                user_agent: client.and_then(|client| client.user_agent.owned()),
            },
            ip: ip.map(json::address),
            session_id: trace.session_id.owned(),
            request_id: trace.request_id.owned(),
            flags: crate::entry::Flags::NONE,
        })
    }

    fn actor(&self) -> Actor {
        let none = EventActor::default();
        let actor = self.actor.as_ref().unwrap_or(&none);
        let details = self.details.as_ref();
        let device: Device<'_> = look(details.and_then(|d| d.device));
        let environment: Environment<'_> = look(details.and_then(|d| d.environment));
        let hosted = actor.id.word().starts_with("hosted-agent:");
        let actor_type = if hosted { "hosted_agent" } else { actor.actor_type.get().unwrap_or("unknown") };
        Actor {
            actor_type: actor_type.into(),
            id: actor.id.owned(),
            name: device.hostname.owned().filter(|_| actor_type == "device"),
            email: environment.reported_user_email.owned(),
            credential: actor.credential_id.owned(),
        }
    }

    fn target(&self, local: bool) -> Target {
        let none = EventTarget::default();
        let target = self.target.as_ref().unwrap_or(&none);
        let (server_id, server_name) = match &target.parent {
            Some(parent) => (parent.id.owned(), parent.name.owned()),
            // Without a parent a gateway call's target is the server itself.
            None if !local => (target.id.owned(), target.name.owned()),
            None => (None, None),
        };
        Target {
            target_type: target.target_type.get().unwrap_or("unknown").to_owned(),
            id: target.id.owned(),
            name: target.name.owned(),
            server_id,
            server_name,
        }
    }

    fn bodies(&self) -> Bodies {
        let Some(details) = &self.details else { return Bodies::Elsewhere };
        if details.payload_redacted == Some(true) {
            return Bodies::Redacted;
        }
        let halves = [&details.request, &details.response];
        let mut parts = halves.into_iter().flatten().flat_map(|h| [h.headers, h.body, h.mutated_body, h.original_body]);
        if parts.any(|part| part.is_some()) || details.raw_event.is_some() { Bodies::Here } else { Bodies::None }
    }

    /// The parts of the payload.
    pub(super) fn payload(&self) -> Payload {
        let mut payload = Payload::default();
        let Some(details) = &self.details else { return payload };
        if let Some(request) = &details.request {
            push(&mut payload, PartName::RequestHeaders, request.headers);
            push(&mut payload, PartName::Request, request.body);
            push(&mut payload, PartName::MutatedRequest, request.mutated_body);
        }
        if let Some(response) = &details.response {
            push(&mut payload, PartName::ResponseHeaders, response.headers);
            push(&mut payload, PartName::Response, response.body);
            push(&mut payload, PartName::OriginalResponse, response.original_body);
        }
        push(&mut payload, PartName::Webhooks, details.webhook_statuses);
        push(&mut payload, PartName::RawEvent, details.raw_event);
        let facts = [
            ("scope", details.scope),
            ("agent", details.agent),
            ("device", details.device),
            ("environment", details.environment),
            ("trace", details.trace),
            ("startedAt", details.started_at),
        ];
        // The members are raw JSON and stay so; only the braces around them are ours.
        let facts: Vec<String> = facts
            .into_iter()
            .filter_map(|(name, raw)| {
                filled(raw).filter(|raw| raw.get() != "{}").map(|raw| format!("\"{name}\":{}", raw.get()))
            })
            .collect();
        if !facts.is_empty() {
            payload.parts.push(PayloadPart::text(PartName::Context, format!("{{{}}}", facts.join(","))));
        }
        payload
    }
}

fn status(word: &str) -> Status {
    Status::ALL.into_iter().find(|status| status.word() == word).unwrap_or(Status::Unknown)
}
