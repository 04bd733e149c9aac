//! How a stand-in instance is set up, and what it does badly.

use chrono::{DateTime, SubsecRound, Utc};
use std::fmt;
use std::sync::Arc;

/// Tells the instance's time; a test hands in its own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The role of the token and of the session that [`Server`](super::Server) hands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// No system configuration: the audit feeds answer 403.
    Operator,
    /// Everything.
    Admin,
}

/// What happens to a `limit` that is too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// 422 above this number.
    Refuse(usize),
    /// So many rows come, without a word.
    Clamp(usize),
}

/// What the instance does badly. Shares are between 0 and 1.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub struct Habits {
    /// Rows of a page come in any order; which ones they are does not change.
    pub shuffled: bool,
    /// Share of rows that are inserted after their time, by up to `late_most` seconds.
    pub late: f64,
    /// The longest delay of a late row, in seconds.
    pub late_most: u32,
    /// Share of rows that are never inserted.
    pub lost: f64,
    /// Times in whole seconds: many rows share one.
    pub whole_seconds: bool,
    /// Share of rows that no reader can make sense of: no time, no id, no object.
    pub broken: f64,
    /// Share of rows that a page carries twice.
    pub doubled: f64,
    /// Rows have fields that nobody documented.
    pub unknown_fields: bool,
    /// Calls with a `pwm_` token leave a row.
    pub self_logging: bool,
    /// What happens to a limit that is too large, in the global feed.
    pub limit: Limit,
    /// What happens to a limit that is too large, in the feed of one token.
    pub token_limit: Limit,
    /// Share of requests that fail with 503.
    pub unavailable: f64,
    /// Seconds by which the instance's `Date` is ahead of its rows.
    pub date_ahead: i64,
}

impl Habits {
    /// None but the ones every instance has: self-logging, and limits of 500.
    pub fn none() -> Habits {
        Habits {
            shuffled: false,
            late: 0.0,
            late_most: 8,
            lost: 0.0,
            whole_seconds: false,
            broken: 0.0,
            doubled: 0.0,
            unknown_fields: false,
            self_logging: true,
            limit: Limit::Refuse(500),
            token_limit: Limit::Refuse(500),
            unavailable: 0.0,
            date_ahead: 0,
        }
    }

    /// All that an instance may do without being at fault; no broken rows.
    pub fn all() -> Habits {
        Habits {
            shuffled: true,
            late: 0.03,
            lost: 0.01,
            whole_seconds: true,
            doubled: 0.01,
            unknown_fields: true,
            unavailable: 0.02,
            ..Habits::none()
        }
    }
}

/// What to start. Equal options give equal data.
#[derive(Clone)]
pub struct Options {
    /// Decides all data and all faults.
    pub seed: u64,
    /// Rows in the history.
    pub rows: usize,
    /// Days of history before `end`.
    pub days: u32,
    /// When the history ends. The default is the start of the current second.
    pub end: DateTime<Utc>,
    /// The role behind the credentials.
    pub role: Role,
    /// Share of rows that come through the hub's tunnel, which has no token.
    pub hub: f64,
    /// Tokens that nobody uses, besides the others.
    pub spare_tokens: u32,
    /// What the instance does badly.
    pub habits: Habits,
    /// Path in front of `/api/v1`: empty, or like `/podwarden`.
    pub base_path: String,
    /// The instance's clock.
    pub clock: Clock,
}

impl Options {
    /// A well-behaved instance with `rows` rows in the last 30 days, seen by a viewer.
    pub fn new(seed: u64, rows: usize) -> Options {
        Options {
            seed,
            rows,
            days: 30,
            end: Utc::now().trunc_subsecs(0),
            role: Role::Viewer,
            hub: 0.06,
            spare_tokens: 0,
            habits: Habits::none(),
            base_path: String::new(),
            clock: Arc::new(Utc::now),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { seed, rows, days, end, role, hub, spare_tokens, habits, base_path, clock: _ } = self;
        f.debug_struct("Options")
            .field("seed", seed)
            .field("rows", rows)
            .field("days", days)
            .field("end", end)
            .field("role", role)
            .field("hub", hub)
            .field("spare_tokens", spare_tokens)
            .field("habits", habits)
            .field("base_path", base_path)
            .finish_non_exhaustive()
    }
}
