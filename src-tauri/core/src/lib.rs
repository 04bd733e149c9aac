//! Everything Auditdesk does, without a window.
//!
//! The data's way: a [`source`] reads a platform and hands batches of raw records with their normalised [`entry`] to the [`store`], which commits
//! them with the sync's checkpoint; views, facets and timelines are computed from the store's columns; an [`export`] writes settled entries to a
//! destination. [`api`] is the surface for the window and the command line.

pub mod api;
mod checklist;
pub mod clock;
pub mod entry;
pub mod error;
pub mod export;
pub mod gate;
mod hex;
pub mod jobs;
pub mod payload;
pub mod random;
mod replay;
pub mod review;
pub mod schedule;
pub mod secret;
pub mod source;
mod storage;
pub mod store;
mod wall_clock;
