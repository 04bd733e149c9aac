//! The HTTP surface.

use super::access::Access;
use super::faults::{self, Fault, text};
use super::options::{Generation, Role};
use super::query::{Params, Query};
use super::row::View;
use super::seed::hash;
use super::state::{Data, State as Shared};
use super::{auth, list, login, render_event, render_flat, stats};
use axum::extract::{Path, Query as UrlQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::Arc;

type App = State<Arc<Shared>>;

/// Lists fail this many times as often as details: there are far fewer of them.
const LIST_FAULTS: f64 = 10.0;

/// All routes, below the base path.
pub fn router(state: Arc<Shared>) -> Router {
    let guarded = Router::new()
        .route("/version", get(version))
        .route("/users", get(users))
        .route("/mcp-audit-logs", get(all_servers))
        .route("/mcp-audit-logs/{mcp_id}", get(one_server))
        .route("/mcp-audit-logs/detail/{id}", get(detail))
        .route("/mcp-audit-logs/filter-options/{filter}", get(filter_options))
        .route("/mcp-stats", get(usage))
        .route("/mcp-stats/{mcp_id}", get(usage_of_one))
        .layer(middleware::from_fn_with_state(state.clone(), require_api));
    let api = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/bootstrap", get(async || Json(json!({"enabled": false, "setupEnabled": false}))))
        .route("/auth-providers", get(auth_providers))
        .route("/me", get(me))
        .route("/api-keys/auth", post(check_key))
        .route("/token-request", post(token_request))
        .route("/token-request/{id}", get(token_poll))
        .route("/oauth/start/{id}/{namespace}/{provider}", get(token_page))
        .merge(guarded)
        .fallback(async || text(StatusCode::NOT_FOUND, "404 page not found"));
    let base = format!("{}/api", state.options.base_path);
    Router::new()
        .nest(&base, api)
        .layer(middleware::from_fn_with_state(state.clone(), common_headers))
        .with_state(state)
}

/// `Date` by the server's own clock, no caching; counts what went out.
async fn common_headers(State(state): App, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut data = state.data();
    if response.status() == StatusCode::UNAUTHORIZED {
        data.counts.unauthorized += 1;
    }
    let now = (state.options.clock)() + TimeDelta::seconds(data.habits.clock_skew);
    drop(data);
    let headers = response.headers_mut();
    if let Ok(date) = HeaderValue::from_str(&now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
        headers.insert(header::DATE, date);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache, must-revalidate"));
    response
}

async fn require_api(State(state): App, request: Request, next: Next) -> Response {
    match state.require_api(request.headers()) {
        Ok(()) => next.run(request).await,
        Err((status, message)) => {
            state.data().counts.other += 1;
            text(status, message)
        }
    }
}

async fn all_servers(State(state): App, uri: Uri, UrlQuery(params): UrlQuery<Params>) -> Response {
    list_page(&state, &params, hash(uri.query().unwrap_or_default()))
}

async fn one_server(State(state): App, Path(id): Path<String>, UrlQuery(mut params): UrlQuery<Params>) -> Response {
    params.retain(|(name, _)| name != "mcp_id");
    let key = hash(&format!("{id} {params:?}"));
    params.push(("mcp_id".into(), id));
    list_page(&state, &params, key)
}

fn list_page(state: &Shared, params: &Params, key: u64) -> Response {
    let mut data = state.data();
    data.counts.list += 1;
    data.purge_when_due();
    let habits = data.habits;
    let fault = data.faults.next(key, LIST_FAULTS, &habits);
    if let Some(response) = refuse(state, &mut data, fault) {
        return response;
    }
    let (generation, role) = (data.generation, data.effective_role());
    if generation == Generation::A && role == Role::Basic {
        return text(StatusCode::FORBIDDEN, "forbidden");
    }
    let query = match Query::parse(params, generation, role) {
        Ok(query) => query,
        Err((status, message)) => return text(status, &message),
    };
    let page = list::page(state, &data, &query);
    data.lists_served += 1;
    drop(data);
    let items: Vec<Value> = page.views.iter().map(|view| item(state, view, generation, role)).collect();
    let answer = json!({"items": items, "total": page.total, "limit": query.limit, "offset": query.offset});
    send(answer.to_string().into_bytes(), fault)
}

fn item(state: &Shared, view: &View, generation: Generation, role: Role) -> Value {
    match generation {
        Generation::C => render_event::item(&state.world, view),
        _ => render_flat::item(&state.world, view, generation, role),
    }
}

async fn detail(State(state): App, Path(id): Path<String>) -> Response {
    let mut data = state.data();
    data.counts.detail += 1;
    data.purge_when_due();
    let generation = data.generation;
    if generation == Generation::A {
        return text(StatusCode::NOT_FOUND, "404 page not found");
    }
    let Ok(id) = id.parse::<u64>() else { return text(StatusCode::BAD_REQUEST, "missing audit log id") };
    let habits = data.habits;
    let fault = data.faults.next(id, 1.0, &habits);
    if let Some(response) = refuse(&state, &mut data, fault) {
        return response;
    }
    let Some(view) = data.find(id) else { return text(StatusCode::INTERNAL_SERVER_ERROR, "record not found") };
    let access = data.effective_role().access(&view);
    if access == Access::Denied {
        return text(StatusCode::FORBIDDEN, "you do not have access to this audit log");
    }
    let broken = view.row.quirks.broken && access == Access::Full;
    data.counts.broken += u64::from(broken);
    drop(data);
    let answer = match generation {
        Generation::C => render_event::detail(&state.world, &view, access),
        _ => render_flat::detail(&state.world, &view, access),
    };
    let body = answer.to_string();
    if !broken {
        return send(body.into_bytes(), fault);
    }
    // The header is out before the encoder notices that a stored body is no JSON.
    let message = "json: error calling MarshalJSON for type json.RawMessage: invalid character 'p' looking for beginning of value\n";
    let half = body.char_indices().nth(body.chars().count() / 2).map_or(0, |(at, _)| at);
    let body = if view.row.key.is_multiple_of(2) { message.to_owned() } else { body[..half].to_owned() };
    send(body.into_bytes(), fault)
}

/// Counts a fault, and answers with it if it takes the place of the answer.
fn refuse(state: &Shared, data: &mut Data, fault: Option<Fault>) -> Option<Response> {
    match fault? {
        Fault::RateLimited(spelling) => {
            data.counts.rate_limited += 1;
            let now = (state.options.clock)() + TimeDelta::seconds(data.habits.clock_skew);
            Some(faults::rate_limited(spelling, now))
        }
        Fault::ServerError(status) => {
            data.counts.server_errors += 1;
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(text(status, "failed to query audit logs: connection pool exhausted"))
        }
        Fault::Cut => {
            data.counts.cut += 1;
            None
        }
    }
}

fn send(body: Vec<u8>, fault: Option<Fault>) -> Response {
    if fault == Some(Fault::Cut) {
        return faults::cut(&body);
    }
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn answer(result: Result<Value, (StatusCode, String)>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err((status, message)) => text(status, &message),
    }
}

/// The data, counting the request as one of the others.
fn counted(state: &Shared) -> std::sync::MutexGuard<'_, Data> {
    let mut data = state.data();
    data.counts.other += 1;
    data
}

async fn filter_options(State(state): App, Path(filter): Path<String>, UrlQuery(params): UrlQuery<Params>) -> Response {
    answer(stats::options(&state, &counted(&state), &filter, &params))
}

async fn usage(State(state): App, UrlQuery(params): UrlQuery<Params>) -> Response {
    answer(stats::usage(&state, &counted(&state), &params))
}

async fn usage_of_one(State(state): App, Path(id): Path<String>, UrlQuery(mut params): UrlQuery<Params>) -> Response {
    params.retain(|(name, _)| name == "start_time" || name == "end_time");
    params.push(("mcp_id".into(), id));
    answer(stats::usage(&state, &counted(&state), &params))
}

async fn version(State(state): App) -> Json<Value> {
    Json(auth::version(&counted(&state), state.options.auth))
}

async fn users(State(state): App) -> Json<Value> {
    Json(auth::users(&counted(&state)))
}

async fn me(State(state): App, headers: HeaderMap) -> Response {
    let scope = state.scope(&headers);
    let data = counted(&state);
    match scope {
        Some(_) => Json(auth::me(&data, state.options.auth)).into_response(),
        None => text(StatusCode::UNAUTHORIZED, "unauthorized"),
    }
}

async fn check_key(State(state): App, headers: HeaderMap) -> Response {
    let scope = state.scope(&headers);
    if counted(&state).generation == Generation::A {
        return text(StatusCode::NOT_FOUND, "404 page not found");
    }
    Json(auth::check_key(scope)).into_response()
}

async fn auth_providers(State(state): App) -> Json<Value> {
    drop(counted(&state));
    let provider = |id: &str, name: &str, configured: bool| json!({"id": id, "name": name, "namespace": "default", "configured": configured});
    Json(json!({"items": [
        provider("github-auth-provider", "GitHub", false),
        provider("google-auth-provider", "Google", state.options.auth),
    ]}))
}

async fn token_request(State(state): App, Json(body): Json<Value>) -> Response {
    let made = login::request(&state, &mut counted(&state), &body);
    answer(made.map_err(|(status, message)| (status, message.to_owned())))
}

async fn token_poll(State(state): App, Path(id): Path<String>) -> Response {
    match login::poll(&state, &mut counted(&state), &id) {
        Some(found) => Json(found).into_response(),
        None => text(StatusCode::NOT_FOUND, "token request not found"),
    }
}

/// The page in the browser. It signs in whoever opens it; with a device code it asks for the code first.
async fn token_page(
    State(state): App,
    Path((id, _, _)): Path<(String, String, String)>,
    UrlQuery(params): UrlQuery<Params>,
) -> Response {
    let code = params.iter().find(|(name, _)| name == "code").map(|(_, value)| value.as_str());
    let form = "<form><label>Code <input name=code autofocus></label> <button>Continue</button></form>";
    match login::approve(&state, &mut counted(&state), &id, code) {
        Ok(()) => Html("<h1>You are signed in</h1><p>You can close this page.</p>").into_response(),
        Err((StatusCode::BAD_REQUEST, _)) if code.is_none() => Html(form).into_response(),
        Err((status, message)) => text(status, message),
    }
}
