//! Obot's own exports of audit logs: JSON Lines of flat entries up to v0.23, of events with their details from v0.24. An entry has the id that it has
//! over the API, so that one that came both ways is one.
//!
//! Exports overlap by design, an empty one is an empty object, and a row that was open when the export ran stays without an outcome in it.

use std::ops::ControlFlow;

use serde::{Deserialize, de::IgnoredAny};

use super::{
    dialect::Dialect,
    event::Event,
    flat::Flat,
    generation::{Shape, shape},
    reading::{Bodies, Reading},
};
use crate::{
    entry::{PartName, PayloadState},
    source::{
        Unreadable,
        objects::{
            Format, Found, Item,
            text::{Items, Piece, Text, sniff},
        },
    },
};

/// Reads the objects that Obot's exports wrote, of every release.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObotExportFormat;

impl Format for ObotExportFormat {
    /// Exports of the log of language models stand in a folder of their own unless told otherwise; where they do not, their rows are passed over.
    fn wants(&self, key: &str) -> bool {
        !key.is_empty() && !key.ends_with('/') && !key.split('/').any(|folder| folder == "llm-audit-logs")
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        match sniff(bytes)? {
            Text::Empty => Ok(()),
            Text::Parquet(_) | Text::Table(_) => Err(Unreadable("it is not JSON Lines".into())),
            Text::Json(json) => {
                json.records(Items::Documents, &mut |piece| {
                    each(match piece {
                        Piece::Record(raw) => item(raw)
                            .unwrap_or_else(|Unreadable(reason)| Item::Unreadable { reason, raw: raw.to_vec() }),
                        Piece::Broken { reason, raw } => Item::Unreadable { reason, raw: raw.to_vec() },
                    });
                    ControlFlow::Continue(())
                })?;
                Ok(())
            }
        }
    }
}

/// Whether a JSON object is a row of an export.
pub(crate) fn is_exported(raw: &[u8]) -> bool {
    match shape(raw) {
        Some(Shape::Flat) => {
            is_of_model(raw) || Flat::parse(raw).is_ok_and(|flat| flat.reading(false).is_ok_and(|r| is_call(&r)))
        }
        Some(Shape::Event) => Event::parse(raw).is_ok_and(|event| event.reading().is_ok_and(|r| is_call(&r))),
        None => false,
    }
}

/// Whether a reading says what was done: other logs have ids and times, too.
fn is_call(reading: &Reading) -> bool {
    !reading.entry.operation.is_empty()
}

fn item(raw: &[u8]) -> Result<Item, Unreadable> {
    let (reading, dialect, payload) = match shape(raw) {
        None => return Err(Unreadable("it is no row of an export of Obot's: it has no time".into())),
        Some(Shape::Flat) if is_of_model(raw) => return Ok(Item::Ignored),
        Some(Shape::Flat) => {
            let flat = Flat::parse(raw)?;
            let reading = flat.reading(false)?;
            let headers = || flat.payload().parts.iter().any(|part| part.name == PartName::RequestHeaders);
            let payload = match reading.bodies {
                // Exports with payload have the headers of every call.
                Bodies::Missing(false) if headers() => PayloadState::None,
                bodies => bodies.state().unwrap_or(PayloadState::NotFetched),
            };
            (reading, Dialect::ExportB, payload)
        }
        Some(Shape::Event) => {
            let reading = Event::parse(raw)?.reading()?;
            let payload = reading.bodies.state().unwrap_or(PayloadState::NotFetched);
            (reading, Dialect::ExportC, payload)
        }
    };
    Ok(Item::Entry(Box::new(Found {
        remote_id: reading.id,
        dialect: dialect.name().into(),
        raw: raw.to_vec(),
        payload,
        note: None,
        entry: reading.entry,
    })))
}

/// Whether a flat row is of the log of language models, which has a time and an id, too, but no calls.
fn is_of_model(raw: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Signs {
        call_type: Option<IgnoredAny>,
        model_provider: Option<IgnoredAny>,
        target_model: Option<IgnoredAny>,
    }
    let signs: Option<Signs> = serde_json::from_slice(raw).ok();
    signs.is_some_and(|signs| {
        signs.call_type.is_none() && (signs.model_provider.is_some() || signs.target_model.is_some())
    })
}
