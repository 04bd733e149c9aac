//! What reviewers say of entries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryKey, Micros};
use crate::review::{Disposition, ReviewAction};

/// What reviewers say of an entry, as far as a row shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RowReview {
    /// The verdict.
    pub disposition: Option<Disposition>,
    /// Who gave it; empty where there is none.
    pub reviewer: String,
    /// The tags.
    pub tags: Vec<String>,
    /// How many notes there are.
    pub notes: u32,
    /// The samples it was drawn into.
    pub samples: Vec<String>,
}

/// Says something of entries.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WriteReview {
    /// The entries, at most 10,000; settled ones.
    pub keys: Vec<EntryKey>,
    /// What is said of each.
    pub action: ReviewAction,
}

/// Everything that reviewers said of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryReview {
    /// The entry.
    pub key: EntryKey,
    /// What a row shows.
    #[serde(flatten)]
    pub row: RowReview,
    /// The notes, the oldest first.
    pub written: Vec<WrittenNote>,
    /// Everything that was said, the newest first.
    pub history: Vec<ReviewLine>,
    /// What was said of earlier versions of the entry, the newest version first. It does not hold for this one.
    pub earlier: Vec<EarlierReview>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WrittenNote {
    /// Names it.
    pub id: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Micros,
    /// Who wrote it anew the last time; empty: nobody.
    pub edited_by: String,
    /// When.
    pub edited_at: Option<Micros>,
    /// Markdown.
    pub text: String,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReviewLine {
    /// When.
    pub at: Micros,
    /// Who.
    pub by: String,
    /// What.
    pub action: ReviewAction,
}

/// What was said of an earlier version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EarlierReview {
    /// That version.
    pub key: EntryKey,
    /// What a row showed.
    #[serde(flatten)]
    pub row: RowReview,
}

/// Asks for the next entry of a view without a disposition.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindUnmarked {
    /// The view.
    pub view: u64,
    /// The rank to begin behind; `None`: at the end it begins from.
    pub after: Option<u64>,
    /// Towards the first row.
    pub backwards: bool,
}

/// Asks for what was said of the entries of a filter, as a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportReviews {
    /// The filter's text; empty: of all entries, also of those that are not here.
    pub filter: String,
    /// The IANA zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// The form.
    pub format: ReviewFormat,
}

/// The forms in which reviews leave the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ReviewFormat {
    /// Every statement, one JSON object a line; can be brought in again.
    Jsonl,
    /// What holds now, one entry a line, for a spreadsheet.
    Csv,
}

/// A text that is to be kept as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TextFile {
    /// A name for it.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// How many lines of content it has.
    pub lines: u64,
}

/// Brings in the statements of a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportReviews {
    /// The content of the file: JSON Lines as `review_export` writes them.
    pub text: String,
}

/// What came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReviewsImported {
    /// Statements that are new here.
    pub added: u64,
    /// Statements that were here already.
    pub known: u64,
    /// New statements about entries that are not here, or not with these bytes. They are kept; bring the file in again once the entries are here.
    pub elsewhere: u64,
}

/// A link to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryLink {
    /// `auditdesk://entry/<SHA-256>?id=<id>`: it works on every machine that has the entry.
    pub link: String,
}

/// Asks where a link leads.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindEntry {
    /// A link, or a key.
    pub link: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryFound {
    /// The entry.
    pub key: EntryKey,
}
