//! Figures without names: over time, by response time, by the hour of the week.

use chrono_tz::Tz;

use super::{
    Pair,
    measure::{Grouping, Side},
    period::WallHours,
    spread::ranges,
};
use crate::{
    api::wire::{Micros, UsageBucket, UsageDuration, UsageHour, UsageSeries},
    error::Result,
    store::query::{Selection, timeline::edges},
};

/// Hours of a week.
const HOURS: usize = 7 * 24;

/// The time series, the response times and the hours of the week; all empty where no bucket is wanted.
pub(super) fn over_time(
    pair: &Pair<'_>,
    buckets: usize,
    zone: Tz,
) -> Result<(UsageSeries, Vec<UsageDuration>, Vec<UsageHour>)> {
    if buckets == 0 {
        return Ok(Default::default());
    }
    let (series, (durations, hours)) =
        rayon::join(|| series(pair, buckets, zone), || rayon::join(|| durations(pair), || hours(&pair.here, zone)));
    Ok((series?, durations, hours?))
}

/// Both sides in the same buckets; a period before is moved by its distance.
fn series(pair: &Pair<'_>, most: usize, zone: Tz) -> Result<UsageSeries> {
    let sides = [Some(&pair.here), pair.there.as_ref()].into_iter().flatten();
    let spans =
        sides.filter_map(|side| side.selection.span().map(|(first, last)| (first + side.shift, last + side.shift)));
    let hull = spans.reduce(|(first, last), (from, until)| (first.min(from), last.max(until)));
    let Some((first, last)) = hull else { return Ok(UsageSeries::default()) };
    let (edges, width) = edges(first, last, most, zone);
    let measure = |side: &Side<'_>| {
        let grouping = Grouping::by(side.selection, edges.len() - 1, |part, mask, rows| {
            let times = &part.segment.times;
            // Neighbours in the ledger are neighbours in time: mostly the bucket is the last one's.
            let (mut from, mut until, mut bucket) = (i64::MAX, i64::MIN, 0);
            mask.each(|row| {
                let time = times[row] + side.shift;
                if time < from || until <= time {
                    bucket = edges.partition_point(|edge| *edge <= time) - 1;
                    (from, until) = (edges[bucket], edges[bucket + 1]);
                }
                rows.push(bucket as u32);
            });
        });
        side.measure(&grouping)
    };
    let here = measure(&pair.here)?;
    let there = pair.there.as_ref().map(measure).transpose()?;
    let buckets = edges.iter().zip(&edges[1..]).enumerate().map(|(bucket, (from, until))| UsageBucket {
        from: *from,
        until: *until,
        here: here.figures(bucket),
        there: there.as_ref().map(|there| there.figures(bucket)),
    });
    Ok(UsageSeries { width: width.to_owned(), buckets: buckets.collect(), gaps: Vec::new() })
}

/// How many responses took how long, in ranges that begin at 1, 2 and 5 of every power of ten.
fn durations(pair: &Pair<'_>) -> Vec<UsageDuration> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let steps = powers.flat_map(|power| [Some(power), power.checked_mul(2), power.checked_mul(5)]);
    let edges: Vec<u64> = [0].into_iter().chain(steps.flatten()).chain([u64::MAX]).collect();
    // A range is far narrower than the way from one edge to the next: its values lie around one edge at most.
    let first: Vec<usize> = ranges().map(|least| edges.partition_point(|edge| *edge <= least) - 1).collect();
    let count = |side: &Side<'_>| {
        let mut counts = vec![0_u64; edges.len() - 1];
        side.each_time(|range, micros| {
            let first = first[range];
            counts[first + usize::from(edges[first + 1] <= micros)] += 1;
        });
        counts
    };
    let (here, there) = (count(&pair.here), pair.there.as_ref().map(count));
    let calls = |range: usize| here[range] + there.as_ref().map_or(0, |there| there[range]);
    let used: Vec<usize> = (0..here.len()).filter(|range| calls(*range) > 0).collect();
    let (Some(first), Some(last)) = (used.first(), used.last()) else { return Vec::new() };
    let range = |range: usize| UsageDuration {
        from: edges[range],
        until: edges[range + 1],
        calls: here[range],
        there: there.as_ref().map(|there| there[range]),
    };
    (*first..=*last).map(range).collect()
}

/// Calls and errors of every hour of the week.
fn hours(side: &Side<'_>, zone: Tz) -> Result<Vec<UsageHour>> {
    let grouping = Grouping::by(side.selection, HOURS, |part, mask, rows| {
        let mut hours = WallHours::new(zone);
        mask.each(|row| rows.push(hours.of(part.segment.times[row])));
    });
    let counted = side.count(&grouping)?;
    let hour = |hour: usize| {
        let figures = counted.figures(hour);
        let (weekday, hour) = ((hour / 24) as u8, (hour % 24) as u8);
        UsageHour { weekday, hour, calls: figures.calls, errors: figures.errors }
    };
    Ok((0..HOURS).map(hour).collect())
}

/// The stretches of an hour of the week in which there are rows, in order.
pub(super) fn hours_of(selection: &Selection, wanted: u32, zone: Tz) -> Vec<(Micros, Micros)> {
    let mut hours = WallHours::new(zone);
    let mut spans = Vec::new();
    for (part, mask) in selection.snapshot.parts().zip(&selection.masks[..]) {
        mask.each(|row| {
            let span = |hours: &WallHours| (hours.from, hours.until);
            if hours.of(part.segment.times[row]) == wanted && spans.last() != Some(&span(&hours)) {
                spans.push(span(&hours));
            }
        });
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}
