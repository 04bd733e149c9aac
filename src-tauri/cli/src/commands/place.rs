//! From options to a place, how it is written to, and its secret.

use std::path::Path;

use auditdesk_core::{
    api::wire::{AzureCloud, CredentialInput, Encryption, Micros, Place, WriteOptions},
    error::{Error, ErrorCode, Result},
};
use chrono::{DateTime, NaiveDate, NaiveTime};

use super::new_source::wrong;
use crate::{
    arguments::{Cloud, PlaceArguments, PlaceKind, WriteArguments},
    secret,
};

/// The environment variable with the session token of a temporary access key.
const SESSION_TOKEN: &str = "AUDITDESK_SESSION_TOKEN";

/// The place that the options describe; `None` where they name none.
pub fn described(options: PlaceArguments) -> Result<Option<Place>> {
    match kind(&options) {
        None => Ok(None),
        Some(kind) => changed(empty(kind), options).map(Some),
    }
}

/// A place with what the options say of it changed.
pub fn changed(mut place: Place, options: PlaceArguments) -> Result<Place> {
    if kind(&options).is_some_and(|kind| kind != kind_of(&place)) {
        return Err(wrong("These options are for another kind of place. A destination stays what it is; add another."));
    }
    let options = &mut { options };
    let folder = options.folder.take().map(|folder| absolute(&folder)).transpose()?;
    let pem = options.ca.take().map(|file| pem(&file)).transpose()?;
    match &mut place {
        Place::S3 { endpoint, region, bucket, path_style, ambient, profile, access_key_id, ca_pem, proxy } => {
            // Naming one way to sign in leaves the other.
            if options.profile.is_some() {
                options.ambient.get_or_insert(true);
            }
            if options.access_key_id.is_some() {
                options.ambient.get_or_insert(false);
            }
            set(endpoint, &mut options.endpoint);
            set(region, &mut options.region);
            set(bucket, &mut options.bucket);
            set(path_style, &mut options.path_style);
            set(ambient, &mut options.ambient);
            set(profile, &mut options.profile);
            set(access_key_id, &mut options.access_key_id);
            set(ca_pem, &mut { pem });
            set(proxy, &mut options.proxy);
        }
        Place::Gcs { bucket, endpoint, ambient, ca_pem, proxy } => {
            set(bucket, &mut options.bucket);
            set(bucket, &mut options.gcs_bucket);
            set(endpoint, &mut options.endpoint);
            set(ambient, &mut options.ambient);
            set(ca_pem, &mut { pem });
            set(proxy, &mut options.proxy);
        }
        Place::Azure {
            account,
            container,
            endpoint,
            cloud,
            authority,
            ambient,
            tenant_id,
            client_id,
            ca_pem,
            proxy,
        } => {
            set(account, &mut options.azure_account);
            set(container, &mut options.azure_container);
            set(endpoint, &mut options.endpoint);
            set(cloud, &mut options.cloud.take().map(cloud_of));
            set(authority, &mut options.authority);
            set(ambient, &mut options.ambient);
            set(tenant_id, &mut options.tenant_id);
            set(client_id, &mut options.client_id);
            set(ca_pem, &mut { pem });
            set(proxy, &mut options.proxy);
        }
        Place::Folder { path } => set(path, &mut { folder }),
    }
    match unused(options) {
        Some(option) => Err(wrong(format!("{option} does not belong to this kind of place. Leave it out."))),
        None => Ok(place),
    }
}

fn set<T>(field: &mut T, option: &mut Option<T>) {
    if let Some(value) = option.take() {
        *field = value;
    }
}

/// An option that nobody took.
fn unused(options: &PlaceArguments) -> Option<&'static str> {
    let left = [
        ("--bucket", options.bucket.is_some()),
        ("--gcs-bucket", options.gcs_bucket.is_some()),
        ("--azure-account", options.azure_account.is_some()),
        ("--azure-container", options.azure_container.is_some()),
        ("--endpoint", options.endpoint.is_some()),
        ("--region", options.region.is_some()),
        ("--path-style", options.path_style.is_some()),
        ("--ambient", options.ambient.is_some()),
        ("--profile", options.profile.is_some()),
        ("--access-key-id", options.access_key_id.is_some()),
        ("--tenant-id", options.tenant_id.is_some()),
        ("--client-id", options.client_id.is_some()),
        ("--cloud", options.cloud.is_some()),
        ("--authority", options.authority.is_some()),
        ("--proxy", options.proxy.is_some()),
    ];
    left.into_iter().find(|(_, left)| *left).map(|(name, _)| name)
}

fn kind(options: &PlaceArguments) -> Option<PlaceKind> {
    let by_options = [
        (PlaceKind::Folder, options.folder.is_some()),
        (PlaceKind::Gcs, options.gcs_bucket.is_some()),
        (PlaceKind::Azure, options.azure_account.is_some() || options.azure_container.is_some()),
        (PlaceKind::S3, options.bucket.is_some() || options.profile.is_some()),
    ];
    options.kind.or_else(|| by_options.into_iter().find(|(_, given)| *given).map(|(kind, _)| kind))
}

fn kind_of(place: &Place) -> PlaceKind {
    match place {
        Place::S3 { .. } => PlaceKind::S3,
        Place::Gcs { .. } => PlaceKind::Gcs,
        Place::Azure { .. } => PlaceKind::Azure,
        Place::Folder { .. } => PlaceKind::Folder,
    }
}

/// A place of which nothing is known yet.
fn empty(kind: PlaceKind) -> Place {
    let none = String::new;
    match kind {
        PlaceKind::S3 => Place::S3 {
            endpoint: none(),
            region: none(),
            bucket: none(),
            path_style: false,
            ambient: false,
            profile: none(),
            access_key_id: none(),
            ca_pem: none(),
            proxy: none(),
        },
        PlaceKind::Gcs => {
            Place::Gcs { bucket: none(), endpoint: none(), ambient: false, ca_pem: none(), proxy: none() }
        }
        PlaceKind::Azure => Place::Azure {
            account: none(),
            container: none(),
            endpoint: none(),
            cloud: AzureCloud::Public,
            authority: none(),
            ambient: false,
            tenant_id: none(),
            client_id: none(),
            ca_pem: none(),
            proxy: none(),
        },
        PlaceKind::Folder => Place::Folder { path: none() },
    }
}

fn cloud_of(cloud: Cloud) -> AzureCloud {
    match cloud {
        Cloud::Public => AzureCloud::Public,
        Cloud::UsGovernment => AzureCloud::UsGovernment,
        Cloud::China => AzureCloud::China,
    }
}

fn absolute(folder: &Path) -> Result<String> {
    let path =
        std::path::absolute(folder).map_err(|error| wrong(format!("{} is not a path: {error}.", folder.display())))?;
    Ok(path.display().to_string())
}

/// The text of a PEM file.
pub fn pem(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| {
        Error::new(ErrorCode::Io, format!("The certificate file {} cannot be read: {error}.", file.display()))
    })
}

/// How objects are written, with what the options say of it changed.
pub fn written(mut to: WriteOptions, options: &WriteArguments) -> Result<WriteOptions> {
    if let Some(how) = &options.encryption {
        to.encryption = match how.split_once(':') {
            None if how == "bucket" => Encryption::Bucket,
            None if how == "managed" => Encryption::Managed,
            None if how == "kms" => Encryption::Kms { key_id: String::new() },
            Some(("kms", key)) => Encryption::Kms { key_id: key.to_owned() },
            _ => return Err(wrong(format!("There is no encryption {how:?}. There is bucket, managed, kms, kms:KEY."))),
        };
    }
    if let Some(class) = &options.storage_class {
        to.storage_class.clone_from(class);
    }
    if let Some(limit) = &options.limit {
        to.bytes_per_second = bytes(limit)?;
    }
    Ok(to)
}

/// A number of bytes, with K, M, G for powers of 1000.
fn bytes(typed: &str) -> Result<u64> {
    let split = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let (number, unit) = typed.split_at(split);
    let unit = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" => 1_000,
        "M" | "MB" => 1_000_000,
        "G" | "GB" => 1_000_000_000,
        _ => 0,
    };
    let number: Option<u64> = number.parse().ok().filter(|_| unit > 0);
    let limit = number.and_then(|number| number.checked_mul(unit));
    limit.ok_or_else(|| wrong(format!("{typed:?} is not a number of bytes. Enter one like 500K, 10M or 1G.")))
}

/// When a secret ends: midnight of a day in UTC, a moment as ISO 8601, or `never`.
pub fn expiry(typed: &str) -> Result<Option<Micros>> {
    if typed == "never" {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let moment = || DateTime::parse_from_rfc3339(typed).map(|at| at.to_utc());
    match day.or_else(|_| moment()) {
        Ok(at) => Ok(Some(at.timestamp_micros())),
        Err(_) => Err(wrong(format!("{typed:?} is not a date. Enter one like 2027-03-01."))),
    }
}

/// What signs in to a place: from files, else the environment variable, else a prompt. Nothing where nothing is needed.
pub fn credential(
    place: &Place,
    file: Option<&Path>,
    variable: &str,
    session_token: Option<&Path>,
) -> Result<CredentialInput> {
    if place.is_ambient() || matches!(place, Place::Folder { .. }) {
        return Ok(CredentialInput::None);
    }
    let key = match place {
        Place::Gcs { .. } => secret::read_whole("key file of the service account", file, variable)?,
        Place::Azure { client_id, .. } if !client_id.is_empty() => secret::read("client secret", file, variable)?,
        Place::Azure { .. } => secret::read("account key", file, variable)?,
        Place::S3 { .. } | Place::Folder { .. } => secret::read("secret access key", file, variable)?,
    };
    // Amazon's temporary keys begin so. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>
    let temporary = matches!(place, Place::S3 { access_key_id, .. } if access_key_id.trim().starts_with("ASIA"));
    if session_token.is_none() && !temporary {
        return Ok(CredentialInput::ApiKey { key });
    }
    let token = secret::read("session token", session_token, SESSION_TOKEN)?;
    Ok(CredentialInput::Session { key, token })
}
