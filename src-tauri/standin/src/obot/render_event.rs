//! Generation C: the nested `AuditLogEvent`.

use super::access::Access;
use super::payload::{lines, payload, template, webhook_statuses};
use super::people::{KEY_OWNER, PEOPLE};
use super::row::{Caller, Fate, Op, View};
use super::seed::{hex, mix, pick, uuid};
use super::words;
use super::world::{self, World, go_time};
use rand::RngExt;
use serde_json::{Map, Value, json};

/// An item of the list: the summary, the same for every role.
pub fn item(world: &World, view: &View) -> Value {
    let row = &view.row;
    let local = view.session.local;
    let source = if local { "client_reported" } else { "server" };
    let client = if local { view.session.agent().0 } else { view.session.client().0 };
    let mut event = json!({
        "id": row.id,
        "timestamp": {
            "occurredAt": go_time(row.occurred, row.quirks.offset),
            "recordedAt": go_time(row.recorded, row.quirks.offset),
            "source": source,
        },
        "eventType": if local { "local_agent_tool_call" } else { "mcp_call" },
        "actor": actor(view),
        "action": action(world, view),
        "target": target(world, view),
        "outcome": outcome(view),
        "client": client,
    });
    if row.quirks.unknown_values {
        event["region"] = "eu-central-1".into();
        event["target"]["targetType"] = "mcp_app".into();
    }
    event
}

/// The answer of the detail endpoint.
pub fn detail(world: &World, view: &View, access: Access) -> Value {
    let mut event = item(world, view);
    let full = access == Access::Full;
    let mut details =
        if view.session.local { local_details(world, view, full) } else { call_details(world, view, full) };
    if view.session.local && full && !view.error().is_empty() {
        event["outcome"]["error"] = view.error().into();
    }
    details["payloadRedacted"] = (!full).into();
    event["details"] = details;
    event
}

/// An object of the members that are not empty.
fn object<const N: usize>(members: [(&str, String); N]) -> Map<String, Value> {
    members
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), text.into()))
        .collect()
}

fn actor(view: &View) -> Value {
    let session = &view.session;
    let credential = world::key_prefix(session).unwrap_or_default();
    let kind = match session.caller {
        Caller::Person(_) if session.local && session.key > 0 => {
            return json!({"actorType": "device", "id": world::device_id(session)});
        }
        Caller::Agent(_) if view.row.quirks.unknown_values => "service_account",
        Caller::Person(_) | Caller::Agent(_) => "user",
        Caller::Credential => "credential",
        Caller::Nobody => "unknown",
    };
    let credential = if session.local { String::new() } else { credential };
    object([("actorType", kind.into()), ("id", world::user_id(session)), ("credentialID", credential)]).into()
}

fn action(world: &World, view: &View) -> Value {
    let kind = if view.session.local { view.local_tool().kind } else { "" };
    object([("operation", view.row.op.method().into()), ("name", world.identifier(view).into()), ("kind", kind.into())])
        .into()
}

fn target(world: &World, view: &View) -> Value {
    if view.session.local {
        let tool = view.local_tool();
        let Some(name) = tool.name.rsplit("__").next().filter(|_| !tool.parent.is_empty()) else {
            return json!({"targetType": "local_tool", "name": tool.name});
        };
        return json!({"targetType": "mcp_tool", "name": name, "parent": {"targetType": "mcp_server", "name": tool.parent}});
    }
    let server =
        json!({"targetType": "mcp_server", "id": world::mcp_id(&view.session), "name": world.server_name(view)});
    let kind = match view.row.op {
        Op::CallTool => "mcp_tool",
        Op::ReadResource => "mcp_resource",
        Op::GetPrompt => "mcp_prompt",
        _ => return server,
    };
    json!({"targetType": kind, "name": world.identifier(view), "parent": server})
}

fn outcome(view: &View) -> Value {
    let mut outcome = json!({"status": view.outcome()});
    if view.session.local {
        if view.row.fate == Fate::Status(403) {
            outcome["reason"] = "policy".into();
        }
    } else {
        if view.status() > 0 {
            outcome["httpStatus"] = view.status().into();
        }
        if !view.error().is_empty() {
            outcome["error"] = view.error().into();
        }
    }
    if view.millis() > 0 {
        outcome["durationMs"] = view.millis().into();
    }
    outcome
}

fn call_details(world: &World, view: &View, full: bool) -> Value {
    let session = &view.session;
    let (name, version, user_agent) = session.client();
    let workspace = if session.server().from_workspace { format!("puw1{}", KEY_OWNER + 1) } else { String::new() };
    let payload = payload(world, view);
    let half = |headers: Option<Value>, bodies: [(&str, Option<Value>); 2], mutated: bool| {
        let mut half = json!({"mutated": mutated});
        let bodies = bodies.into_iter().filter(|_| full);
        for (name, value) in [("headers", headers)].into_iter().chain(bodies) {
            if let Some(value) = value {
                half[name] = value;
            }
        }
        half
    };
    let (in_changed, out_changed) = (payload.mutated_request.is_some(), payload.original_response.is_some());
    let mut details = json!({
        "trace": object([("sessionID", world::session_id(session)), ("requestID", world::request_id(view))]),
        "network": {"clientIP": world::client_ip(session)},
        "client": {"name": name, "version": version, "userAgent": user_agent},
        "scope": object([("powerUserWorkspaceID", workspace), ("mcpServerCatalogEntryName", session.server().catalog_entry.into())]),
        "request": half(payload.request_headers, [("body", payload.request), ("mutatedBody", payload.mutated_request)], in_changed),
        "response": half(payload.response_headers, [("body", payload.response), ("originalBody", payload.original_response)], out_changed),
    });
    let hooks = webhook_statuses(view);
    if !hooks.is_empty() {
        details["webhookStatuses"] = hooks.into();
    }
    if view.row.quirks.unknown_values {
        details["policy"] = json!({"id": "pol-7", "matched": ["default"], "score": 0.87});
    }
    details
}

fn local_details(world: &World, view: &View, full: bool) -> Value {
    let session = &view.session;
    let (provider, version, model) = session.agent();
    let login = match session.caller {
        Caller::Person(at) => PEOPLE[usize::from(at)].login,
        _ => "svc",
    };
    let mut dice = world.dice(view, 3);
    let repo = words::repo(&mut dice);
    let turn = view.row.step / 3 + 1;
    let commit = hex(session.hash, 16);
    let tool_use = format!("toolu_{}", hex(mix(session.hash, u64::from(view.row.step)), 12));
    let mut details = json!({
        "trace": {"idempotencyKey": uuid(mix(session.hash, u64::from(view.row.key))), "toolUseID": tool_use, "turnID": format!("t-{turn}")},
        "network": {"clientIP": world::client_ip(session)},
        "agent": {"provider": provider, "version": version, "cliName": "obot", "cliVersion": "0.25.1", "model": model, "permissionMode": "default"},
        "device": {"id": world::device_id(session), "deploymentID": 3, "os": "darwin", "architecture": "arm64"},
        "environment": {"gitCommit": commit},
        "request": {"mutated": false},
        "response": {"mutated": false},
        "startedAt": go_time(view.row.occurred - i64::from(view.row.millis) * 1_000_000, view.row.quirks.offset),
    });
    if !full {
        return details;
    }
    let tool = view.local_tool();
    let count = dice.random_range(1..=tool.most);
    let input = template(tool.args, view, &mut dice);
    let output = lines(tool.record, count, view, &mut dice);
    details["device"]["hostname"] = world::hostname(session).into();
    details["device"]["localUsername"] = login.into();
    details["environment"] = json!({
        "cwd": format!("/Users/{login}/src/{repo}"),
        "gitRoot": format!("/Users/{login}/src/{repo}"),
        "gitRemotes": [format!("git@github.test:northwind/{repo}.git")],
        "gitBranch": pick(&mut dice, &["main", "fix/rounding", "feature/größe"]),
        "gitCommit": commit,
        "reportedUserEmail": format!("{login}@northwind.test"),
    });
    details["request"]["body"] = input.clone();
    details["response"]["body"] = match view.row.fate {
        Fate::Success => json!({"stdout": output, "interrupted": false}),
        _ => Value::Null,
    };
    details["rawEvent"] = json!({"hook_event_name": "PostToolUse", "tool_name": tool.name, "tool_input": input, "session_id": uuid(session.hash)});
    details
}
