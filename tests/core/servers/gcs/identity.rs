//! Who asks: self-signed tokens of service accounts, tokens handed out for a refresh token or a signed claim, the machine's own token.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Form, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use serde_json::{Value, json};
use tokio_rustls::rustls::{crypto::aws_lc_rs::default_provider, pki_types::alg_id};

use super::{Role, Shared, refusal};

pub const CLIENT_ID: &str = "764086051850-tests.apps.googleusercontent.com";
pub const CLIENT_SECRET: &str = "a-client-secret-that-is-none";

const LIFETIME_SECONDS: u64 = 3599;

/// The refresh token of the user with a role.
pub fn refresh_token(role: Role) -> String {
    format!("1//refresh-{}", role.email())
}

/// Who a request is from, by its bearer token; `None` for nobody known.
pub fn caller(shared: &Shared, bearer: &str) -> Option<Role> {
    if let Some(role) = shared.tokens.lock().expect("sound").get(bearer) {
        return Some(*role);
    }
    let claims = claims(shared, bearer)?;
    let scopes = claims["scope"].as_str()?;
    let enough = scopes.split(' ').any(|scope| {
        ["cloud-platform", "devstorage.read_write", "devstorage.full_control"]
            .iter()
            .any(|name| scope == format!("https://www.googleapis.com/auth/{name}"))
    });
    enough.then(|| account(&claims)).flatten()
}

/// Whose a token is, as `gcloud`'s sign-in lets it be known. `POST /tokeninfo`.
pub async fn token_info(State(shared): State<Arc<Shared>>, Form(form): Form<BTreeMap<String, String>>) -> Response {
    match form.get("access_token").and_then(|token| caller(&shared, token)) {
        Some(role) => Json(json!({ "email": role.email(), "email_verified": "true" })).into_response(),
        None => refusal::token(400, "invalid_token", "Invalid Value"),
    }
}

/// `POST /token`, as a form or, as Google's own library sends it, as JSON.
pub async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let is_json = headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let form: BTreeMap<String, String> = if is_json {
        // What is not set stands there as null.
        let fields: BTreeMap<String, Value> = serde_json::from_str(&body).unwrap_or_default();
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
    } else {
        url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
    };
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let role = match field("grant_type") {
        "refresh_token" => {
            if (field("client_id"), field("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
                return refusal::token(401, "invalid_client", "The OAuth client was not found.");
            }
            let known = Role::ALL.into_iter().find(|role| refresh_token(*role) == field("refresh_token"));
            let Some(role) = known else {
                return refusal::token(400, "invalid_grant", "Token has been expired or revoked.");
            };
            role
        }
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
            let Some(role) = claims(&shared, field("assertion")).and_then(|claims| account(&claims)) else {
                return refusal::token(400, "invalid_grant", "Invalid JWT Signature.");
            };
            role
        }
        other => return refusal::token(400, "unsupported_grant_type", &format!("Invalid grant_type: {other}")),
    };
    Json(handed_out(&shared, role)).into_response()
}

/// What a machine asks: <https://cloud.google.com/compute/docs/metadata/overview>.
pub async fn metadata(State(shared): State<Arc<Shared>>, Path(what): Path<String>, headers: HeaderMap) -> Response {
    let flavour = [("metadata-flavor", "Google")];
    if headers.get("metadata-flavor").is_none_or(|value| value != "Google") {
        return (StatusCode::FORBIDDEN, flavour, "Missing Metadata-Flavor:Google header.").into_response();
    }
    let role = Role::ObjectCreator;
    match what.as_str() {
        "instance/service-accounts/default/token" => (flavour, Json(handed_out(&shared, role))).into_response(),
        "instance/service-accounts/default/email" => (flavour, role.email()).into_response(),
        "project/project-id" => (flavour, "auditdesk-tests").into_response(),
        _ => (StatusCode::NOT_FOUND, flavour).into_response(),
    }
}

fn handed_out(shared: &Shared, role: Role) -> Value {
    let mut tokens = shared.tokens.lock().expect("sound");
    let token = format!("ya29.tests-{}", tokens.len());
    tokens.insert(token.clone(), role);
    json!({
        "access_token": token,
        "expires_in": LIFETIME_SECONDS,
        "scope": "https://www.googleapis.com/auth/cloud-platform",
        "token_type": "Bearer",
    })
}

fn account(claims: &Value) -> Option<Role> {
    Role::ALL.into_iter().find(|role| claims["iss"] == role.email())
}

/// The claims of a token whose RS256 signature and times are right.
fn claims(shared: &Shared, token: &str) -> Option<Value> {
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let json = |part| serde_json::from_slice::<Value>(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    if json(header)?["alg"] != "RS256" {
        return None;
    }
    let rs256 = default_provider().signature_verification_algorithms.all.iter().find(|algorithm| {
        algorithm.public_key_alg_id() == alg_id::RSA_ENCRYPTION
            && algorithm.signature_alg_id() == alg_id::RSA_PKCS1_SHA256
    })?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    rs256.verify_signature(&shared.public_key, message.as_bytes(), &signature).ok()?;
    let claims = json(claims)?;
    let now = Utc::now().timestamp();
    let (issued, expires) = (claims["iat"].as_i64()?, claims["exp"].as_i64()?);
    // Google: not from the future (five minutes are forgiven), not over, not longer than an hour.
    (issued <= now + 300 && expires > now && expires - issued <= 3600).then_some(claims)
}
