//! Parquet read by the reader of its own crate: schema, values, row groups.

use auditdesk_core::api::wire::{Format, Output};
use bytes::Bytes;
use parquet::{
    basic::{Compression, LogicalType, TimeUnit},
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};

use crate::{
    export_rows::row,
    output::{bytes, whole},
};

/// The names of the columns, and the rows.
pub fn read(bytes: &[u8]) -> (Vec<String>, Vec<Vec<Field>>) {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).expect("Parquet");
    let schema = reader.metadata().file_metadata().schema();
    let names = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let rows = reader.get_row_iter(None).expect("rows");
    (names, rows.map(|row| row.expect("a row").into_columns().into_iter().map(|(_, value)| value).collect()).collect())
}

#[test]
fn columns_have_types() {
    let bytes = bytes((0..10).map(row).collect(), &whole(Format::Parquet));
    let reader = SerializedFileReader::new(Bytes::from(bytes)).expect("Parquet");
    let metadata = reader.metadata();
    assert_eq!(metadata.file_metadata().created_by(), Some("auditdesk version 1.0.0 (build 1)"));
    let schema = metadata.file_metadata().schema_descr();
    let column = |name: &str| {
        let found = schema.columns().iter().find(|column| column.path().string() == name);
        let column = found.unwrap_or_else(|| panic!("no column {name}"));
        (column.physical_type().to_string(), column.logical_type_ref().cloned())
    };
    let moment = Some(LogicalType::timestamp(true, TimeUnit::MICROS));
    assert_eq!(column("timestamp"), ("INT64".into(), moment));
    assert_eq!(column("seq"), ("INT64".into(), None));
    assert_eq!(column("duration_ms"), ("DOUBLE".into(), None));
    assert_eq!(column("tool_error"), ("BOOLEAN".into(), None));
    assert_eq!(column("user_id"), ("BYTE_ARRAY".into(), Some(LogicalType::String)));
    assert_eq!(column("flags.list.element"), ("BYTE_ARRAY".into(), Some(LogicalType::String)));
    assert_eq!(column("request"), ("BYTE_ARRAY".into(), Some(LogicalType::String)));
    for column in metadata.row_group(0).columns() {
        assert!(matches!(column.compression(), Compression::ZSTD(_)), "{}", column.column_path());
    }
}

#[test]
fn values_are_those_of_the_lines() {
    let rows: Vec<_> = (0..3_000).map(row).collect();
    let lines = bytes(rows.clone(), &whole(Format::Jsonl));
    let (names, table) = read(&bytes(rows, &whole(Format::Parquet)));
    let lines: Vec<serde_json::Value> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), table.len());
    for (line, row) in lines.iter().zip(&table) {
        for (name, value) in names.iter().zip(row) {
            let wanted = &line[name];
            match value {
                Field::Null => assert!(wanted.is_null(), "{name}"),
                Field::Long(number) => assert_eq!(wanted.as_i64(), Some(*number), "{name}"),
                Field::Double(number) => assert_eq!(wanted.as_f64(), Some(*number), "{name}"),
                Field::Bool(truth) => assert_eq!(wanted.as_bool(), Some(*truth), "{name}"),
                Field::TimestampMicros(micros) => {
                    let at = chrono::DateTime::from_timestamp_micros(*micros).expect("a moment");
                    assert_eq!(
                        wanted.as_str(),
                        Some(at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().as_str()),
                        "{name}"
                    );
                }
                Field::Str(text) if wanted.is_string() => assert_eq!(wanted.as_str(), Some(text.as_str()), "{name}"),
                Field::Str(json) => {
                    assert_eq!(*wanted, serde_json::from_str::<serde_json::Value>(json).expect("JSON"), "{name}");
                }
                Field::ListInternal(list) => assert_eq!(list.len(), wanted.as_array().expect("a list").len(), "{name}"),
                other => panic!("{name} is {other:?}"),
            }
        }
    }
}

#[test]
fn row_groups_are_large_for_metadata_and_bounded_for_payload() {
    let groups = |output: &Output, count| {
        let reader =
            SerializedFileReader::new(Bytes::from(bytes((0..count).map(row).collect(), output))).expect("Parquet");
        let groups = reader.metadata().row_groups().iter();
        groups.map(|group| (group.num_rows(), group.compressed_size())).collect::<Vec<_>>()
    };
    let narrow = Output { fields: vec!["seq".into(), "tool_error".into()], ..whole(Format::Parquet) };
    let found = groups(&narrow, 140_000);
    assert_eq!(found.iter().map(|(rows, _)| *rows).collect::<Vec<_>>(), [128 << 10, 140_000 - (128 << 10)]);
    assert!(groups(&whole(Format::Parquet), 2_000).len() == 1, "what is small is one group");
}
