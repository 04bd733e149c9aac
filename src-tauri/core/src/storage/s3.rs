//! The client of S3 and compatible storages.

use std::time::Duration;

use object_store::{
    Certificate, ClientOptions, HeaderMap, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut},
};

use super::{answer::Connector, fault::Place, settings::S3Settings};
use crate::{
    api::wire::Secret,
    error::{Error, ErrorCode, Result},
};

/// How long one request may take: 8 MiB in it are 28 KB/s.
const REQUEST_TIME: Duration = Duration::from_mins(5);

/// How long connecting may take.
pub(crate) const CONNECT_TIME: Duration = Duration::from_secs(10);

/// What requests call themselves.
pub(crate) const USER_AGENT: &str = concat!("auditdesk/", env!("CARGO_PKG_VERSION"));

/// A client for the bucket that sends `headers` with everything; nothing goes over the network yet. It does not try again by itself: see
/// [`super::Retry`].
pub(crate) fn amazon(settings: &S3Settings, secret: &Secret, headers: HeaderMap) -> object_store::Result<AmazonS3> {
    AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        // The address already holds the bucket, which is what object_store means by the virtual-hosted style.
        .with_endpoint(settings.bucket_url())
        .with_virtual_hosted_style_request(true)
        .with_access_key_id(&settings.key_id)
        .with_secret_access_key(secret.expose())
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_disable_bulk_delete(true)
        .with_retry(never())
        .with_client_options(client(settings.is_plain(), &settings.ca_pem, headers)?)
        .with_http_connector(Connector)
        .build()
}

/// No trying again below [`super::Retry`].
pub(crate) fn never() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

/// Options of every client. `ca_pem`: authorities to trust besides the system's, empty for none.
pub(crate) fn client(plain: bool, ca_pem: &str, headers: HeaderMap) -> object_store::Result<ClientOptions> {
    let mut client = ClientOptions::new()
        .with_allow_http(plain)
        .with_connect_timeout(CONNECT_TIME)
        .with_timeout(REQUEST_TIME)
        .with_user_agent(object_store::HeaderValue::from_static(USER_AGENT))
        .with_default_headers(headers);
    if !ca_pem.is_empty() {
        for authority in Certificate::from_pem_bundle(ca_pem.as_bytes())? {
            client = client.with_root_certificate(authority);
        }
    }
    Ok(client)
}

/// Where the bucket is, for messages.
///
/// # Errors
/// `wrong_use` for an address that is none.
pub(crate) fn place(settings: &S3Settings) -> Result<Place> {
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
    Ok(Place {
        bucket: settings.bucket.clone(),
        region: settings.region.clone(),
        host,
        key_id: settings.key_id.clone(),
    })
}
