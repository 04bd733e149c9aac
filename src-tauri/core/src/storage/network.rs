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
    /// The peer does not speak HTTP there.
    NotHttp,
    /// The proxy asks for a name and a password.
    ProxyPassword,
    /// The proxy does not connect to the host.
    ProxyRefused,
    /// Something else, in the words of the library.
    Other(String),
}

impl Network {
    /// The line of the connection test that it makes red.
    pub fn title(&self, site: &Site) -> &'static str {
        match self {
            Self::UnknownHost if site.proxy.is_none() => "Name",
            Self::Tls(_) => "TLS",
            _ => "Connection",
        }
    }

    /// Why, and what to do.
    pub fn explain(&self, site: &Site) -> (String, String) {
        let host = &site.host;
        // With a proxy, names are resolved and connections made by it, all but the one to itself.
        let (why, next) = match (self, &site.proxy) {
            (Self::UnknownHost, Some(proxy)) => (
                format!("the name of the proxy `{proxy}` is not known to the name server."),
                "Check the proxy's address, and this machine's network.",
            ),
            (Self::UnknownHost, None) => return unknown_host(site),
            (Self::Refused, Some(proxy)) => (
                format!("nothing listens at the proxy `{proxy}`: the connection was refused."),
                "Check host and port of the proxy, and whether it is running.",
            ),
            (Self::Refused, None) => (
                format!("nothing listens at `{host}`: the connection was refused."),
                "Check host and port of the endpoint, and whether the storage is running.",
            ),
            (Self::NoRoute, Some(proxy)) => (
                format!("there is no way to the proxy `{proxy}` from here."),
                "Check this machine's network, VPN and firewall, and the proxy's address.",
            ),
            (Self::NoRoute, None) => {
                (format!("there is no way to `{host}` from here."), "Check this machine's network, VPN and firewall.")
            }
            (Self::TimedOut, Some(proxy)) => (
                format!("`{host}` did not answer in time, by way of the proxy `{proxy}`."),
                "Check whether the proxy answers, and whether it may connect there.",
            ),
            (Self::TimedOut, None) => (
                format!("`{host}` did not answer in time."),
                "Check the network, a firewall in between, and a proxy if one is needed.",
            ),
            (Self::Broken, Some(proxy)) => (
                format!("the connection to `{host}` by way of the proxy `{proxy}` broke off."),
                "Try again; if it stays, look at the proxy's log.",
            ),
            (Self::Broken, None) => (
                format!("the connection to `{host}` broke off."),
                "Try again; if it stays, look at the network, a firewall in between, or the storage's log.",
            ),
            (Self::Tls(error), proxy) => return explain_tls(error, host, proxy.as_deref()),
            (Self::NotHttp, _) => (
                format!("what listens at `{host}` does not speak HTTP there."),
                "Check the port, and whether the endpoint must start with https:// instead of http://.",
            ),
            (Self::ProxyPassword, proxy) => {
                (format!("{} asks for a name and a password.", named(proxy.as_deref())), PROXY_PASSWORD)
            }
            (Self::ProxyRefused, proxy) => (
                format!("{} does not connect to `{host}`.", named(proxy.as_deref())),
                "Check the endpoint for typing errors, and ask who administers the proxy to allow it.",
            ),
            (Self::Other(text), _) => {
                (format!("the request to `{host}` failed: {}.", printable(text)), "Check endpoint, network and proxy.")
            }
        };
        (why, next.to_owned())
    }
}

fn named(proxy: Option<&str>) -> String {
    proxy.map_or_else(|| "the proxy".to_owned(), |proxy| format!("the proxy `{proxy}`"))
}

/// A name that does not resolve. Of the clouds' names the parts are known.
fn unknown_host(site: &Site) -> (String, String) {
    let host = &site.host;
    if host.contains(".blob.core.") {
        let account = host.split('.').next().unwrap_or_default();
        return (
            format!("there is no storage account `{account}`: the name `{host}` is not known to the name server."),
            "Check the account's name and the cloud (public, US Government, China). If the account has a private endpoint only, this machine must use its network's name server.".into(),
        );
    }
    if host.contains(".amazonaws.com") {
        return (
            format!("the name `{host}` is not known to the name server; mostly there is no region `{}`.", site.region),
            "Check the region for typing errors, and this machine's network.".into(),
        );
    }
    (
        format!("the name `{host}` is not known to the name server."),
        "Check the endpoint for typing errors, try the other setting of path style, and check this machine's network."
            .into(),
    )
}

/// What to do where a proxy asks who we are: its address in a place's settings is no secret, so it holds none.
pub(super) const PROXY_PASSWORD: &str = "Set them in the environment variable HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT, and leave the proxy of this form empty.";

/// Names whose certificates every machine trusts, so that another authority's is somebody's in between.
const PUBLIC: [&str; 10] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".googleapis.com",
    ".core.windows.net",
    ".core.usgovcloudapi.net",
    ".core.chinacloudapi.cn",
    ".microsoftonline.com",
    ".cloudflarestorage.com",
    ".backblazeb2.com",
    ".wasabisys.com",
];

fn explain_tls(error: &rustls::Error, host: &str, proxy: Option<&str>) -> (String, String) {
    use rustls::{AlertDescription as Alert, CertificateError as Bad, Error as Tls};
    let is_public = PUBLIC.iter().any(|ending| host.ends_with(ending));
    let between = || match proxy {
        Some(proxy) => format!("the proxy `{proxy}`"),
        None => "a proxy or firewall".to_owned(),
    };
    let (why, next) = match error {
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => (
            format!("the certificate of `{host}` has expired."),
            "Renew it at the storage; if it is valid, set this machine's clock right.",
        ),
        Tls::InvalidCertificate(Bad::NotValidYet | Bad::NotValidYetContext { .. }) => (
            format!("the certificate of `{host}` is not valid yet."),
            "Set this machine's clock right; if it is right, look at the certificate's first day.",
        ),
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => (
            format!("the certificate shown is not for `{host}`."),
            "Use the name that is in the certificate; for a private storage, path style often helps (no bucket in the host name).",
        ),
        Tls::InvalidCertificate(Bad::Revoked) => {
            (format!("the certificate of `{host}` was revoked."), "Renew it at the storage.")
        }
        Tls::InvalidCertificate(_) if is_public => (
            format!(
                "the certificate shown for `{host}` is not the provider's own: {} opens the connection and shows another.",
                between()
            ),
            "Ask who administers it for its certificate authority and paste that (PEM) into the destination, or to leave this host alone.",
        ),
        Tls::InvalidCertificate(Bad::UnknownIssuer | Bad::BadSignature) => (
            format!("the certificate of `{host}` comes from an authority this machine does not trust."),
            "If it is your organisation's own authority, paste its certificate (PEM) into the destination. If not, something on the way shows a certificate of its own.",
        ),
        Tls::InvalidCertificate(Bad::Other(other)) if other.to_string().contains("CaUsedAsEndEntity") => (
            format!("the certificate of `{host}` is one of an authority, which cannot be a server's own."),
            "Make a certificate for the server (with CA:FALSE), signed by that authority.",
        ),
        Tls::InvalidMessage(_) => (
            format!("what listens at `{host}` does not speak TLS there."),
            "Check the port, and whether the endpoint must start with http:// instead of https://.",
        ),
        Tls::PeerIncompatible(_) | Tls::AlertReceived(Alert::ProtocolVersion | Alert::InsufficientSecurity) => (
            format!("`{host}` speaks too old a version of TLS; 1.2 is needed."),
            "Turn TLS 1.2 or 1.3 on at the storage or the proxy in front of it.",
        ),
        Tls::AlertReceived(Alert::CertificateRequired) => (
            format!("`{host}` asks for a certificate of the client, which is not supported."),
            "Use an endpoint that does not ask for one.",
        ),
        Tls::AlertReceived(Alert::UnrecognisedName) => (
            format!("the server at this address does not know the name `{host}`."),
            "Check the endpoint, and try the other setting of path style.",
        ),
        error => {
            let text = printable(&error.to_string());
            (format!("the secure connection to `{host}` failed: {text}."), "Check certificate, port and proxy.")
        }
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
        // So are those of the connection by way of a proxy.
        if innermost.contains("proxy authorization required") {
            return Network::ProxyPassword;
        }
        if innermost.contains("tunnel error: unsuccessful") {
            return Network::ProxyRefused;
        }
        if innermost.contains("connection closed before message completed")
            || innermost.contains("error writing a body")
            || innermost.contains("error reading a body from connection")
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

    #[test]
    fn a_foreign_certificate_for_a_cloud_s_name_is_somebody_s_in_between() {
        let error = Network::Tls(rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer));
        let site = Site { host: "audit.s3.eu-west-1.amazonaws.com".into(), ..Site::default() };
        assert!(error.explain(&site).0.contains("a proxy or firewall opens the connection"));
        let behind = Site { proxy: Some("proxy:3128".into()), ..site };
        assert!(error.explain(&behind).0.contains("the proxy `proxy:3128` opens the connection"));
    }

    #[test]
    fn an_unknown_name_of_a_cloud_is_told_by_its_part_that_is_wrong() {
        let why = |host: &str| {
            Network::UnknownHost.explain(&Site { host: host.into(), region: "eu-west-9".into(), ..Site::default() }).0
        };
        assert!(why("logz.blob.core.windows.net").contains("no storage account `logz`"));
        assert!(why("audit.s3.eu-west-9.amazonaws.com").contains("no region `eu-west-9`"));
        assert!(why("storage.invalid").contains("`storage.invalid` is not known"));
    }
}
