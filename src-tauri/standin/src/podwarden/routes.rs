//! The HTTP surface.

use super::feed;
use super::options::Role;
use super::state::{Data, State as Shared};
use super::traffic;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::TimeDelta;
use rand::RngExt;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

type App = State<Arc<Shared>>;
type Params = Query<HashMap<String, String>>;

/// All routes, below the base path.
pub fn router(state: Arc<Shared>) -> Router {
    let guarded = Router::new()
        .route("/settings/mcp-audit", get(global))
        .route("/settings/mcp-tokens", get(tokens).post(change))
        .route("/settings/mcp-tokens/{id}", axum::routing::delete(change))
        .route("/settings/mcp-tokens/{id}/audit", get(one_token))
        .layer(middleware::from_fn_with_state(state.clone(), guard));
    let api = Router::new()
        .route("/health", get(async || Json(json!({"status": "ok"}))))
        .merge(guarded)
        .fallback(async || refuse(StatusCode::NOT_FOUND, "Not Found"));
    let base = format!("{}/api/v1", state.options.base_path);
    Router::new().nest(&base, api).layer(middleware::from_fn_with_state(state.clone(), date)).with_state(state)
}

fn refuse(status: StatusCode, detail: impl Into<Value>) -> Response {
    (status, Json(json!({"detail": detail.into()}))).into_response()
}

/// `Date` by the instance's own clock.
async fn date(State(state): App, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let now = state.now() + TimeDelta::seconds(state.data().habits.date_ahead);
    if let Ok(date) = HeaderValue::from_str(&now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// Who calls, what they may, and the row that the call leaves.
async fn guard(
    State(state): App,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let by_token = given == state.token();
    if let Some(refusal) = refusal(&mut state.data(), &method, by_token || given == state.session()) {
        return refusal;
    }
    // The layer sees the path below the base; the instance logs the one that came.
    let path = format!("/api/v1{}", uri.path());
    let response = next.run(request).await;
    let mut data = state.data();
    if by_token
        && data.habits.self_logging
        && let Some(token) = data.find(super::catalog::OWN)
    {
        traffic::log_call(&mut data, token, &path, response.status().as_u16(), state.now());
    }
    response
}

fn refusal(data: &mut Data, method: &Method, known: bool) -> Option<Response> {
    let share = data.habits.unavailable;
    if share > 0.0 && data.whims.random_bool(share) {
        data.counts.unavailable += 1;
        return Some(refuse(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"));
    }
    let own_revoked = data.find(super::catalog::OWN).is_none_or(|at| data.tokens[at].revoked);
    let refused = if !known || !data.keys_valid || own_revoked {
        Some((StatusCode::UNAUTHORIZED, "Invalid or expired token"))
    } else if data.role == Role::Operator || (method != Method::GET && data.role != Role::Admin) {
        Some((StatusCode::FORBIDDEN, "Insufficient permissions"))
    } else {
        None
    };
    refused.map(|(status, words)| {
        data.counts.refused += 1;
        refuse(status, words)
    })
}

async fn global(State(state): App, Query(params): Params) -> Response {
    let (now, mut data) = (state.now(), state.data());
    data.counts.global += 1;
    let page = feed::page(&mut data, None, params.get("limit").map(String::as_str), now);
    answer(&mut data, page)
}

async fn one_token(State(state): App, Path(id): Path<String>, Query(params): Params) -> Response {
    let (now, mut data) = (state.now(), state.data());
    data.counts.token += 1;
    let Some(token) = data.tokens.iter().position(|token| token.id == id && !token.deleted) else {
        return refuse(StatusCode::NOT_FOUND, "Token not found");
    };
    let page = feed::page(&mut data, Some(token), params.get("limit").map(String::as_str), now);
    answer(&mut data, page)
}

fn answer(data: &mut Data, page: Result<Vec<Value>, Value>) -> Response {
    match page {
        Ok(items) => Json(items).into_response(),
        Err(detail) => {
            data.counts.refused += 1;
            refuse(StatusCode::UNPROCESSABLE_ENTITY, detail)
        }
    }
}

async fn tokens(State(state): App) -> Response {
    let mut data = state.data();
    data.counts.tokens += 1;
    let token = |token: &super::state::Token| json!({"id": token.id, "name": token.name, "role": token.role, "revoked": token.revoked});
    Json(data.tokens.iter().filter(|token| !token.deleted).map(token).collect::<Vec<_>>()).into_response()
}

/// Counted and never done: an auditor changes nothing.
async fn change(State(state): App) -> Response {
    state.data().counts.writes += 1;
    refuse(StatusCode::FORBIDDEN, "Insufficient permissions")
}
