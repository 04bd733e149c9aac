//! Percentiles of the response times of groups, by nearest rank, exact.
//!
//! With few groups the rows are read twice: first they are counted by group and range of response times, ranges as wide as a thirty-second of their
//! beginning; that tells in which range each mark lies, and the second reading collects the values of those ranges alone. With many groups the counts would
//! leave the processor's caches: there the values of each group are put beside each other.

use rayon::prelude::*;

use super::measure::NONE;

/// Bits of a value that tell its range, beside the place of its highest bit.
const BITS: u32 = 5;

/// Values below are ranges of their own.
const EXACT: u64 = 1 << BITS;

/// How many ranges there are, and one for rows without a response time.
const RANGES: usize = ((u64::BITS - BITS + 1) << BITS) as usize + 1;

/// The range of rows without a response time.
const UNTIMED: u16 = RANGES as u16 - 1;

/// Counts of ranges up to which a grouping is counted by them: 16 MB.
const COUNTS_MOST: usize = 1 << 22;

/// Response times in microseconds, as wide as they need to be. The greatest value stands for none.
pub(super) trait Duration: Copy + Ord + Send + Sync + Into<u64> {
    const NONE: Self;
    fn of(micros: u64) -> Self;
}

impl Duration for u32 {
    const NONE: Self = Self::MAX;
    fn of(micros: u64) -> Self {
        micros as u32
    }
}

impl Duration for u64 {
    const NONE: Self = Self::MAX;
    fn of(micros: u64) -> Self {
        micros
    }
}

/// The response times of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    pub timed: u64,
    /// p50, p90, p99, max.
    pub marks: Option<[u64; 4]>,
}

/// The response times of the rows of one segment, with the range of each.
pub(super) struct Times<D> {
    micros: Box<[D]>,
    ranges: Box<[u16]>,
}

impl<D: Duration> Times<D> {
    /// The response times of rows, in their order.
    pub fn of(micros: Box<[D]>) -> Self {
        let range = |micros: &D| if *micros == D::NONE { UNTIMED } else { range((*micros).into()) };
        Self { ranges: micros.iter().map(range).collect(), micros }
    }

    /// Shows every response time, with the number of its range.
    pub fn each(&self, mut then: impl FnMut(usize, u64)) {
        for (range, micros) in self.ranges.iter().zip(&self.micros).filter(|(range, _)| **range != UNTIMED) {
            then(usize::from(*range), (*micros).into());
        }
    }
}

/// The spread of every group.
pub(super) fn spreads<D: Duration>(times: &[Times<D>], of: &[Box<[u32]>], groups: usize) -> Vec<Spread> {
    let rows: usize = of.iter().map(|rows| rows.len()).sum();
    if groups * RANGES <= COUNTS_MOST.min(4 * rows) {
        by_ranges(times, of, groups)
    } else {
        side_by_side(times, of, groups)
    }
}

/// What is wanted of a group: the range in which each mark lies, and its rank there.
struct Wanted {
    timed: u64,
    marks: [(usize, usize); 4],
}

fn by_ranges<D: Duration>(times: &[Times<D>], of: &[Box<[u32]>], groups: usize) -> Vec<Spread> {
    let mut counts = vec![0_u32; groups * RANGES];
    for (times, of) in times.iter().zip(of) {
        for (range, group) in times.ranges.iter().zip(of) {
            if *group != NONE {
                counts[*group as usize * RANGES + usize::from(*range)] += 1;
            }
        }
    }
    let wanted: Vec<Wanted> = counts.chunks(RANGES).map(|counts| wanted(&counts[..RANGES - 1])).collect();
    // The counts become the places where values of wanted ranges are collected.
    let mut room = Vec::new();
    let mut places = counts;
    // The groups want few ranges, and mostly the same: most rows are passed over by what fits the innermost cache.
    let mut is_wanted = [false; RANGES];
    for (wanted, places) in wanted.iter().zip(places.chunks_mut(RANGES)) {
        let lengths = wanted.marks.map(|(range, _)| places[range]);
        places.fill(NONE);
        if wanted.timed == 0 {
            continue;
        }
        for ((range, _), length) in wanted.marks.iter().zip(lengths) {
            if *range as u64 >= EXACT && places[*range] == NONE {
                is_wanted[*range] = true;
                places[*range] = room.len() as u32;
                room.push(Vec::with_capacity(length as usize));
            }
        }
    }
    for (times, of) in times.iter().zip(of) {
        for ((range, group), micros) in times.ranges.iter().zip(of).zip(&times.micros) {
            if is_wanted[usize::from(*range)] && *group != NONE {
                let place = places[*group as usize * RANGES + usize::from(*range)];
                if place != NONE {
                    room[place as usize].push(*micros);
                }
            }
        }
    }
    room.par_iter_mut().for_each(|values: &mut Vec<D>| values.sort_unstable());
    let spread = |(wanted, places): (&Wanted, &[u32])| {
        let mark = |(range, rank): (usize, usize)| match places[range] {
            NONE => range as u64,
            place => room[place as usize][rank].into(),
        };
        Spread { timed: wanted.timed, marks: (wanted.timed > 0).then(|| wanted.marks.map(mark)) }
    };
    wanted.iter().zip(places.chunks(RANGES)).map(spread).collect()
}

fn wanted(counts: &[u32]) -> Wanted {
    let timed: usize = counts.iter().map(|count| *count as usize).sum();
    let mut marks = [(0, 0); 4];
    let (mut range, mut before) = (0, 0);
    for (mark, percent) in marks.iter_mut().zip([50, 90, 99, 100]).filter(|_| timed > 0) {
        let rank = rank(timed, percent);
        while before + counts[range] as usize <= rank {
            before += counts[range] as usize;
            range += 1;
        }
        *mark = (range, rank - before);
    }
    Wanted { timed: timed as u64, marks }
}

fn side_by_side<D: Duration>(times: &[Times<D>], of: &[Box<[u32]>], groups: usize) -> Vec<Spread> {
    let mut timed = vec![0_u32; groups];
    for (times, of) in times.iter().zip(of) {
        for (micros, group) in times.micros.iter().zip(of) {
            if *group != NONE && *micros != D::NONE {
                timed[*group as usize] += 1;
            }
        }
    }
    let mut total = 0;
    let next = timed.iter().map(|timed| {
        total += *timed as usize;
        total - *timed as usize
    });
    let mut next: Vec<usize> = next.collect();
    let mut values = vec![D::NONE; total];
    for (times, of) in times.iter().zip(of) {
        for (micros, group) in times.micros.iter().zip(of) {
            if *group != NONE && *micros != D::NONE {
                let place = &mut next[*group as usize];
                values[*place] = *micros;
                *place += 1;
            }
        }
    }
    let mut rest = values.as_mut_slice();
    let slices = timed.iter().map(|timed| rest.split_off_mut(..*timed as usize).expect("the lengths add up"));
    let slices: Vec<_> = slices.collect();
    slices.into_par_iter().map(spread).collect()
}

fn spread<D: Duration>(values: &mut [D]) -> Spread {
    let timed = values.len();
    let Some(max) = values.iter().max().copied() else { return Spread::default() };
    let (mut rest, mut marks) = (values, [max.into(); 4]);
    // The greatest first: what lies below it has all the others.
    for (mark, percent) in [(2, 99), (1, 90), (0, 50)] {
        let rank = rank(timed, percent);
        let (_, value, _) = rest.select_nth_unstable(rank);
        marks[mark] = (*value).into();
        rest = &mut rest[..=rank];
    }
    Spread { timed: timed as u64, marks: Some(marks) }
}

/// The nearest rank: of the least value that so many per cent of all do not exceed.
fn rank(timed: usize, percent: usize) -> usize {
    (timed * percent).div_ceil(100) - 1
}

/// The least value of every range, by its number.
pub(super) fn ranges() -> impl Iterator<Item = u64> {
    let least = |range: u64| match (range >> BITS).checked_sub(1) {
        None => range,
        Some(shift) => (EXACT | range & (EXACT - 1)) << shift,
    };
    (0..u64::from(UNTIMED)).map(least)
}

/// The range of a value: itself below [`EXACT`], else the place of its highest bit and the [`BITS`] behind that.
fn range(value: u64) -> u16 {
    if value < EXACT {
        return value as u16;
    }
    let high = u64::BITS - 1 - value.leading_zeros();
    let shift = high - BITS;
    ((shift + 1) << BITS) as u16 + (value >> shift & (EXACT - 1)) as u16
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn naive(values: &mut [u64]) -> Spread {
        values.sort_unstable();
        let mark = |percent| values[rank(values.len(), percent)];
        Spread { timed: values.len() as u64, marks: (!values.is_empty()).then(|| [50, 90, 99, 100].map(mark)) }
    }

    fn check<D: Duration>(rng: &mut ChaCha8Rng, groups: usize, most_bits: u32) {
        let mut values = vec![Vec::new(); groups];
        let segments = [0, 1, 5_000].map(|rows| {
            let mut row = || {
                let group = rng.random_range(0..=groups);
                let group = if group == groups { NONE } else { group as u32 };
                // As many short ones as long ones; some are equal.
                let micros = rng.random::<u64>() >> (64 - rng.random_range(1..=most_bits));
                let micros = if rng.random_bool(0.3) { micros & !(micros >> 2) } else { micros };
                let micros = if rng.random_bool(0.1) { D::NONE } else { D::of(micros) };
                if let (Some(values), true) = (values.get_mut(group as usize), micros < D::NONE) {
                    values.push(micros.into());
                }
                (micros, group)
            };
            let (micros, of): (Vec<_>, Vec<_>) = (0..rows).map(|_| row()).unzip();
            (Times::of(micros.into()), of.into_boxed_slice())
        });
        let (times, of): (Vec<_>, Vec<_>) = segments.into_iter().unzip();
        let expected: Vec<Spread> = values.iter_mut().map(|values| naive(values)).collect();
        assert_eq!(by_ranges(&times, &of, groups), expected, "{groups} groups, by ranges");
        assert_eq!(side_by_side(&times, &of, groups), expected, "{groups} groups, side by side");
    }

    #[test]
    fn both_ways_find_the_nearest_ranks_of_sorted_values() {
        let rng = &mut ChaCha8Rng::seed_from_u64(3);
        for groups in [1, 2, 5, 40, 3_000] {
            check::<u32>(rng, groups, 32);
            check::<u64>(rng, groups, 64);
        }
    }

    #[test]
    fn a_range_begins_with_its_least_value() {
        for (number, least) in (0..).zip(ranges()) {
            assert_eq!(range(least), number);
            assert!(least == 0 || range(least - 1) == number - 1, "the value before {least} is in the range before");
        }
        assert_eq!(range(u64::MAX), UNTIMED - 1);
    }
}
