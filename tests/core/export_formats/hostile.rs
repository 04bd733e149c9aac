//! Whatever text is in an entry comes back from every format as it was.

use auditdesk_core::{
    api::wire::{Compression, Format, Output},
    entry::{PartName, Payload, PayloadPart},
    export::ExportRow,
};
use parquet::record::Field;
use proptest::prelude::*;

use crate::{
    csv_cells::{cells, text},
    export_rows::row,
    output::{bytes, unpacked, whole},
    parquet_file,
};

/// What breaks writers and readers of tables.
const PIECES: [&str; 24] = [
    "\"", "\"\"", ",", ";", "\r\n", "\n", "\r", "\t", "\0", "=", "+", "-", "@", "'", "＝", "\u{202e}", "\u{feff}",
    "\u{2028}", "😀", "é", "\\", "\\u0000", "<script>", "1e5",
];

pub fn hostile() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![3 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => ".{0,8}", 1 => "[ -~]{0,8}"];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A row with these texts: in a field that may be without one, in a field that always has one, in the payload.
fn with(n: usize, (error, id, part): (Option<String>, String, String)) -> ExportRow {
    let mut row = row(n as u64);
    row.entry.outcome.error = error;
    row.record.remote_id = id;
    row.payload = Some(Payload { parts: vec![PayloadPart::text(PartName::Request, part)] });
    row
}

fn output(format: Format) -> Output {
    Output { fields: ["error", "id", "request"].map(str::to_owned).to_vec(), ..whole(format) }
}

/// A part of a payload as it is exported: JSON, or a string that says what was received.
fn same_part(exported: &str, received: &str) -> bool {
    match serde_json::from_str::<&serde_json::value::RawValue>(received) {
        Ok(_) => exported == received.trim_matches([' ', '\t', '\r', '\n']),
        Err(_) => serde_json::from_str::<String>(exported).is_ok_and(|text| text == received),
    }
}

fn check(texts: &[(Option<String>, String, String)]) {
    let rows: Vec<_> = texts.iter().cloned().enumerate().map(|(n, texts)| with(n, texts)).collect();

    let (_, table) = cells(&bytes(rows.clone(), &output(Format::Csv)));
    assert_eq!(table.len(), texts.len());
    for (cells, (error, id, part)) in table.iter().zip(texts) {
        assert_eq!(text(&cells[0]), error.as_deref().unwrap_or_default());
        assert_eq!(text(&cells[1]), id);
        assert!(same_part(text(&cells[2]), part), "{:?} was {part:?}", cells[2]);
    }

    let (_, table) = parquet_file::read(&bytes(rows.clone(), &output(Format::Parquet)));
    assert_eq!(table.len(), texts.len());
    for (values, (error, id, part)) in table.iter().zip(texts) {
        assert_eq!(values[0], error.clone().map_or(Field::Null, Field::Str));
        assert_eq!(values[1], Field::Str(id.clone()));
        assert!(
            matches!(&values[2], Field::Str(exported) if same_part(exported, part)),
            "{:?} was {part:?}",
            values[2]
        );
    }

    let packed = bytes(rows, &Output { compression: Compression::Zstd, ..output(Format::Jsonl) });
    let lines = String::from_utf8(unpacked(&packed, Compression::Zstd)).expect("UTF-8");
    assert_eq!(lines.split_terminator('\n').count(), texts.len());
    for (line, (error, id, _)) in lines.split_terminator('\n').zip(texts) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((line["error"].as_str(), line["id"].as_str()), (error.as_deref(), Some(id.as_str())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back(texts in prop::collection::vec((prop::option::of(hostile()), hostile(), hostile()), 1..20)) {
        check(&texts);
    }
}

#[test]
fn a_cell_of_a_megabyte_comes_back() {
    let large = PIECES.concat().repeat((1 << 20) / PIECES.concat().len());
    check(&[
        (Some(large.clone()), large.clone(), large.clone()),
        (None, String::new(), serde_json::json!(large).to_string()),
    ]);
}
