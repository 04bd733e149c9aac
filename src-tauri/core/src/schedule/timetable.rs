//! A recurrence on the wall clock of a zone, as moments in UTC.

use std::iter;

use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Recurrence, pattern::Pattern, words};
use crate::{
    error::{Error, ErrorCode, Result},
    wall_clock::{first_moment, first_second, offset, shown},
};

/// When a schedule runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    pattern: Pattern,
    zone: Tz,
}

/// Years that are reckoned with. Zones have rules since the 19th century; nobody schedules beyond the 30th.
const YEARS: std::ops::Range<i32> = 1800..3000;

impl Timetable {
    /// The times of `recurrence` in the IANA zone named `zone`.
    ///
    /// # Errors
    /// `WrongUse` for an unknown zone, a time that no clock shows, a cron expression that does not parse, and one whose time never comes.
    pub fn new(recurrence: &Recurrence, zone: &str) -> Result<Self> {
        let zone: Tz = zone.parse().map_err(|_| {
            let message =
                format!("There is no time zone “{zone}”. Use its IANA name, for example Europe/Berlin or UTC.");
            Error::new(ErrorCode::WrongUse, message)
        })?;
        let pattern = recurrence.pattern()?;
        if pattern.after(DateTime::UNIX_EPOCH.naive_utc()).is_none() {
            let message = "No month has such a day, so the schedule would never run. Choose another day or month.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        Ok(Self { pattern, zone })
    }

    /// The zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// When it runs, in words: "Every day at 06:00, Europe/Berlin".
    pub fn words(&self) -> String {
        format!("{}, {}", words::of(&self.pattern), self.zone.name())
    }

    /// The first slot after `moment`; `None` outside of the years 1800 to 2999.
    pub fn next_after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !YEARS.contains(&moment.year()) {
            return None;
        }
        if self.pattern.is_every_hour() { self.next_shown(moment) } else { self.next_reached(moment) }
    }

    /// The slots in `(after, until]`, in order. As lazy as it is long: years of minutes are half a million slots each.
    pub fn between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        iter::successors(self.next_after(after), |slot| self.next_after(*slot)).take_while(move |slot| *slot <= until)
    }

    /// The last slot in `(after, until]`, without going through all of them.
    pub fn last_between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_past = |second| {
            let next = DateTime::from_timestamp(second, 0).and_then(|moment| self.next_after(moment));
            next.is_none_or(|slot| slot > until)
        };
        self.next_after(after).filter(|slot| *slot <= until)?;
        // Slots lie at whole seconds: the last one is the first second after which there is none any more.
        let last = first_second(after.timestamp(), until.timestamp(), is_past);
        DateTime::from_timestamp(last, 0)
    }

    /// The first moment after `moment` at which the wall clock shows a time of the pattern.
    fn next_shown(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // Where a stretch of time with one offset begins, and the wall-clock time in it after which to look.
        let (mut from, mut wall) = (moment, shown(moment, self.zone));
        loop {
            let slot = (self.pattern.after(wall)? - self.ahead(from)).and_utc();
            let Some(change) = self.first_change(from, slot) else { return Some(slot) };
            // The moment of the change itself is looked at, too.
            (from, wall) = (change, shown(change, self.zone) - TimeDelta::seconds(1));
        }
    }

    /// The first moment in `(after, until]` that has another offset than the second before. No zone ever changed its offset and changed it back within
    /// half a day.
    fn first_change(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut before = after;
        let old = self.ahead(before);
        while before < until {
            let step = until.min(before + TimeDelta::hours(12));
            if self.ahead(step) != old {
                let at = |second| DateTime::from_timestamp(second, 0).expect("lies between two moments");
                return Some(at(first_second(before.timestamp(), step.timestamp(), |second| {
                    self.ahead(at(second)) != old
                })));
            }
            before = step;
        }
        None
    }

    fn ahead(&self, moment: DateTime<Utc>) -> TimeDelta {
        TimeDelta::seconds(i64::from(offset(moment, self.zone)))
    }

    /// The first moment after `moment` at which the wall clock reaches a time of the pattern for the first time, or passes it in a gap.
    fn next_reached(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut wall = self.latest_reached(moment);
        loop {
            wall = self.pattern.after(wall)?;
            let slot = first_moment(wall, self.zone);
            let then = shown(slot, self.zone);
            if then.date() == wall.date() || self.has_day(wall) {
                return Some(slot);
            }
            // The zone skips the day. `then` begins the next one.
            let before = then - TimeDelta::seconds(1);
            if self.pattern.after(before).is_none_or(|next| next.date() != then.date()) {
                return Some(slot);
            }
            wall = before;
        }
    }

    /// The latest time that the wall clock has shown until `moment`: what it shows now, unless it was set back a short while ago.
    fn latest_reached(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        let now = shown(moment, self.zone);
        if first_moment(now, self.zone) >= moment {
            return now;
        }
        // No clock was ever set back by more than a day (Kwajalein in 1969, by 23 hours).
        let second = now.and_utc().timestamp();
        let at = |second| DateTime::from_timestamp(second, 0).expect("within days of a moment").naive_utc();
        at(first_second(second, second + 2 * 86_400, |second| first_moment(at(second), self.zone) > moment) - 1)
    }

    fn has_day(&self, wall: NaiveDateTime) -> bool {
        shown(first_moment(wall.date().and_time(NaiveTime::MIN), self.zone), self.zone).date() == wall.date()
    }
}
