//! What is written.

use chrono::{DateTime, SubsecRound, Utc};

/// The form of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A JSON object per line.
    Lines,
    /// A JSON array.
    Array,
    /// A JSON object with the array under `Records`.
    Wrapped,
    /// JSON objects without anything between them.
    Concatenated,
    /// A table; upper-case columns in the order of the documentation.
    Table {
        /// Between the cells.
        delimiter: char,
        /// Whether the first row names the columns.
        header: bool,
    },
    /// A table without a header in the order of release 17.14.
    Table1714 {
        /// Between the cells.
        delimiter: char,
    },
}

impl Form {
    /// One of each, for tests that go through all of them.
    pub const ALL: [Self; 12] = [
        Self::Lines,
        Self::Array,
        Self::Wrapped,
        Self::Concatenated,
        Self::Table { delimiter: ',', header: true },
        Self::Table { delimiter: '\t', header: true },
        Self::Table { delimiter: '|', header: true },
        Self::Table { delimiter: ',', header: false },
        Self::Table { delimiter: '\t', header: false },
        Self::Table { delimiter: '|', header: false },
        Self::Table1714 { delimiter: ',' },
        Self::Table1714 { delimiter: '|' },
    ];
}

/// How fields are spelled in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// `EVENT_TIME`, as documented up to release 18.0.
    Upper,
    /// `eventTime`, with a `kind` and only the fields that an event has, as documented from release 18.1.
    Camel,
}

/// What to write. Equal options give equal objects.
#[derive(Clone, Debug)]
pub struct Options {
    /// The form of every object.
    pub form: Form,
    /// The spelling of JSON; tables have upper-case columns.
    pub spelling: Spelling,
    /// Packed with gzip.
    pub gzip: bool,
    /// Decides everything else.
    pub seed: u64,
    /// Events of the audit log.
    pub entries: usize,
    /// Days of history before `end`.
    pub days: u32,
    /// When the history ends. The default is the start of the current second.
    pub end: DateTime<Utc>,
    /// What else there is.
    pub quirks: Quirks,
}

impl Options {
    /// A bucket with `entries` events of the last 30 days and nothing else in it.
    pub fn new(form: Form, seed: u64, entries: usize) -> Options {
        Options {
            form,
            spelling: Spelling::Camel,
            gzip: false,
            seed,
            entries,
            days: 30,
            end: Utc::now().trunc_subsecs(0),
            quirks: Quirks::none(),
        }
    }
}

/// What else there is, and for which share of events or objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Quirks {
    /// App events of the kind `Session` among the audit events. Only [`Spelling::Camel`] can tell them apart.
    pub sessions: f64,
    /// Events of types that are not documented.
    pub unknown: f64,
    /// Events that are written again into a later object.
    pub repeated: f64,
    /// Objects whose end is missing, with the events in them written again later.
    pub cut: f64,
    /// The files that the button "Verify" writes.
    pub verify: bool,
}

impl Quirks {
    /// None of it.
    pub fn none() -> Quirks {
        Quirks { sessions: 0.0, unknown: 0.0, repeated: 0.0, cut: 0.0, verify: false }
    }

    /// All of it, often enough to be met in some hundred events.
    pub fn all() -> Quirks {
        Quirks { sessions: 0.2, unknown: 0.03, repeated: 0.03, cut: 0.02, verify: true }
    }
}
