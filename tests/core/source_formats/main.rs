//! What is read out of objects and files: every form of every writer, exactly, and nothing that makes a reader fall over.

#![expect(clippy::print_stdout, reason = "measurements print what they found")]

#[path = "../support/mod.rs"]
mod support;

mod airkit;
mod auditdesk;
mod folder;
mod hostile;
mod inspect;
mod mapped;
mod measured;
mod obot;
mod read;
