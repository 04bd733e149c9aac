//! An order cut into ranges by some of its own keys.

use std::{ops::Range, sync::OnceLock};

use rayon::prelude::*;

use super::keys::{Key, Sorter};

/// Ranges at most: with ten million rows one has five thousand.
const MOST: u64 = 2048;

/// Rows per range where there are fewer ranges than that.
const ROWS: u64 = 1024;

pub(super) struct Ranges {
    pub sorter: Sorter,
    count: u64,
    /// Where one range ends and the next begins, ascending: a cut is the first key of the range after it.
    cuts: Box<[Key]>,
    /// Of every range the rank of its first row.
    starts: OnceLock<Box<[u64]>>,
}

impl Ranges {
    /// Cuts an order of `count` rows at a sample of its keys. Which rows are taken decides only how even the ranges are.
    pub fn sample(sorter: Sorter, count: u64) -> Self {
        let wanted = (count / ROWS).min(MOST);
        // One row of every stretch of the selection, at a place that no period of the data can follow.
        let places = (0..wanted).map(|at| {
            let (from, until) = (at * count / wanted, (at + 1) * count / wanted);
            from + (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % (until - from)
        });
        let mut places = places.peekable();
        let mut cuts = Vec::new();
        let mut before = 0;
        for part in sorter.snapshot.parts() {
            let mask = &sorter.masks[part.index];
            let after = before + mask.count();
            let inside = std::iter::from_fn(|| places.next_if(|place| *place < after)).map(|place| place - before);
            cuts.extend(mask.of_ranks(inside).map(|row| sorter.key(&part, row)));
            before = after;
        }
        cuts.par_sort_unstable_by(|a, b| sorter.compare(a, b));
        Self { sorter, count, cuts: cuts.into(), starts: OnceLock::new() }
    }

    /// Which range a key is in.
    pub fn of(&self, key: &Key) -> usize {
        self.cuts.partition_point(|cut| self.sorter.compare(cut, key).is_le())
    }

    /// The first rows, at least `least` of them (at most as many as there are), in order.
    pub fn first(&self, least: u64) -> Vec<Key> {
        let ranges = self.cuts.len() + 1;
        // Ranges are uneven: four times as many rows are expected as are wanted, which are too few once in a thousand times.
        let mut some = (4 * least * ranges as u64).div_ceil(self.count).min(ranges as u64) as usize;
        loop {
            let keys = self.collect(0..some);
            if keys.len() as u64 >= least || some == ranges {
                return keys;
            }
            some = (some * 2).min(ranges);
        }
    }

    /// Rows with these ranks in order, and those of a range more on either side, which is where the next page will be. With the rank of the first.
    pub fn around(&self, from: u64, until: u64) -> (u64, Vec<Key>) {
        let starts = self.starts();
        let first = starts.partition_point(|start| *start <= from).saturating_sub(2);
        let end = (starts.partition_point(|start| *start < until) + 1).min(starts.len());
        (starts[first], self.collect(first..end))
    }

    pub fn are_counted(&self) -> bool {
        self.starts.get().is_some()
    }

    /// Of every range the rank of its first row: one pass over all rows, made once.
    pub fn starts(&self) -> &[u64] {
        self.starts.get_or_init(|| {
            let empty = || vec![0_u64; self.cuts.len() + 1];
            let search = Search::new(&self.cuts);
            let counts = (0..self.sorter.masks.len()).into_par_iter().fold(empty, |mut counts, index| {
                let part = self.sorter.snapshot.part(index);
                let near = search.near(self.sorter.span(&part));
                if near.is_empty() {
                    counts[search.starts[near.start]] += self.sorter.masks[index].count();
                    return counts;
                }
                self.sorter.each(&part, |row, primary| {
                    counts[search.range(&near, primary, &self.sorter, || self.sorter.complete(primary, &part, row))] +=
                        1;
                });
                counts
            });
            let counts = counts.reduce(empty, |mut sum, counts| {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                sum
            });
            counts.into_iter().scan(0, |next, count| Some(std::mem::replace(next, *next + count))).collect()
        })
    }

    /// The rows of neighbouring ranges in order.
    fn collect(&self, ranges: Range<usize>) -> Vec<Key> {
        let from = ranges.start.checked_sub(1).map(|cut| self.cuts[cut]);
        let until = self.cuts.get(ranges.end - 1).copied();
        let least = from.map_or(0, |from| from.primary);
        let greatest = until.map_or(u64::MAX, |until| until.primary);
        let parts = (0..self.sorter.masks.len()).into_par_iter().map(|index| {
            let mut keys = Vec::new();
            let part = self.sorter.snapshot.part(index);
            let span = self.sorter.span(&part);
            if self.sorter.masks[index].is_none() || span.1 < least || greatest < span.0 {
                return keys;
            }
            self.sorter.each(&part, |row, primary| {
                if least <= primary && primary <= greatest {
                    let key = self.sorter.complete(primary, &part, row);
                    let after = |cut: Key| primary != cut.primary || self.sorter.compare(&cut, &key).is_le();
                    let before = |cut: Key| primary != cut.primary || self.sorter.compare(&key, &cut).is_lt();
                    if from.is_none_or(after) && until.is_none_or(before) {
                        keys.push(key);
                    }
                }
            });
            keys
        });
        let mut keys: Vec<Key> = parts.flatten().collect();
        keys.par_sort_unstable_by(|a, b| self.sorter.compare(a, b));
        keys
    }
}

/// The cuts as a row's range is looked for, a million times: plain numbers without branches between them, equal ones once.
struct Search<'a> {
    cuts: &'a [Key],
    times: Vec<u64>,
    /// The distinct first parts.
    primaries: Vec<u64>,
    /// For each of them the first cut that has it, and after them the number of cuts.
    starts: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(cuts: &'a [Key]) -> Self {
        let groups = || cuts.chunk_by(|a, b| a.primary == b.primary);
        let mut starts = vec![0];
        starts.extend(groups().scan(0, |end, group| {
            *end += group.len();
            Some(*end)
        }));
        let primaries = groups().map(|group| group[0].primary).collect();
        Self { cuts, times: cuts.iter().map(|cut| cut.time).collect(), primaries, starts }
    }

    /// Which of the distinct first parts lie within a span.
    fn near(&self, (least, greatest): (u64, u64)) -> Range<usize> {
        let before = |bound: u64| self.primaries.partition_point(|primary| *primary < bound);
        before(least)..greatest.checked_add(1).map_or(self.primaries.len(), before)
    }

    /// The range of a row with this first part, which lies among those `near`.
    fn range(&self, near: &Range<usize>, primary: u64, sorter: &Sorter, key: impl FnOnce() -> Key) -> usize {
        let group = near.start + self.primaries[near.clone()].partition_point(|other| *other < primary);
        let start = self.starts[group];
        if group == near.end || self.primaries[group] != primary {
            return start;
        }
        let (key, equal) = (key(), start..self.starts[group + 1]);
        let cuts = &self.cuts[equal.clone()];
        if sorter.has_texts(primary) {
            return start + cuts.partition_point(|cut| sorter.compare(cut, &key).is_le());
        }
        let earlier = self.times[equal].partition_point(|time| *time < key.time);
        let is_close = cuts.get(earlier).is_some_and(|cut| cut.time == key.time);
        start + earlier + if is_close { cuts[earlier..].partition_point(|cut| *cut <= key) } else { 0 }
    }
}
