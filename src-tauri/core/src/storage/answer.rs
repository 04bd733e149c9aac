//! What a storage answers when it refuses, read where the HTTP response passes.
//!
//! object_store keeps of a refused request a status in private types and the body in a text, and of a redirect nothing. This service stands between
//! it and the network and turns a refusal into a typed [`Answer`], which is found again by walking the sources of object_store's error.

use async_trait::async_trait;
use futures::StreamExt;
use object_store::{
    ClientOptions, HeaderMap,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
        ReqwestConnector,
    },
};

/// How much of a refusal's body is read, in bytes. S3's are below 2 KiB.
const BODY_BYTES: usize = 64 * 1024;

/// A refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{code} (HTTP {status}): {message}")]
pub(crate) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The storage's code, for example `NoSuchBucket`; the status as text where the answer has none.
    pub code: String,
    /// The storage's own words.
    pub message: String,
    /// The region where the storage names the right one.
    pub region: Option<String>,
    /// The storage's number of the request, for its support.
    pub request_id: Option<String>,
}

impl Answer {
    /// Reads a refusal from its status, headers and body.
    pub fn read(status: u16, headers: &HeaderMap, body: &str) -> Self {
        let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let message = element(body, "Message").unwrap_or_default();
        Self {
            status,
            code: element(body, "Code").filter(|code| !code.is_empty()).unwrap_or_else(|| status.to_string()),
            region: element(body, "Region")
                .or_else(|| header("x-amz-bucket-region"))
                .or_else(|| expected_region(&message))
                .filter(|region| !region.is_empty()),
            request_id: element(body, "RequestId").or_else(|| header("x-amz-request-id")),
            message,
        }
    }
}

/// The text of the first element of this name. S3's errors are flat, so nothing more of XML is needed.
fn element(xml: &str, name: &str) -> Option<String> {
    let from = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let text = &xml[from..from + xml[from..].find(&format!("</{name}>"))?];
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text.trim().to_owned(), |text, (escaped, plain)| text.replace(escaped, plain));
    Some(plain)
}

/// The region in a message on a malformed authorization. Amazon: `the region 'us-east-1' is wrong; expecting 'eu-central-1'`;
/// Garage: `unexpected scope: …, expected: 20260820/garage/s3/aws4_request`.
fn expected_region(message: &str) -> Option<String> {
    if let Some((_, after)) = message.split_once("expecting '") {
        return after.split('\'').next().map(str::to_owned);
    }
    let (_, after) = message.rsplit_once("expected: ")?;
    after.split('/').nth(1).map(str::to_owned)
}

/// Connects as object_store does, with the service in between.
#[derive(Debug, Default)]
pub(crate) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Observed(ReqwestConnector::default().connect(options)?)))
    }
}

#[derive(Debug)]
struct Observed(HttpClient);

#[async_trait]
impl HttpService for Observed {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // Only answers to POST (starting and finishing an upload) may carry an error behind a 200.
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
        let may_hide_an_error = request.method() == "POST";
        let (parts, body) = self.0.execute(request).await?.into_parts();
        let refused = !parts.status.is_success();
        if !refused && !may_hide_an_error {
            return Ok(HttpResponse::from_parts(parts, body));
        }
        let bytes = start_of(body).await?;
        let text = String::from_utf8_lossy(&bytes);
        if !refused && !text.contains("<Error>") {
            return Ok(HttpResponse::from_parts(parts, bytes.into()));
        }
        // `Decode` is the kind that object_store does not retry; retrying is decided here, by `super::retry`.
        Err(HttpError::new(HttpErrorKind::Decode, Answer::read(parts.status.as_u16(), &parts.headers, &text)))
    }
}

async fn start_of(body: HttpResponseBody) -> Result<Vec<u8>, HttpError> {
    let mut chunks = body.bytes_stream();
    let mut start = Vec::new();
    while let Some(chunk) = chunks.next().await {
        start.extend_from_slice(&chunk?);
        if start.len() >= BODY_BYTES {
            start.truncate(BODY_BYTES);
            break;
        }
    }
    Ok(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_region_is_found_wherever_the_storage_puts_it() {
        let mut headers = HeaderMap::new();
        let malformed = |message: &str| format!("<Error><Code>X</Code><Message>{message}</Message></Error>");
        let region = |headers: &HeaderMap, body: &str| Answer::read(400, headers, body).region;
        assert_eq!(
            region(&headers, "<Error><Code>X</Code><Region>eu-west-3</Region></Error>").as_deref(),
            Some("eu-west-3")
        );
        let amazon = malformed("the region &apos;us-east-1&apos; is wrong; expecting &apos;eu-central-1&apos;");
        assert_eq!(region(&headers, &amazon).as_deref(), Some("eu-central-1"));
        let garage = malformed(
            "unexpected scope: 20260820/us-east-1/s3/aws4_request, expected: 20260820/garage/s3/aws4_request",
        );
        assert_eq!(region(&headers, &garage).as_deref(), Some("garage"));
        headers.insert("x-amz-bucket-region", "ap-south-1".parse().expect("a header"));
        assert_eq!(region(&headers, "").as_deref(), Some("ap-south-1"));
    }

    #[test]
    fn an_answer_without_a_code_is_named_by_its_status() {
        let answer = Answer::read(403, &HeaderMap::new(), "<html>blocked by the proxy</html>");
        assert_eq!((answer.code.as_str(), answer.status), ("403", 403));
    }
}
