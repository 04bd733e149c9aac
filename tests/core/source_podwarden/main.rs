//! The PodWarden source against the stand-in instance, on a sink in memory and on the real store.

#![expect(clippy::print_stdout, reason = "tests print what they did")]

#[path = "../support/mod.rs"]
mod support;

mod bench;
mod conformance;
mod connection;
mod dying;
mod faults;
mod gaps;
mod scripted;
mod traffic;
mod truth;
