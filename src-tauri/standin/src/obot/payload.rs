//! Requests and responses of gateway rows: bodies, headers and what filters did to them.

use super::catalog::{Shape, Tool};
use super::row::{Fate, Op, View};
use super::seed::{Dice, long_tail};
use super::words::fill;
use super::world::{self, World};
use rand::RngExt;
use serde_json::{Map, Value, json};

/// The payload of one gateway row. `None` is a field the platform does not send.
#[derive(Debug, Default)]
pub struct Payload {
    pub request_headers: Option<Value>,
    pub request: Option<Value>,
    /// What the server got after a filter rewrote the request.
    pub mutated_request: Option<Value>,
    pub response_headers: Option<Value>,
    pub response: Option<Value>,
    /// What the server answered before a filter rewrote it.
    pub original_response: Option<Value>,
}

/// Makes the payload of a row as it is at the moment.
pub fn payload(world: &World, view: &View) -> Payload {
    let mut dice = world.dice(view, 2);
    let params = params(world, view, &mut dice);
    let mut payload = Payload { request_headers: Some(request_headers(view)), ..Payload::default() };
    if view.row.op != Op::Response {
        payload.request = params.map(|params| request(view, params));
    }
    if view.row.fate == Fate::RequestMutated && !view.row.quirks.bare {
        payload.mutated_request = payload.request.as_ref().map(mask_addresses);
    }
    if view.answered() {
        payload.response_headers = Some(response_headers(view));
        payload.response = response(world, view, &mut dice);
        if view.row.fate == Fate::ResponseMutated && !view.row.quirks.bare {
            payload.original_response = payload.response.take();
            payload.response = payload.original_response.as_ref().map(mask_addresses);
        }
    }
    // Without a message there is no body to be odd.
    if view.row.quirks.odd_body && !matches!(view.row.op, Op::OpenStream | Op::DeleteSession) {
        distort(view, &mut payload);
    }
    payload
}

/// What the filters in front of the server noted.
pub fn webhook_statuses(view: &View) -> Vec<Value> {
    if !view.answered() || view.row.op != Op::CallTool {
        return Vec::new();
    }
    let (direction, status, message) = match view.row.fate {
        Fate::Rejected => ("request", "rejected", "secret detected"),
        Fate::RequestMutated => ("request", "mutated", "1 address masked"),
        Fate::ResponseMutated => ("response", "mutated", "addresses masked"),
        _ if view.row.key.is_multiple_of(11) => ("request", "ok", ""),
        _ => return Vec::new(),
    };
    if view.row.quirks.bare {
        return vec![json!({"url": "https://hooks.northwind.test/pii", "status": status, "message": message})];
    }
    vec![
        json!({"type": direction, "method": "tools/call", "name": "pii-filter", "tool": "pii/check", "status": status, "message": message}),
    ]
}

/// The members of `params`; `None` for operations without a message.
fn params(world: &World, view: &View, dice: &mut Dice) -> Option<Value> {
    let (name, version, _) = view.session.client();
    Some(match view.row.op {
        Op::OpenStream | Op::DeleteSession | Op::Response => return None,
        Op::Initialize => json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {"roots": {"listChanged": true}, "sampling": {}},
            "clientInfo": {"name": name, "version": version},
        }),
        Op::CallTool => json!({"name": view.tool().name, "arguments": template(view.tool().args, view, dice)}),
        Op::ReadResource => json!({"uri": world.identifier(view)}),
        Op::GetPrompt => {
            json!({"name": world.identifier(view), "arguments": {"topic": fill("$query", false, view.row.occurred, dice)}})
        }
        _ => json!({}),
    })
}

fn request(view: &View, params: Value) -> Value {
    if view.row.quirks.bare {
        return params;
    }
    let mut message = json!({"jsonrpc": "2.0", "method": view.row.op.method()});
    if view.row.op.is_request() {
        message["id"] = json!(view.row.step);
    }
    if params.as_object().is_some_and(|members| !members.is_empty()) {
        message["params"] = params;
    }
    message
}

fn response(world: &World, view: &View, dice: &mut Dice) -> Option<Value> {
    let bare = view.row.quirks.bare;
    let error = |code: i32, message: &str| {
        let error = json!({"code": code, "message": message});
        Some(if bare { error } else { json!({"jsonrpc": "2.0", "id": view.row.step, "error": error}) })
    };
    match view.row.fate {
        Fate::Status(500 | 504) if !bare => return Some(json!({"http_error": view.error()})),
        Fate::Status(_) | Fate::Unanswered | Fate::Cancelled => return None,
        Fate::Rejected => return error(-32001, "request rejected by filter pii-filter"),
        Fate::RpcError if view.row.op == Op::ListRoots => return error(-32601, "Method not found"),
        Fate::RpcError => return error(-32602, "Invalid arguments: missing required property"),
        _ => {}
    }
    let result = result(world, view, dice)?;
    if bare {
        return Some(result);
    }
    Some(json!({"jsonrpc": "2.0", "id": view.row.step, "result": result}))
}

fn result(world: &World, view: &View, dice: &mut Dice) -> Option<Value> {
    let server = view.session.server();
    Some(match view.row.op {
        Op::Initialized | Op::OpenStream | Op::DeleteSession => return None,
        Op::Initialize => json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {"tools": {"listChanged": true}, "resources": {}, "prompts": {}},
            "serverInfo": {"name": server.name, "version": "1.4.2"},
        }),
        Op::ListTools => json!({"tools": server.tools.iter().map(describe).collect::<Vec<_>>()}),
        Op::ListResources => {
            json!({"resources": [{"uri": world.identifier(view), "name": server.name, "mimeType": "text/plain"}]})
        }
        Op::ListPrompts => {
            json!({"prompts": server.prompts.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()})
        }
        Op::ListRoots => json!({"roots": [{"uri": "file:///workspace", "name": "workspace"}]}),
        Op::Ping | Op::Discover => json!({}),
        Op::CallTool | Op::Response if view.row.fate == Fate::ToolError => {
            let text =
                fill("$service: $title failed: rate limit exceeded, retry after $n s", false, view.row.occurred, dice);
            json!({"content": [{"type": "text", "text": text}], "isError": true})
        }
        Op::CallTool | Op::Response => {
            let text = tool_text(view.tool(), view, dice);
            json!({"content": [{"type": "text", "text": text}], "isError": false})
        }
        Op::ReadResource => {
            let text = lines("$text", 12, view, dice);
            json!({"contents": [{"uri": world.identifier(view), "mimeType": "text/markdown", "text": text}]})
        }
        Op::GetPrompt => {
            let text = fill("Summarise the open items about $query. $text", false, view.row.occurred, dice);
            json!({"messages": [{"role": "user", "content": {"type": "text", "text": text}}]})
        }
    })
}

fn describe(tool: &Tool) -> Value {
    let about = tool.name.replace('_', " ");
    json!({
        "name": tool.name,
        "description": format!("Use this tool to {about}. Results are limited to what the signed-in user may see."),
        "inputSchema": {"type": "object", "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "default": 20}}},
    })
}

fn tool_text(tool: &Tool, view: &View, dice: &mut Dice) -> String {
    // Most answers are small; one in two hundred is a dump of a hundred kilobytes.
    let typical = (tool.most as f64 * 0.28 * long_tail(dice)) as usize;
    let count = if dice.random_bool(0.005) { 40 + tool.most * 12 } else { typical }.clamp(1, 700);
    if view.row.quirks.huge {
        let page = lines(tool.record, 200, view, dice);
        let pages = (2_000_000 + view.row.key as usize % 4 * 1_000_000).div_ceil(page.len());
        return vec![page; pages].join("\n");
    }
    match tool.shape {
        Shape::Lines => lines(tool.record, count, view, dice),
        Shape::Record => fill(tool.record, true, view.row.occurred, dice),
        Shape::Records => {
            let records: Vec<String> = (0..count).map(|_| fill(tool.record, true, view.row.occurred, dice)).collect();
            format!("[{}]", records.join(","))
        }
    }
}

/// Lines of a plain text answer.
pub fn lines(record: &str, count: usize, view: &View, dice: &mut Dice) -> String {
    let json = record.starts_with('{');
    let lines: Vec<String> = (0..count).map(|_| fill(record, json, view.row.occurred, dice)).collect();
    lines.join("\n")
}

/// A JSON value from a template of the catalog.
pub fn template(text: &str, view: &View, dice: &mut Dice) -> Value {
    serde_json::from_str(&fill(text, true, view.row.occurred, dice)).expect("the catalog's arguments are JSON")
}

fn mask_addresses(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace("@northwind.test", "@[MASKED]").into(),
        Value::Array(items) => items.iter().map(mask_addresses).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), mask_addresses(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

fn request_headers(view: &View) -> Value {
    let (_, _, user_agent) = view.session.client();
    json!({
        "Accept": ["application/json, text/event-stream"],
        "Authorization": ["[REDACTED]"],
        "Content-Type": ["application/json"],
        "Mcp-Protocol-Version": ["2025-06-18"],
        "Mcp-Session-Id": [world::session_id(&view.session)],
        "User-Agent": [user_agent],
        "X-Forwarded-For": [world::client_ip(&view.session)],
    })
}

fn response_headers(view: &View) -> Value {
    let kind = if view.row.key.is_multiple_of(3) { "text/event-stream" } else { "application/json" };
    json!({
        "Content-Type": [kind],
        "Mcp-Session-Id": [world::session_id(&view.session)],
        "Set-Cookie": ["[REDACTED]"],
        "Vary": ["Origin"],
    })
}

/// Bodies as they turn up in the field: `null`, plain text as a JSON string, the mangled bytes of a compressed answer, headers
/// with several values.
fn distort(view: &View, payload: &mut Payload) {
    match view.row.key % 4 {
        0 => payload.request = Some(Value::Null),
        1 if view.answered() => {
            payload.response = Some("upstream said: <html><body>502 Bad Gateway</body></html>\n".into());
        }
        2 if view.answered() => {
            payload.response = Some("\u{1f}\u{fffd}\u{8}\u{fffd}\u{2}\u{fffd}VJ\u{fffd}HU\u{fffd}".into());
        }
        _ => {
            if let Some(headers) = &mut payload.request_headers {
                headers["x-forwarded-for"] = json!(["203.0.113.9", "10.0.0.7, 10.0.0.8"]);
                headers["X-Empty"] = json!([""]);
            }
        }
    }
}
