//! Whatever is said, what is called exact is true.

use auditdesk_core::entry::PartName;
use proptest::prelude::*;

use crate::{
    hostile::assert_says,
    read::{Said, Verdict, one, part, verdict},
};

/// Text made of what a hostile writer would use.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("), actionName=".to_owned()),
        Just(", summary=".to_owned()),
        Just(", success=true, errorMessage=null".to_owned()),
        Just(", success=false, errorMessage=".to_owned()),
        Just(", email=".to_owned()),
        Just(", ipAddress=".to_owned()),
        Just(", userAgent=".to_owned()),
        Just("x), actionName=a, summary=, success=false, errorMessage=".to_owned()),
        Just("x), actionName=a, summary={}, success=true, errorMessage=null".to_owned()),
        Just("x), actionName=a, summary={\"a\":\"".to_owned()),
        Just("{\"".to_owned()),
        Just("\"}".to_owned()),
        Just("{}".to_owned()),
        Just("a".to_owned()),
        Just(")".to_owned()),
        Just("\\\"".to_owned()),
        Just("null".to_owned()),
        "[ -~]{0,6}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A summary whose texts are as hostile; no name in it says secret.
fn summary() -> impl Strategy<Value = String> {
    (text(), text()).prop_map(|(a, b)| serde_json::json!({ "name": a, "list": [{ "n": 1.5, b: true }] }).to_string())
}

/// What is exact says what was said; what is ambiguous has it among its readings, as far as all of them are kept.
pub fn assert_told_truly(said: &Said<'_>) {
    let message = said.message();
    let found = one(&message);
    match verdict(&found) {
        Verdict::Exact => assert_says(&found, said),
        Verdict::Ambiguous => {
            let context = part(&found, PartName::Context).expect("the readings");
            let truth = serde_json::json!({
                "userId": said.id, "email": said.email, "ipAddress": said.address, "userAgent": said.agent,
                "actionName": said.action, "success": said.ending.is_ok(),
            });
            let readings = context["readings"].as_array().expect("a list");
            let whole = context["readingsPossible"].as_u64() == Some(readings.len() as u64);
            let truth = truth.as_object().expect("an object");
            let holds = readings.iter().any(|reading| truth.iter().all(|(name, value)| &reading[name] == value));
            assert!(holds || !whole, "{message}: {context:#}");
        }
        verdict => panic!("{verdict:?}: {message}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exact_is_true_and_what_is_ambiguous_holds_the_truth(
        email in prop_oneof![Just("a@example.com".to_owned()), Just("null".to_owned()), text()],
        address in prop_oneof![Just("192.0.2.1".to_owned()), Just("192.0.2.1, 10.0.0.1".to_owned()), text()],
        agent in text(),
        ending in prop_oneof![summary().prop_map(Ok), text().prop_map(Err)],
    ) {
        let said = Said {
            email: &email,
            address: &address,
            agent: &agent,
            ending: ending.as_deref().map_err(String::as_str),
            ..Said::default()
        };
        prop_assume!(!said.message().to_lowercase().contains("token"), "nothing is removed here");
        assert_told_truly(&said);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), message in text()) {
        crate::read::all(&bytes);
        one(&message);
        one(&format!("Logging audit entry: AuditLogEntry(id=7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4, timestamp=1, user={message})"));
    }
}
