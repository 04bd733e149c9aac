//! Auditdesk reads its own exports: from every format the same records, byte for byte.

use auditdesk_core::{
    api::wire::{Compression, Format, Output, Writer},
    entry::{PartName, Payload, PayloadPart},
    export::ExportRow,
    source::{
        auditdesk::AuditdeskFormat,
        inspect,
        objects::{Format as Reader, Item},
    },
};
use proptest::prelude::*;

use crate::{
    export_rows::row,
    hostile::hostile,
    output::{bytes, unpacked, whole},
};

/// The records of an object, and why the rest of it could not be read.
fn read(object: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut records, mut wrong) = (Vec::new(), Vec::new());
    let result = AuditdeskFormat::new(false).read(object, &mut |item| match item {
        Item::Entry(found) => records.push(String::from_utf8(found.raw).expect("JSON is UTF-8")),
        Item::Unreadable { reason, raw } => wrong.push(format!("{reason}: {}", String::from_utf8_lossy(&raw))),
        Item::Ignored => wrong.push("passed over".into()),
    });
    wrong.extend(result.err().map(|reason| reason.0));
    (records, wrong)
}

/// A row with these texts. CSV does not tell an empty text from none: there are no empty ones.
fn with(n: usize, (error, id, part): (String, String, String)) -> ExportRow {
    let mut row = row(n as u64);
    row.entry.outcome.error = Some(error).filter(|error| !error.is_empty());
    row.record.remote_id = format!("{id}{n}");
    row.payload = Some(Payload { parts: vec![PayloadPart::text(PartName::Request, part)] });
    row
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_format_comes_back_as_the_same_records(texts in prop::collection::vec((hostile(), hostile(), hostile()), 1..20)) {
        let rows: Vec<_> = texts.into_iter().enumerate().map(|(n, texts)| with(n, texts)).collect();
        let lines = String::from_utf8(bytes(rows.clone(), &whole(Format::Jsonl))).expect("UTF-8");
        let expected: Vec<_> = lines.split_terminator('\n').map(str::to_owned).collect();
        let csv = whole(Format::Csv);
        let packed = Output { compression: Compression::Gzip, ..whole(Format::Csv) };
        let objects = [
            ("JSON Lines", lines.into_bytes()),
            ("CSV", bytes(rows.clone(), &csv)),
            ("CSV with a mark", bytes(rows.clone(), &Output { bom: true, ..csv })),
            ("CSV, packed", unpacked(&bytes(rows.clone(), &packed), Compression::Gzip)),
            ("Parquet", bytes(rows, &whole(Format::Parquet))),
        ];
        for (name, object) in objects {
            let (records, wrong) = read(&object);
            prop_assert_eq!(&wrong, &Vec::<String>::new(), "{}", name);
            prop_assert_eq!(&records, &expected, "{}", name);
        }
    }

    #[test]
    fn damaged_parquet_gives_a_reason_and_never_ends_the_program(at in 4..usize::MAX, byte in any::<u8>(), cut in any::<bool>()) {
        let mut object = bytes((0..50).map(row).collect::<Vec<_>>(), &whole(Format::Parquet));
        let at = 4 + at % (object.len() - 4);
        object[at] = byte;
        if cut {
            object.truncate(at);
        }
        let (records, wrong) = read(&object);
        prop_assert!(records.len() <= 50);
        prop_assert!(!cut || !wrong.is_empty(), "what is cut off is not taken for whole");
    }
}

#[test]
fn tables_of_others_are_refused_with_a_reason() {
    let some = Output { fields: ["seq", "outcome"].map(str::to_owned).to_vec(), ..whole(Format::Parquet) };
    for object in [bytes(vec![row(1)], &some), b"a,b\n1,2\n".to_vec(), b"PAR1".to_vec()] {
        let (records, wrong) = read(&object);
        assert_eq!((records.len(), wrong.len()), (0, 1), "{wrong:?}");
    }
}

#[test]
fn a_row_that_is_no_entry_is_kept_with_its_header() {
    let table = String::from_utf8(bytes(vec![row(1), row(2)], &whole(Format::Csv))).expect("UTF-8");
    let broken = table.replacen("success", "succeeded", 1);
    assert_ne!(table, broken);
    let (records, wrong) = read(broken.as_bytes());
    assert_eq!((records.len(), wrong.len()), (1, 1));
    assert!(wrong[0].contains("succeeded is no outcome") && wrong[0].contains("timestamp,user_id"), "{wrong:?}");
}

#[test]
fn files_of_every_format_are_recognised_before_they_are_brought_in() {
    for format in [Format::Jsonl, Format::Csv, Format::Parquet] {
        let object = bytes((1..20).map(row).collect::<Vec<_>>(), &whole(format));
        let found = inspect(object.len() as u64, &object, None).expect("it is looked into");
        assert_eq!((found.writer, found.recognised, found.rows.len()), (Writer::Auditdesk, true, 10), "{format:?}");
    }
}
