//! The rows of pending entries: they come, change and go, so they are few, unordered and found by their key.

use std::{hash::BuildHasher, sync::Arc};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::segment::{Cells, Segment};
use crate::entry::SourceId;

/// Rows per chunk. A change copies the chunk's live bits (512 bytes), never its columns.
pub(crate) const CHUNK: usize = 4096;

/// Which rows of a chunk are still there: a bit per row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Live(pub [u64; CHUNK / 64]);

impl Default for Live {
    fn default() -> Self {
        Self([0; CHUNK / 64])
    }
}

/// A chunk of pending rows as readers see it.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    pub segment: Arc<Segment>,
    pub live: Arc<Live>,
}

/// The writer's side. A changed row is taken out and appended again; chunks are packed anew when three quarters of the rows are gone.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    chunks: Vec<Chunk>,
    tail: Vec<Cells>,
    tail_live: Arc<Live>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Pending {
    /// The rows that readers saw last.
    pub fn restore(chunks: &[Chunk]) -> Self {
        let mut pending = Self::default();
        for row in rows(chunks) {
            pending.put(row);
        }
        pending
    }

    /// How many rows are live.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// A row comes, or replaces the one with its key.
    pub fn put(&mut self, row: Cells) {
        self.remove(row.source, &row.id);
        let slot = self.slots();
        let hash = self.hasher.hash_one((row.source, row.id.as_str()));
        self.tail.push(row);
        set(&mut self.tail_live, slot % CHUNK, true);
        // Splits the borrow: the index asks for keys while it grows.
        let Self { chunks, tail, index, hasher, .. } = self;
        index.insert_unique(hash, slot as u32, |slot| with_key(chunks, tail, *slot, |key| hasher.hash_one(key)));
        if self.tail.len() == CHUNK {
            let segment = Arc::new(Segment::pack(&self.tail));
            self.tail.clear();
            self.chunks.push(Chunk { segment, live: std::mem::take(&mut self.tail_live) });
        }
    }

    /// A row goes, if it is there.
    pub fn remove(&mut self, source: SourceId, id: &str) {
        let hash = self.hasher.hash_one((source, id));
        let Self { chunks, tail, index, .. } = self;
        let found = index.find_entry(hash, |slot| with_key(chunks, tail, *slot, |key| key == (source, id)));
        if let Ok(entry) = found {
            let slot = entry.remove().0 as usize;
            match self.chunks.get_mut(slot / CHUNK) {
                Some(chunk) => set(&mut chunk.live, slot % CHUNK, false),
                None => set(&mut self.tail_live, slot % CHUNK, false),
            }
        }
    }

    /// The rows for readers.
    pub fn publish(&mut self) -> Vec<Chunk> {
        if self.slots() > 2 * CHUNK && self.len() * 4 < self.slots() {
            *self = Self::restore(&self.view());
        }
        self.view()
    }

    fn view(&self) -> Vec<Chunk> {
        let mut chunks = self.chunks.clone();
        if !self.tail.is_empty() {
            chunks.push(Chunk { segment: Arc::new(Segment::pack(&self.tail)), live: self.tail_live.clone() });
        }
        chunks
    }

    fn slots(&self) -> usize {
        self.chunks.len() * CHUNK + self.tail.len()
    }
}

fn rows(chunks: &[Chunk]) -> impl Iterator<Item = Cells> {
    chunks.iter().flat_map(|chunk| {
        let live = (0..chunk.segment.len()).filter(|row| chunk.live.0[row / 64] >> (row % 64) & 1 == 1);
        live.map(|row| chunk.segment.cells(row))
    })
}

fn with_key<T>(chunks: &[Chunk], tail: &[Cells], slot: u32, then: impl FnOnce((SourceId, &str)) -> T) -> T {
    let (chunk, row) = (slot as usize / CHUNK, slot as usize % CHUNK);
    match chunks.get(chunk) {
        Some(chunk) => chunk.segment.id.with(row, |id| then((chunk.segment.source(row), id))),
        None => then((tail[row].source, &tail[row].id)),
    }
}

fn set(live: &mut Arc<Live>, row: usize, on: bool) {
    let word = &mut Arc::make_mut(live).0[row / 64];
    *word = *word & !(1 << (row % 64)) | u64::from(on) << (row % 64);
}
