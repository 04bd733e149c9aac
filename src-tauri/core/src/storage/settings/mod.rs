//! What a user typed for a bucket, checked before anything goes over the network.

mod azure;
mod gcs;
mod s3;

use url::Url;

pub(crate) use azure::{AzureIdentity, AzureSettings};
pub(crate) use gcs::{GcsIdentity, GcsSettings};
pub(crate) use s3::{S3Identity, S3Settings, with_session};

use crate::{
    api::wire::{Place, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
};

/// Checked settings of a bucket, its secret included.
#[derive(Debug)]
pub(crate) enum Settings {
    S3(S3Settings),
    Gcs(GcsSettings),
    Azure(AzureSettings),
}

impl Settings {
    /// Checks the settings of a bucket; `None` for a folder.
    ///
    /// # Errors
    /// `wrong_use`, which says what cannot be right and what to enter instead.
    pub fn checked(place: &Place, secret: Option<&Secret>) -> Result<Option<Self>> {
        Ok(Some(match place {
            Place::S3 { .. } => Self::S3(S3Settings::checked(place, secret)?),
            Place::Gcs { bucket, endpoint, ambient, .. } => {
                Self::Gcs(GcsSettings::checked(bucket, endpoint, *ambient, secret)?)
            }
            Place::Azure { .. } => Self::Azure(AzureSettings::checked(place, secret)?),
            Place::Folder { .. } => return Ok(None),
        }))
    }

    /// The address of the bucket or container.
    pub fn bucket_url(&self) -> String {
        match self {
            Self::S3(s3) => s3.bucket_url(),
            Self::Gcs(gcs) => format!("{}/{}", gcs.endpoint, gcs.bucket),
            Self::Azure(azure) => format!("{}/{}", azure.endpoint, azure.container),
        }
    }
}

/// How requests travel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Way {
    /// PEM text of authorities to trust besides the system's; may be empty.
    pub ca_pem: String,
    /// The proxy instead of the system's.
    pub proxy: Option<Url>,
    /// The most bytes to send per second; 0: no limit.
    pub bytes_per_second: u64,
}

impl Way {
    /// Checks how requests are to travel.
    pub fn checked(place: &Place, options: &WriteOptions) -> Result<Self> {
        let (ca_pem, proxy) = match place {
            Place::S3 { ca_pem, proxy, .. } | Place::Gcs { ca_pem, proxy, .. } | Place::Azure { ca_pem, proxy, .. } => {
                (ca_pem.trim(), proxy.trim())
            }
            Place::Folder { .. } => ("", ""),
        };
        if !ca_pem.is_empty()
            && reqwest::Certificate::from_pem_bundle(ca_pem.as_bytes()).map_or(0, |found| found.len()) == 0
        {
            return Err(wrong(
                "The certificate authority cannot be read. Paste its certificate as PEM text, from `-----BEGIN CERTIFICATE-----` on.",
            ));
        }
        let proxy = if proxy.is_empty() { None } else { Some(check_proxy(proxy)?) };
        Ok(Self { ca_pem: ca_pem.to_owned(), proxy, bytes_per_second: options.bytes_per_second })
    }
}

fn check_proxy(proxy: &str) -> Result<Url> {
    let url = check_address("proxy", proxy)?;
    if !matches!(url.path(), "" | "/") {
        return Err(wrong(
            "The proxy's address has a path. Enter scheme, host and port only, for example http://proxy:3128.",
        ));
    }
    Ok(url)
}

/// Checks the address of a host as typed: scheme, host and port; a path may follow.
fn check_address(what: &str, typed: &str) -> Result<Url> {
    if !typed.starts_with("http://") && !typed.starts_with("https://") {
        return Err(wrong(format!("The {what} must start with https:// (or http:// where there is no TLS).")));
    }
    // It is not repeated as typed: it may hold a password.
    let url = Url::parse(typed).map_err(|e| wrong(format!("The {what} is not an address: {e}.")))?;
    if !url.username().is_empty() || url.password().is_some() {
        let where_else = if what == "proxy" {
            "set the environment variable HTTPS_PROXY instead, which may hold them"
        } else {
            "keys have fields of their own"
        };
        return Err(wrong(format!("The {what} contains a user or password. Leave it out; {where_else}.")));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(format!("The {what} contains `?` or `#`. Enter scheme, host and port only.")));
    }
    Ok(url)
}

/// Checks a secret of one line as typed; `what` it is and `whose`.
fn check_secret<'a>(secret: Option<&'a Secret>, what: &str, whose: &str) -> Result<&'a Secret> {
    let secret = secret
        .filter(|secret| !secret.is_empty())
        .ok_or_else(|| wrong(format!("The {what} is missing. Enter the one that belongs to {whose}.")))?;
    if secret.expose().chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong(format!("The {what} contains a space or a line break. Copy it again, without them.")));
    }
    Ok(secret)
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}
