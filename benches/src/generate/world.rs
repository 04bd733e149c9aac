//! Who works with what: users, servers with their tools, clients, and the sessions in which they meet.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::words::pick;

/// Users; their ids are `1001`, `1002`, …, the busiest first.
pub const USERS: usize = 200;
/// Servers; their ids are `ms1aa00`, `ms1aa01`, …, the busiest first.
pub const SERVERS: usize = 40;
/// Tools of all servers together.
pub const TOOLS: usize = 300;

const VERBS: [&str; 20] = [
    "search", "list", "get", "create", "update", "delete", "read", "write", "send", "query", "export", "import",
    "merge", "comment", "assign", "close", "open", "archive", "share", "run",
];
const OBJECTS: [&str; 15] = [
    "issues", "pages", "files", "rows", "messages", "tickets", "orders", "invoices", "charts", "events", "tables",
    "branches", "contacts", "reports", "jobs",
];
const PRODUCTS: [&str; 20] = [
    "GitHub",
    "GitLab",
    "Jira",
    "Confluence",
    "Slack",
    "Notion",
    "Linear",
    "Salesforce",
    "HubSpot",
    "Zendesk",
    "Postgres",
    "Snowflake",
    "BigQuery",
    "Stripe",
    "Grafana",
    "Sentry",
    "PagerDuty",
    "Google Drive",
    "Outlook",
    "Figma",
];
const CLIENTS: [(&str, &str, &str); 12] = [
    ("claude-desktop", "0.13.19", "claude-desktop/0.13.19 (darwin; arm64)"),
    ("cursor-vscode", "1.4.2", "cursor/1.4.2 (win32 x64)"),
    ("cursor-vscode", "1.5.0", "cursor/1.5.0 (darwin arm64)"),
    ("Visual Studio Code", "1.103.1", "node"),
    ("Visual Studio Code", "1.104.0", "node"),
    ("obot-chat", "0.9.2", "obot/0.9.2 Go-http-client/1.1"),
    ("windsurf", "1.12.3", "windsurf/1.12.3"),
    ("mcp-remote-fallback-test", "0.0.0", "node"),
    ("goose", "1.6.0", "goose/1.6.0"),
    ("python-mcp", "1.13.1", "python-httpx/0.28.1"),
    ("n8n-workflow", "1.107.0", "axios/1.11.0"),
    ("librechat-mcp", "1.2.3", "node-fetch"),
];

/// A session: one user with one client at one server.
pub(super) struct Session {
    /// From 0, the busiest first.
    pub user: usize,
    /// From 0, the busiest first.
    pub server: usize,
    pub client: (&'static str, &'static str, &'static str),
    pub ip: String,
    pub id: String,
}

/// Draws by Zipf's law.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(n: usize) -> Self {
        let sum: f64 = (1..=n).map(|rank| 1.0 / rank as f64).sum();
        let ends = (1..=n).scan(0.0, |end, rank| {
            *end += 1.0 / rank as f64 / sum;
            Some(*end)
        });
        Self(ends.collect())
    }

    fn draw(&self, dice: &mut ChaCha8Rng) -> usize {
        let at: f64 = dice.random();
        self.0.partition_point(|end| *end <= at).min(self.0.len() - 1)
    }
}

pub(super) struct World {
    seed: u64,
    users: Zipf,
    servers: Zipf,
    /// Of a server of this many tools.
    tools: [Zipf; 2],
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let tools = [Zipf::new(TOOLS / SERVERS), Zipf::new(TOOLS / SERVERS + 1)];
        Self { seed, users: Zipf::new(USERS), servers: Zipf::new(SERVERS), tools }
    }

    /// The session with a number.
    pub(super) fn session(&self, number: u64) -> Session {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed ^ 0x0073_6573_7369_6f6e);
        dice.set_stream(number);
        let user = self.users.draw(&mut dice);
        let server = self.servers.draw(&mut dice);
        // A user has a client that is used most of the time, and three places to work from.
        let client = if dice.random_bool(0.8) { CLIENTS[user * 7 % CLIENTS.len()] } else { pick(&mut dice, &CLIENTS) };
        let place = dice.random_range(0..3_usize);
        let ip = if place == 0 {
            format!("203.0.113.{}", user % 250)
        } else {
            format!("10.{}.{}.{}", place * 16 + user % 8, user % 200, 10 + user / 8 * place)
        };
        let (a, b): (u64, u64) = (dice.random(), dice.random());
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 52,
            b & 0xffff_ffff_ffff
        );
        Session { user, server, client, ip, id }
    }

    /// A tool of a server: the first ones are used most.
    pub(super) fn tool(&self, server: usize, dice: &mut ChaCha8Rng) -> String {
        // Half of the servers have 7 tools, the other half 8: 300 in all.
        let more = server % 2;
        let rank = self.tools[more].draw(dice);
        let number = server / 2 * 15 + more * 7 + rank;
        format!("{}_{}", VERBS[number % VERBS.len()], OBJECTS[number / VERBS.len()])
    }
}

/// A server's id.
pub(super) fn server_id(server: usize) -> String {
    format!("ms1aa{server:02}")
}

/// A server's name.
pub(super) fn server_name(server: usize) -> String {
    let product = PRODUCTS[server % PRODUCTS.len()];
    if server < PRODUCTS.len() { product.to_owned() } else { format!("{product} (EU)") }
}

/// A user's id.
pub(super) fn user_id(user: usize) -> usize {
    1001 + user
}
