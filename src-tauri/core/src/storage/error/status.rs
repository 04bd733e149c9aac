//! What an HTTP status says where no row knows the code: of a proxy in between, or of a storage that gives no code.

use super::{CHECK_KEY, LATER};
use super::{
    Rule,
    Topic::{Credentials, Network, Rights, Storage},
    last, passing,
};
use crate::error::ErrorCode::{StorageAnswer, StorageCredentials, StorageDenied, StorageUnreachable};

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    last("401", Credentials, StorageCredentials, "the storage does not accept the credentials.", CHECK_KEY),
    last("403", Rights, StorageDenied, "access to `{key}` in the bucket `{bucket}` was refused, without a reason an S3 storage would give.", "If the storage's log has no trace of it, a proxy or firewall refused it; else grant `{permission}` to the key."),
    last("413", Storage, StorageAnswer, "the request is larger than the storage or a proxy in between allows.", "Raise the limit there (8 MiB per request are needed)."),
    last("411", Storage, StorageAnswer, "the length of the request got lost on the way.", "Look for a proxy that changes headers."),
    last("501", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Ask the storage's provider for S3 multipart uploads."),
    last("507", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    last("407", Network, StorageUnreachable, "the proxy asks for a name and a password.", "Set them in the address of the proxy."),
    passing("429", "the storage asks to slow down and did not recover in time.", LATER),
    passing("408", "the storage waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("500", "the storage had an error of its own.", LATER),
    passing("502", "a proxy in front of the storage got no good answer from it.", LATER),
    passing("503", "the storage is not available at the moment.", LATER),
    passing("504", "a proxy in front of the storage got no answer from it in time.", LATER),
];
