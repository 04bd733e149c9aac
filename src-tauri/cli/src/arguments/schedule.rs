//! Schedules on the command line.

use auditdesk_core::{
    api::wire::{Beginning, CatchUp, Recurrence},
    error::{Error, ErrorCode, Result},
};
use chrono::{NaiveDate, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;
use clap::{Args, Subcommand, ValueEnum};

use super::OutputArguments;

/// Schedules.
#[derive(Debug, Subcommand)]
pub enum ScheduleCommand {
    /// Export regularly what is new, each entry exactly once
    Add {
        /// Its name, and the name in the objects' keys
        name: String,
        /// The destination's name
        #[arg(long, value_name = "DESTINATION")]
        to: String,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        what: What,
        /// Where it begins: `everything`, `now` or a date as 2026-08-20
        #[arg(long, value_name = "BEGINNING", default_value = "everything")]
        from: String,
        /// Do not let it run by itself yet
        #[arg(long)]
        disabled: bool,
        /// Say what it would do, and keep nothing
        #[arg(long)]
        preview: bool,
    },
    /// Change a schedule from its next run on; what is not named stays
    Edit {
        /// Its name
        name: String,
        /// Its new name
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        /// The destination's name
        #[arg(long, value_name = "DESTINATION")]
        to: Option<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        what: What,
    },
    /// List the schedules with their next run and how the last one ended
    List,
    /// List the runs of a schedule with their objects
    Runs {
        /// Its name
        name: String,
    },
    /// Let a schedule run by itself
    Enable {
        /// Its name
        name: String,
    },
    /// Do not let a schedule run by itself; what becomes due is caught up later
    Disable {
        /// Its name
        name: String,
    },
    /// Run a schedule now
    Run {
        /// Its name
        name: String,
        /// Say how much the next run would write and how long it would take, and write nothing
        #[arg(long)]
        estimate: bool,
    },
    /// Pass over what is due, or the next moment; what it would have exported goes out with the next run
    Skip {
        /// Its name
        name: String,
        /// Let moments in the future that are passed over take place again
        #[arg(long)]
        undo: bool,
    },
    /// Run everything that is due, and what waits to be tried again; for cron and systemd
    RunDue,
    /// Export entries from before a schedule's beginning, each once
    Backfill {
        /// Its name
        name: String,
        /// The first day, as 2026-08-20, in the schedule's zone
        #[arg(long, value_name = "DATE")]
        from: NaiveDate,
        /// The first day after
        #[arg(long, value_name = "DATE")]
        until: NaiveDate,
    },
    /// Forget a schedule; what it wrote stays
    Remove {
        /// Its name
        name: String,
    },
}

/// When a schedule runs.
#[derive(Debug, Args)]
#[group(id = "when", multiple = false)]
pub struct When {
    /// Every hour, at this minute
    #[arg(long, value_name = "MINUTE", help_heading = "When")]
    hourly: Option<u8>,
    /// Every day, at this time
    #[arg(long, value_name = "HH:MM", value_parser = time, help_heading = "When")]
    daily: Option<NaiveTime>,
    /// Every week: a day from mon to sun, and a time
    #[arg(long, num_args = 2, value_names = ["DAY", "HH:MM"], help_heading = "When")]
    weekly: Option<Vec<String>>,
    /// Every month: a day from 1 to 31 or `last`, and a time
    #[arg(long, num_args = 2, value_names = ["DAY", "HH:MM"], help_heading = "When")]
    monthly: Option<Vec<String>>,
    /// As a cron expression of five fields says
    #[arg(long, value_name = "EXPRESSION", help_heading = "When")]
    cron: Option<String>,
}

/// What a schedule exports.
#[derive(Debug, Args)]
pub struct What {
    /// The IANA time zone of its times and of wall-clock times in the filter [default: UTC]
    #[arg(long, help_heading = "When")]
    pub zone: Option<String>,
    /// Runs that were missed: one run for all of them, or one for each [default: together]
    #[arg(long, value_enum, help_heading = "When")]
    pub catch_up: Option<Missed>,
    /// The filter [default: everything]
    #[arg(long)]
    pub filter: Option<String>,
    /// The filter of this saved view, in its newest version; the schedule keeps that version
    #[arg(long, value_name = "VIEW", conflicts_with = "filter")]
    pub view: Option<String>,
    /// Write an object and a manifest even if nothing is new
    #[arg(long)]
    pub allow_empty: bool,
    #[command(flatten)]
    pub output: Box<OutputArguments>,
}

/// What becomes of missed runs.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Missed {
    /// One run for all of them
    Together,
    /// One run for each
    Each,
}

impl From<Missed> for CatchUp {
    fn from(missed: Missed) -> Self {
        match missed {
            Missed::Together => Self::Together,
            Missed::Each => Self::Each,
        }
    }
}

impl When {
    /// What the options say; `None`: nothing.
    pub fn recurrence(self) -> Result<Option<Recurrence>> {
        let Self { hourly, daily, weekly, monthly, cron } = self;
        if let Some(minute) = hourly {
            return Ok(Some(Recurrence::Hourly { minute }));
        }
        if let Some(at) = daily {
            let (hour, minute) = clock(at);
            return Ok(Some(Recurrence::Daily { hour, minute }));
        }
        if let Some([day, at]) = weekly.as_deref() {
            let weekday = day
                .parse::<chrono::Weekday>()
                .map_err(|_| wrong(format!("There is no day {day:?}. Use mon to sun.")))?;
            let (hour, minute) = clock(time(at).map_err(wrong)?);
            let weekday = u8::try_from(weekday.number_from_monday()).expect("a week has seven days");
            return Ok(Some(Recurrence::Weekly { weekday, hour, minute }));
        }
        if let Some([day, at]) = monthly.as_deref() {
            let number = if day == "last" { Some(0) } else { day.parse().ok().filter(|day| (1..=31).contains(day)) };
            let day = number.ok_or_else(|| wrong(format!("There is no day {day:?}. Use 1 to 31 or `last`.")))?;
            let (hour, minute) = clock(time(at).map_err(wrong)?);
            return Ok(Some(Recurrence::Monthly { day, hour, minute }));
        }
        Ok(cron.map(|expression| Recurrence::Cron { expression }))
    }
}

/// Where a schedule begins; a date is a day in its zone.
pub fn beginning(text: &str, zone: Tz) -> Result<Beginning> {
    match text {
        "everything" => Ok(Beginning::Everything),
        "now" => Ok(Beginning::Now),
        date => {
            let day: NaiveDate = date.parse().map_err(|_| {
                wrong(format!("{date:?} is no beginning. Use `everything`, `now` or a date as 2026-08-20."))
            })?;
            Ok(Beginning::Since { at: begins(day, zone) })
        }
    }
}

/// The first moment of a day.
pub fn begins(day: NaiveDate, zone: Tz) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    // Where clocks skip midnight, the day begins with what comes after it.
    let mut first = (0..48).map(|half| midnight + chrono::TimeDelta::minutes(30 * half));
    let moment = first.find_map(|at| zone.from_local_datetime(&at).earliest());
    moment.map_or_else(|| midnight.and_utc().timestamp_micros(), |at| at.timestamp_micros())
}

fn time(text: &str) -> std::result::Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("{text:?} is no time. Write it as 06:30."))
}

fn clock(time: NaiveTime) -> (u8, u8) {
    let part = |value: u32| u8::try_from(value).expect("hours and minutes are below 60");
    (part(time.hour()), part(time.minute()))
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}
