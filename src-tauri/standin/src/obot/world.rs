//! The texts of a row: names, ids, addresses and the columns that lists filter and sort by.

use super::catalog::SERVERS;
use super::incidents::Incidents;
use super::people::{HOSTED_AGENTS, PEOPLE};
use super::row::{Caller, Op, Session, View};
use super::seed::{Dice, dice, hash, hex, mix, pick, uuid};
use super::words;
use chrono::{DateTime, FixedOffset, Utc};
use std::borrow::Cow;

/// What all rows have in common.
#[derive(Debug)]
pub struct World {
    pub seed: u64,
    pub incidents: Incidents,
    /// When the first of [`SERVERS`] got its name, in nanoseconds since 1970.
    pub renamed_at: Option<i64>,
}

/// What the first of [`SERVERS`] was called before it was renamed.
const EARLIER_NAME: &str = "Source control";

impl World {
    /// The dice for one subject of one row.
    pub fn dice(&self, view: &View, subject: u64) -> Dice {
        dice(self.seed ^ subject.rotate_left(32), u64::from(view.row.key))
    }

    /// The tool, resource or prompt a call names; empty for other operations.
    pub fn identifier(&self, view: &View) -> Cow<'static, str> {
        if view.session.local {
            return view.local_tool().name.into();
        }
        let server = view.session.server();
        match view.row.op {
            Op::CallTool => view.tool().name.into(),
            Op::ReadResource => words::fill(server.resource, false, view.row.occurred, &mut self.dice(view, 1)).into(),
            Op::GetPrompt => server.prompts[usize::from(view.row.item) % server.prompts.len()].into(),
            _ => "".into(),
        }
    }

    /// The display name of the server at the time of the call.
    pub fn server_name(&self, view: &View) -> &'static str {
        let name = view.session.server().name;
        let is_before = self.renamed_at.is_some_and(|at| view.row.occurred < at);
        if is_before && name == SERVERS[0].name { EARLIER_NAME } else { name }
    }

    /// A column by the name the list's parameters use; empty where the row has none.
    pub fn column(&self, view: &View, name: &str) -> Cow<'static, str> {
        let session = &view.session;
        match name {
            "user_id" => user_id(session).into(),
            "client_ip" => client_ip(session).into(),
            _ if session.local => local_column(view, name),
            "session_id" => session_id(session).into(),
            "mcp_id" => mcp_id(session).into(),
            "mcp_server_display_name" => self.server_name(view).into(),
            "mcp_server_catalog_entry_name" => session.server().catalog_entry.into(),
            "call_type" => view.row.op.method().into(),
            "call_identifier" => self.identifier(view),
            "client_name" => session.client().0.into(),
            "client_version" => session.client().1.into(),
            "user_agent" => session.client().2.into(),
            "response_status" => view.status().to_string().into(),
            "request_id" => request_id(view).into(),
            "error" => view.error().into(),
            "outcome" => view.outcome().into(),
            _ => "".into(),
        }
    }
}

fn local_column(view: &View, name: &str) -> Cow<'static, str> {
    let session = &view.session;
    match name {
        "agent_provider" => session.agent().0.into(),
        "agent_version" => session.agent().1.into(),
        "model" => session.agent().2.into(),
        "status" | "outcome" => view.outcome().into(),
        "tool_name" => view.local_tool().name.into(),
        "tool_kind" => view.local_tool().kind.into(),
        "target_parent_name" => view.local_tool().parent.into(),
        "device_id" => device_id(session).into(),
        _ => "".into(),
    }
}

/// The platform's user id; empty where it does not know the user.
pub fn user_id(session: &Session) -> String {
    match session.caller {
        Caller::Person(at) => (at + 1).to_string(),
        Caller::Agent(at) => format!("hosted-agent:{}", HOSTED_AGENTS[usize::from(at)].0),
        Caller::Credential | Caller::Nobody => String::new(),
    }
}

/// The display name of the user, empty where there is none.
pub fn user_name(session: &Session) -> &'static str {
    match session.caller {
        Caller::Person(at) => PEOPLE[usize::from(at)].name,
        Caller::Agent(at) => HOSTED_AGENTS[usize::from(at)].1,
        Caller::Credential | Caller::Nobody => "",
    }
}

/// The stored prefix of the API key, where one was used.
pub fn key_prefix(session: &Session) -> Option<String> {
    let owner = match session.caller {
        Caller::Person(at) => at + 1,
        _ => 90,
    };
    (session.key > 0).then(|| format!("ok1-{owner}-{}-", session.key))
}

/// The id of the MCP server: one for all, or one per user.
pub fn mcp_id(session: &Session) -> String {
    let server = session.server();
    let owner = if server.single_user { hash(&user_id(session)) } else { 0 };
    format!("ms1{}", hex(mix(hash(server.name), owner), 5))
}

pub fn session_id(session: &Session) -> String {
    uuid(session.hash)
}

/// The address as the platform records it, now and then with a port.
pub fn client_ip(session: &Session) -> String {
    let [port_low, port_high, net, host, ..] = session.hash.to_le_bytes();
    let port = 32_768 + u16::from_le_bytes([port_low, port_high]) / 2;
    match (net % 8, session.port) {
        (0, false) => format!("2001:db8::{host:x}"),
        (0, true) => format!("[2001:db8::{host:x}]:{port}"),
        (net, with_port) => {
            let net = ["203.0.113", "198.51.100", "192.0.2", "10.20.4"][usize::from(net) % 4];
            if with_port { format!("{net}.{host}:{port}") } else { format!("{net}.{host}") }
        }
    }
}

/// The JSON-RPC id as text; notifications and pseudo operations have none.
pub fn request_id(view: &View) -> String {
    if view.row.op.is_request() { view.row.step.to_string() } else { String::new() }
}

pub fn device_id(session: &Session) -> String {
    format!("dev-{}", hex(mix(hash(&user_id(session)), 5), 6))
}

/// A host name for the machine of a local agent.
pub fn hostname(session: &Session) -> String {
    let mut dice = dice(hash(&user_id(session)), 6);
    format!("{}-{}", pick(&mut dice, &["mbp", "think", "ws", "studio"]), words::service(&mut dice))
}

/// RFC 3339 as Go prints it: trailing zeros of the fraction dropped, the zone as `Z` or as a numeric offset.
pub fn go_time(nanos: i64, offset_hours: i8) -> String {
    let utc: DateTime<Utc> = DateTime::from_timestamp_nanos(nanos);
    let zone = FixedOffset::east_opt(i32::from(offset_hours) * 3_600).expect("our offsets are below a day");
    let local = utc.with_timezone(&zone);
    let mut text = local.format("%Y-%m-%dT%H:%M:%S").to_string();
    let fraction = format!("{:09}", nanos.rem_euclid(1_000_000_000));
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    if offset_hours == 0 { text + "Z" } else { text + &local.format("%:z").to_string() }
}
