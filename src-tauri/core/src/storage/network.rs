//! What can happen between here and the storage, read from the errors of the HTTP client.

use std::error::Error as StdError;

use super::fault::{Site, printable};

/// What can happen between here and the storage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Network {
    /// The name does not resolve.
    UnknownHost,
    /// Nobody listens there.
    Refused,
    /// No route, no network.
    NoRoute,
    /// No answer in time.
    TimedOut,
    /// The connection broke in the middle.
    Broken,
    /// TLS failed.
    Tls(rustls::Error),
    /// The peer does not speak TLS, or not HTTP.
    NotHttp,
    /// Something else, in the words of the library.
    Other(String),
}

impl Network {
    /// Why, and what to do.
    pub fn explain(&self, site: &Site) -> (String, String) {
        let host = &site.host;
        let (why, next) = match self {
            Self::UnknownHost => (
                format!("the name `{host}` is not known to the name server."),
                "Check the endpoint (and the region, which is part of Amazon's names) for typing errors, and this machine's network.",
            ),
            Self::Refused => (
                format!("nothing listens at `{host}`: the connection was refused."),
                "Check host and port of the endpoint, and whether the storage is running.",
            ),
            Self::NoRoute => {
                (format!("there is no way to `{host}` from here."), "Check this machine's network, VPN and firewall.")
            }
            Self::TimedOut => (
                format!("`{host}` did not answer in time."),
                "Check the network, a firewall in between, and a proxy if one is needed.",
            ),
            Self::Broken => (
                format!("the connection to `{host}` broke off."),
                "Try again; if it stays, look at the network, a proxy in between, or the storage's log.",
            ),
            Self::Tls(error) => return explain_tls(error, host),
            Self::NotHttp => (
                format!("`{host}` does not answer as expected of the endpoint's address."),
                "Check the port, and whether the endpoint must start with http:// or https://.",
            ),
            Self::Other(text) => {
                (format!("the request to `{host}` failed: {}.", printable(text)), "Check endpoint, network and proxy.")
            }
        };
        (why, next.to_owned())
    }
}

fn explain_tls(error: &rustls::Error, host: &str) -> (String, String) {
    use rustls::{CertificateError as Bad, Error as Tls};
    let (why, next) = match error {
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => (
            format!("the certificate of `{host}` has expired."),
            "Renew it at the storage; if it is valid, set this machine's clock right.",
        ),
        Tls::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => {
            (format!("the certificate of `{host}` is not valid yet."), "Set this machine's clock right.")
        }
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => (
            format!("the certificate shown is not for `{host}`."),
            "Use the name that is in the certificate; for a private storage, path style often helps (no bucket in the host name).",
        ),
        Tls::InvalidCertificate(Bad::UnknownIssuer) => (
            format!("the certificate of `{host}` comes from an authority this machine does not trust."),
            "If it is your organisation's own authority, paste its certificate (PEM) into the destination.",
        ),
        Tls::InvalidMessage(_) | Tls::PeerIncompatible(_) => (
            format!("`{host}` does not speak TLS as expected there."),
            "Check the port, and whether the endpoint must start with http:// instead of https://.",
        ),
        error => (format!("the secure connection to `{host}` failed: {error}."), "Check certificate, port and proxy."),
    };
    (why, next.to_owned())
}

/// Reads the network's fault from an HTTP client's error.
pub(crate) fn network(error: &(dyn StdError + 'static)) -> Network {
    let mut innermost = error.to_string();
    let mut current = Some(error);
    while let Some(link) = current {
        if let Some(tls) = link.downcast_ref::<rustls::Error>() {
            return Network::Tls(tls.clone());
        }
        if let Some(io) = link.downcast_ref::<std::io::Error>()
            && let Some(found) = from_io(io)
        {
            return found;
        }
        if let Some(http) = link.downcast_ref::<reqwest::Error>()
            && http.is_timeout()
        {
            return Network::TimedOut;
        }
        innermost = link.to_string();
        // The resolver's error is a private type of the HTTP client; its text is the only sign.
        if innermost.contains("dns error") {
            return Network::UnknownHost;
        }
        if innermost.contains("connection closed before message completed")
            || innermost.contains("error writing a body")
        {
            return Network::Broken;
        }
        if innermost.contains("invalid HTTP") {
            return Network::NotHttp;
        }
        current = link.source();
    }
    Network::Other(innermost)
}

fn from_io(io: &std::io::Error) -> Option<Network> {
    use std::io::ErrorKind as Kind;
    // An io::Error hides the error it wraps from `source`, and the HTTP client wraps one in another.
    if let Some(inner) = io.get_ref() {
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return Some(Network::Tls(tls.clone()));
        }
        if let Some(found) = inner.downcast_ref::<std::io::Error>().and_then(from_io) {
            return Some(found);
        }
    }
    match io.kind() {
        Kind::ConnectionRefused => Some(Network::Refused),
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown => Some(Network::NoRoute),
        Kind::TimedOut => Some(Network::TimedOut),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            Some(Network::Broken)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_a_certificate_is_told_apart() {
        use rustls::{CertificateError as Bad, Error as Tls};
        let site = Site { host: "s3.example.com".into(), ..Site::default() };
        for (error, word) in [
            (Tls::InvalidCertificate(Bad::Expired), "expired"),
            (Tls::InvalidCertificate(Bad::NotValidYet), "not valid yet"),
            (Tls::InvalidCertificate(Bad::NotValidForName), "not for `s3.example.com`"),
            (Tls::InvalidCertificate(Bad::UnknownIssuer), "does not trust"),
        ] {
            let io = std::io::Error::new(std::io::ErrorKind::InvalidData, error.clone());
            let found = network(&io);
            assert_eq!(found, Network::Tls(error), "a TLS error wrapped by io is found");
            let twice = std::io::Error::other(io);
            assert_eq!(network(&twice), found, "and one wrapped twice");
            assert!(found.explain(&site).0.contains(word));
        }
    }
}
