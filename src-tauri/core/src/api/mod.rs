//! What the window and the command line call: one file per group of commands, over one [`wire`] vocabulary.
#![expect(clippy::unused_async, reason = "every command is awaited alike, whether it waits for anything or not")]

mod audit_samples;
mod commands;
mod compare;
mod desk;
mod destinations;
mod documents;
mod due;
mod entries;
mod estimates;
mod export_rows;
mod exports;
mod filters;
mod formats;
mod imports;
mod links;
mod matches;
mod quarantine;
mod replay;
mod report;
mod retention;
mod reveals;
mod reviews;
mod rights;
mod router;
mod sample;
mod saved_views;
mod schedules;
mod settings;
mod sheets;
mod sign_in;
mod sources;
mod usage;
mod verification;
mod view;
mod views;
pub mod wire;
mod workspace;

pub use commands::RpcSchema;
pub use desk::{Desk, DeskParts, Folders, SamplePlatforms, StartSample};
