//! The members of a record, whichever its generation.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::source::{Unreadable, json::part};

/// A record of any generation, cut into its members. A member that is there and `null` is `Some`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fields<'a> {
    #[serde(borrow, default, deserialize_with = "part")]
    pub timestamp: Member<'a>,
    // Generation 1.
    #[serde(borrow, default, deserialize_with = "part")]
    pub message: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub level: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub log_source: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub caller: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub throwable: Member<'a>,
    // Generations 2 and 3.
    #[serde(borrow, default, deserialize_with = "part")]
    pub id: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub actor: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub operation: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub request: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub response: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub success: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub error_message: Member<'a>,
    // Generation 3.
    #[serde(borrow, default, deserialize_with = "part")]
    pub organization_id: Member<'a>,
    #[serde(borrow, default, deserialize_with = "part")]
    pub workspace_id: Member<'a>,
}

type Member<'a> = Option<&'a RawValue>;

/// What wrote a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// Airbyte 1.4 to 1.6: a log event with the entry as text.
    One,
    /// Airbyte 1.7 to 2.0: a structured entry.
    Two,
    /// Since August 2026: the organization is named, too.
    Three,
}

impl<'a> Fields<'a> {
    /// Cuts a record.
    pub(super) fn of(raw: &'a [u8]) -> Result<Self, Unreadable> {
        // Once for all members: from bytes, each would be checked again.
        let text = std::str::from_utf8(raw).map_err(|error| Unreadable(error.to_string()))?;
        serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))
    }

    /// What wrote it, told from its members; `None` for something else.
    pub(super) fn generation(&self) -> Option<Generation> {
        match self {
            Self { operation: None, actor: None, message: Some(_), .. } => Some(Generation::One),
            Self { operation: None, actor: None, .. } => None,
            Self { organization_id: None, .. } => Some(Generation::Two),
            Self { organization_id: Some(_), .. } => Some(Generation::Three),
        }
    }
}
