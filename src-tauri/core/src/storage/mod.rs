//! Object storages: what is common to writing exports into them and reading logs out of them. Answers, faults and what they mean, trying again,
//! opened buckets, identities, the connection test.
//!
//! `object_store` is named here and in [`crate::source::objects`] only.

pub(crate) mod answer;
pub(crate) mod bucket;
pub(crate) mod call;
pub(crate) mod check;
pub(crate) mod error;
pub(crate) mod fault;
mod http;
pub(crate) mod identity;
pub(crate) mod network;
mod open;
mod pace;
mod retry;
pub(crate) mod settings;
pub(crate) mod setup;
mod shell;

pub use retry::Retry;
pub(crate) use shell::shell;
