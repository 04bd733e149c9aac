//! AWS: the chain of identities that the `aws` program and the SDKs have, by the official crate.

mod profile;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use aws_config::{
    BehaviorVersion, Region,
    ecs::EcsCredentialsProvider,
    environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider},
    imds::credentials::ImdsCredentialsProvider,
    meta::region::RegionProviderChain,
    profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider},
    provider_config::ProviderConfig,
    retry::RetryConfig,
    timeout::TimeoutConfig,
    web_identity_token::WebIdentityTokenCredentialsProvider,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError},
};
use chrono::DateTime;
use object_store::{
    CredentialProvider,
    aws::{AwsCredential, AwsCredentialProvider},
};
use tokio::sync::{Mutex, OnceCell};

use self::profile::Profile;
use super::{Missing, PATIENCE, told, within};
use crate::api::wire::{FoundIdentity, Micros, Secret};

/// How long before their end credentials are renewed.
const SPARE: Duration = Duration::from_mins(5);

/// Where STS is asked where nothing names a region.
const REGION: Region = Region::from_static("us-east-1");

/// How long STS may take to say who we are. It is asked for the name only.
const STS_TIME: Duration = Duration::from_secs(4);

/// Signs in as a profile; empty: as the first identity there is. Nothing is looked for before the first request.
pub(crate) fn provider(profile: &str) -> AwsCredentialProvider {
    Arc::new(Ambient::new(profile))
}

/// The ARN of an access key, where STS can be reached.
pub(crate) async fn known_as(id: &str, secret: &Secret, token: Option<&Secret>, region: &str) -> Option<String> {
    let token = token.map(|token| token.expose().to_owned());
    let credentials = Credentials::new(id, secret.expose(), token, None, "access key");
    caller(&credentials, Some(Region::new(region.to_owned()))).await
}

/// Looks for the identity.
pub(super) async fn find(profile: &str) -> Result<FoundIdentity, Missing> {
    let ambient = Ambient::new(profile);
    let (origin, credentials) = ambient.credentials().await?;
    let region = region(profile).await;
    let who = caller(&credentials, region.clone()).await.unwrap_or_else(|| credentials.access_key_id().to_owned());
    let (origin, expires) = origin.shown(&credentials, profile).await;
    Ok(FoundIdentity { who, origin, expires, region: region.map(|region| region.to_string()) })
}

/// What gives credentials, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Environment,
    Profile,
    WebIdentity,
    Container,
    Instance,
}

#[derive(Debug)]
struct Ambient {
    profile: String,
    chain: OnceCell<Vec<(Origin, SharedCredentialsProvider)>>,
    current: Mutex<Option<(Origin, Credentials)>>,
}

impl Ambient {
    fn new(profile: &str) -> Self {
        Self { profile: profile.to_owned(), chain: OnceCell::new(), current: Mutex::default() }
    }

    async fn credentials(&self) -> Result<(Origin, Credentials), Missing> {
        let mut current = self.current.lock().await;
        let good_at = |at: SystemTime, known: &(Origin, Credentials)| known.1.expiry().is_none_or(|end| end > at);
        let now = SystemTime::now();
        if let Some(known) = current.as_ref().filter(|known| good_at(now + SPARE, known)) {
            return Ok(known.clone());
        }
        match within(PATIENCE, "AWS", self.sign_in()).await {
            Ok(fresh) => Ok(current.insert(fresh).clone()),
            // Renewing failed early: what is there still counts.
            Err(missing) => current.clone().filter(|known| good_at(now, known)).ok_or(missing),
        }
    }

    async fn sign_in(&self) -> Result<(Origin, Credentials), Missing> {
        for (origin, provider) in self.chain.get_or_init(|| chain(&self.profile)).await {
            match provider.provide_credentials().await {
                Ok(credentials) => return Ok((*origin, credentials)),
                Err(CredentialsError::CredentialsNotLoaded(_)) => {}
                Err(error) => return Err(origin.refused(&self.profile, &error).await),
            }
        }
        let profile = Profile::load(&self.profile).await;
        if !self.profile.is_empty() {
            return Err(profile.missing());
        }
        let why = format!(
            "no identity was found. Looked at the environment (AWS_ACCESS_KEY_ID), the profile `{}` in {}, a web identity (AWS_WEB_IDENTITY_TOKEN_FILE), the container (AWS_CONTAINER_CREDENTIALS_FULL_URI) and the instance's metadata.",
            profile.name,
            profile::files()
        );
        let next = "Run `aws configure sso` or `aws configure`, name a profile, or give the machine a role.";
        Err(Missing::new(why, next))
    }
}

#[async_trait]
impl CredentialProvider for Ambient {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let (_, credentials) = self.credentials().await.map_err(|missing| missing.at("S3"))?;
        Ok(Arc::new(AwsCredential {
            key_id: credentials.access_key_id().to_owned(),
            secret_key: credentials.secret_access_key().to_owned(),
            token: credentials.session_token().map(str::to_owned),
        }))
    }
}

/// The links of `aws_config`'s default chain, one by one, so that the one that answers is known. A profile that is named goes before everything else, as
/// with the `aws` program.
async fn chain(profile: &str) -> Vec<(Origin, SharedCredentialsProvider)> {
    let config = ProviderConfig::without_region().with_region(Some(region(profile).await.unwrap_or(REGION)));
    let of_profile = ProfileFileCredentialsProvider::builder().configure(&config);
    if !profile.is_empty() {
        return vec![(Origin::Profile, SharedCredentialsProvider::new(of_profile.profile_name(profile).build()))];
    }
    let environment = EnvironmentVariableCredentialsProvider::new();
    let web_identity = WebIdentityTokenCredentialsProvider::builder().configure(&config).build();
    let container = EcsCredentialsProvider::builder().configure(&config).build();
    let instance = ImdsCredentialsProvider::builder().configure(&config).build();
    vec![
        (Origin::Environment, SharedCredentialsProvider::new(environment)),
        (Origin::Profile, SharedCredentialsProvider::new(of_profile.build())),
        (Origin::WebIdentity, SharedCredentialsProvider::new(web_identity)),
        (Origin::Container, SharedCredentialsProvider::new(container)),
        (Origin::Instance, SharedCredentialsProvider::new(instance)),
    ]
}

/// The region of the environment, else of the profile. The instance is not asked: elsewhere that takes seconds.
async fn region(profile: &str) -> Option<Region> {
    let mut of_profile = ProfileFileRegionProvider::builder();
    if !profile.is_empty() {
        of_profile = of_profile.profile_name(profile);
    }
    RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(of_profile.build()).region().await
}

/// The ARN that STS knows the credentials by; needs no right.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
async fn caller(credentials: &Credentials, region: Option<Region>) -> Option<String> {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .credentials_provider(credentials.clone())
        .region(region.unwrap_or(REGION))
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(STS_TIME).build())
        .load()
        .await;
    match aws_sdk_sts::Client::new(&config).get_caller_identity().send().await {
        Ok(answer) => answer.arn,
        Err(error) => {
            tracing::debug!(error = %told(&error), "STS did not say who this is");
            None
        }
    }
}

impl Origin {
    /// For people, and when somebody must sign in again.
    async fn shown(self, credentials: &Credentials, named: &str) -> (String, Option<Micros>) {
        let temporary = credentials.session_token().is_some();
        let (text, expires) = match self {
            Self::Profile => {
                let profile = Profile::load(named).await;
                (profile.shown(), profile.expires())
            }
            Self::Environment => {
                let noted = std::env::var("AWS_CREDENTIAL_EXPIRATION").ok();
                ("environment (AWS_ACCESS_KEY_ID)".into(), noted.and_then(|text| micros(&text)))
            }
            Self::WebIdentity => ("web identity (AWS_WEB_IDENTITY_TOKEN_FILE)".into(), None),
            Self::Container => ("role of the container".into(), None),
            Self::Instance => ("role of the instance".into(), None),
        };
        (text, expires.filter(|_| temporary))
    }

    /// It is there and does not sign in.
    async fn refused(self, named: &str, error: &CredentialsError) -> Missing {
        let told = told(error);
        let (what, next) = match self {
            Self::Profile => return Profile::load(named).await.refused(&told),
            Self::Environment => ("the environment", "Check the variables whose names begin with AWS_."),
            Self::WebIdentity => (
                "the web identity",
                "Check AWS_ROLE_ARN, the token in AWS_WEB_IDENTITY_TOKEN_FILE, and the role's trust policy.",
            ),
            Self::Container => ("the container", "Check that its task or pod has a role."),
            Self::Instance => ("the instance", "Check that it has an instance profile with a role."),
        };
        Missing::new(format!("{what} gave no identity: {told}."), next)
    }
}

/// A moment as ISO 8601.
fn micros(text: &str) -> Option<Micros> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_micros())
}
