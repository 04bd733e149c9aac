//! How a session runs: who opens it, which calls follow, how each ends.

use super::catalog::{AGENTS, CLIENTS, LOCAL_TOOLS, SERVERS};
use super::habits::Habits;
use super::incidents::Incidents;
use super::people::{HOSTED_AGENTS, PEOPLE};
use super::row::{Caller, Fate, Op, Session};
use super::seed::{Dice, long_tail, skewed};
use rand::{Rng, RngExt};

/// One call of a session.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub op: Op,
    pub item: u8,
    pub fate: Fate,
    /// Milliseconds since the end of the call before.
    pub pause: u32,
    pub millis: u32,
}

/// Who talks to what.
pub fn open(local: bool, habits: &Habits, dice: &mut Dice) -> Session {
    let caller = match dice.random_range(0..1000_u32) {
        0..40 if habits.hosted_agents && !local => Caller::Agent(dice.random_range(0..HOSTED_AGENTS.len()) as u8),
        40..46 if habits.unknown_values > 0.0 && !local => Caller::Credential,
        46..48 if habits.unknown_values > 0.0 && !local => Caller::Nobody,
        _ => Caller::Person(skewed(dice, PEOPLE.len()) as u16),
    };
    let clients = if local { AGENTS.len() } else { CLIENTS.len() };
    Session {
        hash: dice.next_u64(),
        caller,
        server: skewed(dice, SERVERS.len()) as u8,
        client: skewed(dice, clients) as u8,
        local,
        key: if caller == Caller::Credential || dice.random_bool(0.2) { dice.random_range(1..9) } else { 0 },
        port: habits.ip_ports && dice.random_bool(0.25),
    }
}

/// The calls of a session that starts at `at` (nanoseconds).
pub fn steps(session: &Session, at: i64, incidents: &Incidents, habits: &Habits, dice: &mut Dice) -> Vec<Step> {
    let calls = 1 + skewed(dice, 24);
    if session.local {
        return (0..calls).map(|_| local_step(habits, dice)).collect();
    }
    let server = session.server();
    let mut steps = vec![plain(Op::Initialize, 90, dice)];
    if let Some(fate) = incidents.strike(session.server, at, dice).or_else(|| refusal(dice)) {
        steps[0].fate = fate;
        steps[0].millis = millis_of(fate, 90, dice);
        return steps;
    }
    steps.push(plain(Op::Initialized, 2, dice));
    if dice.random_bool(0.2) {
        steps.push(plain(Op::OpenStream, 30_000, dice));
    }
    steps.push(plain(Op::ListTools, 45, dice));
    if !server.resource.is_empty() && dice.random_bool(0.5) {
        steps.push(plain(Op::ListResources, 40, dice));
    }
    if !server.prompts.is_empty() && dice.random_bool(0.4) {
        steps.push(plain(Op::ListPrompts, 30, dice));
    }
    for _ in 0..calls {
        let step = match dice.random_range(0..100_u32) {
            0..7 if !server.resource.is_empty() => call(Op::ReadResource, 1, 120, habits, dice),
            7..10 if !server.prompts.is_empty() => call(Op::GetPrompt, server.prompts.len(), 35, habits, dice),
            10..12 => plain(Op::Ping, 3, dice),
            12 => plain(Op::ListRoots, 8, dice),
            13 if habits.unknown_values > 0.0 => plain(Op::Discover, 20, dice),
            14 if dice.random_bool((habits.orphans * 100.0).min(1.0)) => plain(Op::Response, 0, dice),
            _ => {
                let item = skewed(dice, server.tools.len());
                let mut step = call(Op::CallTool, 1, server.tools[item].millis, habits, dice);
                step.item = item as u8;
                step
            }
        };
        steps.push(step);
    }
    for step in &mut steps[2..] {
        if let Some(fate) = incidents.strike(session.server, at, dice) {
            step.fate = fate;
            step.millis = millis_of(fate, step.millis, dice);
        }
    }
    if dice.random_bool(0.3) {
        steps.push(plain(Op::DeleteSession, 5, dice));
    }
    steps
}

fn plain(op: Op, typical: u32, dice: &mut Dice) -> Step {
    let fate = if op == Op::ListRoots && dice.random_bool(0.5) { Fate::RpcError } else { Fate::Success };
    Step { op, item: 0, fate, pause: dice.random_range(2..60), millis: millis_of(fate, typical, dice) }
}

fn call(op: Op, items: usize, typical: u32, habits: &Habits, dice: &mut Dice) -> Step {
    let item = skewed(dice, items) as u8;
    let fate = if dice.random_bool(habits.unanswered) { Fate::Unanswered } else { fate(op, dice) };
    // A person reads, a model thinks: seconds between calls, now and then minutes.
    let pause = (4_000.0 * long_tail(dice).powi(2)) as u32;
    Step { op, item, fate, pause, millis: millis_of(fate, typical, dice) }
}

fn fate(op: Op, dice: &mut Dice) -> Fate {
    match dice.random_range(0..1000_u32) {
        0..35 if op == Op::CallTool => Fate::ToolError,
        35..45 => Fate::RpcError,
        45..53 => Fate::Status(500),
        53..58 => Fate::Status(502),
        58..60 => Fate::Status(429),
        60..69 => Fate::Status(504),
        69..71 => Fate::Status(408),
        71..78 => Fate::Status(403),
        78..80 => Fate::Status(401),
        80..86 => Fate::Rejected,
        86..98 => Fate::RequestMutated,
        98..106 => Fate::ResponseMutated,
        _ => Fate::Success,
    }
}

/// Sessions that end with their first call.
fn refusal(dice: &mut Dice) -> Option<Fate> {
    match dice.random_range(0..1000_u32) {
        0..12 => Some(Fate::Status(403)),
        12..20 => Some(Fate::Status(401)),
        20..28 => Some(Fate::Status(503)),
        _ => None,
    }
}

fn local_step(habits: &Habits, dice: &mut Dice) -> Step {
    let fate = match dice.random_range(0..1000_u32) {
        0..40 => Fate::Status(500),
        40..60 => Fate::Status(403),
        60..66 => Fate::Status(504),
        66..72 if habits.unknown_values > 0.0 => Fate::Cancelled,
        _ => Fate::Success,
    };
    Step {
        op: Op::CallTool,
        item: skewed(dice, LOCAL_TOOLS.len()) as u8,
        fate,
        pause: (6_000.0 * long_tail(dice).powi(2)) as u32,
        millis: millis_of(fate, 220, dice),
    }
}

fn millis_of(fate: Fate, typical: u32, dice: &mut Dice) -> u32 {
    let factor = long_tail(dice);
    match fate {
        Fate::Status(504 | 408) => 30_000 + (factor * 20.0) as u32,
        Fate::Status(401 | 403 | 502 | 503) | Fate::Rejected => (factor * 4.0) as u32,
        _ => (f64::from(typical) * factor) as u32,
    }
}
