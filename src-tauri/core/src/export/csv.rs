//! CSV for spreadsheets: RFC 4180 with a header, described for readers in `docs/export-format.md`.

use csv::{Terminator, Writer, WriterBuilder};

use super::{
    field::{Field, Value, words},
    jsonl::moment,
};
use crate::error::{Error, ErrorCode, Result};

/// The media type of CSV. <https://www.rfc-editor.org/rfc/rfc7111>
pub(super) const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// By this Excel knows UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes rows.
pub(super) struct Table(Writer<Vec<u8>>);

impl Table {
    pub fn new(room: usize) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).flexible(false).from_writer(Vec::with_capacity(room)))
    }

    /// Appends a cell.
    pub fn cell(&mut self, value: &Value<'_>) -> Result<()> {
        let number = |written: serde_json::Result<String>| written.expect("a number is JSON");
        match value {
            Value::Null => self.0.write_field(""),
            Value::Text(text) | Value::Json(text) if needs_apostrophe(text) => self.0.write_field(format!("'{text}")),
            Value::Text(text) | Value::Json(text) => self.0.write_field(&**text),
            Value::Moment(at) => self.0.write_field(moment(*at)),
            Value::Integer(integer) => self.0.write_field(integer.to_string()),
            Value::Number(float) => self.0.write_field(number(serde_json::to_string(float))),
            Value::Truth(truth) => self.0.write_field(if *truth { "true" } else { "false" }),
            Value::Words(flags) => self.0.write_field(words(*flags).collect::<Vec<_>>().join(" ")),
        }
        .map_err(broken)
    }

    /// Ends the row; the bytes until here.
    pub fn end_row(&mut self) -> Result<usize> {
        self.0.write_record(None::<&[u8]>).map_err(broken)?;
        self.0.flush().map_err(broken)?;
        Ok(self.0.get_ref().len())
    }

    pub fn into_bytes(self) -> Result<Vec<u8>> {
        self.0.into_inner().map_err(|e| broken(e.into_error()))
    }
}

/// What an object begins with.
pub(super) fn header(fields: &[Field], bom: bool) -> Result<Vec<u8>> {
    let mut table = Table::new(1 << 10);
    table.0.write_record(fields.iter().map(|field| field.name)).map_err(broken)?;
    let names = table.into_bytes()?;
    Ok(if bom { [BYTE_ORDER_MARK, &names].concat() } else { names })
}

/// A whole table of texts for a spreadsheet: header, rows, byte order mark.
pub fn sheet<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<String> {
    let mut table = Table::new(1 << 12);
    table.0.write_record(header).map_err(broken)?;
    for row in rows {
        for cell in row {
            table.cell(&Value::Text(cell.into()))?;
        }
        table.end_row()?;
    }
    let text = String::from_utf8(table.into_bytes()?).map_err(broken)?;
    Ok(format!("\u{feff}{text}"))
}

/// Whether a spreadsheet would take a text for something else: for a formula, which it would run
/// (<https://owasp.org/www-community/attacks/CSV_Injection>, with the full-width forms and the line feed that it names), or for a number, which it would show in its
/// own way: an id without its zeros, `1.10` as 1.1, `12e5` as 1200000. A text with an apostrophe of its own gets one, too, so that a reader takes exactly one away.
fn needs_apostrophe(text: &str) -> bool {
    text.starts_with(['\'', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        || (text.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'e' | b'E' | b'+' | b'-')))
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorCode::Internal, "A row could not be encoded.").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_numbers_in_texts_get_an_apostrophe_and_nothing_else_does() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'x", "'"]
        {
            assert!(needs_apostrophe(formula), "{formula:?}");
        }
        for number in ["0012", "12e5", "1.10", ".5", "12345678901234567890", "1,5", "1-2"] {
            assert!(needs_apostrophe(number), "{number:?}");
        }
        for text in ["", "a", "a=1", "10.1.2.3:80", "2026-07-21T14:03:17.979000Z", "{\"a\":1}", "1a", "é", "\u{202e}=1"]
        {
            assert!(!needs_apostrophe(text), "{text:?}");
        }
    }
}
