//! Bringing in files.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Mapping, Writer};
use crate::entry::Status;

/// Looks into a file before it is brought in.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct InspectFile {
    /// Its path.
    pub path: String,
    /// How to read it; `None`: find out.
    #[serde(default)]
    pub writer: Option<Writer>,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FileInspected {
    /// The file's size in bytes.
    pub bytes: u64,
    /// What it is, in plain words: `gzip, JSON Lines`.
    pub shape: String,
    /// Who wrote it, as asked or as found out; for an unknown shape a mapping that was guessed from the names.
    pub writer: Writer,
    /// Whether the writer was recognised by the content; else the mapping is a guess to be looked at.
    pub recognised: bool,
    /// What the first records hold: a pointer and some of its values each, in the order of the first record. For a mapping's pointers.
    pub found: Vec<FoundValue>,
    /// The first ten records as they would come in.
    pub rows: Vec<PreviewRow>,
}

/// A pointer into the records of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundValue {
    /// The pointer.
    pub pointer: String,
    /// Up to three different values, cut to 80 characters.
    pub values: Vec<String>,
    /// In how many of the first records it is.
    pub in_records: u64,
}

/// A record as it would come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewRow {
    /// Why it would go to quarantine instead.
    pub unreadable: Option<String>,
    /// When it happened.
    pub time: Option<super::Micros>,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub operation: String,
    /// To what.
    pub target: String,
    /// How it ended.
    pub outcome: Option<Status>,
    /// Its id.
    pub id: String,
    /// The record's beginning as received, at most 500 characters.
    pub start: String,
}

/// Brings in files. Files that were brought in before and did not change are left out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StartImport {
    /// Files, or folders: every file below them.
    pub paths: Vec<String>,
    /// The source to add to, one of files; `None`: a new one.
    pub source: Option<u32>,
    /// The name of the new source.
    pub name: String,
    /// Who wrote them; `None` for a source that knows, or: find out by the first file.
    pub writer: Option<Writer>,
    /// The source whose log this is another copy of.
    #[serde(default)]
    pub log: Option<u32>,
}

/// A mapping that was saved for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedMapping {
    /// Its name, unique.
    pub name: String,
    /// Where the fields are.
    pub mapping: Mapping,
}

/// Names a saved mapping.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MappingRef {
    /// Its name.
    pub name: String,
}

/// Asks what rights a source needs, before it is added.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadRights {
    /// How to reach it; empty fields are allowed.
    pub config: super::SourceConfig,
}

/// What rights a source needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Rights {
    /// One or two sentences.
    pub summary: String,
    /// What to give to an administrator.
    pub pastes: Vec<Paste>,
}

/// Something to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Paste {
    /// What it is: `IAM policy`, `Command`.
    pub title: String,
    /// The text.
    pub text: String,
}
