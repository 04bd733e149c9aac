//! Samples for an audit: drawn so that somebody else draws the same.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EntryKey, EntryRow, Micros, WrittenNote};
use crate::entry::filter::Field;

/// How a sample is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum SampleMethod {
    /// Each entry with the same chance.
    Random,
    /// So many of each value of a field as its share of the population is, at least one where the size allows.
    Stratified {
        /// The field; one with facets that the platform gives.
        by: Field,
    },
    /// One in so many in the order of time.
    Interval,
}

/// What is to be drawn from what and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SamplePlan {
    /// The sample's name.
    pub name: String,
    /// The filter's text: its settled entries are the population.
    pub filter: String,
    /// The IANA zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// How.
    pub method: SampleMethod,
    /// How many entries, 1 to 10,000; all where there are fewer.
    pub size: u32,
    /// What chance is made of; empty: a random one, which is kept.
    pub seed: String,
}

/// A sample as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleDrawn {
    /// What was asked for, with the seed that was used and relative times as moments.
    pub plan: SamplePlan,
    /// How many entries the population had.
    pub population: u64,
    /// The SHA-256 of the hashes of its records in hex, ascending, a line feed after each.
    pub population_sha256: String,
    /// Entries of the filter that were left out because they were pending.
    pub pending: u64,
    /// The last ledger place at that time.
    pub ledger: u64,
    /// When it was drawn.
    pub at: Micros,
    /// By whom.
    pub by: String,
    /// The strata; one without a value where there are none.
    pub strata: Vec<SampleStratum>,
}

/// A stratum of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleStratum {
    /// The value of the field; empty for none.
    pub value: String,
    /// How many of the population have it.
    pub population: u64,
    /// How many of them were drawn.
    pub drawn: u64,
}

/// A sample and how far the work on it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleInfo {
    /// The sample.
    pub id: u32,
    /// How it was drawn.
    #[serde(flatten)]
    pub drawn: SampleDrawn,
    /// How many entries it has.
    pub entries: u64,
    /// How many of them have each disposition: open, fine, exception, not applicable.
    pub dispositions: [u64; 4],
    /// How many of them were removed by retention since.
    pub removed: u64,
    /// How many of them have a later version since.
    pub superseded: u64,
    /// The filter that shows its entries, with later versions beside.
    pub shown_by: String,
}

/// Names a sample.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleRef {
    /// The sample.
    pub id: u32,
}

/// An entry of a sample with what reviewers say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleLine {
    /// Its place in the sample: 1, 2, 3, ….
    pub number: u32,
    /// The entry.
    pub key: EntryKey,
    /// The SHA-256 of its record, hex.
    pub sha256: String,
    /// The stratum it was drawn from; empty for none.
    pub stratum: String,
    /// Its fields and marks; `None`: it was removed by retention.
    pub row: Option<EntryRow>,
    /// When it got its disposition.
    pub decided: Option<Micros>,
    /// The notes on it.
    pub written: Vec<WrittenNote>,
}

/// Asks for the sheet of a sample.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadSheet {
    /// The sample.
    pub id: u32,
    /// Its form.
    pub format: SheetFormat,
}

/// The forms of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SheetFormat {
    /// For a spreadsheet: one line per entry.
    Csv,
    /// One page to read and print, without scripts or outside references.
    Html,
}

/// What drawing again found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SampleCheck {
    /// How many entries the population has by now.
    pub population: u64,
    /// Its hash by now.
    pub population_sha256: String,
    /// Whether it is the population of the draw.
    pub same_population: bool,
    /// Whether drawing again from it by the same plan gives the same entries.
    pub same_entries: bool,
}
