//! A stand-in for Airkit: the objects that it may write into a bucket. Their form is not documented, so all that are likely can be had.
//!
//! ```
//! use auditdesk_standin::airkit::{Form, Options, objects};
//!
//! let bucket = objects(&Options::new(Form::Lines, 42, 500));
//! for (key, bytes) in &bucket.objects {
//!     // put them into a folder or a bucket, in this order
//!     assert!(!key.is_empty() && !bytes.is_empty());
//! }
//! assert_eq!(bucket.truth.len(), 500); // what must be read from them
//! ```

mod event;
mod options;
mod render;
mod types;
mod writer;

pub use event::Truth;
pub use options::{Form, Options, Quirks, Spelling};
pub use writer::{Bucket, objects};
