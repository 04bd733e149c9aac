//! A stand-in for Airbyte: the objects it writes into a bucket, in each of its generations, and its API for reading them.
//!
//! ```
//! use auditdesk_standin::airbyte::{Generation, Options, Quirks, objects};
//!
//! let mut options = Options::new(Generation::One, 42, 500);
//! options.quirks = Quirks::all();
//! let bucket = objects(&options);
//! for (key, bytes) in &bucket.objects {
//!     // put them into a folder or a bucket, in this order
//!     assert!(!key.is_empty() && !(bytes.is_empty() && !key.ends_with('/')));
//! }
//! assert_eq!(bucket.truth.len(), 500); // what must be read from them
//! ```

mod history;
mod list;
mod message;
mod options;
mod row;
mod server;
mod structured;
mod truth;
mod world;
mod writer;

pub use list::Access;
pub use options::{Generation, Options, Quirks};
pub use server::{Server, Setup};
pub use truth::{Truth, Verdict};
pub use writer::{Bucket, objects};
