//! Destinations on the command line.

use clap::Subcommand;

use super::{PlaceArguments, SecretArguments, WriteArguments};

/// Destinations.
#[derive(Debug, Subcommand)]
pub enum DestinationCommand {
    /// Add a bucket (S3 and compatible, Google, Azure) or a folder
    Add {
        /// Its name in this workspace
        name: String,
        #[command(flatten)]
        place: PlaceArguments,
        #[command(flatten)]
        write: WriteArguments,
        #[command(flatten)]
        secret: SecretArguments,
    },
    /// Change a destination; what is not named stays, the secret too
    Edit {
        /// Its name
        name: String,
        /// Its new name
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        #[command(flatten)]
        place: PlaceArguments,
        #[command(flatten)]
        write: WriteArguments,
        /// Ask for a new secret
        #[arg(long, help_heading = "Secret")]
        new_secret: bool,
        #[command(flatten)]
        secret: SecretArguments,
    },
    /// Say who this machine is to a cloud, and how it knows
    Identity {
        /// A destination [default: what the options say]
        name: Option<String>,
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Print what to set up at the cloud, ready to paste: bucket, rights, role
    Setup {
        /// A destination [default: what the options say]
        name: Option<String>,
        #[command(flatten)]
        place: PlaceArguments,
        #[command(flatten)]
        write: WriteArguments,
    },
    /// List the destinations
    List,
    /// Test a destination as an export would use it
    Test {
        /// The destination's name
        #[arg(required_unless_present = "due")]
        name: Option<String>,
        /// Write a real object even where it cannot be removed again: proves more, and leaves it
        #[arg(long)]
        leave: bool,
        /// Print the result as Markdown, for whoever administers the storage
        #[arg(long)]
        markdown: bool,
        /// Test every destination in use that was not tested for a day; for cron
        #[arg(long, conflicts_with_all = ["name", "leave", "markdown"])]
        due: bool,
    },
    /// Forget a destination and its secret; what was written stays
    Remove {
        /// The destination's name
        name: String,
    },
}

impl DestinationCommand {
    /// Whether it speaks of nothing that is stored.
    pub fn needs_no_workspace(&self) -> bool {
        matches!(self, Self::Identity { name: None, .. } | Self::Setup { name: None, .. })
    }
}
