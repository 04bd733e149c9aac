//! The past: makes all sessions and rows a server starts with.

use super::habits::Habits;
use super::incidents::Incidents;
use super::options::{Generation, Options};
use super::row::{Fate, Op, Quirks, Row, Session};
use super::script;
use super::seed::{Dice, dice, falls_in, mix};
use chrono::{DateTime, Datelike, Timelike};
use rand::RngExt;

const MILLI: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MILLI;
const HOUR: i64 = 3_600 * SECOND;

/// Share of sessions in generation C that come from local agents.
pub const LOCAL_SHARE: f64 = 0.15;

/// Calls per hour of the day (UTC), of a company with offices in Europe and America and a few machines at night.
const DAY: [f64; 24] = [
    2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 6.0, 14.0, 26.0, 34.0, 36.0, 33.0, 27.0, 30.0, 36.0, 38.0, 34.0, 27.0, 20.0, 14.0,
    10.0, 7.0, 5.0, 3.0,
];

/// All sessions, and all rows in the order of their ids.
pub fn history(options: &Options, incidents: &Incidents) -> (Vec<Session>, Vec<Row>) {
    let mut dice = dice(options.seed, 0x4157);
    let clock = Rhythm::new(options);
    let end = nanos(options.end);
    let (mut sessions, mut rows) = (Vec::new(), Vec::with_capacity(options.entries + 32));
    while rows.len() < options.entries {
        let local = options.generation == Generation::C && dice.random_bool(LOCAL_SHARE);
        let session = script::open(local, &options.habits, &mut dice);
        let mut at = clock.instant(&mut dice);
        for (step, call) in script::steps(&session, at, incidents, &options.habits, &mut dice).iter().enumerate() {
            at += i64::from(call.pause) * MILLI;
            if at + i64::from(call.millis) * MILLI >= end {
                break;
            }
            let occurred = written_time(at + dice.random_range(0..MILLI), &options.habits, &mut dice);
            let mut row = make(options.generation, &options.habits, call, occurred, &mut dice);
            row.session = sessions.len() as u32;
            row.step = step as u16;
            if local {
                row.recorded = received(occurred, end, &mut dice);
            }
            rows.push(row);
            at += i64::from(call.millis) * MILLI;
        }
        sessions.push(session);
    }
    rows.truncate(options.entries);
    rows.sort_by_key(|row| row.occurred);
    if options.habits.ties {
        tie(&mut rows, &sessions, &mut dice);
    }
    for (key, row) in rows.iter_mut().enumerate() {
        row.key = key as u32;
    }
    enlarge(&mut rows, &sessions, options.habits.huge_bodies, &mut dice);
    delay(&mut rows, &sessions, options, &mut dice);
    (sessions, number(rows, &options.habits, &mut dice))
}

/// A row of one call, without its place in the log.
pub fn make(generation: Generation, habits: &Habits, call: &script::Step, occurred: i64, dice: &mut Dice) -> Row {
    let whole = generation == Generation::A;
    let quirks = Quirks {
        offset: if habits.odd_times && dice.random_bool(0.2) { [-4, 2, 9][dice.random_range(0..3)] } else { 0 },
        huge: false,
        odd_body: dice.random_bool(habits.odd_bodies),
        unknown_values: dice.random_bool(habits.unknown_values),
        broken: dice.random_bool(habits.broken_details),
        bare: whole,
    };
    Row {
        id: 0,
        key: 0,
        session: 0,
        occurred,
        recorded: occurred,
        op: if whole && call.op == Op::Response { Op::Ping } else { call.op },
        item: call.item,
        fate: if whole && call.fate == Fate::Unanswered { Fate::Status(504) } else { call.fate },
        step: 0,
        millis: call.millis,
        shown_at: 0,
        done_at: 0,
        quirks,
    }
}

/// Microseconds, as Postgres keeps them; with odd times also seconds, milliseconds, and the nanoseconds of SQLite.
pub fn written_time(at: i64, habits: &Habits, dice: &mut Dice) -> i64 {
    let unit = match dice.random_range(0..20_u32) {
        0 if habits.odd_times => SECOND,
        1..3 if habits.odd_times => MILLI,
        3..5 if habits.odd_times => 1,
        _ => 1_000,
    };
    at - at.rem_euclid(unit)
}

/// When the server got what a local agent reports: soon, or days later from a laptop that was offline.
fn received(occurred: i64, end: i64, dice: &mut Dice) -> i64 {
    let delay = match dice.random_range(0..100_u32) {
        0..6 => dice.random_range(HOUR..72 * HOUR),
        6..12 => dice.random_range(60 * SECOND..HOUR),
        _ => dice.random_range(200 * MILLI..5 * SECOND),
    };
    let at = (occurred + delay).min(end - 1);
    at - at.rem_euclid(1_000)
}

/// Gives runs of neighbours one timestamp.
fn tie(rows: &mut [Row], sessions: &[Session], dice: &mut Dice) {
    let count = rows.len();
    let mut run = |from: usize, length: usize| {
        let until = (from + length).min(count);
        let Some(occurred) = rows.get(from).map(|row| row.occurred) else { return };
        for row in &mut rows[from..until] {
            if !sessions[row.session as usize].local {
                row.recorded = occurred;
            }
            row.occurred = occurred;
        }
    };
    for from in (0..count).step_by(100) {
        run(from + dice.random_range(0..80), dice.random_range(2..9));
    }
    run(count / 3, 150.min(count / 10));
    run(2 * count / 3, 350.min(count / 5));
    rows.sort_by_key(|row| row.occurred);
}

/// Makes the bodies of some ordinary tool calls huge.
fn enlarge(rows: &mut [Row], sessions: &[Session], count: usize, dice: &mut Dice) {
    let fit: Vec<usize> = (0..rows.len())
        .filter(|&i| {
            rows[i].op == Op::CallTool && rows[i].fate == Fate::Success && !sessions[rows[i].session as usize].local
        })
        .collect();
    for _ in 0..count.min(fit.len()) {
        rows[fit[dice.random_range(0..fit.len())]].quirks.huge = true;
    }
}

/// Decides which rows show up, and which get their answer, only while the client is already reading.
fn delay(rows: &mut [Row], sessions: &[Session], options: &Options, dice: &mut Dice) {
    let (habits, end) = (&options.habits, nanos(options.end));
    for row in rows {
        let local = sessions[row.session as usize].local;
        let age = end - row.occurred;
        let late = if local || age < 36 * HOUR { habits.late.max(habits.very_late) } else { habits.very_late };
        if dice.random_bool(late) {
            row.shown_at = dice.random_range(3..=60);
        }
        let call = !local && row.op.has_identifier() && row.fate != Fate::Unanswered;
        if call && age < 20 * HOUR && options.generation != Generation::A && dice.random_bool(habits.completing) {
            row.done_at = row.shown_at + dice.random_range(3..=60);
        }
    }
}

/// Numbers the rows in the order in which they were flushed.
fn number(mut rows: Vec<Row>, habits: &Habits, dice: &mut Dice) -> Vec<Row> {
    if habits.out_of_order_ids {
        rows.sort_by_cached_key(|row| {
            let late = row.shown_at > 0 && falls_in(mix(u64::from(row.key), 77), 0.5);
            let written = if row.done_at > 0 { row.occurred } else { row.recorded + i64::from(row.millis) * MILLI };
            // The buffer of each replica is flushed every 5 seconds.
            let flushed = written.div_euclid(5 * SECOND) + dice.random_range(0..2);
            (late, flushed, row.occurred, row.key)
        });
    }
    let mut id = dice.random_range(1..400);
    for row in &mut rows {
        id += next_gap(habits, dice);
        row.id = id;
    }
    rows
}

/// Distance from one id to the next.
pub fn next_gap(habits: &Habits, dice: &mut Dice) -> u64 {
    if habits.id_gaps && dice.random_bool(0.02) { dice.random_range(2..30) } else { 1 }
}

fn nanos(time: DateTime<chrono::Utc>) -> i64 {
    time.timestamp_nanos_opt().unwrap_or(i64::MAX)
}

/// The hours of the history, each weighted by how busy it is.
struct Rhythm {
    end: i64,
    /// Running sum of the weights, oldest hour first.
    sums: Vec<f64>,
}

impl Rhythm {
    fn new(options: &Options) -> Rhythm {
        let end = nanos(options.end);
        let hours = i64::from(options.days.max(1)) * 24;
        let sums = (0..hours).scan(0.0, |sum, hour| {
            let time = DateTime::from_timestamp_nanos(end - (hours - hour) * HOUR);
            let weekend = if time.weekday().number_from_monday() > 5 { 0.12 } else { 1.0 };
            *sum += DAY[time.hour() as usize] * weekend + 0.6;
            Some(*sum)
        });
        Rhythm { end, sums: sums.collect() }
    }

    fn instant(&self, dice: &mut Dice) -> i64 {
        let total = self.sums.last().copied().unwrap_or(1.0);
        let at = dice.random_range(0.0..total);
        let hour = self.sums.partition_point(|sum| *sum <= at) as i64;
        self.end - (self.sums.len() as i64 - hour) * HOUR + dice.random_range(0..HOUR)
    }
}
