//! Filters, rows and the inspector.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Micros;
use crate::entry::{
    Flag, Note, PartName, PayloadState, Status, TimeBy,
    filter::{Field, FieldKind},
};

/// Names an entry on the wire: `s<seq>` for a settled one, `p<source>:<remote id>` for a pending one.
pub type EntryKey = String;

/// Parses a filter's text.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ParseFilter {
    /// The text as typed.
    pub text: String,
}

/// A parsed filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ParsedFilter {
    /// The canonical text; parses to the same filter.
    pub text: String,
    /// One pill per top-level conjunct.
    pub pills: Vec<Pill>,
}

/// A top-level conjunct of a filter. The filter is the texts of its pills joined by spaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Pill {
    /// Its text; parses by itself.
    pub text: String,
    /// Its field, where it is a condition on one field.
    pub field: Option<Field>,
    /// Whether it is negated.
    pub negated: bool,
}

/// Adds to, or takes from, a filter a condition on one value: what "include" and "exclude" of a cell or a facet do.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RefineFilter {
    /// The filter's text.
    pub text: String,
    /// The field.
    pub field: Field,
    /// The values; ignored by `Clear`. For time fields two texts: from and until, each RFC 3339 or empty.
    pub values: Vec<String>,
    /// What to do.
    pub action: RefineAction,
}

/// What "include" and "exclude" do to a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RefineAction {
    /// The value joins the list of the field's including pill (or starts one), and leaves its excluding pill.
    Include,
    /// The value joins the field's excluding pill, and leaves its including pill.
    Exclude,
    /// The field's pills are replaced by one that includes just these values.
    Only,
    /// The value leaves both pills of the field.
    Remove,
    /// The field's pills go.
    Clear,
}

/// Asks what could be typed at the cursor.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CompleteFilter {
    /// The text as typed.
    pub text: String,
    /// The cursor, in UTF-16 units as editors count.
    pub cursor: u32,
}

/// What could be typed at the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Completions {
    /// Start of the part that is replaced, in UTF-16 units.
    pub from: u32,
    /// End of the part that is replaced.
    pub to: u32,
    /// The offers, the best first, at most 50.
    pub items: Vec<Completion>,
}

/// One offer of completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Completion {
    /// What is shown.
    pub label: String,
    /// What replaces the part.
    pub insert: String,
    /// A short explanation or a count.
    pub detail: String,
    /// A field, a value or an operator.
    pub kind: CompletionKind,
}

/// What an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CompletionKind {
    /// A field's name with its colon.
    Field,
    /// A value of the field.
    Value,
    /// AND, OR, NOT.
    Operator,
}

/// A field, for menus and help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// What its values are.
    pub kind: FieldKind,
    /// The heading of its column.
    pub label: String,
    /// One sentence.
    pub help: String,
    /// Whether the grid can sort by it.
    pub sortable: bool,
    /// Whether it has facets.
    pub facet: bool,
}

/// An entry as the grid shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryRow {
    /// Its name on the wire.
    pub key: EntryKey,
    /// The ledger place; `None` while pending.
    pub seq: Option<u64>,
    /// The platform's id.
    pub id: String,
    /// The source's name.
    pub source: String,
    /// When it happened.
    pub time: Micros,
    /// Who supplied the time.
    pub time_by: TimeBy,
    /// When the platform recorded it.
    pub recorded: Micros,
    /// The kind of event.
    pub kind: String,
    /// The actor's id.
    pub actor: String,
    /// The actor's name from the directory or the record; empty where none is known.
    pub actor_name: String,
    /// The actor's e-mail; empty where none is known.
    pub actor_email: String,
    /// The actor's type.
    pub actor_type: String,
    /// The masked credential; empty where none is known.
    pub credential: String,
    /// What was done.
    pub operation: String,
    /// The target's name.
    pub target: String,
    /// The target's type.
    pub target_type: String,
    /// The server's id.
    pub server: String,
    /// The server's name.
    pub server_name: String,
    /// The verdict.
    pub outcome: Status,
    /// The HTTP status.
    pub status: Option<u16>,
    /// An error inside a transport success; `None`: the payload is not here to tell.
    pub tool_error: Option<bool>,
    /// Duration in microseconds.
    pub duration: Option<u64>,
    /// The client's name.
    pub client: String,
    /// The client's version.
    pub client_version: String,
    /// The user agent.
    pub user_agent: String,
    /// The address.
    pub ip: String,
    /// The session.
    pub session: String,
    /// The request id.
    pub request: String,
    /// The error text (first 200 characters).
    pub error: String,
    /// How much of the payload is here.
    pub payload: PayloadState,
    /// What else is to be known of it.
    pub flags: Vec<Flag>,
    /// pending, settled or superseded.
    pub state: EntryState,
    /// What reviewers say of it.
    pub review: super::RowReview,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EntryState {
    /// It can still change.
    Pending,
    /// It is in the ledger and the latest version.
    Settled,
    /// It is in the ledger; a later version replaced it.
    Superseded,
}

/// Asks for one entry.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ShowEntry {
    /// The entry.
    pub key: EntryKey,
}

/// One entry for the inspector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryDetail {
    /// The row as the grid shows it.
    pub row: EntryRow,
    /// The whole error text.
    pub error: String,
    /// The platform's reason.
    pub reason: String,
    /// The parts of the payload.
    pub parts: Vec<PartText>,
    /// The raw record.
    pub raw: PartText,
    /// SHA-256 of the raw record, hex.
    pub sha256: String,
    /// Which reader understands the raw record.
    pub dialect: String,
    /// When it was received here.
    pub received: Micros,
    /// Why it settled the way it did.
    pub note: Option<Note>,
    /// What the payload's absence means and what to do, in plain words; empty where it is complete.
    pub payload_help: String,
    /// Whether parts and raw record come without their texts, until `entry_reveal` is told a reason.
    pub hidden: bool,
    /// The ways it came here, in plain words: `Production (Obot)`, `object 2026/08/20/a.json`.
    pub came_by: Vec<String>,
    /// The versions of this entry, the newest first; one where it never changed.
    pub history: Vec<EntryVersion>,
    /// How many entries share its session and its actor.
    pub trace: Trace,
}

/// A version of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryVersion {
    /// The version's own name.
    pub key: EntryKey,
    /// When it was received here.
    pub received: Micros,
    /// Its outcome.
    pub outcome: Status,
    /// How much of its payload is here.
    pub payload: PayloadState,
    /// Whether it is the latest.
    pub latest: bool,
}

/// What shares something with an entry: a filter and how many entries match it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Trace {
    /// Same session; `None` where it has none.
    pub session: Option<TraceLink>,
    /// Same actor.
    pub actor: Option<TraceLink>,
}

/// A filter that leads to related entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TraceLink {
    /// The filter's text.
    pub filter: String,
    /// How many entries match it.
    pub count: u64,
}

/// A part of a payload as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartText {
    /// Which part; `None` for the raw record.
    pub name: Option<PartName>,
    /// The text as received, or its first 256 KiB.
    pub text: String,
    /// The whole length in bytes.
    pub bytes: u64,
    /// Whether `text` is not the whole; the whole comes by `entry_part`.
    pub cut: bool,
}

/// Asks for a whole part.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadPart {
    /// The entry.
    pub key: EntryKey,
    /// Which part; `None` for the raw record.
    pub name: Option<PartName>,
}
