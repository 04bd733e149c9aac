//! The connection test: ways to be wrong or right, and what Auditdesk says to each. A case is a row of the table in `docs/connection-test.md`; where a
//! real server can be wrong in that way, it is one.

#[path = "../export_rows/mod.rs"]
mod export_rows;
#[path = "../servers/mod.rs"]
mod servers;

#[macro_use]
mod case;
mod credentials;
mod faulty;
mod folder;
mod network;
mod place;
mod rights;
mod settings;
mod table;
