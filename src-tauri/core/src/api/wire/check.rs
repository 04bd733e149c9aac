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
    /// A change of the settings that mends it, where there is one.
    #[serde(default)]
    pub fix: Option<Fix>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// A change of the settings that mends what a line found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Fix {
    /// Another region.
    Region {
        /// The bucket's region.
        region: String,
    },
    /// The other style of addresses.
    PathStyle {
        /// Whether the bucket is to stand in the path.
        on: bool,
    },
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

/// What a connection test comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Conclusion {
    /// It works, and everything that was to be proven is.
    Works,
    /// It works with the right to write only; what that right cannot prove is named.
    WriteOnly,
    /// It works, but something is unsafe: no TLS, a public bucket, more rights than needed, a secret about to end.
    Unsafe,
    /// It does not work.
    Fails,
    /// The test did not come to its end.
    Unknown,
}

/// A finished connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CheckResult {
    /// The lines in the order in which they were tried.
    pub lines: Vec<CheckLine>,
    /// The worst verdict that matters: Fail if any line failed, else Warn, else Pass.
    pub verdict: Verdict,
    /// What they come to.
    pub conclusion: Conclusion,
    /// The same in a sentence or two.
    pub summary: String,
    /// What was not proven, each as a clause.
    pub unproven: Vec<String>,
    /// What the test left behind at the storage, each with its key.
    pub left: Vec<String>,
    /// All of it as Markdown, for whoever administers the storage. No secret in it.
    pub markdown: String,
}
