//! What is stored of a record from which secrets were removed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Redacted;
use crate::source::{Unreadable, digest::sha256_hex};

/// A record without its secrets, what was removed, and the hash of the record as it was received. The dialect of what is stored this way ends in
/// `-redacted`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Envelope<'a> {
    /// Tells the envelope from a record.
    auditdesk: Mark,
    /// SHA-256 of the record as received, in hex.
    pub sha256: String,
    /// JSON pointers of the values that were removed.
    pub paths: Vec<String>,
    /// The record; one that is no JSON stands as a JSON string.
    #[serde(borrow)]
    record: Cow<'a, RawValue>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    SecretsRemoved,
}

impl<'a> Envelope<'a> {
    /// Puts `redacted`, which was `received`, into an envelope; the bytes to store.
    pub(crate) fn seal(received: &[u8], redacted: &Redacted) -> Vec<u8> {
        let json = serde_json::from_slice::<&RawValue>(&redacted.raw).map(ToOwned::to_owned);
        let record = json.or_else(|_| serde_json::value::to_raw_value(&String::from_utf8_lossy(&redacted.raw)));
        let record = Cow::Owned(record.expect("a text is JSON"));
        let (sha256, paths) = (sha256_hex(received), redacted.paths.clone());
        let envelope = Envelope { auditdesk: Mark::SecretsRemoved, sha256, paths, record };
        serde_json::to_vec(&envelope).expect("texts are JSON")
    }

    /// Reads what [`Self::seal`] wrote.
    pub(crate) fn open(stored: &'a [u8]) -> Result<Self, Unreadable> {
        serde_json::from_slice(stored).map_err(|error| Unreadable(error.to_string()))
    }

    /// The record without its secrets, byte for byte as it was received otherwise.
    pub(crate) fn record(&self) -> Cow<'_, [u8]> {
        match serde_json::from_str::<String>(self.record.get()) {
            Ok(text) => Cow::Owned(text.into_bytes()),
            Err(_) => Cow::Borrowed(self.record.get().as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::redact::redact;

    #[test]
    fn what_is_sealed_is_read_back_byte_for_byte() {
        for (raw, without) in [
            (r#"{ "token" : "t" , "n" : 1.0 }"#, r#"{ "token" : "[removed]" , "n" : 1.0 }"#),
            ("a;{\"token\":5};\u{e9}", "a;{\"token\":\"[removed]\"};\u{e9}"),
        ] {
            let redacted = redact(raw.as_bytes()).expect("a secret");
            let stored = Envelope::seal(raw.as_bytes(), &redacted);
            let envelope = Envelope::open(&stored).expect("an envelope");
            assert_eq!(String::from_utf8_lossy(&envelope.record()), without);
            assert_eq!(envelope.paths, ["/token"]);
            assert_eq!(envelope.sha256, sha256_hex(raw.as_bytes()));
        }
        assert!(Envelope::open(br#"{"token":"t"}"#).is_err(), "a record is no envelope");
    }
}
