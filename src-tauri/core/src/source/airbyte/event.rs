//! Generation 1: a log event whose message is the entry.

use std::ops::Range;

use serde_json::{Map, Value, value::RawValue};

use super::{
    fields::Fields,
    message::{self, Ending, Message, Reading, User, Verdict},
    moment::{address, known, moment},
    operation::{Body, operation, target},
};
use crate::{
    entry::{Actor, Client, Entry, Flag, Flags, Outcome, PartName, Payload, PayloadPart, Status, Target, TimeBy},
    source::{
        Unreadable,
        json::{filled, micros},
        redact::{Redacted, Redactor, Spelling, redact},
    },
};

/// A log event, with its message decoded.
pub(super) struct Event<'a> {
    raw: &'a [u8],
    fields: Fields<'a>,
    /// The message's JSON string, in `raw`; `None` where the message is no text.
    literal: Option<Range<usize>>,
    message: String,
}

impl<'a> Event<'a> {
    /// Decodes the message; one that is no text reads as empty.
    pub(super) fn of(raw: &'a [u8], fields: Fields<'a>) -> Self {
        let Some(spelled) = fields.message.map(RawValue::get).filter(|json| json.starts_with('"')) else {
            return Self { raw, fields, literal: None, message: String::new() };
        };
        // Half a surrogate pair, which Java's texts may hold, is no reason to lose an entry.
        let loose = || Spelling::of(&spelled[1..spelled.len() - 1]).text;
        let message = serde_json::from_str(spelled).unwrap_or_else(|_| loose());
        Self { raw, literal: Some(range_in(raw, spelled.as_bytes())), fields, message }
    }

    /// What the message says.
    pub(super) fn read(&self) -> Message<'_> {
        message::read(&self.message)
    }

    /// The normalised entry. `doubtful`: it was ambiguous as it was received.
    pub(super) fn entry(&self, message: &Message<'_>, doubtful: bool) -> Result<Entry, Unreadable> {
        let logged = self.fields.timestamp.and_then(|raw| moment(raw.get()));
        let own = message.timestamp.and_then(chrono::DateTime::from_timestamp_millis);
        let occurred = own.or(logged).ok_or_else(|| Unreadable("the event has no time".into()))?;
        let mut entry = Entry {
            occurred_at: micros(occurred),
            recorded_at: micros(logged.unwrap_or(occurred)),
            time_by: TimeBy::Server,
            kind: "airbyte".into(),
            actor: Actor { actor_type: "unknown".into(), ..Actor::default() },
            operation: String::new(),
            target: Target::default(),
            outcome: Outcome {
                status: Status::Unknown,
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
            flags: flags(message, doubtful),
        };
        if let Some(reading) = preferred(message) {
            fill(&mut entry, reading);
        }
        Ok(entry)
    }

    /// The parts of the payload. The summary is the request of a permission change, and of other actions request and response in one: it stands as
    /// the request. Where the message is not exact, the whole event is a part, as it was received.
    pub(super) fn payload(&self, message: &Message<'_>, doubtful: bool) -> (Payload, Map<String, Value>) {
        let mut payload = Payload::default();
        let mut context = Map::new();
        if let Some(reading) = preferred(message) {
            if let Ending::Success { summary, repaired } = &reading.ending {
                let json =
                    repaired.as_ref().map_or_else(|| (*summary).to_owned(), |_| Value::from(*summary).to_string());
                payload.parts.push(PayloadPart::text(PartName::Request, json));
            }
            if operation(reading.action) != reading.action {
                context.insert("actionName".into(), reading.action.into());
            }
            if let Some(forwarded) = reading.user.map(|user| user.address).filter(|address| address.contains(',')) {
                context.insert("ipAddress".into(), forwarded.into());
            }
        }
        if let Verdict::Ambiguous { readings, total } = &message.verdict {
            context.insert("readings".into(), readings.iter().map(shown).collect());
            context.insert("readingsPossible".into(), total.map_or_else(|| "too many to count".into(), Value::from));
        }
        let exact = matches!(message.verdict, Verdict::Exact(_)) && !doubtful;
        let json = if exact { self.rest() } else { String::from_utf8_lossy(self.raw).into_owned() };
        payload.parts.push(PayloadPart::text(PartName::RawEvent, json));
        (payload, context)
    }

    /// The event without its message.
    fn rest(&self) -> String {
        let fields = &self.fields;
        let members = [
            ("level", fields.level),
            ("logSource", fields.log_source),
            ("caller", fields.caller),
            ("throwable", filled(fields.throwable)),
        ];
        let members = members.into_iter().filter_map(|(name, raw)| Some(format!("\"{name}\":{}", raw?.get())));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    /// The record without its secrets: those of the summary, and those that an error repeats. A message that cannot be taken apart is searched whole.
    pub(super) fn redacted(&self, message: &Message<'_>) -> Option<Redacted> {
        let Some(literal) = &self.literal else { return redact(self.raw) };
        let mut redactor = Redactor::new(self.raw);
        if let Some(throwable) = filled(self.fields.throwable) {
            redactor.json(range_in(self.raw, throwable.get().as_bytes()), "/throwable");
        }
        let text = self.message.as_str();
        let mut inside = |part: Range<usize>, path| redactor.json_in_text(literal.clone(), text, part, path);
        let mut ending = |reading: &Reading<'_>| {
            let path = match reading.ending {
                Ending::Success { .. } => "/message/summary",
                Ending::Failure { .. } => "/message/errorMessage",
            };
            inside(range_in(text.as_bytes(), reading.ending.text().as_bytes()), path);
        };
        match &message.verdict {
            Verdict::Exact(reading) => ending(reading),
            Verdict::Ambiguous { readings, total } if *total == Some(readings.len()) => {
                readings.iter().for_each(ending);
            }
            Verdict::Ambiguous { .. } | Verdict::Unparsed => inside(0..text.len(), "/message"),
        }
        redactor.finish()
    }
}

/// The reading that the fields show.
pub(super) fn preferred<'m, 'a>(message: &'m Message<'a>) -> Option<&'m Reading<'a>> {
    match &message.verdict {
        Verdict::Exact(reading) => Some(reading),
        Verdict::Ambiguous { readings, .. } => readings.first(),
        Verdict::Unparsed => None,
    }
}

fn flags(message: &Message<'_>, doubtful: bool) -> Flags {
    let ambiguous = doubtful || matches!(message.verdict, Verdict::Ambiguous { .. });
    let broken = |reading: &Reading<'_>| matches!(reading.ending, Ending::Success { repaired: Some(_), .. });
    let unparsed = preferred(message).is_none_or(broken);
    [(Flag::Ambiguous, ambiguous), (Flag::Unparsed, unparsed)]
        .into_iter()
        .filter_map(|(flag, set)| set.then_some(flag))
        .collect()
}

fn fill(entry: &mut Entry, reading: &Reading<'_>) {
    if let Some(User { id, email, address: forwarded, agent }) = reading.user {
        let id = known(id);
        let actor_type = if id.is_some() { "user" } else { "unknown" };
        entry.actor = Actor { actor_type: actor_type.into(), id, email: known(email), ..Actor::default() };
        entry.ip = address(forwarded);
        entry.client.user_agent = known(agent);
    }
    entry.operation = operation(reading.action);
    let summary = match &reading.ending {
        Ending::Success { summary, repaired } => {
            entry.outcome.status = Status::Success;
            repaired.as_deref().unwrap_or(summary)
        }
        Ending::Failure { error } => {
            entry.outcome.status = Status::Failure;
            entry.outcome.error = Some(*error).filter(|error| !matches!(*error, "null" | "")).map(str::to_owned);
            ""
        }
    };
    entry.target = target(&entry.operation, &[Body::of(summary)], None);
}

/// Where `part` stands in `whole`, which it was cut from.
fn range_in(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

/// A reading as JSON, with the names of the message.
fn shown(reading: &Reading<'_>) -> Value {
    let mut shown = Map::new();
    if let Some(user) = reading.user {
        let fields =
            [("userId", user.id), ("email", user.email), ("ipAddress", user.address), ("userAgent", user.agent)];
        shown.extend(fields.map(|(name, text)| (name.to_owned(), text.into())));
    }
    shown.insert("actionName".into(), reading.action.into());
    let (name, success) = match reading.ending {
        Ending::Success { .. } => ("summary", true),
        Ending::Failure { .. } => ("errorMessage", false),
    };
    shown.insert("success".into(), success.into());
    shown.insert(name.into(), reading.ending.text().into());
    Value::Object(shown)
}
