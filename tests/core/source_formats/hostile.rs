//! Bytes of any kind: no reader falls over, and what is read is read again the same.

use auditdesk_core::{
    entry::RecordRef,
    source::{
        airkit::AirkitFormat, auditdesk::AuditdeskFormat, dialects, inspect, mapped::MappedFormat, objects::Format,
        obot::ObotExportFormat,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{mapped::example, read::read};

/// Whole records and splinters of them, out of which hostile objects are made.
const PIECES: [&str; 34] = [
    r#"{"organizationId":"o","eventId":"e","eventTime":"2023-02-03 04:05:06","type":"app_created","kind":"Audit"}"#,
    r#"{"id":5120,"createdAt":"2026-06-02T08:15:30Z","callType":"tools/call","responseStatus":200}"#,
    r#"{"id":1,"timestamp":{"occurredAt":"2026-08-20T14:03:11Z"},"action":{"operation":"x"},"details":{"payloadRedacted":true}}"#,
    r#"{"timestamp":"2026-07-21T14:03:17Z","call_type":"x","source":"O","id":"7","outcome":"success","payload_state":"none","sha256":"0","flags":[]}"#,
    r#"{"eventTime":"2026-02-16T09:36:07Z","eventID":"e","errorCode":"X","password":"p"}"#,
    r#"{"Records":["#,
    r#"{"events":["#,
    "ORGANIZATION_ID,EVENT_ID,EVENT_TIME,EVENT_TYPE\n",
    "o,1,2023-02-03 04:05:06,user_login\n",
    "o,e,2023,2023-02-01,2023-02-03,2023-02-03 04:05:06,,,,,,,,,,,,,,,,,,,,,,,user_login\n",
    "o|e|2023|2023-02-01|2023-02-03|2023-02-03 04:05:06|user_login||||||||||||||||||||||\n",
    "\u{feff}",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\",
    ",",
    ":",
    "\n",
    "\r\n",
    "\t",
    "|",
    ";",
    "null",
    "1771234567",
    "1e999",
    "-0",
    "\u{0}",
    "é",
    "\u{202e}",
    "PAR1",
    "/",
];

fn object() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
        2 => (select(PIECES.to_vec()), any::<prop::sample::Index>()).prop_map(|(piece, end)| piece.as_bytes()[..end.index(piece.len())].to_vec()),
    ];
    vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

fn formats() -> Vec<Box<dyn Format>> {
    let mapped = ["agentgateway", "cloudtrail", "github", "litellm", "okta"]
        .map(|name| Box::new(MappedFormat::new(&example(name)).expect("it can be right")) as Box<dyn Format>);
    let known: [Box<dyn Format>; 3] =
        [Box::new(AirkitFormat), Box::new(AuditdeskFormat::new(true)), Box::new(ObotExportFormat)];
    known.into_iter().chain(mapped).collect()
}

proptest! {
    #[test]
    fn no_object_is_too_much_for_a_reader(bytes in object()) {
        for format in formats() {
            read(&*format, &bytes);
        }
    }

    #[test]
    fn no_file_is_too_much_to_be_looked_into(bytes in object(), more in any::<bool>()) {
        // A file is looked into or refused with a reason.
        match inspect(bytes.len() as u64 + u64::from(more), &bytes, None) {
            Ok(inspected) => prop_assert!(!inspected.shape.is_empty()),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }

    #[test]
    fn no_name_of_a_dialect_is_too_much(
        name in "(mapped|airkit|auditdesk|obot)?-?(json|table|comma|redacted|csv|csv-seed|1|export-b)?-?(\\{\"fields\":\\{\"time\":\"/a\"\\}\\})?.{0,3}",
        raw in object(),
    ) {
        let record = RecordRef { source: 1, dialect: &name, remote_id: "", raw: &raw };
        let whole = dialects().whole(record);
        prop_assert_eq!(whole.clone().map(|whole| whole.0).ok(), whole.is_ok().then(|| dialects().entry(record).expect("read once")));
    }
}
