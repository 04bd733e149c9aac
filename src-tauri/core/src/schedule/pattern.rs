//! What a wall clock and a calendar must show: sets of minutes, hours and days.

use chrono::{Datelike, Days as Span, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// The set of `first` to `last`, as bits.
pub(super) const fn every(first: u32, last: u32) -> u64 {
    (u64::MAX >> (63 - last)) & (u64::MAX << first)
}

/// Minutes of a wall clock. Bit n of a set stands for the number n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// 0 to 59.
    pub minutes: u64,
    /// 0 to 23.
    pub hours: u32,
    /// 1 to 12.
    pub months: u16,
    /// Days of these months.
    pub days: Days,
}

/// Days of months. Bit n of a set stands for the number n.
#[allow(clippy::struct_field_names, reason = "days of months and of weeks")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// 1 to 31.
    pub month_days: u32,
    /// The last day of the month, too.
    pub last: bool,
    /// In a month that is too short for one of `month_days`, its last day stands in.
    pub or_last: bool,
    /// 0 (Sunday) to 6.
    pub weekdays: u8,
    /// A day of `month_days` or one of `weekdays`; otherwise it must be both.
    pub either: bool,
}

impl Days {
    /// Every day.
    pub const ALL: Self = Self {
        month_days: every(1, 31) as u32,
        last: false,
        or_last: false,
        weekdays: super::recurrence::EVERY_WEEKDAY,
        either: false,
    };

    fn have(self, date: NaiveDate) -> bool {
        let is_last = date.succ_opt().is_none_or(|next| next.month() != date.month());
        let stands_in = self.or_last && u64::from(self.month_days) > every(0, date.day());
        let by_month = self.month_days >> date.day() & 1 == 1 || is_last && (self.last || stands_in);
        let by_week = self.weekdays >> date.weekday().num_days_from_sunday() & 1 == 1;
        if self.either { by_month || by_week } else { by_month && by_week }
    }
}

/// The Gregorian calendar repeats after 400 years, weekdays included: what is not found in so many never comes.
const CYCLE: Months = Months::new(400 * 12);

impl Pattern {
    /// Every minute.
    pub const ALWAYS: Self =
        Self { minutes: every(0, 59), hours: every(0, 23) as u32, months: every(1, 12) as u16, days: Days::ALL };

    /// Whether it has a time in every hour of its days.
    pub fn is_every_hour(&self) -> bool {
        self.hours == Self::ALWAYS.hours
    }

    /// The first wall-clock time of the pattern after `wall`; `None` where there is none in the calendar's cycle.
    pub fn after(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        if let Some(time) = self.time_from(wall.hour(), wall.minute() + 1).filter(|_| self.has(wall.date())) {
            return Some(wall.date().and_time(time));
        }
        let first = self.time_from(0, 0)?;
        let end = wall.date().checked_add_months(CYCLE)?;
        let mut date = wall.date().succ_opt()?;
        while date <= end {
            if self.months >> date.month() & 1 == 0 {
                date = date.with_day(1)?.checked_add_months(Months::new(1))?;
            } else if self.days.have(date) {
                return Some(date.and_time(first));
            } else {
                date = date.checked_add_days(Span::new(1))?;
            }
        }
        None
    }

    fn has(&self, date: NaiveDate) -> bool {
        self.months >> date.month() & 1 == 1 && self.days.have(date)
    }

    /// The first time of a day at or after `hour`:`minute`; `minute` may be 60.
    fn time_from(&self, hour: u32, minute: u32) -> Option<NaiveTime> {
        let next = |set: u64, from: u32| Some((set & (u64::MAX << from)).trailing_zeros()).filter(|found| *found < 64);
        let hours = u64::from(self.hours);
        let here = next(self.minutes, minute).filter(|_| hours >> hour & 1 == 1);
        let (hour, minute) = match here {
            Some(minute) => (hour, minute),
            None => (next(hours, hour + 1)?, next(self.minutes, 0)?),
        };
        NaiveTime::from_hms_opt(hour, minute, 0)
    }
}
