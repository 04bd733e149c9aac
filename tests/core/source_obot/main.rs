//! The Obot source against the stand-in server, on a sink in memory and on the real store.

#![expect(clippy::print_stdout, reason = "tests print what they measured")]

#[path = "../support/mod.rs"]
mod support;

mod bench;
mod conformance;
mod connection;
mod pitfalls;
mod readers;
mod script;
mod sign_in;
mod usage;
