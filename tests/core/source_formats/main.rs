//! What is read out of objects and files: every form of every writer, exactly, and nothing that makes a reader fall over.

mod airkit;
mod auditdesk;
mod hostile;
mod inspect;
mod mapped;
mod obot;
mod read;
