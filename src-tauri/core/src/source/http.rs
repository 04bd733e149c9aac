//! HTTP to a platform: one host, one credential, bounded answers, polite repetition. What the answers mean is the platform module's matter.

mod address;
mod answer;
mod client;
mod trouble;

pub use address::Address;
pub(crate) use answer::{Answer, retry_after};
pub(crate) use client::{Http, Request};
pub(crate) use trouble::{NameError, Trouble};
