//! How Google refuses: XML for the storage, JSON for tokens.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// An error of the XML API: <https://cloud.google.com/storage/docs/xml-api/reference-status>.
pub fn xml(status: u16, code: &str, message: &str, details: &str) -> Response {
    let details = if details.is_empty() { String::new() } else { format!("<Details>{details}</Details>") };
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message>{details}</Error>"
    );
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/xml; charset=UTF-8"), ("server", "UploadServer")], body).into_response()
}

pub fn unknown_caller() -> Response {
    xml(401, "AuthenticationRequired", "Authentication required.", "")
}

pub fn forbidden(who: &str, permission: &str) -> Response {
    let what = if permission.starts_with("storage.objects.list") || permission.starts_with("storage.buckets") {
        "bucket"
    } else {
        "object"
    };
    xml(
        403,
        "AccessDenied",
        "Access denied.",
        &format!(
            "{who} does not have {permission} access to the Google Cloud Storage {what}. Permission '{permission}' denied on \
             resource (or it may not exist)."
        ),
    )
}

pub fn no_bucket() -> Response {
    xml(404, "NoSuchBucket", "The specified bucket does not exist.", "")
}

pub fn no_key(key: &str) -> Response {
    xml(404, "NoSuchKey", "The specified key does not exist.", &format!("No such object: {}/{key}", super::BUCKET))
}

pub fn not_met() -> Response {
    xml(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.", "")
}

pub fn wrong_digest() -> Response {
    xml(400, "BadDigest", "The Content-MD5 you specified did not match what we received.", "")
}

/// An error of the token endpoint: <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>.
pub fn token(status: u16, error: &str, description: &str) -> Response {
    let body = Json(json!({ "error": error, "error_description": description }));
    (StatusCode::from_u16(status).expect("a status"), body).into_response()
}
