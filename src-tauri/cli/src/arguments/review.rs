//! Marks, samples and saved views on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Something about what reviewers say.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Give entries a disposition
    Mark {
        /// The disposition
        #[arg(value_enum)]
        disposition: DispositionName,
        #[command(flatten)]
        entries: EntryArguments,
    },
    /// Put a tag on entries
    Tag {
        /// The tag
        tag: String,
        #[command(flatten)]
        entries: EntryArguments,
    },
    /// Take a tag off entries
    Untag {
        /// The tag
        tag: String,
        #[command(flatten)]
        entries: EntryArguments,
    },
    /// Write a note on an entry
    Note {
        /// The entry's key as `query` prints it
        key: String,
        /// The note in Markdown [default: standard input]
        text: Vec<String>,
    },
    /// Show everything that was said of an entry
    Show {
        /// The entry's key as `query` prints it
        key: String,
    },
    /// Write what was said as a file: every statement (jsonl), or what holds now (csv)
    Export {
        /// Only of the entries that match this filter [default: of all]
        #[arg(long, default_value = "")]
        filter: String,
        /// The form
        #[arg(long, value_enum, default_value_t = ReviewForm::Jsonl)]
        format: ReviewForm,
        /// The file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Ask for a reason before a payload is shown, or cease to; both stay on record
    Ask {
        /// Whether to ask
        #[arg(value_enum)]
        state: AskState,
    },
    /// List who looked at which payload and why, the newest first
    Looks {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Bring in what was said elsewhere; what is known is not taken twice
    Import {
        /// A file that `review export` wrote
        file: PathBuf,
    },
}

/// Whether to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AskState {
    /// Ask
    On,
    /// Do not
    Off,
}

/// Which entries.
#[derive(Debug, Args)]
pub struct EntryArguments {
    /// The entries' keys as `query` prints them
    #[arg(required_unless_present = "filter")]
    pub keys: Vec<String>,
    /// All settled entries that match this filter, at most 10,000
    #[arg(long, conflicts_with = "keys")]
    pub filter: Option<String>,
}

/// A disposition.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DispositionName {
    /// Looked at; something is still to be found out
    Open,
    /// As it should be
    Fine,
    /// Not as it should be
    Exception,
    /// The question does not arise here
    NotApplicable,
    /// Take the disposition back
    None,
}

/// A form of what was said.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReviewForm {
    /// JSON Lines
    Jsonl,
    /// For a spreadsheet
    Csv,
}

/// Something about samples.
#[derive(Debug, Subcommand)]
pub enum SampleCommand {
    /// Draw a sample; the same filter, size and seed draw the same entries anywhere
    Draw {
        /// Its name
        name: String,
        /// How many entries
        #[arg(long)]
        size: u32,
        /// The filter: its settled entries are the population [default: everything]
        #[arg(long, default_value = "")]
        filter: String,
        /// How
        #[arg(long, value_enum, default_value_t = MethodName::Random)]
        method: MethodName,
        /// The field by which strata are made
        #[arg(long, value_name = "FIELD", required_if_eq("method", "stratified"))]
        by: Option<String>,
        /// What chance is made of [default: a random one, which is kept]
        #[arg(long, default_value = "")]
        seed: String,
        /// The IANA time zone for wall-clock times in the filter
        #[arg(long, default_value = "UTC")]
        zone: String,
    },
    /// List the samples with how far the work on each is
    List,
    /// Draw again from what is here now, and say whether population and entries are the same
    Check {
        /// Its name
        name: String,
    },
    /// Write the sheet of a sample
    Sheet {
        /// Its name
        name: String,
        /// The form
        #[arg(long, value_enum, default_value_t = SheetForm::Csv)]
        format: SheetForm,
        /// The file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Forget a sample; what was said of its entries stays
    Remove {
        /// Its name
        name: String,
    },
}

/// How a sample is drawn.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MethodName {
    /// Each entry with the same chance
    Random,
    /// By the shares of a field's values
    Stratified,
    /// One in so many in the order of time
    Interval,
}

/// A form of a sheet.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SheetForm {
    /// For a spreadsheet
    Csv,
    /// A page to print
    Html,
}

/// Something about saved views.
#[derive(Debug, Subcommand)]
pub enum ViewCommand {
    /// List the saved views
    List,
    /// Save a filter and an order under a name; a known name gets a new version
    Save {
        /// The name
        name: String,
        /// The filter
        filter: Vec<String>,
        /// The field to sort by
        #[arg(long, default_value = "time")]
        sort: String,
        /// The least (oldest) first
        #[arg(long)]
        ascending: bool,
    },
    /// List the versions of a saved view
    Versions {
        /// The name
        name: String,
    },
    /// Write a saved view as a file for another machine
    Export {
        /// The name
        name: String,
        /// The version [default: the newest]
        #[arg(long)]
        version: Option<u32>,
        /// The file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Bring in a saved view from a file
    Import {
        /// A file that `view export` or the window wrote
        file: PathBuf,
    },
    /// Forget a saved view with all its versions
    Remove {
        /// The name
        name: String,
    },
}
