//! Buckets and folders: where exports go and where logs are read from, who signs in, and how objects are written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CredentialInput, Micros, Rights};

/// A bucket or folder, to write to or to read from. No secret in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Place {
    /// Amazon S3 or a compatible storage; the secret is the secret access key, with a session token where there is one.
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
        /// Signs in as whoever this machine is to AWS, instead of with an access key.
        #[serde(default)]
        ambient: bool,
        /// The AWS profile to be that; empty: `AWS_PROFILE`, or the first identity there is.
        #[serde(default)]
        profile: String,
        /// The access key's id; empty for an ambient identity.
        #[serde(default)]
        access_key_id: String,
        /// PEM text of a certificate authority to trust besides the system's; empty: none.
        #[serde(default)]
        ca_pem: String,
        /// The proxy's address, `http://host:port`; empty: the system's.
        #[serde(default)]
        proxy: String,
    },
    /// Google Cloud Storage; the secret is the service account's key file (JSON).
    Gcs {
        /// The bucket.
        bucket: String,
        /// The endpoint; empty: `https://storage.googleapis.com`.
        #[serde(default)]
        endpoint: String,
        /// Signs in with Google's application default credentials instead of a key file.
        #[serde(default)]
        ambient: bool,
        /// As for S3.
        #[serde(default)]
        ca_pem: String,
        /// As for S3.
        #[serde(default)]
        proxy: String,
    },
    /// Azure Blob Storage; the secret is the account key, or the client secret where tenant and client are given.
    Azure {
        /// The storage account.
        account: String,
        /// The container.
        container: String,
        /// The endpoint, for example of a private one; empty: the cloud's for the account.
        #[serde(default)]
        endpoint: String,
        /// Which of Microsoft's clouds.
        #[serde(default)]
        cloud: AzureCloud,
        /// Where to sign in, `https://host`; empty: the cloud's.
        #[serde(default)]
        authority: String,
        /// Signs in as whoever this machine is to Azure: workload identity, managed identity, or the CLI's sign-in.
        #[serde(default)]
        ambient: bool,
        /// The tenant of an application; empty: sign in with the account key.
        #[serde(default)]
        tenant_id: String,
        /// The application; for an ambient identity the managed identity to be, empty for the machine's only one.
        #[serde(default)]
        client_id: String,
        /// As for S3.
        #[serde(default)]
        ca_pem: String,
        /// As for S3.
        #[serde(default)]
        proxy: String,
    },
    /// A folder on this machine or a mounted share; no secret.
    Folder {
        /// Its absolute path.
        path: String,
    },
}

/// Microsoft's clouds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AzureCloud {
    /// The public one: `blob.core.windows.net`.
    #[default]
    Public,
    /// Azure Government: `blob.core.usgovcloudapi.net`.
    UsGovernment,
    /// Azure operated by 21Vianet: `blob.core.chinacloudapi.cn`.
    China,
}

impl Place {
    /// Where it is, to show: `s3://bucket/prefix`, a path.
    pub fn address(&self, prefix: &str) -> String {
        match self {
            Self::S3 { bucket, .. } => format!("s3://{bucket}/{prefix}"),
            Self::Gcs { bucket, .. } => format!("gs://{bucket}/{prefix}"),
            Self::Azure { account, container, .. } => format!("azure://{account}/{container}/{prefix}"),
            Self::Folder { path } => std::path::Path::new(path).join(prefix).display().to_string(),
        }
    }

    /// Whether it signs in as whoever this machine is, so that no secret is needed.
    pub fn is_ambient(&self) -> bool {
        matches!(
            self,
            Self::S3 { ambient: true, .. } | Self::Gcs { ambient: true, .. } | Self::Azure { ambient: true, .. }
        )
    }
}

/// How objects are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct WriteOptions {
    /// How the storage encrypts them.
    pub encryption: Encryption,
    /// The storage class (Azure: access tier) by the storage's name, for example `STANDARD_IA`; empty: the bucket's.
    pub storage_class: String,
    /// The most bytes per second that an export sends; 0: as many as the network takes.
    #[ts(type = "number")]
    pub bytes_per_second: u64,
}

/// How the storage encrypts objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Encryption {
    /// As the bucket says.
    #[default]
    Bucket,
    /// With keys that the storage manages (SSE-S3); S3 only.
    Managed,
    /// With a key of a key management service: S3 (SSE-KMS) and Google.
    Kms {
        /// The key: its id or ARN at Amazon, its resource name at Google; empty: the account's own `aws/s3`.
        key_id: String,
    },
}

/// Looks for the identity of this machine.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindIdentity {
    /// The place to sign in to; it says which cloud, which profile, which managed identity.
    pub place: Place,
}

/// Who this machine is to a cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundIdentity {
    /// Who: an ARN, an e-mail address, an application; what is known without asking for more rights.
    pub who: String,
    /// Where it comes from, for example `profile audit in ~/.aws/config`.
    pub origin: String,
    /// When what it signs in with ends, where that needs somebody to sign in again or is known.
    pub expires: Option<Micros>,
    /// The region it names, where it names one; AWS only.
    pub region: Option<String>,
}

/// Asks for what somebody must set up at the cloud.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DestinationSetup {
    /// The place, as far as it is filled in.
    pub place: Place,
    /// The prefix of keys, as in [`AddDestination`].
    pub prefix: String,
    /// How objects are written.
    pub options: WriteOptions,
}

/// What somebody must set up at the cloud, and what will come there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DestinationNeeds {
    /// The key that an export named `audit-log` would get now.
    pub key: String,
    /// The rights, and what to paste to grant them.
    pub rights: Rights,
}

/// Adds a destination.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddDestination {
    /// Its name, unique within the workspace.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// What signs in; an ambient identity and a folder need nothing.
    pub credential: CredentialInput,
    /// When the secret ends, where whoever made it said so.
    #[serde(default)]
    pub expires: Option<Micros>,
    /// The prefix of keys; empty: `mcp-audit-logs/YYYY/MM/DD/`. `YYYY`, `MM`, `DD` stand for the day of the run in UTC.
    #[serde(default)]
    pub prefix: String,
    /// How objects are written.
    #[serde(default)]
    pub options: WriteOptions,
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
    pub place: Place,
    /// What signs in.
    pub credential: CredentialInput,
    /// When the secret ends, as in [`AddDestination`].
    #[serde(default)]
    pub expires: Option<Micros>,
    /// The prefix of keys, as in [`AddDestination`].
    #[serde(default)]
    pub prefix: String,
    /// How objects are written.
    #[serde(default)]
    pub options: WriteOptions,
    /// Write a real object even where it cannot be removed again: proves more, and leaves it.
    #[serde(default)]
    pub leave: bool,
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
    pub place: Place,
    /// Whether a secret is stored.
    pub has_secret: bool,
    /// When the secret ends, as far as that is known.
    pub expires: Option<Micros>,
    /// The prefix of keys, as in [`AddDestination`].
    pub prefix: String,
    /// How objects are written.
    pub options: WriteOptions,
    /// The last connection test and when it was; tests of destinations in use repeat daily.
    pub last_test: Option<(super::CheckResult, Micros)>,
}
