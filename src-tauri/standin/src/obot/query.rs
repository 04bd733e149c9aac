//! The parameters of a list: parsing, and the rules of each generation about what is ignored and what is an error.

use super::options::{Generation, Role};
use super::row::View;
use super::world::{World, user_name};
use axum::http::StatusCode;
use chrono::DateTime;

/// Query parameters in the order they came, repeated ones included.
pub type Params = Vec<(String, String)>;

/// A refusal: status and message.
pub type Refusal = (StatusCode, String);

const MCP_ONLY: [&str; 8] = [
    "mcp_id",
    "mcp_server_display_name",
    "mcp_server_catalog_entry_name",
    "call_type",
    "call_identifier",
    "client_name",
    "client_version",
    "response_status",
];
const LOCAL_ONLY: [&str; 5] = ["agent_provider", "status", "tool_name", "tool_kind", "device_id"];
const COMMON: [&str; 3] = ["user_id", "session_id", "client_ip"];
const UNIFIED: [&str; 6] = ["actor", "operation", "mcp_server", "tool", "client", "outcome"];
const MCP_SORTS: [&str; 11] = [
    "created_at",
    "mcp_id",
    "mcp_server_display_name",
    "mcp_server_catalog_entry_name",
    "call_type",
    "call_identifier",
    "processing_time_ms",
    "client_name",
    "client_version",
    "response_status",
    "client_ip",
];
const LOCAL_SORTS: [&str; 8] =
    ["created_at", "occurred_at", "agent_provider", "status", "tool_name", "tool_kind", "duration_ms", "client_ip"];
const SEARCHED: [&str; 22] = [
    "mcp_id",
    "mcp_server_display_name",
    "mcp_server_catalog_entry_name",
    "client_name",
    "client_version",
    "client_ip",
    "call_type",
    "call_identifier",
    "error",
    "session_id",
    "request_id",
    "user_agent",
    "agent_provider",
    "agent_version",
    "model",
    "outcome",
    "tool_name",
    "tool_kind",
    "target_parent_name",
    "device_id",
    "user_id",
    "status",
];

/// A list request, understood.
#[derive(Debug)]
pub struct Query {
    /// Nanoseconds, inclusive.
    pub start: Option<i64>,
    /// Nanoseconds, exclusive.
    pub end: Option<i64>,
    pub limit: usize,
    pub offset: usize,
    pub sort: String,
    pub descending: bool,
    mcp: bool,
    local: bool,
    filters: Vec<(&'static str, Vec<String>)>,
    text: String,
    millis: (u32, u32),
}

/// The values of a multi-value parameter: repeated, or separated by commas.
pub fn values(params: &Params, name: &str) -> Vec<String> {
    let all = params.iter().filter(|(key, _)| key == name).flat_map(|(_, value)| value.split(','));
    all.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// The first value of a parameter, trimmed; empty when it is absent.
pub fn first<'a>(params: &'a Params, name: &str) -> &'a str {
    params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// RFC 3339 to nanoseconds.
pub fn time(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok()?.timestamp_nanos_opt()
}

impl Query {
    /// Applies the rules of the generation for a caller with this role.
    pub fn parse(params: &Params, generation: Generation, role: Role) -> Result<Query, Refusal> {
        let number = |name: &str, default: usize| first(params, name).parse().unwrap_or(default);
        let mut query = Query {
            start: time(first(params, "start_time")),
            end: time(first(params, "end_time")),
            limit: Some(number("limit", 100)).filter(|limit| *limit > 0).unwrap_or(100),
            offset: number("offset", 0),
            sort: first(params, "sort_by").to_owned(),
            descending: first(params, "sort_order") != "asc",
            mcp: true,
            local: false,
            filters: Vec::new(),
            text: first(params, "query").to_lowercase(),
            millis: (number("processing_time_min", 0) as u32, number("processing_time_max", 0) as u32),
        };
        let known: &[&[&'static str]] = match generation {
            Generation::C => &[&COMMON, &MCP_ONLY, &LOCAL_ONLY, &UNIFIED],
            _ => &[&COMMON, &MCP_ONLY],
        };
        for name in known.iter().copied().flatten() {
            let wanted = values(params, name);
            if !wanted.is_empty() {
                query.filters.push((name, wanted));
            }
        }
        if generation == Generation::C {
            query.select_sources(params, role)?;
            query.check_sort(first(params, "sort_order"))?;
        } else if !MCP_SORTS.contains(&query.sort.as_str()) {
            query.sort = "created_at".into();
            query.descending = true;
        }
        Ok(query)
    }

    fn select_sources(&mut self, params: &Params, role: Role) -> Result<(), Refusal> {
        let bad = |message: String| Err((StatusCode::BAD_REQUEST, message));
        if params.iter().any(|(name, _)| name == "source_type") {
            return bad("invalid audit log filters: source_type is not supported, use event_type".into());
        }
        let sources = values(params, "event_type");
        if let Some(other) = sources.iter().find(|s| !["mcp_call", "local_agent_tool_call"].contains(&s.as_str())) {
            return bad(format!("invalid event_type: {other}"));
        }
        self.local = sources.iter().any(|s| s == "local_agent_tool_call");
        self.mcp = sources.iter().any(|s| s == "mcp_call");
        if self.local && !role.sees_all() {
            return Err((StatusCode::FORBIDDEN, "forbidden".into()));
        }
        if sources.is_empty() {
            (self.mcp, self.local) = (true, role.sees_all());
        }
        for (name, _) in &self.filters {
            let (of_mcp, of_local) = (MCP_ONLY.contains(name), LOCAL_ONLY.contains(name));
            if (of_mcp && (self.local || !self.mcp)) || (of_local && (self.mcp || !self.local)) {
                return bad(format!("invalid audit log filters: {name} requires a single matching event_type"));
            }
        }
        Ok(())
    }

    fn check_sort(&mut self, order: &str) -> Result<(), Refusal> {
        let bad = |what: &str| Err((StatusCode::BAD_REQUEST, format!("invalid audit log filters: invalid {what}")));
        if !["", "asc", "desc"].contains(&order) {
            return bad("sort_order");
        }
        let sort = self.sort.as_str();
        let allowed = ["", "timestamp", "event_type", "duration"].contains(&sort)
            || (self.mcp && !self.local && MCP_SORTS.contains(&sort))
            || (self.local && !self.mcp && LOCAL_SORTS.contains(&sort));
        if !allowed {
            return bad("sort_by");
        }
        match sort {
            "created_at" if self.local => self.sort = "recorded_at".into(),
            "" | "timestamp" | "occurred_at" => self.sort = "created_at".into(),
            _ => {}
        }
        Ok(())
    }

    /// Whether a row of the wanted time matches everything else.
    pub fn matches(&self, world: &World, view: &View) -> bool {
        let source = if view.session.local { self.local } else { self.mcp };
        let (min, max) = self.millis;
        source
            && view.millis() >= min
            && (max == 0 || view.millis() <= max)
            && self.filters.iter().all(|(name, wanted)| accepts(world, view, name, wanted))
            && (self.text.is_empty() || self.mentions(world, view))
    }

    fn mentions(&self, world: &World, view: &View) -> bool {
        let pattern = format!("%{}%", self.text);
        SEARCHED.iter().any(|name| like(&world.column(view, name).to_lowercase(), &pattern))
            || like(&user_name(&view.session).to_lowercase(), &pattern)
            || self.text.parse() == Ok(view.status())
    }
}

fn accepts(world: &World, view: &View, name: &str, wanted: &[String]) -> bool {
    let any = |columns: &[&str]| {
        columns.iter().any(|column| {
            let value = world.column(view, column);
            !value.is_empty() && wanted.iter().any(|want| *want == value)
        })
    };
    match name {
        "actor" => any(&["user_id", "device_id"]),
        "operation" if view.session.local => wanted.iter().any(|want| want == "tools/call"),
        "operation" => any(&["call_type"]),
        "mcp_server" => any(&["mcp_id", "mcp_server_display_name", "target_parent_name"]),
        "tool" => any(&["call_identifier", "tool_name"]),
        "client" => any(&["client_name", "agent_provider"]),
        _ => any(&[name]),
    }
}

/// SQL `LIKE`: `%` any text, `_` any character.
fn like(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => {
            let rest = rest.as_str();
            rest.is_empty()
                || like(text, rest)
                || text.char_indices().any(|(at, c)| like(&text[at + c.len_utf8()..], rest))
        }
        Some(wanted) => {
            let mut left = text.chars();
            left.next().is_some_and(|c| wanted == '_' || wanted == c) && like(left.as_str(), rest.as_str())
        }
    }
}
