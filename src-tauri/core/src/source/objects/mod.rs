//! Logs that are written as objects into buckets and folders, and files: one lister and one reader for all who write them.

mod canonical;
mod format;
mod moment;
pub(crate) mod table;
pub(crate) mod text;

pub(crate) use canonical::digest;
pub use format::{Format, Found, Item};
pub(crate) use moment::{day, moment};
