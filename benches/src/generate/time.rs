//! When entries happen: ninety days with nights and weekends.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};

/// Days covered.
pub(super) const DAYS: i64 = 90;

/// How busy each hour of a working day is.
const HOURS: [f64; 24] = [
    2.0, 1.5, 1.2, 1.0, 1.0, 1.5, 3.0, 7.0, 14.0, 20.0, 22.0, 20.0, 15.0, 18.0, 22.0, 21.0, 18.0, 13.0, 8.0, 6.0, 5.0,
    4.0, 3.0, 2.5,
];
/// A day of a weekend against a working day.
const WEEKEND: f64 = 0.25;

/// The first moment: a Monday.
pub(super) fn start() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2026, 5, 4).expect("a day").and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The share of all entries before the end of each hour.
pub(super) struct Rhythm(Vec<f64>);

impl Rhythm {
    pub(super) fn new() -> Self {
        let mut sum = 0.0;
        let mut ends: Vec<f64> = (0..DAYS * 24)
            .map(|hour| {
                let weekend = (hour / 24) % 7 >= 5;
                sum += HOURS[(hour % 24) as usize] * if weekend { WEEKEND } else { 1.0 };
                sum
            })
            .collect();
        for end in &mut ends {
            *end /= sum;
        }
        Self(ends)
    }

    /// The moment by which this share of all entries has happened.
    pub(super) fn at(&self, share: f64) -> DateTime<Utc> {
        let hour = self.0.partition_point(|end| *end <= share).min(self.0.len() - 1);
        let before = if hour == 0 { 0.0 } else { self.0[hour - 1] };
        let within = ((share - before) / (self.0[hour] - before)).clamp(0.0, 1.0);
        start() + TimeDelta::microseconds(((hour as f64 + within) * 3.6e9) as i64)
    }
}

/// RFC 3339 with microseconds.
pub(super) fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
