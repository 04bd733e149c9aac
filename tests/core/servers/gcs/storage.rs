//! The XML API: rights and conditions are looked at here, the bytes go to s3s-fs as an S3 request.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{self, HeaderMap, HeaderValue, Method},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use md5::{Digest, Md5};
use object_store::{
    aws::{AwsAuthorizer, AwsCredential},
    client::HttpRequestBody,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{BUCKET, Kept, Shared, identity::caller, refusal};

/// What Signature Version 4 leaves as it is, and the slash between the parts of a key.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

const KEPT: [&str; 2] = ["x-goog-storage-class", "x-goog-encryption-kms-key-name"];

/// Questions about a bucket itself, <https://cloud.google.com/storage/docs/xml-api/get-bucket>; any other GET of a bucket lists its objects.
const OF_BUCKETS: [&str; 10] = [
    "acl",
    "billing",
    "cors",
    "encryptionConfig",
    "lifecycle",
    "location",
    "object-lock",
    "storageClass",
    "uploads",
    "versioning",
];

/// What a request wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    List,
    Bucket,
    Read,
    Write,
    Delete,
    Begin,
    Part,
    Finish,
    Abort,
}

impl Wish {
    fn of(method: &Method, key: &str, query: &str) -> Option<Self> {
        let uploads = query.starts_with("uploads");
        let upload = query.contains("uploadId=");
        Some(match (method.as_str(), key.is_empty()) {
            ("GET", true) if !OF_BUCKETS.iter().any(|what| query.split(['&', '=']).next() == Some(what)) => Self::List,
            ("GET" | "HEAD", true) => Self::Bucket,
            ("GET" | "HEAD", false) => Self::Read,
            ("PUT", false) if upload => Self::Part,
            ("PUT", false) => Self::Write,
            ("POST", false) if uploads => Self::Begin,
            ("POST", false) if upload => Self::Finish,
            ("DELETE", false) if upload => Self::Abort,
            ("DELETE", false) => Self::Delete,
            _ => return None,
        })
    }

    fn permissions(self, replaces: bool) -> &'static [&'static str] {
        match self {
            Self::List => &["storage.objects.list"],
            Self::Bucket => &["storage.buckets.get"],
            Self::Read => &["storage.objects.get"],
            Self::Write if replaces => &["storage.objects.create", "storage.objects.delete"],
            Self::Write => &["storage.objects.create"],
            Self::Delete => &["storage.objects.delete"],
            Self::Finish if replaces => {
                &["storage.multipartUploads.create", "storage.objects.create", "storage.objects.delete"]
            }
            Self::Begin | Self::Part | Self::Finish => &["storage.multipartUploads.create", "storage.objects.create"],
            Self::Abort => &["storage.multipartUploads.abort"],
        }
    }
}

pub async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy().into_owned();
    let path = path.trim_start_matches('/');
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let query = parts.uri.query().unwrap_or_default();
    let Some(wish) = Wish::of(&parts.method, key, query) else {
        return refusal::xml(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", "");
    };
    let bearer = header(&parts.headers, "authorization").strip_prefix("Bearer ");
    let role = bearer.map(|bearer| caller(&shared, bearer));
    if role == Some(None) {
        return refusal::unknown_caller();
    }
    if bucket != BUCKET {
        return refusal::no_bucket();
    }
    let there = shared.objects.lock().expect("sound").get(key).cloned();
    let condition = header(&parts.headers, "x-goog-if-generation-match");
    // A write that must not replace is not asked for the right to delete.
    let replaces = there.is_some() && condition != "0";
    for permission in wish.permissions(replaces) {
        let role = role.flatten();
        if !role.is_some_and(|role| role.may(permission)) {
            return refusal::forbidden(role.map_or("Anonymous caller", super::Role::email), permission);
        }
    }
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    if !digest_matches(&parts.headers, &body) {
        return refusal::wrong_digest();
    }
    let generation = there.as_ref().map_or(0, |kept| kept.generation);
    if !condition.is_empty() && condition != generation.to_string() {
        return refusal::not_met();
    }
    if there.is_none() && matches!(wish, Wish::Read | Wish::Delete) {
        return refusal::no_key(key);
    }
    let mut response = pass(&shared, &parts.method, key, query, &parts.headers, body).await;
    if response.status().is_success() {
        let mut kept = keep(&shared, wish, key, query, &parts.headers, &mut response).await;
        kept = kept.or(there.filter(|_| wish == Wish::Read));
        if let Some(kept) = kept {
            let headers = response.headers_mut();
            headers.insert("x-goog-generation", kept.generation.into());
            for (name, value) in kept.headers {
                headers.insert(name, HeaderValue::from_str(&value).expect("it came as a header"));
            }
        }
    }
    response
}

/// Notes what s3s-fs does not keep; the new object's notes.
async fn keep(
    shared: &Shared,
    wish: Wish,
    key: &str,
    query: &str,
    headers: &HeaderMap,
    response: &mut Response,
) -> Option<Kept> {
    let wanted = || {
        let given = KEPT.map(|name| (name, header(headers, name).to_owned()));
        given.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    };
    let upload = || query.split('&').find_map(|pair| pair.strip_prefix("uploadId=")).unwrap_or_default().to_owned();
    let mut made = match wish {
        Wish::Write => Kept { generation: 0, headers: wanted() },
        Wish::Finish => shared.uploads.lock().expect("sound").remove(&upload()).unwrap_or_default(),
        Wish::Begin => {
            let body = to_bytes(std::mem::take(response.body_mut()), usize::MAX).await.expect("a body");
            let text = String::from_utf8_lossy(&body);
            let id = text.split_once("<UploadId>").and_then(|(_, rest)| rest.split_once("</UploadId>"));
            let (id, _) = id.expect("s3s-fs names the upload");
            shared.uploads.lock().expect("sound").insert(id.to_owned(), Kept { generation: 0, headers: wanted() });
            *response.body_mut() = Body::from(body);
            return None;
        }
        Wish::Abort => {
            shared.uploads.lock().expect("sound").remove(&upload());
            return None;
        }
        Wish::Delete => {
            shared.objects.lock().expect("sound").remove(key);
            return None;
        }
        _ => return None,
    };
    made.generation = shared.generations.fetch_add(1, Ordering::Relaxed);
    shared.objects.lock().expect("sound").insert(key.to_owned(), made.clone());
    Some(made)
}

/// Sends it to s3s-fs, signed.
async fn pass(shared: &Shared, method: &Method, key: &str, query: &str, headers: &HeaderMap, body: Bytes) -> Response {
    let path = utf8_percent_encode(key, KEY);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let mut request =
        http::Request::builder().method(method).uri(format!("http://{}/{BUCKET}/{path}{query}", shared.storage));
    for (name, value) in headers {
        let name = name.as_str();
        if let Some(own) = name.strip_prefix("x-goog-meta-") {
            request = request.header(format!("x-amz-meta-{own}"), value);
        } else if matches!(name, "content-type" | "content-encoding" | "range" | "if-match" | "if-none-match") {
            request = request.header(name, value);
        }
    }
    // Against a second writer between the look at the generation and this.
    if header(headers, "x-goog-if-generation-match") == "0" {
        request = request.header("if-none-match", "*");
    }
    let mut request = request.body(HttpRequestBody::from(body.clone())).expect("a good request");
    let credential =
        AwsCredential { key_id: shared.key.id.clone(), secret_key: shared.key.secret.clone(), token: None };
    AwsAuthorizer::new(&credential, "s3", "us-east-1").try_authorize(&mut request, None).expect("it can be signed");
    let (parts, _) = request.into_parts();
    let sent = shared.client.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body).send();
    let Ok(received) = sent.await else {
        return refusal::xml(503, "ServiceUnavailable", "Service temporarily unavailable.", "");
    };
    let mut response = Response::builder().status(received.status());
    for (name, value) in received.headers() {
        // How this answer travels is decided anew.
        if !matches!(name.as_str(), "transfer-encoding" | "connection") {
            response = response.header(name, value);
        }
    }
    match received.bytes().await {
        Ok(bytes) => response.body(Body::from(bytes)).expect("an answer"),
        Err(_) => http::StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Whether the body has the digest that was announced, if one was.
fn digest_matches(headers: &HeaderMap, body: &[u8]) -> bool {
    let announced = match header(headers, "content-md5") {
        "" => header(headers, "x-goog-hash").split(',').find_map(|one| one.trim().strip_prefix("md5=")).unwrap_or(""),
        digest => digest,
    };
    announced.is_empty() || announced == BASE64_STANDARD.encode(Md5::digest(body))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
