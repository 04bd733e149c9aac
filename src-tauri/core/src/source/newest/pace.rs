//! How soon to look again, so that nothing is pushed out in between.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// Sooner would be a load on the platform.
const SOONEST: Duration = Duration::from_secs(30);
/// Later would let a sudden burst go by.
const LATEST: Duration = Duration::from_mins(15);
/// The share of a page that may be new at the next look.
const SHARE: f64 = 0.5;

/// Rows per second: `new` ones in the time `elapsed` since the last look, or `None` where it is not known how many there were.
pub(super) fn rate(new: Option<usize>, elapsed: Option<TimeDelta>, times: &[DateTime<Utc>], before: f64) -> f64 {
    let seconds = |span: TimeDelta| (span.num_milliseconds() as f64 / 1000.0).max(1.0);
    let since = elapsed.filter(|elapsed| *elapsed > TimeDelta::zero());
    let measured = match (new, since) {
        (Some(new), Some(elapsed)) => new as f64 / seconds(elapsed),
        // As dense as the rows of the page are.
        _ => match (times.iter().min(), times.iter().max()) {
            (Some(oldest), Some(newest)) => times.len() as f64 / seconds(*newest - *oldest),
            _ => 0.0,
        },
    };
    // One quiet look does not end a busy hour.
    measured.max(before / 2.0)
}

/// When to look again at a feed that shows `most` rows.
pub(super) fn next(most: usize, rate: f64) -> Duration {
    let wait = SHARE * most as f64 / rate;
    if wait.is_finite() {
        Duration::from_secs_f64(wait.clamp(SOONEST.as_secs_f64(), LATEST.as_secs_f64()))
    } else {
        LATEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_page_at_most_is_new_at_the_next_look() {
        assert_eq!(next(500, 1.0), Duration::from_secs(250), "one row a second");
        assert_eq!(next(500, 100.0), SOONEST, "never sooner");
        assert_eq!(next(500, 0.01), LATEST, "never later");
        assert_eq!(next(500, 0.0), LATEST, "a silent log");
        assert_eq!(next(100, 1.0), Duration::from_secs(50), "a shorter page, a shorter wait");
    }

    #[test]
    fn the_rate_is_counted_or_told_by_the_page_and_falls_slowly() {
        let at = |second: i64| DateTime::from_timestamp(1_787_000_000 + second, 0).expect("a moment");
        let page = [at(0), at(5), at(10), at(20)];
        let near = |rate: f64, wanted: f64| (rate - wanted).abs() < 1e-9;
        assert!(near(rate(Some(120), Some(TimeDelta::seconds(60)), &page, 0.0), 2.0), "counted");
        assert!(near(rate(None, Some(TimeDelta::seconds(60)), &page, 0.0), 0.2), "across a gap");
        assert!(near(rate(Some(4), None, &page, 0.0), 0.2), "at the first look");
        assert!(near(rate(Some(4), Some(TimeDelta::seconds(-3)), &page, 0.0), 0.2), "our clock was set back");
        assert!(near(rate(Some(0), Some(TimeDelta::seconds(60)), &page, 8.0), 4.0), "half of what it was");
        assert!(near(rate(None, None, &[], 0.0), 0.0), "nothing at all");
    }
}
