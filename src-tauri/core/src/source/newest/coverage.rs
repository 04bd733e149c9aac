//! What a page proves. Pure.

use chrono::{DateTime, Duration, Utc};

/// Rows are written in the background: one may turn up so long after its time, and what is younger at the moment of a look is not sure. Later ones are
/// taken in where a page still shows them.
pub(super) const LATE: Duration = Duration::seconds(10);

/// A row with a time so far beyond the platform's present says nothing of how far a page reaches.
const AHEAD: Duration = Duration::seconds(60);

/// The resolution of an entry's time. A page may be cut between two rows of one time, so that the time of its oldest row is not covered.
const STEP: Duration = Duration::microseconds(1);

/// A row of a page, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its time.
    pub at: DateTime<Utc>,
    /// Whether it was known before.
    pub known: bool,
}

/// What lies between a page and what was sure before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing: the page holds everything since.
    Nothing,
    /// The first look: what happened before this moment is out of reach.
    History(DateTime<Utc>),
    /// A gap: its first moment, and the first moment after.
    Gap(DateTime<Utc>, DateTime<Utc>),
    /// No row is newer than what was sure, and none of them is known: it is not the log that was read before.
    Strange,
}

/// What lies between `page` and `sure`.
pub(super) fn between(page: &[Seen], full: bool, sure: Option<DateTime<Utc>>) -> Between {
    let oldest = |rows: &mut dyn Iterator<Item = &Seen>| rows.map(|row| row.at).min();
    if !full {
        return Between::Nothing;
    }
    let Some(sure) = sure else {
        return oldest(&mut page.iter()).map_or(Between::Nothing, |oldest| Between::History(oldest + STEP));
    };
    // Rows that a part's feed brought in are known as well, but only younger ones than what was sure when it was read.
    if page.iter().any(|row| row.known && row.at <= sure) {
        return Between::Nothing;
    }
    match oldest(&mut page.iter().filter(|row| row.at > sure)) {
        Some(oldest) => Between::Gap(sure, oldest + STEP),
        None if page.is_empty() => Between::Nothing,
        None => Between::Strange,
    }
}

/// Up to when everything was seen after a look at `looked` (by the platform's clock).
pub(super) fn sure(page: &[Seen], looked: DateTime<Utc>) -> DateTime<Utc> {
    let newest = page.iter().map(|row| row.at).filter(|at| *at <= looked + AHEAD).max();
    // The rows' own times count where the platform's `Date` comes from another clock.
    newest.map_or(looked - LATE, |newest| newest.min(looked.max(newest) - LATE))
}

/// The times of a page, without those of the future. Where all are, it is the platform's `Date` that is wrong.
pub(super) fn plausible(page: &[Seen], looked: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let times = || page.iter().map(|row| row.at);
    let past: Vec<DateTime<Utc>> = times().filter(|at| *at <= looked + AHEAD).collect();
    if past.is_empty() { times().collect() } else { past }
}

/// Up to when a part's page leaves a gap from `from` to `until` open; `None`: it reaches back over all of it.
pub(super) fn leaves(
    times: impl Iterator<Item = DateTime<Utc>>,
    full: bool,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if !full {
        return None;
    }
    match times.min() {
        // What happened at the very moment that is sure was seen.
        Some(oldest) if oldest <= from => None,
        Some(oldest) => Some((oldest + STEP).min(until)),
        None => Some(until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_787_000_000 + second, 0).expect("a moment")
    }

    fn rows(known: &[i64], new: &[i64]) -> Vec<Seen> {
        let seen = |known| move |second: &i64| Seen { at: at(*second), known };
        known.iter().map(seen(true)).chain(new.iter().map(seen(false))).collect()
    }

    #[test]
    fn a_page_that_is_not_full_is_the_whole_log() {
        assert_eq!(between(&rows(&[], &[50, 40]), false, Some(at(10))), Between::Nothing, "nothing can be missing");
        assert_eq!(between(&rows(&[], &[50, 40]), false, None), Between::Nothing, "not at the first look either");
    }

    #[test]
    fn the_first_full_page_ends_the_history_after_its_oldest_row() {
        let until = at(40) + STEP;
        assert_eq!(
            between(&rows(&[], &[50, 40]), true, None),
            Between::History(until),
            "rows of that time may be cut off"
        );
    }

    #[test]
    fn a_known_row_proves_that_nothing_is_between_unless_a_part_brought_it_in() {
        assert_eq!(between(&rows(&[10], &[20, 15]), true, Some(at(10))), Between::Nothing, "an overlap");
        assert_eq!(
            between(&rows(&[30], &[40, 20]), true, Some(at(10))),
            Between::Gap(at(10), at(20) + STEP),
            "a row of after what was sure came by a part's feed: others may still be missing"
        );
        assert_eq!(between(&rows(&[], &[40, 20]), true, Some(at(10))), Between::Gap(at(10), at(20) + STEP), "a gap");
        assert_eq!(
            between(&rows(&[], &[40, 20, 5]), true, Some(at(10))),
            Between::Gap(at(10), at(20) + STEP),
            "a late row of before says nothing"
        );
        assert_eq!(between(&rows(&[], &[5, 4]), true, Some(at(10))), Between::Strange, "another log");
    }

    #[test]
    fn what_may_still_be_written_is_not_sure() {
        assert_eq!(sure(&rows(&[], &[50, 40]), at(200)), at(50), "a quiet log: up to its newest row");
        assert_eq!(sure(&rows(&[], &[50, 40]), at(52)), at(42), "a busy one: some seconds less");
        assert_eq!(sure(&rows(&[], &[50, 40]), at(30)), at(40), "a Date that is behind");
        assert_eq!(sure(&rows(&[], &[9_000, 40]), at(100)), at(40), "a row from the future");
        assert_eq!(sure(&[], at(100)), at(90), "an empty log");
        assert_eq!(plausible(&rows(&[], &[9_000, 40]), at(100)), [at(40)], "the future is left out");
        assert_eq!(plausible(&rows(&[], &[50, 40]), at(-900)), [at(50), at(40)], "unless it is all there is");
    }

    #[test]
    fn a_part_closes_a_gap_where_it_is_shown_whole_or_reaches_back_over_it() {
        let leaves = |times: &[i64], full| leaves(times.iter().map(|second| at(*second)), full, at(10), at(100));
        assert_eq!(leaves(&[90, 60], false), None, "all there is");
        assert_eq!(leaves(&[90, 9], true), None, "over the start");
        assert_eq!(leaves(&[90, 10], true), None, "to the start, of which everything was seen");
        assert_eq!(leaves(&[90, 11], true), Some(at(11) + STEP), "not quite: others of that time may be cut off");
        assert_eq!(leaves(&[90, 60], true), Some(at(60) + STEP), "half of it");
        assert_eq!(leaves(&[130, 120], true), Some(at(100)), "nothing of it");
    }
}
