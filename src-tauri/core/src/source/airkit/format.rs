//! The objects of an Airkit bucket, and the records cut out of them.

use std::ops::ControlFlow;

use super::{
    column::Column,
    fields::Fields,
    layout::{Layout, Name, headless, is_header, names},
};
use crate::{
    entry::{Entry, Payload, PayloadState, RecordRef},
    source::{
        Dialects, Unreadable,
        objects::{
            Format, Found, Item,
            table::{Row, Table, with_header},
            text::{Items, Piece, Text, members, sniff},
        },
    },
};

/// Reads objects that Airkit wrote, whatever the form.
#[derive(Clone, Copy, Debug, Default)]
pub struct AirkitFormat;

/// The name of the file that the button "Verify" writes begins with this.
const VERIFY: &str = "airkit-verify-test-";

impl Format for AirkitFormat {
    fn wants(&self, key: &str) -> bool {
        let name = key.rsplit('/').next().unwrap_or_default();
        !name.is_empty() && !name.starts_with(VERIFY)
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        match sniff(bytes)? {
            Text::Empty => Ok(()),
            Text::Json(json) => {
                let items = Items::Wrapped(is_event);
                json.records(items, &mut |piece| {
                    each(match piece {
                        Piece::Record(raw) => item(Layout::Json, Layout::Json.fields(raw), || raw.to_vec()),
                        Piece::Broken { reason, raw } => Item::Unreadable { reason, raw: raw.to_vec() },
                    });
                    ControlFlow::Continue(())
                })?;
                Ok(())
            }
            Text::Parquet(_) => Err(Unreadable("it is Parquet, which Airkit does not write".into())),
            Text::Table(table) => read_table(&table, each),
        }
    }
}

/// Whether a JSON object is an event and not what is around events.
pub(crate) fn is_event(raw: &[u8]) -> bool {
    let signs = [Column::EventId, Column::EventTime, Column::EventType];
    let keys = std::str::from_utf8(raw).map_or_else(|_| Vec::new(), members);
    keys.iter().any(|(key, _)| Column::of(key).is_some_and(|column| signs.contains(&column)))
}

/// Whether a JSON object is an event of Airkit's: others have ids, times and types, too, but no organization with one of these types or kinds.
pub(crate) fn is_audit(raw: &[u8]) -> bool {
    Fields::of_json(raw).is_ok_and(|fields| fields.is_certain() && fields.entry(false).is_ok())
}

/// Whether a table is one of Airkit's.
pub(crate) fn is_table(table: &Table<'_>) -> bool {
    let Some(first) = table.first() else { return false };
    let columns = names(&first);
    let has = |column| columns.contains(&Name::Known(column));
    let named = has(Column::OrganizationId) && has(Column::EventId) && has(Column::EventType);
    let mut headless_row = false;
    table.rows(&mut |row| {
        headless_row = matches!(row, Row::Cells { raw, .. } if headless(raw).is_ok());
        ControlFlow::Break(())
    });
    named || headless_row
}

fn read_table(table: &Table<'_>, each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
    if table.first().is_none_or(|first| !is_header(&first) && first.len() == 1) {
        return Err(Unreadable("it is neither JSON nor a table".into()));
    }
    let mut header: Option<(Vec<Name>, Vec<u8>)> = None;
    let mut at_start = true;
    table.rows(&mut |row| {
        let item = match row {
            Row::Cells { cells, raw } if at_start && is_header(cells) => {
                header = Some((names(cells), raw.to_vec()));
                at_start = false;
                return ControlFlow::Continue(());
            }
            Row::Cells { cells, raw } => match &header {
                Some((names, header)) => {
                    item(Layout::Headed, Fields::of_row(names, cells), || with_header(header, raw))
                }
                None => match headless(raw) {
                    Ok((layout, row)) => item(layout, Fields::of_row(&layout.order(), &row), || raw.to_vec()),
                    Err(Unreadable(reason)) => Item::Unreadable { reason, raw: raw.to_vec() },
                },
            },
            Row::Broken { reason, raw } => {
                let raw = header.as_ref().map_or_else(|| raw.to_vec(), |(_, header)| with_header(header, raw));
                Item::Unreadable { reason, raw }
            }
        };
        at_start = false;
        each(item);
        ControlFlow::Continue(())
    });
    Ok(())
}

/// What is to be done with a record.
fn item(layout: Layout, fields: Result<Fields<'_>, Unreadable>, raw: impl FnOnce() -> Vec<u8>) -> Item {
    let read = fields.and_then(|fields| {
        if !fields.is_audit() {
            return Ok(Item::Ignored);
        }
        let entry = fields.entry(layout.is_guessed())?;
        let remote_id = fields.remote_id();
        Ok(Item::Entry(Box::new(Found {
            remote_id,
            dialect: layout.dialect().to_owned(),
            raw: Vec::new(),
            payload: PayloadState::Complete,
            note: None,
            entry,
        })))
    });
    match read {
        Ok(Item::Entry(mut found)) => {
            found.raw = raw();
            Item::Entry(found)
        }
        Ok(other) => other,
        Err(Unreadable(reason)) => Item::Unreadable { reason, raw: raw() },
    }
}

/// The readers of Airkit's records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AirkitDialects;

impl Dialects for AirkitDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        let layout = Layout::of(record.dialect)?;
        layout.fields(record.raw)?.entry(layout.is_guessed())
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Ok(Layout::of(record.dialect)?.fields(record.raw)?.payload())
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        let layout = Layout::of(record.dialect)?;
        let fields = layout.fields(record.raw)?;
        Ok((fields.entry(layout.is_guessed())?, fields.payload()))
    }
}
