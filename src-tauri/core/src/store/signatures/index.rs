//! What a process knows of the signatures: which blocks the segments on disk cover, and the signatures of the newest blocks.

use std::{fmt, sync::Arc};

use super::fill::{BUCKETS, BlockSignature};
use crate::entry::Seq;

/// A segment on disk. Its number is never given again, so that a reader of an older state finds nothing rather than something else.
#[derive(Clone, Debug)]
pub(in crate::store) struct Covered {
    pub(super) id: u64,
    /// The first ledger place of each of its blocks, ascending.
    pub(super) firsts: Arc<[Seq]>,
}

/// The signature of a block that is in no segment yet.
#[derive(Clone, Debug)]
pub(in crate::store) struct OpenBlock {
    /// The first ledger place of the block.
    pub(in crate::store) first: Seq,
    pub(in crate::store) signature: Arc<BlockSignature>,
}

impl AsRef<BlockSignature> for OpenBlock {
    fn as_ref(&self) -> &BlockSignature {
        &self.signature
    }
}

/// All signatures of one state of the ledger; cheap to clone.
#[derive(Clone, Default)]
pub(in crate::store) struct Index {
    /// In the order of the ledger.
    pub(super) segments: Arc<Vec<Covered>>,
    /// After them, in the order of the ledger.
    pub(super) open: Arc<Vec<OpenBlock>>,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("segments", &self.segments.len()).field("open", &self.open.len()).finish()
    }
}

impl Index {
    /// The first ledger place of the last block that has a signature; 0 where none has.
    pub(in crate::store) fn last(&self) -> Seq {
        let covered = self.segments.last().and_then(|segment| segment.firsts.last());
        self.open.last().map(|block| &block.first).or(covered).copied().unwrap_or(0)
    }

    /// Bytes in memory.
    pub(in crate::store) fn bytes(&self) -> usize {
        let firsts: usize = self.segments.iter().map(|segment| segment.firsts.len() * 8).sum();
        firsts + self.open.len() * BUCKETS / 8
    }
}
