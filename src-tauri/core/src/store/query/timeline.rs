//! Counts over time: round buckets, cut where the clock on the wall cuts them.

use chrono::{
    DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
};
use chrono_tz::Tz;
use rayon::prelude::*;

use super::{Selection, plan::stack};
use crate::{
    api::wire::{Bucket, Micros, Timeline},
    store::columns::segment::Flags,
};

/// How wide a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    /// Divides the hour, or is one: steps of real time, so that an hour that comes twice has two buckets.
    Seconds(i64),
    /// Divides the day: cut at the same hours of the wall clock every day.
    Hours(u32),
    Days(u32),
    Months(u32),
}

/// The widths in order, with their words and their shortest length in seconds.
const WIDTHS: [(Width, &str, i64); 20] = [
    (Width::Seconds(1), "1 s", 1),
    (Width::Seconds(5), "5 s", 5),
    (Width::Seconds(15), "15 s", 15),
    (Width::Seconds(60), "1 min", 60),
    (Width::Seconds(300), "5 min", 300),
    (Width::Seconds(900), "15 min", 900),
    (Width::Seconds(3600), "1 h", 3600),
    (Width::Hours(3), "3 h", 2 * 3600),
    (Width::Hours(6), "6 h", 5 * 3600),
    (Width::Hours(12), "12 h", 11 * 3600),
    (Width::Days(1), "1 day", 23 * 3600),
    (Width::Days(7), "1 week", 7 * 86_400 - 3600),
    (Width::Months(1), "1 month", 28 * 86_400 - 3600),
    (Width::Months(3), "3 months", 90 * 86_400 - 3600),
    (Width::Months(12), "1 year", 365 * 86_400),
    (Width::Months(120), "10 years", 3652 * 86_400),
    (Width::Months(1200), "100 years", 36_524 * 86_400),
    (Width::Months(12_000), "1000 years", 365_242 * 86_400),
    (Width::Months(120_000), "10000 years", 3_652_425 * 86_400),
    (Width::Months(1_200_000), "100000 years", 36_524_250 * 86_400),
];

const SECOND: i64 = 1_000_000;

impl Selection {
    /// Counts over the whole selection in at most `buckets` (at least 1) buckets of a round width, cut in `zone`. Without gaps: the caller knows them.
    pub fn timeline(&self, buckets: usize, zone: Tz) -> Timeline {
        let Some((first, last)) = self.span() else {
            return Timeline { buckets: Vec::new(), width: String::new(), gaps: Vec::new() };
        };
        let (edges, width) = edges(first, last, buckets.max(1), zone);
        let empty = || vec![([0_u64; 5], 0_u64); edges.len() - 1];
        let counts = (0..self.masks.len()).into_par_iter().fold(empty, |mut counts, index| {
            let part = self.snapshot.part(index);
            let (times, flags) = (&part.segment.times, &part.segment.flags);
            // Neighbours in the ledger are neighbours in time: mostly the bucket is the last one's.
            let (mut from, mut until, mut bucket) = (i64::MAX, i64::MIN, 0);
            self.masks[index].each(|row| {
                let time = times[row];
                if time < from || until <= time {
                    bucket = edges.partition_point(|edge| *edge <= time) - 1;
                    (from, until) = (edges[bucket], edges[bucket + 1]);
                }
                let flags = Flags(flags[row]);
                let (stacks, tool_errors) = &mut counts[bucket];
                stacks[stack(flags.outcome())] += 1;
                *tool_errors += u64::from(flags.tool_error() == Some(true));
            });
            counts
        });
        let counts = counts.reduce(empty, |mut sum, counts| {
            for (sum, counts) in sum.iter_mut().zip(counts) {
                sum.0.iter_mut().zip(counts.0).for_each(|(sum, count)| *sum += count);
                sum.1 += counts.1;
            }
            sum
        });
        let spans = edges.iter().zip(&edges[1..]);
        let buckets = spans.zip(counts).map(|((from, until), (counts, tool_errors))| Bucket {
            from: *from,
            until: *until,
            counts,
            tool_errors,
        });
        Timeline { buckets: buckets.collect(), width: width.to_owned(), gaps: Vec::new() }
    }
}

/// The edges of the buckets that hold `first..=last`: the narrowest round width that takes at most `most` buckets.
pub(super) fn edges(first: Micros, last: Micros, most: usize, zone: Tz) -> (Vec<Micros>, &'static str) {
    let widest = WIDTHS.len() - 1;
    for (width, words, shortest) in &WIDTHS[..widest] {
        // So many seconds need more buckets than there may be, even if every bucket is as wide as they get (2 h more, 3 days more in a month).
        let longest = i128::from(*shortest) * 9 / 8 + 4 * 3600 * i128::from(*shortest >= 3600);
        if i128::from(last) - i128::from(first) > longest * i128::from(SECOND) * most as i128 {
            continue;
        }
        let mut edges = vec![width.start(first, zone)];
        while edges.len() <= most {
            let next = width.next(edges[edges.len() - 1], zone);
            edges.push(next);
            if next > last {
                return (edges, words);
            }
        }
    }
    let (_, words, _) = WIDTHS[widest];
    (vec![first, last.saturating_add(1)], words)
}

impl Width {
    /// The edge at or before a moment.
    fn start(self, at: Micros, zone: Tz) -> Micros {
        let wall = wall(at, zone);
        let midnight = wall.date().and_time(NaiveTime::MIN);
        let floor = match self {
            Self::Seconds(width) => {
                let offset = offset(at, zone);
                return (at + offset).div_euclid(width * SECOND) * width * SECOND - offset;
            }
            Self::Hours(width) => midnight + Duration::hours(i64::from(wall.hour() / width * width)),
            Self::Days(1) => midnight,
            Self::Days(_) => midnight - Days::new(u64::from(wall.weekday().num_days_from_monday())),
            Self::Months(width) => month_start(wall.date(), width),
        };
        // Where the wall clock went back, the floor's first moment may lie after an edge, never after the moment itself.
        instant(floor, zone).min(at)
    }

    /// The edge after an edge; always later.
    fn next(self, from: Micros, zone: Tz) -> Micros {
        let start = wall(from, zone);
        let next = match self {
            Self::Seconds(width) => {
                let step = from + width * SECOND;
                // A zone may move its clock by less than the width (Lord Howe Island: half an hour): one short bucket brings the edges back.
                let aligned = self.start(step, zone);
                let same_clock = offset(aligned, zone) == offset(step, zone);
                return if aligned > from && same_clock { aligned } else { step };
            }
            Self::Hours(width) => {
                let hour = start.hour() / width * width + width;
                start.date().and_time(NaiveTime::MIN) + Duration::hours(i64::from(hour))
            }
            Self::Days(width) => start.date().and_time(NaiveTime::MIN) + Days::new(u64::from(width)),
            Self::Months(width) => {
                month_start(start.date(), width).checked_add_months(Months::new(width)).unwrap_or(NaiveDateTime::MAX)
            }
        };
        instant(next, zone).max(from + SECOND)
    }
}

/// The start of the group of `width` months that holds a day, counted from year 0.
fn month_start(day: NaiveDate, width: u32) -> NaiveDateTime {
    let month = (i64::from(day.year()) * 12 + i64::from(day.month0())).div_euclid(width.into()) * i64::from(width);
    let (year, month) = (month.div_euclid(12) as i32, month.rem_euclid(12) as u32);
    NaiveDate::from_ymd_opt(year, month + 1, 1).unwrap_or(NaiveDate::MIN).and_time(NaiveTime::MIN)
}

fn moment(at: Micros) -> DateTime<chrono::Utc> {
    crate::store::columns::segment::moment(at)
}

pub(super) fn wall(at: Micros, zone: Tz) -> NaiveDateTime {
    moment(at).with_timezone(&zone).naive_local()
}

/// How far the zone is ahead of UTC, in microseconds.
pub(super) fn offset(at: Micros, zone: Tz) -> i64 {
    i64::from(moment(at).with_timezone(&zone).offset().fix().local_minus_utc()) * SECOND
}

/// The first moment at which the wall clock shows this or, where it leaps over it, more.
fn instant(wall: NaiveDateTime, zone: Tz) -> Micros {
    if let Some(time) = zone.from_local_datetime(&wall).earliest() {
        return time.timestamp_micros();
    }
    // The clock leapt over it. The leap is where the offset changes, within a day before or after the same clock time in UTC.
    let (mut before, mut after) = (wall.and_utc().timestamp() - 86_400, wall.and_utc().timestamp() + 86_400);
    let old = offset(before * SECOND, zone);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset(middle * SECOND, zone) == old { before = middle } else { after = middle }
    }
    after * SECOND
}
