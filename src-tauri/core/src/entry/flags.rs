//! What a reviewer must know of an entry besides its fields.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing to know of an entry. Derived from the record like every field; filters name them as `flag:…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Flag {
    /// The record can be read in more than one way; all readings are in the payload, the fields show the likeliest.
    Ambiguous,
    /// The record's text could not be taken apart; fields that are in the text are empty.
    Unparsed,
    /// Secrets were removed from the record before it was stored; the SHA-256 of the original is in the payload.
    SecretsRemoved,
    /// A request of Auditdesk's own, made to read this log.
    OwnPolling,
    /// The record does not name its columns; they were told by position.
    GuessedColumns,
}

impl Flag {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 5] =
        [Self::Ambiguous, Self::Unparsed, Self::SecretsRemoved, Self::OwnPolling, Self::GuessedColumns];

    /// The word used in filters, exports and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Unparsed => "unparsed",
            Self::SecretsRemoved => "secrets_removed",
            Self::OwnPolling => "own_polling",
            Self::GuessedColumns => "guessed_columns",
        }
    }

    /// Its bit in [`Flags::bits`].
    pub fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flags(u8);

impl Flags {
    /// None.
    pub const NONE: Self = Self(0);

    /// Whether `flag` is among them.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// These and `flag`.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | flag.bit())
    }

    /// The flags, in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// The set of these bits; bits of no flag are left out.
    pub fn from_bits(bits: u8) -> Self {
        Flag::ALL.into_iter().filter(|flag| bits & flag.bit() != 0).collect()
    }

    /// The set as a number; the lowest bit is the first flag.
    pub fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        flags.into_iter().fold(Self::NONE, Self::with)
    }
}
