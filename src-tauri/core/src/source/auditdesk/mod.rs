//! Auditdesk's own exports, read back: an archive can be reviewed by somebody who has no account on any platform. The form is `docs/export-format.md`.

mod format;
mod line;
mod parquet;
mod row;

pub(crate) use format::AuditdeskDialects;
pub use format::AuditdeskFormat;
pub(crate) use format::{is_line, is_table};
pub(crate) use parquet::check as check_parquet;
