//! Sources: add, test, sync, completeness.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Mapping, Micros, Place, Secret};

/// How to reach a source. No secret in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
#[expect(clippy::large_enum_variant, reason = "there are as many as sources, and they are not moved in loops")]
pub enum SourceConfig {
    /// An Obot server.
    Obot {
        /// The address a user would type into the browser, base path included.
        url: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
    },
    /// A PodWarden instance.
    Podwarden {
        /// The address a user would type into the browser.
        url: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
        /// The name of the token that signs in, where it is a `pwm_` token: PodWarden logs its requests, too. Empty: not known.
        #[serde(default)]
        own_token: String,
    },
    /// Airbyte's audit log over its API.
    Airbyte {
        /// The address of the API, without `/api/v1`.
        url: String,
        /// The organization whose log is read.
        organization_id: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
    },
    /// Objects in a bucket or folder, listed again at each sync.
    Bucket {
        /// Who wrote them.
        writer: Writer,
        /// Where they are.
        place: Place,
        /// What their keys begin with; not a folder: `audit` also means `audit-logs/…`. Empty: every object.
        #[serde(default)]
        prefix: String,
        /// The source whose log this is another copy of: an entry that came both ways is one entry. `None`: a log of its own.
        #[serde(default)]
        log: Option<u32>,
    },
    /// Files that were brought in by hand; see `import_start`.
    Files {
        /// Who wrote them.
        writer: Writer,
        /// As for a bucket.
        #[serde(default)]
        log: Option<u32>,
    },
}

impl SourceConfig {
    /// Where it is, to show: an address, `s3://bucket/prefix`, a path.
    pub fn address(&self) -> String {
        match self {
            Self::Obot { url, .. } | Self::Podwarden { url, .. } | Self::Airbyte { url, .. } => url.clone(),
            Self::Bucket { place, prefix, .. } => place.address(prefix),
            Self::Files { .. } => "files".to_owned(),
        }
    }

    /// The source whose log this is another copy of.
    pub fn log(&self) -> Option<u32> {
        match self {
            Self::Bucket { log, .. } | Self::Files { log, .. } => *log,
            _ => None,
        }
    }

    /// What it is, in plain words.
    pub fn platform(&self) -> &'static str {
        match self {
            Self::Obot { .. } => "Obot",
            Self::Podwarden { .. } => "PodWarden",
            Self::Airbyte { .. } => "Airbyte",
            Self::Bucket { writer, .. } | Self::Files { writer, .. } => writer.platform(),
        }
    }
}

impl Writer {
    /// What it is, in plain words.
    pub fn platform(&self) -> &'static str {
        match self {
            Self::Airbyte => "Airbyte",
            Self::Airkit => "Airkit",
            Self::Obot => "Obot export",
            Self::Auditdesk => "Auditdesk export",
            Self::Mapped { .. } => "Mapped",
        }
    }
}

/// Who wrote the objects of a bucket or the files that are brought in: decides how they are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Writer {
    /// Airbyte, any release.
    Airbyte,
    /// Airkit, any format.
    Airkit,
    /// Obot's export of audit logs.
    Obot,
    /// An export of Auditdesk's own, JSON Lines.
    Auditdesk,
    /// Anything else, by a mapping.
    Mapped {
        /// Where the fields are.
        mapping: Mapping,
    },
}

/// What signs in to a source or a destination.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum CredentialInput {
    /// The platform asks for none.
    None,
    /// An API key, a token, or what signs in to a bucket (see [`Place`]).
    ApiKey {
        /// The key.
        key: Secret,
    },
    /// A secret access key of S3 that counts together with a session token only.
    Session {
        /// The secret access key.
        key: Secret,
        /// The session token.
        token: Secret,
    },
    /// What a finished browser sign-in brought; it never passed through the window.
    SignedIn {
        /// The sign-in.
        flow: u64,
    },
    /// The one that is stored already (when a source or destination is edited or tested again).
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
    /// Read it by itself again and again, with so many seconds between (30 at least); `None`: only when told.
    #[serde(default)]
    pub interval_s: Option<u32>,
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
    /// As in [`AddSource`].
    #[serde(default)]
    pub interval_s: Option<u32>,
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
    /// When a sync last ended without an error.
    pub last_success: Option<Micros>,
    /// Seconds between automatic syncs; `None`: only when told.
    pub interval_s: Option<u32>,
    /// When the next automatic sync is due.
    pub next_sync: Option<Micros>,
    /// When the newest entry happened.
    pub newest: Option<Micros>,
    /// Entries of the last 24 hours before `newest`.
    pub last_day: u64,
    /// Gaps that are not repaired. The horizon, before which there is nothing, is none.
    pub gaps: u64,
    /// The job of the running sync or import.
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
    /// What the role that signs in does not see, as far as the last sync without an error told.
    #[serde(default)]
    pub limits: Vec<crate::source::SightLimit>,
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
    pub unreadable: Vec<super::UnreadableRecord>,
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
