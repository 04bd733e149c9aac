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
    /// Its own words; of a web page its title, of a redirect where it leads.
    pub message: String,
    /// The region where the storage names the right one.
    pub region: Option<String>,
    /// The number of the request, for the provider's support.
    pub request_id: Option<String>,
    /// When it answered, by its own clock and in its own words.
    pub time: Option<String>,
    /// Whether it is a web page, which no storage answers: of a proxy, a firewall, a network that asks to sign in, another service.
    pub is_page: bool,
}

impl Answer {
    /// Reads a refusal from its status, headers and body: XML (S3, Google, Azure) or JSON (sign-in services, Google).
    pub fn read(host: &str, status: u16, headers: &HeaderMap, body: &str) -> Self {
        let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let header = |name: &str| header(name).filter(|value| !value.is_empty());
        let json = Json::read(body);
        let code = element(body, "Code")
            .or_else(|| json.as_ref().map(Json::code))
            .filter(|code| !code.is_empty())
            .or_else(|| header("x-ms-error-code"));
        let is_page = code.is_none() && is_page(body);
        let message = match (is_page, header("location")) {
            (true, _) => element(body, "title").unwrap_or_default(),
            (false, Some(location)) if body.trim().is_empty() => location,
            (false, _) if body.trim_start().starts_with(['<', '{', '\u{feff}']) => {
                element(body, "Message").or_else(|| json.as_ref().map(Json::message)).unwrap_or_default()
            }
            // Proxies and gateways answer in plain words.
            (false, _) => body.chars().take(1000).collect(),
        };
        // Google and Azure say the reason in a second element and keep the message general. Azure's reason for a wrong key quotes the signature.
        let details = ["Details", "AuthenticationErrorDetail"].into_iter().find_map(|name| element(body, name));
        let message = match details {
            Some(details) if !message.contains(&details) && !details.contains("ignature") => {
                format!("{message} {details}")
            }
            _ => message,
        };
        let (message, ending) = azure_ending(&message);
        Self {
            host: host.to_owned(),
            status,
            code: code.unwrap_or_else(|| status.to_string()),
            region: element(body, "Region")
                .or_else(|| header("x-amz-bucket-region"))
                .or_else(|| expected_region(&message))
                .filter(|region| !region.is_empty()),
            request_id: element(body, "RequestId")
                .or_else(|| {
                    ["x-amz-request-id", "x-ms-request-id", "x-guploader-uploadid", "x-amzn-requestid"]
                        .into_iter()
                        .find_map(header)
                })
                .or_else(|| json.as_ref().and_then(|json| json.trace_id.clone()))
                .or(ending)
                .filter(|id| !id.is_empty()),
            time: element(body, "ServerTime").or_else(|| header("date")),
            message,
            is_page,
        }
    }

    /// A web page behind a good status, which a network that asks to sign in gives for anything.
    pub fn page(host: &str, status: u16, headers: &HeaderMap, body: &str) -> Option<Self> {
        is_page(body).then(|| Self::read(host, status, headers, body)).filter(|answer| answer.is_page)
    }
}

/// Whether a body is HTML. Its media type says nothing: Google's good answers are `text/html` without a body.
fn is_page(body: &str) -> bool {
    let start: String = body.trim_start_matches('\u{feff}').trim_start().chars().take(200).collect();
    let start = start.to_ascii_lowercase();
    // XHTML begins with a declaration of XML.
    ["<!doctype html", "<html"]
        .into_iter()
        .any(|tag| start.starts_with(tag) || (start.starts_with("<?xml") && start.contains(tag)))
}

/// Azure ends messages with `RequestId:…` and `Time:…` on lines of their own.
fn azure_ending(message: &str) -> (String, Option<String>) {
    let Some((text, ending)) = message.split_once("RequestId:") else { return (message.to_owned(), None) };
    let id: String = ending.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let rest = ending.split_once("Time:").and_then(|(_, rest)| rest.split_once(char::is_whitespace));
    let text = match rest {
        Some((_, rest)) if !rest.trim().is_empty() => format!("{} {}", text.trim(), rest.trim()),
        _ => text.trim().to_owned(),
    };
    (text, Some(id))
}

/// A refusal in JSON: `{"error": "invalid_client", "error_description": …}` (RFC 6749) or `{"error": {"message": …, "errors": [{"reason": …}]}}`
/// (<https://cloud.google.com/storage/docs/json_api/v1/status-codes>).
#[derive(Deserialize)]
struct Json {
    error: Reason,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_subtype: String,
    /// Entra's number of the request.
    #[serde(default)]
    trace_id: Option<String>,
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
            // Google asks for another sign-in so: `"error_subtype": "invalid_rapt"`.
            Reason::Code(_) if self.error_subtype.is_empty() => self.error_description.clone(),
            Reason::Code(_) => format!("{} ({})", self.error_description, self.error_subtype),
            Reason::Google { message, .. } => message.clone(),
        }
    }

    fn code(&self) -> String {
        match &self.error {
            // Entra's own code begins its description: `AADSTS7000215: Invalid client secret provided. …`
            Reason::Code(code) => match self.error_description.split_once(':') {
                Some((aadsts, _)) if aadsts.starts_with("AADSTS") => aadsts.to_owned(),
                _ => code.clone(),
            },
            Reason::Google { status, errors, .. } => match errors.first() {
                Some(first) => first.reason.clone(),
                None => status.clone(),
            },
        }
    }
}

/// The text of the first element of this name, in any case and namespace. The errors of storages are flat, so nothing more of XML is needed.
pub(crate) fn element(xml: &str, name: &str) -> Option<String> {
    let mut rest = xml;
    loop {
        let (_, after) = rest.split_once('<')?;
        rest = after;
        let (tag, text) = after.split_once('>')?;
        let full = tag.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or_default();
        let local = full.rsplit(':').next().unwrap_or_default();
        if !local.eq_ignore_ascii_case(name) || tag.ends_with('/') {
            continue;
        }
        let inside = &text[..text.find(&format!("</{full}>"))?];
        let inside = inside.trim();
        if let Some(raw) = inside.strip_prefix("<![CDATA[").and_then(|raw| raw.strip_suffix("]]>")) {
            return Some(raw.trim().to_owned());
        }
        let plain = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&#39;", "'"),
            ("&#34;", "\""),
            ("&amp;", "&"),
        ]
        .into_iter()
        .fold(inside.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain));
        return Some(plain);
    }
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

    #[test]
    fn elements_are_found_in_any_case_and_namespace() {
        for xml in [
            "<Error><Code>NoSuchBucket</Code></Error>",
            "<s3:Error xmlns:s3=\"http://s3.amazonaws.com/doc/2006-03-01/\"><s3:Code>NoSuchBucket</s3:Code></s3:Error>",
            "<error><hostcode/><code lang='en'> NoSuchBucket\n</code></error>",
            "<Error><Code><![CDATA[NoSuchBucket]]></Code></Error>",
        ] {
            assert_eq!(read(404, &HeaderMap::new(), xml).code, "NoSuchBucket", "{xml}");
        }
        for broken in ["<Code>NoSuch", "<Code", "<", "", "<Code></code2>"] {
            assert_eq!(read(404, &HeaderMap::new(), broken).code, "404", "{broken}");
        }
    }

    #[test]
    fn azure_s_message_is_told_without_its_ending_and_its_reason_without_the_signature() {
        let body = |detail: &str| {
            format!(
                "<Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.\nRequestId:54a1-b2\nTime:2026-08-20T14:03:11.1234567Z</Message><AuthenticationErrorDetail>{detail}</AuthenticationErrorDetail></Error>"
            )
        };
        let answer = read(403, &HeaderMap::new(), &body("Issuer validation failed. Issuer did not match."));
        assert_eq!(
            answer.message,
            "Server failed to authenticate the request. Issuer validation failed. Issuer did not match."
        );
        assert_eq!(answer.request_id.as_deref(), Some("54a1-b2"));
        let answer =
            read(403, &HeaderMap::new(), &body("The MAC signature found in the HTTP request 'c2ln' is not the same"));
        assert_eq!(answer.message, "Server failed to authenticate the request.");
    }

    #[test]
    fn a_web_page_is_told_by_its_title_and_a_redirect_by_where_it_leads() {
        let page = "<!DOCTYPE html>\n<html><head><title>Sign in to Guest WiFi</title></head><body>Code</body></html>";
        let answer = read(200, &HeaderMap::new(), page);
        assert_eq!((answer.is_page, answer.message.as_str()), (true, "Sign in to Guest WiFi"));
        let mut leads = HeaderMap::new();
        leads.insert("location", "http://portal.example/login".parse().expect("a header"));
        assert_eq!(read(302, &leads, "").message, "http://portal.example/login");
        assert!(!read(403, &HeaderMap::new(), "<?xml version=\"1.0\"?><Error><Code>X</Code></Error>").is_page);
        assert!(Answer::page("h", 200, &HeaderMap::new(), "").is_none(), "a good answer to a write has no body");
    }
}
