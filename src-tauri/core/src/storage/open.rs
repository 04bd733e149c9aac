//! Opens buckets: checked settings become clients of their provider.

use std::sync::Arc;

use object_store::{
    HeaderMap, HeaderValue, ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, S3ConditionalPut},
    azure::MicrosoftAzureBuilder,
    gcp::GoogleCloudStorageBuilder,
    list::PaginatedListStore,
    multipart::MultipartStore,
};

use super::{
    Retry,
    bucket::{Bucket, Stores},
    call::{Caller, Signer},
    fault::{Provider, Site},
    http::{Connector, client, proxy_towards},
    identity,
    pace::Pace,
    settings::{AzureIdentity, AzureSettings, GcsIdentity, GcsSettings, S3Identity, S3Settings, Settings, Way},
};
use crate::{
    api::wire::{Encryption, Place, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
    gate::Gate,
};

/// See [`Bucket::open`].
pub(super) fn open(place: &Place, secret: Option<&Secret>, options: &WriteOptions) -> Result<Option<Bucket>> {
    let Some(settings) = Settings::checked(place, secret)? else { return Ok(None) };
    check_options(&settings, options)?;
    let way = Way::checked(place, options)?;
    let client = client(&way)?;
    let pace = (way.bytes_per_second > 0).then(|| Arc::new(Pace::new(way.bytes_per_second)));
    let connector = Connector { pace, ..Connector::plain(client.clone()) };
    let (stores, signer) = match &settings {
        Settings::S3(s3) => amazon(s3, options, &connector),
        Settings::Gcs(gcs) => google(gcs, options, connector),
        Settings::Azure(azure) => microsoft(azure, &connector),
    }
    .map_err(|e| Error::new(ErrorCode::WrongUse, "The settings of the bucket do not fit together.").because(e))?;
    let site = site(&settings, &way)?;
    let scheme = match site.provider {
        Provider::S3 => "s3",
        Provider::Gcs => "gs",
        Provider::Azure => "azure",
    };
    let shown = format!("{scheme}://{}", site.bucket);
    let caller = Caller::new(client, signer, &settings);
    Ok(Some(Bucket {
        site,
        settings,
        options: options.clone(),
        shown,
        retry: Retry::default(),
        gate: Gate::default(),
        caller,
        stores,
    }))
}

/// No trying again below [`Retry`].
fn never() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

fn stores<S>(store: S, creating: S) -> Stores
where
    S: ObjectStore + MultipartStore + PaginatedListStore,
{
    let store = Arc::new(store);
    Stores {
        objects: Arc::clone(&store) as _,
        parts: Arc::clone(&store) as _,
        pages: store,
        creating: Arc::new(creating),
    }
}

fn amazon(
    settings: &S3Settings,
    options: &WriteOptions,
    connector: &Connector,
) -> object_store::Result<(Stores, Signer)> {
    let build = |ending: HeaderMap| {
        let builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            // The address already holds the bucket, which is what object_store means by the virtual-hosted style.
            .with_endpoint(settings.bucket_url())
            .with_virtual_hosted_style_request(true)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_disable_bulk_delete(true)
            .with_retry(never())
            .with_http_connector(Connector { digest: true, ending, ..connector.clone() });
        let builder = match &options.encryption {
            Encryption::Bucket => builder,
            Encryption::Managed => builder.with_config("aws_server_side_encryption".parse()?, "AES256"),
            Encryption::Kms { key_id } if key_id.is_empty() => {
                builder.with_config("aws_server_side_encryption".parse()?, "aws:kms")
            }
            Encryption::Kms { key_id } => builder.with_sse_kms_encryption(key_id),
        };
        match &settings.identity {
            S3Identity::Key { id, secret, session_token } => {
                let builder = builder.with_access_key_id(id).with_secret_access_key(secret.expose());
                match session_token {
                    Some(token) => builder.with_token(token.expose()),
                    None => builder,
                }
            }
            S3Identity::Ambient { profile } => builder.with_credentials(identity::aws::provider(profile)),
        }
        .build()
    };
    let only_create = HeaderMap::from_iter([(reqwest::header::IF_NONE_MATCH, HeaderValue::from_static("*"))]);
    let store = build(HeaderMap::new())?;
    let signer = Signer::S3 { credentials: Arc::clone(store.credentials()), region: settings.region.clone() };
    Ok((stores(store, build(only_create)?), signer))
}

fn google(
    settings: &GcsSettings,
    options: &WriteOptions,
    mut connector: Connector,
) -> object_store::Result<(Stores, Signer)> {
    if let Encryption::Kms { key_id } = &options.encryption {
        // Checked before: a resource name fits into a header.
        if let Ok(key) = HeaderValue::from_str(key_id) {
            connector.beginning.insert("x-goog-encryption-kms-key-name", key);
        }
    }
    let build = |ending: HeaderMap| {
        let connector = Connector { ending, ..connector.clone() };
        let builder = GoogleCloudStorageBuilder::new()
            .with_bucket_name(&settings.bucket)
            .with_base_url(&settings.endpoint)
            .with_retry(never());
        match &settings.identity {
            GcsIdentity::KeyFile { json, .. } => builder.with_service_account_key(json.expose()),
            GcsIdentity::Ambient => builder.with_credentials(identity::google::provider()),
        }
        .with_http_connector(connector)
        .build()
    };
    let only_create = HeaderMap::from_iter([(
        http::HeaderName::from_static("x-goog-if-generation-match"),
        HeaderValue::from_static("0"),
    )]);
    let store = build(HeaderMap::new())?;
    let signer = Signer::Gcs(Arc::clone(store.credentials()));
    Ok((stores(store, build(only_create)?), signer))
}

fn microsoft(settings: &AzureSettings, connector: &Connector) -> object_store::Result<(Stores, Signer)> {
    let build = || {
        let builder = MicrosoftAzureBuilder::new()
            .with_account(&settings.account)
            .with_container_name(&settings.container)
            .with_endpoint(settings.endpoint.clone())
            .with_authority_host(&settings.authority)
            .with_retry(never())
            .with_http_connector(connector.clone());
        match &settings.identity {
            AzureIdentity::AccountKey(key) => builder.with_access_key(key.expose()),
            AzureIdentity::Client { tenant, client, secret } => {
                builder.with_client_secret_authorization(client, secret.expose(), tenant)
            }
            AzureIdentity::Ambient { tenant, client } => builder.with_credentials(identity::azure::provider(
                connector.client.clone(),
                &settings.authority,
                tenant,
                client,
            )),
        }
        .build()
    };
    let store = build()?;
    let signer = Signer::Azure { credentials: Arc::clone(store.credentials()), account: settings.account.clone() };
    Ok((stores(store, build()?), signer))
}

/// Refuses options that the provider has not.
fn check_options(settings: &Settings, options: &WriteOptions) -> Result<()> {
    let wrong = |message: &str| Err(Error::new(ErrorCode::WrongUse, message));
    let fits = |text: &str| text.is_ascii() && !text.chars().any(|c| c.is_control() || c == ' ');
    if !fits(&options.storage_class) {
        return wrong(
            "The storage class contains a character that none has. Enter the provider's name for it, for example STANDARD_IA.",
        );
    }
    match (settings, &options.encryption) {
        (_, Encryption::Kms { key_id }) if !fits(key_id) => {
            wrong("The key of the KMS contains a character that none has. Copy its id again.")
        }
        (Settings::Gcs(_), Encryption::Kms { key_id }) if !key_id.starts_with("projects/") => wrong(
            "The key of Google's KMS is given by its resource name: projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY.",
        ),
        (Settings::Gcs(_), Encryption::Managed) => {
            wrong("Google always encrypts with keys it manages. Choose the bucket's own encryption.")
        }
        (Settings::Azure(_), Encryption::Managed | Encryption::Kms { .. }) => wrong(
            "Azure sets keys at the account or the container, not per object. Choose the bucket's own encryption.",
        ),
        _ => Ok(()),
    }
}

/// Where the bucket is and who signs in, for messages.
fn site(settings: &Settings, way: &Way) -> Result<Site> {
    let url = url::Url::parse(&settings.bucket_url()).map_err(|e| {
        Error::new(
            ErrorCode::WrongUse,
            format!("The address of the bucket is not valid: {e}. Check endpoint and bucket."),
        )
    })?;
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let this_machine = "this machine's identity".to_owned();
    let (provider, bucket, region, who) = match settings {
        Settings::S3(s3) => {
            let who = match &s3.identity {
                S3Identity::Key { id, .. } => id.clone(),
                S3Identity::Ambient { .. } => this_machine,
            };
            (Provider::S3, &s3.bucket, s3.region.clone(), who)
        }
        Settings::Gcs(gcs) => {
            let who = match &gcs.identity {
                GcsIdentity::KeyFile { email, .. } => email.clone(),
                GcsIdentity::Ambient => this_machine,
            };
            (Provider::Gcs, &gcs.bucket, String::new(), who)
        }
        Settings::Azure(azure) => {
            let who = match &azure.identity {
                AzureIdentity::AccountKey(_) => format!("the key of the account {}", azure.account),
                AzureIdentity::Client { client, .. } => client.clone(),
                AzureIdentity::Ambient { .. } => this_machine,
            };
            (Provider::Azure, &azure.container, String::new(), who)
        }
    };
    Ok(Site { provider, bucket: bucket.clone(), region, host, who, proxy: proxy_towards(&url, way) })
}
