//! What became of a run: its log, and whether what it wrote is still there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Micros, RunState};

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunLogLine {
    /// Tells lines apart; a later one has a higher number.
    pub id: u64,
    /// When.
    pub at: Micros,
    /// What.
    #[serde(flatten)]
    pub event: RunEvent,
}

/// What happened in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(export)]
pub enum RunEvent {
    /// It was decided what it covers.
    Decided {
        /// The half-open range of the ledger.
        range: (u64, u64),
    },
    /// An attempt of a scheduled run began.
    Attempt {
        /// 1, 2, 3, …
        number: u32,
    },
    /// An object exists.
    Written {
        /// Its key.
        key: String,
        /// Rows in it.
        rows: u64,
        /// Its size in bytes.
        bytes: u64,
    },
    /// The manifest exists.
    Manifest {
        /// Its key.
        key: String,
    },
    /// An attempt failed.
    Failed {
        /// What, why and what to do.
        message: String,
        /// When it is tried again.
        again: Option<Micros>,
    },
    /// Somebody stopped it, or the program was closed.
    Stopped,
    /// The program ended during it without closing: it was killed, or the machine went down.
    Interrupted,
    /// It ended.
    Ended {
        /// Where it stands since then.
        state: RunState,
    },
    /// What it wrote was read again.
    Verified {
        /// Objects that are as they were written, the manifest included.
        same: u32,
        /// All others.
        other: u32,
    },
}

/// What a run wrote, read again and compared with what is on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunVerification {
    /// When.
    pub at: Micros,
    /// Its objects in their order, then its manifest.
    pub objects: Vec<VerifiedObject>,
}

/// An object that was read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VerifiedObject {
    /// Its key.
    pub key: String,
    /// How it was found.
    pub verdict: ObjectFound,
    /// What is wrong with it, in words; empty: nothing.
    pub message: String,
}

/// How an object was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ObjectFound {
    /// The bytes that were written.
    Same,
    /// Other bytes.
    Different,
    /// It is not there.
    Missing,
    /// The storage does not hand it out.
    Refused,
}
