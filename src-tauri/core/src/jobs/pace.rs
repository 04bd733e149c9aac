//! How fast a job moves and how long it will take.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// The rate is that of the last so many seconds.
const WINDOW: TimeDelta = TimeDelta::seconds(10);

/// Samples closer than this fall together, so that frequent updates cost nothing.
const STEP: TimeDelta = TimeDelta::milliseconds(200);

/// A sliding window over what was done when.
#[derive(Debug, Default)]
pub(super) struct Pace {
    samples: VecDeque<(DateTime<Utc>, u64)>,
    /// The newest count, which may be younger than the last sample.
    done: u64,
}

impl Pace {
    /// Notes that so many units are done.
    pub fn note(&mut self, now: DateTime<Utc>, done: u64) {
        // A clock set back, or a new phase that counts from the start, makes the old samples meaningless.
        if self.samples.back().is_some_and(|(at, _)| now < *at) || done < self.done {
            self.samples.clear();
        }
        self.done = done;
        if self.samples.back().is_none_or(|(at, _)| now - *at >= STEP) {
            self.samples.push_back((now, done));
        }
        // The newest sample before the window stays: it is where the window starts from.
        while self.samples.len() > 2 && now - self.samples[1].0 >= WINDOW {
            self.samples.pop_front();
        }
    }

    /// Begins anew from what is done by now.
    pub fn begin(&mut self, now: DateTime<Utc>) {
        self.samples.clear();
        self.samples.push_back((now, self.done));
    }

    /// Units per second over the window; 0 before there is anything to tell.
    pub fn rate(&self, now: DateTime<Utc>) -> f64 {
        let Some((since, then)) =
            self.samples.iter().rev().find(|(at, _)| now - *at >= WINDOW).or(self.samples.front())
        else {
            return 0.0;
        };
        let seconds = (now - *since).as_seconds_f64();
        if seconds > 0.0 { (self.done - then) as f64 / seconds } else { 0.0 }
    }

    /// Seconds left until `total`, rounded up; `None` while it is not known.
    pub fn remaining(&self, now: DateTime<Utc>, total: u64) -> Option<u64> {
        let rate = self.rate(now);
        (total > 0 && rate > 0.0).then(|| (total.saturating_sub(self.done) as f64 / rate).ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::microseconds((seconds * 1e6) as i64)
    }

    #[test]
    fn the_rate_is_that_of_the_last_ten_seconds() {
        let mut pace = Pace::default();
        for second in 0..=60 {
            // 100 a second in the first half minute, 10 a second after.
            let done = if second <= 30 { second * 100 } else { 3000 + (second - 30) * 10 };
            pace.note(at(second as f64), done);
        }
        assert!(
            (pace.rate(at(60.0)) - 10.0).abs() < 1e-9,
            "the fast start is out of the window: {}",
            pace.rate(at(60.0))
        );
        assert_eq!(pace.remaining(at(60.0), 3400), Some(10), "100 units are left at 10 a second");
    }

    #[test]
    fn a_stall_lowers_the_rate_as_time_goes_on() {
        let mut pace = Pace::default();
        pace.note(at(0.0), 0);
        pace.note(at(1.0), 100);
        assert!((pace.rate(at(1.0)) - 100.0).abs() < 1e-9);
        assert!((pace.rate(at(5.0)) - 20.0).abs() < 1e-9, "nothing came for four seconds");
        assert!(pace.rate(at(3600.0)) < 1e-9, "after an hour without progress there is no rate");
        assert_eq!(pace.remaining(at(3600.0), 200), None, "and no promise");
    }

    #[test]
    fn a_clock_set_back_and_a_new_phase_start_over() {
        let mut pace = Pace::default();
        pace.note(at(100.0), 50);
        pace.note(at(10.0), 60);
        pace.note(at(11.0), 70);
        assert!((pace.rate(at(11.0)) - 10.0).abs() < 1e-9);
        pace.note(at(12.0), 0);
        pace.note(at(13.0), 5);
        assert!((pace.rate(at(13.0)) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_million_updates_keep_a_small_window() {
        let mut pace = Pace::default();
        for n in 0..1_000_000u64 {
            pace.note(at(n as f64 / 1000.0), n);
        }
        assert!(pace.samples.len() <= 60, "{} samples", pace.samples.len());
        assert!((pace.rate(at(1000.0)) - 1000.0).abs() < 30.0);
    }
}
