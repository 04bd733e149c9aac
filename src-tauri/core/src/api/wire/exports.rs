//! Destinations, exports and runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Micros, Secret};

/// Where exports go. No secret in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum DestinationConfig {
    /// A bucket on Amazon S3 or a compatible store.
    S3 {
        /// The endpoint, for example `https://s3.example.com`; empty: Amazon's for the region.
        #[serde(default)]
        endpoint: String,
        /// The region; empty: `us-east-1`.
        #[serde(default)]
        region: String,
        /// The bucket.
        bucket: String,
        /// `endpoint/bucket/key` instead of `bucket.endpoint/key`.
        #[serde(default)]
        path_style: bool,
        /// The access key's id.
        access_key_id: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
    },
    /// A folder on this machine.
    Folder {
        /// Its absolute path.
        path: String,
    },
}

/// The secret of a destination.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum DestinationSecret {
    /// It needs none.
    None,
    /// The secret access key.
    SecretKey {
        /// The key.
        key: Secret,
    },
    /// The one that is stored already.
    Stored,
}

/// Adds a destination.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddDestination {
    /// Its name, unique within the workspace.
    pub name: String,
    /// Where it is.
    pub config: DestinationConfig,
    /// Its secret.
    pub secret: DestinationSecret,
    /// The prefix of keys; empty: `mcp-audit-logs/YYYY/MM/DD/`. `YYYY`, `MM`, `DD` stand for the day of the run in UTC.
    #[serde(default)]
    pub prefix: String,
}

/// Changes a destination.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct UpdateDestination {
    /// The destination.
    pub id: u32,
    /// Its new state.
    #[serde(flatten)]
    pub to: AddDestination,
}

/// Tests a destination before or after it is added.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct TestDestination {
    /// The destination whose stored secret is used for `Stored`.
    pub id: Option<u32>,
    /// Where it is.
    pub config: DestinationConfig,
    /// Its secret.
    pub secret: DestinationSecret,
    /// The prefix of keys, as in [`AddDestination`].
    #[serde(default)]
    pub prefix: String,
    /// Lines come as events with this number, chosen by the caller, before the response comes.
    pub ticket: u64,
}

/// Names a destination.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DestinationRef {
    /// The destination.
    pub id: u32,
}

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DestinationInfo {
    /// The destination.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub config: DestinationConfig,
    /// Whether a secret is stored.
    pub has_secret: bool,
    /// The prefix of keys, as in [`AddDestination`].
    pub prefix: String,
    /// The last connection test: its verdict and when.
    pub last_test: Option<(super::Verdict, Micros)>,
}

/// A one-time export of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StartExport {
    /// The name in the key: letters, digits, `.`, `_`, `-`; at most 100.
    pub name: String,
    /// The filter's text.
    pub filter: String,
    /// The zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// Where to.
    pub destination: u32,
    /// With request and response, or metadata only.
    pub payload: bool,
    /// Write an object even if nothing matches.
    pub allow_empty: bool,
}

/// What an export would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportPreview {
    /// The key as it would be now.
    pub key: String,
    /// Settled entries that match; only these are exported.
    pub rows: u64,
    /// Pending entries that match and are left for a later export.
    pub pending: u64,
}

/// Names a run.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunRef {
    /// The run.
    pub id: u64,
}

/// One execution of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunInfo {
    /// The run.
    pub id: u64,
    /// The export's name.
    pub name: String,
    /// The filter's text, relative times already made absolute.
    pub filter: String,
    /// The destination's name at that time.
    pub destination: String,
    /// Where it stands.
    pub state: RunState,
    /// When it started.
    pub started: Micros,
    /// When it ended.
    pub ended: Option<Micros>,
    /// The half-open range of the ledger it covers.
    pub range: (u64, u64),
    /// Whether payloads are in it.
    pub payload: bool,
    /// Rows written.
    pub rows: u64,
    /// Bytes written.
    pub bytes: u64,
    /// What was written.
    pub objects: Vec<RunObject>,
    /// The error that ended it.
    pub error: Option<crate::error::WireError>,
}

/// An object a run wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RunObject {
    /// Its key, or its path within the folder.
    pub key: String,
    /// A full address to show: `s3://bucket/key` or the file's path.
    pub location: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RunState {
    /// At work.
    Running,
    /// Finished; what it wrote is in `objects`.
    Done,
    /// Finished; nothing matched, nothing was written.
    Empty,
    /// Ended by an error.
    Failed,
    /// Ended by the user.
    Cancelled,
    /// The program ended during it; nothing was committed.
    Interrupted,
}
