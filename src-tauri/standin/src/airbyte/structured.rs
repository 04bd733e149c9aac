//! Generations 2 and 3: the structured entry.

use serde_json::{Map, Value, json};

use super::{
    options::Generation,
    row::{About, Row},
};

/// What connectors may say of themselves since August 2026.
const CONNECTOR: [&str; 6] = ["sourceId", "destinationId", "sourceName", "destinationName", "name", "workspaceId"];

/// The entry.
pub(super) fn entry(row: &Row, generation: Generation) -> String {
    let (request, response) = bodies(row, generation);
    let (id, email) = match &row.user {
        Some((id, email)) => (id.as_str(), Value::from(email.as_str())),
        None => ("unknown", Value::Null),
    };
    let actor = format!(
        "{{\"actorId\":{},\"email\":{email},\"ipAddress\":{},\"userAgent\":{}}}",
        Value::from(id),
        json!(row.address),
        json!(row.agent)
    );
    let response = if row.outcome.is_ok() { response } else { Value::Null };
    let place = if generation == Generation::Three {
        let has_workspace = !matches!(row.about, About::Organization | About::Sso | About::User);
        let workspace = json!(has_workspace.then_some(&row.workspace.id));
        format!(",\"organizationId\":{},\"workspaceId\":{workspace}", json!(row.workspace.organization))
    } else {
        String::new()
    };
    format!(
        "{{\"id\":{},\"timestamp\":{},\"actor\":{actor},\"operation\":\"{}\",\"request\":{request},\"response\":{response},\
         \"success\":{},\"errorMessage\":{}{place}}}",
        json!(row.id),
        row.at.timestamp_millis(),
        row.method,
        row.outcome.is_ok(),
        json!(row.error()),
    )
}

fn bodies(row: &Row, generation: Generation) -> (Value, Value) {
    let text = |body: &Map<String, Value>| Value::from(Value::Object(body.clone()).to_string());
    let nested = |body: &Map<String, Value>| Value::Object(body.clone());
    let only = |body: &Map<String, Value>, names: &[&str]| {
        Value::from(
            Value::Object(
                body.iter()
                    .filter(|(name, _)| names.contains(&name.as_str()))
                    .map(|(a, b)| (a.clone(), b.clone()))
                    .collect(),
            )
            .to_string(),
        )
    };
    let empty = || Value::from("{}");
    match (row.about, generation) {
        (About::Permission, _) => (text(&row.request), empty()),
        (About::Connector, Generation::Three) => (only(&row.request, &CONNECTOR), only(&row.response, &CONNECTOR)),
        (About::Organization | About::Sso | About::Workspace, _) => (nested(&row.request), nested(&row.response)),
        _ => (empty(), empty()),
    }
}
