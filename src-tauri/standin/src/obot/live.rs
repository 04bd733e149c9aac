//! Traffic while the server runs.

use super::history::{LOCAL_SHARE, make, next_gap, written_time};
use super::options::Generation;
use super::row::Op;
use super::script::{self, Step};
use super::seed::{Dice, dice};
use super::state::{Data, State};
use chrono::{DateTime, Utc};
use rand::RngExt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Sessions running at the same time.
const PARALLEL: usize = 4;

/// The sessions that are under way.
#[derive(Debug)]
pub struct Traffic {
    dice: Dice,
    /// Position of the session, its next step number, the calls it has left.
    running: Vec<(u32, u16, VecDeque<Step>)>,
}

impl Traffic {
    pub fn new(seed: u64) -> Traffic {
        Traffic { dice: dice(seed, 0x11fe), running: Vec::new() }
    }
}

/// Adds the next call of some running session, ended at `now`.
pub fn emit(state: &State, data: &mut Data, now: DateTime<Utc>) {
    let Data { traffic: Traffic { dice, running }, sessions, habits, generation, .. } = data;
    let end = now.timestamp_nanos_opt().unwrap_or(0);
    if running.len() < PARALLEL {
        let local = *generation == Generation::C && dice.random_bool(LOCAL_SHARE);
        let session = script::open(local, habits, dice);
        let steps = script::steps(&session, end, &state.world.incidents, habits, dice);
        running.push((sessions.len() as u32, 0, steps.into()));
        sessions.push(session);
    }
    let chosen = dice.random_range(0..running.len());
    let (session, step, steps) = &mut running[chosen];
    let call = steps.pop_front().expect("a session without calls left is removed below");
    // A stream that was opened for a minute would start before calls that are already there: short calls only.
    let millis = if call.op == Op::OpenStream { 900 } else { call.millis };
    let occurred = written_time(end - i64::from(millis) * 1_000_000, habits, dice);
    let mut row = make(*generation, habits, &Step { millis, ..call }, occurred, dice);
    (row.session, row.step) = (*session, *step);
    *step += 1;
    if steps.is_empty() {
        running.swap_remove(chosen);
    }
    let local = sessions[row.session as usize].local;
    if local {
        row.recorded = end;
    }
    let served = data.lists_served;
    if dice.random_bool(habits.late) {
        row.shown_at = served + dice.random_range(1..5);
    }
    let can_wait = !local && row.op.has_identifier() && *generation != Generation::A;
    if can_wait && dice.random_bool(habits.completing) {
        row.done_at = row.shown_at.max(served) + dice.random_range(2..6);
    }
    row.key = data.rows.len() as u32;
    row.id = data.rows.last().map_or(1, |last| last.id) + next_gap(habits, dice);
    data.append(row);
}

/// Emits calls at the rate in the channel, per minute, until the channel closes.
pub async fn run(state: Arc<State>, mut rate: watch::Receiver<u32>) {
    loop {
        let per_minute = *rate.borrow_and_update();
        let jitter = state.data().traffic.dice.random_range(0.3..1.7);
        let pause = Duration::from_secs_f64(60.0 * jitter / f64::from(per_minute.max(1)));
        tokio::select! {
            changed = rate.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause), if per_minute > 0 => {
                let now = (state.options.clock)();
                emit(&state, &mut state.data(), now);
            }
        }
    }
}
