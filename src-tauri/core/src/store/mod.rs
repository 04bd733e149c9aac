//! The encrypted workspace file: ledger, pending entries, columns, tables.

pub mod blocks;
pub mod columns;
pub mod query;
