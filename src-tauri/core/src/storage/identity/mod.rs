//! Who this machine is to a cloud, without a secret of ours.

pub(super) mod aws;
pub(super) mod azure;
pub(super) mod google;

use crate::{
    api::wire::{FoundIdentity, Place},
    error::{Error, ErrorCode, Result},
};

/// Looks for the identity that an ambient place would use.
///
/// # Errors
/// `wrong_use` for a place that has none; `storage_credentials` where there is none, with where it was looked for.
pub(crate) async fn find(place: &Place) -> Result<FoundIdentity> {
    match place {
        Place::S3 { profile, .. } => aws::find(profile).await,
        Place::Gcs { .. } => google::find().await,
        Place::Azure { .. } => azure::find(place).await,
        Place::Folder { .. } => Err(Error::new(ErrorCode::WrongUse, "A folder needs nobody to sign in.")),
    }
}
