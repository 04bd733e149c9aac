//! Looking into a file before it is brought in: what it is, who wrote it, what is in it, and how its first records would look.

use std::ops::ControlFlow;

use super::{cells, format::is_headed, guess, names::LISTS};
use crate::{
    api::wire::{FileInspected, Mapping, PreviewRow, Writer},
    entry::Flag,
    error::{Error, ErrorCode, Result},
    source::{
        airbyte::AirbyteFormat,
        airkit, auditdesk,
        objects::{
            Format, Found, Item, beginning,
            table::{Row, Table},
            text::{Items, Json, Piece, Shape, Text, members, sniff},
        },
        obot,
    },
};

/// How many records are looked at.
const LOOKED_AT: usize = 100;
/// How many are shown.
const ROWS: usize = 10;
/// How much of a record is shown, in characters.
const START: usize = 500;

/// What is in a file of so many bytes that begins with `head`, packed as it is.
///
/// # Errors
/// `wrong_use` for what is no text, and for a mapping that cannot be right.
pub(crate) fn inspect(bytes: u64, head: &[u8], writer: Option<&Writer>) -> Result<FileInspected> {
    let beginning = beginning(head);
    let is_cut = beginning.is_cut || (head.len() as u64) < bytes;
    let refused = |reason| Error::new(ErrorCode::WrongUse, format!("The file cannot be read: {reason}."));
    let text = sniff(&beginning.bytes).map_err(refused)?;
    if let (Text::Parquet(file), false) = (&text, is_cut) {
        auditdesk::check_parquet(file).map_err(refused)?;
    }
    let known = writer.cloned().or_else(|| recognise(&text, &beginning.bytes));
    let mapping = match &known {
        Some(Writer::Mapped { mapping }) => Some(mapping),
        _ => None,
    };
    let sample = Sample::of(&text, mapping);
    let places = guess::places(&sample.records);
    let (recognised, writer) = match known {
        Some(writer) => (true, writer),
        None => (false, Writer::Mapped { mapping: guess::mapping(&places, &sample.items) }),
    };
    let has_time = !matches!(&writer, Writer::Mapped { mapping } if mapping.fields.is_empty());
    // A guess without a time cannot be tried; the reviewer is to say where it is.
    let rows = match crate::source::format(&writer, true) {
        Ok(format) => rows(&*format, &beginning.bytes, is_cut),
        Err(error) if recognised && has_time => return Err(error),
        Err(_) => Vec::new(),
    };
    let packing = beginning.packing.iter().map(|word| (*word).to_owned());
    Ok(FileInspected {
        bytes,
        shape: packing.chain([sample.shape]).collect::<Vec<_>>().join(", "),
        writer,
        recognised,
        found: places.iter().map(guess::Place::shown).collect(),
        rows,
    })
}

/// The first records of a file, as the texts of JSON objects.
struct Sample {
    records: Vec<String>,
    /// Where they are within a document.
    items: String,
    /// What the file is, in plain words.
    shape: String,
}

impl Sample {
    fn of(text: &Text<'_>, mapping: Option<&Mapping>) -> Self {
        match text {
            Text::Empty => Self { records: Vec::new(), items: String::new(), shape: "empty".into() },
            Text::Parquet(_) => Self { records: Vec::new(), items: String::new(), shape: "Parquet".into() },
            Text::Table(table) => Self::of_table(table, mapping),
            Text::Json(json) => Self::of_json(json, mapping.map(|mapping| mapping.items.as_str())),
        }
    }

    fn of_json(json: &Json<'_>, items: Option<&str>) -> Self {
        let pointer = items.unwrap_or_default();
        let (mut records, shape) = take(json, if pointer.is_empty() { Items::Documents } else { Items::At(pointer) });
        let mut items = pointer.to_owned();
        if items.is_empty()
            && let Some((list, inside)) = wrapped(json, records.first())
        {
            (items, records) = (list, inside);
        }
        Self { records, items, shape: shape.words().into() }
    }

    fn of_table(table: &Table<'_>, mapping: Option<&Mapping>) -> Self {
        let delimiter = match table.delimiter() {
            b'\t' => "tabs",
            b'|' => "pipes",
            b';' => "semicolons",
            _ => "commas",
        };
        let Some(first) = table.first() else {
            return Self { records: Vec::new(), items: String::new(), shape: "text".into() };
        };
        let headed = mapping.map_or_else(|| names_columns(&first), is_headed);
        let columns = if headed { cells::columns(&first) } else { cells::numbers(&first) };
        let mut records = Vec::new();
        let mut is_first = headed;
        table.rows(&mut |row| {
            if let Row::Cells { cells, .. } = row
                && !std::mem::take(&mut is_first)
            {
                records.extend(cells::object(&columns, cells));
            }
            if records.len() < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let header = if headed { "a header" } else { "no header" };
        Self { records, items: String::new(), shape: format!("table with {delimiter} and {header}") }
    }
}

/// The first records of a JSON text. That it may break off later is for who reads all of it.
fn take(json: &Json<'_>, items: Items<'_>) -> (Vec<String>, Shape) {
    let mut records = Vec::new();
    let shape = json.records(items, &mut |piece| {
        if let Piece::Record(raw) = piece {
            records.push(String::from_utf8_lossy(raw).into_owned());
        }
        if records.len() < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    (records, shape.unwrap_or(Shape::Object))
}

/// The records within documents that hold a list of them, and where: documents that cannot be read to their end, or have a list of objects in a place that is
/// usual for it and no time of their own.
fn wrapped(json: &Json<'_>, first: Option<&String>) -> Option<(String, Vec<String>)> {
    if let Some(first) = first {
        let places = guess::places(std::slice::from_ref(first));
        let own = guess::mapping(&places, "");
        let time = own.fields.get(&crate::api::wire::MappedField::Time);
        if time.is_some_and(|pointer| !pointer.contains("/0/")) {
            return None;
        }
    }
    let own: Vec<String> = first.map_or_else(Vec::new, |first| {
        members(first).into_iter().map(|(name, _)| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
    });
    LISTS.iter().map(|list| (*list).to_owned()).chain(own).find_map(|list| {
        let (records, _) = take(json, Items::At(&list));
        (!records.is_empty()).then_some((list, records))
    })
}

/// Whether a row looks like names of columns: no cell is a time, a number or empty, and none comes twice.
fn names_columns(row: &csv::StringRecord) -> bool {
    let is_name = |cell: &str| {
        !cell.trim().is_empty()
            && cell.trim().parse::<f64>().is_err()
            && crate::source::objects::moment(cell, chrono_tz::Tz::UTC).is_none()
    };
    let mut cells: Vec<&str> = row.iter().collect();
    cells.sort_unstable();
    let doubled = cells.windows(2).any(|pair| pair[0] == pair[1]);
    !doubled && row.iter().filter(|cell| is_name(cell)).count() * 10 >= row.len() * 9
}

/// Who wrote a file, where its content tells.
fn recognise(text: &Text<'_>, bytes: &[u8]) -> Option<Writer> {
    match text {
        Text::Empty => None,
        // No other is read; what its columns are stands at its end.
        Text::Parquet(_) => Some(Writer::Auditdesk),
        Text::Table(table) if auditdesk::is_table(table) => Some(Writer::Auditdesk),
        Text::Table(table) => airkit::is_table(table).then_some(Writer::Airkit),
        Text::Json(json) => {
            let (records, _) = take(json, Items::Wrapped(airkit::is_event));
            let some = |test: &dyn Fn(&[u8]) -> bool| records.iter().take(5).any(|record| test(record.as_bytes()));
            if some(&auditdesk::is_line) {
                Some(Writer::Auditdesk)
            } else if some(&obot::is_exported) {
                Some(Writer::Obot)
            } else if some(&airkit::is_audit) {
                Some(Writer::Airkit)
            } else {
                is_airbyte(bytes).then_some(Writer::Airbyte)
            }
        }
    }
}

/// Whether Airbyte's reader makes out who did what; it keeps much that it cannot take apart.
fn is_airbyte(bytes: &[u8]) -> bool {
    let mut is_airbyte = false;
    // What it says of the rest of the object is for who reads all of it.
    let _ = AirbyteFormat.read(bytes, &mut |item| {
        if let Item::Entry(found) = item {
            is_airbyte |= !found.entry.operation.is_empty() && !found.entry.flags.has(Flag::Unparsed);
        }
    });
    is_airbyte
}

fn rows(format: &dyn Format, bytes: &[u8], is_cut: bool) -> Vec<PreviewRow> {
    let mut rows = Vec::new();
    let mut last_is_broken = false;
    let mut count = 0_usize;
    let result = format.read(bytes, &mut |item| {
        last_is_broken = matches!(item, Item::Unreadable { .. });
        count += 1;
        if rows.len() < ROWS {
            match item {
                Item::Entry(found) => rows.push(row(&found)),
                Item::Unreadable { reason, raw } => rows.push(broken(reason, &raw)),
                Item::Ignored => {}
            }
        }
    });
    // Of a file that is looked at in part the last record is cut off.
    if is_cut && last_is_broken && rows.len() == count {
        rows.pop();
    }
    if let Err(reason) = result
        && !is_cut
        && rows.len() < ROWS
    {
        rows.push(broken(reason.0, b""));
    }
    rows
}

fn row(found: &Found) -> PreviewRow {
    let entry = &found.entry;
    let first = |texts: &[&Option<String>]| texts.iter().find_map(|text| (*text).clone()).unwrap_or_default();
    PreviewRow {
        unreadable: None,
        time: Some(entry.occurred_at.timestamp_micros()),
        actor: first(&[&entry.actor.email, &entry.actor.name, &entry.actor.id, &entry.actor.credential]),
        operation: entry.operation.clone(),
        target: first(&[&entry.target.name, &entry.target.id, &entry.target.server_name, &entry.target.server_id]),
        outcome: Some(entry.outcome.status),
        id: found.remote_id.clone(),
        start: start(&found.raw),
    }
}

fn broken(reason: String, raw: &[u8]) -> PreviewRow {
    PreviewRow {
        unreadable: Some(reason),
        time: None,
        actor: String::new(),
        operation: String::new(),
        target: String::new(),
        outcome: None,
        id: String::new(),
        start: start(raw),
    }
}

/// The beginning of a record as received; of a row without the header that was put before it.
fn start(raw: &[u8]) -> String {
    let mut own = raw.len();
    if let Ok(Text::Table(table)) = sniff(raw) {
        table.rows(&mut |row| {
            let (Row::Cells { raw, .. } | Row::Broken { raw, .. }) = row;
            own = raw.len();
            ControlFlow::Continue(())
        });
    }
    let own = &raw[raw.len() - own.min(raw.len())..];
    String::from_utf8_lossy(&own[..own.len().min(START * 4)]).chars().take(START).collect()
}
