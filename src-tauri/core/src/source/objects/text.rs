//! What the bytes of an object are, told by the bytes alone, and its JSON cut into records without copying any of it.
//!
//! Writers name and pack their objects as they like: an array, an object around an array, JSON Lines, objects one after the other. All of these are read
//! alike. A record is handed out as the bytes that stand in the object.

mod walk;

use std::ops::ControlFlow;

use super::table::Table;
use crate::source::Unreadable;

pub(crate) use walk::members;

/// The bytes of an object, by what they are.
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    /// Nothing but white space.
    Empty,
    /// JSON.
    Json(Json<'a>),
    /// A file of Parquet.
    Parquet(&'a [u8]),
    /// Anything else is taken for lines with delimiters.
    Table(Table<'a>),
}

/// Tells what the bytes are; a byte order mark is passed over.
///
/// # Errors
/// For what is neither Parquet nor text in UTF-8: UTF-16, anything binary.
pub fn sniff(bytes: &[u8]) -> Result<Text<'_>, Unreadable> {
    if bytes.starts_with(b"PAR1") {
        return Ok(Text::Parquet(bytes));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Unreadable("it is text in UTF-16; only UTF-8 is read".into()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match bytes.trim_ascii_start().first() {
        None => Ok(Text::Empty),
        Some(b'{' | b'[') => Ok(Text::Json(Json(bytes))),
        Some(_) if is_binary(&bytes[..bytes.len().min(4096)]) => Err(Unreadable("it is not text".into())),
        Some(_) => Ok(Text::Table(Table::new(bytes))),
    }
}

/// Whether the beginning of a file is that of no text. A text may hold a zero byte in a cell, but not in its first line, and is UTF-8.
fn is_binary(head: &[u8]) -> bool {
    let first_line = memchr::memchr(b'\n', head).map_or(head, |end| &head[..end]);
    // The last character may be cut off.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
    first_line.contains(&0) || (head.contains(&0) && !is_utf8)
}

/// Where the records are within a document of JSON.
#[derive(Clone, Copy, Debug)]
pub enum Items<'p> {
    /// A document is a record, or an array of records.
    Documents,
    /// As [`Items::Documents`]; and where an object has nothing beside it and is not a record itself, which the function tells, the array under its
    /// `events`, `Records` or `data`.
    Wrapped(fn(&[u8]) -> bool),
    /// The array at this JSON pointer within each document.
    At(&'p str),
}

/// How a text holds its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A JSON array.
    Array,
    /// One JSON object: a record, or what holds an array of records.
    Object,
    /// A JSON document per line.
    Lines,
    /// JSON documents one after the other.
    Concatenated,
}

impl Shape {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Array => "JSON array",
            Self::Object => "JSON object",
            Self::Lines => "JSON Lines",
            Self::Concatenated => "JSON objects one after the other",
        }
    }
}

/// A piece of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A JSON object.
    Record(&'a [u8]),
    /// Bytes where a record should be.
    Broken {
        /// Why they are none.
        reason: String,
        /// The bytes.
        raw: &'a [u8],
    },
}

/// Takes pieces; breaks when it has enough.
pub type EachPiece<'e> = dyn FnMut(Piece<'_>) -> ControlFlow<()> + 'e;

/// Text that begins like JSON.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a [u8]);

impl Json<'_> {
    /// Hands out the records in their order. In JSON Lines, what is broken in a line is a piece of its own and the other lines are read.
    ///
    /// # Errors
    /// In the other shapes nothing can be read beyond a break.
    pub fn records(&self, items: Items<'_>, each: &mut EachPiece<'_>) -> Result<Shape, Unreadable> {
        let mut walk = walk::Walk { items, each, stopped: false };
        let (shape, result) = walk.text(self.0);
        match result {
            Err(error) if !walk.stopped => Err(Unreadable(format!("the JSON breaks off: {}", words(&error)))),
            _ => Ok(shape),
        }
    }
}

/// What `serde_json` says, without its place: lines and columns count from the piece that was looked at, which nobody sees.
pub(crate) fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]).to_owned()
}

#[cfg(test)]
mod tests;
