//! Everything a running server knows, and what changes with each request.

use super::faults::Faults;
use super::habits::Habits;
use super::history::history;
use super::incidents::Incidents;
use super::live::Traffic;
use super::login::Logins;
use super::options::{Generation, Options, Role};
use super::row::{Row, Session, View};
use super::seed::mix;
use super::world::World;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the server was asked and how it misbehaved.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct RequestCounts {
    /// Requests for a list, of all servers or of one.
    pub list: u64,
    /// Requests for a detail.
    pub detail: u64,
    /// All other requests.
    pub other: u64,
    /// Answers with status 401.
    pub unauthorized: u64,
    /// Answers with status 429.
    pub rate_limited: u64,
    /// Passing answers with status 500, 502 or 503.
    pub server_errors: u64,
    /// Connections cut in the middle of the body.
    pub cut: u64,
    /// Details that were a 200 without JSON.
    pub broken: u64,
}

/// One server: what never changes, and behind a lock what does.
#[derive(Debug)]
pub struct State {
    pub options: Options,
    /// What a user would enter, without a slash at the end.
    pub url: String,
    pub world: World,
    data: Mutex<Data>,
}

/// The log and the state of the conversation with its clients.
#[derive(Debug)]
pub struct Data {
    pub generation: Generation,
    pub role: Role,
    pub habits: Habits,
    pub keys_valid: bool,
    /// In the order of their ids.
    pub rows: Vec<Row>,
    pub sessions: Vec<Session>,
    /// Positions in `rows`, by event time, then id.
    pub by_time: Vec<u32>,
    /// List requests served so far: what late and open rows wait for.
    pub lists_served: u64,
    pub counts: RequestCounts,
    pub faults: Faults,
    pub logins: Logins,
    pub traffic: Traffic,
    /// Rows the server got before this time (nanoseconds) are gone.
    pub purged_before: i64,
    purged_by_habit: bool,
    auth: bool,
}

impl State {
    pub fn new(options: Options, url: String) -> State {
        let incidents = Incidents::new(&options);
        let (sessions, rows) = history(&options, &incidents);
        let mut by_time: Vec<u32> = (0..rows.len() as u32).collect();
        by_time.sort_by_key(|&at| (rows[at as usize].occurred, rows[at as usize].id));
        let data = Data {
            generation: options.generation,
            role: options.role,
            habits: options.habits,
            keys_valid: true,
            rows,
            sessions,
            by_time,
            lists_served: 0,
            counts: RequestCounts::default(),
            faults: Faults::new(options.seed),
            logins: Logins::default(),
            traffic: Traffic::new(options.seed),
            purged_before: i64::MIN,
            purged_by_habit: false,
            auth: options.auth,
        };
        let renamed_at = options.renamed_at.and_then(|at| at.timestamp_nanos_opt());
        State { world: World { seed: options.seed, incidents, renamed_at }, options, url, data: Mutex::new(data) }
    }

    /// The changing part. A panic in another request leaves it usable: no step in between breaks an invariant.
    pub fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// 43 characters of a secret, different for each `purpose`.
    pub fn secret(&self, purpose: u64) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        (0..43).map(|at| char::from(ALPHABET[mix(self.options.seed ^ purpose << 40, at) as usize % 64])).collect()
    }
}

impl Data {
    /// The role as the server sees it at this request.
    pub fn effective_role(&self) -> Role {
        let asked = self.counts.list + self.counts.detail;
        match self.habits.role_dip {
            _ if !self.auth => Role::Auditor,
            Some(dip) if self.role == Role::Auditor && asked > dip.after && asked <= dip.after + dip.requests => {
                Role::Admin
            }
            _ => self.role,
        }
    }

    /// The row at a position, as it is now.
    pub fn view(&self, at: usize) -> View {
        let row = self.rows[at];
        View { row, session: self.sessions[row.session as usize], complete: row.done_at <= self.lists_served }
    }

    /// The row at a position, as it will be in the end.
    pub fn final_view(&self, at: usize) -> View {
        View { complete: true, ..self.view(at) }
    }

    /// Retention has removed the row.
    pub fn is_purged(&self, row: &Row) -> bool {
        row.recorded < self.purged_before
    }

    /// Local-agent rows exist for clients of generation C only.
    pub fn is_known(&self, row: &Row) -> bool {
        self.generation == Generation::C || !self.sessions[row.session as usize].local
    }

    /// There, flushed, and not yet removed.
    pub fn is_visible(&self, row: &Row) -> bool {
        row.shown_at <= self.lists_served && !self.is_purged(row) && self.is_known(row)
    }

    /// Finds a visible row.
    pub fn find(&self, id: u64) -> Option<View> {
        let at = self.rows.binary_search_by_key(&id, |row| row.id).ok()?;
        self.is_visible(&self.rows[at]).then(|| self.view(at))
    }

    /// Retention as a habit: once the time has come, the oldest twentieth of the history goes.
    pub fn purge_when_due(&mut self) {
        let due = self.habits.purge_after.is_some_and(|after| self.counts.list + self.counts.detail > after);
        if !due || self.purged_by_habit {
            return;
        }
        self.purged_by_habit = true;
        if let Some(&at) = self.by_time.get(self.by_time.len() / 20) {
            self.purged_before = self.purged_before.max(self.rows[at as usize].occurred);
        }
    }

    /// Every row shows up and gets its answer now.
    pub fn finish_pending(&mut self) {
        for row in &mut self.rows {
            row.shown_at = 0;
            row.done_at = 0;
        }
    }

    /// Appends a row; its id must be the highest.
    pub fn append(&mut self, row: Row) {
        let at = self.rows.len() as u32;
        let place = self.by_time.partition_point(|&other| {
            let other = &self.rows[other as usize];
            (other.occurred, other.id) < (row.occurred, row.id)
        });
        self.rows.push(row);
        self.by_time.insert(place, at);
    }
}
