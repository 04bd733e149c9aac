//! The objects of a log of any shape, and the records cut out of them.

use std::{ops::ControlFlow, rc::Rc};

use super::{
    cells, check, dialect,
    entry::Mapped,
    plan::{self, Form, Plan},
};
use crate::{
    api::wire::{MappedField, Mapping},
    entry::{Flags, PayloadState},
    error::Result,
    source::{
        Unreadable,
        objects::{
            Format, Found, Item, digest,
            table::{Row, Table, with_header},
            text::{Items, Piece, Text, sniff},
        },
        redact::{Envelope, redact},
    },
};

/// Reads objects by a mapping.
#[derive(Clone, Debug)]
pub struct MappedFormat {
    mapping: Mapping,
}

impl MappedFormat {
    /// Reads by this mapping.
    ///
    /// # Errors
    /// `wrong_use` for one that cannot be right.
    pub fn new(mapping: &Mapping) -> Result<Self> {
        check(mapping)?;
        Ok(Self { mapping: mapping.clone() })
    }
}

impl Format for MappedFormat {
    fn wants(&self, key: &str) -> bool {
        !key.is_empty() && !key.ends_with('/')
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> std::result::Result<(), Unreadable> {
        match sniff(bytes)? {
            Text::Empty => Ok(()),
            Text::Json(json) => {
                let pointer = self.mapping.items.as_str();
                let items = if pointer.is_empty() { Items::Documents } else { Items::At(pointer) };
                let cut = Cut::new(&self.mapping, Form::Json);
                json.records(items, &mut |piece| {
                    each(match piece {
                        Piece::Record(raw) => match std::str::from_utf8(raw) {
                            Ok(object) => cut.item(object, raw.to_vec()),
                            Err(_) => unreadable("it is not UTF-8", raw.to_vec()),
                        },
                        Piece::Broken { reason, raw } => unreadable(&reason, raw.to_vec()),
                    });
                    ControlFlow::Continue(())
                })?;
                Ok(())
            }
            Text::Parquet(_) => Err(Unreadable("it is Parquet; of that, only exports of Auditdesk are read".into())),
            Text::Table(table) => self.table(&table, each),
        }
    }
}

impl MappedFormat {
    fn table(&self, table: &Table<'_>, each: &mut dyn FnMut(Item)) -> std::result::Result<(), Unreadable> {
        let Some(first) = table.first() else { return Err(Unreadable("it is neither JSON nor a table".into())) };
        let headed = is_headed(&self.mapping);
        let time = column(self.mapping.fields.get(&MappedField::Time).map_or("", String::as_str));
        if headed && !cells::columns(&first).contains(&time) {
            return Err(Unreadable(format!("it is a table without the column {time}, where the time should be")));
        }
        let cut = Cut::new(&self.mapping, if headed { Form::Headed } else { Form::Row(table.delimiter()) });
        let mut header: Option<(Vec<String>, Vec<u8>)> = None;
        table.rows(&mut |row| {
            let whole = |raw: &[u8]| match &header {
                Some((_, header)) => with_header(header, raw),
                None => raw.to_vec(),
            };
            each(match row {
                Row::Cells { cells, raw } if headed && header.is_none() => {
                    header = Some((cells::columns(cells), raw.to_vec()));
                    return ControlFlow::Continue(());
                }
                Row::Cells { cells, raw } => {
                    let object = match &header {
                        Some((columns, _)) => cells::object(columns, cells),
                        None => cells::object(&cells::numbers(cells), cells),
                    };
                    match object {
                        Ok(object) => cut.item(&object, whole(raw)),
                        Err(Unreadable(reason)) => unreadable(&reason, whole(raw)),
                    }
                }
                Row::Broken { reason, raw } => unreadable(&reason, whole(raw)),
            });
            ControlFlow::Continue(())
        });
        Ok(())
    }
}

/// Whether the first row of a table names its columns: unless the mapping goes by numbers alone.
pub(super) fn is_headed(mapping: &Mapping) -> bool {
    let mut columns = mapping.fields.values().map(|pointer| column(pointer));
    !columns.all(|column| column.parse::<usize>().is_ok_and(|number| number > 0))
}

/// The column that a pointer begins with.
fn column(pointer: &str) -> String {
    pointer.split('/').nth(1).unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

fn unreadable(reason: &str, raw: Vec<u8>) -> Item {
    Item::Unreadable { reason: reason.to_owned(), raw }
}

/// Makes records of one form out of their bytes.
struct Cut {
    plan: Rc<Plan>,
    dialect: String,
    redacted: String,
}

impl Cut {
    fn new(mapping: &Mapping, form: Form) -> Self {
        Self {
            dialect: plan::dialect(form, mapping),
            redacted: plan::dialect(Form::Redacted, mapping),
            plan: Rc::new(Plan::new(form, mapping.clone())),
        }
    }

    /// The record whose JSON object is `object`, received as `raw`.
    fn item(&self, object: &str, raw: Vec<u8>) -> Item {
        match self.found(object, &raw) {
            Ok((mut found, as_received)) => {
                if as_received {
                    found.raw = raw;
                }
                Item::Entry(Box::new(found))
            }
            Err(Unreadable(reason)) => Item::Unreadable { reason, raw },
        }
    }

    /// With whether the record is kept as it was received, which then is to be put into it.
    fn found(&self, object: &str, raw: &[u8]) -> std::result::Result<(Found, bool), Unreadable> {
        let mapped = Mapped::new(&self.plan, object)?;
        let id = mapped.id();
        let found = |entry, dialect: &str, raw| Found {
            remote_id: id.clone().unwrap_or_else(|| digest(object)),
            dialect: dialect.to_owned(),
            raw,
            payload: PayloadState::Complete,
            note: None,
            entry,
        };
        let removed = if self.plan.mapping.redact { redact(object.as_bytes()) } else { None };
        let Some(removed) = removed else {
            return Ok((found(mapped.entry(Flags::NONE)?, &self.dialect, Vec::new()), true));
        };
        let kept = String::from_utf8_lossy(&removed.raw);
        let entry = dialect::entry(&self.plan, Form::Redacted, &kept)?;
        Ok((found(entry, &self.redacted, Envelope::seal(raw, &removed)), false))
    }
}
