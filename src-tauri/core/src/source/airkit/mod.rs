//! Airkit: audit events written into a bucket every five minutes, in a format that is not documented; `docs/airkit.md` says what is told by the bytes.

mod column;
mod event;
mod fields;
mod format;
mod layout;

pub(crate) use format::AirkitDialects;
pub use format::AirkitFormat;
pub(crate) use format::{is_audit, is_event, is_table};
