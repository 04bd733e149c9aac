//! The command line: names, options, help.

mod destination;
mod output;
mod place;
mod retention;
mod review;
mod schedule;
mod source;
mod usage;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use destination::DestinationCommand;
pub use output::OutputArguments;
pub use place::{Cloud, PlaceArguments, PlaceKind, SecretArguments, WriteArguments};
pub use retention::{HoldCommand, RetentionCommand};
pub use review::{
    AskState, DispositionName, EntryArguments, MethodName, ReviewCommand, ReviewForm, SampleCommand, SheetForm,
    ViewCommand,
};
pub use schedule::{ScheduleCommand, What, When, beginning, begins};
pub use source::{ImportArguments, MappingCommand, NewSource, Platform, SourceCommand, SourceCredential};
pub use usage::{By as UsageTableName, UsageArguments};

/// Sync, review and export audit logs offline.
#[derive(Debug, Parser)]
#[command(name = "auditdesk", version, max_term_width = 100)]
pub struct Arguments {
    /// The folder of the workspace [default: the one the window uses]
    #[arg(long, global = true, value_name = "DIR", env = "AUDITDESK_WORKSPACE")]
    pub workspace: Option<PathBuf>,
    /// A file whose first line is the workspace's passphrase
    #[arg(long, global = true, value_name = "FILE", env = "AUDITDESK_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a workspace: one encrypted file in its folder
    Init {
        /// How its key is kept
        #[arg(long, value_enum, default_value_t = Protect::Keyring)]
        protect: Protect,
    },
    /// Say whether there is a workspace, how its key is kept and how much is in it
    Status,
    /// The platforms, buckets and files whose audit logs are read
    #[command(subcommand, alias = "sources")]
    Source(Box<SourceCommand>),
    /// Read everything new from a source, or from all of them
    Sync {
        /// The source's name [default: all]
        source: Option<String>,
        /// Only those whose automatic sync is due; for cron
        #[arg(long, conflicts_with = "source")]
        due: bool,
    },
    /// Bring in files: JSON Lines, JSON, CSV, packed or not, of any platform
    Import(ImportArguments),
    /// Mappings: where the fields are in files of unknown shape
    #[command(subcommand)]
    Mapping(MappingCommand),
    /// List entries that match a filter, the newest first
    Query(QueryArguments),
    /// Show one entry
    Show {
        /// The entry's key as `query` prints it, for example s1201
        key: String,
        /// Print only this part, exactly as received
        #[arg(long, value_enum)]
        part: Option<Part>,
        /// Why you look at its payload, where the workspace asks; it stays on record
        #[arg(long)]
        reason: Option<String>,
    },
    /// Show how entries differ from the first of them: fields, and payloads value by value
    Compare {
        /// The keys of the entries as `query` prints them, the reference first
        #[arg(required = true, num_args = 2.., value_name = "KEY")]
        keys: Vec<String>,
        /// Why you look at their payloads, where the workspace asks; it stays on record
        #[arg(long)]
        reason: Option<String>,
    },
    /// List the entries of a session in the order of time, with silences and overlaps
    Session {
        /// The session's id
        id: String,
    },
    /// Count the values of fields among the entries that match a filter
    Facets {
        /// The filter
        filter: Vec<String>,
        /// A field; give it again for more [default: outcome, actor, server, operation, target, client]
        #[arg(long = "field", value_name = "FIELD")]
        fields: Vec<String>,
        /// How many values per field
        #[arg(long, default_value_t = 10)]
        limit: u32,
        /// The IANA time zone for wall-clock times in the filter
        #[arg(long, default_value = "UTC")]
        zone: String,
    },
    /// How much is used, by whom, how it ends and how long it takes: exact figures of the entries that match a filter
    Usage(UsageArguments),
    /// Dispositions, tags and notes: what reviewers say of entries
    #[command(subcommand)]
    Review(ReviewCommand),
    /// Samples for an audit, drawn so that somebody else draws the same
    #[command(subcommand, alias = "samples")]
    Sample(SampleCommand),
    /// Saved views: filters and orders under names, every version kept
    #[command(subcommand, alias = "views")]
    View(ViewCommand),
    /// How long entries are kept, here and at the sources
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Legal holds: what must stay whatever the rules of retention say
    #[command(subcommand, alias = "holds")]
    Hold(HoldCommand),
    /// The buckets and folders that exports go to
    #[command(subcommand)]
    Destination(Box<DestinationCommand>),
    /// Write the settled entries that match a filter to a destination, once
    Export {
        /// The name in the object's key: letters, digits, `.`, `_`, `-`
        name: String,
        /// The destination's name
        #[arg(long, value_name = "DESTINATION")]
        to: String,
        /// The filter [default: everything]
        #[arg(long, default_value = "")]
        filter: String,
        /// Write an object even if nothing matches
        #[arg(long)]
        allow_empty: bool,
        /// Say what would be written and taken out, and write nothing
        #[arg(long)]
        preview: bool,
        /// Say how much would be written and how long it would take, and write nothing
        #[arg(long, conflicts_with = "preview")]
        estimate: bool,
        /// The IANA time zone for wall-clock times in the filter
        #[arg(long, default_value = "UTC")]
        zone: String,
        #[command(flatten)]
        output: Box<OutputArguments>,
    },
    /// Print the statement by which a query engine reads exports as a table
    Ddl {
        /// Who is to read them
        #[arg(value_enum)]
        engine: EngineName,
        /// The destination of exports that run once
        #[arg(long, value_name = "DESTINATION", required_unless_present = "schedule")]
        to: Option<String>,
        /// A schedule: its destination and its output
        #[arg(long, value_name = "SCHEDULE", conflicts_with = "to")]
        schedule: Option<String>,
        /// The name of the table
        #[arg(long, default_value = "audit_log")]
        table: String,
        #[command(flatten)]
        output: Box<OutputArguments>,
    },
    /// Exports that run regularly, each entry exactly once
    #[command(subcommand, alias = "schedules")]
    Schedule(Box<ScheduleCommand>),
    /// Sync what is due and run schedules until stopped; for a server without a window
    Watch,
    /// List the runs of exports with their objects, rows, bytes and SHA-256
    Runs {
        /// What to do with one of them
        #[command(subcommand)]
        command: Option<RunCommand>,
    },
    /// Check every record of the ledger against its chain of hashes
    Verify,
    /// Seal the newest entries and compress again, more tightly, what came since the last time
    Compact,
    /// Run the sample workspace in the terminal: sync, filter, inspect, test, export
    Demo {
        /// Where the export goes [default: a folder `auditdesk-demo` in the current one]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Something with one run.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum RunCommand {
    /// Tell what happened in a run
    Log {
        /// The run's number, as `runs` prints it
        run: u64,
    },
    /// Read again everything a run wrote and compare it with its SHA-256 on record
    Verify {
        /// The run's number, as `runs` prints it
        run: u64,
    },
}

/// A query engine.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum EngineName {
    /// Amazon Athena
    Athena,
    /// Google BigQuery
    Bigquery,
    /// Trino
    Trino,
    /// DuckDB
    Duckdb,
}

/// How a workspace's key is kept.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Protect {
    /// In the keyring of the operating system
    Keyring,
    /// Derived from a passphrase, asked for or read from --passphrase-file
    Passphrase,
}

/// A list of entries.
#[derive(Debug, Args)]
pub struct QueryArguments {
    /// The filter, for example: outcome:failure server:GitHub time:7d
    pub filter: Vec<String>,
    /// Begin with the filter and the order of this saved view
    #[arg(long, value_name = "VIEW", conflicts_with_all = ["sort", "ascending"])]
    pub view: Option<String>,
    /// How many entries [default: 50]; the search ends once they are found
    #[arg(long)]
    pub limit: Option<u64>,
    /// How many to pass over
    #[arg(long, default_value_t = 0)]
    pub offset: u64,
    /// The field to sort by
    #[arg(long, default_value = "time")]
    pub sort: String,
    /// The least (oldest) first
    #[arg(long)]
    pub ascending: bool,
    /// Print only how many entries match
    #[arg(long)]
    pub count: bool,
    /// The IANA time zone for printed times and for wall-clock times in the filter
    #[arg(long, default_value = "UTC")]
    pub zone: String,
}

/// A part of an entry.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Part {
    /// The record as received
    Raw,
    /// The request
    Request,
    /// The response
    Response,
    /// The request as hooks changed it
    MutatedRequest,
    /// The response before hooks changed it
    OriginalResponse,
    /// The request's headers
    RequestHeaders,
    /// The response's headers
    ResponseHeaders,
}
