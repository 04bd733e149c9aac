//! The workspace: create, unlock, lock, settings, about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Secret;

/// How the key of a workspace is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Protection {
    /// In the keyring of the operating system.
    Keyring,
    /// Derived from a passphrase that is asked for.
    Passphrase,
}

/// Whether there is a workspace and whether it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WorkspaceState {
    /// There is none yet.
    Missing,
    /// There is one; it needs its key.
    Locked,
    /// Open.
    Open,
}

/// The state of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WorkspaceStatus {
    /// Missing, locked or open.
    pub state: WorkspaceState,
    /// How its key is kept, where there is one.
    pub protection: Option<Protection>,
    /// Why the keyring cannot be used on this machine; `None` where it can, and where there is a workspace already.
    pub keyring_problem: Option<String>,
    /// The folder of the workspace.
    pub path: String,
    /// Whether this is the sample workspace with its stand-in platform.
    pub sample: bool,
    /// Whether another process writes it, so that it is open for reading only here.
    pub read_only: bool,
    /// Entries in the ledger, earlier versions included.
    pub settled: u64,
    /// Entries that can still change.
    pub pending: u64,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// Bytes that its columns, signatures and cached blocks take in memory.
    pub memory: u64,
}

/// Creates a workspace.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct CreateWorkspace {
    /// How to keep its key.
    pub protection: Protection,
    /// The passphrase, where that is the way; at least 8 characters.
    pub passphrase: Option<Secret>,
}

/// Opens a workspace.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[ts(export)]
pub struct UnlockWorkspace {
    /// The passphrase, where the workspace has one.
    pub passphrase: Option<Secret>,
}

/// Changes how the key is kept; the file gets a new key.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ChangeProtection {
    /// How to keep the new key.
    pub protection: Protection,
    /// The new passphrase, where that is the way.
    pub passphrase: Option<Secret>,
}

/// What the user chose; stored in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Settings {
    /// Light, dark or as the system.
    pub theme: Theme,
    /// The IANA time zone for the screen and for wall-clock times in filters; empty: the system's.
    pub zone: String,
    /// The grid's columns in their order, with widths in CSS pixels; empty: the default set.
    pub columns: Vec<GridColumn>,
    /// The name under what the user says of entries; empty: the one that the operating system has.
    pub reviewer: String,
    /// Whether payloads are shown only to who gives a reason, which stays on record.
    pub asks_reason: bool,
    /// What the inspector has of the width beside the entries, in per mille; 0: the default.
    pub inspector_share: u16,
    /// What the values have of the width beside timeline and entries, in per mille; 0: the default.
    pub values_share: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            zone: String::new(),
            columns: Vec::new(),
            reviewer: String::new(),
            asks_reason: false,
            inspector_share: 0,
            values_share: 0,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// As the operating system.
    System,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

/// A column of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct GridColumn {
    /// The name of the field.
    pub field: crate::entry::filter::Field,
    /// Its width in CSS pixels.
    pub width: u32,
}

/// What a compaction did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Compacted {
    /// Blocks that were compressed again.
    pub blocks: u64,
    /// Their bytes before.
    pub before: u64,
    /// And after.
    pub after: u64,
}

/// What this program is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct About {
    /// The version of Auditdesk.
    pub version: String,
    /// The versions of SQLite and SQLCipher inside.
    pub database: String,
    /// The licence.
    pub license: String,
    /// The system's IANA time zone.
    pub system_zone: String,
    /// The name of the person at this machine, as the operating system has it.
    pub system_user: String,
}

/// What a check of the ledger found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Verified {
    /// Records that are as they were settled.
    pub entries: u64,
    /// Sealed blocks among them.
    pub blocks: u64,
    /// Records that retention removed. What is left of them fits the chain.
    pub removed: u64,
    /// The hash at the end of the chain, hex. Who keeps it elsewhere can prove later that nothing before it was changed.
    pub head: String,
    /// The first place where the ledger is not what it was.
    pub broken: Option<String>,
}
