//! Who calls what and when; when its row is inserted.

use super::catalog::{self, Call};
use super::options::{Habits, Options};
use super::state::{Broken, Data, Row, State};
use crate::obot::seed::{Dice, uuid};
use chrono::{DateTime, Datelike, SubsecRound, TimeDelta, Timelike, Utc, Weekday};
use rand::RngExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The most rows that one tool call makes, all at one time.
const CLUSTER: usize = 4;

/// Fills the history: office hours are busy, nights and weekends quiet.
pub fn history(data: &mut Data, options: &Options, span: TimeDelta) {
    let start = options.end - span;
    let pick = |dice: &mut Dice| loop {
        let at = start + span.mul(dice.random());
        let office = (8..18).contains(&at.hour()) && !matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
        if office || dice.random_bool(0.12) {
            return at;
        }
    };
    let mut times: Vec<DateTime<Utc>> = (0..options.rows).map(|_| pick(&mut data.dice)).collect();
    times.sort_unstable();
    fill(data, options, times);
}

/// Adds `count` rows, spread over the `span` before `until`.
pub fn spread(data: &mut Data, options: &Options, count: usize, span: TimeDelta, until: DateTime<Utc>) {
    let mut times: Vec<DateTime<Utc>> = (0..count).map(|_| until - span.mul(data.dice.random())).collect();
    times.sort_unstable();
    fill(data, options, times);
}

/// Makes a row for each time; tool calls take several and give them the first one's time.
fn fill(data: &mut Data, options: &Options, times: Vec<DateTime<Utc>>) {
    let mut rows = Vec::with_capacity(times.len());
    let mut times = times.into_iter();
    while let Some(first) = times.next() {
        let token = writer(data, options.hub);
        let cluster = if token.is_none() { 1 } else { data.dice.random_range(1..=CLUSTER) };
        for _ in std::iter::once(first).chain(times.by_ref().take(cluster - 1)) {
            let call = if token.is_none() { catalog::tool(&mut data.dice) } else { catalog::call(&mut data.dice) };
            rows.push(row(data, token, call, first));
        }
    }
    data.append(rows);
}

/// Who writes the next row: a token that is in use, or the hub (`None`).
fn writer(data: &mut Data, hub: f64) -> Option<usize> {
    let all: u32 = data.tokens.iter().filter(|token| !token.revoked && !token.deleted).map(|token| token.weight).sum();
    if all == 0 || data.dice.random_bool(hub) {
        return None;
    }
    let mut left = data.dice.random_range(0..all);
    data.tokens.iter().position(|token| {
        let weight = if token.revoked || token.deleted { 0 } else { token.weight };
        let found = left < weight;
        left = left.saturating_sub(weight);
        found
    })
}

fn row(data: &mut Data, token: Option<usize>, call: Call, at: DateTime<Utc>) -> Row {
    let habits = data.habits;
    let dice = &mut data.dice;
    let created = if habits.whole_seconds { at.trunc_subsecs(0) } else { at.trunc_subsecs(6) };
    Row {
        id: uuid(dice.random()),
        token,
        method: call.method,
        path: call.path,
        status: call.status,
        created,
        inserted: inserted(&habits, dice, at),
        deleted: false,
        broken: dice.random_bool(habits.broken).then(|| match dice.random_range(0..3) {
            0 => Broken::Time,
            1 => Broken::Id,
            _ => Broken::Object,
        }),
        own: false,
    }
}

fn inserted(habits: &Habits, dice: &mut Dice, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if dice.random_bool(habits.lost) {
        return None;
    }
    let late = dice.random_bool(habits.late);
    Some(if late { at + TimeDelta::seconds(habits.late_most.into()).mul(dice.random()) } else { at })
}

/// The row that a call with the token at `token` leaves.
pub fn log_call(data: &mut Data, token: usize, path: &str, status: u16, at: DateTime<Utc>) {
    let call = Call { method: "GET", path: path.to_owned(), status };
    let mut row = row(data, Some(token), call, at);
    (row.own, row.broken) = (true, None);
    data.append(vec![row]);
}

/// Adds rows at the rate in the channel, per minute, until the channel closes.
pub async fn run(state: Arc<State>, mut rate: watch::Receiver<u32>) {
    loop {
        let per_minute = *rate.borrow_and_update();
        let jitter = state.data().dice.random_range(0.3..1.7);
        let pause = Duration::from_secs_f64(60.0 * jitter / f64::from(per_minute.max(1)));
        tokio::select! {
            changed = rate.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause), if per_minute > 0 => {
                let now = state.now();
                spread(&mut state.data(), &state.options, 1, TimeDelta::zero(), now);
            }
        }
    }
}

/// A share of a span.
trait Share {
    fn mul(self, share: f64) -> Self;
}

impl Share for TimeDelta {
    fn mul(self, share: f64) -> TimeDelta {
        TimeDelta::microseconds((self.num_microseconds().unwrap_or(i64::MAX) as f64 * share) as i64)
    }
}
