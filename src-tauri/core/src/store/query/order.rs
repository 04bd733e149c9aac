//! The rows of a selection in an order: total, the same for the same snapshot, and quick for the first pages.
//!
//! Ties are broken by time, then by ledger place (pending rows after the settled ones), all in the direction of the order: descending is ascending
//! read backwards, but for rows without a value, which come last in both.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::mask::Mask;
use crate::{
    api::wire::Sort,
    entry::{
        SourceId,
        filter::{Field, text::fold},
    },
    store::columns::{
        Part, RowAt, Snapshot,
        codes::{Cells, Packed},
        segment::{Flags, Word},
        texts,
    },
};

/// Rows that are found without sorting the rest: the first pages of any order.
const HEAD: usize = 2048;

/// A selection in an order.
pub struct Order {
    snapshot: Snapshot,
    masks: Arc<[Mask]>,
    count: u64,
    sort: Sort,
    keys: OnceLock<Keys>,
    head: OnceLock<Box<[u32]>>,
    all: OnceLock<Box<[u32]>>,
}

/// What is compared: the field, then the time, then the row. Turned round already where the order descends.
type Key = (u64, u64, u32);

/// How a field becomes a number that sorts as the field does. Numbers stay below `u64::MAX`, which stands for "no value".
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
    State,
    /// By rank of the dictionary code.
    Word(Word, Arc<[u32]>),
    /// As `Word`, [`ABSENT`] for an empty label.
    Label(Word, Vec<u32>),
    Source(HashMap<SourceId, u32>),
    /// Numbers that are written as text.
    Id,
    Request,
    /// By row: strings that are in no dictionary and not all numbers.
    Rows(Vec<u32>),
}

/// No label.
const ABSENT: u32 = u32::MAX;

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("count", &self.count).field("sort", &self.sort).finish_non_exhaustive()
    }
}

impl Order {
    pub(super) fn new(snapshot: Snapshot, masks: Arc<[Mask]>, count: u64, sort: Sort) -> Self {
        let (keys, head, all) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { snapshot, masks, count, sort, keys, head, all }
    }

    /// How many rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The rows from a rank on, at most `limit`.
    pub fn page(&self, offset: u64, limit: usize) -> Vec<RowAt> {
        let from = offset.min(self.count) as usize;
        let until = offset.saturating_add(limit as u64).min(self.count) as usize;
        let rows = match self.all.get() {
            Some(all) => all,
            None if until <= HEAD => self.head.get_or_init(|| self.first_rows(HEAD)),
            None => self.all.get_or_init(|| self.all_rows()),
        };
        rows[from..until].iter().map(|row| RowAt(*row)).collect()
    }

    /// The rank of a row; `None` where it is not in the selection.
    pub fn rank(&self, row: RowAt) -> Option<u64> {
        let (part, place) = self.snapshot.locate(row)?;
        if !self.masks[part.index].get(place) {
            return None;
        }
        let own = self.key(&part, place);
        let before = (0..self.masks.len()).into_par_iter().map(|index| {
            let part = self.snapshot.part(index);
            let primaries = self.primaries(&part);
            let mut before = 0;
            self.masks[index].each(|row| before += u64::from(self.complete(primaries[row], &part, row) < own));
            before
        });
        Some(before.sum())
    }

    fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::new(&self.snapshot, &self.masks, self.sort.field))
    }

    fn key(&self, part: &Part<'_>, row: usize) -> Key {
        self.complete(self.turned(self.keys().of(part, row)), part, row)
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
        match self.keys() {
            Keys::Time => segment.times.iter().map(|time| self.turned(Some(ascending(*time)))).collect(),
            Keys::Duration => self.packed(&segment.duration, segment.len(), Some),
            Keys::Status => self.packed(&segment.status, segment.len(), Some),
            Keys::Id if let texts::Texts::Numbers(ids) = &segment.id => self.packed(ids, segment.len(), Some),
            Keys::Request if let texts::Texts::Numbers(ids) = &segment.request => self.packed(ids, segment.len(), Some),
            Keys::Word(word, ranks) => {
                let rank = |code: u64| Some(ranks[code as usize].into());
                self.packed(&segment.words[*word as usize], segment.len(), rank)
            }
            Keys::Label(word, ranks) => {
                let rank = |code: u64| Some(ranks[code as usize]).filter(|rank| *rank != ABSENT).map(u64::from);
                self.packed(&segment.words[*word as usize], segment.len(), rank)
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

    fn complete(&self, primary: u64, part: &Part<'_>, row: usize) -> Key {
        let (time, place) = (ascending(part.segment.times[row]), part.first + row as u32);
        if self.sort.descending { (primary, !time, !place) } else { (primary, time, place) }
    }

    fn row(&self, key: Key) -> u32 {
        if self.sort.descending { !key.2 } else { key.2 }
    }

    /// The first rows: every segment gives its first, the least of these are the first of all.
    fn first_rows(&self, most: usize) -> Box<[u32]> {
        self.keys();
        let mut keys = if self.sort.field == Field::Time {
            self.first_by_time(most)
        } else {
            let parts = (0..self.masks.len()).into_par_iter().map(|index| {
                let mut least = Least::new(most);
                self.offer(index, &mut least);
                least.keys
            });
            parts.flatten().collect()
        };
        keys.sort_unstable();
        keys.truncate(most);
        keys.into_iter().map(|key| self.row(key)).collect()
    }

    /// Segments hardly overlap in time: the newest (or oldest) first, and those that cannot have one of the first rows are not looked into.
    fn first_by_time(&self, most: usize) -> Vec<Key> {
        let best = |index: usize| {
            let (least, greatest) = self.snapshot.part(index).segment.span;
            if self.sort.descending { u64::MAX - 1 - ascending(greatest).min(u64::MAX - 1) } else { ascending(least) }
        };
        let mut parts: Vec<_> = (0..self.masks.len()).map(|index| (best(index), index)).collect();
        parts.sort_unstable();
        let mut least = Least::new(most);
        for (best, index) in parts {
            if least.bound().is_some_and(|bound| bound.0 < best) {
                break;
            }
            self.offer(index, &mut least);
        }
        least.keys
    }

    fn offer(&self, index: usize, least: &mut Least) {
        let part = self.snapshot.part(index);
        let primaries = self.primaries(&part);
        let offer = |row: usize| {
            if primaries[row] <= least.most_primary {
                least.offer(self.complete(primaries[row], &part, row));
            }
        };
        if self.sort.descending { self.masks[index].each_back(offer) } else { self.masks[index].each(offer) }
    }

    fn all_rows(&self) -> Box<[u32]> {
        self.keys();
        let parts = (0..self.masks.len()).into_par_iter().map(|index| {
            let part = self.snapshot.part(index);
            let mut keys = Vec::with_capacity(self.masks[index].count() as usize);
            let primaries = self.primaries(&part);
            self.masks[index].each(|row| keys.push(self.complete(primaries[row], &part, row)));
            keys
        });
        let mut keys: Vec<Key> = parts.flatten().collect();
        if self.sort.field == Field::Time {
            // Rows come nearly in the order of time: a merge sort finds the runs.
            keys.par_sort();
        } else {
            keys.par_sort_unstable();
        }
        keys.into_iter().map(|key| self.row(key)).collect()
    }
}

/// Keeps the least keys of those that are offered.
struct Least {
    most: usize,
    keys: Vec<Key>,
    bound: Option<Key>,
    /// A key whose first part is greater is not among the least.
    most_primary: u64,
}

impl Least {
    fn new(most: usize) -> Self {
        Self { most, keys: Vec::with_capacity(2 * most), bound: None, most_primary: u64::MAX }
    }

    fn offer(&mut self, key: Key) {
        if self.bound.is_some_and(|bound| bound <= key) {
            return;
        }
        self.keys.push(key);
        if self.keys.len() == 2 * self.most {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let (_, bound, _) = self.keys.select_nth_unstable(self.most - 1);
        self.bound = Some(*bound);
        self.most_primary = bound.0;
        self.keys.truncate(self.most);
    }

    /// A key that is not among the least if it is above this; `None` while there are too few.
    fn bound(&mut self) -> Option<Key> {
        if self.keys.len() > self.most {
            self.cut();
        } else if self.keys.len() == self.most && self.bound.is_none() {
            self.bound = self.keys.iter().copied().max();
        }
        self.bound
    }
}

impl Keys {
    fn new(snapshot: &Snapshot, masks: &[Mask], field: Field) -> Self {
        let word = |word: Word| Self::Word(word, snapshot.dictionary(word).ranks(fold).clone());
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
            Field::Kind => word(Word::Kind),
            Field::Credential => word(Word::Credential),
            Field::Operation => word(Word::Operation),
            Field::Target => word(Word::Target),
            Field::TargetType => word(Word::TargetType),
            Field::Error => word(Word::Error),
            Field::Client => word(Word::Client),
            Field::ClientVersion => word(Word::ClientVersion),
            Field::UserAgent => word(Word::UserAgent),
            Field::Ip => word(Word::Ip),
            Field::Session => word(Word::Session),
            Field::Actor => labels(Word::Actor, &|code| snapshot.actor(code).label().to_owned()),
            Field::ActorType => labels(Word::Actor, &|code| snapshot.actor(code).actor_type.to_owned()),
            Field::Server => labels(Word::Server, &|code| server_label(snapshot.server(code)).to_owned()),
            Field::Source => {
                let (sources, names): (Vec<_>, Vec<_>) =
                    snapshot.0.names.sources().map(|(source, name)| (source, name.to_owned())).unzip();
                let ranks = sources.into_iter().zip(dense_ranks(names)).filter(|(_, rank)| *rank != ABSENT);
                Self::Source(ranks.collect())
            }
            Field::Id | Field::Request => Self::texts(snapshot, masks, field),
        }
    }

    fn texts(snapshot: &Snapshot, masks: &[Mask], field: Field) -> Self {
        if snapshot.parts().all(|part| matches!(column(&part, field), texts::Texts::Numbers(_))) {
            return if field == Field::Id { Self::Id } else { Self::Request };
        }
        // Numbers by their value, then everything else by its text.
        let mut rows = Vec::new();
        for (part, mask) in snapshot.parts().zip(masks) {
            mask.each(|row| {
                let text = column(&part, field).get(row);
                if !text.is_empty() {
                    let number = texts::number(&text);
                    rows.push(((number.is_none(), number, fold(&text), text), part.first + row as u32));
                }
            });
        }
        rows.par_sort_unstable();
        let mut ranks = vec![ABSENT; snapshot.parts().map(|part| part.segment.len()).sum()];
        let mut rank = 0;
        for (at, (key, row)) in rows.iter().enumerate() {
            rank += u32::from(at > 0 && rows[at - 1].0 != *key);
            ranks[*row as usize] = rank;
        }
        Self::Rows(ranks)
    }

    /// The number of a row's field; `None` where it has no value.
    fn of(&self, part: &Part<'_>, row: usize) -> Option<u64> {
        let segment = part.segment;
        let ranked = |ranks: &[u32], column: &Packed| {
            let code = column.get(row)?;
            Some(ranks[code as usize]).filter(|rank| *rank != ABSENT).map(u64::from)
        };
        let number = |texts: &texts::Texts| match texts {
            texts::Texts::Numbers(numbers) => numbers.get(row),
            _ => None,
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
            Self::State => Some(super::row::state(part, row) as u64),
            Self::Word(word, ranks) => ranked(ranks, &segment.words[*word as usize]),
            Self::Label(word, ranks) => ranked(ranks, &segment.words[*word as usize]),
            Self::Source(ranks) => ranks.get(&segment.source(row)).map(|rank| u64::from(*rank)),
            Self::Id => number(&segment.id),
            Self::Request => number(&segment.request),
            Self::Rows(ranks) => Some(ranks[part.first as usize + row]).filter(|rank| *rank != ABSENT).map(u64::from),
        }
    }
}

fn column<'a>(part: &Part<'a>, field: Field) -> &'a texts::Texts {
    if field == Field::Id { &part.segment.id } else { &part.segment.request }
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
pub(super) fn server_label([id, name]: [&str; 2]) -> &str {
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
