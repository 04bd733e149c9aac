//! Audit logs to measure with, the questions that are asked of them, and how Auditdesk is driven to answer them.

pub mod ask;
pub mod export;
pub mod generate;
pub mod load;
pub mod physical;
pub mod questions;
pub mod upkeep;
pub mod usage;
pub mod workspace;
