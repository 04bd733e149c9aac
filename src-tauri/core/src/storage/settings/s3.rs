//! Settings of Amazon S3 and compatible storages.

use url::{Host, Url};

use super::{check_address, check_secret, wrong};
use crate::{
    api::wire::{Place, Secret},
    error::Result,
};

/// The region where none is given. Most compatible storages take any.
const REGION: &str = "us-east-1";

/// Checked settings of S3.
#[derive(Debug)]
pub(crate) struct S3Settings {
    /// The endpoint without the bucket; `None`: Amazon's for the region.
    pub endpoint: Option<Url>,
    /// The region, never empty.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The bucket in the path instead of the host name.
    pub path_style: bool,
    pub identity: S3Identity,
}

/// Who signs in.
#[derive(Debug)]
pub(crate) enum S3Identity {
    Key {
        id: String,
        secret: Secret,
        /// For temporary credentials.
        session_token: Option<Secret>,
    },
    Ambient {
        /// Empty: the default one.
        profile: String,
    },
}

/// One text for a secret access key and its session token; neither has a line break.
pub(crate) fn with_session(key: &Secret, token: &Secret) -> Secret {
    Secret::new(format!("{}\n{}", key.expose(), token.expose()))
}

impl S3Settings {
    /// Checks the settings of an S3 place. `secret`: the secret access key, or what [`with_session`] made.
    pub fn checked(place: &Place, secret: Option<&Secret>) -> Result<Self> {
        let Place::S3 { endpoint, region, bucket, path_style, ambient, profile, access_key_id, .. } = place else {
            unreachable!("called for S3 only")
        };
        let (endpoint, region, bucket) = (endpoint.trim(), region.trim(), bucket.trim());
        let endpoint = if endpoint.is_empty() { None } else { Some(check_endpoint(endpoint, bucket, *path_style)?) };
        check_bucket(bucket, endpoint.is_none())?;
        let region = if region.is_empty() { REGION } else { region };
        if !region.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return Err(wrong(format!(
                "The region {region:?} cannot be right: it may have letters, digits and `-` only."
            )));
        }
        let identity = if *ambient {
            S3Identity::Ambient { profile: profile.trim().to_owned() }
        } else {
            access_key(access_key_id.trim(), secret)?
        };
        Ok(Self {
            // Amazon's certificate covers one label before `s3`, so a bucket with dots works over TLS by path only.
            path_style: *path_style || (endpoint.is_none() && bucket.contains('.')),
            endpoint,
            region: region.to_owned(),
            bucket: bucket.to_owned(),
            identity,
        })
    }

    /// The address of the bucket.
    pub fn bucket_url(&self) -> String {
        let (bucket, region) = (&self.bucket, &self.region);
        // China has a domain of its own. <https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html>
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        match (&self.endpoint, self.path_style) {
            (None, true) => format!("https://s3.{region}.{domain}/{bucket}"),
            (None, false) => format!("https://{bucket}.s3.{region}.{domain}"),
            (Some(endpoint), true) => format!("{}/{bucket}", endpoint.as_str().trim_end_matches('/')),
            (Some(endpoint), false) => {
                let host = endpoint.host_str().expect("a checked endpoint has a host");
                let port = endpoint.port().map(|port| format!(":{port}")).unwrap_or_default();
                format!("{}://{bucket}.{host}{port}", endpoint.scheme())
            }
        }
    }
}

fn access_key(id: &str, secret: Option<&Secret>) -> Result<S3Identity> {
    if id.is_empty() {
        return Err(wrong("The access key id is missing. Enter the id of the key that may use the bucket."));
    }
    if id.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/') || !id.is_ascii() {
        return Err(wrong("The access key id contains a character that no key has. Copy it again, without spaces."));
    }
    let (key, token) = match secret.and_then(|secret| secret.expose().split_once('\n')) {
        Some((key, token)) => (Some(Secret::new(key)), Some(Secret::new(token))),
        None => (secret.cloned(), None),
    };
    let secret = check_secret(key.as_ref(), "secret access key", &format!("the access key id {id}"))?.clone();
    let session_token = match &token {
        Some(token) => Some(check_secret(Some(token), "session token", &format!("the access key id {id}"))?.clone()),
        None if id.starts_with("ASIA") => {
            return Err(wrong(format!(
                "{id} is a temporary access key: it counts together with its session token only. Enter that, too, or use a key that begins with AKIA."
            )));
        }
        None => None,
    };
    Ok(S3Identity::Key { id: id.to_owned(), secret, session_token })
}

fn check_endpoint(endpoint: &str, bucket: &str, path_style: bool) -> Result<Url> {
    let url = check_address("endpoint", endpoint)?;
    let host = url.host_str().unwrap_or_default();
    let path = url.path().trim_matches('/');
    if path == bucket || path.ends_with(&format!("/{bucket}")) {
        return Err(wrong(format!(
            "The endpoint already ends with the bucket. Enter it without `/{bucket}` and turn path style on."
        )));
    }
    if host.starts_with(&format!("{bucket}.")) {
        return Err(wrong(format!("The endpoint already starts with the bucket. Enter it without `{bucket}.`.")));
    }
    if !path_style && !path.is_empty() {
        return Err(wrong(
            "An endpoint with a path works with path style only. Turn path style on, or remove the path.",
        ));
    }
    if !path_style && matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))) {
        return Err(wrong("A bucket cannot stand before an IP address. Turn path style on."));
    }
    Ok(url)
}

/// Amazon's rules where the bucket is Amazon's, else what an address can hold.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn check_bucket(bucket: &str, amazon: bool) -> Result<()> {
    let bad = |why: &str| Err(wrong(format!("The bucket {bucket:?} cannot exist: {why}")));
    if bucket.is_empty() {
        return Err(wrong("The bucket is missing. Enter its name."));
    }
    if bucket.contains('/') {
        return bad("a bucket's name has no slash. Put the folder into the prefix.");
    }
    if bucket.starts_with("arn:") || bucket.starts_with("s3:") {
        return bad("enter the plain name of the bucket.");
    }
    if let Some(c) = bucket.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_')) {
        return bad(&format!("it contains {c:?}. Names have letters, digits, `-` and `.`."));
    }
    if bucket == "." || bucket.contains("..") {
        return bad("it has two dots in a row.");
    }
    if !amazon {
        return if bucket.len() > 255 { bad("it is longer than 255 characters.") } else { Ok(()) };
    }
    if !(3..=63).contains(&bucket.len()) {
        return bad("names at Amazon have 3 to 63 characters.");
    }
    if bucket.contains('_') || bucket.chars().any(|c| c.is_ascii_uppercase()) {
        return bad("names at Amazon have lower-case letters, digits, `-` and `.` only.");
    }
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if !edge(bucket.chars().next()) || !edge(bucket.chars().last()) {
        return bad("names at Amazon start and end with a letter or digit.");
    }
    if bucket.parse::<std::net::Ipv4Addr>().is_ok() {
        return bad("names at Amazon are not IP addresses.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn place(endpoint: &str, bucket: &str, path_style: bool, key_id: &str) -> Place {
        Place::S3 {
            endpoint: endpoint.into(),
            region: String::new(),
            bucket: bucket.into(),
            path_style,
            ambient: false,
            profile: String::new(),
            access_key_id: key_id.into(),
            ca_pem: String::new(),
            proxy: String::new(),
        }
    }

    fn s3(endpoint: &str, bucket: &str, path_style: bool) -> Result<S3Settings> {
        S3Settings::checked(&place(endpoint, bucket, path_style, "AKIA"), Some(&Secret::new("secret")))
    }

    #[test]
    fn addresses_of_buckets_are_built_by_style() {
        for (endpoint, bucket, path_style, url) in [
            ("", "logs", false, "https://logs.s3.us-east-1.amazonaws.com"),
            ("", "my.logs", false, "https://s3.us-east-1.amazonaws.com/my.logs"),
            ("https://s3.example.com", "logs", false, "https://logs.s3.example.com"),
            ("https://s3.example.com:9000/", "logs", false, "https://logs.s3.example.com:9000"),
            ("http://127.0.0.1:9000", "Logs_1", true, "http://127.0.0.1:9000/Logs_1"),
            ("https://x.example.co/storage/v1/s3", "logs", true, "https://x.example.co/storage/v1/s3/logs"),
        ] {
            assert_eq!(s3(endpoint, bucket, path_style).expect("good").bucket_url(), url);
        }
    }

    #[test]
    fn each_slip_is_named_before_the_network_is_asked() {
        for (endpoint, bucket, path_style, reason) in [
            ("s3.example.com", "logs", true, "start with https://"),
            ("https://s3.example.com/logs", "logs", true, "ends with the bucket"),
            ("https://logs.s3.example.com", "logs", false, "starts with the bucket"),
            ("https://user:word@s3.example.com", "logs", false, "user or password"),
            ("https://s3.example.com/?x=1", "logs", true, "`?`"),
            ("https://s3.example.com/base", "logs", false, "path style only"),
            ("http://10.0.0.7:9000", "logs", false, "before an IP address"),
            ("", "", false, "missing"),
            ("", "logs/2026", false, "no slash"),
            ("", "s3://logs", false, "no slash"),
            ("", "Logs", false, "lower-case"),
            ("", "lo", false, "3 to 63"),
            ("", "-logs", false, "start and end"),
            ("", "10.0.0.7", false, "IP address"),
            ("", "a..b", false, "two dots"),
            ("https://s3.example.com", "lögs", true, "'ö'"),
        ] {
            let error = s3(endpoint, bucket, path_style).expect_err(reason);
            assert_eq!(error.code, ErrorCode::WrongUse);
            assert!(error.message.contains(reason), "{} should say {reason}", error.message);
            assert!(!error.message.contains("word@"), "a password typed into the endpoint is not repeated");
        }
    }

    #[test]
    fn keys_and_session_tokens_are_told_apart() {
        let key = |id: &str, secret: &Secret| S3Settings::checked(&place("", "logs", false, id), Some(secret));
        for secret in ["abc def", ""] {
            assert!(key("AKIA", &Secret::new(secret)).is_err());
        }
        let alone = key("ASIA1", &Secret::new("secret")).expect_err("half of it");
        assert!(alone.message.contains("session token"), "{}", alone.message);
        let both = with_session(&Secret::new("secret"), &Secret::new("token"));
        let S3Identity::Key { secret, session_token, .. } = key("ASIA1", &both).expect("good").identity else {
            panic!("a key")
        };
        assert_eq!((secret.expose(), session_token.expect("there is one").expose()), ("secret", "token"));
    }
}
