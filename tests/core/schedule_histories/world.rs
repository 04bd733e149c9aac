//! The world of a history: its chance, its clock, and what becomes of each call.

use std::{
    collections::BTreeSet,
    future::pending,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    bucket::{Bucket, Manners},
    file::File,
    ledger::{Filter, Ledger},
};

pub const HOUR: i64 = 3600;

/// What a history is about.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// The share of calls that go wrong.
    pub faults: f64,
    /// Names in the directory change: the same rows have other bytes later.
    pub renames: bool,
    /// Entries are removed.
    pub removals: bool,
    /// Requests without an answer may take effect later.
    pub late: bool,
    pub filter: Filter,
    /// Rows of a part of an upload.
    pub part_rows: usize,
}

impl Habits {
    /// The rows of a run are the same in all of its attempts.
    pub fn steady(&self) -> bool {
        !self.renames && !self.removals && self.filter != Filter::Latest
    }
}

pub struct World {
    pub chance: ChaCha8Rng,
    pub habits: Habits,
    /// The wall clock, in seconds.
    pub now: i64,
    pub ledger: Ledger,
    pub bucket: Bucket,
    /// The workspace, and a copy of it.
    pub files: Vec<File>,
    /// The run that was open when the workspace was copied.
    pub copied_during: Option<u64>,
    /// Uploads that were begun without an answer.
    pub unnamed: BTreeSet<String>,
    /// The program has died.
    pub killed: bool,
    /// Calls that went wrong.
    pub disturbed: u64,
    pub kills: u64,
    /// What happened, where somebody wants to know.
    pub story: Option<Vec<String>>,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// Nothing happens, and an error comes back.
    Refused,
    /// It happens, and an error comes back.
    Unanswered,
    /// It happens later, or never; an error comes back.
    Late,
    KilledBefore,
    KilledAfter,
}

impl Fate {
    pub fn happens(self) -> bool {
        matches!(self, Self::Answered | Self::Unanswered | Self::KilledAfter)
    }

    pub fn kills(self) -> bool {
        matches!(self, Self::KilledBefore | Self::KilledAfter)
    }
}

impl World {
    pub fn new(seed: u64, told: bool) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let manners = Manners {
            create_only: chance.random_bool(0.7),
            taken_before_gone: chance.random_bool(0.5),
            lists_uploads: chance.random_bool(0.5),
        };
        let filter = match chance.random_range(0..6) {
            0 => Filter::Latest,
            1 => Filter::Kind(1),
            _ => Filter::All,
        };
        let mut habits = Habits {
            faults: [0.0, 0.02, 0.1, 0.3][chance.random_range(0..4)],
            renames: chance.random_bool(0.3),
            removals: chance.random_bool(0.2),
            late: chance.random_bool(0.3),
            filter,
            part_rows: chance.random_range(1..12),
        };
        // A storage that overwrites may keep the bytes of a request that came late: nobody can know where they differ.
        habits.late &= manners.create_only || habits.steady();
        // A Friday noon of 2026: before clocks are set forward and back in Europe, or any other.
        let now = 1_767_355_200 + 7 * 24 * HOUR * [12, 42, chance.random_range(0..52)][chance.random_range(0..3)];
        let mut world = Self {
            chance,
            habits,
            now,
            ledger: Ledger::default(),
            bucket: Bucket::new(manners),
            files: Vec::new(),
            copied_during: None,
            unnamed: BTreeSet::new(),
            killed: false,
            disturbed: 0,
            kills: 0,
            story: told.then(Vec::new),
        };
        world.tell(|| format!("{habits:?} {manners:?}"));
        world
    }

    pub fn tell(&mut self, what: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            story.push(what());
        }
    }

    pub fn fate(&mut self, can_be_late: bool) -> Fate {
        if self.habits.faults == 0.0 || !self.chance.random_bool(self.habits.faults) {
            return Fate::Answered;
        }
        self.disturbed += 1;
        match self.chance.random_range(0..6) {
            0 | 1 => Fate::Refused,
            2 => Fate::Unanswered,
            3 if can_be_late && self.habits.late => Fate::Late,
            3 | 4 => Fate::KilledBefore,
            _ => Fate::KilledAfter,
        }
    }

    /// Requests that are on their way arrive, or some of them.
    pub fn arrive(&mut self, all: bool) {
        for request in std::mem::take(&mut self.bucket.late) {
            if all || self.chance.random_bool(0.3) {
                let answer = self.bucket.answer(request.clone());
                self.tell(|| format!("  arrives late: {request:?}: {answer:?}"));
            } else {
                self.bucket.late.push(request);
            }
        }
    }

    /// Signs that nobody else has.
    pub fn tag(&mut self) -> String {
        format!("{:08x}", self.chance.next_u32())
    }
}

/// The world from the place of a program that uses a file of it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub world: &'a Mutex<World>,
    pub file: usize,
}

impl Place<'_> {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rest of the program's life where it was killed.
    pub async fn live(&self, fate: Fate) {
        if fate.kills() {
            {
                let mut world = self.world();
                (world.killed, world.kills) = (true, world.kills + 1);
            }
            pending::<()>().await;
        }
    }
}
