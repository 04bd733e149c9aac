//! The vocabulary of the wire: requests, responses and events, exported to TypeScript by `cargo test`.
//!
//! Moments are integers: microseconds since 1970 UTC (below 2^53). Durations are microseconds. No type here carries a secret out; the types
//! that carry one in use [`crate::secret::Secret`], which can be read but not written or printed.

mod check;
mod compare;
mod documents;
mod entries;
mod events;
mod exports;
mod formats;
mod import;
mod mapping;
mod quarantine;
mod replay;
mod report;
mod retention;
mod reveals;
mod review;
mod runs;
mod samples;
mod saved_views;
mod schedules;
mod sources;
mod storage;
mod usage;
mod views;
mod workspace;

pub use check::*;
pub use compare::*;
pub use documents::*;
pub use entries::*;
pub use events::*;
pub use exports::*;
pub use formats::*;
pub use import::*;
pub use mapping::*;
pub use quarantine::*;
pub use replay::*;
pub use report::*;
pub use retention::*;
pub use reveals::*;
pub use review::*;
pub use runs::*;
pub use samples::*;
pub use saved_views::*;
pub use schedules::*;
pub use sources::*;
pub use storage::*;
pub use usage::*;
pub use views::*;
pub use workspace::*;

pub use crate::secret::Secret;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Microseconds since 1970-01-01 UTC.
pub type Micros = i64;

/// A request or response without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Empty {}
