//! Who this machine is to a cloud, without a secret of ours. What is found is what signs in: both take the same path.

pub(super) mod aws;
pub(super) mod azure;
pub(super) mod google;

use std::{error::Error as StdError, time::Duration};

use super::fault::printable;
use crate::{
    api::wire::{FoundIdentity, Place},
    error::{Error, ErrorCode, Result},
};

/// How long finding an identity or getting its next token may take: where there is none, the addresses asked may never answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// This machine has no identity for the cloud, or it does not sign in.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{why} {next}")]
pub(crate) struct Missing {
    /// Why, with where it was looked for; begins in lower case, ends with a full stop.
    pub why: String,
    /// What to do.
    pub next: String,
}

impl Missing {
    fn new(why: impl Into<String>, next: impl Into<String>) -> Self {
        Self { why: why.into(), next: next.into() }
    }

    /// As object_store passes it on; [`super::fault`] finds it there.
    fn at(self, store: &'static str) -> object_store::Error {
        object_store::Error::Generic { store, source: Box::new(self) }
    }
}

/// Looks for the identity that an ambient place would use.
///
/// # Errors
/// `wrong_use` for a place that has none; `storage_credentials` where there is none, with where it was looked for.
pub(crate) async fn find(place: &Place) -> Result<FoundIdentity> {
    let (cloud, found) = match place {
        Place::S3 { profile, .. } => ("AWS", aws::find(profile.trim()).await),
        Place::Gcs { .. } => ("Google", google::find().await),
        Place::Azure { .. } => ("Azure", azure::find(place).await?),
        Place::Folder { .. } => return Err(Error::new(ErrorCode::WrongUse, "A folder needs nobody to sign in.")),
    };
    found.map_err(|missing| {
        let message = format!("Signing in to {cloud} as this machine failed: {missing}");
        Error::new(ErrorCode::StorageCredentials, message)
    })
}

/// Ends the wait for an identity after `limit`; `what` did not answer.
async fn within<T>(
    limit: Duration,
    what: &str,
    sign_in: impl Future<Output = Result<T, Missing>>,
) -> Result<T, Missing> {
    tokio::time::timeout(limit, sign_in).await.unwrap_or_else(|_elapsed| {
        let why = format!("{what} did not answer within {} s.", limit.as_secs());
        Err(Missing::new(why, "Check the network and the proxy of this machine."))
    })
}

/// What an error and its causes say, for a message.
fn told(error: &(dyn StdError + 'static)) -> String {
    printable(all_told(error).trim_end_matches('.'))
}

/// What an error and its causes say, each once.
fn all_told(error: &(dyn StdError + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut current = Some(error);
    while let Some(link) = current {
        let text = link.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        current = link.source();
    }
    parts.join(": ")
}
