//! What the window and the command line call: one file per group of commands, over one [`wire`] vocabulary.

mod commands;
pub mod wire;

pub use commands::RpcSchema;
