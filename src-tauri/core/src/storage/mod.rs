//! Object storages: what is common to writing exports into them and reading logs out of them. Answers, faults and what they mean, trying again,
//! settings of buckets.
//!
//! `object_store` is named here, in [`crate::export`] and in [`crate::source::objects`] only.

pub(crate) mod answer;
pub(crate) mod error;
pub(crate) mod fault;
pub(crate) mod network;
mod retry;
pub(crate) mod s3;
pub(crate) mod settings;
mod shell;

pub use retry::Retry;
pub(crate) use s3::{CONNECT_TIME, USER_AGENT};
pub(crate) use shell::shell;
