//! What the instance has.

use super::catalog::{OWN, TOKENS};
use super::options::{Habits, Options, Role};
use super::traffic;
use crate::obot::seed::{Dice, dice, mix, uuid};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, MutexGuard};

/// A token.
#[derive(Clone, Debug)]
pub struct Token {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    /// How much it is used; 0 for the auditor's own and for spare ones.
    pub weight: u32,
    pub revoked: bool,
    pub deleted: bool,
}

/// What a row lacks, so that no reader can make sense of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    Time,
    Id,
    /// Everything: it is no object.
    Object,
}

/// A row of the log.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    /// Position of its token; `None` for the hub's tunnel.
    pub token: Option<usize>,
    pub method: &'static str,
    pub path: String,
    pub status: u16,
    pub created: DateTime<Utc>,
    /// When it is inserted; `None`: never.
    pub inserted: Option<DateTime<Utc>>,
    /// Deleted by hand in the database.
    pub deleted: bool,
    pub broken: Option<Broken>,
    /// Left by a call that read the log.
    pub own: bool,
}

/// What was asked so far.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct RequestCounts {
    /// Pages of the global feed.
    pub global: u32,
    /// Pages of single tokens.
    pub token: u32,
    /// Lists of tokens.
    pub tokens: u32,
    /// Requests that would change something. An auditor makes none.
    pub writes: u32,
    /// Answers 401, 403 and 422.
    pub refused: u32,
    /// Answers 503.
    pub unavailable: u32,
}

/// What changes while the instance runs.
#[derive(Debug)]
pub struct Data {
    pub tokens: Vec<Token>,
    /// In the order of their times.
    pub rows: Vec<Row>,
    pub role: Role,
    pub habits: Habits,
    pub keys_valid: bool,
    pub counts: RequestCounts,
    pub dice: Dice,
    /// Decides faults and orders of pages, apart from the data.
    pub whims: Dice,
}

/// An instance.
#[derive(Debug)]
pub struct State {
    pub options: Options,
    pub url: String,
    data: Mutex<Data>,
}

impl State {
    pub fn new(options: Options, url: String) -> State {
        let seed = options.seed;
        let mut tokens: Vec<Token> = TOKENS
            .iter()
            .enumerate()
            .map(|(at, kind)| Token {
                id: uuid(mix(seed, 0x70c0 + at as u64)),
                name: kind.name.to_owned(),
                role: kind.role,
                weight: kind.weight,
                revoked: false,
                deleted: false,
            })
            .collect();
        tokens.extend((0..options.spare_tokens).map(|at| Token {
            id: uuid(mix(seed, 0x7100 + u64::from(at))),
            name: format!("spare-{at}"),
            role: "viewer",
            weight: 0,
            revoked: false,
            deleted: false,
        }));
        let id = uuid(mix(seed, 0x70ff));
        tokens.push(Token { id, name: OWN.into(), role: "viewer", weight: 0, revoked: false, deleted: false });
        let data = Data {
            tokens,
            rows: Vec::new(),
            role: options.role,
            habits: options.habits,
            keys_valid: true,
            counts: RequestCounts::default(),
            dice: dice(seed, 0x9d01),
            whims: dice(seed, 0x9d02),
        };
        let state = State { options, url, data: Mutex::new(data) };
        let span = TimeDelta::days(state.options.days.into());
        traffic::history(&mut state.data(), &state.options, span);
        state
    }

    pub fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().expect("no holder panics")
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.options.clock)()
    }

    /// The credential of the token [`OWN`].
    pub fn token(&self) -> String {
        format!("pwm_{}", self.secret(1))
    }

    /// What a signed-in user sends.
    pub fn session(&self) -> String {
        format!("eyJhbGciOiJIUzI1NiJ9.{}.{}", self.secret(2), self.secret(3))
    }

    /// A token that was good once.
    pub fn expired_token(&self) -> String {
        format!("pwm_{}", self.secret(4))
    }

    /// 43 characters, as 32 bytes in URL-safe base64 are.
    fn secret(&self, number: u64) -> String {
        let part = |at: u64| format!("{:016x}", mix(self.options.seed, 0x5ec0 + number * 8 + at));
        let mut text: String = (0..3).map(part).collect();
        text.truncate(43);
        text
    }
}

impl Data {
    /// Position of the first token with this name that is not deleted.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.tokens.iter().position(|token| token.name == name && !token.deleted)
    }

    /// Adds rows, keeping the order of times.
    pub fn append(&mut self, rows: Vec<Row>) {
        let before = self.rows.len().saturating_sub(1);
        self.rows.extend(rows);
        if !self.rows[before..].is_sorted_by_key(|row| row.created) {
            self.rows.sort_by_key(|row| row.created);
        }
    }
}
