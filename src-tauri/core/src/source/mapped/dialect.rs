//! The readers of mapped records.

use serde_json::value::RawValue;

use super::{
    cells,
    entry::Mapped,
    plan::{Form, Plan},
};
use crate::{
    entry::{Entry, Flag, Flags, PartName, Payload, PayloadPart, RecordRef},
    source::{Dialects, Unreadable, redact::Envelope},
};

/// Reads records by the mapping in their dialect's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MappedDialects;

/// The JSON object of a record, and what was removed from it.
fn opened(form: Form, raw: &[u8]) -> Result<(String, Option<Removed>), Unreadable> {
    let text = |raw: &[u8]| String::from_utf8(raw.to_vec()).map_err(|_| Unreadable("it is not UTF-8".into()));
    Ok(match form {
        Form::Json => (text(raw)?, None),
        Form::Headed => (cells::of_record(raw, None)?, None),
        Form::Row(delimiter) => (cells::of_record(raw, Some(delimiter))?, None),
        Form::Redacted => {
            let envelope = Envelope::open(raw)?;
            (text(&envelope.record())?, Some(Removed { sha256: envelope.sha256, paths: envelope.paths }))
        }
    })
}

struct Removed {
    sha256: String,
    paths: Vec<String>,
}

/// The entry in the object of a record of this form.
pub(super) fn entry(plan: &Plan, form: Form, object: &str) -> Result<Entry, Unreadable> {
    let flags = if form == Form::Redacted { Flags::NONE.with(Flag::SecretsRemoved) } else { Flags::NONE };
    Mapped::new(plan, object)?.entry(flags)
}

/// The record as it is, and what was removed from it.
fn parts(object: String, removed: Option<Removed>) -> Result<Payload, Unreadable> {
    // A JSON text of one value; the entry's reader may not have been asked.
    serde_json::from_str::<&RawValue>(&object).map_err(|error| Unreadable(error.to_string()))?;
    let mut parts = vec![PayloadPart::text(PartName::RawEvent, object)];
    if let Some(Removed { sha256, paths }) = removed {
        let paths = serde_json::to_string(&paths).unwrap_or_default();
        let json = format!("{{\"secretsRemoved\":{{\"sha256\":\"{sha256}\",\"paths\":{paths}}}}}");
        parts.push(PayloadPart::text(PartName::Context, json));
    }
    Ok(Payload { parts })
}

impl Dialects for MappedDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        let plan = Plan::of(record.dialect)?;
        entry(&plan, plan.form, &opened(plan.form, record.raw)?.0)
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        let plan = Plan::of(record.dialect)?;
        let (object, removed) = opened(plan.form, record.raw)?;
        parts(object, removed)
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        let plan = Plan::of(record.dialect)?;
        let (object, removed) = opened(plan.form, record.raw)?;
        Ok((entry(&plan, plan.form, &object)?, parts(object, removed)?))
    }
}
