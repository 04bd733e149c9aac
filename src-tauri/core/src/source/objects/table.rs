//! Lines with delimiters: comma, tab, semicolon or pipe; quotes doubled, line breaks within quotes.

use std::ops::ControlFlow;

use csv::{ByteRecord, StringRecord};

/// How often a quote that is never closed is passed over before the rest is given up: each time, all that follows is looked at again.
const RESTARTS: usize = 100;

/// A text of rows.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    bytes: &'a [u8],
    delimiter: u8,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub enum Row<'a> {
    /// One that can be taken apart.
    Cells {
        /// Its cells, unquoted.
        cells: &'a StringRecord,
        /// Its bytes, without the line break at its end.
        raw: &'a [u8],
    },
    /// One that cannot.
    Broken {
        /// Why.
        reason: String,
        /// Its bytes.
        raw: &'a [u8],
    },
}

/// Takes rows; breaks when it has enough.
pub type EachRow<'e> = dyn FnMut(Row<'_>) -> ControlFlow<()> + 'e;

impl<'a> Table<'a> {
    /// The delimiter is the one that the first row has most of, outside of quotes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, delimiter: delimiter(bytes) }
    }

    /// A table whose delimiter is known.
    pub fn with(bytes: &'a [u8], delimiter: u8) -> Self {
        Self { bytes, delimiter }
    }

    /// The delimiter.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The cells of the first row.
    pub fn first(&self) -> Option<StringRecord> {
        let mut first = None;
        self.rows(&mut |row| {
            if let Row::Cells { cells, .. } = row {
                first = Some(cells.clone());
            }
            ControlFlow::Break(())
        });
        first
    }

    /// Hands out the rows in their order; empty lines are none.
    pub fn rows(&self, each: &mut EachRow<'_>) {
        let mut rest = self.bytes;
        let mut record = ByteRecord::new();
        let mut open = 0;
        while let Some(row) = take(rest, self.delimiter, &mut record) {
            let flow = if row.is_open && open == RESTARTS {
                rest = b"";
                each(Row::Broken { reason: "too many quotes before it are never closed".into(), raw: row.raw })
            } else if row.is_open {
                open += 1;
                let end = memchr::memchr(b'\n', row.raw).unwrap_or(row.raw.len());
                rest = &row.raw[end..];
                each(Row::Broken { reason: "a quote is never closed".into(), raw: row.raw[..end].trim_ascii_end() })
            } else {
                rest = row.rest;
                match StringRecord::from_byte_record(std::mem::take(&mut record)) {
                    Ok(cells) => {
                        let flow = each(Row::Cells { cells: &cells, raw: row.raw });
                        record = cells.into_byte_record();
                        flow
                    }
                    Err(_) => each(Row::Broken { reason: "it is not UTF-8".into(), raw: row.raw }),
                }
            };
            if flow.is_break() {
                return;
            }
        }
    }
}

/// A row as it was cut off a text.
struct Taken<'a> {
    raw: &'a [u8],
    rest: &'a [u8],
    /// The text ends within quotes; all of it is the row.
    is_open: bool,
}

/// Takes the first row off a text and puts its cells into `record`; `None` where there is none any more.
///
/// The `csv` crate reads the same way, but sets up some 10 µs of tables for each text, and most texts here are one row: a record.
fn take<'a>(text: &'a [u8], delimiter: u8, record: &mut ByteRecord) -> Option<Taken<'a>> {
    let start = text.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let text = &text[start..];
    record.clear();
    let (mut at, mut cell) = (0, Vec::new());
    loop {
        cell.clear();
        if text.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(quote) = memchr::memchr(b'"', &text[at..]) else {
                    return Some(Taken { raw: text, rest: b"", is_open: true });
                };
                cell.extend_from_slice(&text[at..at + quote]);
                at += quote + 1;
                if text.get(at) != Some(&b'"') {
                    break;
                }
                cell.push(b'"');
                at += 1;
            }
        }
        // What follows a closing quote, too: it is as it is.
        let end = memchr::memchr3(delimiter, b'\n', b'\r', &text[at..]).map_or(text.len(), |end| at + end);
        cell.extend_from_slice(&text[at..end]);
        record.push_field(&cell);
        if text.get(end) == Some(&delimiter) {
            at = end + 1;
        } else {
            return Some(Taken { raw: &text[..end], rest: &text[end..], is_open: false });
        }
    }
}

fn delimiter(bytes: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b'\t', 0), (b'|', 0), (b';', 0)];
    let mut quoted = false;
    for byte in bytes.trim_ascii_start() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(delimiter, _)| delimiter == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // Of equals the last is the greatest to `max_by_key`; a comma is meant where nothing tells.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// A row that explains itself: its header before it.
pub fn with_header(header: &[u8], row: &[u8]) -> Vec<u8> {
    [header, b"\n", row].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells and bytes of the rows that can be taken apart, and the bytes of those that cannot.
    fn read(text: &[u8]) -> (Vec<(Vec<String>, String)>, Vec<String>) {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        Table::new(text).rows(&mut |row| {
            match row {
                Row::Cells { cells, raw } => {
                    let cells = cells.iter().map(str::to_owned).collect();
                    good.push((cells, String::from_utf8_lossy(raw).into_owned()));
                }
                Row::Broken { raw, .. } => bad.push(String::from_utf8_lossy(raw).into_owned()),
            }
            ControlFlow::Continue(())
        });
        (good, bad)
    }

    #[test]
    fn rows_are_cut_with_their_bytes_whatever_the_line_break() {
        for end in ["\n", "\r\n", "\r"] {
            let rows = ["a,b,c", r#"1,"x, ""y""",3"#, "4,\"two\nlines\",", "7,8,9"];
            let text = format!("{}{end}{end}{end}{}{end}", rows[..2].join(end), rows[2..].join(end));
            let (good, bad) = read(text.as_bytes());
            assert_eq!(good.iter().map(|(_, raw)| raw.as_str()).collect::<Vec<_>>(), rows, "{end:?}");
            assert_eq!(good[1].0, ["1", "x, \"y\"", "3"]);
            assert_eq!(good[2].0, ["4", "two\nlines", ""]);
            assert_eq!(bad, Vec::<String>::new());
        }
    }

    #[test]
    fn the_delimiter_is_told_by_the_first_row_outside_of_quotes() {
        for (text, delimiter) in [
            ("a,b|c,d\n", b','),
            ("a\tb\tc,d\n", b'\t'),
            ("a|b|c", b'|'),
            ("\"x,y,z\"|b|c", b'|'),
            ("a;b;c\n1,2,3,4,5", b';'),
            ("alone\n", b','),
            ("", b','),
        ] {
            assert_eq!(Table::new(text.as_bytes()).delimiter(), delimiter, "{text}");
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_line() {
        let (good, bad) = read(b"a,b\n1,\"open\n2,3\n4,5\n");
        assert_eq!(good.iter().map(|(_, raw)| raw.as_str()).collect::<Vec<_>>(), ["a,b", "2,3", "4,5"]);
        assert_eq!(bad, ["1,\"open"]);
        let (good, bad) = read(b"a,b\n1,5\" disk");
        assert_eq!((good.len(), bad.len()), (2, 0), "a quote within a cell is only a quote");
    }

    #[test]
    fn many_open_quotes_end_the_reading_and_nothing_is_dropped() {
        // A quote in every row pairs with the next one's; the last row's stays open.
        let text = format!("a\n{}", "\"x\n".repeat(1001));
        let (good, bad) = read(text.as_bytes());
        let kept: usize = good.iter().map(|(_, raw)| raw.len()).chain(bad.iter().map(String::len)).sum();
        assert!(kept + 1001 >= text.len() - 2, "{kept} of {}", text.len());
    }

    #[test]
    fn what_is_not_utf8_is_a_piece_of_its_own() {
        let (good, bad) = read(b"a,b\n1,\xff\n2,3\n");
        assert_eq!((good.len(), bad.len()), (2, 1));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_much(text in proptest::collection::vec(proptest::prelude::prop_oneof![
            proptest::prelude::Just(b'"'), proptest::prelude::Just(b','), proptest::prelude::Just(b'\n'),
            proptest::prelude::Just(b'\r'), proptest::prelude::any::<u8>(),
        ], 0..60)) {
            read(&text);
        }

        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[a\"\n\r,é ]{0,40}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
            let (good, bad) = read(text.as_bytes());
            // What is never closed they take for closed at the end.
            if bad.is_empty() {
                let ours: Vec<Vec<String>> = good.into_iter().map(|(cells, _)| cells).collect();
                proptest::prop_assert_eq!(ours, theirs);
            }
        }

        #[test]
        fn what_is_written_is_read(cells in proptest::collection::vec(proptest::collection::vec("[a\"\n\r,é ]{0,6}", 3), 1..6)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &cells {
                writer.write_record(row).expect("it is written");
            }
            let text = writer.into_inner().expect("it is written");
            let read: Vec<Vec<String>> = read(&text).0.into_iter().map(|(cells, _)| cells).collect();
            proptest::prop_assert_eq!(read, cells);
        }
    }
}
