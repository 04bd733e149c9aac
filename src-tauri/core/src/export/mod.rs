//! Exports: settled entries as objects in a bucket or files in a folder.
//!
//! A [`Destination`] knows where and with which rights; [`KeyTemplate`] names the object; [`run`] turns rows into bytes and writes them; [`test`]
//! tells before the first run whether it will work. An export needs the right to write and nothing else: it never lists, reads or deletes.
//!
//! `object_store` is named here, in [`crate::storage`] and in [`crate::source::objects`] only.

mod batch;
mod check;
mod destination;
mod encode;
mod folder;
mod jsonl;
mod key;
mod parts;
mod policy;
mod row;
mod run;
mod s3;

pub use batch::Batch;
pub use check::test;
pub use destination::Destination;
pub use jsonl::{EXTENSION, write_line};
pub use key::{DEFAULT_PREFIX, KeyTemplate, check_name, check_prefix};
pub use row::ExportRow;
pub use run::{RunOptions, run};

pub use crate::storage::Retry;
