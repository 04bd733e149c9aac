//! Limits of objects: together they are the whole, and none is larger than it may be.

use auditdesk_core::api::wire::{Format, Output};

use crate::{
    csv_cells::cells,
    export_rows::row,
    output::{object, whole},
    parquet_file,
};

/// The objects that rows `0..count` become under these limits; the next begins where one ended.
fn objects(count: u64, output: &Output) -> Vec<Vec<u8>> {
    let (mut done, mut objects) = (0, Vec::new());
    while done < count {
        let (object, bytes) = object((done..count).map(row).collect(), output, &[7, 64]);
        assert!(object.rows > 0, "no object is without rows");
        done += object.rows;
        objects.push(bytes);
    }
    objects
}

#[test]
fn lines_of_split_objects_are_the_lines_of_the_whole() {
    let plain = objects(200, &whole(Format::Jsonl)).concat();
    for (rows, bytes) in [(1, 0), (64, 0), (199, 0), (200, 0), (0, 10_000), (50, 60_000), (0, 1)] {
        let parts = objects(200, &Output { split_rows: rows, split_bytes: bytes, ..whole(Format::Jsonl) });
        assert!(parts.concat() == plain, "{rows} rows, {bytes} bytes");
        for part in &parts {
            let lines = part.split_inclusive(|byte| *byte == b'\n').count() as u64;
            assert!(rows == 0 || lines <= rows, "{lines} of {rows} rows");
            assert!(bytes == 0 || part.len() as u64 <= bytes || lines == 1, "{} of {bytes} bytes", part.len());
        }
        if bytes == 0 {
            assert_eq!(parts.len() as u64, 200_u64.div_ceil(rows), "objects are filled");
        }
    }
}

#[test]
fn tables_of_split_objects_are_the_table_of_the_whole() {
    let split = |format| Output { split_rows: 90, ..whole(format) };
    let (names, all) = cells(&objects(200, &whole(Format::Csv))[0]);
    let parts: Vec<_> = objects(200, &split(Format::Csv)).iter().map(|part| cells(part)).collect();
    assert!(parts.iter().all(|(header, _)| *header == names), "each has the header");
    assert!(parts.into_iter().flat_map(|(_, rows)| rows).eq(all));
    let (_, all) = parquet_file::read(&objects(200, &whole(Format::Parquet))[0]);
    let parts = objects(200, &split(Format::Parquet));
    assert_eq!(parts.len(), 3);
    assert!(parts.iter().flat_map(|part| parquet_file::read(part).1).eq(all));
}
