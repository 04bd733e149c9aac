//! What somebody chooses: how often, and at what time.

use super::pattern::{Days, Pattern, every};
use crate::{
    api::wire::Recurrence,
    error::{Error, ErrorCode, Result},
};

impl Recurrence {
    /// # Errors
    /// `WrongUse` for what no calendar has.
    pub(super) fn pattern(&self) -> Result<Pattern> {
        let daily = |hour: u8, minute: u8| -> Result<Pattern> {
            Ok(Pattern {
                minutes: 1 << within("minute", minute, 0, 59)?,
                hours: 1 << within("hour", hour, 0, 23)?,
                ..Pattern::ALWAYS
            })
        };
        match *self {
            Self::Hourly { minute } => {
                Ok(Pattern { minutes: 1 << within("minute", minute, 0, 59)?, ..Pattern::ALWAYS })
            }
            Self::Daily { hour, minute } => daily(hour, minute),
            Self::Weekly { weekday, hour, minute } => {
                let weekdays = 1 << (within("weekday", weekday, 1, 7)? % 7);
                Ok(Pattern { days: Days { weekdays, ..Days::ALL }, ..daily(hour, minute)? })
            }
            Self::Monthly { day, hour, minute } => {
                let day = within("day of the month", day, 0, 31)?;
                let last = day == 0 || day == 31;
                let month_days = if last { 0 } else { 1 << day };
                let days = Days { month_days, last, or_last: day > 28, ..Days::ALL };
                Ok(Pattern { days, ..daily(hour, minute)? })
            }
            Self::Cron { ref expression } => super::cron::parse(expression),
        }
    }
}

fn within(what: &str, value: u8, least: u8, most: u8) -> Result<u8> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    let message = format!("There is no {what} {value}. Choose one from {least} to {most}.");
    Err(Error::new(ErrorCode::WrongUse, message))
}

/// The days of the week from Sunday, as sets of [`Days`] and cron count them.
pub(super) const EVERY_WEEKDAY: u8 = every(0, 6) as u8;
