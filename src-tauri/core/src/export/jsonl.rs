//! JSON Lines: one flat object per entry, described for readers in `docs/export-format.md`.
//!
//! The same rows give the same bytes: keys have one order, numbers one spelling, and nothing of the run itself is in a line.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::{
    ExportRow,
    field::{Field, FieldKind, Value, fields, words},
};
use crate::error::{Error, ErrorCode, Result};

/// The ending of a file with JSON Lines.
pub const EXTENSION: &str = "jsonl";

/// The media type of JSON Lines.
pub(crate) const MEDIA_TYPE: &str = "application/x-ndjson";

/// Appends the line of a row with all its fields, its line feed included.
pub fn write_line(out: &mut Vec<u8>, row: &ExportRow) -> Result<()> {
    out.push(b'{');
    for field in fields() {
        write_member(out, field, &field.value(row)).map_err(|e| {
            Error::new(ErrorCode::Internal, format!("Entry {} could not be encoded.", row.seq)).because(e)
        })?;
    }
    end_line(out);
    Ok(())
}

/// Appends a field to the object that is being written. A part of the payload that the entry does not have is left out.
pub(crate) fn write_member(out: &mut Vec<u8>, field: &Field, value: &Value<'_>) -> serde_json::Result<()> {
    if field.kind == FieldKind::Json && *value == Value::Null {
        return Ok(());
    }
    out.extend_from_slice(if out.last() == Some(&b'{') { b"\"" } else { b",\"" });
    out.extend_from_slice(field.name.as_bytes());
    out.extend_from_slice(b"\":");
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => write(out, text)?,
        Value::Moment(at) => {
            out.push(b'"');
            out.extend_from_slice(moment(*at).as_bytes());
            out.push(b'"');
        }
        Value::Integer(number) => write(out, number)?,
        Value::Number(number) => write(out, number)?,
        Value::Truth(truth) => write(out, truth)?,
        Value::Words(flags) => {
            out.push(b'[');
            for (index, word) in words(*flags).enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(out, word)?;
            }
            out.push(b']');
        }
        Value::Json(json) => out.extend_from_slice(one_line(json).as_bytes()),
    }
    Ok(())
}

/// Ends the object and its line.
pub(crate) fn end_line(out: &mut Vec<u8>) {
    out.extend_from_slice(b"}\n");
}

/// A moment as text: RFC 3339, UTC, microseconds.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn write<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}

/// Valid JSON has line breaks only between tokens, where a space means the same and keeps the object on one line.
fn one_line(json: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_some() {
        Cow::Owned(json.replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_line_breaks_comes_onto_one_line() {
        let received = "{\n  \"n\": 1.00,\r\n  \"a\": \"\\u00e9\\n\", \"n\": 1e2 }";
        assert_eq!(one_line(received), received.replace(['\n', '\r'], " "));
    }
}
