//! What Azure Blob Storage says.
//!
//! Codes: <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>, <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>.

use super::{
    Rule,
    Topic::{Bucket, Rights},
    last,
};
use crate::error::ErrorCode::{StorageDenied, StorageNoBucket};

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    last("AuthorizationPermissionMismatch", Rights, StorageDenied, "{who} is signed in, but has no role that allows `{permission}` in the container `{bucket}`.", "Assign the role `Storage Blob Data Contributor` (`Contributor` alone gives no right to data) on the container; it takes some minutes to count."),
    last("ContainerNotFound", Bucket, StorageNoBucket, "there is no container `{bucket}` at `{host}`.", "Check its name, or create it."),
];
