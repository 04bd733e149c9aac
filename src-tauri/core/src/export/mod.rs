//! Exports: settled entries as objects in a bucket or files in a folder.
//!
//! A [`Destination`] knows where and with which rights; [`KeyTemplate`] names the object; [`run`] turns rows into bytes and writes them; [`test`]
//! tells before the first run whether it will work. An export needs the right to write and nothing else: it never lists, reads or deletes objects.

mod batch;
mod check;
mod compress;
mod csv;
mod cutter;
mod ddl;
mod destination;
mod encode;
mod encoding;
mod estimate;
mod field;
mod folder;
mod jsonl;
mod key;
mod parquet;
mod parts;
mod redact;
mod row;
mod run;
pub mod scheduled;
mod sink;
mod upload;
mod verify;

pub use batch::Batch;
pub use check::{Test, test};
pub(crate) use csv::sheet;
pub use ddl::{Engine, ddl};
pub use destination::Destination;
pub use encoding::Encoding;
pub(crate) use encoding::media_type;
pub(crate) use estimate::{Ahead, estimate};
pub(crate) use field::Value;
pub use field::{Field, FieldKind, fields};
pub use jsonl::{EXTENSION, write_line};
pub(crate) use jsonl::{MEDIA_TYPE, end_line, micros, write_member};
pub(crate) use key::pattern;
pub use key::{DEFAULT_PREFIX, KeyTemplate, check_name, check_prefix};
pub use redact::{Example, preview};
pub use row::ExportRow;
pub(crate) use run::{Covered, run_all};
pub use run::{RunOptions, run};
pub(crate) use verify::Found;

pub use crate::storage::Retry;
use crate::{
    api::wire::{Place, Rights, WriteOptions},
    error::Result,
    storage::setup::{Purpose, rights},
};

/// What somebody must set up at the cloud for exports to a prefix.
///
/// # Errors
/// `wrong_use` for a prefix that cannot be.
pub(crate) fn setup(place: &Place, prefix: &str, options: &WriteOptions) -> Result<Rights> {
    let prefix = check_prefix(prefix)?;
    Ok(rights(place, Purpose::Write { prefix: &prefix, options }))
}
