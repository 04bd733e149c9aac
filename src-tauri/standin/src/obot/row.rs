//! One entry in its compact form. All texts and payloads are made from it on demand, so that 100,000 entries take a few megabytes.

use super::catalog::{AGENTS, CLIENTS, LOCAL_TOOLS, LocalTool, McpServer, SERVERS, Tool};

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    Initialize,
    Initialized,
    Ping,
    ListTools,
    ListResources,
    ListPrompts,
    CallTool,
    ReadResource,
    GetPrompt,
    OpenStream,
    ListRoots,
    DeleteSession,
    /// An answer whose request was never seen.
    Response,
    /// A method of a later protocol version.
    Discover,
}

impl Op {
    /// The JSON-RPC method, or the pseudo type the platform writes.
    pub fn method(self) -> &'static str {
        match self {
            Op::Initialize => "initialize",
            Op::Initialized => "notifications/initialized",
            Op::Ping => "ping",
            Op::ListTools => "tools/list",
            Op::ListResources => "resources/list",
            Op::ListPrompts => "prompts/list",
            Op::CallTool => "tools/call",
            Op::ReadResource => "resources/read",
            Op::GetPrompt => "prompts/get",
            Op::OpenStream => "sse/stream",
            Op::ListRoots => "roots/list",
            Op::DeleteSession => "session/delete",
            Op::Response => "response",
            Op::Discover => "server/discover",
        }
    }

    /// A JSON-RPC request with an answer of its own.
    pub fn is_request(self) -> bool {
        !matches!(self, Op::Initialized | Op::OpenStream | Op::DeleteSession | Op::Response)
    }

    /// A call that names a tool, a resource or a prompt.
    pub fn has_identifier(self) -> bool {
        matches!(self, Op::CallTool | Op::ReadResource | Op::GetPrompt)
    }
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Success,
    /// A filter rewrote the request before the server saw it.
    RequestMutated,
    /// A filter rewrote the answer before the client saw it.
    ResponseMutated,
    /// `isError: true` inside a 200.
    ToolError,
    /// A JSON-RPC error inside a 200.
    RpcError,
    /// A filter refused the call.
    Rejected,
    Status(u16),
    /// No answer, ever.
    Unanswered,
    /// Local agents: an outcome no client knows.
    Cancelled,
}

/// Who called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Position in [`PEOPLE`](super::people::PEOPLE).
    Person(u16),
    /// Position in [`HOSTED_AGENTS`](super::people::HOSTED_AGENTS).
    Agent(u8),
    /// A key whose user is not known any more.
    Credential,
    /// Nothing is known.
    Nobody,
}

/// What the rows of one conversation share.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Source of the session id, the address and all else that stays the same.
    pub hash: u64,
    pub caller: Caller,
    /// Position in [`SERVERS`].
    pub server: u8,
    /// Position in [`CLIENTS`], or in [`AGENTS`] for a local agent.
    pub client: u8,
    /// A coding agent on the caller's own machine; it does not go through the gateway.
    pub local: bool,
    /// The caller came with an API key of this number; 0 for none.
    pub key: u8,
    /// The address is recorded with its port.
    pub port: bool,
}

impl Session {
    pub fn server(&self) -> &'static McpServer {
        &SERVERS[usize::from(self.server)]
    }

    /// Name, version and user agent of the MCP client.
    pub fn client(&self) -> (&'static str, &'static str, &'static str) {
        CLIENTS[usize::from(self.client) % CLIENTS.len()]
    }

    /// Provider, version and model of the local agent.
    pub fn agent(&self) -> (&'static str, &'static str, &'static str) {
        AGENTS[usize::from(self.client) % AGENTS.len()]
    }
}

/// What is odd about a row.
#[derive(Clone, Copy, Default, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one oddity, present or not")]
pub struct Quirks {
    /// Hours the written time zone lies from UTC; 0 is written `Z`.
    pub offset: i8,
    pub huge: bool,
    pub odd_body: bool,
    pub unknown_values: bool,
    pub broken: bool,
    /// Written by v0.14 or earlier: bodies are `params` and `result` alone.
    pub bare: bool,
}

/// One entry.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub id: u64,
    /// Decides the contents, together with the seed.
    pub key: u32,
    /// Position in the list of sessions.
    pub session: u32,
    /// Nanoseconds since 1970.
    pub occurred: i64,
    /// When the server got it; equals `occurred` for gateway rows.
    pub recorded: i64,
    pub op: Op,
    /// Which tool or prompt.
    pub item: u8,
    pub fate: Fate,
    /// Number within the session, the JSON-RPC id.
    pub step: u16,
    pub millis: u32,
    /// Visible once that many list requests were served.
    pub shown_at: u64,
    /// Has its outcome once that many list requests were served.
    pub done_at: u64,
    pub quirks: Quirks,
}

/// A row as one request sees it.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub row: Row,
    pub session: Session,
    /// The answer has arrived.
    pub complete: bool,
}

impl View {
    pub fn tool(&self) -> &'static Tool {
        let tools = self.session.server().tools;
        &tools[usize::from(self.row.item) % tools.len()]
    }

    pub fn local_tool(&self) -> &'static LocalTool {
        &LOCAL_TOOLS[usize::from(self.row.item) % LOCAL_TOOLS.len()]
    }

    /// `false` while the answer is outstanding, and for calls that never get one.
    pub fn answered(&self) -> bool {
        self.complete && self.row.fate != Fate::Unanswered
    }

    /// HTTP status; 0 without an answer.
    pub fn status(&self) -> u16 {
        match self.row.fate {
            _ if !self.answered() => 0,
            Fate::Status(status) => status,
            Fate::Rejected if self.row.quirks.bare => 424,
            _ if self.row.op == Op::Initialized => 202,
            _ => 200,
        }
    }

    /// Milliseconds; 0 without an answer.
    pub fn millis(&self) -> u32 {
        if self.answered() { self.row.millis } else { 0 }
    }

    /// The error of the transport or of a filter, empty for none. Errors of the tool itself stay in the body.
    pub fn error(&self) -> &'static str {
        if !self.answered() {
            return "";
        }
        if self.session.local {
            return match self.row.fate {
                Fate::Status(403) => "blocked by policy: command not on the allow list",
                Fate::Status(504) => "timed out after 120 s",
                Fate::Status(_) => "exit status 1",
                _ => "",
            };
        }
        match self.row.fate {
            Fate::Rejected => "failed to call request hooks: request rejected by filter pii-filter: secret detected",
            Fate::Status(401) => "unauthorized",
            Fate::Status(403) => "forbidden: user is not permitted to call this tool",
            Fate::Status(408 | 504) => "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            Fate::Status(502) => "dial tcp 10.0.0.7:8099: connect: connection refused",
            Fate::Status(503) => "server is starting, try again later",
            Fate::Status(_) => "upstream closed connection",
            _ => "",
        }
    }

    /// Generation C's outcome of a gateway row, in the server's order of rules; for local agents the stored one.
    pub fn outcome(&self) -> &'static str {
        if self.row.fate == Fate::Cancelled {
            return "cancelled";
        }
        match self.status() {
            401 | 403 => "denied",
            408 | 504 => "timeout",
            status if status >= 400 || !self.error().is_empty() => "failure",
            0 => "unknown",
            _ => "success",
        }
    }
}
