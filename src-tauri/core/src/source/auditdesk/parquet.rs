//! Exports in Parquet, read back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::{
    errors::ParquetError,
    file::reader::{FileReader, SerializedFileReader},
};

use super::row::Columns;
use crate::source::{Unreadable, objects::MOST_BYTES};

/// Takes a line and a way to have its row as text.
type Each<'e> = dyn FnMut(Result<Vec<u8>, Unreadable>, &dyn Fn() -> Vec<u8>) + 'e;

/// Hands out the lines of the rows, in their order, each with a way to have the row as text.
///
/// # Errors
/// For what is damaged, too large, or not written by Auditdesk.
pub(super) fn lines(
    bytes: &[u8],
    mut each: impl FnMut(Result<Vec<u8>, Unreadable>, &dyn Fn() -> Vec<u8>),
) -> Result<(), Unreadable> {
    let bytes = Bytes::copy_from_slice(bytes);
    // The library is not free of panics on files that are damaged on purpose.
    let read = catch_unwind(AssertUnwindSafe(|| rows(bytes, &mut each)));
    read.unwrap_or_else(|_| Err(Unreadable("its Parquet is damaged".into())))
}

/// Whether a whole file is an export.
///
/// # Errors
/// Why it is not.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    lines(bytes, |_, _| {})
}

fn rows(bytes: Bytes, each: &mut Each<'_>) -> Result<(), Unreadable> {
    let file = SerializedFileReader::new(bytes).map_err(|e| damaged(&e))?;
    let metadata = file.metadata();
    let size: i64 = metadata.row_groups().iter().map(|group| group.total_byte_size().max(0)).sum();
    if size > MOST_BYTES as i64 {
        let most = MOST_BYTES >> 20;
        return Err(Unreadable(format!("it has more than {most} MiB once it is unpacked; larger ones are not read")));
    }
    let columns = metadata.file_metadata().schema().get_fields();
    let columns = Columns::new(columns.iter().map(|column| column.name()))
        .ok_or_else(|| Unreadable("it is Parquet with other columns than those of an export of Auditdesk".into()))?;
    for row in file.get_row_iter(None).map_err(|e| damaged(&e))? {
        let row = row.map_err(|e| damaged(&e))?;
        each(columns.of_row(&row), &|| row.to_string().into_bytes());
    }
    Ok(())
}

fn damaged(error: &ParquetError) -> Unreadable {
    Unreadable(format!("its Parquet is damaged or cut off: {error}"))
}
