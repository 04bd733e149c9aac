//! Filter options and usage statistics.

use super::list::matching;
use super::options::Generation;
use super::query::{Params, Query, Refusal, first, time, values};
use super::row::{Op, View};
use super::state::{Data, State};
use super::world::{World, go_time, mcp_id, user_id};
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const OPERATIONS: [&str; 6] =
    ["prompts/list", "prompts/get", "resources/list", "resources/read", "tools/list", "tools/call"];
const COLUMNS: [&str; 11] = [
    "user_id",
    "mcp_id",
    "mcp_server_display_name",
    "mcp_server_catalog_entry_name",
    "call_type",
    "call_identifier",
    "session_id",
    "client_name",
    "client_version",
    "response_status",
    "client_ip",
];

/// The columns behind an option list of generation C; empty for an unknown name.
fn unified(name: &str) -> &'static [&'static str] {
    match name {
        "actor" => &["user_id", "device_id"],
        "operation" => &["call_type"],
        "mcp_server" => &["mcp_server_display_name", "target_parent_name"],
        "tool" => &["call_identifier", "tool_name"],
        "client" => &["client_name", "agent_provider"],
        "agent_provider" => &["agent_provider"],
        "status" => &["status"],
        "tool_name" => &["tool_name"],
        "tool_kind" => &["tool_kind"],
        "device_id" => &["device_id"],
        _ => &[],
    }
}

/// `{"options": [...]}` for one filter.
pub fn options(state: &State, data: &Data, name: &str, params: &Params) -> Result<Value, Refusal> {
    let query = Query::parse(params, data.generation, data.effective_role())?;
    let own = COLUMNS.iter().find(|column| **column == name).map(std::slice::from_ref);
    let columns = match own {
        Some(column) => column,
        None if data.generation == Generation::C => match name {
            "event_type" => return Ok(json!({"options": ["local_agent_tool_call", "mcp_call"]})),
            "outcome" => return Ok(json!({"options": ["denied", "failure", "success", "timeout", "unknown"]})),
            _ => unified(name),
        },
        None => &[],
    };
    if columns.is_empty() {
        return Err((StatusCode::BAD_REQUEST, format!("invalid option: {name}")));
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    if ["call_type", "operation"].contains(&name) {
        found.extend(OPERATIONS.map(str::to_owned));
    }
    for at in matching(state, data, &query) {
        let view = data.view(at as usize);
        found.extend(columns.iter().map(|column| state.world.column(&view, column).into_owned()));
    }
    found.remove("");
    let limit = first(params, "limit").parse().unwrap_or(usize::MAX);
    Ok(json!({"options": found.into_iter().take(limit).collect::<Vec<_>>()}))
}

/// The answer of `/api/mcp-stats`; a bad time is an error here. Wrong as the platform's is: see `server_usage`.
pub fn usage(state: &State, data: &Data, params: &Params) -> Result<Value, Refusal> {
    let now = (state.options.clock)();
    let bound = |name: &str, default: chrono::DateTime<chrono::Utc>| match first(params, name) {
        "" => Ok(default.timestamp_nanos_opt().unwrap_or(0)),
        given => time(given).ok_or_else(|| (StatusCode::BAD_REQUEST, format!("invalid {name}: {given}"))),
    };
    let (start, end) = (bound("start_time", now - TimeDelta::days(1))?, bound("end_time", now)?);
    let mut narrowed: Params = vec![("start_time".into(), go_time(start, 0)), ("end_time".into(), go_time(end, 0))];
    let names = [
        ("mcp_id", "mcp_id"),
        ("mcp_server_display_names", "mcp_server_display_name"),
        ("mcp_server_catalog_entry_names", "mcp_server_catalog_entry_name"),
        ("user_ids", "user_id"),
    ];
    for (given, column) in names {
        narrowed.extend(values(params, given).into_iter().map(|value| (column.to_owned(), value)));
    }
    if data.generation == Generation::C {
        narrowed.push(("event_type".into(), "mcp_call".into()));
    }
    let read = |params: &Params| -> Result<Vec<View>, Refusal> {
        let query = Query::parse(params, data.generation, data.effective_role())?;
        Ok(matching(state, data, &query).into_iter().map(|at| data.view(at as usize)).collect())
    };
    let views = read(&narrowed)?;
    narrowed.retain(|(column, _)| ["start_time", "end_time", "mcp_id", "event_type"].contains(&column.as_str()));
    let of_everybody = read(&narrowed)?;
    let users: BTreeSet<String> = views.iter().map(|view| user_id(&view.session)).collect();
    let servers: BTreeSet<_> =
        views.iter().map(|view| (mcp_id(&view.session), state.world.server_name(view), catalog_entry(view))).collect();
    let items = servers.iter().map(|(id, name, entry)| {
        let calls: Vec<&View> = of_everybody.iter().filter(|view| mcp_id(&view.session) == *id).collect();
        server_usage(&state.world, [id.as_str(), *name, *entry], &calls)
    });
    let items: Vec<Value> = items.collect();
    Ok(json!({
        "totalCalls": views.len(),
        "uniqueUsers": users.len(),
        "timeStart": go_time(start, 0),
        "timeEnd": go_time(end, 0),
        // Go prints a nil slice as null.
        "items": if items.is_empty() { Value::Null } else { items.into() },
    }))
}

fn catalog_entry(view: &View) -> &'static str {
    view.session.server().catalog_entry
}

/// One server's part. The platform looks for its calls by id and time alone: it forgets the filter on users and names, and where the log has several
/// names of one id, it gives all of its calls under each.
fn server_usage(world: &World, [id, name, entry]: [&str; 3], calls: &[&View]) -> Value {
    let group = |op: Op| {
        let mut groups: BTreeMap<String, Vec<&View>> = BTreeMap::new();
        for view in calls.iter().filter(|view| view.row.op == op) {
            groups.entry(world.identifier(view).into_owned()).or_default().push(view);
        }
        groups
    };
    let mut item = Map::new();
    item.insert("mcpID".into(), id.into());
    item.insert("mcpServerDisplayName".into(), name.into());
    item.insert("mcpServerCatalogEntryName".into(), entry.into());
    let tools: Vec<Value> = group(Op::CallTool)
        .into_iter()
        .map(|(name, calls)| json!({"toolName": name, "callCount": calls.len(), "items": calls.iter().map(|v| one_call(v)).collect::<Vec<_>>()}))
        .collect();
    let counted = |op: Op, name: &str, count: &str| -> Vec<Value> {
        group(op).into_iter().map(|(key, calls)| json!({name: key, count: calls.len()})).collect()
    };
    let parts = [
        ("toolCalls", tools),
        ("resourceReads", counted(Op::ReadResource, "resourceURI", "readCount")),
        ("promptReads", counted(Op::GetPrompt, "promptName", "readCount")),
    ];
    for (name, part) in parts {
        if !part.is_empty() {
            item.insert(name.into(), part.into());
        }
    }
    item.into()
}

fn one_call(view: &View) -> Value {
    json!({
        "createdAt": go_time(view.row.occurred, view.row.quirks.offset),
        "userID": user_id(&view.session),
        "processingTimeMs": view.millis(),
        "responseStatus": view.status(),
        "error": view.error(),
    })
}
