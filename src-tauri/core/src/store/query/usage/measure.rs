//! Counting and measuring groups of rows: every row has a group, every group gets its figures. Exact; nothing is sampled.
//!
//! What is read of every row, whatever it is grouped by, is taken out of the columns once: one byte for its outcome and tool error, four (eight where a
//! response took more than 71 minutes) for its response time and two for the range of that. One grouping takes four bytes per row.

use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

use super::{
    super::{Selection, mask::Mask},
    spread::{Duration, Spread, Times, spreads},
    tally::{Kinds, Tally},
};
use crate::{
    api::wire::UsageFigures,
    entry::{Status, filter::Filter},
    error::{Error, Result},
    store::columns::{
        Part,
        codes::{Packed, each_width},
        segment::Word,
    },
};

/// The group of a row that belongs to none.
pub(super) const NONE: u32 = u32::MAX;

/// Pairs of group and value up to which a bit is kept for each, 4 MB: they stay within the processor's caches.
const PAIRS_MOST: usize = 1 << 25;

/// The group of every selected row, segment by segment.
pub(super) struct Grouping {
    pub of: Vec<Box<[u32]>>,
    pub groups: usize,
}

/// The rows of one side of a comparison, with their users.
pub(super) struct Side<'a> {
    pub filter: &'a Filter,
    /// How far it lies before the other side, in microseconds.
    pub shift: i64,
    pub selection: &'a Selection,
    pub users: &'a Grouping,
    kinds: Kinds,
    times: ResponseTimes,
    cancel: &'a CancellationToken,
}

/// The response times of a side, as wide as the longest needs.
enum ResponseTimes {
    Short(Vec<Times<u32>>),
    Long(Vec<Times<u64>>),
}

/// What was measured of every group.
pub(super) struct Measured {
    tallies: Vec<Tally>,
    spreads: Vec<Spread>,
    users: Vec<u32>,
}

impl Grouping {
    /// The rows by the code of a dictionary; `of` has the group of every code.
    pub fn by_word(selection: &Selection, word: Word, of: &[u32], groups: usize) -> Self {
        Self::by(selection, groups, |part, mask, rows| {
            each_value(&part.segment.words[word as usize], mask, |code| {
                rows.push(code.map_or(NONE, |code| of[code as usize]));
            });
        })
    }

    /// The rows by whatever `fill` says of the rows of a segment.
    pub fn by(selection: &Selection, groups: usize, fill: impl Fn(&Part<'_>, &Mask, &mut Vec<u32>) + Sync) -> Self {
        Self { of: by_segment(selection, fill), groups }
    }

    /// All rows in one group.
    pub fn whole(selection: &Selection) -> Self {
        Self::by(selection, 1, |_, mask, rows| rows.resize(mask.count() as usize, 0))
    }
}

/// Something of every selected row, segment by segment.
pub(super) fn by_segment<T: Send>(
    selection: &Selection,
    fill: impl Fn(&Part<'_>, &Mask, &mut Vec<T>) + Sync,
) -> Vec<Box<[T]>> {
    let of = (0..selection.masks.len()).into_par_iter().map(|index| {
        let (part, mask) = (selection.snapshot.part(index), &selection.masks[index]);
        let mut rows = Vec::with_capacity(mask.count() as usize);
        fill(&part, mask, &mut rows);
        rows.into()
    });
    of.collect()
}

impl<'a> Side<'a> {
    /// A filter's rows.
    pub fn new(
        filter: &'a Filter,
        shift: i64,
        selection: &'a Selection,
        users: &'a Grouping,
        cancel: &'a CancellationToken,
    ) -> Self {
        let (kinds, times) = (Kinds::of(selection), ResponseTimes::of(selection));
        Self { filter, shift, selection, users, kinds, times, cancel }
    }

    /// Everything of every group.
    pub fn measure(&self, grouping: &Grouping) -> Result<Measured> {
        let spreads = || match &self.times {
            ResponseTimes::Short(times) => spreads(times, &grouping.of, grouping.groups),
            ResponseTimes::Long(times) => spreads(times, &grouping.of, grouping.groups),
        };
        let counts = || {
            let tallies = self.kinds.tallies(grouping, self.cancel)?;
            let calls: Vec<u32> = tallies.iter().map(Tally::calls).collect();
            let users = if std::ptr::eq(grouping, self.users) {
                calls.iter().map(|calls| (*calls).min(1)).collect()
            } else {
                self.distinct(grouping, &calls, self.users)?
            };
            Ok::<_, Error>((tallies, users))
        };
        // Side by side, so that the last grouping of a page leaves no processor idle.
        let (spreads, counts) = rayon::join(spreads, counts);
        let (tallies, users) = counts?;
        Ok(Measured { tallies, spreads, users })
    }

    /// Shows every response time in microseconds, with the number of its range.
    pub fn each_time(&self, mut then: impl FnMut(usize, u64)) {
        match &self.times {
            ResponseTimes::Short(times) => times.iter().for_each(|times| times.each(&mut then)),
            ResponseTimes::Long(times) => times.iter().for_each(|times| times.each(&mut then)),
        }
    }

    /// Counts alone.
    pub fn count(&self, grouping: &Grouping) -> Result<Measured> {
        let tallies = self.kinds.tallies(grouping, self.cancel)?;
        Ok(Measured { spreads: vec![Spread::default(); tallies.len()], users: vec![0; tallies.len()], tallies })
    }

    /// How many different words all rows have.
    pub fn distinct_words(&self, whole: &Grouping, word: Word) -> Result<u64> {
        let words = self.selection.snapshot.dictionary(word).len();
        let codes: Vec<u32> = (0..words as u32).collect();
        let values = Grouping::by_word(self.selection, word, &codes, words);
        let counts = self.distinct(whole, &[self.selection.count() as u32], &values)?;
        Ok(counts.into_iter().map(u64::from).sum())
    }

    /// How many different `values` the rows of each group have. `calls` has how many rows there are.
    fn distinct(&self, grouping: &Grouping, calls: &[u32], values: &Grouping) -> Result<Vec<u32>> {
        if grouping.groups.saturating_mul(values.groups) <= PAIRS_MOST {
            return self.distinct_by_pairs(grouping, values);
        }
        let mut total = 0;
        let next = calls.iter().map(|calls| {
            total += *calls as usize;
            total - *calls as usize
        });
        let mut next: Vec<usize> = next.collect();
        let mut arena = vec![NONE; total];
        for (groups, values) in grouping.of.iter().zip(&values.of) {
            Error::if_cancelled(self.cancel)?;
            for (group, value) in groups.iter().zip(values) {
                if let Some(place) = next.get_mut(*group as usize) {
                    arena[*place] = *value;
                    *place += 1;
                }
            }
        }
        // The last group that had a value; a value is new to a group once.
        let mut last = vec![NONE; values.groups];
        let mut rest = arena.as_slice();
        let count = |(calls, group): (&u32, u32)| {
            let values = rest.split_off(..*calls as usize).expect("the lengths add up");
            let is_new = |value: &&u32| {
                last.get_mut(**value as usize).is_some_and(|last| std::mem::replace(last, group) != group)
            };
            values.iter().filter(is_new).count() as u32
        };
        Ok(calls.iter().zip(0..).map(count).collect())
    }

    /// The same with a bit for every pair of group and value.
    fn distinct_by_pairs(&self, grouping: &Grouping, values: &Grouping) -> Result<Vec<u32>> {
        let mut seen = vec![0_u64; (grouping.groups * values.groups).div_ceil(64)];
        let mut counts = vec![0; grouping.groups];
        for (groups, of) in grouping.of.iter().zip(&values.of) {
            Error::if_cancelled(self.cancel)?;
            for (group, value) in groups.iter().zip(of) {
                if *group != NONE && *value != NONE {
                    let pair = *group as usize * values.groups + *value as usize;
                    let (bits, bit) = (&mut seen[pair / 64], 1 << (pair % 64));
                    if *bits & bit == 0 {
                        *bits |= bit;
                        counts[*group as usize] += 1;
                    }
                }
            }
        }
        Ok(counts)
    }
}

impl ResponseTimes {
    fn of(selection: &Selection) -> Self {
        let greatest = selection.snapshot.parts().filter_map(|part| {
            let duration = &part.segment.duration;
            duration.value(duration.greatest_cell())
        });
        if greatest.max().unwrap_or(0) < u64::from(u32::MAX) {
            Self::Short(times(selection))
        } else {
            Self::Long(times(selection))
        }
    }
}

fn times<D: Duration>(selection: &Selection) -> Vec<Times<D>> {
    let of = (0..selection.masks.len()).into_par_iter().map(|index| {
        let (part, mask) = (selection.snapshot.part(index), &selection.masks[index]);
        let mut micros = Vec::with_capacity(mask.count() as usize);
        each_value(&part.segment.duration, mask, |duration| micros.push(duration.map_or(D::NONE, D::of)));
        Times::of(micros.into())
    });
    of.collect()
}

impl Measured {
    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.tallies.len()
    }

    /// How many rows a group has.
    pub fn calls(&self, group: usize) -> u64 {
        self.tallies.get(group).map_or(0, |tally| tally.calls().into())
    }

    /// The figures of a group; zero for one that has no row.
    pub fn figures(&self, group: usize) -> UsageFigures {
        let Some(tally) = self.tallies.get(group) else { return UsageFigures::default() };
        let outcome = |wanted: Status| tally.count(|status, _| status == wanted);
        let Spread { timed, marks } = self.spreads[group];
        let mark = |index: usize| marks.map(|marks| marks[index]);
        UsageFigures {
            calls: tally.calls().into(),
            successes: outcome(Status::Success),
            failures: outcome(Status::Failure),
            denied: outcome(Status::Denied),
            timeouts: outcome(Status::Timeout),
            unknown: outcome(Status::Unknown),
            tool_errors: tally.count(|_, told| told == Some(true)),
            errors: tally.count(|status, told| {
                told == Some(true) || matches!(status, Status::Failure | Status::Denied | Status::Timeout)
            }),
            untold: tally.count(|status, told| status == Status::Success && told.is_none()),
            users: self.users[group].into(),
            timed,
            p50: mark(0),
            p90: mark(1),
            p99: mark(2),
            max: mark(3),
        }
    }
}

/// Shows the value of every row of the mask, in order.
#[expect(clippy::useless_conversion, reason = "one of the widths is the one that is asked for")]
pub(super) fn each_value(packed: &Packed, mask: &Mask, mut then: impl FnMut(Option<u64>)) {
    each_width!(
        packed,
        cells => mask.each(|row| then(packed.value(cells[row].into()))),
        cell => (0..mask.count()).for_each(|_| then(packed.value((*cell).into())))
    );
}
