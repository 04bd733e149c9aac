//! Where exports go: a bucket or a folder, opened from its settings.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Encoding, KeyTemplate, Retry, check_prefix, folder::Folder, key::RunKeys, parts::PartsOf};
use crate::{
    api::wire::{Place, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
    gate::Gate,
    storage::bucket::Bucket,
};

/// A destination, ready to be written to. Opening it does not touch the network or the disk.
pub struct Destination {
    pub(super) kind: Kind,
    prefix: String,
}

pub(super) enum Kind {
    Bucket(Box<Bucket>),
    Folder(Folder),
}

impl Destination {
    /// What the parts of an object that is written here are for.
    pub(super) fn parts_of(&self) -> PartsOf {
        match self.kind {
            Kind::Bucket(_) => PartsOf::Upload,
            Kind::Folder(_) => PartsOf::File,
        }
    }

    /// Checks the settings and opens the destination. `prefix` as in [`check_prefix`]; a folder needs no secret.
    ///
    /// # Errors
    /// `wrong_use`, which says what cannot be right.
    pub fn open(place: &Place, secret: Option<&Secret>, options: &WriteOptions, prefix: &str) -> Result<Self> {
        let prefix = check_prefix(prefix)?;
        let kind = match (Bucket::open(place, secret, options)?, place) {
            (Some(bucket), _) => Kind::Bucket(Box::new(bucket)),
            (None, Place::Folder { path }) if *options == WriteOptions::default() => Kind::Folder(Folder::open(path)?),
            (None, _) => {
                let message = "A folder has no encryption, storage class or limit of bytes per second. Leave them out.";
                return Err(Error::new(ErrorCode::WrongUse, message));
            }
        };
        Ok(Self { kind, prefix })
    }

    /// The same destination with another way of trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        if let Kind::Bucket(bucket) = &mut self.kind {
            bucket.retry = retry;
        }
        self
    }

    /// The same destination, to which nothing is begun while the gate is closed.
    #[must_use]
    pub fn behind(mut self, gate: Gate) -> Self {
        match &mut self.kind {
            Kind::Bucket(bucket) => bucket.gate = gate,
            Kind::Folder(folder) => folder.gate = gate,
        }
        self
    }

    /// The key that an export of this name gets when it runs at `at`: what a preview shows and [`super::run`] takes.
    pub fn key(&self, name: &str, at: DateTime<Utc>, extension: &str) -> Result<String> {
        let key = KeyTemplate::new(self.prefix_as_typed(), name)?.key(at, extension);
        self.checked(key)
    }

    /// A key that this destination can have.
    pub(super) fn checked(&self, key: String) -> Result<String> {
        if let Kind::Folder(folder) = &self.kind {
            folder.file(&key)?;
        }
        Ok(key)
    }

    /// The keys of a scheduled run.
    pub(crate) fn run_keys(&self, name: &str, slot: DateTime<Utc>, tag: &str, run: u64) -> Result<RunKeys> {
        Ok(RunKeys::new(&KeyTemplate::new(self.prefix_as_typed(), name)?, slot, tag, run))
    }

    /// The key of object `part` (0, 1, 2, …) of an export of this name at `at`: that of [`Self::key`] where all is in one object.
    pub(crate) fn part_key(
        &self,
        (name, at): (&str, DateTime<Utc>),
        part: u32,
        day: Option<NaiveDate>,
        encoding: &Encoding,
    ) -> Result<String> {
        if !encoding.is_split() && day.is_none() {
            return self.key(name, at, encoding.extension());
        }
        self.checked(KeyTemplate::new(self.prefix_as_typed(), name)?.part(at, part, day, encoding.extension()))
    }

    /// The full address of a key, to show: `s3://bucket/key` or the file's path.
    pub fn location(&self, key: &str) -> String {
        match &self.kind {
            Kind::Bucket(bucket) => format!("{}/{key}", bucket.shown),
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
