//! Rows of a table as JSON objects: one way to point into records of both kinds.

use std::collections::BTreeSet;

use csv::StringRecord;
use serde_json::Value;

use crate::source::{
    Unreadable,
    objects::table::{Row, Table},
};

/// The names of the columns under a header: trimmed, an empty one by its number from 1, a doubled one with its number behind it.
pub(super) fn columns(header: &StringRecord) -> Vec<String> {
    let mut seen = BTreeSet::new();
    (1..)
        .zip(header)
        .map(|(number, name)| {
            let name = if name.trim().is_empty() { number.to_string() } else { name.trim().to_owned() };
            if seen.insert(name.clone()) { name } else { format!("{name} ({number})") }
        })
        .collect()
}

/// The names of columns without a header: their numbers.
pub(super) fn numbers(row: &StringRecord) -> Vec<String> {
    (1..=row.len()).map(|number| number.to_string()).collect()
}

/// A row as the text of a JSON object, its columns in their order.
pub(super) fn object(columns: &[String], row: &StringRecord) -> Result<String, Unreadable> {
    if columns.len() != row.len() {
        return Err(Unreadable(format!("the row has {} cells and the header {}", row.len(), columns.len())));
    }
    let member = |(name, cell): (&String, &str)| format!("{}:{}", Value::from(name.as_str()), Value::from(cell));
    let members: Vec<String> = columns.iter().zip(row).map(member).collect();
    Ok(format!("{{{}}}", members.join(",")))
}

/// The JSON object of a record that is a row, with or without its header.
pub(super) fn of_record(raw: &[u8], delimiter: Option<u8>) -> Result<String, Unreadable> {
    let table = delimiter.map_or_else(|| Table::new(raw), |delimiter| Table::with(raw, delimiter));
    let (mut rows, mut broken) = (Vec::new(), None);
    table.rows(&mut |row| {
        match row {
            Row::Cells { cells, .. } => rows.push(cells.clone()),
            Row::Broken { reason, .. } => broken = Some(reason),
        }
        if rows.len() > 2 || broken.is_some() {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    });
    if let Some(reason) = broken {
        return Err(Unreadable(reason));
    }
    match (rows.as_slice(), delimiter) {
        ([row], Some(_)) => object(&numbers(row), row),
        ([header, row], None) => object(&columns(header), row),
        _ => Err(Unreadable("it is not one row".into())),
    }
}
