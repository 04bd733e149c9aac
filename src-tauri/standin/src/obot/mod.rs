//! A stand-in for an Obot server: `GET /api/mcp-audit-logs` and what stands around it, in each of its three JSON generations.

mod access;
mod auth;
mod catalog;
mod faults;
mod habits;
mod history;
mod incidents;
mod list;
mod live;
mod login;
mod options;
mod payload;
pub(crate) mod people;
mod query;
mod render_event;
mod render_flat;
mod routes;
mod row;
mod script;
pub(crate) mod seed;
mod server;
mod state;
mod stats;
mod truth;
mod words;
mod world;

pub use habits::{Habits, RoleDip};
pub use options::{Generation, Options, Role};
pub use server::Server;
pub use state::RequestCounts;
pub use truth::Truth;
