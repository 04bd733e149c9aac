//! Sources, files and mappings on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PlaceArguments;

/// Sources.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// Add a platform, a bucket or a folder
    Add {
        /// Its name in this workspace
        name: String,
        #[command(flatten)]
        source: NewSource,
        /// Read it by itself again and again, with so many seconds between (while the window runs, or by `sync --due`)
        #[arg(long, value_name = "SECONDS")]
        every: Option<u32>,
        #[command(flatten)]
        credential: SourceCredential,
        /// A file with the session token of a temporary access key [default: AUDITDESK_SESSION_TOKEN, where the key is temporary]
        #[arg(long, value_name = "FILE")]
        session_token_file: Option<PathBuf>,
    },
    /// Print what rights a source needs, ready to paste
    Rights {
        #[command(flatten)]
        source: NewSource,
    },
    /// List the sources
    List,
    /// Test the connection of a source
    Test {
        /// The source's name
        name: String,
    },
    /// Certify per day what a source had and what of it is here, with every gap
    Report {
        /// The source's name [default: all]
        name: Option<String>,
        /// The first day in UTC, for example 2026-08-01
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// The last day
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
    },
    /// List what could not be read, or print its bytes
    Quarantine {
        /// The source's name
        name: String,
        /// Print the bytes of this record, exactly as received
        #[arg(long, value_name = "KEY", conflicts_with = "retry")]
        show: Option<i64>,
        /// Try again to read everything in quarantine
        #[arg(long)]
        retry: bool,
    },
    /// Forget a source and its credential; its entries stay
    Remove {
        /// The source's name
        name: String,
    },
}

/// What kind of source, and where it is.
#[derive(Debug, Args)]
pub struct NewSource {
    /// Who wrote the log
    #[arg(long, value_enum, default_value_t = Platform::Obot)]
    pub platform: Platform,
    /// The address as typed into the browser: an Obot server, a PodWarden instance, the API of Airbyte
    #[arg(long, conflicts_with_all = ["folder", "bucket", "gcs_bucket", "azure_container"])]
    pub url: Option<String>,
    /// Airbyte's organization, for its API
    #[arg(long, value_name = "ID", requires = "url")]
    pub organization: Option<String>,
    /// The name of the pwm_ token that signs in to PodWarden, so that its own requests are told apart [default: find out]
    #[arg(long, value_name = "NAME", requires = "url")]
    pub own_token: Option<String>,
    #[command(flatten)]
    pub place: PlaceArguments,
    /// What keys begin with; not a folder: `audit` also means `audit-logs/…`
    #[arg(long, default_value = "")]
    pub prefix: String,
    /// The source whose log this is another copy of: an entry that comes both ways is one entry
    #[arg(long, value_name = "SOURCE")]
    pub log: Option<String>,
    /// Where the fields are, for `--platform mapped`: a JSON file, or the name of a saved mapping
    #[arg(long, value_name = "FILE|NAME")]
    pub mapping: Option<String>,
}

/// Who wrote a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Platform {
    /// Obot: the server, or its exports in a bucket or folder
    Obot,
    /// PodWarden
    Podwarden,
    /// Airbyte: its API, or its files in a bucket or folder
    Airbyte,
    /// Airkit, in a bucket or folder
    Airkit,
    /// Auditdesk's own exports, in a bucket or folder
    Auditdesk,
    /// Any other, by a mapping
    Mapped,
}

/// What signs in to a source. Without any, the secret is read from AUDITDESK_SOURCE_KEY or asked for; a folder needs none.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct SourceCredential {
    /// A file with the API key, token or secret (its first line; of a service account's key file all of it); `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Sign in through the browser (Obot)
    #[arg(long)]
    pub browser: bool,
    /// The server asks for no sign-in
    #[arg(long)]
    pub no_auth: bool,
}

/// Files to bring in.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Files, or folders: every file below them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The source that the entries belong to; made where there is none of this name
    #[arg(long, value_name = "SOURCE", required_unless_present = "inspect")]
    pub into: Option<String>,
    /// Who wrote the files [default: find out by their content]
    #[arg(long, value_enum, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Where the fields are: a JSON file, or the name of a saved mapping
    #[arg(long, value_name = "FILE|NAME")]
    pub mapping: Option<String>,
    /// The source whose log this is another copy of: an entry that comes both ways is one entry
    #[arg(long, value_name = "SOURCE")]
    pub log: Option<String>,
    /// Say what is in the first file and how it would come in; bring in nothing
    #[arg(long)]
    pub inspect: bool,
}

/// Mappings.
#[derive(Debug, Subcommand)]
pub enum MappingCommand {
    /// List the saved mappings
    List,
    /// Save a mapping, in the place of an earlier one of that name
    Save {
        /// Its name
        name: String,
        /// A JSON file
        file: PathBuf,
    },
    /// Forget a mapping; what was read by it stays as it is
    Remove {
        /// Its name
        name: String,
    },
}
