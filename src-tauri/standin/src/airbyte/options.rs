//! What is written.

use chrono::{DateTime, SubsecRound, Utc};

/// Which of the forms of the audit log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Generation {
    /// 1.4 to 1.6: log events with the entry as text.
    One,
    /// 1.7 and 1.8: lists of structured entries.
    TwoA,
    /// 2.0: the same below the bucket's name.
    TwoB,
    /// Since August 2026: by organization and day, which the entries name, too.
    Three,
}

/// What to write. Equal options give equal objects.
#[derive(Clone, Debug)]
pub struct Options {
    /// The form.
    pub generation: Generation,
    /// Decides everything else.
    pub seed: u64,
    /// Entries.
    pub entries: usize,
    /// Days of history before `end`.
    pub days: u32,
    /// When the history ends. The default is the start of the current second.
    pub end: DateTime<Utc>,
    /// The name of the bucket, which is part of the keys of later generations. One that begins with `audit-logging` leaves out the directory.
    pub bucket: String,
    /// What goes wrong.
    pub quirks: Quirks,
}

impl Options {
    /// A well-behaved Airbyte with `entries` entries in the last 30 days.
    pub fn new(generation: Generation, seed: u64, entries: usize) -> Options {
        Options {
            generation,
            seed,
            entries,
            days: 30,
            end: Utc::now().trunc_subsecs(0),
            bucket: "northwind-audit".to_owned(),
            quirks: Quirks::none(),
        }
    }
}

/// What goes wrong, and for which share of entries or objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Quirks {
    /// Entries whose client sends delimiters and false endings in its headers. In generation 1 they can be read in more than one way.
    pub hostile: f64,
    /// Successes whose summary is no JSON, because a decimal number in it was masked by half. Generation 1 only.
    pub half_masked: f64,
    /// Messages that were cut off. Generation 1 only.
    pub cut: f64,
    /// Entries with a secret that Airbyte's masking missed, or that it did not mask.
    pub secrets: f64,
    /// Entries that are in a second object, too.
    pub duplicates: f64,
    /// Single entries that are written without a list around them. Not in generation 1.
    pub unlisted: f64,
    /// Objects that hold nothing readable, and as many that are the beginning of another one.
    pub broken: usize,
    /// Job logs and state in the same bucket, and markers of folders.
    pub shared_bucket: bool,
}

impl Quirks {
    /// None.
    pub fn none() -> Quirks {
        Quirks {
            hostile: 0.0,
            half_masked: 0.0,
            cut: 0.0,
            secrets: 0.0,
            duplicates: 0.0,
            unlisted: 0.0,
            broken: 0,
            shared_bucket: false,
        }
    }

    /// Every one of them, often.
    pub fn all() -> Quirks {
        Quirks {
            hostile: 0.05,
            half_masked: 0.03,
            cut: 0.02,
            secrets: 0.1,
            duplicates: 0.05,
            unlisted: 0.3,
            broken: 3,
            shared_bucket: true,
        }
    }
}
