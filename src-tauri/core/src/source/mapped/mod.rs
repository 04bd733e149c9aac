//! Records of any shape, by a mapping: where the fields of an entry are in them. With it the logs of platforms that Auditdesk does not know can be read;
//! `docs/mappings.md` describes it and has examples.

mod cells;
mod check;
mod dialect;
mod entry;
mod format;
mod guess;
mod inspect;
mod names;
mod outcome;
mod plan;

pub(crate) use check::check;
pub(crate) use dialect::MappedDialects;
pub use format::MappedFormat;
pub(crate) use inspect::inspect;
