//! Buckets and folders on the command line: the same options wherever one is named.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A bucket or folder.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Place")]
pub struct PlaceArguments {
    /// What kind of place [default: by the options that follow]
    #[arg(long, value_enum)]
    pub kind: Option<PlaceKind>,
    /// A folder on this machine or a mounted share
    #[arg(long, value_name = "DIR", conflicts_with_all = ["bucket", "gcs_bucket", "azure_container"])]
    pub folder: Option<PathBuf>,
    /// A bucket of Amazon S3 or a compatible storage; with --kind gcs, of Google
    #[arg(long, conflicts_with_all = ["gcs_bucket", "azure_container"])]
    pub bucket: Option<String>,
    /// A bucket of Google Cloud Storage
    #[arg(long, conflicts_with = "azure_container")]
    pub gcs_bucket: Option<String>,
    /// A storage account of Azure
    #[arg(long, alias = "account", value_name = "ACCOUNT")]
    pub azure_account: Option<String>,
    /// A container of Azure Blob Storage
    #[arg(long, alias = "container", value_name = "CONTAINER")]
    pub azure_container: Option<String>,
    /// The endpoint [default: the cloud's own; for S3 Amazon's for the region]
    #[arg(long, alias = "azure-endpoint", value_name = "URL")]
    pub endpoint: Option<String>,
    /// The region; S3 only [default: us-east-1]
    #[arg(long)]
    pub region: Option<String>,
    /// Put the bucket into the path instead of the host name; S3 only
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub path_style: Option<bool>,
    /// Sign in as whoever this machine is to the cloud: no secret is stored
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub ambient: Option<bool>,
    /// The AWS profile to sign in as; means --ambient [default: AWS_PROFILE, or the first identity there is]
    #[arg(long, value_name = "NAME", conflicts_with = "access_key_id")]
    pub profile: Option<String>,
    /// The id of an access key; S3 only
    #[arg(long, value_name = "ID")]
    pub access_key_id: Option<String>,
    /// The tenant of an application of Azure [default: sign in with the account key]
    #[arg(long, value_name = "ID")]
    pub tenant_id: Option<String>,
    /// The application of Azure; with --ambient the managed identity to be
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Which of Microsoft's clouds [default: public]
    #[arg(long, value_enum)]
    pub cloud: Option<Cloud>,
    /// Where to sign in to Azure [default: the cloud's]
    #[arg(long, value_name = "URL")]
    pub authority: Option<String>,
    /// A PEM file with a certificate authority to trust besides the system's
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// The proxy, http://host:port [default: the system's]
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
}

/// Kinds of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlaceKind {
    /// Amazon S3 or a compatible storage
    S3,
    /// Google Cloud Storage
    Gcs,
    /// Azure Blob Storage
    Azure,
    /// A folder
    Folder,
}

/// Microsoft's clouds.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Cloud {
    /// The public one
    Public,
    /// Azure Government
    UsGovernment,
    /// Azure operated by 21Vianet
    China,
}

/// How objects are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub struct WriteArguments {
    /// The prefix of keys; YYYY, MM, DD stand for the day in UTC [default: mcp-audit-logs/YYYY/MM/DD/]
    #[arg(long)]
    pub prefix: Option<String>,
    /// How the storage encrypts: bucket (as it says), managed (SSE-S3), kms, kms:KEY
    #[arg(long, value_name = "HOW")]
    pub encryption: Option<String>,
    /// The storage class by the storage's name for it (Azure: access tier), for example STANDARD_IA [default: the bucket's]
    #[arg(long, value_name = "CLASS")]
    pub storage_class: Option<String>,
    /// The most bytes per second, for example 10M; 0: no limit
    #[arg(long, value_name = "BYTES")]
    pub limit: Option<String>,
}

/// The secret of a place. Without a file it is read from AUDITDESK_SECRET_KEY or asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Secret")]
pub struct SecretArguments {
    /// A file with the secret access key, account key or client secret in its first line, or the whole key file of a service account; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// A file with the session token of a temporary access key [default: AUDITDESK_SESSION_TOKEN, where the key is temporary]
    #[arg(long, value_name = "FILE")]
    pub session_token_file: Option<PathBuf>,
    /// When the secret ends, for example 2027-03-01; `never`
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
}
