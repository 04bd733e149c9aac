//! Retention and legal holds on the command line.

use clap::Subcommand;

/// Something about retention.
#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// Show the rules, what would go now, what was removed, and what vanishes at the sources
    Show,
    /// Say how long entries of a source are kept; nothing goes before the next run
    Set {
        /// The source's name
        source: String,
        /// Days kept here, or `ever`
        #[arg(long, value_name = "DAYS")]
        days: Option<String>,
        /// Days kept at the source, or `ever`
        #[arg(long, value_name = "DAYS")]
        there: Option<String>,
    },
    /// Remove now what the rules let go; the window and `watch` do it once a day
    Run,
}

/// Something about legal holds.
#[derive(Debug, Subcommand)]
pub enum HoldCommand {
    /// List the holds, those that were lifted, too
    List,
    /// Keep entries whatever the rules say
    Place {
        /// Its name
        name: String,
        /// Which entries [default: all]
        #[arg(long, default_value = "")]
        filter: String,
        /// Why; it stays on record
        #[arg(long)]
        reason: String,
        /// The IANA time zone for wall-clock times in the filter
        #[arg(long, default_value = "UTC")]
        zone: String,
    },
    /// Lift a hold
    Lift {
        /// Its number, as `hold list` prints it
        id: u32,
        /// Why; it stays on record
        #[arg(long)]
        reason: String,
    },
}
