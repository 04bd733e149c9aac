//! Where programs on AWS find their identity: the metadata service of instances (version 2 only) and the endpoint of containers.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::{SecondsFormat, TimeDelta, Utc};
use object_store::aws::AwsCredential;
use serde_json::json;

/// The role's name.
pub const ROLE: &str = "exporter";
pub const REGION: &str = "eu-central-1";

const SESSION: &str = "AQAEAK-a-session-of-the-metadata-service";
const CONTAINER: &str = "a-token-for-the-container";

/// The endpoint; ends with the runtime it was started on.
pub struct Imds {
    /// For `AWS_EC2_METADATA_SERVICE_ENDPOINT`.
    pub endpoint: String,
    /// For `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    pub container: String,
    /// For `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    pub container_token: String,
}

impl Imds {
    /// Hands out one identity to everybody who asks as the services want to be asked.
    pub async fn start(identity: AwsCredential) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
        let routes = Router::new().fallback(answer).with_state(Arc::new(identity));
        tokio::spawn(async move { axum::serve(listener, routes).await.expect("it serves until the end") });
        let container = format!("{endpoint}/v2/credentials/tests");
        Self { endpoint, container, container_token: CONTAINER.into() }
    }
}

/// See "Use IMDS" in the EC2 user guide and "Task IAM role" in the ECS developer guide.
async fn answer(State(identity): State<Arc<AwsCredential>>, request: Request) -> Response {
    let header = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let headers = request.headers();
    let path = request.uri().path();
    if path == "/v2/credentials/tests" {
        if header(headers, "authorization") != CONTAINER {
            return StatusCode::FORBIDDEN.into_response();
        }
        return credentials(&identity, &[("RoleArn", &format!("arn:aws:iam::123456789012:role/{ROLE}"))]);
    }
    if path == "/latest/api/token" {
        let lifetime = header(headers, "x-aws-ec2-metadata-token-ttl-seconds");
        if request.method() != Method::PUT || lifetime.is_empty() {
            return StatusCode::BAD_REQUEST.into_response();
        }
        return ([("x-aws-ec2-metadata-token-ttl-seconds", lifetime)], SESSION).into_response();
    }
    if header(headers, "x-aws-ec2-metadata-token") != SESSION {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match path.trim_end_matches('/') {
        "/latest/meta-data/iam/security-credentials" => ROLE.into_response(),
        "/latest/meta-data/iam/security-credentials/exporter" => {
            let now = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
            credentials(&identity, &[("Code", "Success"), ("LastUpdated", &now), ("Type", "AWS-HMAC")])
        }
        "/latest/meta-data/placement/region" => REGION.into_response(),
        "/latest/meta-data/instance-id" => "i-0123456789abcdef0".into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn credentials(identity: &AwsCredential, more: &[(&str, &str)]) -> Response {
    let expiration = (Utc::now() + TimeDelta::hours(6)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut fields: BTreeMap<&str, &str> = more.iter().copied().collect();
    fields.insert("AccessKeyId", &identity.key_id);
    fields.insert("SecretAccessKey", &identity.secret_key);
    fields.insert("Token", identity.token.as_deref().unwrap_or_default());
    fields.insert("Expiration", &expiration);
    axum::Json(json!(fields)).into_response()
}
