//! Where exports go: a bucket or a folder, opened from its settings.

use chrono::{DateTime, Utc};

use super::{KeyTemplate, Retry, check_prefix, folder::Folder, s3::S3};
use crate::{
    api::wire::{DestinationConfig, Secret},
    error::Result,
    storage::settings::{S3Settings, check_secret},
};

/// A destination, ready to be written to. Opening it does not touch the network or the disk.
pub struct Destination {
    pub(super) kind: Kind,
    prefix: String,
}

pub(super) enum Kind {
    S3(Box<S3>),
    Folder(Folder),
}

impl Destination {
    /// Checks the settings and opens the destination. `prefix` as in [`check_prefix`]; a folder needs no secret.
    pub fn open(config: &DestinationConfig, secret: Option<&Secret>, prefix: &str) -> Result<Self> {
        let prefix = check_prefix(prefix)?;
        let kind = match (config, S3Settings::read(config)) {
            (_, Some(settings)) => Kind::S3(Box::new(S3::open(settings?, check_secret(secret)?)?)),
            (DestinationConfig::Folder { path }, None) => Kind::Folder(Folder::open(path)?),
            (DestinationConfig::S3 { .. }, None) => unreachable!("the settings of S3 are always read"),
        };
        Ok(Self { kind, prefix })
    }

    /// The same destination with another way of trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        if let Kind::S3(s3) = &mut self.kind {
            s3.retry = retry;
        }
        self
    }

    /// The key that an export of this name gets when it runs at `at`: what a preview shows and [`super::run`] takes.
    pub fn key(&self, name: &str, at: DateTime<Utc>, extension: &str) -> Result<String> {
        let key = KeyTemplate::new(self.prefix_as_typed(), name)?.key(at, extension);
        if let Kind::Folder(folder) = &self.kind {
            folder.file(&key)?;
        }
        Ok(key)
    }

    /// The full address of a key, to show: `s3://bucket/key` or the file's path.
    pub fn location(&self, key: &str) -> String {
        match &self.kind {
            Kind::S3(s3) => format!("s3://{}/{key}", s3.place.bucket),
            Kind::Folder(folder) => folder.file(key).unwrap_or_else(|_| folder.root.join(key)).display().to_string(),
        }
    }

    /// The prefix in its one form, with its tokens.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    fn prefix_as_typed(&self) -> &str {
        if self.prefix.is_empty() { "/" } else { &self.prefix }
    }
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Destination").field(&self.location(&self.prefix)).finish()
    }
}
