//! Decoded blocks, the most recently used ones: an inspector comes back to the same few.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    entry::{Record, Seq},
    error::Result,
};

/// Blocks kept at most.
const BLOCKS: usize = 48;
/// A block with more raw bytes holds one huge record. Of these only the last one is kept.
const LARGE: usize = 2 << 20;
/// A block with more raw bytes is not kept at all.
const LARGEST: usize = 256 << 20;

type Block = (Seq, Arc<[Record]>);

/// The cache. A search in order of use costs nothing beside decoding one block.
#[derive(Default)]
pub(super) struct Cache {
    recent: Mutex<Vec<Block>>,
    /// Whoever opens an entry asks several things at once: its details, its versions, what was said of it. Decoding 50 MB takes longer than all of
    /// these together.
    large: Mutex<Option<Block>>,
    cleared: AtomicU64,
}

/// How often the cache had been cleared when a block was read: what was read before a removal is not kept after it.
#[derive(Clone, Copy)]
pub(super) struct Moment(u64);

impl Cache {
    /// Now; to be taken before a block is read.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.cleared.load(Ordering::Acquire))
    }

    /// The block that starts at `first`.
    pub(super) fn get(&self, first: Seq) -> Option<Arc<[Record]>> {
        let mut blocks = lock(&self.recent);
        if let Some(at) = blocks.iter().rposition(|(known, _)| *known == first) {
            let block = blocks.remove(at);
            let records = Arc::clone(&block.1);
            blocks.push(block);
            return Some(records);
        }
        // While one is decoded there, nobody waits here.
        let large = self.large.try_lock().ok()?;
        large.as_ref().filter(|(known, _)| *known == first).map(|(_, records)| Arc::clone(records))
    }

    /// Decodes a committed block of so many raw bytes and keeps it. Large ones are decoded one at a time, each once for all who ask meanwhile.
    pub(super) fn keep(
        &self,
        first: Seq,
        bytes: usize,
        read_at: Moment,
        decode: impl FnOnce() -> Result<Vec<Record>>,
    ) -> Result<Arc<[Record]>> {
        if bytes <= LARGE {
            let records: Arc<[Record]> = decode()?.into();
            let mut blocks = lock(&self.recent);
            if self.is_now(read_at) {
                blocks.retain(|(known, _)| *known != first);
                if blocks.len() >= BLOCKS {
                    blocks.remove(0);
                }
                blocks.push((first, Arc::clone(&records)));
            }
            return Ok(records);
        }
        let mut large = lock(&self.large);
        if let Some((known, records)) = &*large
            && *known == first
        {
            return Ok(Arc::clone(records));
        }
        // The one before makes room first.
        *large = None;
        let records: Arc<[Record]> = decode()?.into();
        if bytes <= LARGEST && self.is_now(read_at) {
            *large = Some((first, Arc::clone(&records)));
        }
        Ok(records)
    }

    /// Keeps nothing any more.
    pub(super) fn clear(&self) {
        self.cleared.fetch_add(1, Ordering::AcqRel);
        lock(&self.recent).clear();
        *lock(&self.large) = None;
    }

    /// Bytes of the records it holds.
    pub(super) fn bytes(&self) -> usize {
        let of = |(_, records): &Block| records.iter().map(|record| record.raw.len()).sum::<usize>();
        lock(&self.recent).iter().map(of).sum::<usize>() + lock(&self.large).as_ref().map_or(0, of)
    }

    fn is_now(&self, moment: Moment) -> bool {
        self.cleared.load(Ordering::Acquire) == moment.0
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn asked(cache: &Cache, first: Seq, bytes: usize, times: &Cell<u32>) {
        if cache.get(first).is_none() {
            let decode = || {
                times.set(times.get() + 1);
                Ok(vec![Record::removed()])
            };
            cache.keep(first, bytes, cache.moment(), decode).expect("it is decoded");
        }
    }

    #[test]
    fn small_blocks_stay_and_of_the_large_ones_the_last() {
        let (cache, times) = (Cache::default(), Cell::new(0));
        for _ in 0..2 {
            for first in [1, 2] {
                asked(&cache, first, 1_000, &times);
            }
        }
        assert_eq!(times.get(), 2, "each small block once");
        for first in [3, 3, 4, 4, 1] {
            asked(&cache, first, 50 << 20, &times);
        }
        assert_eq!(times.get(), 4, "each large block once, the small one is still there");
        asked(&cache, 3, 50 << 20, &times);
        assert_eq!(times.get(), 5, "the last large one took its place");
        for _ in 0..2 {
            asked(&cache, 5, LARGEST + 1, &times);
        }
        assert_eq!(times.get(), 7, "too large to be kept");
    }

    #[test]
    fn what_was_read_before_a_removal_is_not_kept_after_it() {
        let (cache, times) = (Cache::default(), Cell::new(0));
        for bytes in [1_000, 50 << 20] {
            let before = cache.moment();
            cache.clear();
            cache.keep(1, bytes, before, || Ok(vec![Record::removed()])).expect("it is decoded");
            asked(&cache, 1, bytes, &times);
            cache.clear();
        }
        assert_eq!(times.get(), 2, "both were read again");
    }
}
