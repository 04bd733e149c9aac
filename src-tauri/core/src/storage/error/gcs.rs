//! What Google Cloud Storage says, in XML and JSON.
//!
//! Codes: <https://cloud.google.com/storage/docs/xml-api/reference-status>, <https://cloud.google.com/storage/docs/json_api/v1/status-codes>.

use super::{
    GRANT, Rule,
    Topic::{Bucket, Rights},
    last,
};
use crate::error::ErrorCode::{StorageDenied, StorageNoBucket};

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    last("AccessDenied", Rights, StorageDenied, "{who} may not do `{permission}` on `{key}` in the bucket `{bucket}`.", GRANT),
    last("NoSuchBucket", Bucket, StorageNoBucket, "there is no bucket `{bucket}`.", "Check its name, or create it."),
];
