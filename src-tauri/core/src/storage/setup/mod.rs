//! What somebody must set up at a cloud, ready to paste: the bucket, and the smallest rights. Made of the user's own names; a name that is missing
//! stands in capitals.

mod azure;
mod folder;
mod gcs;
mod s3;

pub(crate) use s3::garage;

use crate::{
    api::wire::{Paste, Place, Rights, WriteOptions},
    storage::shell,
};

/// What the rights are for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose<'a> {
    /// To write exports.
    Write {
        /// The prefix of keys in its one form, with its tokens.
        prefix: &'a str,
        options: &'a WriteOptions,
    },
    /// To read logs.
    Read {
        /// What keys begin with.
        prefix: &'a str,
    },
}

impl Purpose<'_> {
    /// How users, roles and applications are called that are made for it.
    fn name(self) -> &'static str {
        match self {
            Self::Write { .. } => "auditdesk-export",
            Self::Read { .. } => "auditdesk-read",
        }
    }

    fn is_write(self) -> bool {
        matches!(self, Self::Write { .. })
    }
}

/// Everything that is to be set up.
pub(crate) fn rights(place: &Place, purpose: Purpose<'_>) -> Rights {
    let (summary, pastes) = match place {
        Place::S3 { .. } => s3::setup(place, purpose),
        Place::Gcs { .. } => gcs::setup(place, purpose),
        Place::Azure { .. } => azure::setup(place, purpose),
        Place::Folder { path } => folder::setup(path, purpose),
    };
    Rights { summary, pastes }
}

/// What to paste where the right is missing, and nothing else.
pub(crate) fn grant(place: &Place, purpose: Purpose<'_>) -> String {
    match place {
        Place::S3 { bucket, region, .. } => s3::policy(bucket, region, purpose),
        Place::Gcs { .. } => gcs::binding(place, purpose),
        Place::Azure { .. } => azure::assignment(place, purpose),
        Place::Folder { path } => folder::command(path, purpose),
    }
}

/// What takes a bucket from the public.
pub(crate) fn block_public_access(place: &Place) -> Option<String> {
    match place {
        Place::S3 { bucket, endpoint, .. } => endpoint.trim().is_empty().then(|| s3::block(bucket)),
        Place::Gcs { bucket, .. } => Some(gcs::block(bucket)),
        Place::Azure { account, .. } => Some(azure::block(account)),
        Place::Folder { .. } => None,
    }
}

fn paste(title: &str, text: impl Into<String>) -> Paste {
    Paste { title: title.to_owned(), text: text.into() }
}

/// A name as typed, or what stands for it.
fn or<'a>(name: &'a str, otherwise: &'a str) -> &'a str {
    match name.trim() {
        "" => otherwise,
        name => name,
    }
}

/// A name as one word of a shell, or what stands for it.
fn word(name: &str, otherwise: &str) -> String {
    shell(or(name, otherwise))
}

#[cfg(test)]
mod tests;
