//! Microsoft Entra's token endpoint and the metadata service of Azure's machines, as far as a client of blobs asks them.
//!
//! Tokens have the claims that Azurite checks (audience, issuer, times); the signature is none, for it checks none.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use serde_json::{Value, json};

pub const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const APP: &str = "4d856d1f-8648-456c-9bb2-f36273bbe4e3";
pub const SECRET: &str = "Q~a-client-secret-of-the-tests";
/// A secret that was right once.
pub const EXPIRED_SECRET: &str = "Q~a-client-secret-of-last-year";
/// What a workload shows instead of a secret.
pub const ASSERTION: &str = "a-federated-token-of-the-tests";
/// The client id of the machine's own identity.
pub const MACHINE: &str = "0d0bbf53-5dbb-4b06-8ac2-5b5f8a6c1e0e";

const LIFETIME_SECONDS: i64 = 3600;

/// The endpoints; end with the runtime they were started on.
pub struct Entra {
    /// `http://127.0.0.1:port`, in the place of `https://login.microsoftonline.com`.
    pub authority: String,
    /// In the place of `http://169.254.169.254/metadata/identity/oauth2/token`.
    pub metadata: String,
    handed_out: Arc<Mutex<u64>>,
}

impl Entra {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let authority = format!("http://{}", listener.local_addr().expect("it is bound"));
        let handed_out = Arc::new(Mutex::new(0));
        let routes = Router::new()
            .route("/{tenant}/oauth2/v2.0/token", post(application))
            .route("/metadata/identity/oauth2/token", get(machine))
            .with_state(handed_out.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.expect("it serves until the end") });
        Self { metadata: format!("{authority}/metadata/identity/oauth2/token"), authority, handed_out }
    }

    /// How many tokens were handed out.
    pub fn handed_out(&self) -> u64 {
        *self.handed_out.lock().expect("sound")
    }
}

/// A token for an audience, as Entra would write it but for the signature.
pub fn token(audience: &str) -> String {
    let now = Utc::now().timestamp();
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "typ": "JWT", "alg": "RS256", "kid": "tests" }));
    let claims = part(json!({
        "aud": audience,
        "iss": format!("https://sts.windows.net/{TENANT}/"),
        "iat": now - 5,
        "nbf": now - 5,
        "exp": now + LIFETIME_SECONDS,
        "appid": APP,
        "oid": "6f2b3a50-2f0e-4b0a-8a3e-1c1f7d2d9c55",
        "tid": TENANT,
    }));
    format!("{header}.{claims}.{}", BASE64_URL_SAFE_NO_PAD.encode("unsigned"))
}

type Answer = (StatusCode, Json<Value>);

async fn application(
    State(handed_out): State<Arc<Mutex<u64>>>,
    Path(tenant): Path<String>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Answer {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let app = field("client_id");
    if tenant != TENANT {
        return refusal(
            400,
            "invalid_request",
            90002,
            &format!(
                "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. \
                 Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
            ),
        );
    }
    if app != APP {
        return refusal(
            400,
            "unauthorized_client",
            700_016,
            &format!(
                "Application with identifier '{app}' was not found in the directory 'Tests'. This can happen if the application has not been \
                 installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication \
                 request to the wrong tenant."
            ),
        );
    }
    match (field("client_secret"), field("client_assertion")) {
        (SECRET, "") | ("", ASSERTION) => {}
        (EXPIRED_SECRET, "") => {
            return refusal(
                401,
                "invalid_client",
                7_000_222,
                &format!(
                    "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for your app: \
                     https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."
                ),
            );
        }
        ("", _) => {
            return refusal(
                401,
                "invalid_client",
                700_213,
                "No matching federated identity record found for presented assertion subject 'tests'. Please check your federated identity \
                 credential Subject, Audience and Issuer against the presented assertion.",
            );
        }
        _ => {
            return refusal(
                401,
                "invalid_client",
                7_000_215,
                &format!(
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client \
                     secret ID, for a secret added to app '{app}'."
                ),
            );
        }
    }
    *handed_out.lock().expect("sound") += 1;
    let audience = field("scope").trim_end_matches("/.default");
    let body = json!({
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "ext_expires_in": LIFETIME_SECONDS,
        "access_token": token(audience),
    });
    (StatusCode::OK, Json(body))
}

/// The shape of <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>: numbers are texts.
async fn machine(
    State(handed_out): State<Arc<Mutex<u64>>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Answer {
    let refuse = |words: &str| {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_request", "error_description": words })))
    };
    if headers.get("metadata").is_none_or(|value| value != "true") {
        return refuse("Required metadata header not specified");
    }
    if query.get("client_id").is_some_and(|id| id != MACHINE) {
        return refuse("Identity not found");
    }
    let Some(resource) = query.get("resource") else { return refuse("Required audience parameter not specified") };
    *handed_out.lock().expect("sound") += 1;
    let now = Utc::now().timestamp();
    let body = json!({
        "access_token": token(resource),
        "client_id": MACHINE,
        "expires_in": LIFETIME_SECONDS.to_string(),
        "expires_on": (now + LIFETIME_SECONDS).to_string(),
        "ext_expires_in": LIFETIME_SECONDS.to_string(),
        "not_before": (now - 5).to_string(),
        "resource": resource,
        "token_type": "Bearer",
    });
    (StatusCode::OK, Json(body))
}

fn refusal(status: u16, error: &str, code: u32, words: &str) -> Answer {
    let time = Utc::now().format("%Y-%m-%d %H:%M:%SZ").to_string();
    let (trace, correlation) = ("6bad8289-db4a-49da-8609-0848d8d71700", "63b8bb61-5ca6-4ae3-8224-15a4de11cd87");
    let body = json!({
        "error": error,
        "error_description":
            format!("AADSTS{code}: {words} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"),
        "error_codes": [code],
        "timestamp": time,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
    });
    (StatusCode::from_u16(status).expect("a status"), Json(body))
}
