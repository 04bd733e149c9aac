//! What the connection tests of buckets have in common, whether they write (destinations) or read (sources): the way to the storage, who signs in, and
//! what a refusal says.

mod reach;
mod refusal;
mod sign_in;

pub(crate) use reach::{is_public, reach};
pub(crate) use refusal::refused;
pub(crate) use sign_in::sign_in;
