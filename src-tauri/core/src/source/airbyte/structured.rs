//! Generations 2 and 3: a structured entry, from a bucket or from the API.

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::{
    fields::Fields,
    moment::{address, known, moment},
    operation::{Body, operation, target},
};
use crate::{
    entry::{Actor, Client, Entry, Flags, Outcome, PartName, Payload, PayloadPart, Status, TimeBy},
    source::{
        Unreadable,
        json::{Text, filled, micros},
    },
};

/// A structured entry.
pub(super) struct Structured<'a> {
    fields: Fields<'a>,
    /// What was asked and answered, decoded where it is JSON inside a text.
    request: Option<Part<'a>>,
    response: Option<Part<'a>>,
}

/// Who acted. A member of another kind than a text is absent, and the others stay.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Who<'a> {
    #[serde(borrow)]
    actor_id: Option<&'a RawValue>,
    #[serde(borrow)]
    email: Option<&'a RawValue>,
    #[serde(borrow)]
    ip_address: Option<&'a RawValue>,
    #[serde(borrow)]
    user_agent: Option<&'a RawValue>,
}

impl<'a> Structured<'a> {
    pub(super) fn of(fields: Fields<'a>) -> Self {
        let (request, response) = (Part::of(fields.request), Part::of(fields.response));
        Self { fields, request, response }
    }

    /// The entry's own id.
    pub(super) fn id(&self) -> Option<String> {
        text(self.fields.id)
    }

    fn who(&self) -> Who<'a> {
        filled(self.fields.actor).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// The normalised entry.
    pub(super) fn entry(&self) -> Result<Entry, Unreadable> {
        let fields = &self.fields;
        let occurred = fields.timestamp.and_then(|raw| moment(raw.get()));
        let occurred = occurred.ok_or_else(|| Unreadable("the entry has no time (timestamp)".into()))?;
        let who = self.who();
        let id = said(who.actor_id);
        let actor_type = if id.is_some() { "user" } else { "unknown" };
        let operation = operation(&text(fields.operation).unwrap_or_default());
        let status = match fields.success.map(RawValue::get) {
            Some("true") => Status::Success,
            Some("false") => Status::Failure,
            _ => Status::Unknown,
        };
        let bodies = [&self.response, &self.request].map(|part| part.as_ref().map_or("", Part::json)).map(Body::of);
        Ok(Entry {
            occurred_at: micros(occurred),
            recorded_at: micros(occurred),
            time_by: TimeBy::Server,
            kind: "airbyte".into(),
            actor: Actor { actor_type: actor_type.into(), id, email: text(who.email), ..Actor::default() },
            target: target(&operation, &bodies, text(fields.workspace_id)),
            operation,
            outcome: Outcome {
                status,
                http_status: None,
                reason: None,
                error: text(fields.error_message),
                tool_error: None,
            },
            duration_us: None,
            client: Client { user_agent: said(who.user_agent), ..Client::default() },
            ip: text(who.ip_address).as_deref().and_then(address),
            session_id: None,
            request_id: None,
            flags: Flags::NONE,
        })
    }

    /// The parts of the payload. JSON inside a text is shown as the JSON it is. Bodies may be hundreds of kilobytes; they are kept whole.
    pub(super) fn payload(&self) -> (Payload, Map<String, Value>) {
        let mut payload = Payload::default();
        for (name, part) in [(PartName::Request, &self.request), (PartName::Response, &self.response)] {
            if let Some(part) = part {
                payload.parts.push(PayloadPart::text(name, part.json().to_owned()));
            }
        }
        let mut context = Map::new();
        let method = text(self.fields.operation).unwrap_or_default();
        if operation(&method) != method {
            context.insert("operation".into(), method.into());
        }
        if let Some(organization) = text(self.fields.organization_id) {
            context.insert("organizationId".into(), organization.into());
        }
        if let Some(forwarded) = text(self.who().ip_address).filter(|address| address.contains(',')) {
            context.insert("ipAddress".into(), forwarded.into());
        }
        (payload, context)
    }
}

/// A request or response: JSON, as it stands or inside a text.
enum Part<'a> {
    Plain(&'a RawValue),
    Decoded(String),
}

impl<'a> Part<'a> {
    fn of(raw: Option<&'a RawValue>) -> Option<Self> {
        let raw = filled(raw)?;
        let decoded = raw.get().starts_with('"').then(|| serde_json::from_str::<String>(raw.get()).ok()).flatten();
        let decoded =
            decoded.filter(|text| text.starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(text).is_ok());
        Some(decoded.map_or(Self::Plain(raw), Self::Decoded))
    }

    fn json(&self) -> &str {
        match self {
            Self::Plain(raw) => raw.get(),
            Self::Decoded(text) => text,
        }
    }
}

fn text(raw: Option<&RawValue>) -> Option<String> {
    serde_json::from_str::<Text<'_>>(raw?.get()).ok()?.owned()
}

/// A text, unless it is a word for none.
fn said(raw: Option<&RawValue>) -> Option<String> {
    known(&text(raw)?)
}
