//! A schedule as a naive reader of a wall clock has it: looks at the clock every minute, and runs when it shows the time, or has passed it.
//!
//! It shares nothing with the timetable but the offsets of the zone.

use std::collections::BTreeSet;

use auditdesk_core::schedule::Recurrence;
use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use rand::{Rng, RngExt};

use super::{cron, daily, hourly, monthly, weekly};

/// A recurrence, and what it means, written down a second time.
pub struct Wanted {
    pub recurrence: Recurrence,
    hours: BTreeSet<u32>,
    minutes: BTreeSet<u32>,
    day: Box<dyn Fn(NaiveDate) -> bool>,
}

impl Wanted {
    fn new(recurrence: Recurrence, hours: &[u32], minutes: &[u32], day: impl Fn(NaiveDate) -> bool + 'static) -> Self {
        let (hours, minutes) = (hours.iter().copied().collect(), minutes.iter().copied().collect());
        Self { recurrence, hours, minutes, day: Box::new(day) }
    }

    /// One of each kind, at times at which clocks tend to change.
    pub fn some(random: &mut impl Rng) -> Vec<Self> {
        let (hour, minute) = (random.random_range(0..4_u32) * 23 % 24, random.random_range(0..60_u32));
        let (h, m) = (hour as u8, minute as u8);
        let weekday = random.random_range(1..=7_u8);
        let day = random.random_range(0..=31_u8);
        let step = random.random_range(5..40_u32);
        let stepped: Vec<u32> = (0..60).step_by(step as usize).collect();
        let night: Vec<u32> = (0..5).chain([23]).collect();
        let all: Vec<u32> = (0..24).collect();
        let date = random.random_range(1..=31_u32);
        let month = random.random_range(1..=12_u32);
        let on_weekday = move |date: NaiveDate| date.weekday().number_from_monday() == u32::from(weekday);
        vec![
            Self::new(hourly(m), &all, &[minute], |_| true),
            Self::new(daily(h, m), &[hour], &[minute], |_| true),
            Self::new(weekly(weekday, h, m), &[hour], &[minute], on_weekday),
            Self::new(monthly(day, h, m), &[hour], &[minute], move |date| {
                let length = u32::from(date.num_days_in_month());
                date.day() == if day == 0 { length } else { length.min(u32::from(day)) }
            }),
            Self::new(cron(&format!("*/{step} 23,0-4 * * *")), &night, &stepped, |_| true),
            Self::new(cron(&format!("*/{step} * * * {weekday}")), &all, &stepped, on_weekday),
            Self::new(cron(&format!("{minute} {hour},12 {date} * {weekday}")), &[hour, 12], &[minute], move |day| {
                day.day() == date || on_weekday(day)
            }),
            Self::new(cron(&format!("*/{step} {hour} * {month} *")), &[hour], &stepped, move |day| {
                day.month() == month
            }),
        ]
    }

    fn matches(&self, wall: NaiveDateTime) -> bool {
        self.minutes.contains(&wall.minute()) && self.hours.contains(&wall.hour()) && (self.day)(wall.date())
    }

    fn is_every_hour(&self) -> bool {
        self.hours.len() == 24
    }
}

/// A wall clock that is read every minute.
pub struct Walker {
    zone: Tz,
    moment: DateTime<Utc>,
    /// What it shows.
    pub wall: NaiveDateTime,
    /// The latest that it has ever shown.
    latest: NaiveDateTime,
    /// The minutes that it has come to or passed with its last step, for the first time.
    reached: Vec<NaiveDateTime>,
}

const MINUTE: TimeDelta = TimeDelta::minutes(1);

impl Walker {
    /// A clock that was watched for some days before `moment`, so that it is known what it showed before.
    pub fn new(zone: Tz, moment: DateTime<Utc>) -> Self {
        let start = moment - TimeDelta::days(3);
        let wall = shown(start, zone);
        let mut walker = Self { zone, moment: start, wall, latest: wall, reached: Vec::new() };
        while walker.moment < moment {
            walker.step();
        }
        walker
    }

    /// Goes on by a minute.
    pub fn step(&mut self) -> DateTime<Utc> {
        self.moment += MINUTE;
        self.wall = shown(self.moment, self.zone);
        self.reached.clear();
        while self.latest < self.wall {
            self.latest += MINUTE;
            self.reached.push(self.latest);
        }
        self.moment
    }

    /// Whether a schedule runs now.
    pub fn runs(&self, wanted: &Wanted) -> bool {
        if wanted.is_every_hour() {
            return wanted.matches(self.wall);
        }
        self.reached
            .iter()
            .any(|wall| wanted.matches(*wall) && (self.exists(wall.date()) || !self.has_more_today(wanted)))
    }

    /// Whether the clock has shown the date: only a date that was passed from its first minute to its last was never shown.
    fn exists(&self, date: NaiveDate) -> bool {
        let first = date.and_time(NaiveTime::MIN);
        let next = first + Days::new(1);
        date == self.wall.date() || !(self.reached[0] <= first && next <= self.wall)
    }

    fn has_more_today(&self, wanted: &Wanted) -> bool {
        let rest = (0..1440).map(|minute| self.wall + MINUTE * minute);
        rest.take_while(|wall| wall.date() == self.wall.date()).any(|wall| wanted.matches(wall))
    }
}

fn shown(moment: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    let offset = zone.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc();
    moment.naive_utc() + TimeDelta::seconds(i64::from(offset))
}
