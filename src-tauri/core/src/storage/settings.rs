//! What a user typed for an S3 destination, checked before anything goes over the network.

use url::{Host, Url};

use crate::{
    api::wire::{DestinationConfig, Secret},
    error::{Error, ErrorCode, Result},
};

/// The region where none is given. Most compatible storages take any.
const REGION: &str = "us-east-1";

/// Checked settings of an S3 destination. The secret is not in here.
#[derive(Clone, Debug)]
pub(crate) struct S3Settings {
    /// The endpoint without the bucket; `None`: Amazon's for the region.
    pub endpoint: Option<Url>,
    /// The region, never empty.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The bucket in the path instead of the host name.
    pub path_style: bool,
    /// The access key's id.
    pub key_id: String,
    /// PEM text of authorities to trust besides the system's; may be empty.
    pub ca_pem: String,
}

impl S3Settings {
    /// Checks an S3 configuration; `None` for another kind of destination.
    pub fn read(config: &DestinationConfig) -> Option<Result<Self>> {
        let DestinationConfig::S3 { endpoint, region, bucket, path_style, access_key_id, ca_pem } = config else {
            return None;
        };
        Some(Self::checked(
            endpoint.trim(),
            region.trim(),
            bucket.trim(),
            *path_style,
            access_key_id.trim(),
            ca_pem.trim(),
        ))
    }

    /// Checks what was typed.
    pub fn checked(
        endpoint: &str,
        region: &str,
        bucket: &str,
        path_style: bool,
        key_id: &str,
        ca_pem: &str,
    ) -> Result<Self> {
        let endpoint = if endpoint.is_empty() { None } else { Some(check_endpoint(endpoint, bucket, path_style)?) };
        check_bucket(bucket, endpoint.is_none())?;
        let region = if region.is_empty() { REGION } else { region };
        if !region.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return Err(wrong(format!(
                "The region {region:?} cannot be right: it may have letters, digits and `-` only."
            )));
        }
        if key_id.is_empty() {
            return Err(wrong(
                "The access key id is missing. Enter the id of the key that may write to the bucket.".into(),
            ));
        }
        if key_id.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/') || !key_id.is_ascii() {
            return Err(wrong(
                "The access key id contains a character that no key has. Copy it again, without spaces.".into(),
            ));
        }
        if !ca_pem.is_empty()
            && reqwest::Certificate::from_pem_bundle(ca_pem.as_bytes()).map_or(0, |found| found.len()) == 0
        {
            return Err(wrong(
                "The certificate authority cannot be read. Paste its certificate as PEM text, from `-----BEGIN CERTIFICATE-----` on.".into(),
            ));
        }
        Ok(Self {
            // Amazon's certificate covers one label before `s3`, so a bucket with dots works over TLS by path only.
            path_style: path_style || (endpoint.is_none() && bucket.contains('.')),
            endpoint,
            region: region.to_owned(),
            bucket: bucket.to_owned(),
            key_id: key_id.to_owned(),
            ca_pem: ca_pem.to_owned(),
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

    /// Whether requests travel unencrypted.
    pub fn is_plain(&self) -> bool {
        self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http")
    }

    /// Whether the endpoint is this machine itself.
    pub fn is_loopback(&self) -> bool {
        match self.endpoint.as_ref().and_then(Url::host) {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
    }
}

/// Checks a secret access key as typed.
pub(crate) fn check_secret(secret: Option<&Secret>) -> Result<&Secret> {
    let secret = secret.filter(|secret| !secret.is_empty()).ok_or_else(|| {
        wrong("The secret access key is missing. Enter the secret that belongs to the access key id.".into())
    })?;
    if secret.expose().chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong(
            "The secret access key contains a space or a line break. Copy it again, without them.".into(),
        ));
    }
    Ok(secret)
}

fn wrong(message: String) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}

fn check_endpoint(endpoint: &str, bucket: &str, path_style: bool) -> Result<Url> {
    if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
        return Err(wrong("The endpoint must start with https:// (or http:// for a storage without TLS).".into()));
    }
    // The endpoint as typed is not repeated where it may hold a password.
    let url = Url::parse(endpoint).map_err(|e| wrong(format!("The endpoint is not an address: {e}.")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "The endpoint contains a user or password. Leave it out; keys have fields of their own.".into(),
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("The endpoint contains `?` or `#`. Enter scheme, host and port only.".into()));
    }
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
            "An endpoint with a path works with path style only. Turn path style on, or remove the path.".into(),
        ));
    }
    if !path_style && matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))) {
        return Err(wrong("A bucket cannot stand before an IP address. Turn path style on.".into()));
    }
    Ok(url)
}

/// Amazon's rules where the bucket is Amazon's, else what an address can hold.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn check_bucket(bucket: &str, amazon: bool) -> Result<()> {
    let bad = |why: &str| Err(wrong(format!("The bucket {bucket:?} cannot exist: {why}")));
    if bucket.is_empty() {
        return Err(wrong("The bucket is missing. Enter its name.".into()));
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

    fn s3(endpoint: &str, bucket: &str, path_style: bool) -> Result<S3Settings> {
        S3Settings::checked(endpoint, "", bucket, path_style, "AKIA", "")
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
        assert!(check_secret(Some(&Secret::new("abc def"))).is_err());
        assert!(check_secret(Some(&Secret::new(String::new()))).is_err());
        assert!(S3Settings::checked("", "", "logs", false, "AKIA", "not a certificate").is_err());
    }
}
