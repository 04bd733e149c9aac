//! Reading buckets, folders and files: one suite on a folder, a real S3 server behind a proxy, and Garage with rights per key.

#[path = "../servers/mod.rs"]
mod servers;
#[path = "../support/mod.rs"]
mod support;

mod bench;
mod faults;
mod listing;
mod measured;
mod rights;
