//! Logs that are written as objects into buckets and folders, and files: one lister and one reader for all who write them.

mod format;

pub use format::{Format, Found, Item};
