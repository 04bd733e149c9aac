//! A server that answers as a test says: for answers no stand-in should give.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

type Answer = dyn Fn(&Uri) -> Option<Response> + Send + Sync;

/// What came in: path with query, and whether a credential came along.
pub type Asked = Arc<Mutex<Vec<(String, bool)>>>;

/// A scripted server; it stops with the test's runtime.
pub struct Script {
    pub url: String,
    pub asked: Asked,
}

impl Script {
    /// Answers with what `answer` says, else as a small healthy server of generation C with the items given.
    pub async fn start(items: Vec<Value>, answer: impl Fn(&Uri) -> Option<Response> + Send + Sync + 'static) -> Self {
        let answer: Arc<Answer> = Arc::new(answer);
        let items = Arc::new(items);
        let asked = Asked::default();
        let seen = Arc::clone(&asked);
        let handle = move |request: Request| {
            let (answer, items, seen) = (Arc::clone(&answer), Arc::clone(&items), Arc::clone(&seen));
            async move {
                let (uri, key) = (request.uri().clone(), request.headers().contains_key("authorization"));
                seen.lock().expect("no holder panics").push((uri.to_string(), key));
                answer(&uri).unwrap_or_else(|| healthy(&items, &uri))
            }
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handle)).await });
        Self { url, asked }
    }

    /// How often a path was asked for.
    pub fn count(&self, part: &str) -> usize {
        self.asked.lock().expect("no holder panics").iter().filter(|(uri, _)| uri.contains(part)).count()
    }
}

/// An item of generation C.
pub fn item(id: u64, at: &str) -> Value {
    json!({
        "id": id, "timestamp": {"occurredAt": at, "recordedAt": at, "source": "server"}, "eventType": "mcp_call",
        "actor": {"actorType": "user", "id": "1"}, "action": {"operation": "tools/call", "name": "t"},
        "target": {"targetType": "mcp_tool", "name": "t", "parent": {"targetType": "mcp_server", "id": "ms1", "name": "S"}},
        "outcome": {"status": "success", "httpStatus": 200, "durationMs": 5}, "client": "c",
    })
}

/// Its details, as an auditor sees them.
pub fn detail(item: &Value) -> Value {
    let mut detail = item.clone();
    detail["details"] = json!({
        "trace": {"sessionID": "s"}, "network": {"clientIP": "192.0.2.1:1"}, "client": {}, "scope": {},
        "request": {"body": {"jsonrpc": "2.0"}, "mutated": false}, "response": {"mutated": false}, "payloadRedacted": false,
    });
    detail
}

pub fn text(status: u16, text: impl Into<Body>) -> Response {
    (StatusCode::from_u16(status).expect("a status"), text.into()).into_response()
}

/// A parameter of the query, decoded as far as times need it.
pub fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.replace("%3A", ":"))
}

/// The page that a healthy server would send.
pub fn page(items: &[Value], uri: &Uri) -> Value {
    let time = |item: &Value| {
        item["timestamp"]["occurredAt"].as_str().unwrap_or_default().parse::<chrono::DateTime<chrono::Utc>>()
    };
    let bound = |name: &str| {
        parameter(uri, name).map(|text| text.parse::<chrono::DateTime<chrono::Utc>>().expect("a readable time"))
    };
    let (from, until) = (bound("start_time"), bound("end_time"));
    let local = parameter(uri, "event_type").is_some_and(|kind| kind == "local_agent_tool_call");
    let inside = |item: &&Value| {
        let at = time(item).expect("items carry times");
        !local && from.is_none_or(|from| at >= from) && until.is_none_or(|until| at < until)
    };
    let mut found: Vec<&Value> = items.iter().filter(inside).collect();
    found.sort_by_key(|item| (time(item).expect("items carry times"), item["id"].as_u64()));
    if parameter(uri, "sort_order").is_none_or(|order| order == "desc") {
        found.reverse();
    }
    let number =
        |name: &str, default: usize| parameter(uri, name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (limit, offset, total) = (number("limit", 100), number("offset", 0), found.len());
    let found: Vec<&Value> = found.into_iter().skip(offset).take(limit).collect();
    json!({"items": found, "total": total, "limit": limit, "offset": offset})
}

fn healthy(items: &[Value], uri: &Uri) -> Response {
    let path = uri.path();
    let send = |value: Value| text(200, value.to_string());
    if let Some(id) = path.strip_prefix("/api/mcp-audit-logs/detail/") {
        let found = items.iter().find(|item| item["id"].as_u64() == id.parse().ok());
        return found.map_or_else(|| text(500, "record not found\n"), |item| send(detail(item)));
    }
    match path {
        "/api/mcp-audit-logs" => send(page(items, uri)),
        "/api/me" => send(json!({"id": "1", "username": "u", "groups": ["admin", "auditor"]})),
        "/api/users" => send(json!({"items": []})),
        "/api/version" => send(json!({"obot": "v0.25.1", "authEnabled": true})),
        "/api/healthz" => text(200, "ok"),
        _ => text(404, "404 page not found\n"),
    }
}
