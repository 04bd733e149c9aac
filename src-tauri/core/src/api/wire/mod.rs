//! The vocabulary of the wire: requests, responses and events, exported to TypeScript by `cargo test`.
//!
//! Moments are integers: microseconds since 1970 UTC (below 2^53). Durations are microseconds. No type here carries a secret out; the types
//! that carry one in are [`SecretInput`] only, which can be read but not written or printed.

mod check;
mod entries;
mod events;
mod exports;
mod sources;
mod workspace;

pub use check::*;
pub use entries::*;
pub use events::*;
pub use exports::*;
pub use sources::*;
pub use workspace::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Microseconds since 1970-01-01 UTC.
pub type Micros = i64;

/// A request or response without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Empty {}

/// A secret on its way in: readable once, never serialised, never printed, wiped when dropped.
#[derive(Clone, Default, Deserialize, TS, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
#[serde(transparent)]
#[ts(export, type = "string")]
pub struct SecretInput(String);

impl SecretInput {
    /// Wraps a secret that came by standard input, a file or the environment.
    pub fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself, for the one place that uses it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether anything was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}
