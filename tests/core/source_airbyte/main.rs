//! Airbyte's objects and its API.

#![expect(clippy::print_stdout, reason = "measurements and long runs print what they did")]

#[path = "../support/mod.rs"]
mod support;

mod api;
mod connection;
mod fuzz;
mod hostile;
mod objects;
mod properties;
mod read;
mod samples;
mod written;
