//! An instance that answers as a test says: for answers no stand-in should give.

use std::sync::Arc;

use auditdesk_core::{secret::Secret, source::podwarden::Podwarden};
use axum::{
    Json, Router,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::support::time::Time;

/// Serves what `answer` says until the test's runtime ends; 404 where it says nothing. The address.
pub async fn serve(answer: impl Fn(&Uri) -> Option<Response> + Send + Sync + 'static) -> String {
    let answer = Arc::new(answer);
    let handle = move |uri: Uri| {
        let answer = Arc::clone(&answer);
        async move { answer(&uri).unwrap_or_else(|| text(404, "{\"detail\":\"Not Found\"}")) }
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handle)).await });
    url
}

/// A source for such an instance, signed in by a session.
pub fn source(url: &str, time: &Time) -> Podwarden {
    Podwarden::new(1, url, "", "", Some(Secret::new("eyJ.x.y")), time.deps()).expect("a good address")
}

pub fn text(status: u16, text: impl Into<String>) -> Response {
    (StatusCode::from_u16(status).expect("a status"), text.into()).into_response()
}

pub fn json(value: &Value) -> Response {
    Json(value).into_response()
}

/// Row `number` of a token, at a time.
pub fn row(number: i64, token: &str, at: chrono::DateTime<chrono::Utc>) -> Value {
    json!({
        "id": format!("00000000-0000-4000-8000-{number:012}"), "token_name": token, "method": "GET", "path": "/api/v1/stacks",
        "status_code": 200, "created_at": at.to_rfc3339(),
    })
}
