//! What readers see: one state of all columns, never changed.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use super::{
    MarkStrip, SEGMENT_ROWS,
    dictionary::{Dictionary, split},
    names::Names,
    pending::Chunk,
    segment::{Segment, WORDS, Word},
};
use crate::{
    entry::{Seq, SourceId},
    review::Reviews,
};

/// A row of one [`Snapshot`]: settled rows in the order of the ledger, then the pending ones in the order of their last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowAt(pub(crate) u32);

/// Hands out the newest published state. Clones share it.
#[derive(Clone, Debug)]
pub struct Columns(Arc<Mutex<Snapshot>>);

impl Columns {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        Self(Arc::new(Mutex::new(snapshot)))
    }

    /// The newest published state. Costs a reference count; a publish holds the lock for one assignment.
    pub fn snapshot(&self) -> Snapshot {
        self.0.lock().expect("an assignment does not panic").clone()
    }

    pub(crate) fn publish(&self, snapshot: Snapshot) {
        *self.0.lock().expect("an assignment does not panic") = snapshot;
    }
}

/// One state of all columns; cheap to clone, never changed.
#[derive(Clone)]
pub struct Snapshot(pub(crate) Arc<State>);

/// Never prints what entries hold.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("version", &self.0.version)
            .field("settled", &self.settled())
            .field("pending", &self.0.pending_count)
            .finish_non_exhaustive()
    }
}

/// The content of a [`Snapshot`].
pub(crate) struct State {
    pub version: u64,
    /// Full segments, then chunks, then the tail.
    pub segments: Vec<Arc<Segment>>,
    /// The first row of every segment and, after them, of every pending chunk.
    pub firsts: Vec<u32>,
    pub superseded: Marks,
    /// Their cells are blank. They are never superseded as well.
    pub removed: Marks,
    pub pending: Vec<Chunk>,
    pub pending_count: usize,
    pub dictionaries: [Arc<Dictionary>; WORDS],
    pub names: Arc<Names>,
    pub reviews: Arc<Reviews>,
}

/// One bit per settled row, kept beside the segments: which have a later version, which were removed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    strips: Vec<Option<Arc<Strip>>>,
    pub count: u64,
}

type Strip = [u64; SEGMENT_ROWS as usize / 64];

impl Marks {
    /// Marks the row of a ledger place.
    pub fn mark(&mut self, seq: Seq) {
        let Some(row) = seq.checked_sub(1) else { return };
        let strip = (row / SEGMENT_ROWS) as usize;
        if self.strips.len() <= strip {
            self.strips.resize(strip + 1, None);
        }
        let bits = self.strips[strip].get_or_insert_with(|| Arc::new([0; SEGMENT_ROWS as usize / 64]));
        let word = &mut Arc::make_mut(bits)[(row % SEGMENT_ROWS) as usize / 64];
        self.count += u64::from(*word >> (row % 64) & 1 == 0);
        *word |= 1 << (row % 64);
    }

    /// Marks that were persisted, strip by strip.
    pub fn restore(strips: &[MarkStrip]) -> Option<Self> {
        let mut marks = Self::default();
        for strip in strips {
            let (words, rest) = strip.bits.as_chunks::<8>();
            let bits: Strip = words.iter().map(|word| u64::from_le_bytes(*word)).collect::<Vec<_>>().try_into().ok()?;
            let index = strip.index as usize;
            if !rest.is_empty() || index < marks.strips.len() {
                return None;
            }
            marks.strips.resize(index, None);
            marks.count += bits.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
            marks.strips.push(Some(Arc::new(bits)));
        }
        Some(marks)
    }

    /// A strip to be persisted.
    pub fn strip(&self, index: u32) -> Option<MarkStrip> {
        let strip = self.strips.get(index as usize)?.as_ref()?;
        Some(MarkStrip { index, bits: strip.iter().flat_map(|word| word.to_le_bytes()).collect() })
    }

    /// Takes the mark of the row of a ledger place away.
    pub fn clear(&mut self, seq: Seq) {
        let Some(row) = seq.checked_sub(1) else { return };
        if let Some(Some(bits)) = self.strips.get_mut((row / SEGMENT_ROWS) as usize) {
            let word = &mut Arc::make_mut(bits)[(row % SEGMENT_ROWS) as usize / 64];
            self.count -= *word >> (row % 64) & 1;
            *word &= !(1 << (row % 64));
        }
    }

    /// Whether the row of a ledger place is marked.
    pub fn has(&self, seq: Seq) -> bool {
        let Some(row) = seq.checked_sub(1) else { return false };
        self.from(row as u32 / 64 * 64).is_some_and(|bits| bits[0] >> (row % 64) & 1 == 1)
    }

    /// The bits from a row on, up to the end of its strip; `None` where none is set. Segments start at multiples of 64.
    fn from(&self, row: u32) -> Option<&[u64]> {
        let strip = self.strips.get((u64::from(row) / SEGMENT_ROWS) as usize)?.as_ref()?;
        Some(&strip[(u64::from(row) % SEGMENT_ROWS) as usize / 64..])
    }
}

/// A segment in its place.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub index: usize,
    pub segment: &'a Segment,
    /// The row of its first.
    pub first: u32,
    /// Bits of the rows that have a later version; `None`: none has.
    pub superseded: Option<&'a [u64]>,
    /// Bits of the rows that were removed; `None`: none was.
    pub removed: Option<&'a [u64]>,
    /// For pending rows: the bits of those that are there.
    pub live: Option<&'a [u64]>,
}

impl Snapshot {
    /// Counts the published states; a greater number means that there may be more to see.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// How many ledger places there are: the greatest sequence number.
    pub fn settled(&self) -> u64 {
        self.0.segments.iter().map(|segment| segment.len() as u64).sum()
    }

    /// All segments, the settled ones first.
    pub(crate) fn parts(&self) -> impl DoubleEndedIterator<Item = Part<'_>> + ExactSizeIterator {
        (0..self.0.firsts.len()).map(|index| self.part(index))
    }

    /// A segment in its place.
    pub(crate) fn part(&self, index: usize) -> Part<'_> {
        let state = &*self.0;
        let first = state.firsts[index];
        if let Some(segment) = state.segments.get(index) {
            let (superseded, removed) = (state.superseded.from(first), state.removed.from(first));
            return Part { index, segment, first, superseded, removed, live: None };
        }
        let chunk = &state.pending[index - state.segments.len()];
        Part { index, segment: &chunk.segment, first, superseded: None, removed: None, live: Some(&chunk.live.0) }
    }

    /// Where a row is: its part, and its place there; `None` for a row of another snapshot that this one does not have.
    pub(crate) fn locate(&self, row: RowAt) -> Option<(Part<'_>, usize)> {
        let index = self.0.firsts.partition_point(|first| *first <= row.0).checked_sub(1)?;
        let part = self.part(index);
        let place = (row.0 - part.first) as usize;
        (place < part.segment.len()).then_some((part, place))
    }

    pub(crate) fn dictionary(&self, word: Word) -> &Dictionary {
        &self.0.dictionaries[word as usize]
    }

    /// The value of a code; empty for none.
    pub(crate) fn word(&self, word: Word, code: Option<u32>) -> &str {
        code.map_or("", |code| self.dictionary(word).get(code))
    }

    /// The actor behind a code, with the names known now.
    pub(crate) fn actor(&self, code: u32) -> ActorView<'_> {
        let [source, actor_type, id, name, email] = split(self.dictionary(Word::Actor).get(code));
        let source = source.parse().unwrap_or_default();
        let person = self.0.names.person(source, id);
        ActorView {
            source,
            actor_type,
            id,
            name,
            email,
            known_name: person.and_then(|person| person.name.as_deref()).unwrap_or_default(),
            known_email: person.and_then(|person| person.email.as_deref()).unwrap_or_default(),
        }
    }

    /// The server behind a code: id and name.
    pub(crate) fn server(&self, code: u32) -> [&str; 2] {
        split(self.dictionary(Word::Server).get(code))
    }

    /// What reviewers say of the entries.
    pub fn reviews(&self) -> &Reviews {
        &self.0.reviews
    }

    /// Bytes of all columns in memory.
    pub fn bytes(&self) -> usize {
        let segments = self.parts().map(|part| part.segment.bytes()).sum::<usize>();
        segments + self.0.dictionaries.iter().map(|dictionary| dictionary.bytes()).sum::<usize>()
    }
}

/// An actor with the names known now; empty where there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActorView<'a> {
    pub source: SourceId,
    pub actor_type: &'a str,
    pub id: &'a str,
    /// As the record has it.
    pub name: &'a str,
    pub email: &'a str,
    /// As the directory of the source has it.
    pub known_name: &'a str,
    pub known_email: &'a str,
}

impl<'a> ActorView<'a> {
    /// The directory's name, or the record's.
    pub fn best_name(&self) -> &'a str {
        first([self.known_name, self.name])
    }

    /// The directory's e-mail address, or the record's.
    pub fn best_email(&self) -> &'a str {
        first([self.known_email, self.email])
    }

    /// What the filter takes: the id, or what there is instead; empty for nobody.
    pub fn value(&self) -> &'a str {
        first([self.id, self.best_name(), self.best_email()])
    }

    /// What is shown.
    pub fn label(&self) -> &'a str {
        first([self.best_name(), self.best_email(), self.id])
    }
}

/// The first that is not empty.
pub(crate) fn first<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// The first row of every segment, then of every chunk.
pub(crate) fn firsts(segments: &[Arc<Segment>], pending: &[Chunk]) -> Vec<u32> {
    let lengths = segments.iter().chain(pending.iter().map(|chunk| &chunk.segment)).map(|segment| segment.len() as u32);
    lengths.scan(0, |next, length| Some(std::mem::replace(next, *next + length))).collect()
}
