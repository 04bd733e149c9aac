//! The entry in a record, by its mapping.

use std::borrow::Cow;

use serde_json::Value;

use super::{outcome, plan::Plan};
use crate::{
    api::wire::{DurationUnit, MappedField},
    entry::{Actor, Client, Entry, Flags, Outcome, Status, Target, TimeBy},
    source::{Unreadable, json, objects::moment},
};

/// A record under a mapping.
pub(super) struct Mapped<'p> {
    plan: &'p Plan,
    record: Value,
}

impl<'p> Mapped<'p> {
    /// Reads the JSON object of a record. Texts at the mapping's pointers that hold JSON are taken for what they hold.
    pub(super) fn new(plan: &'p Plan, object: &str) -> Result<Self, Unreadable> {
        let mut record: Value =
            serde_json::from_str(object).map_err(|error| Unreadable(crate::source::objects::text::words(&error)))?;
        for pointer in &plan.mapping.decode {
            if let Some(place) = record.pointer_mut(pointer)
                && let Some(decoded) = place.as_str().and_then(|text| serde_json::from_str(text).ok())
            {
                *place = decoded;
            }
        }
        Ok(Self { plan, record })
    }

    /// A field's text: of a text what it says, of a list of them all of them; of an object nothing. A constant where the record has none.
    fn text(&self, field: MappedField) -> Option<Cow<'_, str>> {
        let value = self.plan.pointer(field).and_then(|pointer| self.record.pointer(pointer)).and_then(text);
        value.or_else(|| self.plan.mapping.constants.get(&field).map(|text| text.as_str().into()))
    }

    fn owned(&self, field: MappedField) -> Option<String> {
        self.text(field).map(Cow::into_owned)
    }

    /// The platform's id. A number with more digits than are kept is none: two of them would be one.
    pub(super) fn id(&self) -> Option<String> {
        let value = self.plan.pointer(MappedField::Id).and_then(|pointer| self.record.pointer(pointer))?;
        match value {
            Value::Number(number) if !number.is_u64() && !number.is_i64() => None,
            value => text(value).map(Cow::into_owned),
        }
    }

    /// The normalised entry.
    pub(super) fn entry(&self, flags: Flags) -> Result<Entry, Unreadable> {
        let Some(time) = self.text(MappedField::Time) else {
            let pointer = self.plan.pointer(MappedField::Time).unwrap_or_default();
            return Err(Unreadable(format!("the record has no time at {pointer}")));
        };
        let occurred_at =
            moment(&time, self.plan.zone).ok_or_else(|| Unreadable(format!("{} is no time", short(&time))))?;
        let recorded_at = self.text(MappedField::Recorded).and_then(|text| moment(&text, self.plan.zone));
        let (id, name) = (self.owned(MappedField::ActorId), self.owned(MappedField::ActorName));
        let (email, credential) = (self.owned(MappedField::ActorEmail), self.owned(MappedField::Credential));
        let actor_type = self.owned(MappedField::ActorType).unwrap_or_else(|| {
            let told = if id.is_some() || name.is_some() || email.is_some() {
                "user"
            } else if credential.is_some() {
                "credential"
            } else {
                "unknown"
            };
            told.to_owned()
        });
        Ok(Entry {
            occurred_at,
            recorded_at: recorded_at.unwrap_or(occurred_at),
            time_by: TimeBy::Server,
            kind: self.owned(MappedField::Kind).unwrap_or_else(|| "event".into()),
            actor: Actor { actor_type, id, name, email, credential },
            operation: self.owned(MappedField::Operation).unwrap_or_default(),
            target: Target {
                target_type: self.owned(MappedField::TargetType).unwrap_or_else(|| "unknown".into()),
                id: self.owned(MappedField::TargetId),
                name: self.owned(MappedField::TargetName),
                server_id: self.owned(MappedField::ServerId),
                server_name: self.owned(MappedField::ServerName),
            },
            outcome: self.outcome(),
            duration_us: self.text(MappedField::Duration).and_then(|text| self.micros(&text)),
            client: Client {
                name: self.owned(MappedField::Client),
                version: self.owned(MappedField::ClientVersion),
                user_agent: self.owned(MappedField::UserAgent),
            },
            ip: self.text(MappedField::Ip).map(|text| address(&text)),
            session_id: self.owned(MappedField::Session),
            request_id: self.owned(MappedField::Request),
            flags,
        })
    }

    /// The outcome by its own field, else by the HTTP status, else an error is a failure.
    fn outcome(&self) -> Outcome {
        let (reason, error) = (self.owned(MappedField::Reason), self.owned(MappedField::Error));
        let http_status = self.text(MappedField::HttpStatus).and_then(|text| outcome::http(&text));
        let has_word = [&self.plan.mapping.fields, &self.plan.mapping.constants]
            .iter()
            .any(|fields| fields.contains_key(&MappedField::Outcome));
        let word = self.text(MappedField::Outcome);
        let status = match http_status {
            _ if has_word => outcome::status(word.as_deref(), &self.plan.mapping.outcomes),
            Some(status) => outcome::of_http(status),
            None if error.is_some() => Status::Failure,
            None => Status::Unknown,
        };
        Outcome { status, http_status, reason, error, tool_error: None }
    }

    fn micros(&self, text: &str) -> Option<u64> {
        let per_unit = match self.plan.mapping.duration_unit {
            DurationUnit::Microseconds => 1.0,
            DurationUnit::Milliseconds => 1e3,
            DurationUnit::Seconds => 1e6,
        };
        let micros: f64 = text.trim().parse::<f64>().ok()? * per_unit;
        (micros.is_finite() && micros >= 0.0).then(|| micros.round() as u64)
    }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(if *truth { "true" } else { "false" }.into()),
        Value::Array(list) => {
            let texts: Vec<_> = list.iter().filter(|item| !item.is_array()).filter_map(text).collect();
            (!texts.is_empty()).then(|| texts.join(", ").into())
        }
        Value::Null | Value::Object(_) => None,
    }
}

/// The first of a list of addresses, as proxies hand them on, without its port.
fn address(text: &str) -> String {
    json::address(text.split(',').next().unwrap_or_default())
}

/// A value for a reason: not all of a long one.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
