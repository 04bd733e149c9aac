//! Azure: the environment, workload identity, managed identity, the CLI's sign-in; in the order of Microsoft's `DefaultAzureCredential`.
//! <https://learn.microsoft.com/azure/developer/rust/sdk/authentication/credential-chains>

mod cli;
mod origin;
mod token;

use std::{error::Error as StdError, fmt, sync::Arc};

use async_trait::async_trait;
use object_store::{
    CredentialProvider, RetryConfig,
    azure::{AzureCredential, AzureCredentialProvider, MicrosoftAzureBuilder},
};
use tokio::sync::OnceCell;

use self::{cli::Cli, origin::Origin, token::who};
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

/// Signs in as this machine; `client_id` selects one of several managed identities, `tenant_id` the tenant of the CLI's sign-in. Nothing is looked for before the first request.
pub(crate) fn provider(
    client: reqwest::Client,
    authority: &str,
    tenant_id: &str,
    client_id: &str,
) -> AzureCredentialProvider {
    Arc::new(Ambient::new(client, authority, tenant_id, client_id))
}

/// Looks for the identity.
///
/// # Errors
/// `wrong_use` for a way to the cloud that cannot be.
pub(super) async fn find(place: &Place) -> Result<Result<FoundIdentity, Missing>> {
    let Place::Azure { authority, cloud, tenant_id, client_id, .. } = place else {
        unreachable!("called for Azure only")
    };
    let client = client(&Way::checked(place, &WriteOptions::default())?)?;
    let authority = match authority.trim().trim_end_matches('/') {
        "" => cloud.authority(),
        authority => authority,
    };
    let ambient = Ambient::new(client, authority, tenant_id.trim(), client_id.trim());
    Ok(within(PATIENCE + PATIENCE, "Azure", ambient.find()).await)
}

struct Ambient {
    client: reqwest::Client,
    authority: String,
    client_id: String,
    tenant_id: String,
    found: OnceCell<(Origin, AzureCredentialProvider)>,
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ambient").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl Ambient {
    fn new(client: reqwest::Client, authority: &str, tenant_id: &str, client_id: &str) -> Self {
        Self {
            client,
            authority: authority.into(),
            client_id: client_id.into(),
            tenant_id: tenant_id.into(),
            found: OnceCell::new(),
        }
    }

    async fn find(&self) -> Result<FoundIdentity, Missing> {
        let (origin, provider) = self.found.get_or_try_init(|| self.search()).await?;
        let token = provider.get_credential().await.map_err(|error| refused(*origin, &error))?;
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
            let provider = self.provider(origin).map_err(|error| refused(origin, &error))?;
            let token = async { provider.get_credential().await.map_err(|error| refused(origin, &error)) };
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
            Origin::Cli => return Ok(Arc::new(Cli::new(&self.tenant_id))),
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

/// A refused sign-in, without the frame that object_store puts around it.
fn refused(origin: Origin, error: &object_store::Error) -> Missing {
    match cause(error) {
        Cause::Identity(missing) => missing,
        Cause::Answer(answer) if answer.message.is_empty() => origin.refused(&format!("HTTP {}", answer.status)),
        Cause::Answer(answer) => origin.refused(&printable(&answer.message)),
        Cause::Network(_) => origin.refused("nobody answers there"),
        _ => {
            let mut last: &dyn StdError = error;
            while let Some(source) = last.source() {
                last = source;
            }
            origin.refused(&printable(&last.to_string()))
        }
    }
}
