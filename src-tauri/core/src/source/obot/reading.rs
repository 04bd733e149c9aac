//! What a reader makes of one record, whichever its generation.

use chrono::{DateTime, Utc};

use crate::entry::{Entry, Payload, PayloadState};

/// One record, read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The platform's id.
    pub id: String,
    /// The event time, exact: keyset paging must not lose the nanoseconds that an entry drops.
    pub at: DateTime<Utc>,
    /// The normalised entry.
    pub entry: Entry,
    /// By which a later change is noticed.
    pub fingerprint: u64,
    /// The outcome is still to come.
    pub open: bool,
    /// A tool call that a local agent reported.
    pub local: bool,
    /// What the record says of its payload.
    pub bodies: Bodies,
}

/// What a record says of its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bodies {
    /// Not in this kind of record.
    Elsewhere,
    /// Bodies are here.
    Here,
    /// Left out because of the role; the record says so.
    Redacted,
    /// There are none, and there is nobody from whom they are withheld.
    None,
    /// None are here, and the record does not tell why. With `true` such a call always has one, so that they are withheld.
    Missing(bool),
}

impl Bodies {
    /// The state of a settled entry, where the record alone decides it.
    pub(super) fn state(self) -> Option<PayloadState> {
        match self {
            Self::Here => Some(PayloadState::Complete),
            Self::Redacted | Self::Missing(true) => Some(PayloadState::Redacted),
            Self::None => Some(PayloadState::None),
            Self::Elsewhere => Some(PayloadState::NotFetched),
            Self::Missing(false) => None,
        }
    }
}

/// Adds a part to a payload, unless it is absent, `null` or an empty object or list.
pub(super) fn push(payload: &mut Payload, name: crate::entry::PartName, part: Option<&serde_json::value::RawValue>) {
    if let Some(raw) = super::json::filled(part)
        && !matches!(raw.get(), "{}" | "[]")
    {
        payload.parts.push(crate::entry::PayloadPart::cut(name, raw));
    }
}
