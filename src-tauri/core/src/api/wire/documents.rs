//! Payloads of any size, opened once and read in pieces.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::EntryKey;
use crate::entry::PartName;

/// Which text: a part of an entry, or something packed into a string of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentRef {
    /// The entry.
    pub entry: EntryKey,
    /// The SHA-256 of its raw record as `entry_show` gave it: a pending entry may have another one by now.
    pub sha256: String,
    /// Which part; `None` for the raw record.
    pub part: Option<PartName>,
    /// What was decoded on the way, the outermost first.
    pub steps: Vec<DecodeStep>,
}

/// A string that is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecodeStep {
    /// The node of the string; `None` for the whole of a text that is no JSON.
    pub node: Option<u32>,
    /// How.
    pub how: Decoding,
}

/// How a string is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Decoding {
    /// The string itself, as text.
    Text,
    /// JSON within the string.
    Json,
    /// base64 or base64url; what is compressed within is unpacked.
    Base64,
    /// Header and claims of a JSON Web Token. Its signature is not verified.
    Jwt,
    /// Percent-encoding, `+` for a space.
    Url,
    /// A data: URL.
    DataUrl,
}

/// Opens a document.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenDocument {
    /// Which.
    pub document: DocumentRef,
}

/// What an opened document is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentInfo {
    /// Length of its text in bytes.
    pub bytes: u64,
    /// How many values; 0 where it is no JSON.
    pub nodes: u32,
    /// The deepest nesting.
    pub depth: u32,
    /// Rows of its text.
    pub lines: u32,
    /// Why it is no JSON.
    pub broken: Option<BrokenJson>,
    /// How it was decoded, in plain words; empty for a part as received.
    pub what: String,
    /// What it says as a message of the Model Context Protocol, where it is one.
    pub message: Option<McpMessage>,
}

/// Where a text stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BrokenJson {
    /// What is wrong, in plain words.
    pub why: String,
    /// The byte.
    pub at: u64,
    /// Its line, from one.
    pub line: u32,
    /// Its row among the rows of the text.
    pub row: u32,
}

/// What of a tree is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Fold {
    /// Values of so many levels are closed; `None`: everything is open.
    pub level: Option<u32>,
    /// The nodes that are the other way round.
    pub toggled: Vec<u32>,
}

/// What is looked for in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PayloadSearch {
    /// A text, upper and lower case alike, or a path.
    pub text: String,
    /// Where.
    pub within: Within,
}

/// Where something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Within {
    /// In keys and values.
    All,
    /// In keys.
    Keys,
    /// In values.
    Values,
    /// The text is a path: `$..name`, `params.arguments.*`, `[3]`.
    Path,
}

/// Asks for rows of the tree.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadTree {
    /// The document.
    pub document: DocumentRef,
    /// What is open.
    pub fold: Fold,
    /// Only what this finds, what it holds and the way to it.
    pub only: Option<PayloadSearch>,
    /// The first row.
    pub offset: u32,
    /// How many, at most 500.
    pub limit: u32,
}

/// Rows of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TreePage {
    /// How many rows there are in all.
    pub total: u32,
    /// Those that were asked for.
    pub rows: Vec<TreeRow>,
}

/// One value in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TreeRow {
    /// The node's number.
    pub node: u32,
    /// How deep it stands; 0 for the root.
    pub depth: u32,
    /// Its key, without escapes, cut after 200 bytes.
    pub key: Option<String>,
    /// Its place in its array.
    pub place: Option<u32>,
    /// What kind of value.
    pub kind: NodeKind,
    /// The value: a string without escapes, cut after 400 bytes; a number as written; empty for containers.
    pub text: String,
    /// Whether `text` is not the whole.
    pub cut: bool,
    /// Length of the value as written, in bytes.
    pub bytes: u64,
    /// How many values a container holds directly, counted up to 100,000.
    pub children: u32,
    /// Whether a container is closed.
    pub closed: bool,
    /// How the string seems to be encoded.
    pub encoded: Option<Decoding>,
    /// A claim of a token that is a moment, in UTC.
    pub moment: Option<String>,
}

/// What kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NodeKind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Null.
    Null,
}

/// Asks for rows of the text.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadLines {
    /// The document.
    pub document: DocumentRef,
    /// The first row.
    pub offset: u32,
    /// How many, at most 500.
    pub limit: u32,
}

/// Rows of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TextPage {
    /// How many rows there are in all.
    pub total: u32,
    /// Those that were asked for.
    pub rows: Vec<TextRow>,
}

/// A row of text: a line, or a piece of a long one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TextRow {
    /// The number of the line that begins here; `None` where a long line goes on.
    pub line: Option<u32>,
    /// Its text.
    pub text: String,
}

/// Asks for one of the places in which something is found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindInDocument {
    /// The document.
    pub document: DocumentRef,
    /// What.
    pub search: PayloadSearch,
    /// Which of the places, from zero; beyond the last it is the last.
    pub at: u32,
    /// Whether the places of the text are wanted rather than those of the tree.
    pub in_text: bool,
    /// What of the tree is open.
    pub fold: Fold,
    /// Whether the tree shows only what is found.
    pub only: bool,
}

/// A place in which something is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundInDocument {
    /// How many places there are.
    pub count: u32,
    /// Which one this is.
    pub at: u32,
    /// Its row, with `fold` as it comes back; `None` where nothing is found.
    pub row: Option<u32>,
    /// Its node in the tree.
    pub node: Option<u32>,
    /// What of the tree is open now, so that the place can be seen.
    pub fold: Fold,
}

/// Asks for one value.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadNode {
    /// The document.
    pub document: DocumentRef,
    /// The node.
    pub node: u32,
}

/// One value, for copying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NodeText {
    /// Its path, `$.result.content[0].text`.
    pub path: String,
    /// As written in the JSON.
    pub json: String,
    /// A string without escapes; else as written.
    pub value: String,
}

/// A message of the Model Context Protocol, laid out for reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct McpMessage {
    /// What it is: `Call of tool search_issues`, `Result`, `Error -32602`.
    pub title: String,
    /// Whether it tells of an error.
    pub error: bool,
    /// Single facts.
    pub facts: Vec<McpFact>,
    /// Lists: tools, resources, prompts.
    pub tables: Vec<McpTable>,
    /// Contents: texts, images, resources.
    pub contents: Vec<McpContent>,
}

/// A fact of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct McpFact {
    /// Its name.
    pub name: String,
    /// Its value, cut after 2,000 bytes.
    pub value: String,
    /// Its node in the tree.
    pub node: u32,
    /// Whether it is an argument of a call.
    pub argument: bool,
}

/// A list of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct McpTable {
    /// What it lists.
    pub title: String,
    /// How many there are; the rows are the first 200.
    pub count: u32,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows, each with the node and a text for each column.
    pub rows: Vec<McpTableRow>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct McpTableRow {
    /// Its node in the tree.
    pub node: u32,
    /// A text for each column.
    pub cells: Vec<String>,
}

/// A content of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct McpContent {
    /// Its node in the tree.
    pub node: u32,
    /// `text`, `image`, `audio`, `resource`, `resource_link` or what the server wrote.
    pub kind: String,
    /// What it is beside its text: type, size, address.
    pub about: String,
    /// Its text, cut after 16 KiB; empty for what is no text.
    pub text: String,
    /// Whether `text` is not the whole.
    pub cut: bool,
}
