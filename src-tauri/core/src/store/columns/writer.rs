//! The one writer of the columns: staged changes become visible together, after their transaction committed, or leave no trace.

use std::{collections::BTreeSet, fmt, sync::Arc};

use rayon::prelude::*;

use super::{
    CHUNK_ROWS, Change, Columns, DictionaryValue, MarkStrip, SEGMENT_ROWS, SegmentBlob, Snapshot, Unsaved, blob,
    dictionary::Coder,
    names::{Names, Person},
    pending::Pending,
    segment::{Cells, Segment, WORDS},
    snapshot::{Marks, State, firsts},
};
use crate::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
    review::Reviews,
};

/// A publish packs fewer rows than these anew.
const CHUNK: usize = CHUNK_ROWS as usize;
/// Chunks in a segment.
const CHUNKS: u32 = (SEGMENT_ROWS / CHUNK_ROWS) as u32;

/// Stages changes and publishes them.
pub struct ColumnWriter {
    coders: [Coder; WORDS],
    /// Full segments, then chunks; without the tail.
    segments: Vec<Arc<Segment>>,
    tail: Vec<Cells>,
    rows: u64,
    superseded: Marks,
    removed: Marks,
    /// First rows of the persisted segments and chunks in which rows were removed since.
    blanked: BTreeSet<u64>,
    /// Strips of `removed` that changed since.
    removed_in: BTreeSet<u32>,
    pending: Pending,
    names: Arc<Names>,
    reviews: Arc<Reviews>,
    /// Full segments below this one are persisted.
    saved: u32,
    /// Full segments below this one were handed out to be persisted in the running transaction.
    offered: u32,
    /// The same for chunks, which are counted from the first row of all.
    saved_chunks: u32,
    offered_chunks: u32,
    columns: Columns,
}

impl ColumnWriter {
    /// Takes the dictionaries that were persisted. Then come [`Self::restore`] and [`Self::restore_chunks`]; rows after these, pending rows and names are
    /// staged by the caller, who publishes.
    ///
    /// Fails with `corrupt` where the values do not fit together: open with nothing and stage everything again.
    pub fn open(mut values: Vec<DictionaryValue>, superseded: &[Seq], removed: &[MarkStrip]) -> Result<Self> {
        let mut coders: [Coder; WORDS] = Default::default();
        values.sort_unstable_by_key(|value| (value.dictionary, value.code));
        for value in &values {
            let coder = coders.get_mut(usize::from(value.dictionary)).ok_or_else(|| misfit("an unknown dictionary"))?;
            coder.restore(value.code, &value.value)?;
        }
        let removed = Marks::restore(removed).ok_or_else(|| misfit("what was removed is not known"))?;
        let mut marks = Marks::default();
        superseded.iter().filter(|seq| !removed.has(**seq)).for_each(|seq| marks.mark(*seq));
        let superseded = marks;
        let state = State {
            version: 0,
            firsts: Vec::new(),
            segments: Vec::new(),
            superseded: superseded.clone(),
            removed: removed.clone(),
            pending: Vec::new(),
            pending_count: 0,
            dictionaries: std::array::from_fn(|word| Arc::new(coders[word].dictionary.clone())),
            names: Arc::default(),
            reviews: Arc::default(),
        };
        Ok(Self {
            coders,
            rows: 0,
            segments: Vec::new(),
            tail: Vec::new(),
            superseded,
            removed,
            blanked: BTreeSet::new(),
            removed_in: BTreeSet::new(),
            pending: Pending::default(),
            names: Arc::default(),
            reviews: Arc::default(),
            saved: 0,
            offered: 0,
            saved_chunks: 0,
            offered_chunks: 0,
            columns: Columns::new(Snapshot(Arc::new(state))),
        })
    }

    /// Takes the next full segments that were persisted, in order; some at a time, so that not all of them are in memory twice.
    ///
    /// Fails with `corrupt` where one is missing or damaged, or does not fit the dictionaries; the segments before it are good.
    pub fn restore(&mut self, segments: &[SegmentBlob]) -> Result<()> {
        self.take(segments, SEGMENT_ROWS)?;
        (self.saved, self.offered) = (self.segments.len() as u32, self.segments.len() as u32);
        (self.saved_chunks, self.offered_chunks) = (self.saved * CHUNKS, self.saved * CHUNKS);
        Ok(())
    }

    /// Takes the chunks that were persisted after the last full segment, in order. Fails as [`Self::restore`].
    pub fn restore_chunks(&mut self, chunks: &[SegmentBlob]) -> Result<()> {
        self.take(chunks, CHUNK_ROWS)?;
        self.saved_chunks = (self.rows / CHUNK_ROWS) as u32;
        self.offered_chunks = self.saved_chunks;
        Ok(())
    }

    fn take(&mut self, blobs: &[SegmentBlob], rows: u64) -> Result<()> {
        let next = (self.rows / rows) as u32;
        if blobs.iter().zip(next..).any(|(blob, index)| blob.index != index) {
            return Err(misfit("a segment is missing"));
        }
        let segments = blobs
            .par_iter()
            .map(|blob| blob::decode(blob, rows, &self.coders).map(Arc::new))
            .collect::<Result<Vec<_>>>()?;
        self.rows += segments.len() as u64 * rows;
        self.segments.extend(segments);
        Ok(())
    }

    /// How many ledger places there are, staged ones included: the next one to settle is one more.
    pub fn settled(&self) -> u64 {
        self.rows
    }

    /// Takes a change. Nobody sees it before [`Self::publish`].
    ///
    /// # Panics
    /// If a ledger place is left out or given twice: the columns would tell of other entries than the ledger.
    pub fn stage(&mut self, change: Change<'_>) {
        match change {
            Change::Settle { seq, supersedes, row } => {
                assert_eq!(seq, self.rows + 1, "ledger places are consecutive");
                if self.removed.has(seq) {
                    let blank = Cells::blank(self.tail.last().map_or(0, |last| last.time));
                    return self.settle(blank);
                }
                self.pending.remove(row.source, row.remote_id);
                if let Some(earlier) = supersedes.filter(|earlier| !self.removed.has(*earlier)) {
                    self.superseded.mark(earlier);
                }
                let cells = Cells::of(row, &mut self.coders);
                self.settle(cells);
            }
            Change::Pend { row } => {
                let cells = Cells::of(row, &mut self.coders);
                self.pending.put(cells);
            }
            Change::Withdraw { source, remote_id } => self.pending.remove(source, remote_id),
            Change::SourceNamed { source, name } => {
                if self.names.source(source) != name {
                    Arc::make_mut(&mut self.names).name_source(source, name);
                }
            }
            Change::Reviewed { seq, review } => Arc::make_mut(&mut self.reviews).put(seq, review),
            Change::Sampled { id, sample } => Arc::make_mut(&mut self.reviews).put_sample(id, sample),
            Change::Person { source, id, name, email } => {
                let known = |word: Option<&str>| word.filter(|word| !word.is_empty()).map(str::to_owned);
                let person = Person { name: known(name), email: known(email) };
                if self.names.person(source, id) != Some(&person) {
                    Arc::make_mut(&mut self.names).name_person(source, id, person);
                }
            }
        }
    }

    fn settle(&mut self, cells: Cells) {
        self.tail.push(cells);
        self.rows += 1;
        if self.tail.len() == CHUNK {
            self.segments.push(Arc::new(Segment::pack(&self.tail)));
            self.tail.clear();
        }
        if self.rows.is_multiple_of(SEGMENT_ROWS) {
            let chunks = self.segments.split_off(self.segments.len() - SEGMENT_ROWS as usize / CHUNK);
            let cells: Vec<_> = chunks.iter().flat_map(|chunk| (0..chunk.len()).map(|row| chunk.cells(row))).collect();
            self.segments.push(Arc::new(Segment::pack(&cells)));
        }
    }

    /// Takes the rows of these ledger places (ascending) away: their cells become blank, nothing shows or counts them any more. Nobody sees it before
    /// [`Self::publish`].
    pub fn remove(&mut self, seqs: &[Seq]) {
        let mut rest = seqs;
        let mut first = 0_u64;
        for segment in &mut self.segments {
            let end = first + segment.len() as u64;
            let (here, after) = rest.split_at(rest.partition_point(|seq| *seq <= end));
            if !here.is_empty() {
                let mut cells: Vec<_> = (0..segment.len()).map(|row| segment.cells(row)).collect();
                // A time that the segment has anyway: its span must not grow.
                let time = segment.span.0;
                for seq in here {
                    cells[(seq - 1 - first) as usize] = Cells::blank(time);
                }
                *segment = Arc::new(Segment::pack(&cells));
                self.blanked.insert(first);
            }
            (rest, first) = (after, end);
        }
        let time = self.tail.iter().map(|cells| cells.time).min().unwrap_or_default();
        for seq in rest {
            self.tail[(seq - 1 - first) as usize] = Cells::blank(time);
        }
        for seq in seqs {
            self.removed_in.insert(((seq - 1) / SEGMENT_ROWS) as u32);
            self.superseded.clear(*seq);
            self.removed.mark(*seq);
        }
    }

    /// What must be written in the transaction of the staged changes: everything that no earlier, published transaction wrote.
    pub fn unsaved(&mut self) -> Unsaved {
        let values = self.coders.iter_mut().zip(0..).flat_map(|(coder, dictionary)| coder.offer(dictionary)).collect();
        let full = (self.rows / SEGMENT_ROWS) as u32;
        let chunks = (self.rows / CHUNK_ROWS) as u32;
        let blanked = |rows: u64| {
            self.blanked.iter().filter(move |first| *first % rows == 0).map(move |first| (first / rows) as u32)
        };
        let segments: BTreeSet<u32> =
            (self.saved..full).chain(blanked(SEGMENT_ROWS).filter(|index| *index < full)).collect();
        let parts = full * CHUNKS..chunks;
        let new = self.saved_chunks.max(parts.start)..chunks;
        let part: BTreeSet<u32> = new.chain(blanked(CHUNK_ROWS).filter(|index| parts.contains(index))).collect();
        let segment = |index: u32| blob::encode(index, &self.segments[index as usize]);
        let chunk = |index: u32| blob::encode(index, &self.segments[(full + index - full * CHUNKS) as usize]);
        let segments = segments.into_par_iter().map(segment).collect();
        let removed = self.removed_in.iter().filter_map(|strip| self.removed.strip(*strip)).collect();
        let unsaved = Unsaved { values, segments, chunks: part.into_par_iter().map(chunk).collect(), removed };
        (self.offered, self.offered_chunks) = (full, chunks);
        unsaved
    }

    /// Shows the staged changes: their transaction committed.
    pub fn publish(&mut self) {
        let before = self.columns.snapshot();
        let mut segments = self.segments.clone();
        if !self.tail.is_empty() {
            segments.push(Arc::new(Segment::pack(&self.tail)));
        }
        for coder in &mut self.coders {
            coder.keep();
        }
        (self.saved, self.saved_chunks) = (self.offered, self.offered_chunks);
        self.blanked.clear();
        self.removed_in.clear();
        let dictionaries = std::array::from_fn(|word| {
            let (old, new) = (&before.0.dictionaries[word], &self.coders[word].dictionary);
            // The same state keeps its cached ranks.
            if old.len() == new.len() { old.clone() } else { Arc::new(new.clone()) }
        });
        let pending = self.pending.publish();
        self.columns.publish(Snapshot(Arc::new(State {
            version: before.0.version + 1,
            firsts: firsts(&segments, &pending),
            segments,
            superseded: self.superseded.clone(),
            removed: self.removed.clone(),
            pending,
            pending_count: self.pending.len(),
            dictionaries,
            names: self.names.clone(),
            reviews: self.reviews.clone(),
        })));
    }

    /// Forgets the staged changes: their transaction failed.
    pub fn discard(&mut self) {
        let before = self.columns.snapshot();
        for coder in &mut self.coders {
            coder.forget();
        }
        self.segments.clone_from(&before.0.segments);
        self.tail.clear();
        if let Some(tail) = self.segments.pop_if(|last| last.len() < CHUNK) {
            self.tail.extend((0..tail.len()).map(|row| tail.cells(row)));
        }
        self.rows = before.settled();
        (self.offered, self.offered_chunks) = (self.saved, self.saved_chunks);
        self.superseded = before.0.superseded.clone();
        self.removed = before.0.removed.clone();
        self.blanked.clear();
        self.removed_in.clear();
        self.pending = Pending::restore(&before.0.pending);
        self.names = before.0.names.clone();
        self.reviews = before.0.reviews.clone();
    }

    /// Where readers get the newest state.
    pub fn columns(&self) -> Columns {
        self.columns.clone()
    }
}

/// Never prints what entries hold.
impl fmt::Debug for ColumnWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnWriter").field("rows", &self.rows).field("columns", &self.columns).finish_non_exhaustive()
    }
}

fn misfit(what: &str) -> Error {
    Error::new(
        ErrorCode::Corrupt,
        format!("The stored columns do not fit together: {what}. The columns are built again from the records."),
    )
}
