//! How a stand-in server is set up.

use super::habits::Habits;
use chrono::{DateTime, SubsecRound, Utc};

/// Which of the three JSON shapes of the audit log the server speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Generation {
    /// v0.14.0: flat entries with the payload in the list, no detail endpoint.
    A,
    /// v0.23.4: flat entries, payload in the detail only.
    B,
    /// v0.25.1: nested events, gateway calls and local agents in one list.
    C,
}

impl Generation {
    /// The version the server reports, without the build suffix.
    pub fn version(self) -> &'static str {
        match self {
            Generation::A => "v0.14.0",
            Generation::B => "v0.23.4",
            Generation::C => "v0.25.1",
        }
    }
}

/// The role of the one user whose keys the server accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Admin with the Auditor add-on: every row with its payload.
    Auditor,
    /// Admin alone: every row, headers but no bodies.
    Admin,
    /// Rows of the own single-user servers and of the own workspace.
    PowerUser,
    /// Rows of the own single-user servers.
    Basic,
}

/// What to start. Equal options give equal data.
#[derive(Clone, Debug)]
pub struct Options {
    /// The JSON generation to begin with; [`Server::set_generation`](super::Server::set_generation) upgrades a running server.
    pub generation: Generation,
    /// Decides all data and all faults.
    pub seed: u64,
    /// Number of entries in the history, local-agent entries (generation C only) included.
    pub entries: usize,
    /// Days of history before `end`.
    pub days: u32,
    /// When the history ends. The default is the start of the current second, so set it where a test compares two servers.
    pub end: DateTime<Utc>,
    /// The role of the user behind the keys.
    pub role: Role,
    /// With `false` no credential is asked for and everybody is Owner and Auditor.
    pub auth: bool,
    /// Answer token requests as releases after v0.25.1 do: the server makes the id and asks for a device code in the browser.
    pub device_code: bool,
    /// When the most used server got the display name it has: its rows of before keep the earlier one, as the platform's do.
    pub renamed_at: Option<DateTime<Utc>>,
    /// What the server does badly.
    pub habits: Habits,
    /// Path in front of `/api`: empty, or like `/obot`.
    pub base_path: String,
    /// The server's clock: `Date` headers, `Retry-After`, token expiry and live traffic follow it.
    pub clock: fn() -> DateTime<Utc>,
}

impl Options {
    /// A well-behaved server with `entries` entries in the last 30 days, seen by an auditor.
    pub fn new(generation: Generation, seed: u64, entries: usize) -> Options {
        Options {
            generation,
            seed,
            entries,
            days: 30,
            end: Utc::now().trunc_subsecs(0),
            role: Role::Auditor,
            auth: true,
            device_code: false,
            renamed_at: None,
            habits: Habits::none(),
            base_path: String::new(),
            clock: Utc::now,
        }
    }
}

impl Default for Options {
    /// Generation C, seed 1, 5,000 entries.
    fn default() -> Options {
        Options::new(Generation::C, 1, 5_000)
    }
}
