//! Reading records: pure, and every dialect in one place.

use std::sync::Arc;

use super::{airbyte, airkit, auditdesk, mapped, obot, podwarden};
use crate::entry::{Entry, Payload, RecordRef};

/// Reads the dialects of one platform. Pure: the same bytes give the same entry.
pub trait Dialects: Send + Sync {
    /// The normalised entry, or why the bytes cannot be read.
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable>;
    /// The payload parts in the bytes.
    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable>;
    /// Both, where both are needed: the bytes are read once.
    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        Ok((self.entry(record)?, self.payload(record)?))
    }
}

/// Why bytes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Every dialect of every source; handed to the store, which derives columns again from raw records.
pub fn dialects() -> Arc<dyn Dialects> {
    Arc::new(AllDialects)
}

/// The dialects of all sources; a dialect's name begins with its platform's.
struct AllDialects;

impl AllDialects {
    fn of(dialect: &str) -> Result<&'static dyn Dialects, Unreadable> {
        match dialect.split('-').next() {
            Some("airbyte") => Ok(&airbyte::AirbyteDialects),
            Some("airkit") => Ok(&airkit::AirkitDialects),
            Some("auditdesk") => Ok(&auditdesk::AuditdeskDialects),
            Some("mapped") => Ok(&mapped::MappedDialects),
            Some("obot") => Ok(&obot::ObotDialects),
            Some("podwarden") => Ok(&podwarden::PodwardenDialects),
            _ => Err(Unreadable(format!("no reader for the dialect {dialect}"))),
        }
    }
}

impl Dialects for AllDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        Self::of(record.dialect)?.entry(record)
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Self::of(record.dialect)?.payload(record)
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        Self::of(record.dialect)?.whole(record)
    }
}
