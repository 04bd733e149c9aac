//! When things are done: on working days, by day, a few at a time.

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use rand::RngExt;

use super::{
    options::Options,
    row::{Row, row},
};
use crate::obot::{
    people::PEOPLE,
    seed::{Dice, dice, skewed},
};

/// Everything that was done, in the order of time. The times differ.
pub(super) fn history(options: &Options) -> Vec<Row> {
    let mut dice = dice(options.seed, 7);
    let mut moments = Vec::with_capacity(options.entries);
    while moments.len() < options.entries {
        let person = skewed(&mut dice, PEOPLE.len());
        let mut at = sitting(options, &mut dice);
        for _ in 0..dice.random_range(1..6) {
            if moments.len() < options.entries && at < options.end {
                moments.push((at, person));
            }
            at += TimeDelta::milliseconds(dice.random_range(1_500..60_000));
        }
    }
    moments.sort_unstable();
    let mut last = None;
    moments
        .into_iter()
        .map(|(at, person)| {
            let at = last.map_or(at, |last: DateTime<Utc>| at.max(last + TimeDelta::milliseconds(1)));
            last = Some(at);
            row(options.seed, &mut dice, at, person, options.quirks.secrets)
        })
        .collect()
}

/// When somebody sits down to change something.
fn sitting(options: &Options, dice: &mut Dice) -> DateTime<Utc> {
    let span = i64::from(options.days.max(1)) * 86_400_000;
    loop {
        let at = options.end - TimeDelta::milliseconds(dice.random_range(1..span));
        let weekend = matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
        let hour = at.timestamp().rem_euclid(86_400) as f64 / 3_600.0;
        let busy = (-((hour - 13.0) / 3.5).powi(2)).exp();
        if dice.random_bool(if weekend { 0.08 } else { 0.05 + 0.95 * busy }) {
            return at;
        }
    }
}
