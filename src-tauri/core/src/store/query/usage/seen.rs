//! When groups were seen first and last.

use std::collections::VecDeque;

use super::{super::Selection, measure::Grouping};
use crate::{
    api::wire::Micros,
    store::columns::{codes::each_width, segment::Word},
};

/// The first and the last moment; [`NEVER`] for what was not seen at all.
pub(super) type Seen = (Micros, Micros);

const NEVER: Seen = (i64::MAX, i64::MIN);

/// When each group was seen; [`NEVER`] for one without rows.
pub(super) fn groups_seen(selection: &Selection, grouping: &Grouping) -> Vec<Seen> {
    seen(segments(selection), grouping.groups, |index, seen| {
        let times = &selection.snapshot.part(index).segment.times;
        let mut groups = grouping.of[index].iter();
        selection.masks[index].each(|row| {
            let group = *groups.next().expect("a group was given to every row");
            if let Some(seen) = seen.get_mut(group as usize) {
                widen(seen, times[row]);
            }
        });
    })
}

/// When each word of a dictionary was seen.
#[expect(clippy::useless_conversion, reason = "one of the widths is the one that is asked for")]
pub(super) fn words_seen(selection: &Selection, word: Word) -> Vec<Seen> {
    seen(segments(selection), selection.snapshot.dictionary(word).len(), |index, seen| {
        let (segment, mask) = (selection.snapshot.part(index).segment, &selection.masks[index]);
        let (times, codes) = (&segment.times, &segment.words[word as usize]);
        each_width!(
            codes,
            cells => mask.each(|row| {
                if let Some(code) = codes.value(u64::from(cells[row])) {
                    widen(&mut seen[code as usize], times[row]);
                }
            }),
            cell => {
                if let Some(code) = codes.value(u64::from(*cell)) {
                    mask.each(|row| widen(&mut seen[code as usize], times[row]));
                }
            }
        );
    })
}

/// The segments that have selected rows, each with the span of time of all of its rows.
fn segments(selection: &Selection) -> VecDeque<(usize, Seen)> {
    let parts = selection.snapshot.parts().filter(|part| !selection.masks[part.index].is_none());
    parts.map(|part| (part.index, part.segment.span)).collect()
}

/// The moments of all groups: `read` widens them by those of a segment.
///
/// Segments hardly overlap in time. Once all groups were seen before a segment begins, no later one has the first of any; the same from the other end. Where
/// every group is seen early and late, as servers and users are, most segments are not read.
fn seen(mut segments: VecDeque<(usize, Seen)>, groups: usize, mut read: impl FnMut(usize, &mut [Seen])) -> Vec<Seen> {
    let mut seen = vec![NEVER; groups];
    segments.make_contiguous().sort_unstable_by_key(|(_, span)| span.0);
    while let Some((index, _)) = segments.pop_front_if(|(_, span)| seen.iter().any(|(first, _)| span.0 < *first)) {
        read(index, &mut seen);
    }
    segments.make_contiguous().sort_unstable_by_key(|(_, span)| span.1);
    while let Some((index, _)) = segments.pop_back_if(|(_, span)| seen.iter().any(|(_, last)| *last < span.1)) {
        read(index, &mut seen);
    }
    seen
}

fn widen((first, last): &mut Seen, time: Micros) {
    (*first, *last) = ((*first).min(time), (*last).max(time));
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// A segment as rows of time and group. Its span may be wider: rows that are not selected count in it.
    type Rows = Vec<(Micros, usize)>;

    fn span(rows: &Rows, slack: Micros) -> Seen {
        let (first, last) = rows.iter().fold(NEVER, |(first, last), (at, _)| (first.min(*at), last.max(*at)));
        (first - slack, last + slack)
    }

    fn ask(segments: &[Rows], groups: usize, slack: Micros) -> (Vec<Seen>, usize) {
        let spans = segments.iter().map(|rows| span(rows, slack)).enumerate().collect();
        let mut reads = 0;
        let found = seen(spans, groups, |index, seen| {
            reads += 1;
            segments[index].iter().for_each(|(at, group)| widen(&mut seen[*group], *at));
        });
        (found, reads)
    }

    #[test]
    fn the_moments_of_random_segments_are_those_of_all_their_rows() {
        let rng = &mut ChaCha8Rng::seed_from_u64(9);
        for _ in 0..2_000 {
            let (groups, overlap) = (rng.random_range(1..6), rng.random_range(1..60));
            let segments: Vec<Rows> = (0..rng.random_range(0..12_i64))
                .map(|number| {
                    let mut row = || (number * 10 + rng.random_range(0..overlap), rng.random_range(0..groups));
                    (0..8).map(|_| row()).collect()
                })
                .collect();
            let mut expected = vec![NEVER; groups];
            segments.iter().flatten().for_each(|(at, group)| widen(&mut expected[*group], *at));
            let (found, reads) = ask(&segments, groups, rng.random_range(0..5));
            assert_eq!(found, expected, "{segments:?}");
            assert!(reads <= segments.len(), "no segment is read twice");
        }
    }

    #[test]
    fn what_is_seen_early_and_late_needs_no_look_in_between() {
        let segments: Vec<Rows> = (0..100).map(|number| vec![(number * 10, 0), (number * 10 + 5, 1)]).collect();
        assert_eq!(ask(&segments, 2, 0), (vec![(0, 990), (5, 995)], 2));
        let (found, reads) = ask(&segments, 3, 0);
        assert_eq!((found[2], reads), (NEVER, 100), "a group that is nowhere is looked for everywhere, once");
    }
}
