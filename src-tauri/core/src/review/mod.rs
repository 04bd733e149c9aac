//! What reviewers say of entries: dispositions, tags, notes; and the samples that entries were drawn into.
//!
//! It stands outside of the evidence: a statement names the record it is about by its SHA-256 and never changes it. Statements are events that are only
//! ever added, each with its author and moment; what holds now is folded from them. Their ids are random, so that the statements of several
//! reviewers can be brought together in any order, any number of times.

mod event;
mod fold;
pub mod sampling;

pub use event::{Disposition, MAX_NOTE, MAX_TAG, ReviewAction, ReviewEvent, Subject, check};
pub use fold::{Decision, Review, ReviewNote, Reviews, Sampled};
