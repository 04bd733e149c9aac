//! Requests signed by hand: for what a server's own API offers and no client of objects asks.

use axum::http::{Method, Request, Response};
use bytes::Bytes;
use object_store::{
    aws::{AwsAuthorizer, AwsCredential},
    azure::{AzureAuthorizer, AzureCredential},
    client::HttpRequestBody,
};

/// A request before it is signed.
pub struct Call<'a> {
    pub method: Method,
    pub url: String,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Bytes,
}

impl<'a> Call<'a> {
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: &[], body: Bytes::new() }
    }

    pub fn headers(self, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self { headers, ..self }
    }

    pub fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Sends it as AWS wants it: Signature Version 4 over the whole body.
    pub async fn aws(
        self,
        client: &reqwest::Client,
        who: &AwsCredential,
        service: &str,
        region: &str,
    ) -> Response<Bytes> {
        let mut request = self.request();
        AwsAuthorizer::new(who, service, region).try_authorize(&mut request, None).expect("it can be signed");
        send(client, request).await
    }

    /// Sends it as Azure's storage wants it.
    pub async fn azure(self, client: &reqwest::Client, who: &AzureCredential, account: &str) -> Response<Bytes> {
        let mut request = self.request();
        AzureAuthorizer::new(who, account).try_authorize(&mut request).expect("it can be signed");
        send(client, request).await
    }

    fn request(&self) -> Request<HttpRequestBody> {
        let mut request = Request::builder().method(self.method.clone()).uri(&self.url);
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        // Azure signs it; clients add it otherwise.
        if !self.body.is_empty() {
            request = request.header("content-length", self.body.len());
        }
        request.body(self.body.clone().into()).expect("a good request")
    }
}

async fn send(client: &reqwest::Client, request: Request<HttpRequestBody>) -> Response<Bytes> {
    let (parts, body) = request.into_parts();
    let body = body.as_bytes().cloned().unwrap_or_default();
    let sent = client.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body).send();
    let answer = sent.await.expect("the server answers");
    let mut response = Response::builder().status(answer.status());
    *response.headers_mut().expect("no error so far") = answer.headers().clone();
    response.body(answer.bytes().await.expect("a body")).expect("an answer")
}
