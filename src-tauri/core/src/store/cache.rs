//! Decoded blocks, the most recently used ones: an inspector comes back to the same few.

use std::sync::{Arc, Mutex, PoisonError};

use crate::entry::{Record, Seq};

/// Blocks kept at most.
const BLOCKS: usize = 48;
/// A block with more raw bytes is not kept: it holds one huge record.
const LARGEST: usize = 2 << 20;

/// The cache. A search in order of use costs nothing beside decoding one block.
#[derive(Default)]
pub(super) struct Cache(Mutex<Vec<(Seq, Arc<[Record]>)>>);

impl Cache {
    /// The block that starts at `first`.
    pub(super) fn get(&self, first: Seq) -> Option<Arc<[Record]>> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = blocks.iter().rposition(|(known, _)| *known == first)?;
        let block = blocks.remove(at);
        let records = Arc::clone(&block.1);
        blocks.push(block);
        Some(records)
    }

    /// Keeps nothing any more.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Bytes of the records it holds.
    pub(super) fn bytes(&self) -> usize {
        let blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.iter().flat_map(|(_, records)| records.iter()).map(|record| record.raw.len()).sum()
    }

    /// Keeps a block that is committed.
    pub(super) fn put(&self, first: Seq, records: &Arc<[Record]>) {
        if records.iter().map(|record| record.raw.len()).sum::<usize>() > LARGEST {
            return;
        }
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.retain(|(known, _)| *known != first);
        if blocks.len() >= BLOCKS {
            blocks.remove(0);
        }
        blocks.push((first, Arc::clone(records)));
    }
}
