//! Airbyte's dialects: which reader understands which bytes.

use serde_json::{Map, Value};

use super::{
    event::{Event, preferred},
    fields::{Fields, Generation},
    message::Message,
    structured::Structured,
};
use crate::{
    entry::{Entry, Flag, PartName, Payload, PayloadPart, PayloadState, RecordRef},
    source::{
        Dialects, Unreadable,
        digest::sha256_hex,
        objects::Found,
        redact::{Envelope, Redacted, redact},
    },
};

/// A kind of record. The name is stored with every record and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    generation: Generation,
    /// The record is in an envelope, without its secrets.
    redacted: bool,
    /// The removal of secrets changed how the message reads: it had more readings when it was received.
    doubtful: bool,
}

impl Dialect {
    const NAMES: [(&'static str, Self); 7] = [
        ("airbyte-1", Self::new(Generation::One, false, false)),
        ("airbyte-2", Self::new(Generation::Two, false, false)),
        ("airbyte-3", Self::new(Generation::Three, false, false)),
        ("airbyte-1-redacted", Self::new(Generation::One, true, false)),
        ("airbyte-2-redacted", Self::new(Generation::Two, true, false)),
        ("airbyte-3-redacted", Self::new(Generation::Three, true, false)),
        ("airbyte-1-redacted-ambiguous", Self::new(Generation::One, true, true)),
    ];

    const fn new(generation: Generation, redacted: bool, doubtful: bool) -> Self {
        Self { generation, redacted, doubtful }
    }

    fn name(self) -> &'static str {
        let named = Self::NAMES.into_iter().find(|(_, dialect)| *dialect == self);
        named.expect("every kind that is made has a name").0
    }

    fn of(name: &str) -> Result<Self, Unreadable> {
        let named = Self::NAMES.into_iter().find(|(known, _)| *known == name);
        Ok(named.ok_or_else(|| Unreadable(format!("no reader for the dialect {name}")))?.1)
    }

    fn entry(self, record: &[u8]) -> Result<Entry, Unreadable> {
        let fields = Fields::of(record)?;
        if self.generation == Generation::One {
            let event = Event::of(record, fields);
            event.entry(&event.read(), self.doubtful)
        } else {
            Structured::of(fields).entry()
        }
    }

    fn payload(self, record: &[u8]) -> Result<(Payload, Map<String, Value>), Unreadable> {
        let fields = Fields::of(record)?;
        Ok(if self.generation == Generation::One {
            let event = Event::of(record, fields);
            event.payload(&event.read(), self.doubtful)
        } else {
            Structured::of(fields).payload()
        })
    }
}

/// The readers of Airbyte's records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AirbyteDialects;

impl Dialects for AirbyteDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        let dialect = Dialect::of(record.dialect)?;
        if !dialect.redacted {
            return dialect.entry(record.raw);
        }
        let mut entry = dialect.entry(&Envelope::open(record.raw)?.record())?;
        entry.flags = entry.flags.with(Flag::SecretsRemoved);
        Ok(entry)
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        let dialect = Dialect::of(record.dialect)?;
        let (mut payload, context) = if dialect.redacted {
            let envelope = Envelope::open(record.raw)?;
            let (payload, mut context) = dialect.payload(&envelope.record())?;
            let removed = serde_json::json!({ "sha256": envelope.sha256, "paths": envelope.paths });
            context.insert("secretsRemoved".into(), removed);
            (payload, context)
        } else {
            dialect.payload(record.raw)?
        };
        if !context.is_empty() {
            payload.parts.push(PayloadPart::text(PartName::Context, Value::Object(context).to_string()));
        }
        Ok(payload)
    }
}

/// Takes a record in as it was received: tells its generation, takes its secrets out, and reads it.
pub(super) fn take(raw: &[u8]) -> Result<Found, Unreadable> {
    let fields = Fields::of(raw)?;
    let Some(generation) = fields.generation() else {
        return Err(Unreadable("this is no entry of Airbyte's: it has neither a message nor an operation".into()));
    };
    if generation == Generation::One {
        let event = Event::of(raw, fields);
        let message = event.read();
        let id = message.id.map(str::to_owned);
        return match event.redacted(&message) {
            None => Ok(found(raw, id, Dialect::new(generation, false, false), event.entry(&message, false)?)),
            Some(redacted) => {
                let doubtful = !reads_the_same(&message, &redacted)?;
                redacted_found(raw, id, Dialect::new(generation, true, doubtful), &redacted)
            }
        };
    }
    let structured = Structured::of(fields);
    match redact(raw) {
        None => Ok(found(raw, structured.id(), Dialect::new(generation, false, false), structured.entry()?)),
        Some(redacted) => redacted_found(raw, structured.id(), Dialect::new(generation, true, false), &redacted),
    }
}

fn found(raw: &[u8], id: Option<String>, dialect: Dialect, entry: Entry) -> Found {
    Found {
        remote_id: id.unwrap_or_else(|| sha256_hex(raw)),
        dialect: dialect.name().into(),
        raw: raw.to_vec(),
        payload: PayloadState::Complete,
        note: None,
        entry,
    }
}

/// What is shown is what is stored: the fields, too, come from the record without its secrets.
fn redacted_found(
    received: &[u8],
    id: Option<String>,
    dialect: Dialect,
    redacted: &Redacted,
) -> Result<Found, Unreadable> {
    let mut entry = dialect.entry(&redacted.raw)?;
    entry.flags = entry.flags.with(Flag::SecretsRemoved);
    let id = id.unwrap_or_else(|| sha256_hex(received));
    Ok(found(&Envelope::seal(received, redacted), Some(id), dialect, entry))
}

/// Whether a message still says who did what after its secrets were removed, and as surely: a secret may have held what looked like an ending.
fn reads_the_same(message: &Message<'_>, redacted: &Redacted) -> Result<bool, Unreadable> {
    let event = Event::of(&redacted.raw, Fields::of(&redacted.raw)?);
    let now = event.read();
    let as_surely = std::mem::discriminant(&message.verdict) == std::mem::discriminant(&now.verdict);
    let told = preferred(message).map(|reading| (reading.user, reading.action));
    Ok(as_surely && told == preferred(&now).map(|reading| (reading.user, reading.action)))
}
