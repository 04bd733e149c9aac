//! What the services say that sign in to a storage: Entra and Google.
//!
//! Codes: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>, RFC 6749 section 5.2. Microsoft warns that they may change: the raw code and text are always shown, too.

use super::{Rule, Topic::Credentials, last};
use crate::error::ErrorCode::StorageCredentials;

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    last("AADSTS7000215", Credentials, StorageCredentials, "the client secret is wrong for the application {who}.", "Paste the secret's value, not its id: both stand in the same table, the value only right after it was made."),
];
