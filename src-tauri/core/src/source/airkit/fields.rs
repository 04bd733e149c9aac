//! The values of one event by their columns, whichever form it came in.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use csv::StringRecord;
use serde::{
    Deserializer as _,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use super::{
    column::{self, Column},
    event,
    layout::Name,
};
use crate::{
    entry::{Actor, Client, Entry, Flag, Flags, Outcome, PartName, Payload, PayloadPart, Target, TimeBy},
    source::{
        Unreadable,
        objects::{day, digest, moment},
    },
};

/// The fields of one event; what is empty is absent.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    known: [Option<Cow<'a, str>>; column::COUNT],
    /// What is not documented, as JSON.
    others: BTreeMap<String, Cow<'a, str>>,
    /// The whole record as JSON.
    whole: Cow<'a, str>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON object.
    pub(super) fn of_json(raw: &'a [u8]) -> Result<Self, Unreadable> {
        let whole = std::str::from_utf8(raw).map_err(|_| Unreadable("it is not UTF-8".into()))?;
        let mut fields = Self { known: [const { None }; column::COUNT], others: BTreeMap::new(), whole: whole.into() };
        let mut json = serde_json::Deserializer::from_str(whole);
        let broken = |error: serde_json::Error| Unreadable(error.to_string());
        json.deserialize_map(Members(&mut fields)).map_err(broken)?;
        json.end().map_err(broken)?;
        Ok(fields)
    }

    /// The fields of a row. Absent are empty cells, `\N` and `NULL`, as unloads of tables write them.
    pub(super) fn of_row(names: &[Name], row: &StringRecord) -> Result<Self, Unreadable> {
        if names.len() != row.len() {
            return Err(Unreadable(format!("the row has {} cells and the header {}", row.len(), names.len())));
        }
        let mut fields = Self { known: [const { None }; column::COUNT], others: BTreeMap::new(), whole: "".into() };
        let mut whole = Vec::new();
        for (name, cell) in names.iter().zip(row).filter(|(_, cell)| !matches!(*cell, "" | "\\N" | "NULL")) {
            let text = match name {
                Name::Known(column) => {
                    fields.known[*column as usize] = Some(Cow::Owned(cell.to_owned()));
                    column.name()
                }
                Name::Other(name) => {
                    fields.others.insert(name.clone(), Value::from(cell).to_string().into());
                    name
                }
            };
            whole.push(format!("{}:{}", Value::from(text), Value::from(cell)));
        }
        fields.whole = format!("{{{}}}", whole.join(",")).into();
        Ok(fields)
    }

    fn get(&self, column: Column) -> Option<&str> {
        self.known[column as usize].as_deref()
    }

    fn owned(&self, column: Column) -> Option<String> {
        self.get(column).map(str::to_owned)
    }

    /// Whether nobody else's records look like it.
    pub(super) fn is_certain(&self) -> bool {
        let is_known = self.get(Column::EventType).is_some_and(|event| event::words(event).is_some());
        let is_kind = self.get(Column::Kind).is_some_and(|kind| matches!(kind, "Audit" | "Session"));
        self.get(Column::OrganizationId).is_some() && (is_known || is_kind)
    }

    /// Whether it is an event of the audit log. App events go the same way and have another kind; older releases have no kind.
    pub(super) fn is_audit(&self) -> bool {
        self.get(Column::Kind).is_none_or(|kind| kind.eq_ignore_ascii_case("audit"))
    }

    /// The organization and the event's id; without an id, the SHA-256 of all fields, the same in every form and spelling.
    pub(super) fn remote_id(&self) -> String {
        let Some(event) = self.get(Column::EventId) else {
            let known = (0..column::COUNT)
                .filter_map(|place| Some((place.to_string(), Value::from(self.known[place].as_deref()?))));
            let mut all: Map<String, Value> = known.collect();
            all.extend(self.others.iter().map(|(name, json)| (format!("/{name}"), json.as_ref().into())));
            return digest(&Value::Object(all).to_string());
        };
        match self.get(Column::OrganizationId) {
            Some(organization) => format!("{organization}/{event}"),
            None => event.to_owned(),
        }
    }

    /// The normalised entry.
    pub(super) fn entry(&self, guessed: bool) -> Result<Entry, Unreadable> {
        let event = self.get(Column::EventType).ok_or_else(|| Unreadable("the event has no type".into()))?;
        let at = match self.get(Column::EventTime) {
            Some(text) => moment(text, chrono_tz::Tz::UTC).ok_or_else(|| Unreadable(format!("{text} is no time")))?,
            // The day is all that is left; better its beginning than nothing.
            None => [Column::EventDate, Column::EventMonth]
                .into_iter()
                .find_map(|column| Some(day(self.get(column)?)?.and_time(chrono::NaiveTime::MIN).and_utc()))
                .ok_or_else(|| Unreadable("the event has no time".into()))?,
        };
        let user = self.owned(Column::UserId).or_else(|| self.owned(Column::RootScopeUserId));
        let email = self.owned(Column::Email);
        let actor_type = if user.is_some() || email.is_some() { "user" } else { "unknown" };
        Ok(Entry {
            occurred_at: at,
            recorded_at: at,
            time_by: TimeBy::Server,
            kind: "airkit".into(),
            actor: Actor { actor_type: actor_type.into(), id: user, name: None, email, credential: None },
            operation: event.to_owned(),
            target: self.target(),
            outcome: Outcome {
                status: event::outcome(event),
                http_status: None,
                reason: None,
                error: None,
                tool_error: None,
            },
            duration_us: None,
            client: Client::default(),
            ip: None,
            session_id: None,
            request_id: None,
            flags: if guessed { Flags::NONE.with(Flag::GuessedColumns) } else { Flags::NONE },
        })
    }

    /// The most specific thing that the event names, and the app it belongs to; the organization where it names nothing else.
    fn target(&self) -> Target {
        const KINDS: [(Column, &str); 15] = [
            (Column::ApiKeyId, "api_key"),
            (Column::NotifierId, "notifier"),
            (Column::SamlId, "saml"),
            (Column::WebhookId, "webhook"),
            (Column::AdapterId, "adapter"),
            (Column::EmbedId, "embed"),
            (Column::RoleId, "role"),
            (Column::DatastoreId, "datastore"),
            (Column::ResourceId, "resource"),
            (Column::Domain, "domain"),
            (Column::DeployId, "deploy"),
            (Column::SavepointId, "savepoint"),
            (Column::BranchId, "branch"),
            (Column::AppId, "app"),
            (Column::Service, "service"),
        ];
        let named = KINDS.into_iter().find_map(|(column, kind)| Some((column, kind, self.owned(column)?)));
        let server_id = self.owned(Column::AppId);
        let Some((column, kind, value)) = named else {
            let id = self.owned(Column::OrganizationId);
            return Target { target_type: "organization".into(), id, name: None, server_id, server_name: None };
        };
        let target_type = match (column, self.get(Column::ResourceType)) {
            (Column::ResourceId, Some(resource_type)) => resource_type,
            _ => kind,
        };
        // A domain and a service have no id, only a name.
        let (id, name) =
            if matches!(column, Column::Domain | Column::Service) { (None, Some(value)) } else { (Some(value), None) };
        Target { target_type: target_type.into(), id, name, server_id, server_name: None }
    }

    /// The whole record as JSON, and beside it what has no column in an entry: the type in words, and the rest of the fields.
    pub(super) fn payload(&self) -> Payload {
        let mut facts: Vec<(String, Cow<'_, str>)> = Vec::new();
        if let Some(words) = self.get(Column::EventType).and_then(event::words) {
            facts.push(("event".into(), Value::from(words).to_string().into()));
        }
        let rest = [
            Column::OrganizationId,
            Column::RootScopeUserId,
            Column::BranchId,
            Column::DeployId,
            Column::SavepointId,
            Column::SavepointRevision,
            Column::Service,
            Column::ServiceRevision,
            Column::LoginType,
        ];
        let rest = rest.into_iter().filter_map(|column| Some((column.name().to_owned(), self.get(column)?)));
        facts.extend(rest.map(|(name, text)| (name, Value::from(text).to_string().into())));
        facts.extend(self.others.iter().map(|(name, json)| (name.clone(), Cow::Borrowed(json.as_ref()))));
        let facts: Vec<String> =
            facts.iter().map(|(name, json)| format!("{}:{json}", Value::from(name.as_str()))).collect();
        Payload {
            parts: vec![
                PayloadPart::text(PartName::RawEvent, self.whole.to_string()),
                PayloadPart::text(PartName::Context, format!("{{{}}}", facts.join(","))),
            ],
        }
    }
}

struct Members<'f, 'a>(&'f mut Fields<'a>);

impl<'de: 'a, 'a> Visitor<'de> for Members<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some((key, value)) = members.next_entry::<Cow<'de, str>, &'de RawValue>()? {
            match Column::of(&key) {
                Some(column) => {
                    let slot = &mut self.0.known[column as usize];
                    *slot = text(value).or(slot.take());
                }
                None if value.get() == "null" => {}
                None => {
                    self.0.others.insert(key.into_owned(), value.get().into());
                }
            }
        }
        Ok(())
    }
}

/// A value as text: of a string what it says, of anything else how it is spelled, so that a revision `7.10` stays one.
fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<&str>(raw) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => serde_json::from_str::<String>(raw).ok().map(Cow::Owned),
        },
        _ if raw == "null" => None,
        _ => Some(Cow::Borrowed(raw)),
    }
    .filter(|text| !text.is_empty())
}
