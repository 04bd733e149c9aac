//! Sources: add, test, sync, completeness.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Micros, Secret};

/// How to reach a source. No secret in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum SourceConfig {
    /// An Obot server.
    Obot {
        /// The address a user would type into the browser, base path included.
        url: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
    },
}

/// What signs in to a source.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum CredentialInput {
    /// The platform asks for none.
    None,
    /// An API key.
    ApiKey {
        /// The key.
        key: Secret,
    },
    /// What a finished browser sign-in brought; it never passed through the window.
    SignedIn {
        /// The sign-in.
        flow: u64,
    },
    /// The one that is stored already (when a source is edited or tested again).
    Stored,
}

/// Adds a source.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddSource {
    /// Its name, unique within the workspace.
    pub name: String,
    /// How to reach it.
    pub config: SourceConfig,
    /// What signs in.
    pub credential: CredentialInput,
}

/// Tests a connection before or after it is added.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct TestSource {
    /// The source whose stored credential is used for `Stored`.
    pub id: Option<u32>,
    /// How to reach it.
    pub config: SourceConfig,
    /// What signs in.
    pub credential: CredentialInput,
    /// Lines come as events with this number, chosen by the caller, before the response comes.
    pub ticket: u64,
}

/// Changes a source.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct UpdateSource {
    /// The source.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub config: SourceConfig,
    /// What signs in.
    pub credential: CredentialInput,
}

/// Names a source.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceRef {
    /// The source.
    pub id: u32,
}

/// A source with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceInfo {
    /// The source.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub config: SourceConfig,
    /// What signs in: `none`, `api_key`; never the secret.
    pub credential: String,
    /// Entries from it, earlier versions not counted.
    pub entries: u64,
    /// Pending entries from it.
    pub pending: u64,
    /// Records in quarantine.
    pub unreadable: u64,
    /// The last finished sync.
    pub last_sync: Option<SyncResult>,
    /// The running sync's job.
    pub job: Option<u64>,
}

/// How a sync ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SyncResult {
    /// When it started.
    pub started: Micros,
    /// When it ended.
    pub ended: Micros,
    /// Entries seen for the first time.
    pub new: u64,
    /// Entries settled.
    pub settled: u64,
    /// Entries pending afterwards.
    pub pending: u64,
    /// Records that could not be read.
    pub unreadable: u64,
    /// What the reviewer should know.
    pub remarks: Vec<String>,
    /// The error that ended it, where one did.
    pub error: Option<crate::error::WireError>,
}

/// What a source says it has, against what is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Completeness {
    /// Per day in UTC, the newest first.
    pub days: Vec<DayCount>,
    /// Spans of which data is, or may be, missing.
    pub gaps: Vec<super::GapSpan>,
    /// Records in quarantine, the newest first, at most 200.
    pub unreadable: Vec<UnreadableRecord>,
}

/// One day of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DayCount {
    /// The day in UTC, `2026-08-20`.
    pub day: String,
    /// How many entries the source says it has.
    pub stated: u64,
    /// How many are here.
    pub held: u64,
    /// When it was compared.
    pub checked: Micros,
}

/// A record in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UnreadableRecord {
    /// The platform's id where it is known.
    pub id: String,
    /// Why it could not be read.
    pub reason: String,
    /// When it came.
    pub received: Micros,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its first 2,000 characters, unreadable bytes replaced.
    pub start: String,
}

/// Starts a sign-in through the browser.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct StartSignIn {
    /// How to reach the source.
    pub config: SourceConfig,
}

/// A sign-in through the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignIn {
    /// Names the flow.
    pub flow: u64,
    /// The page to open in the browser.
    pub open_url: String,
    /// The code to type there, where the server's version asks for one.
    pub code: Option<String>,
    /// When the server forgets the request.
    pub expires: Micros,
}

/// Names a sign-in.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignInRef {
    /// The flow.
    pub flow: u64,
}

/// Where a sign-in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInState {
    /// The user has not finished in the browser.
    Waiting,
    /// Done; the key is kept for `CredentialInput::SignedIn`.
    Done,
    /// The server forgot the request or the user refused.
    Expired,
}

/// The answer to a look at a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignInStatus {
    /// Where it stands.
    pub state: SignInState,
}
