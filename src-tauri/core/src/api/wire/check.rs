//! Connection tests: a checklist that grows line by line.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One line of a connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CheckLine {
    /// What was tried, for example `TLS` or `Write at the prefix`.
    pub title: String,
    /// How it went.
    pub verdict: Verdict,
    /// What was found: version, identity, region, the failing operation and the code as the other side named it.
    pub finding: String,
    /// What to do, where something is to be done.
    pub remedy: Option<String>,
    /// Something to paste (a policy, a command), where there is one.
    pub paste: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// How a line of a connection test went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Verdict {
    /// Proven.
    Pass,
    /// Works, but something deserves attention.
    Warn,
    /// Does not work.
    Fail,
    /// Not tried or not provable with these rights.
    Skip,
}

/// A finished connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CheckResult {
    /// The lines in the order in which they were tried.
    pub lines: Vec<CheckLine>,
    /// The worst verdict that matters: Fail if any line failed, else Warn, else Pass.
    pub verdict: Verdict,
    /// One sentence for the user.
    pub summary: String,
}
