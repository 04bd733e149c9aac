//! Generations A and B: the flat `MCPAuditLog`.

use super::access::Access;
use super::options::{Generation, Role};
use super::payload::{Payload, payload, webhook_statuses};
use super::people::KEY_OWNER;
use super::row::View;
use super::world::{self, World, go_time};
use serde_json::{Value, json};

/// An item of the list as `role` sees it. Generation A carries the payload here, for auditors.
pub fn item(world: &World, view: &View, generation: Generation, role: Role) -> Value {
    let mut entry = metadata(world, view, generation);
    if generation == Generation::A && role == Role::Auditor {
        add_payload(&mut entry, payload(world, view));
    }
    entry
}

/// The answer of generation B's detail endpoint.
pub fn detail(world: &World, view: &View, access: Access) -> Value {
    let mut entry = metadata(world, view, Generation::B);
    let mut payload = payload(world, view);
    if access != Access::Full {
        payload = Payload {
            request_headers: payload.request_headers,
            response_headers: payload.response_headers,
            ..Payload::default()
        };
    }
    add_payload(&mut entry, payload);
    entry
}

fn metadata(world: &World, view: &View, generation: Generation) -> Value {
    let (row, session) = (&view.row, &view.session);
    let (client_name, client_version, user_agent) = session.client();
    let mut entry = json!({
        "id": row.id,
        "createdAt": go_time(row.occurred, row.quirks.offset),
        "userID": world::user_id(session),
        "mcpID": world::mcp_id(session),
        "mcpServerDisplayName": world.server_name(view),
        "mcpServerCatalogEntryName": session.server().catalog_entry,
        "client": {"name": client_name, "version": client_version},
        "clientIP": world::client_ip(session),
        "callType": row.op.method(),
        "responseStatus": view.status(),
        "processingTimeMs": view.millis(),
        "sessionID": world::session_id(session),
        "userAgent": user_agent,
    });
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            entry[name] = value.into();
        }
    };
    put("callIdentifier", &world.identifier(view));
    put("error", view.error());
    put("requestID", &world::request_id(view));
    if session.server().from_workspace {
        put("powerUserWorkspaceID", &format!("puw1{}", KEY_OWNER + 1));
    }
    if generation == Generation::B {
        put("apiKey", &world::key_prefix(session).unwrap_or_default());
        entry["requestMutated"] =
            (view.answered() && row.fate == super::row::Fate::RequestMutated && !row.quirks.bare).into();
        entry["responseMutated"] =
            (view.answered() && row.fate == super::row::Fate::ResponseMutated && !row.quirks.bare).into();
    }
    let hooks = webhook_statuses(view);
    if !hooks.is_empty() {
        entry["webhookStatuses"] = hooks.into();
    }
    if row.quirks.unknown_values {
        entry["region"] = "eu-central-1".into();
        entry["labels"] = json!({"tier": ["gold", null], "cost": 0.25});
    }
    entry
}

fn add_payload(entry: &mut Value, payload: Payload) {
    let fields = [
        ("requestBody", payload.request),
        ("mutatedRequestBody", payload.mutated_request),
        ("responseBody", payload.response),
        ("originalResponseBody", payload.original_response),
        ("requestHeaders", payload.request_headers),
        ("responseHeaders", payload.response_headers),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            entry[name] = value;
        }
    }
}
