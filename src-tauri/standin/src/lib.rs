//! Stand-in platforms: real HTTP servers on the loopback interface that answer like the platforms Auditdesk reads from.
//!
//! Tests use them in place of mocks, and the built-in sample workspace is filled from one. They hold made-up data only, reach no
//! network and know nothing of Auditdesk's core.
//!
//! A test starts a server, points the code under test at it and compares what arrived with what the server has:
//!
//! ```no_run
//! use auditdesk_standin::obot::{Generation, Habits, Options, Server};
//!
//! # async fn test() -> std::io::Result<()> {
//! let mut options = Options::new(Generation::C, 42, 5_000);
//! options.habits = Habits::all();
//! let server = Server::start(options).await?;
//!
//! // sync(server.url(), server.api_key()) ...
//!
//! server.finish_pending(); // late rows appear, open calls get their answer: from here on the data stands still
//!
//! // sync once more ...
//!
//! server.each_truth(|truth| {
//!     // every entry the server has, in its final state, one at a time
//!     assert!(truth.purged || truth.list_item["id"] == truth.id);
//! });
//! server.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Everything but live traffic follows from the options: the same seed and the same `end` give the same entries, and the same
//! requests meet the same faults. See [`obot::Habits`] for what can go wrong and when.

pub mod airbyte;
pub mod airkit;
pub mod obot;
pub mod podwarden;
mod sample;

pub use sample::{Sample, sample};
