//! The address of a platform as a user types it.

use url::Url;

use crate::error::{Error, ErrorCode, Result};

/// A checked address: `http` or `https`, a host, perhaps a port and a base path; never a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads what a user typed: the address of the platform's pages or of its API, with or without a slash at the end, with or
    /// without `https://`.
    ///
    /// # Errors
    /// `wrong_use` where it is no address, or carries a user name or password.
    pub fn parse(typed: &str) -> Result<Self> {
        let typed = typed.trim();
        let wrong = |why: &str| {
            let advice = "Enter the address as you type it into the browser, for example https://obot.example.com.";
            Error::new(ErrorCode::WrongUse, format!("This is not the address of a server: {why}. {advice}"))
        };
        if typed.is_empty() {
            return Err(wrong("it is empty"));
        }
        let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let mut url = Url::parse(&with_scheme).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("it must begin with https:// or http://"));
        }
        if !url.has_host() {
            return Err(wrong("it names no host"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("a user name or password does not belong into it; paste the API key into its own field"));
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/api").unwrap_or(path).trim_end_matches('/').to_owned();
        url.set_path(&format!("{path}/"));
        Ok(Self(url))
    }

    /// The address of `path` below the base path.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{}", self.0.path(), path.trim_start_matches('/')));
        url
    }

    /// The host, for messages.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether the connection is encrypted.
    pub fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_spelling_of_the_same_server_gives_the_same_base() {
        for typed in [
            "https://obot.example.com",
            "https://obot.example.com/",
            " obot.example.com ",
            "https://obot.example.com/api",
            "https://obot.example.com/api/",
            "https://obot.example.com/?a=b#c",
        ] {
            let address = Address::parse(typed).expect("each is an address");
            assert_eq!(address.to_string(), "https://obot.example.com", "{typed}");
            assert_eq!(address.join("api/me").as_str(), "https://obot.example.com/api/me", "{typed}");
        }
        let below = Address::parse("http://localhost:8080/obot/api/").expect("an address");
        assert_eq!(below.join("/api/me").as_str(), "http://localhost:8080/obot/api/me", "the base path stays");
        assert!(below.is_loopback() && !below.is_tls(), "plain HTTP to this machine");
    }

    #[test]
    fn what_is_no_address_or_carries_a_secret_is_refused_without_repeating_it() {
        for typed in ["", "ftp://x", "https://", "https://me:hunter2@x.example.com", "https://tok3n@x.example.com"] {
            let error = Address::parse(typed).expect_err("none of these may pass");
            assert_eq!(error.code, ErrorCode::WrongUse, "{typed}");
            assert!(!error.message.contains("hunter2") && !error.message.contains("tok3n"), "no secret in a message");
        }
    }
}
