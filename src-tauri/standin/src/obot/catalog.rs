//! The servers, tools, clients and local agents of the made-up company.
//!
//! Arguments and records are JSON templates; `$word` stands for a word of [`super::words`].

/// What the text of a tool's result looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A JSON array of records, as text.
    Records,
    /// One JSON record, as text.
    Record,
    /// Lines of plain text.
    Lines,
}

/// One tool of a server.
#[derive(Debug)]
pub struct Tool {
    pub name: &'static str,
    /// Template of the arguments.
    pub args: &'static str,
    /// Template of one record or line of the result.
    pub record: &'static str,
    pub shape: Shape,
    /// Most records in an ordinary result.
    pub most: usize,
    /// Typical duration in milliseconds.
    pub millis: u32,
}

const fn tool(
    name: &'static str,
    args: &'static str,
    record: &'static str,
    shape: Shape,
    most: usize,
    millis: u32,
) -> Tool {
    Tool { name, args, record, shape, most, millis }
}

/// One MCP server.
#[derive(Debug)]
pub struct McpServer {
    pub name: &'static str,
    pub catalog_entry: &'static str,
    /// Each user has an instance with an id of its own.
    pub single_user: bool,
    /// Published from the workspace of the key owner.
    pub from_workspace: bool,
    pub tools: &'static [Tool],
    /// Template of a resource URI; empty where the server has none.
    pub resource: &'static str,
    pub prompts: &'static [&'static str],
}

const fn shared(name: &'static str, catalog_entry: &'static str, tools: &'static [Tool]) -> McpServer {
    McpServer { name, catalog_entry, single_user: false, from_workspace: false, tools, resource: "", prompts: &[] }
}

const fn personal(name: &'static str, catalog_entry: &'static str, tools: &'static [Tool]) -> McpServer {
    McpServer { single_user: true, ..shared(name, catalog_entry, tools) }
}

use Shape::{Lines, Record, Records};

/// All servers, the most used first.
pub const SERVERS: [McpServer; 15] = [
    McpServer {
        resource: "repo://northwind/$repo/README.md",
        prompts: &["triage", "review_pull_request"],
        ..shared(
            "GitHub",
            "default-github-1a2b3c4d",
            &[
                tool(
                    "search_issues",
                    r#"{"q":"repo:northwind/$repo is:open label:$label $query"}"#,
                    r#"{"number":$n,"title":"$title","state":"open","user":{"login":"$login"},"labels":["$label"],"updated_at":"$date","html_url":"https://github.test/northwind/$repo/issues/$n","body":"$text"}"#,
                    Records,
                    12,
                    640,
                ),
                tool(
                    "get_file_contents",
                    r#"{"owner":"northwind","repo":"$repo","path":"$file","ref":"main"}"#,
                    r"$code",
                    Lines,
                    60,
                    310,
                ),
                tool(
                    "list_pull_requests",
                    r#"{"owner":"northwind","repo":"$repo","state":"open","perPage":30}"#,
                    r#"{"number":$n,"title":"$title","draft":false,"user":{"login":"$login"},"head":{"ref":"$branch","sha":"$sha"},"created_at":"$date"}"#,
                    Records,
                    15,
                    520,
                ),
                tool(
                    "create_issue",
                    r#"{"owner":"northwind","repo":"$repo","title":"$title","body":"$text"}"#,
                    r#"{"number":$n,"state":"open","html_url":"https://github.test/northwind/$repo/issues/$n"}"#,
                    Record,
                    1,
                    880,
                ),
                tool(
                    "add_issue_comment",
                    r#"{"owner":"northwind","repo":"$repo","issue_number":$n,"body":"$text"}"#,
                    r#"{"id":$big,"user":{"login":"$login"},"created_at":"$date"}"#,
                    Record,
                    1,
                    760,
                ),
                tool(
                    "merge_pull_request",
                    r#"{"owner":"northwind","repo":"$repo","pullNumber":$n,"merge_method":"squash"}"#,
                    r#"{"sha":"$sha","merged":true,"message":"Pull Request successfully merged"}"#,
                    Record,
                    1,
                    1400,
                ),
            ],
        )
    },
    shared(
        "Slack",
        "default-slack-9f31e0aa",
        &[
            tool(
                "search_messages",
                r#"{"query":"$query in:#$channel","count":20}"#,
                r#"{"channel":"$channel","user":"$login","ts":"$date","text":"$text"}"#,
                Records,
                18,
                420,
            ),
            tool(
                "post_message",
                r##"{"channel":"#$channel","text":"$text"}"##,
                r#"{"ok":true,"ts":"$date","channel":"C0$hex"}"#,
                Record,
                1,
                350,
            ),
            tool(
                "list_channels",
                r#"{"limit":100}"#,
                r#"{"id":"C0$hex","name":"$channel","num_members":$n}"#,
                Records,
                20,
                280,
            ),
            tool(
                "get_thread_replies",
                r#"{"channel":"C0$hex","thread_ts":"$date"}"#,
                r#"{"user":"$login","text":"$text","ts":"$date"}"#,
                Records,
                14,
                300,
            ),
        ],
    ),
    McpServer {
        resource: "jira://project/$project/board",
        prompts: &["sprint_summary"],
        ..shared(
            "Jira",
            "default-jira-77c0d2f1",
            &[
                tool(
                    "search_tickets",
                    r#"{"jql":"project = $project AND status != Done AND text ~ \"$query\"","maxResults":25}"#,
                    r#"{"key":"$ticket","fields":{"summary":"$title","status":{"name":"In Progress"},"assignee":{"displayName":"$person"},"priority":{"name":"$priority"},"updated":"$date"}}"#,
                    Records,
                    14,
                    710,
                ),
                tool(
                    "get_ticket",
                    r#"{"issueKey":"$ticket"}"#,
                    r#"{"key":"$ticket","fields":{"summary":"$title","description":"$text","reporter":{"displayName":"$person","emailAddress":"$mail"},"created":"$date","comment":{"comments":[{"author":"$person","body":"$text"}]}}}"#,
                    Record,
                    1,
                    390,
                ),
                tool(
                    "create_ticket",
                    r#"{"project":"$project","summary":"$title","description":"$text","issuetype":"Task"}"#,
                    r#"{"id":"$big","key":"$ticket"}"#,
                    Record,
                    1,
                    930,
                ),
                tool(
                    "transition_ticket",
                    r#"{"issueKey":"$ticket","transition":"Done"}"#,
                    r#"{"ok":true,"key":"$ticket"}"#,
                    Record,
                    1,
                    610,
                ),
            ],
        )
    },
    McpServer {
        resource: "postgres://warehouse/$table/schema",
        ..shared(
            "Postgres",
            "default-postgres-0c55ab21",
            &[
                tool(
                    "query",
                    r#"{"sql":"$sql","max_rows":200}"#,
                    r#"{"id":$n,"customer":"$customer","amount":"$money","status":"paid","created_at":"$date"}"#,
                    Records,
                    40,
                    180,
                ),
                tool("list_tables", r#"{"schema":"public"}"#, r#"{"table":"$table","rows":$big}"#, Records, 24, 60),
                tool(
                    "explain",
                    r#"{"sql":"$sql"}"#,
                    r"Seq Scan on $table  (cost=0.00..$n.$n rows=$big width=128)",
                    Lines,
                    6,
                    90,
                ),
            ],
        )
    },
    personal(
        "Google Drive",
        "default-google-drive-4be81c07",
        &[
            tool(
                "search_files",
                r#"{"query":"name contains '$query'","pageSize":20}"#,
                r#"{"id":"$hex$hex","name":"$document","mimeType":"application/vnd.google-apps.document","owners":["$mail"],"modifiedTime":"$date"}"#,
                Records,
                15,
                480,
            ),
            tool("read_file", r#"{"fileId":"$hex$hex"}"#, r"$text", Lines, 40, 820),
            tool(
                "share_file",
                r#"{"fileId":"$hex$hex","role":"reader","emailAddress":"$mail"}"#,
                r#"{"id":"$hex","type":"user","role":"reader","emailAddress":"$mail"}"#,
                Record,
                1,
                560,
            ),
        ],
    ),
    personal(
        "Gmail",
        "default-gmail-5512d0ce",
        &[
            tool(
                "search_messages",
                r#"{"q":"from:$mail $query newer_than:7d"}"#,
                r#"{"id":"$hex","threadId":"$hex","from":"$person <$mail>","subject":"$title","snippet":"$text","internalDate":"$date"}"#,
                Records,
                12,
                510,
            ),
            tool(
                "read_message",
                r#"{"id":"$hex","format":"full"}"#,
                r#"{"id":"$hex","from":"$person <$mail>","to":["$mail"],"subject":"$title","body":"$text $text $text"}"#,
                Record,
                1,
                330,
            ),
            tool(
                "send_message",
                r#"{"to":"$mail","subject":"$title","body":"$text"}"#,
                r#"{"id":"$hex","labelIds":["SENT"]}"#,
                Record,
                1,
                690,
            ),
        ],
    ),
    personal(
        "Google Calendar",
        "default-google-calendar-a81f3390",
        &[
            tool(
                "list_events",
                r#"{"calendarId":"primary","timeMin":"$date","maxResults":20}"#,
                r#"{"id":"$hex","summary":"$title","start":{"dateTime":"$date"},"attendees":[{"email":"$mail"},{"email":"$mail"}],"status":"confirmed"}"#,
                Records,
                12,
                360,
            ),
            tool(
                "create_event",
                r#"{"summary":"$title","start":"$date","attendees":["$mail"]}"#,
                r#"{"id":"$hex","status":"confirmed","htmlLink":"https://calendar.test/e/$hex"}"#,
                Record,
                1,
                640,
            ),
        ],
    ),
    McpServer {
        resource: "confluence://space/ENG/$n",
        ..shared(
            "Confluence",
            "default-confluence-2d9e7b11",
            &[
                tool(
                    "search_pages",
                    r#"{"cql":"text ~ \"$query\" AND space = ENG","limit":10}"#,
                    r#"{"id":"$big","title":"$document","excerpt":"$text","lastModified":"$date"}"#,
                    Records,
                    10,
                    590,
                ),
                tool("get_page", r#"{"pageId":"$big"}"#, r"$text", Lines, 50, 430),
            ],
        )
    },
    McpServer {
        from_workspace: true,
        prompts: &["account_briefing"],
        ..shared(
            "Salesforce",
            "default-salesforce-c3370ef4",
            &[
                tool(
                    "soql_query",
                    r#"{"query":"SELECT Id, Name, Amount, StageName FROM Opportunity WHERE Account.Name LIKE '%$customer%'"}"#,
                    r#"{"Id":"006$hex","Name":"$customer renewal","Amount":$big,"StageName":"Negotiation","CloseDate":"$day","Owner":{"Name":"$person"}}"#,
                    Records,
                    16,
                    750,
                ),
                tool(
                    "update_record",
                    r#"{"object":"Opportunity","id":"006$hex","fields":{"StageName":"Closed Won","Amount":$big}}"#,
                    r#"{"id":"006$hex","success":true,"errors":[]}"#,
                    Record,
                    1,
                    980,
                ),
            ],
        )
    },
    shared(
        "Sentry",
        "default-sentry-8e4410bc",
        &[
            tool(
                "list_issues",
                r#"{"organizationSlug":"northwind","query":"is:unresolved $query"}"#,
                r#"{"id":"$big","shortId":"$ticket","title":"$title","count":$n,"culprit":"$file","lastSeen":"$date"}"#,
                Records,
                14,
                540,
            ),
            tool(
                "get_issue_details",
                r#"{"issueId":"$big"}"#,
                r"  at $file:$n in handle_request($hex)",
                Lines,
                45,
                620,
            ),
        ],
    ),
    shared(
        "Datadog",
        "default-datadog-13d5f6e2",
        &[
            tool(
                "get_logs",
                r#"{"query":"service:$service status:error","from":"now-1h","limit":50}"#,
                r"$date ERROR $service [$pod] request_id=$uuid $title ($ms ms)",
                Lines,
                70,
                870,
            ),
            tool(
                "query_metrics",
                r#"{"query":"avg:system.cpu.user{service:$service}","from":"$date"}"#,
                r#"{"timestamp":"$date","value":$n}"#,
                Records,
                60,
                460,
            ),
        ],
    ),
    shared(
        "Kubernetes",
        "default-kubernetes-66ab0d19",
        &[
            tool("get_pods", r#"{"namespace":"$service"}"#, r"$pod   1/1   Running   0   $n m", Lines, 30, 240),
            tool(
                "get_logs",
                r#"{"namespace":"$service","pod":"$pod","tail":100}"#,
                r#"{"ts":"$date","level":"info","msg":"$title","took_ms":$ms,"caller":"$file:$n"}"#,
                Lines,
                70,
                380,
            ),
            tool(
                "scale_deployment",
                r#"{"namespace":"$service","deployment":"$service","replicas":3}"#,
                r#"{"kind":"Deployment","spec":{"replicas":3},"status":{"readyReplicas":2}}"#,
                Record,
                1,
                520,
            ),
        ],
    ),
    shared(
        "Zendesk",
        "default-zendesk-f0917c5d",
        &[
            tool(
                "search_tickets",
                r#"{"query":"type:ticket status:open $query"}"#,
                r#"{"id":$big,"subject":"$title","requester":"$customer","priority":"$priority","description":"$text","updated_at":"$date"}"#,
                Records,
                12,
                560,
            ),
            tool(
                "add_comment",
                r#"{"ticket_id":$big,"body":"$text","public":false}"#,
                r#"{"ok":true,"audit_id":$big}"#,
                Record,
                1,
                480,
            ),
        ],
    ),
    shared(
        "Stripe",
        "default-stripe-be2204f7",
        &[
            tool(
                "list_invoices",
                r#"{"customer":"cus_$hex","limit":20}"#,
                r#"{"id":"in_$hex","customer_name":"$customer","amount_due":$big,"currency":"eur","status":"open","due_date":"$day"}"#,
                Records,
                20,
                410,
            ),
            tool(
                "create_refund",
                r#"{"charge":"ch_$hex","amount":$n,"reason":"requested_by_customer"}"#,
                r#"{"id":"re_$hex","status":"succeeded","amount":$n}"#,
                Record,
                1,
                1100,
            ),
        ],
    ),
    shared(
        "Web Fetch",
        "default-fetch-70d2ee15",
        &[tool("fetch", r#"{"url":"$url","max_length":20000}"#, r"<p>$text</p>", Lines, 60, 1300)],
    ),
];

/// An MCP client: name, version, user agent.
pub const CLIENTS: [(&str, &str, &str); 8] = [
    ("claude-ai", "0.1.0", "Claude-User"),
    ("Visual Studio Code", "1.104.0", "node"),
    ("claude-code", "2.1.14", "claude-code/2.1.14 (cli)"),
    ("cursor-vscode", "1.0.0", "Cursor/1.7.33 (darwin arm64)"),
    ("Claude Desktop", "0.13.64", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Claude/0.13.64 Electron/38.1.2"),
    ("obot-chat", "0.0.1", "Obot/0.25"),
    ("codex-mcp-client", "0.46.0", "codex_cli_rs/0.46.0"),
    ("mcp-inspector", "0.17.0", "undici"),
];

/// A tool of a local agent: name, kind, MCP server it belongs to (or empty), arguments, result line.
pub struct LocalTool {
    pub name: &'static str,
    pub kind: &'static str,
    pub parent: &'static str,
    pub args: &'static str,
    pub record: &'static str,
    pub most: usize,
}

const fn local(
    name: &'static str,
    kind: &'static str,
    parent: &'static str,
    args: &'static str,
    record: &'static str,
    most: usize,
) -> LocalTool {
    LocalTool { name, kind, parent, args, record, most }
}

/// What local agents do, the most frequent first.
pub const LOCAL_TOOLS: [LocalTool; 7] = [
    local("Bash", "shell", "", r#"{"command":"$shell","description":"$title"}"#, "$code", 40),
    local("Read", "file_read", "", r#"{"file_path":"/Users/$login/src/$repo/$file"}"#, "$code", 80),
    local(
        "Edit",
        "file_write",
        "",
        r#"{"file_path":"/Users/$login/src/$repo/$file","old_string":"$code","new_string":"$code"}"#,
        "$code",
        8,
    ),
    local(
        "mcp__github__search_issues",
        "mcp",
        "github",
        r#"{"q":"is:open $query"}"#,
        r#"{"number":$n,"title":"$title"}"#,
        20,
    ),
    local("Grep", "search", "", r#"{"pattern":"$query","path":"src"}"#, "$file:$n: $code", 40),
    local("WebFetch", "web", "", r#"{"url":"$url","prompt":"$title"}"#, "$text", 20),
    local("mcp__linear__create_issue", "mcp", "linear", r#"{"title":"$title"}"#, r#"{"id":"$ticket"}"#, 1),
];

/// A local agent: provider, version, model.
pub const AGENTS: [(&str, &str, &str); 4] = [
    ("claude_code", "2.1.14", "claude-opus-4-5"),
    ("cursor", "1.7.33", "auto"),
    ("codex", "0.46.0", "gpt-5-codex"),
    ("vscode", "1.104.0", "gpt-5"),
];
