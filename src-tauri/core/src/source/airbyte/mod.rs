//! Airbyte: what was changed in a data integration platform, and by whom; from buckets in three generations, and over its API.

mod dialect;
mod event;
mod fields;
mod format;
mod message;
mod moment;
mod operation;
mod structured;

pub(crate) use dialect::AirbyteDialects;
pub use format::AirbyteFormat;
