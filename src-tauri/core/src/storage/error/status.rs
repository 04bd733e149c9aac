//! What an HTTP status says where no row knows the code: of a proxy in between, or of a storage that gives no code. And what a web page says where an
//! answer of a storage was expected.

use super::{super::network::PROXY_PASSWORD, CHECK_KEY, LATER, SLOW};
use super::{
    Rule,
    Topic::{Bucket, Credentials, Network, Rights, Storage},
    last, passing, says,
};
use crate::error::ErrorCode::{
    StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageUnreachable, StorageWrongRegion,
};

const IN_BETWEEN: &str =
    "If the storage's log has no trace of it, a proxy or firewall refused it; else grant `{permission}` to `{who}`.";
const PORTAL: &str =
    "Open a web page on this machine: the network may ask to sign in first. Else check endpoint and proxy.";
const HTTPS: &str = "Use an endpoint that starts with https:// instead of http://.";
const NO_STORAGE: &str =
    "Check host, port and path of the endpoint: a storage's console often has another port than its API.";

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    last("301", Bucket, StorageWrongRegion, "`{host}` sends to another address.", "Check endpoint and bucket; a redirect is not followed."),
    last("302", Network, StorageUnreachable, "`{host}` sends to another address instead of answering as a storage.", PORTAL),
    last("303", Network, StorageUnreachable, "`{host}` sends to another address instead of answering as a storage.", PORTAL),
    last("307", Network, StorageUnreachable, "`{host}` sends to another address instead of answering as a storage.", PORTAL),
    last("308", Network, StorageUnreachable, "`{host}` sends to another address instead of answering as a storage.", PORTAL),
    // Go's and nginx's words.
    says("HTTPS server", last("400", Network, StorageUnreachable, "`{host}` speaks TLS, and got a request without.", HTTPS)),
    last("401", Credentials, StorageCredentials, "`{host}` does not accept the credentials of `{who}`.", CHECK_KEY),
    last("403", Rights, StorageDenied, "`{operation}` on `{key}` in `{bucket}` was refused, without a reason that a storage would give.", IN_BETWEEN),
    last("404", Bucket, StorageNoBucket, "`{host}` has nothing at the address of `{bucket}`.", "Check endpoint, bucket and path style."),
    last("405", Bucket, StorageAnswer, "`{host}` does not know `{operation}` at this address.", NO_STORAGE),
    last("407", Network, StorageUnreachable, "the proxy asks for a name and a password.", PROXY_PASSWORD),
    last("411", Storage, StorageAnswer, "the length of the request got lost on the way.", super::PROXY_HEADERS),
    last("413", Storage, StorageAnswer, "the request is larger than the storage or a proxy in between allows.", "Raise the limit there (8 MiB per request are needed)."),
    last("421", Network, StorageUnreachable, "`{host}` is not the server for this name.", "Check the endpoint, and the proxy in front of the storage."),
    last("451", Rights, StorageDenied, "`{operation}` on `{bucket}` was refused for legal reasons.", "Ask the storage's provider."),
    last("501", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Choose the bucket's own encryption and storage class, and check that the endpoint is a storage's."),
    last("507", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    last("511", Network, StorageUnreachable, "the network asks to sign in first.", PORTAL),
    passing("408", "the storage waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("425", "the storage is not ready yet.", LATER),
    passing("429", SLOW, LATER),
    passing("500", "the storage had an error of its own.", LATER),
    passing("502", "a proxy in front of the storage got no good answer from it.", LATER),
    passing("503", "the storage is not available at the moment.", LATER),
    passing("504", "a proxy in front of the storage got no answer from it in time.", LATER),
];

/// For answers that are web pages, by status; the last row is for any other.
#[rustfmt::skip] // One row a line, as a table.
pub(super) static PAGES: &[Rule] = &[
    says("HTTPS port", last("400", Network, StorageUnreachable, "`{host}` speaks TLS, and got a request without.", HTTPS)),
    last("401", Network, StorageUnreachable, "`{host}` answers with a web page that asks to sign in; that is no storage, or a proxy in front of it.", NO_STORAGE),
    last("403", Network, StorageUnreachable, "`{operation}` on `{bucket}` was refused with a web page: a proxy or firewall on the way to `{host}` forbids it.", "Ask who administers it to allow `{host}`."),
    last("404", Network, StorageUnreachable, "`{host}` is a web server, but has no storage at this address.", NO_STORAGE),
    last("405", Network, StorageUnreachable, "`{host}` is a web server, but no storage.", NO_STORAGE),
    last("407", Network, StorageUnreachable, "the proxy asks for a name and a password.", PROXY_PASSWORD),
    last("413", Storage, StorageAnswer, "a proxy in front of the storage does not let requests of this size through.", "Raise the limit there (8 MiB per request are needed)."),
    last("429", Network, StorageUnreachable, "a proxy on the way to `{host}` asks to slow down.", LATER),
    last("511", Network, StorageUnreachable, "the network asks to sign in first.", PORTAL),
    passing("500", "a web server in front of the storage had an error of its own.", LATER),
    passing("502", "a proxy in front of the storage got no good answer from it.", LATER),
    passing("503", "a proxy in front of the storage says that it is not available at the moment.", LATER),
    passing("504", "a proxy in front of the storage got no answer from it in time.", LATER),
    last("", Network, StorageUnreachable, "`{host}` answers with a web page instead of a storage's answer.", PORTAL),
];
