//! Signatures: which blocks may hold a text.
//!
//! The signature of a block has one bit for each of 65,536 hashes of three bytes; a bit is set where the block's records, folded, hold such a trigram, as they
//! are or with their JSON escapes decoded. A text of three bytes or more can be in a block only if the bits of all its trigrams are set. So a no is
//! certain, whatever the case and the spelling, and a yes is verified on the records. Hashes that fall together cost a needless look, never a miss.
//!
//! On disk the signatures of 1,024 blocks are turned round: a slice per hash, a bit per block. A search reads the slices of its trigrams only. The
//! signatures of the newest blocks wait, one by one, until there are that many.

mod fill;
mod index;
mod probe;
mod segment;
mod table;

pub(super) use fill::{BlockSignature, Filler};
pub(super) use index::{Index, OpenBlock};
pub(super) use probe::candidates;
pub(super) use table::{clear, load, renew, save};
