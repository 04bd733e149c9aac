//! Any bytes as an object of Airbyte's: nothing panics, and what is read derives again from what is kept.
#![no_main]

use auditdesk_core::{
    entry::RecordRef,
    source::{
        airbyte::AirbyteFormat,
        dialects,
        objects::{Format, Item},
    },
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = AirbyteFormat.read(bytes, &mut |item| {
        let Item::Entry(found) = item else { return };
        let record = RecordRef { source: 1, dialect: &found.dialect, remote_id: &found.remote_id, raw: &found.raw };
        let (entry, payload) = dialects().whole(record).expect("what is kept is readable");
        assert_eq!(entry, found.entry);
        for part in payload.parts {
            serde_json::from_str::<&serde_json::value::RawValue>(&part.json).expect("parts are JSON");
        }
    });
});
