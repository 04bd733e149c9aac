//! Airbyte's objects and its API.

mod hostile;
mod objects;
mod properties;
mod read;
mod samples;
