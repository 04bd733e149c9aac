//! Counting and measuring groups of rows: every row has a group, every group gets its figures. Exact; nothing is sampled.
//!
//! One grouping takes 4 bytes per row for the groups, and while it is measured 4 bytes more per row (8 where a response took more than 71 minutes).

use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

use super::super::{Selection, mask::Mask};
use crate::{
    api::wire::{Micros, UsageFigures},
    entry::{Status, filter::Filter},
    error::{Error, Result},
    store::columns::{
        Part,
        codes::{Packed, each_width},
        segment::{Flags, Word},
    },
};

/// The group of a row that belongs to none.
pub(super) const NONE: u32 = u32::MAX;

/// Of outcome and tool error together there are so many kinds; a power of two, so that the counts of a group lie in one cache line.
const KINDS: usize = 16;

/// The group of every selected row, segment by segment.
pub(super) struct Grouping {
    pub of: Vec<Box<[u32]>>,
    pub groups: usize,
}

/// Pairs of group and value up to which a byte is kept for each: they stay within the processor's caches.
const FLAGS_MOST: usize = 1 << 20;

/// The rows of one side of a comparison, with their users.
pub(super) struct Side<'a> {
    pub filter: &'a Filter,
    /// How far it lies before the other side, in microseconds.
    pub shift: i64,
    pub selection: &'a Selection,
    pub users: &'a Grouping,
    pub cancel: &'a CancellationToken,
}

/// What was measured of every group.
pub(super) struct Measured {
    tallies: Vec<[u32; KINDS]>,
    spreads: Vec<Spread>,
    users: Vec<u32>,
}

/// The response times of a group.
#[derive(Clone, Copy, Default)]
struct Spread {
    timed: u64,
    /// p50, p90, p99, max.
    marks: Option<[u64; 4]>,
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
        let of = (0..selection.masks.len()).into_par_iter().map(|index| {
            let (part, mask) = (selection.snapshot.part(index), &selection.masks[index]);
            let mut rows = Vec::with_capacity(mask.count() as usize);
            fill(&part, mask, &mut rows);
            rows.into()
        });
        Self { of: of.collect(), groups }
    }

    /// All rows in one group.
    pub fn whole(selection: &Selection) -> Self {
        Self::by(selection, 1, |_, mask, rows| rows.resize(mask.count() as usize, 0))
    }
}

impl Side<'_> {
    fn parts(&self) -> impl Iterator<Item = Result<(Part<'_>, &Mask)>> {
        let selection = self.selection;
        selection
            .snapshot
            .parts()
            .zip(&selection.masks[..])
            .map(|part| if self.cancel.is_cancelled() { Err(Error::cancelled()) } else { Ok(part) })
    }

    /// Everything of every group.
    pub fn measure(&self, grouping: &Grouping) -> Result<Measured> {
        let (tallies, greatest) = self.tallies(grouping)?;
        let spreads = if greatest < u64::from(u32::MAX) {
            self.spreads::<u32>(grouping)?
        } else {
            self.spreads::<u64>(grouping)?
        };
        let calls: Vec<u32> = tallies.iter().map(|tally| tally.iter().sum()).collect();
        let users = self.distinct(grouping, &calls, self.users)?;
        Ok(Measured { tallies, spreads, users })
    }

    /// Counts alone.
    pub fn count(&self, grouping: &Grouping) -> Result<Measured> {
        let (tallies, _) = self.tallies(grouping)?;
        Ok(Measured { spreads: vec![Spread::default(); tallies.len()], users: vec![0; tallies.len()], tallies })
    }

    /// The counts by outcome and tool error, and the longest response time.
    fn tallies(&self, grouping: &Grouping) -> Result<(Vec<[u32; KINDS]>, u64)> {
        let kinds: [u8; 256] = std::array::from_fn(|flags| kind(Flags(flags as u8)) as u8);
        let mut tallies = vec![[0; KINDS]; grouping.groups];
        let mut greatest = 0;
        for (part, groups) in self.parts().zip(&grouping.of) {
            let (part, mask) = part?;
            let duration = &part.segment.duration;
            greatest = greatest.max(duration.value(duration.greatest_cell()).unwrap_or(0));
            let (flags, mut groups) = (&part.segment.flags, groups.iter());
            mask.each(|row| {
                let group = *groups.next().expect("a group was given to every row");
                if let Some(tally) = tallies.get_mut(group as usize) {
                    tally[usize::from(kinds[usize::from(flags[row])])] += 1;
                }
            });
        }
        Ok((tallies, greatest))
    }

    /// Puts the response times of each group beside each other and picks the marks among them.
    fn spreads<D: Duration>(&self, grouping: &Grouping) -> Result<Vec<Spread>> {
        let mut timed = vec![0_u32; grouping.groups];
        for (part, groups) in self.parts().zip(&grouping.of) {
            let (part, mask) = part?;
            let mut groups = groups.iter();
            each_value(&part.segment.duration, mask, |duration| {
                let group = *groups.next().expect("a group was given to every row");
                if let (Some(timed), Some(_)) = (timed.get_mut(group as usize), duration) {
                    *timed += 1;
                }
            });
        }
        let mut places = Places::of(&timed);
        let mut durations = vec![D::default(); places.total()];
        for (part, groups) in self.parts().zip(&grouping.of) {
            let (part, mask) = part?;
            let mut groups = groups.iter();
            each_value(&part.segment.duration, mask, |duration| {
                let group = *groups.next().expect("a group was given to every row");
                if let Some(duration) = duration
                    && let Some(place) = places.next(group)
                {
                    durations[place] = D::of(duration);
                }
            });
        }
        let mut rest = durations.as_mut_slice();
        let slices = timed.iter().map(|timed| rest.split_off_mut(..*timed as usize).expect("the lengths add up"));
        let slices: Vec<_> = slices.collect();
        Ok(slices.into_par_iter().map(spread).collect())
    }

    /// How many different words all rows have.
    pub fn distinct_words(&self, whole: &Grouping, word: Word) -> Result<u64> {
        let words = self.selection.snapshot.dictionary(word).len();
        let codes: Vec<u32> = (0..words as u32).collect();
        let values = Grouping::by_word(self.selection, word, &codes, words);
        let counts = self.distinct(whole, &[self.selection.count() as u32], &values)?;
        Ok(counts.into_iter().map(u64::from).sum())
    }

    /// When each group was seen first and last; `(i64::MAX, i64::MIN)` for one without rows.
    pub fn seen(selection: &Selection, grouping: &Grouping) -> Vec<(Micros, Micros)> {
        let mut seen = vec![(i64::MAX, i64::MIN); grouping.groups];
        for ((part, mask), groups) in selection.snapshot.parts().zip(&selection.masks[..]).zip(&grouping.of) {
            let (times, mut groups) = (&part.segment.times, groups.iter());
            mask.each(|row| {
                let group = *groups.next().expect("a group was given to every row");
                if let Some((first, last)) = seen.get_mut(group as usize) {
                    (*first, *last) = ((*first).min(times[row]), (*last).max(times[row]));
                }
            });
        }
        seen
    }

    /// How many different `values` the rows of each group have. `calls` has how many rows there are.
    fn distinct(&self, grouping: &Grouping, calls: &[u32], values: &Grouping) -> Result<Vec<u32>> {
        if grouping.groups.saturating_mul(values.groups) <= FLAGS_MOST {
            return self.distinct_by_flags(grouping, values);
        }
        let mut places = Places::of(calls);
        let mut arena = vec![NONE; places.total()];
        for ((part, groups), values) in self.parts().zip(&grouping.of).zip(&values.of) {
            part?;
            for (group, value) in groups.iter().zip(values) {
                if let Some(place) = places.next(*group) {
                    arena[place] = *value;
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
}

impl Side<'_> {
    /// The same with a flag for every pair of group and value.
    fn distinct_by_flags(&self, grouping: &Grouping, values: &Grouping) -> Result<Vec<u32>> {
        let mut seen = vec![false; grouping.groups * values.groups];
        let mut counts = vec![0; grouping.groups];
        for ((part, groups), of) in self.parts().zip(&grouping.of).zip(&values.of) {
            part?;
            for (group, value) in groups.iter().zip(of) {
                if *group != NONE && *value != NONE {
                    let seen = &mut seen[*group as usize * values.groups + *value as usize];
                    counts[*group as usize] += u32::from(!std::mem::replace(seen, true));
                }
            }
        }
        Ok(counts)
    }
}

impl Measured {
    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.tallies.len()
    }

    /// How many rows a group has.
    pub fn calls(&self, group: usize) -> u64 {
        self.tallies.get(group).map_or(0, |tally| tally.iter().map(|count| u64::from(*count)).sum())
    }

    /// The figures of a group; zero for one that has no row.
    pub fn figures(&self, group: usize) -> UsageFigures {
        let Some(tally) = self.tallies.get(group) else { return UsageFigures::default() };
        let count = |counts: &dyn Fn(Status, Option<bool>) -> bool| {
            let kinds =
                Status::ALL.into_iter().flat_map(|status| [None, Some(false), Some(true)].map(|told| (status, told)));
            let counted = kinds.zip(tally).filter(|((status, told), _)| counts(*status, *told));
            counted.map(|(_, count)| u64::from(*count)).sum::<u64>()
        };
        let outcome = |wanted: Status| count(&|status, _| status == wanted);
        let Spread { timed, marks } = self.spreads[group];
        let mark = |index: usize| marks.map(|marks| marks[index]);
        UsageFigures {
            calls: count(&|_, _| true),
            successes: outcome(Status::Success),
            failures: outcome(Status::Failure),
            denied: outcome(Status::Denied),
            timeouts: outcome(Status::Timeout),
            unknown: outcome(Status::Unknown),
            tool_errors: count(&|_, told| told == Some(true)),
            errors: count(&|status, told| {
                told == Some(true) || matches!(status, Status::Failure | Status::Denied | Status::Timeout)
            }),
            untold: count(&|status, told| status == Status::Success && told.is_none()),
            users: self.users[group].into(),
            timed,
            p50: mark(0),
            p90: mark(1),
            p99: mark(2),
            max: mark(3),
        }
    }
}

/// The place of outcome and tool error among the kinds.
fn kind(flags: Flags) -> usize {
    flags.outcome() as usize * 3 + flags.tool_error().map_or(0, |error| 1 + usize::from(error))
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

/// Where the rows of each group go when the groups lie one behind another.
struct Places {
    next: Vec<usize>,
    total: usize,
}

impl Places {
    fn of(lengths: &[u32]) -> Self {
        let mut total = 0;
        let next = lengths.iter().map(|length| {
            total += *length as usize;
            total - *length as usize
        });
        let next = next.collect();
        Self { next, total }
    }

    fn total(&self) -> usize {
        self.total
    }

    fn next(&mut self, group: u32) -> Option<usize> {
        self.next.get_mut(group as usize).map(|next| std::mem::replace(next, *next + 1))
    }
}

/// Microseconds, as wide as they need to be.
trait Duration: Copy + Default + Ord + Send + Into<u64> {
    fn of(micros: u64) -> Self;
}

impl Duration for u32 {
    fn of(micros: u64) -> Self {
        micros as u32
    }
}

impl Duration for u64 {
    fn of(micros: u64) -> Self {
        micros
    }
}

/// The marks by nearest rank: the least value that so many per cent of all do not exceed.
fn spread<D: Duration>(durations: &mut [D]) -> Spread {
    let timed = durations.len();
    if timed == 0 {
        return Spread::default();
    }
    let max = durations.iter().max().copied().unwrap_or_default();
    let (mut rest, mut marks) = (durations, [max.into(); 4]);
    // The greatest first: what lies below it has all the others.
    for (mark, percent) in [(2, 99), (1, 90), (0, 50)] {
        let rank = (timed * percent).div_ceil(100) - 1;
        let (_, value, _) = rest.select_nth_unstable(rank);
        marks[mark] = (*value).into();
        rest = &mut rest[..=rank];
    }
    Spread { timed: timed as u64, marks: Some(marks) }
}
