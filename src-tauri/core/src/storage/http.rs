//! The one HTTP client for a storage: object_store's requests and those of the connection test go through it, so that they have the same authorities,
//! the same proxy, the same pace and the same limits.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::Engine;
use futures::StreamExt;
use http_body_util::BodyExt;
use hyper_util::client::proxy::matcher::Matcher;
use md5::{Digest, Md5};
use object_store::{
    ClientOptions, HeaderMap, HeaderValue,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    },
};
use reqwest::{NoProxy, Proxy, redirect};

use super::{answer::Answer, pace::Pace, settings::Way};
use crate::error::{Error, ErrorCode, Result};

/// How long one request may take: 8 MiB in it are 28 KB/s.
const REQUEST_TIME: Duration = Duration::from_mins(5);

/// How long connecting may take.
pub(crate) const CONNECT_TIME: Duration = Duration::from_secs(10);

/// The most bytes of requests that are on their way at a time: three parts of 32 MiB (see [`crate::export`]).
const ON_THEIR_WAY: u64 = 96 << 20;

/// What requests call themselves.
const USER_AGENT: &str = concat!("auditdesk/", env!("CARGO_PKG_VERSION"));

/// Addresses at which a cloud tells a machine who it is; no proxy leads there.
const LOCAL: &str = "169.254.169.254,metadata.google.internal,localhost,127.0.0.1,::1";

/// How much of a refusal's body is read, in bytes. S3's are below 2 KiB.
const REFUSAL_BYTES: usize = 64 * 1024;

/// A client for this way; nothing goes over the network yet. It follows no redirect: where a bucket really is, the user decides.
pub(crate) fn client(way: &Way) -> Result<reqwest::Client> {
    let failed = |e: reqwest::Error| {
        Error::new(ErrorCode::WrongUse, "The network cannot be used with these settings. Check authority and proxy.")
            .because(e)
    };
    let slow = way.bytes_per_second.max(1);
    let paced = if way.bytes_per_second == 0 { 0 } else { ON_THEIR_WAY / slow };
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIME)
        .timeout(REQUEST_TIME + Duration::from_secs(paced))
        .redirect(redirect::Policy::none())
        // HTTP/2 would put all parts into one connection. object_store measured it slower and has it off, too.
        .http1_only();
    if !way.ca_pem.is_empty() {
        let authorities = reqwest::Certificate::from_pem_bundle(way.ca_pem.as_bytes()).map_err(failed)?;
        builder = builder.tls_certs_merge(authorities);
    }
    if let Some(proxy) = &way.proxy {
        let proxy = Proxy::all(proxy.as_str()).map_err(failed)?;
        builder = builder.proxy(proxy.no_proxy(NoProxy::from_string(LOCAL)));
    }
    builder.build().map_err(failed)
}

/// Host and port of the proxy by which the client goes to an address, if there is one; without its password.
pub(super) fn proxy_towards(url: &url::Url, way: &Way) -> Option<String> {
    let matcher = match &way.proxy {
        Some(proxy) => Matcher::builder().all(proxy.as_str()).no(LOCAL).build(),
        None => Matcher::from_system(),
    };
    let found = matcher.intercept(&url.as_str().parse().ok()?)?;
    let host = found.uri().host()?;
    Some(found.uri().port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Hands object_store the client, with what it cannot do itself in between.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    pub client: reqwest::Client,
    pub pace: Option<Arc<Pace>>,
    /// Send `Content-MD5` with every body: a bucket with a default retention refuses objects without.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>. It need not be signed with S3; with Azure's account key it would.
    pub digest: bool,
    /// Headers of requests that begin an object, added after signing.
    pub beginning: HeaderMap,
    /// Headers of requests that end an object, added after signing.
    pub ending: HeaderMap,
}

impl Connector {
    /// Nothing but the client.
    pub fn plain(client: reqwest::Client) -> Self {
        Self { client, pace: None, digest: false, beginning: HeaderMap::new(), ending: HeaderMap::new() }
    }
}

impl HttpConnector for Connector {
    /// Its own client instead of one made by `options`: there is one way to a storage.
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // Answers to POST (starting and finishing an upload) may carry an error behind a 200, and any answer may be the web page of a network that
        // asks to sign in. What is read stays as it is: an object may be a web page.
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
        let may_hide_an_error = matches!(request.method().as_str(), "POST" | "PUT" | "DELETE");
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let (parts, body) = self.send(request).await?.into_parts();
        let refused = !parts.status.is_success();
        if !refused && !may_hide_an_error {
            return Ok(HttpResponse::from_parts(parts, body));
        }
        let bytes = start_of(body).await?;
        let text = String::from_utf8_lossy(&bytes);
        let page = Answer::page(&host, parts.status.as_u16(), &parts.headers, &text);
        if !refused && page.is_none() && !text.contains("<Error>") {
            return Ok(HttpResponse::from_parts(parts, bytes.into()));
        }
        // `Decode` is the kind that object_store does not retry; retrying is decided here, by `super::retry`.
        let answer = Answer::read(&host, parts.status.as_u16(), &parts.headers, &text);
        Err(HttpError::new(HttpErrorKind::Decode, answer))
    }
}

impl Connector {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url = url::Url::parse(&parts.uri.to_string()).map_err(|e| HttpError::new(HttpErrorKind::Request, e))?;
        // Bodies are in memory and mostly of one piece, which is not copied.
        let bytes = body.collect().await?.to_bytes();
        let mut headers = parts.headers;
        let has = |name: &str| url.query_pairs().any(|(key, _)| key == name);
        match parts.method.as_str() {
            "POST" if has("uploads") => headers.extend(self.beginning.clone()),
            "POST" => headers.extend(self.ending.clone()),
            "PUT" if !has("partNumber") => headers.extend(self.beginning.clone()),
            _ => {}
        }
        if self.digest && parts.method == "PUT" {
            let digest = HeaderValue::from_str(&content_md5(&bytes)).expect("base64 fits into a header");
            headers.entry("content-md5").or_insert(digest);
        }
        let mut sent = reqwest::Request::new(parts.method, url);
        *sent.headers_mut() = headers;
        *sent.body_mut() = Some(match &self.pace {
            None => bytes.into(),
            Some(pace) => reqwest::Body::wrap_stream(Arc::clone(pace).slow(bytes)),
        });
        let received: http::Response<reqwest::Body> =
            self.client.execute(sent).await.map_err(|e| HttpError::new(HttpErrorKind::Request, e))?.into();
        let (parts, body) = received.into_parts();
        let body = HttpResponseBody::new(body.map_err(|e| HttpError::new(HttpErrorKind::Interrupted, e)));
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// The value of `Content-MD5` for a body.
pub(super) fn content_md5(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(Md5::digest(bytes))
}

/// The start of an answer's body as text; what of it came before the connection broke.
pub(super) async fn start_of_text(mut response: reqwest::Response) -> String {
    let mut start = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        start.extend_from_slice(&chunk);
        if start.len() >= REFUSAL_BYTES {
            start.truncate(REFUSAL_BYTES);
            break;
        }
    }
    String::from_utf8_lossy(&start).into_owned()
}

pub(super) async fn start_of(body: HttpResponseBody) -> Result<Vec<u8>, HttpError> {
    let mut chunks = body.bytes_stream();
    let mut start = Vec::new();
    while let Some(chunk) = chunks.next().await {
        start.extend_from_slice(&chunk?);
        if start.len() >= REFUSAL_BYTES {
            start.truncate(REFUSAL_BYTES);
            break;
        }
    }
    Ok(start)
}
