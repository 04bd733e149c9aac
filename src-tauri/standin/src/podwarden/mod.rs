//! A stand-in for a PodWarden instance: its feeds of MCP activity, which show the newest rows only and have no cursor.
//!
//! Rows are served by their time, newest first unless [`Habits::shuffled`] says otherwise. The instance logs every call that carries a `pwm_` token, the
//! calls that read the log included. Everything but live traffic and self-logging follows from the options.

mod catalog;
mod feed;
mod options;
mod routes;
mod server;
mod state;
mod traffic;
mod truth;

pub use options::{Clock, Habits, Limit, Options, Role};
pub use server::Server;
pub use state::RequestCounts;
pub use truth::Truth;
