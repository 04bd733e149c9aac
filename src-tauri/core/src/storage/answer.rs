//! What a storage, or the service that signs in to it, answers when it refuses.
//!
//! object_store keeps of a refused request a status in private types and the body in a text, and of a redirect nothing. [`super::http`] stands between
//! it and the network and turns a refusal into a typed [`Answer`], which is found again by walking the sources of object_store's error.

use object_store::HeaderMap;
use serde::Deserialize;

/// A refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{code} (HTTP {status}): {message}")]
pub(crate) struct Answer {
    /// Who answered: host and port.
    pub host: String,
    /// The HTTP status.
    pub status: u16,
    /// Its code, for example `NoSuchBucket` or `AADSTS7000215`; the status as text where the answer has none.
    pub code: String,
    /// Its own words.
    pub message: String,
    /// The region where the storage names the right one.
    pub region: Option<String>,
    /// The number of the request, for the provider's support.
    pub request_id: Option<String>,
}

impl Answer {
    /// Reads a refusal from its status, headers and body: XML (S3, Google, Azure) or JSON (sign-in services, Google).
    pub fn read(host: &str, status: u16, headers: &HeaderMap, body: &str) -> Self {
        let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let json = Json::read(body);
        let message = element(body, "Message").or_else(|| json.as_ref().map(Json::message)).unwrap_or_default();
        // Google says the reason in a second element and keeps the message general.
        let message = match element(body, "Details") {
            Some(details) if !message.contains(&details) => format!("{message} {details}"),
            _ => message,
        };
        let code = element(body, "Code").or_else(|| json.as_ref().and_then(Json::code));
        Self {
            host: host.to_owned(),
            status,
            code: code
                .filter(|code| !code.is_empty())
                .or_else(|| header("x-ms-error-code"))
                .unwrap_or_else(|| status.to_string()),
            region: element(body, "Region")
                .or_else(|| header("x-amz-bucket-region"))
                .or_else(|| expected_region(&message))
                .filter(|region| !region.is_empty()),
            request_id: element(body, "RequestId").or_else(|| {
                ["x-amz-request-id", "x-ms-request-id", "x-guploader-uploadid"].into_iter().find_map(header)
            }),
            message,
        }
    }
}

/// A refusal in JSON: `{"error": "invalid_client", "error_description": …}` (RFC 6749) or `{"error": {"message": …, "errors": [{"reason": …}]}}`
/// (<https://cloud.google.com/storage/docs/json_api/v1/status-codes>).
#[derive(Deserialize)]
struct Json {
    error: Reason,
    #[serde(default)]
    error_description: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reason {
    Code(String),
    Google {
        #[serde(default)]
        message: String,
        #[serde(default)]
        status: String,
        #[serde(default)]
        errors: Vec<Detail>,
    },
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    reason: String,
}

impl Json {
    fn read(body: &str) -> Option<Self> {
        body.trim_start().starts_with('{').then(|| serde_json::from_str(body).ok()).flatten()
    }

    fn message(&self) -> String {
        match &self.error {
            Reason::Code(_) => self.error_description.clone(),
            Reason::Google { message, .. } => message.clone(),
        }
    }

    fn code(&self) -> Option<String> {
        match &self.error {
            // Entra's own code begins its description: `AADSTS7000215: Invalid client secret provided. …`
            Reason::Code(code) => match self.error_description.split_once(':') {
                Some((aadsts, _)) if aadsts.starts_with("AADSTS") => Some(aadsts.to_owned()),
                _ => Some(code.clone()),
            },
            Reason::Google { status, errors, .. } => match errors.first() {
                Some(first) => Some(first.reason.clone()),
                None => Some(status.clone()),
            },
        }
    }
}

/// The text of the first element of this name. The errors of storages are flat, so nothing more of XML is needed.
pub(crate) fn element(xml: &str, name: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, headers: &HeaderMap, body: &str) -> Answer {
        Answer::read("s3.example.com", status, headers, body)
    }

    #[test]
    fn the_right_region_is_found_wherever_the_storage_puts_it() {
        let mut headers = HeaderMap::new();
        let malformed = |message: &str| format!("<Error><Code>X</Code><Message>{message}</Message></Error>");
        let region = |headers: &HeaderMap, body: &str| read(400, headers, body).region;
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
        let answer = read(403, &HeaderMap::new(), "<html>blocked by the proxy</html>");
        assert_eq!((answer.code.as_str(), answer.status), ("403", 403));
    }

    #[test]
    fn codes_are_found_in_every_shape_that_the_clouds_use() {
        let none = HeaderMap::new();
        let azure = "\u{feff}<?xml version=\"1.0\"?><Error><Code>AuthorizationPermissionMismatch</Code><Message>This request is not authorized.\nRequestId:1</Message></Error>";
        assert_eq!(read(403, &none, azure).code, "AuthorizationPermissionMismatch");
        let entra = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215]}"#;
        assert_eq!(read(401, &none, entra).code, "AADSTS7000215");
        assert_eq!(
            read(400, &none, r#"{"error":"invalid_grant","error_description":"Bad Request"}"#).code,
            "invalid_grant"
        );
        let google = r#"{"error":{"code":403,"message":"no access","errors":[{"reason":"forbidden"}]}}"#;
        let answer = read(403, &none, google);
        assert_eq!((answer.code.as_str(), answer.message.as_str()), ("forbidden", "no access"));
        let details = "<Error><Code>AccessDenied</Code><Message>Access denied.</Message><Details>a@b does not have storage.objects.create access</Details></Error>";
        assert!(read(403, &none, details).message.contains("storage.objects.create"));
        let mut head = HeaderMap::new();
        head.insert("x-ms-error-code", "ContainerNotFound".parse().expect("a header"));
        assert_eq!(read(404, &head, "").code, "ContainerNotFound", "an answer to HEAD has no body");
    }
}
