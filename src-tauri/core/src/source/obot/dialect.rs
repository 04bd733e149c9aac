//! Obot's dialects: which reader understands which bytes.

use super::{event::Event, flat::Flat, reading::Reading};
use crate::{
    entry::{Entry, Payload, RecordRef},
    source::{Dialects, Unreadable},
};

/// A kind of record. The name is stored with every record and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    AItem,
    BItem,
    BDetail,
    CItem,
    CDetail,
    ExportB,
    ExportC,
}

impl Dialect {
    const ALL: [Self; 7] =
        [Self::AItem, Self::BItem, Self::BDetail, Self::CItem, Self::CDetail, Self::ExportB, Self::ExportC];

    /// The stored name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AItem => "obot-a-item",
            Self::BItem => "obot-b-item",
            Self::BDetail => "obot-b-detail",
            Self::CItem => "obot-c-item",
            Self::CDetail => "obot-c-detail",
            Self::ExportB => "obot-export-b",
            Self::ExportC => "obot-export-c",
        }
    }

    /// The kind with this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// Reads the bytes of one record.
    pub(super) fn read(self, raw: &[u8]) -> Result<Reading, Unreadable> {
        match self {
            Self::AItem | Self::BDetail | Self::ExportB => Flat::parse(raw)?.reading(false),
            Self::BItem => Flat::parse(raw)?.reading(true),
            Self::CItem | Self::CDetail | Self::ExportC => Event::parse(raw)?.reading(),
        }
    }
}

/// The readers of Obot's records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObotDialects;

impl Dialects for ObotDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        match dialect(record)? {
            Dialect::AItem | Dialect::BItem | Dialect::BDetail | Dialect::ExportB => Flat::parse(record.raw)?.entry(),
            Dialect::CItem | Dialect::CDetail | Dialect::ExportC => Event::parse(record.raw)?.entry(),
        }
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        match dialect(record)? {
            Dialect::AItem | Dialect::BItem | Dialect::BDetail | Dialect::ExportB => {
                Ok(Flat::parse(record.raw)?.payload())
            }
            Dialect::CItem | Dialect::CDetail | Dialect::ExportC => Ok(Event::parse(record.raw)?.payload()),
        }
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        match dialect(record)? {
            Dialect::AItem | Dialect::BItem | Dialect::BDetail | Dialect::ExportB => {
                let flat = Flat::parse(record.raw)?;
                Ok((flat.entry()?, flat.payload()))
            }
            Dialect::CItem | Dialect::CDetail | Dialect::ExportC => {
                let event = Event::parse(record.raw)?;
                Ok((event.entry()?, event.payload()))
            }
        }
    }
}

fn dialect(record: RecordRef<'_>) -> Result<Dialect, Unreadable> {
    Dialect::of(record.dialect).ok_or_else(|| Unreadable(format!("no reader for the dialect {}", record.dialect)))
}
