//! Settings of Google Cloud Storage.

use serde::Deserialize;

use super::{check_address, wrong};
use crate::{api::wire::Secret, error::Result};

/// Google's endpoint. <https://cloud.google.com/storage/docs/request-endpoints>
const ENDPOINT: &str = "https://storage.googleapis.com";

/// Checked settings.
#[derive(Debug)]
pub(crate) struct GcsSettings {
    /// Without a slash at its end.
    pub endpoint: String,
    pub bucket: String,
    pub identity: GcsIdentity,
}

/// Who signs in.
#[derive(Debug)]
pub(crate) enum GcsIdentity {
    /// A service account by its key file.
    KeyFile {
        email: String,
        json: Secret,
    },
    Ambient,
}

/// What of a key file is looked at here. <https://google.aip.dev/auth/4112>
#[derive(Deserialize)]
struct KeyFile {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    client_email: String,
    #[serde(default)]
    private_key: Secret,
}

impl GcsSettings {
    pub fn checked(bucket: &str, endpoint: &str, ambient: bool, secret: Option<&Secret>) -> Result<Self> {
        let endpoint = match endpoint.trim() {
            "" => ENDPOINT.to_owned(),
            endpoint => check_address("endpoint", endpoint)?.as_str().trim_end_matches('/').to_owned(),
        };
        let bucket = bucket.trim();
        check_bucket(bucket)?;
        let identity = if ambient { GcsIdentity::Ambient } else { key_file(secret)? };
        Ok(Self { endpoint, bucket: bucket.to_owned(), identity })
    }
}

fn key_file(secret: Option<&Secret>) -> Result<GcsIdentity> {
    let json = secret
        .filter(|key| !key.expose().trim().is_empty())
        .ok_or_else(|| wrong("The key of the service account is missing. Paste its key file, which is JSON text."))?;
    // The parser's message is not repeated: it may quote the key.
    let Ok(file) = serde_json::from_str::<KeyFile>(json.expose()) else {
        return Err(wrong(
            "The key of the service account is no JSON text. Paste the whole key file, from `{` to `}`; a P12 file or an API key does not sign in here.",
        ));
    };
    if file.kind != "service_account" {
        let kind = if file.kind.is_empty() { "no type".to_owned() } else { format!("the type `{}`", file.kind) };
        return Err(wrong(format!(
            "This is not the key of a service account: it has {kind}. Make a key for a service account, or sign in as this machine's own identity."
        )));
    }
    if file.client_email.is_empty() || file.private_key.is_empty() {
        return Err(wrong("The key file lacks `client_email` or `private_key`. Paste all of it."));
    }
    Ok(GcsIdentity::KeyFile { email: file.client_email, json: json.clone() })
}

/// <https://cloud.google.com/storage/docs/buckets#naming>
fn check_bucket(bucket: &str) -> Result<()> {
    let bad = |why: &str| Err(wrong(format!("The bucket {bucket:?} cannot exist: {why}")));
    if bucket.is_empty() {
        return Err(wrong("The bucket is missing. Enter its name."));
    }
    if bucket.contains('/') {
        return bad("a bucket's name has no slash. Put the folder into the prefix, and leave out `gs://`.");
    }
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if let Some(c) = bucket.chars().find(|c| !fits(*c)) {
        return bad(&format!("it contains {c:?}. Names have lower-case letters, digits, `-`, `_` and `.`."));
    }
    if !(3..=222).contains(&bucket.len()) {
        return bad("names have 3 to 63 characters, with dots up to 222.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slip_is_named_and_no_key_is_repeated() {
        let good = r#"{"type":"service_account","client_email":"a@b","private_key":"KEYKEY"}"#;
        for (bucket, endpoint, key, reason) in [
            ("", "", good, "missing"),
            ("gs://logs", "", good, "leave out `gs://`"),
            ("Logs", "", good, "'L'"),
            ("lo", "", good, "3 to 63"),
            ("logs", "storage.example.com", good, "start with https://"),
            ("logs", "", "", "is missing"),
            ("logs", "", "KEYKEY", "no JSON"),
            ("logs", "", r#"{"type":"service_account","private_key":"KEYKEY""#, "no JSON"),
            ("logs", "", r#"{"type":"authorized_user","refresh_token":"KEYKEY"}"#, "type `authorized_user`"),
            ("logs", "", r#"{"type":"service_account","private_key":"KEYKEY"}"#, "lacks `client_email`"),
        ] {
            let error = GcsSettings::checked(bucket, endpoint, false, Some(&Secret::new(key))).expect_err(reason);
            assert!(error.message.contains(reason), "{} should say {reason}", error.message);
            assert!(!format!("{error:?}").contains("KEYKEY"), "the key is not repeated");
        }
        assert!(GcsSettings::checked("logs", "", true, None).is_ok(), "an ambient identity needs no key");
    }
}
