//! A message of generation 1 made of any texts: what is called exact says what was said.
#![no_main]

use auditdesk_core::{
    entry::{Flag, Status},
    source::{
        airbyte::AirbyteFormat,
        objects::{Format, Item},
    },
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

#[derive(Arbitrary, Debug)]
struct Said<'a> {
    email: &'a str,
    address: &'a str,
    agent: &'a str,
    /// The name in the summary of a success, or the error of a failure.
    ending: Result<&'a str, &'a str>,
}

libfuzzer_sys::fuzz_target!(|said: Said<'_>| {
    let (summary, success, error) = match said.ending {
        Ok(name) => (serde_json::json!({ "name": name }).to_string(), true, "null"),
        Err(error) => (String::new(), false, error),
    };
    let Said { email, address, agent, .. } = said;
    let message = format!(
        "Logging audit entry: AuditLogEntry(id=7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4, timestamp=1737070174212, user=User(userId=u, \
         email={email}, ipAddress={address}, userAgent={agent}), actionName=deleteSource, summary={summary}, success={success}, \
         errorMessage={error})"
    );
    let object = serde_json::json!({ "events": [{ "timestamp": 1, "message": message }], "version": "1" }).to_string();
    let done = AirbyteFormat.read(object.as_bytes(), &mut |item| {
        let Item::Entry(found) = item else { panic!("an event is an entry") };
        let entry = &found.entry;
        if entry.flags.has(Flag::Ambiguous) || entry.flags.has(Flag::SecretsRemoved) {
            return;
        }
        let known = |text: &str| (!matches!(text, "" | "null" | "unknown")).then(|| text.to_owned());
        assert!(!entry.flags.has(Flag::Unparsed), "what was said can be read");
        assert_eq!(entry.operation, "deleteSource");
        assert_eq!(entry.actor.email, known(email));
        assert_eq!(entry.client.user_agent, known(agent));
        assert_eq!(entry.outcome.status, if success { Status::Success } else { Status::Failure });
        if !success {
            assert_eq!(entry.outcome.error, Some(error.to_owned()).filter(|error| !matches!(error.as_str(), "" | "null")));
        }
    });
    assert!(done.is_ok(), "it is JSON");
});
