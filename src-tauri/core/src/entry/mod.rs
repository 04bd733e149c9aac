//! The normalised entry: what every source's records are brought to, and what every view, filter and export speaks of.
//!
//! Normalised fields are derived from the raw record and can be derived again after an upgrade; the raw record is the evidence.

pub mod filter;
mod flags;
mod record;

pub use flags::{Flag, Flags};
pub use record::{Note, PayloadState, Record, RecordRef};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;

/// A source within one workspace; small and dense.
pub type SourceId = u32;

/// The place of a settled entry in the ledger: 1, 2, 3, … without gaps, in the order of settling.
pub type Seq = u64;

/// One audited event, normalised. Absent facts are `None` or empty, never invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it happened, as far as the platform knows (UTC, microseconds).
    pub occurred_at: DateTime<Utc>,
    /// When the platform recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Who supplied `occurred_at`.
    pub time_by: TimeBy,
    /// The platform's word for the kind of event, for example `mcp_call`; an open set.
    pub kind: String,
    /// Who did it.
    pub actor: Actor,
    /// What was done, in the platform's or protocol's words, for example `tools/call`; an open set.
    pub operation: String,
    /// To what.
    pub target: Target,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in microseconds.
    pub duration_us: Option<u64>,
    /// With which program.
    pub client: Client,
    /// From where, without a port.
    pub ip: Option<String>,
    /// The protocol session.
    pub session_id: Option<String>,
    /// The request within the session; not unique across sessions.
    pub request_id: Option<String>,
    /// What else the reviewer must know.
    pub flags: Flags,
}

/// Who supplied the time of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TimeBy {
    /// The platform's own clock.
    Server,
    /// The clock of the reporting client, which may be wrong.
    Client,
}

/// Who acted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `user`, `device`, `credential`, `hosted_agent`, `unknown`; an open set.
    pub actor_type: String,
    /// The platform's id.
    pub id: Option<String>,
    /// The name carried in the record itself; the directory of the source may know a better one.
    pub name: Option<String>,
    /// The e-mail address carried in the record itself.
    pub email: Option<String>,
    /// The credential used, masked as the platform masks it.
    pub credential: Option<String>,
}

/// What was acted upon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `mcp_server`, `mcp_tool`, `mcp_resource`, `mcp_prompt`, `local_tool`, …; an open set.
    pub target_type: String,
    /// The platform's id.
    pub id: Option<String>,
    /// The name: a tool, a resource URI, a prompt, a server.
    pub name: Option<String>,
    /// The server (or other container) the target belongs to: its id. Equal to `id` when the target is the server itself.
    pub server_id: Option<String>,
    /// The server's display name at that time.
    pub server_name: Option<String>,
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The verdict on the transport, as the platform gives it.
    pub status: Status,
    /// The HTTP status, where there was one.
    pub http_status: Option<u16>,
    /// The platform's reason, for example a policy.
    pub reason: Option<String>,
    /// The platform's error text.
    pub error: Option<String>,
    /// A JSON-RPC error or `isError: true` inside a transport success, which the platforms call success.
    /// `None` where the payload is not here to tell.
    pub tool_error: Option<bool>,
}

/// The verdict on an operation. The order is the order of the stacks in the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Status {
    /// Done.
    Success,
    /// Ended with an error.
    Failure,
    /// Refused by a policy or a permission.
    Denied,
    /// Not answered in time.
    Timeout,
    /// No outcome is known.
    Unknown,
}

impl Status {
    /// All of them, in the order of the stacks.
    pub const ALL: [Self; 5] = [Self::Success, Self::Failure, Self::Denied, Self::Timeout, Self::Unknown];

    /// The word used in filters, exports and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Denied => "denied",
            Self::Timeout => "timeout",
            Self::Unknown => "unknown",
        }
    }
}

/// The program that acted for the actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The HTTP user agent.
    pub user_agent: Option<String>,
}

/// The payload of an entry, cut from its raw record. Each part is JSON text exactly as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payload {
    /// The parts in the order of reading: request headers, request, mutated request, response headers, response, …
    pub parts: Vec<PayloadPart>,
}

/// One part of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadPart {
    /// Which part it is.
    pub name: PartName,
    /// JSON text exactly as received.
    pub json: String,
    /// A reader cut it out of JSON: one value without space around it. Exports need not look a second time.
    checked: bool,
}

impl PayloadPart {
    /// A part that is JSON within JSON.
    pub fn cut(name: PartName, json: &RawValue) -> Self {
        Self { name, json: json.get().to_owned(), checked: true }
    }

    /// A part that is put together, or of which nobody knows whether it is JSON.
    pub fn text(name: PartName, text: String) -> Self {
        Self { name, json: text, checked: false }
    }

    /// Whether it is known to be one JSON value without space around it.
    pub(crate) fn is_checked(&self) -> bool {
        self.checked
    }
}

/// The parts a payload may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PartName {
    /// HTTP request headers.
    RequestHeaders,
    /// The request as the client sent it.
    Request,
    /// The request as hooks changed it and the server got it.
    MutatedRequest,
    /// HTTP response headers.
    ResponseHeaders,
    /// The response as the client got it.
    Response,
    /// The response as the server sent it, before hooks changed it.
    OriginalResponse,
    /// Verdicts of webhooks and filters.
    Webhooks,
    /// The event of a local agent as it reported it.
    RawEvent,
    /// Facts about device, agent, environment, scope that have no column.
    Context,
}
