//! The first and the last moment of rows, one pair for each of their groups.

use std::collections::VecDeque;

use super::mask::Mask;
use crate::{
    api::wire::Micros,
    store::columns::{Part, Snapshot},
};

/// The first and the last moment; [`NEVER`] for what was not seen at all.
pub(super) type Seen = (Micros, Micros);

const NEVER: Seen = (i64::MAX, i64::MIN);

/// The moments of all groups of the rows of the masks: `read` widens them by those of a segment.
pub(super) fn seen<'a>(
    snapshot: &'a Snapshot,
    masks: &[Mask],
    groups: usize,
    mut read: impl FnMut(&Part<'a>, &Mask, &mut [Seen]),
) -> Vec<Seen> {
    let parts = snapshot.parts().filter(|part| !masks[part.index].is_none());
    let segments = parts.map(|part| (part.segment.span, part)).collect();
    sweep(segments, groups, |part, seen| read(&part, &masks[part.index], seen))
}

/// Segments, each with the span of time of all of its rows, hardly overlap. Once all groups were seen before a segment begins, no later one has the first of
/// any; the same from the other end. Where every group is seen early and late, as servers and users are, most segments are not read.
fn sweep<S>(mut segments: VecDeque<(Seen, S)>, groups: usize, mut read: impl FnMut(S, &mut [Seen])) -> Vec<Seen> {
    let mut seen = vec![NEVER; groups];
    segments.make_contiguous().sort_unstable_by_key(|(span, _)| span.0);
    while let Some((_, next)) = segments.pop_front_if(|(span, _)| seen.iter().any(|(first, _)| span.0 < *first)) {
        read(next, &mut seen);
    }
    segments.make_contiguous().sort_unstable_by_key(|(span, _)| span.1);
    while let Some((_, next)) = segments.pop_back_if(|(span, _)| seen.iter().any(|(_, last)| *last < span.1)) {
        read(next, &mut seen);
    }
    seen
}

/// A row more.
pub(super) fn widen((first, last): &mut Seen, time: Micros) {
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
        let spans = segments.iter().map(|rows| (span(rows, slack), rows)).collect();
        let mut reads = 0;
        let found = sweep(spans, groups, |rows, seen| {
            reads += 1;
            for (at, group) in rows {
                widen(&mut seen[*group], *at);
            }
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
