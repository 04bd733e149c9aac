//! JSON Lines: one flat object per entry, described for readers in `docs/export-format.md`.
//!
//! The same rows give the same bytes: keys have one order, numbers one spelling, and nothing of the run itself is in a line.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
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
        Value::Text(text) => write_text(out, text)?,
        Value::Moment(at) => {
            out.push(b'"');
            write_moment(out, *at);
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
    let mut text = Vec::with_capacity(27);
    write_moment(&mut text, at);
    String::from_utf8(text).expect("digits and signs are ASCII")
}

/// A moment in microseconds since 1970 as text.
pub(crate) fn micros(at: i64) -> String {
    DateTime::from_timestamp_micros(at).map_or_else(String::new, moment)
}

/// As [`moment`], digit by digit: every row has three, and formatting in general allocates and looks at options.
fn write_moment(out: &mut Vec<u8>, at: DateTime<Utc>) {
    let (day, micros) = (at.date_naive(), at.timestamp_subsec_micros());
    let Some(year) = u32::try_from(day.year()).ok().filter(|year| *year <= 9999 && micros < 1_000_000) else {
        out.extend_from_slice(at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        return;
    };
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    for (end, mut number) in [
        (4, year),
        (7, day.month()),
        (10, day.day()),
        (13, at.hour()),
        (16, at.minute()),
        (19, at.second()),
        (26, micros),
    ] {
        for digit in text[..end].iter_mut().rev().take_while(|digit| digit.is_ascii_digit()) {
            *digit += (number % 10) as u8;
            number /= 10;
        }
    }
    out.extend_from_slice(&text);
}

/// A text in quotes. Few have something to escape.
fn write_text(out: &mut Vec<u8>, text: &str) -> serde_json::Result<()> {
    #[expect(clippy::needless_bitwise_bool, reason = "without branches it looks at many bytes at a time")]
    let escapes = text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\'));
    if escapes {
        return write(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn moments_and_texts_are_spelled_as_by_the_libraries(
            seconds in -70_000_000_000_i64..260_000_000_000,
            nanos in 0_u32..2_000_000_000,
            text in any::<String>(),
        ) {
            // A leap second has more than a second's nanoseconds; years go beyond 0 and 9999.
            if let Some(at) = DateTime::from_timestamp(seconds, nanos) {
                prop_assert_eq!(moment(at), at.to_rfc3339_opts(SecondsFormat::Micros, true));
            }
            let mut out = Vec::new();
            write_text(&mut out, &text).expect("a text can be written");
            prop_assert_eq!(out, serde_json::to_vec(&text).expect("a text can be written"));
        }
    }

    #[test]
    fn json_with_line_breaks_comes_onto_one_line() {
        let received = "{\n  \"n\": 1.00,\r\n  \"a\": \"\\u00e9\\n\", \"n\": 1e2 }";
        assert_eq!(one_line(received), received.replace(['\n', '\r'], " "));
    }
}
