//! Signed requests for which object_store has no word: probes of the connection test, and the create-only end of an Azure upload.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderName;
use object_store::{
    HeaderMap, HeaderValue,
    aws::{AwsAuthorizer, AwsCredentialProvider},
    azure::{AzureAuthorizer, AzureCredentialProvider},
    client::{HttpRequest, HttpService},
    gcp::GcpCredentialProvider,
    multipart::PartId,
};
use reqwest::Method;

use super::{
    bucket::Bucket,
    fault::{Cause, Fault, Operation},
    http::{Connector, start_of},
    settings::Settings,
};

/// How long a probe may take.
const PROBE_TIME: Duration = Duration::from_secs(20);

/// Who signs.
pub(super) enum Signer {
    S3 { credentials: AwsCredentialProvider, region: String },
    Gcs(GcpCredentialProvider),
    Azure { credentials: AzureCredentialProvider, account: String },
}

/// Sends requests to a bucket.
pub(crate) struct Caller {
    /// For requests that nobody signs.
    pub client: reqwest::Client,
    signer: Signer,
    bucket_url: String,
}

/// A request to an object, or with an empty key to the bucket.
pub(crate) struct Call<'a> {
    pub operation: Operation,
    pub method: Method,
    pub key: &'a str,
    /// The query without `?`, encoded.
    pub query: &'a str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// A good answer.
pub(crate) struct Reply {
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Caller {
    pub(super) fn new(client: reqwest::Client, signer: Signer, settings: &Settings) -> Self {
        Self { client, signer, bucket_url: settings.bucket_url() }
    }

    /// Sends a request once.
    pub async fn send(&self, bucket: &Bucket, call: Call<'_>) -> Result<Reply, Fault> {
        let provider = bucket.site.provider;
        let (operation, key) = (call.operation, call.key);
        let failed = |error: object_store::Error| Fault::new(provider, operation, key, &error);
        let other = |text: String| Fault::of(provider, operation, key, Cause::Other(text));
        let request = self.request(call).map_err(other)?;
        let sent = async {
            let request = self.sign(request).await.map_err(failed)?;
            let generic = |e| failed(object_store::Error::Generic { store: "storage", source: Box::new(e) });
            let (parts, body) =
                Connector::plain(self.client.clone()).call(request).await.map_err(generic)?.into_parts();
            // Of an answer to a probe only its start matters, and another service's may be endless.
            let body = start_of(body).await.map_err(generic)?;
            Ok(Reply { headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() })
        };
        match tokio::time::timeout(PROBE_TIME, sent).await {
            Ok(reply) => reply,
            Err(_elapsed) => {
                Err(Fault::of(provider, operation, key, Cause::Network(super::network::Network::TimedOut)))
            }
        }
    }

    /// Makes a blob of blocks, only where there is none yet.
    /// <https://learn.microsoft.com/rest/api/storageservices/put-block-list>
    pub async fn commit(&self, bucket: &Bucket, key: &str, blocks: &[PartId]) -> Result<(), Fault> {
        // object_store names a block by its number and sends the name in Base64.
        let name = |part: &PartId| STANDARD.encode(&part.content_id);
        let list =
            blocks.iter().fold(String::new(), |list, part| list + "<Uncommitted>" + &name(part) + "</Uncommitted>");
        let mut headers = vec![
            ("if-none-match", "*".to_owned()),
            ("x-ms-blob-content-type", crate::export::media_type(key).to_owned()),
        ];
        if !bucket.options.storage_class.is_empty() {
            headers.push(("x-ms-access-tier", bucket.options.storage_class.clone()));
        }
        let call = Call {
            operation: Operation::CompleteMultipart,
            method: Method::PUT,
            key,
            query: "comp=blocklist",
            headers,
            body: format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{list}</BlockList>").into_bytes(),
        };
        self.send(bucket, call).await.map(drop)
    }

    fn request(&self, call: Call<'_>) -> Result<HttpRequest, String> {
        let mut url = url::Url::parse(&self.bucket_url).map_err(|e| e.to_string())?;
        if call.key.is_empty() {
            url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
        } else {
            let mut segments = url.path_segments_mut().map_err(|()| "no path".to_owned())?;
            segments.pop_if_empty().extend(call.key.split('/'));
        }
        url.set_query(Some(call.query).filter(|query| !query.is_empty()));
        let mut headers = HeaderMap::new();
        for (name, value) in call.headers {
            let value = HeaderValue::from_str(&value).map_err(|e| e.to_string())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        headers.insert("content-length", HeaderValue::from(call.body.len()));
        let mut request = HttpRequest::new(call.body.into());
        *request.method_mut() = call.method;
        *request.uri_mut() = url.as_str().parse().map_err(|e: http::uri::InvalidUri| e.to_string())?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    async fn sign(&self, mut request: HttpRequest) -> object_store::Result<HttpRequest> {
        match &self.signer {
            Signer::S3 { credentials, region } => {
                let credential = credentials.get_credential().await?;
                AwsAuthorizer::new(&credential, "s3", region).try_authorize(&mut request, None)?;
            }
            Signer::Gcs(credentials) => {
                let credential = credentials.get_credential().await?;
                if let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", credential.bearer)) {
                    bearer.set_sensitive(true);
                    request.headers_mut().insert("authorization", bearer);
                }
            }
            Signer::Azure { credentials, account } => {
                let credential = credentials.get_credential().await?;
                AzureAuthorizer::new(&credential, account).try_authorize(&mut request)?;
            }
        }
        Ok(request)
    }
}
