//! The reading connections: few, opened when needed, each lent to one thread at a time.

use std::{
    path::PathBuf,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

use super::{Access, file, key::Key, locked};
use crate::error::Result;

/// The most reading connections: each has a page cache of its own, and reading is bound by cores.
const MOST: usize = 8;

/// The pool.
pub(super) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    back: Condvar,
}

struct Pool {
    /// `None`: closed.
    key: Option<Key>,
    idle: Vec<Connection>,
    lent: usize,
    /// Nobody gets a connection: the key is being changed.
    held_back: bool,
}

impl Readers {
    pub(super) fn new(path: PathBuf, key: Key) -> Self {
        let pool = Pool { key: Some(key), idle: Vec::new(), lent: 0, held_back: false };
        Self { path, pool: Mutex::new(pool), back: Condvar::new() }
    }

    /// Lends a connection to `work`; waits while all are lent. Never nest it.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut pool = self.pool();
        while pool.held_back || (pool.idle.is_empty() && pool.lent >= MOST) {
            pool = self.wait(pool);
        }
        let key = pool.key.clone().ok_or_else(locked)?;
        let idle = pool.idle.pop();
        pool.lent += 1;
        drop(pool);
        let mut lent = Lent { readers: self, connection: None };
        let connection = match idle {
            Some(connection) => connection,
            None => file::connect(&self.path, &key, Access::ReadOnly)?,
        };
        work(lent.connection.insert(connection))
    }

    /// Runs `change` while nobody reads, then reads with `key`. The old key stays where `change` fails.
    pub(super) fn rekey(&self, key: &Key, change: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut pool = self.pool();
        while pool.held_back {
            pool = self.wait(pool);
        }
        pool.held_back = true;
        while pool.lent > 0 {
            pool = self.wait(pool);
        }
        pool.idle.clear();
        drop(pool);
        let outcome = change();
        let mut pool = self.pool();
        pool.held_back = false;
        if outcome.is_ok() && pool.key.is_some() {
            pool.key = Some(key.clone());
        }
        self.back.notify_all();
        outcome
    }

    /// Waits until nobody reads, closes all connections and forgets the key.
    pub(super) fn close(&self) {
        let mut pool = self.pool();
        pool.key = None;
        self.back.notify_all();
        while pool.lent > 0 || pool.held_back {
            pool = self.wait(pool);
        }
        pool.idle.clear();
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, pool: MutexGuard<'a, Pool>) -> MutexGuard<'a, Pool> {
        self.back.wait(pool).unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lent connection; comes back however the work ends.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.pool();
        pool.lent -= 1;
        // A connection on which a panic left a transaction open would show an old state for ever.
        pool.idle.extend(self.connection.take().filter(Connection::is_autocommit));
        self.readers.back.notify_all();
    }
}
