//! What the suites of the core share.

#![allow(dead_code, reason = "each suite uses a part")]

pub mod memory;
pub mod time;
pub mod workspace;
