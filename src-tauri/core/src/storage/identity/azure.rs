//! Azure: the environment, workload identity, managed identity, the CLI's sign-in; in the order of Microsoft's `DefaultAzureCredential`.
//! <https://learn.microsoft.com/azure/developer/rust/sdk/authentication/credential-chains>

use std::{error::Error as StdError, fmt, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use object_store::{
    CredentialProvider, RetryConfig,
    azure::{AzureCredential, AzureCredentialProvider, MicrosoftAzureBuilder},
};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::{
    super::{
        fault::{Cause, cause, printable},
        http::{Connector, client},
        settings::Way,
    },
    Missing, PATIENCE, within,
};
use crate::{
    api::wire::{FoundIdentity, Place, WriteOptions},
    error::Result,
};

/// Signs in as this machine; `client_id` selects one of several managed identities. Nothing is looked for before the first request.
pub(crate) fn provider(client: reqwest::Client, authority: &str, client_id: &str) -> AzureCredentialProvider {
    Arc::new(Ambient::new(client, authority, client_id))
}

/// Looks for the identity.
///
/// # Errors
/// `wrong_use` for a way to the cloud that cannot be.
pub(super) async fn find(place: &Place) -> Result<Result<FoundIdentity, Missing>> {
    let Place::Azure { authority, cloud, client_id, .. } = place else { unreachable!("called for Azure only") };
    let client = client(&Way::checked(place, &WriteOptions::default())?)?;
    let authority = match authority.trim().trim_end_matches('/') {
        "" => cloud.authority(),
        authority => authority,
    };
    let ambient = Ambient::new(client, authority, client_id.trim());
    Ok(within(PATIENCE + PATIENCE, "Azure", ambient.find()).await)
}

/// What gives a token, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Environment,
    WorkloadIdentity,
    AppService,
    Instance,
    Cli,
}

struct Ambient {
    client: reqwest::Client,
    authority: String,
    client_id: String,
    found: OnceCell<(Origin, AzureCredentialProvider)>,
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ambient").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl Ambient {
    fn new(client: reqwest::Client, authority: &str, client_id: &str) -> Self {
        Self { client, authority: authority.into(), client_id: client_id.into(), found: OnceCell::new() }
    }

    async fn find(&self) -> Result<FoundIdentity, Missing> {
        let (origin, provider) = self.found.get_or_try_init(|| self.search()).await?;
        let token = provider.get_credential().await.map_err(|error| origin.refused(&words(&error)))?;
        let who = match &*token {
            AzureCredential::BearerToken(token) => who(token),
            _ => None,
        };
        let who = who.unwrap_or_else(|| "an identity that its token does not name".into());
        Ok(FoundIdentity { who, origin: origin.shown(), expires: None, region: None })
    }

    /// The first that gives a token.
    async fn search(&self) -> Result<(Origin, AzureCredentialProvider), Missing> {
        let mut looked = Vec::new();
        for origin in Origin::candidates() {
            let provider = self.provider(origin).map_err(|error| origin.refused(&words(&error)))?;
            let token = async { provider.get_credential().await.map_err(|error| origin.refused(&words(&error))) };
            match within(origin.patience(), origin.short(), token).await {
                Ok(_) => return Ok((origin, provider)),
                // What the environment names is meant; another identity in its place would surprise.
                Err(missing) if matches!(origin, Origin::Environment | Origin::WorkloadIdentity) => {
                    return Err(missing);
                }
                Err(missing) => looked.push(missing.why.trim_end_matches('.').to_owned()),
            }
        }
        let why = format!(
            "no identity was found. Looked at the environment (AZURE_CLIENT_ID): not set; {}.",
            looked.join("; ")
        );
        Err(Missing::new(why, "Run `az login`, or give the machine a managed identity."))
    }

    fn provider(&self, origin: Origin) -> object_store::Result<AzureCredentialProvider> {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let authority = match variable("AZURE_AUTHORITY_HOST") {
            host if host.is_empty() => self.authority.clone(),
            host => host.trim_end_matches('/').to_owned(),
        };
        let client = if self.client_id.is_empty() { variable("AZURE_CLIENT_ID") } else { self.client_id.clone() };
        // Account and container are nowhere used: the store is made for its credentials only.
        let builder = MicrosoftAzureBuilder::new()
            .with_account("identity")
            .with_container_name("identity")
            .with_retry(RetryConfig { max_retries: 0, ..RetryConfig::default() })
            .with_authority_host(authority)
            .with_http_connector(Connector::plain(self.client.clone()));
        let managed = |builder: MicrosoftAzureBuilder| match self.client_id.as_str() {
            "" => builder,
            client => builder.with_client_id(client),
        };
        let builder = match origin {
            Origin::Environment => builder.with_client_secret_authorization(
                client,
                variable("AZURE_CLIENT_SECRET"),
                variable("AZURE_TENANT_ID"),
            ),
            Origin::WorkloadIdentity => builder
                .with_client_id(client)
                .with_tenant_id(variable("AZURE_TENANT_ID"))
                .with_federated_token_file(variable("AZURE_FEDERATED_TOKEN_FILE"))
                .with_credential_type("workload_identity"),
            Origin::AppService => managed(builder)
                .with_msi_endpoint(variable("IDENTITY_ENDPOINT"))
                .with_credential_type("managed_identity"),
            Origin::Instance => managed(match variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") {
                host if host.is_empty() => builder,
                host => {
                    builder.with_msi_endpoint(format!("{}/metadata/identity/oauth2/token", host.trim_end_matches('/')))
                }
            })
            .with_credential_type("managed_identity"),
            Origin::Cli => builder.with_credential_type("azure_cli"),
        };
        Ok(Arc::clone(builder.build()?.credentials()))
    }
}

#[async_trait]
impl CredentialProvider for Ambient {
    type Credential = AzureCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AzureCredential>> {
        let search = self.found.get_or_try_init(|| self.search()).await;
        search.map_err(|missing| missing.at("Azure"))?.1.get_credential().await
    }
}

/// What a refused sign-in says, without the frame that object_store puts around it.
fn words(error: &object_store::Error) -> String {
    match cause(error) {
        Cause::Answer(answer) if answer.message.is_empty() => format!("HTTP {}", answer.status),
        Cause::Answer(answer) => printable(&answer.message),
        Cause::Network(_) => "nobody answers there".to_owned(),
        _ => {
            let mut last: &dyn StdError = error;
            while let Some(source) = last.source() {
                last = source;
            }
            printable(&last.to_string())
        }
    }
}

impl Origin {
    /// Those worth asking here.
    fn candidates() -> Vec<Self> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // Azure Arc has this variable, too, but neither the header nor the manner.
        let app_service = set("IDENTITY_ENDPOINT") && set("IDENTITY_HEADER");
        let all = [
            (Self::Environment, set("AZURE_CLIENT_ID") && set("AZURE_TENANT_ID") && set("AZURE_CLIENT_SECRET")),
            (Self::WorkloadIdentity, set("AZURE_FEDERATED_TOKEN_FILE") && set("AZURE_TENANT_ID")),
            (Self::AppService, app_service),
            (Self::Instance, !app_service),
            (Self::Cli, true),
        ];
        all.into_iter().filter(|(_, here)| *here).map(|(origin, _)| origin).collect()
    }

    fn short(self) -> &'static str {
        match self {
            Self::Environment => "the environment",
            Self::WorkloadIdentity => "workload identity",
            Self::AppService => "managed identity of the app",
            Self::Instance => "managed identity of the machine",
            Self::Cli => "the Azure CLI",
        }
    }

    /// For people.
    fn shown(self) -> String {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        match self {
            Self::Environment => "application in the environment (AZURE_CLIENT_SECRET)".into(),
            Self::WorkloadIdentity => {
                format!("workload identity ({})", PathBuf::from(variable("AZURE_FEDERATED_TOKEN_FILE")).display())
            }
            Self::AppService | Self::Instance => self.short().into(),
            Self::Cli => "sign-in of the Azure CLI".into(),
        }
    }

    /// How long its first token may take.
    fn patience(self) -> Duration {
        match self {
            // Outside of Azure nobody is at its address; Microsoft's libraries wait 1 s.
            Self::Instance => Duration::from_secs(3),
            _ => PATIENCE,
        }
    }

    /// It is there and does not sign in.
    fn refused(self, told: &str) -> Missing {
        let next = match self {
            Self::Environment => "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.",
            Self::WorkloadIdentity => {
                "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the federated credential of that identity: issuer, subject, audience."
            }
            Self::AppService | Self::Instance => {
                "Give it a managed identity; where it has several, enter the client id of one."
            }
            Self::Cli => "Run `az login`.",
        };
        Missing::new(format!("{}: {}.", self.short(), told.trim().trim_end_matches('.')), next)
    }
}

/// What of a token is looked at. <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    upn: String,
    unique_name: String,
    preferred_username: String,
    appid: String,
    azp: String,
    oid: String,
    tid: String,
    /// The resource of a managed identity.
    xms_mirid: String,
}

/// Who a token is for: its claims, unverified; the storage verifies them.
fn who(token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let first = |values: &[&String]| values.iter().find(|value| !value.is_empty()).map(|value| (*value).clone());
    let user = first(&[&claims.upn, &claims.unique_name, &claims.preferred_username]);
    let managed = claims.xms_mirid.rsplit('/').next().filter(|name| !name.is_empty());
    let name = match (user, managed, first(&[&claims.appid, &claims.azp])) {
        (Some(user), ..) => user,
        (None, Some(name), Some(app)) => format!("managed identity {name}, application {app}"),
        (None, _, Some(app)) => format!("application {app}"),
        (None, _, None) => return None,
    };
    let object = if claims.oid.is_empty() { String::new() } else { format!(", object {}", claims.oid) };
    let tenant = if claims.tid.is_empty() { String::new() } else { format!(", tenant {}", claims.tid) };
    Some(printable(&format!("{name}{object}{tenant}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_it_is_and_a_malformed_one_nothing() {
        let token = |claims: &str| format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims));
        let said = |claims: &str| who(&token(claims)).expect("it names somebody");
        assert_eq!(
            said(r#"{"upn":"ann@example.org","appid":"a","oid":"o","tid":"t"}"#),
            "ann@example.org, object o, tenant t"
        );
        assert_eq!(said(r#"{"azp":"app-1","tid":"t"}"#), "application app-1, tenant t");
        let managed = said(r#"{"appid":"app-1","xms_mirid":"/subscriptions/s/x/userAssignedIdentities/audit"}"#);
        assert_eq!(managed, "managed identity audit, application app-1");
        for malformed in ["", "abc", "e30.%%.x", "e30.e30.x"] {
            assert_eq!(who(malformed), None, "{malformed}");
        }
    }
}
