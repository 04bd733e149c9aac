//! Sign-in through the browser: the app asks for a token, the user confirms in the browser, the app polls. Servers after v0.25.1 make the
//! request's id themselves and want a code typed; earlier ones take an id from us. What the server answers decides.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{client::Api, fault::Fault};
use crate::{
    error::{Error, ErrorCode, Result},
    secret::Secret,
    source::{
        SourceDeps,
        http::{Address, Http, Request},
    },
};

/// Ask [`Flow::poll`] this often.
pub const POLL_EVERY: Duration = Duration::from_secs(1);
/// A request with a code lives five minutes, one without two.
const WITH_CODE: chrono::Duration = chrono::Duration::minutes(5);
const WITHOUT_CODE: chrono::Duration = chrono::Duration::minutes(2);

/// How a sign-in begins.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is moved once")]
pub enum Start {
    /// Authentication is off at this server: nobody signs in.
    NotNeeded,
    /// The user goes on in the browser.
    Browser(Flow),
}

/// A sign-in under way. It holds the secret id of the request: keep it on this side of the wire.
pub struct Flow {
    api: Api,
    deps: SourceDeps,
    id: Secret,
    open_url: String,
    code: Option<String>,
    expires: DateTime<Utc>,
}

/// Where a sign-in stands.
#[derive(Debug)]
pub enum Step {
    /// The user has not finished.
    Waiting,
    /// The API key.
    Done(Secret),
    /// The server forgot the request, or the user refused; why, in the server's words, where it says.
    Expired(Option<String>),
}

#[derive(Deserialize)]
struct Providers {
    items: Option<Vec<Provider>>,
}

#[derive(Deserialize)]
struct Provider {
    #[serde(default)]
    id: String,
    #[serde(default)]
    namespace: String,
    #[serde(default)]
    configured: bool,
}

#[derive(Deserialize)]
struct Made {
    id: Option<String>,
    #[serde(rename = "token-path")]
    token_path: Option<String>,
    #[serde(rename = "device-code")]
    device_code: Option<String>,
}

#[derive(Deserialize)]
struct Polled {
    token: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    auth_enabled: Option<bool>,
}

/// Starts a sign-in for the server at `url`.
///
/// # Errors
/// As for any request; `source_answer` if the server has no way to sign in.
pub async fn start(url: &str, ca_pem: &str, deps: SourceDeps) -> Result<Start> {
    let api = Api::new(Http::new(Address::parse(url)?, ca_pem, None, deps.clone())?.impatient());
    let cancel = CancellationToken::new();
    let host = api.host().to_owned();
    // Without a credential the version is given only where authentication is off.
    let version = api.send_raw(&Request::get("api/version"), &cancel).await?;
    if version.status == 200 {
        let read = serde_json::from_slice::<Version>(&version.body);
        if read.is_ok_and(|version| version.auth_enabled == Some(false)) {
            return Ok(Start::NotNeeded);
        }
    }
    let providers = api.object::<Providers>("api/auth-providers", Vec::new(), 1 << 20, &cancel).await;
    let providers = providers.map_err(|fault| fault.into_error(&host, "the ways to sign in"))?;
    let Some(provider) = providers.items.unwrap_or_default().into_iter().find(|provider| provider.configured) else {
        let message = format!(
            "{host} has no way to sign in through the browser (no auth provider is configured). Paste an API key."
        );
        return Err(Error::new(ErrorCode::SourceAnswer, message));
    };
    let own_id = uuid(&deps)?;
    let body = json!({
        "id": own_id,
        "name": "Auditdesk",
        "description": "Reads the audit log",
        "providerName": provider.id,
        "providerNamespace": provider.namespace,
        // Syncs go on for years; the key can be revoked at the server at any time.
        "noExpiration": true,
        "scopes": {"canAccessAPI": true},
    });
    let request = Request { body: Some(body), ..Request::get("api/token-request") };
    let answer = api.answer(&request, &cancel).await.map_err(|fault| fault.into_error(&host, "a sign-in"))?;
    let odd = || {
        Error::new(
            ErrorCode::SourceAnswer,
            format!("{host} answers a sign-in in an unknown form. Paste an API key instead."),
        )
    };
    let made: Made = serde_json::from_slice(&answer.body).map_err(|error| odd().because(error))?;
    let open_url = page(api.http().address(), &made.token_path.ok_or_else(odd)?).ok_or_else(odd)?;
    let code = made.device_code.filter(|code| !code.is_empty());
    let id = made.id.filter(|id| !id.is_empty()).unwrap_or(own_id);
    let expires = deps.clock.now() + if code.is_some() { WITH_CODE } else { WITHOUT_CODE };
    Ok(Start::Browser(Flow { api, deps, id: Secret::new(id), open_url, code, expires }))
}

impl Flow {
    /// The page to open in the browser.
    pub fn open_url(&self) -> &str {
        &self.open_url
    }

    /// The code to type there, where the server asks for one.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// When the server forgets the request.
    pub fn expires(&self) -> DateTime<Utc> {
        self.expires
    }

    /// Asks once where it stands. Drive it every [`POLL_EVERY`].
    ///
    /// # Errors
    /// When the server cannot be reached or answers with an error; asking again later is fine.
    pub async fn poll(&self) -> Result<Step> {
        if self.deps.clock.now() > self.expires {
            return Ok(Step::Expired(None));
        }
        let path = format!("api/token-request/{}", self.id.expose());
        let polled = self.api.object::<Polled>(&path, Vec::new(), 1 << 16, &CancellationToken::new()).await;
        Ok(match polled {
            Ok(Polled { error: Some(error), .. }) if !error.is_empty() => Step::Expired(Some(error)),
            Ok(Polled { token: Some(token), .. }) if !token.is_empty() => Step::Done(Secret::new(token)),
            Ok(_) => Step::Waiting,
            Err(Fault::NotFound) => Step::Expired(None),
            Err(fault) => return Err(fault.into_error(self.api.host(), "the sign-in")),
        })
    }
}

/// The page to open: as the server gives it, or below its address. Nothing but web pages is opened.
fn page(address: &Address, given: &str) -> Option<String> {
    let url = Url::parse(given).or_else(|_| address.join("").join(given)).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// A random UUID (version 4). Whoever knows it can fetch the token, so that it must be beyond guessing.
fn uuid(deps: &SourceDeps) -> Result<String> {
    let mut bytes = [0; 16];
    deps.random.fill(&mut bytes)?;
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) | (0x4 << 76);
    let bits = bits & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    Ok(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_opened() {
        let address = Address::parse("https://obot.example.com/base").expect("an address");
        assert_eq!(
            page(&address, "https://login.example.com/x?y").as_deref(),
            Some("https://login.example.com/x?y"),
            "as given"
        );
        assert_eq!(
            page(&address, "/api/oauth/start").as_deref(),
            Some("https://obot.example.com/api/oauth/start"),
            "a path"
        );
        assert_eq!(page(&address, "javascript:alert(1)"), None, "a script is no page");
        assert_eq!(page(&address, "file:///etc/passwd"), None, "a file is no page");
    }

    #[test]
    fn request_ids_are_version_4_uuids() {
        let deps = SourceDeps::system();
        let (one, two) = (uuid(&deps).expect("randomness"), uuid(&deps).expect("randomness"));
        assert_ne!(one, two, "random");
        assert_eq!((one.len(), &one[14..15]), (36, "4"), "version 4: {one}");
        assert!("89ab".contains(&one[19..20]), "the variant: {one}");
    }
}
