//! The options of `usage`.

use auditdesk_core::api::wire::UsageSort;
use clap::{Args, ValueEnum};

/// Usage figures.
#[derive(Debug, Args)]
pub struct UsageArguments {
    /// Of which entries, for example: time:30d server:GitHub [default: everything]
    #[arg(long, default_value = "")]
    pub filter: String,
    /// Compare with the `period-before`, or with another filter
    #[arg(long, value_name = "period-before|FILTER")]
    pub against: Option<String>,
    /// Only this table; give it again for more [default: all]
    #[arg(long, value_enum)]
    pub by: Vec<By>,
    /// The column that tables are sorted by, the greatest first
    #[arg(long, value_enum, default_value_t = Sort::Calls)]
    pub sort: Sort,
    /// The least first
    #[arg(long)]
    pub ascending: bool,
    /// How many rows per table; 0 for all. The figures do not depend on it
    #[arg(long, default_value_t = 10)]
    pub rows: u32,
    /// At most so many steps in the time series of --json
    #[arg(long, default_value_t = 100)]
    pub buckets: u32,
    /// The IANA time zone for days, hours and wall-clock times
    #[arg(long, default_value = "UTC")]
    pub zone: String,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Server,
    User,
    Tool,
    Resource,
    Prompt,
    Client,
    Operation,
}

/// A column.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Sort {
    Name,
    Calls,
    Change,
    Errors,
    Failures,
    Denied,
    Timeouts,
    ToolErrors,
    P50,
    P90,
    P99,
    Max,
    Users,
    FirstSeen,
    LastSeen,
}

impl From<Sort> for UsageSort {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Name => Self::Name,
            Sort::Calls => Self::Calls,
            Sort::Change => Self::Change,
            Sort::Errors => Self::Errors,
            Sort::Failures => Self::Failures,
            Sort::Denied => Self::Denied,
            Sort::Timeouts => Self::Timeouts,
            Sort::ToolErrors => Self::ToolErrors,
            Sort::P50 => Self::P50,
            Sort::P90 => Self::P90,
            Sort::P99 => Self::P99,
            Sort::Max => Self::Max,
            Sort::Users => Self::Users,
            Sort::FirstSeen => Self::FirstSeen,
            Sort::LastSeen => Self::LastSeen,
        }
    }
}
