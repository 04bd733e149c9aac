//! What rows are compared by: how each field becomes a number that sorts as the field does.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use super::{
    super::{mask::Mask, words::dictionary},
    ids,
};
use crate::{
    api::wire::Sort,
    entry::{
        Seq, SourceId,
        filter::{Field, text::fold},
    },
    store::columns::{
        Part, RowAt, Snapshot,
        codes::{Cells, Packed},
        segment::{Flags, Word},
        texts::Texts,
    },
};

/// What is compared: the field, for ids with the same beginning their texts, then the time, then the row. Turned round already where the order
/// descends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub primary: u64,
    pub time: u64,
    row: u32,
}

impl Key {
    pub fn row(self, descending: bool) -> u32 {
        if descending { !self.row } else { self.row }
    }
}

/// The rows of a selection with their keys.
pub(super) struct Sorter {
    pub snapshot: Snapshot,
    pub masks: Arc<[Mask]>,
    sort: Sort,
    keys: Keys,
}

/// How a field becomes a number. Numbers stay below `u64::MAX`, which stands for "no value".
#[derive(Debug)]
enum Keys {
    Time,
    Recorded,
    Seq,
    Duration,
    Status,
    Outcome,
    ToolError,
    Payload,
    Marks,
    State,
    /// By rank of the dictionary code.
    Word(Word, Arc<[u32]>),
    /// As `Word`, [`ABSENT`] for an empty label.
    Label(Word, Vec<u32>),
    Source(HashMap<SourceId, u32>),
    /// By rank of the first of the reviewers' values, by ledger place.
    Reviewed(HashMap<Seq, u32>),
    Id,
    Request,
}

/// No label.
const ABSENT: u32 = u32::MAX;

/// Where fewer rows than one in so many are selected, keys are made row by row.
const SPARSE: u64 = 16;

impl Sorter {
    pub fn new(snapshot: Snapshot, masks: Arc<[Mask]>, sort: Sort) -> Self {
        let keys = Keys::new(&snapshot, sort.field);
        Self { snapshot, masks, sort, keys }
    }

    /// The order of two rows; total.
    pub fn compare(&self, a: &Key, b: &Key) -> Ordering {
        if a.primary == b.primary && self.has_texts(a.primary) {
            return self.compare_ids(*a, *b).then_with(|| a.cmp(b));
        }
        a.cmp(b)
    }

    /// The key of a row.
    pub fn key(&self, part: &Part<'_>, row: usize) -> Key {
        self.complete(self.turned(self.keys.of(part, row)), part, row)
    }

    /// The key of a row whose first part is known.
    pub fn complete(&self, primary: u64, part: &Part<'_>, row: usize) -> Key {
        let (time, row) = (ascending(part.segment.times[row]), part.first + row as u32);
        if self.sort.descending { Key { primary, time: !time, row: !row } } else { Key { primary, time, row } }
    }

    /// Runs `then` on every selected row of a segment with the first part of its key.
    pub fn each(&self, part: &Part<'_>, mut then: impl FnMut(usize, u64)) {
        let mask = &self.masks[part.index];
        if mask.count() * SPARSE < mask.len() as u64 {
            return mask.each(|row| then(row, self.turned(self.keys.of(part, row))));
        }
        let primaries = self.primaries(part);
        mask.each(|row| then(row, primaries[row]));
    }

    /// The least and the greatest that the first parts of a segment's keys can be.
    pub fn span(&self, part: &Part<'_>) -> (u64, u64) {
        let (least, greatest) = part.segment.span;
        match self.keys {
            Keys::Time if part.segment.len() > 0 => {
                let (a, b) = (self.turned(Some(ascending(least))), self.turned(Some(ascending(greatest))));
                (a.min(b), a.max(b))
            }
            _ => (0, u64::MAX),
        }
    }

    /// Whether what has this first part can differ before the time is compared.
    pub fn has_texts(&self, primary: u64) -> bool {
        let key = if self.sort.descending { (u64::MAX - 1).wrapping_sub(primary) } else { primary };
        matches!(self.keys, Keys::Id | Keys::Request) && primary != u64::MAX && key >= ids::EXACT
    }

    fn compare_ids(&self, a: Key, b: Key) -> Ordering {
        let order = self.id(a, |a| self.id(b, |b| ids::compare(a, b)));
        if self.sort.descending { order.reverse() } else { order }
    }

    fn id<T>(&self, key: Key, then: impl FnOnce(&str) -> T) -> T {
        let at = self.snapshot.locate(RowAt(key.row(self.sort.descending)));
        let (part, row) = at.expect("a key is of a row of this snapshot");
        self.texts(&part).with(row, then)
    }

    fn texts<'a>(&self, part: &Part<'a>) -> &'a Texts {
        if matches!(self.keys, Keys::Request) { &part.segment.request } else { &part.segment.id }
    }

    /// The first part of a key, by the direction of the order.
    fn turned(&self, key: Option<u64>) -> u64 {
        match key.map(|key| key.min(u64::MAX - 1)) {
            None => u64::MAX,
            Some(key) if self.sort.descending => u64::MAX - 1 - key,
            Some(key) => key,
        }
    }

    /// The first parts of the keys of all rows of a segment.
    fn primaries(&self, part: &Part<'_>) -> Vec<u64> {
        let segment = part.segment;
        let flags = |key: &dyn Fn(Flags) -> Option<u64>| {
            let table: [u64; 256] = std::array::from_fn(|flags| self.turned(key(Flags(flags as u8))));
            segment.flags.iter().map(|flags| table[usize::from(*flags)]).collect()
        };
        match &self.keys {
            Keys::Time => segment.times.iter().map(|time| self.turned(Some(ascending(*time)))).collect(),
            Keys::Duration => self.packed(&segment.duration, segment.len(), Some),
            Keys::Status => self.packed(&segment.status, segment.len(), Some),
            Keys::Id | Keys::Request if let Texts::Numbers(numbers) = self.texts(part) => {
                self.packed(numbers, segment.len(), |number| Some(ids::of_number(number)))
            }
            Keys::Word(word, ranks) => {
                let rank = |code: u64| Some(ranks[code as usize].into());
                self.packed(&segment.words[*word as usize], segment.len(), rank)
            }
            Keys::Label(word, ranks) => {
                let rank = |code: u64| Some(ranks[code as usize]).filter(|rank| *rank != ABSENT).map(u64::from);
                self.packed(&segment.words[*word as usize], segment.len(), rank)
            }
            Keys::Recorded => {
                (0..segment.len()).map(|row| self.turned(Some(ascending(segment.recorded(row))))).collect()
            }
            Keys::Outcome => flags(&|row| Some(outcome(row))),
            Keys::ToolError => flags(&tool_error),
            Keys::Payload => flags(&|row| Some(payload(row))),
            keys => (0..segment.len()).map(|row| self.turned(keys.of(part, row))).collect(),
        }
    }

    fn packed(&self, column: &Packed, len: usize, key: impl Fn(u64) -> Option<u64>) -> Vec<u64> {
        let of = |cell: u64| self.turned(column.value(cell).and_then(&key));
        match &column.cells {
            Cells::Same(cell) => vec![of((*cell).into()); len],
            Cells::Bytes(cells) => cells.iter().map(|cell| of((*cell).into())).collect(),
            Cells::Shorts(cells) => cells.iter().map(|cell| of((*cell).into())).collect(),
            Cells::Words(cells) => cells.iter().map(|cell| of((*cell).into())).collect(),
            Cells::Longs(cells) => cells.iter().map(|cell| of(*cell)).collect(),
        }
    }
}

impl Keys {
    fn new(snapshot: &Snapshot, field: Field) -> Self {
        if let Some(word) = dictionary(field) {
            return Self::Word(word, snapshot.dictionary(word).ranks(fold).clone());
        }
        let labels = |word: Word, label: &dyn Fn(u32) -> String| {
            let labels = (0..snapshot.dictionary(word).len() as u32).map(label).collect();
            Self::Label(word, dense_ranks(labels))
        };
        match field {
            Field::Time => Self::Time,
            Field::Recorded => Self::Recorded,
            Field::Seq => Self::Seq,
            Field::Duration => Self::Duration,
            Field::Status => Self::Status,
            Field::Outcome => Self::Outcome,
            Field::ToolError => Self::ToolError,
            Field::Payload => Self::Payload,
            Field::State => Self::State,
            Field::Flag => Self::Marks,
            Field::Actor => labels(Word::Actor, &|code| snapshot.actor(code).label().to_owned()),
            Field::ActorType => labels(Word::Actor, &|code| snapshot.actor(code).actor_type.to_owned()),
            Field::Server => labels(Word::Server, &|code| server_label(snapshot.server(code)).to_owned()),
            Field::Source => {
                let (sources, names): (Vec<_>, Vec<_>) =
                    snapshot.0.names.sources().map(|(source, name)| (source, name.to_owned())).unzip();
                let ranks = sources.into_iter().zip(dense_ranks(names)).filter(|(_, rank)| *rank != ABSENT);
                Self::Source(ranks.collect())
            }
            Field::Request => Self::Request,
            field if field.is_reviewers() => Self::Reviewed(reviewed(snapshot, field)),
            // The other words are done.
            _ => Self::Id,
        }
    }

    /// The number of a row's field; `None` where it has no value.
    fn of(&self, part: &Part<'_>, row: usize) -> Option<u64> {
        let segment = part.segment;
        let ranked = |ranks: &[u32], column: &Packed| {
            let code = column.get(row)?;
            Some(ranks[code as usize]).filter(|rank| *rank != ABSENT).map(u64::from)
        };
        match self {
            Self::Time => Some(ascending(segment.times[row])),
            Self::Recorded => Some(ascending(segment.recorded(row))),
            Self::Seq => part.live.is_none().then(|| u64::from(part.first) + row as u64),
            Self::Duration => segment.duration.get(row),
            Self::Status => segment.status.get(row),
            Self::Outcome => Some(outcome(segment.flags(row))),
            Self::ToolError => tool_error(segment.flags(row)),
            Self::Payload => Some(payload(segment.flags(row))),
            Self::Marks => Some(u64::from(segment.marks(row))).filter(|marks| *marks > 0),
            Self::State => Some(super::super::row::state(part, row) as u64),
            Self::Word(word, ranks) => ranked(ranks, &segment.words[*word as usize]),
            Self::Label(word, ranks) => ranked(ranks, &segment.words[*word as usize]),
            Self::Source(ranks) => ranks.get(&segment.source(row)).map(|rank| u64::from(*rank)),
            Self::Reviewed(ranks) if part.live.is_some() || ranks.is_empty() => None,
            Self::Reviewed(ranks) => ranks.get(&(u64::from(part.first) + row as u64 + 1)).map(|rank| u64::from(*rank)),
            Self::Id => ids::key(&segment.id, row),
            Self::Request => ids::key(&segment.request, row),
        }
    }
}

/// The rank of the first value of each place; verdicts in the order in which they are offered.
fn reviewed(snapshot: &Snapshot, field: Field) -> HashMap<Seq, u32> {
    let mut first: HashMap<Seq, &str> = HashMap::new();
    snapshot.0.reviews.each(field, |seq, word| {
        let best = first.entry(seq).or_insert(word);
        *best = (*best).min(word);
    });
    if field == Field::Disposition {
        let rank = |word: &str| field.choices().iter().position(|choice| *choice == word).unwrap_or_default() as u32;
        return first.into_iter().map(|(seq, word)| (seq, rank(word))).collect();
    }
    let (places, words): (Vec<_>, Vec<_>) = first.into_iter().map(|(seq, word)| (seq, word.to_owned())).unzip();
    places.into_iter().zip(dense_ranks(words)).filter(|(_, rank)| *rank != ABSENT).collect()
}

fn outcome(flags: Flags) -> u64 {
    flags.outcome() as u64
}

fn tool_error(flags: Flags) -> Option<u64> {
    flags.tool_error().map(u64::from)
}

fn payload(flags: Flags) -> u64 {
    flags.payload() as u64
}

/// What a server is shown as.
pub(crate) fn server_label([id, name]: [&str; 2]) -> &str {
    if name.is_empty() { id } else { name }
}

/// Moments as unsigned numbers that sort alike.
fn ascending(time: i64) -> u64 {
    (time as u64) ^ 1 << 63
}

/// Ranks by text without case, then with it; equal labels have equal ranks, empty ones none.
fn dense_ranks(labels: Vec<String>) -> Vec<u32> {
    let keys: Vec<_> = labels.into_iter().map(|label| (fold(&label), label)).collect();
    let mut codes: Vec<_> = (0..keys.len()).collect();
    codes.sort_unstable_by_key(|code| &keys[*code]);
    let mut ranks = vec![ABSENT; keys.len()];
    let mut rank = 0;
    for (at, code) in codes.iter().enumerate() {
        rank += u32::from(at > 0 && keys[codes[at - 1]] != keys[*code]);
        if !keys[*code].1.is_empty() {
            ranks[*code] = rank;
        }
    }
    ranks
}
