//! Why there is no answer.

use crate::error::{Error, ErrorCode};

use super::Address;

/// Why a request has no usable answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The server cannot be reached, refuses TLS, or asks to slow down without end; or the work was cancelled. Nothing more can be had
    /// at the moment.
    Stop(Error),
    /// The body is larger than the limit; its first bytes.
    TooLarge(Vec<u8>),
}

/// A host name that the resolver does not know.
#[derive(Debug, thiserror::Error)]
#[error("the name cannot be resolved")]
pub(crate) struct NameError(#[source] pub std::io::Error);

/// How a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Name,
    Tls,
    Timeout,
    Refused,
    Cut,
}

impl Cause {
    fn of(error: &reqwest::Error) -> Self {
        let mut refused = false;
        for layer in layers(error) {
            if layer.is::<NameError>() {
                return Self::Name;
            }
            if layer.is::<rustls::Error>() {
                return Self::Tls;
            }
            let io = layer.downcast_ref::<std::io::Error>();
            refused |= io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused);
        }
        match () {
            () if error.is_timeout() => Self::Timeout,
            () if refused || error.is_connect() => Self::Refused,
            () => Self::Cut,
        }
    }
}

/// The error of a connection that failed, and whether trying again makes sense.
pub(super) fn of_connection(address: &Address, error: reqwest::Error) -> (Error, bool) {
    let host = address.host();
    let cause = Cause::of(&error);
    let (code, word, message) = match cause {
        Cause::Name => (
            ErrorCode::SourceUnreachable,
            "name",
            format!("The name {host} cannot be resolved. Check its spelling, the network and the VPN."),
        ),
        Cause::Tls => (
            ErrorCode::SourceTls,
            "tls",
            format!(
                "TLS with {host} failed: {}. If the server's certificate comes from your own authority, add that \
                 authority's certificate to the source; if the server speaks plain HTTP, begin the address with http://.",
                innermost(&error)
            ),
        ),
        Cause::Timeout => (
            ErrorCode::SourceUnreachable,
            "timeout",
            format!(
                "{host} did not answer in time. Check the network, the proxy and whether the server is busy, then try again."
            ),
        ),
        Cause::Refused => (
            ErrorCode::SourceUnreachable,
            "connect",
            format!(
                "No connection to {host}: {}. Check the port, the firewall and whether the server runs.",
                innermost(&error)
            ),
        ),
        Cause::Cut => (
            ErrorCode::SourceUnreachable,
            "cut",
            format!(
                "The connection to {host} broke in the middle of an answer. Try again; if it stays, look at the proxy before the server."
            ),
        ),
    };
    // The address of a request carries filters and ids, which are noise in a message; the cause goes to the log.
    let error =
        Error::new(code, message).with_details(serde_json::json!({ "cause": word })).because(error.without_url());
    (error, !matches!(cause, Cause::Tls))
}

/// The error and its causes. I/O errors wrap others, themselves included, without naming them as their source.
fn layers<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |layer| {
        let wrapped = layer.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        match wrapped {
            Some(inner) => Some(inner as &(dyn std::error::Error + 'static)),
            None => layer.source(),
        }
    })
}

/// The innermost cause, which is the one a person can act on.
fn innermost(error: &reqwest::Error) -> String {
    layers(error).last().map(ToString::to_string).unwrap_or_default()
}
