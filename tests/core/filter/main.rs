//! The filter language: text, tree, pills, completion, free text and what it all means.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod complete;
mod language;
mod properties;
mod refine;
mod semantics;
mod text;
mod trees;
mod zones;
