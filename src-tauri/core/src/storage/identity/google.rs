//! Google: application default credentials, by the official crate. <https://cloud.google.com/docs/authentication/application-default-credentials>

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use google_cloud_auth::{
    credentials::{AccessTokenCredentials, Builder},
    errors::CredentialsError,
};
use object_store::{
    CredentialProvider, HeaderMap,
    gcp::{GcpCredential, GcpCredentialProvider},
};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::{Missing, PATIENCE, all_told, told, within};
use crate::{
    api::wire::FoundIdentity,
    storage::{answer::Answer, fault::printable},
};

/// What is asked for: objects, and nothing else of Google's.
const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_write";

/// Where a token tells whose it is.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// How long asking for a name may take.
const NAME_TIME: Duration = Duration::from_secs(4);

const SIGN_IN: &str = "Run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account, or run this on a machine of Google's that has a service account.";

/// Signs in with the application default credentials. Nothing is looked for before the first request.
pub(crate) fn provider() -> GcpCredentialProvider {
    Arc::new(Ambient::default())
}

/// Looks for the identity.
pub(super) async fn find() -> Result<FoundIdentity, Missing> {
    let ambient = Ambient::default();
    let token = ambient.token().await?;
    let source = Source::find()?;
    let who = source.who(&token).await;
    Ok(FoundIdentity { who, origin: source.shown(), expires: None, region: None })
}

#[derive(Debug, Default)]
struct Ambient {
    credentials: OnceCell<AccessTokenCredentials>,
}

impl Ambient {
    async fn token(&self) -> Result<String, Missing> {
        let source = Source::find()?;
        let sign_in = async {
            let credentials = self.credentials.get_or_try_init(async || source.credentials()).await?;
            match credentials.access_token().await {
                Ok(token) => Ok(token.token),
                Err(error) => Err(source.refused(&said(&error))),
            }
        };
        within(PATIENCE, &source.shown(), sign_in).await.map_err(|missing| match &source {
            // Why nobody answers there is of no use to somebody who is not on a machine of Google's.
            Source::Metadata => source.refused(""),
            Source::File { .. } => missing,
        })
    }
}

#[async_trait]
impl CredentialProvider for Ambient {
    type Credential = GcpCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<GcpCredential>> {
        let bearer = self.token().await.map_err(|missing| missing.at("GCS"))?;
        Ok(Arc::new(GcpCredential { bearer }))
    }
}

/// What the official library takes, in its order.
enum Source {
    File { path: PathBuf, named: bool, file: File },
    Metadata,
}

/// What of the file is looked at here.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    client_email: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    service_account_impersonation_url: String,
    #[serde(default)]
    audience: String,
    token_uri: Option<String>,
}

impl Source {
    fn find() -> Result<Self, Missing> {
        let named = std::env::var_os("GOOGLE_APPLICATION_CREDENTIALS");
        let path = match &named {
            Some(path) => Some(PathBuf::from(path)),
            None => usual_path(),
        };
        let Some(path) = path else { return Ok(Self::Metadata) };
        let shown = path.display();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(Self::Metadata),
            Err(error) => {
                let why = format!("the file {shown} cannot be read: {error}.");
                return Err(Missing::new(why, "Check GOOGLE_APPLICATION_CREDENTIALS."));
            }
        };
        // The parser's message is not repeated: it may quote a key.
        let file = serde_json::from_str(&text).map_err(|_| {
            Missing::new(format!("the file {shown} is not a credentials file of Google."), "Make it again.")
        })?;
        Ok(Self::File { path, named: named.is_some(), file })
    }

    fn credentials(&self) -> Result<AccessTokenCredentials, Missing> {
        let builder = match self {
            // A user's token has what was agreed to when signing in; asking for another part of it is refused.
            Self::File { file, .. } if file.kind == "authorized_user" => Builder::default(),
            _ => Builder::default().with_scopes([SCOPE]),
        };
        builder.build_access_token_credentials().map_err(|error| {
            let told = if error.is_parsing() { "it lacks something or is malformed".to_owned() } else { told(&error) };
            self.refused(&told)
        })
    }

    fn shown(&self) -> String {
        match self {
            Self::Metadata => "service account of this machine (metadata server)".into(),
            Self::File { path, named, file } => {
                let kind = match file.kind.as_str() {
                    "authorized_user" => "sign-in by gcloud",
                    "service_account" => "key of a service account",
                    "impersonated_service_account" => "impersonated service account",
                    "external_account" => "workload identity",
                    _ => "credentials",
                };
                let how = if *named { ", named by GOOGLE_APPLICATION_CREDENTIALS" } else { "" };
                format!("{kind} in {}{how}", path.display())
            }
        }
    }

    fn refused(&self, told: &str) -> Missing {
        match self {
            Self::Metadata => {
                let usual = usual_path().map(|path| path.display().to_string()).unwrap_or_default();
                let why = format!(
                    "no application default credentials were found. Looked at GOOGLE_APPLICATION_CREDENTIALS, {usual} and the metadata server."
                );
                Missing::new(why, SIGN_IN)
            }
            Self::File { path, file, .. } => {
                let why = format!("the {} did not sign in: {told}.", self.shown());
                let next = match file.kind.as_str() {
                    "authorized_user" => "Run `gcloud auth application-default login`.".to_owned(),
                    "service_account" => format!("Make a new key for {} into {}.", file.client_email, path.display()),
                    _ => SIGN_IN.to_owned(),
                };
                Missing::new(why, next)
            }
        }
    }

    /// Who it is, as far as that is known without more rights.
    async fn who(&self, token: &str) -> String {
        match self {
            Self::Metadata => metadata_email().await.unwrap_or_else(|| "the machine's service account".into()),
            Self::File { file, .. } => {
                let impersonated = file
                    .service_account_impersonation_url
                    .rsplit_once("/serviceAccounts/")
                    .and_then(|(_, rest)| rest.split(':').next());
                match (file.kind.as_str(), impersonated) {
                    ("service_account", _) => file.client_email.clone(),
                    (_, Some(email)) => email.to_owned(),
                    ("authorized_user", _) if !file.account.is_empty() => file.account.clone(),
                    ("authorized_user", _) => {
                        let uri = file.token_uri.as_deref().unwrap_or(TOKEN_URI);
                        token_email(uri, token).await.unwrap_or_else(|| "a user without a known e-mail address".into())
                    }
                    _ => file.audience.clone(),
                }
            }
        }
    }
}

/// What Google said, without the frame that its library puts around it.
fn said(error: &CredentialsError) -> String {
    let all = all_told(error);
    let body = all.split_once("body=<").and_then(|(_, rest)| rest.split_once('>')).map(|(body, _)| body);
    match body.map(|body| Answer::read("", 0, &HeaderMap::new(), body)) {
        Some(answer) if !answer.message.is_empty() => printable(&format!("{}: {}", answer.code, answer.message)),
        _ => told(error),
    }
}

/// Where gcloud keeps the credentials. <https://google.aip.dev/auth/4113>
fn usual_path() -> Option<PathBuf> {
    let folder = if cfg!(windows) {
        PathBuf::from(std::env::var_os("APPDATA")?).join("gcloud")
    } else {
        PathBuf::from(std::env::var_os("HOME")?).join(".config/gcloud")
    };
    Some(folder.join("application_default_credentials.json"))
}

/// <https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys>
async fn metadata_email() -> Option<String> {
    let host = std::env::var("GCE_METADATA_HOST").unwrap_or_else(|_| "metadata.google.internal".into());
    let url = format!("http://{host}/computeMetadata/v1/instance/service-accounts/default/email");
    let client = reqwest::Client::builder().no_proxy().timeout(NAME_TIME).build().ok()?;
    let answer = client.get(url).header("Metadata-Flavor", "Google").send().await.ok()?.error_for_status().ok()?;
    let email = answer.text().await.ok()?.trim().to_owned();
    email.contains('@').then_some(email)
}

/// The e-mail address of a user's token, where the sign-in included it, as gcloud's does. <https://oauth2.googleapis.com/tokeninfo>
async fn token_email(token_uri: &str, token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Info {
        email: String,
    }
    let client = reqwest::Client::builder().timeout(NAME_TIME).build().ok()?;
    // In the body: addresses are logged on their way.
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("access_token", token).finish();
    let request = client.post(format!("{token_uri}info")).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(body).send().await.ok()?.error_for_status().ok()?;
    answer.json::<Info>().await.ok().map(|info| info.email)
}
