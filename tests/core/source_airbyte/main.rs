//! Airbyte's objects and its API.

#[path = "../support/mod.rs"]
mod support;

mod hostile;
mod objects;
mod properties;
mod read;
mod samples;
mod written;
