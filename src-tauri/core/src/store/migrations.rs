//! The schema's history: an append-only list of steps, each done once, all pending ones in one transaction.
//!
//! `schema_history` says which steps a file has seen, when, and by which version. `user_version` says which step a program must know at least to open
//! the file: it rises with breaking steps only, so that an older program can still open a file that merely has more in it.

use std::{fs, path::Path};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::file;
use crate::error::{Error, ErrorCode, Result};

/// One step. Never changed once released: its hash is on record in every file.
struct Migration {
    /// 1, 2, 3, ….
    number: u32,
    /// Why, in one line.
    reason: &'static str,
    sql: &'static str,
    /// Programs that do not know this step must not open the file, and the file is copied before it.
    breaking: bool,
}

const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, reason: "the first schema", sql: include_str!("migrations/0001_first.sql"), breaking: true },
    Migration {
        number: 2,
        reason: "signatures, smaller look-ups, removal",
        sql: include_str!("migrations/0002_search.sql"),
        breaking: true,
    },
    Migration {
        number: 3,
        reason: "more kinds of sources, objects, automatic syncs",
        sql: include_str!("migrations/0003_sources.sql"),
        breaking: true,
    },
    Migration {
        number: 4,
        reason: "more kinds of destinations, kept tests, ends of secrets",
        sql: include_str!("migrations/0004_destinations.sql"),
        breaking: true,
    },
    Migration {
        number: 5,
        reason: "schedules, runs that go on where they were, formats",
        sql: include_str!("migrations/0005_schedules.sql"),
        breaking: true,
    },
    Migration {
        number: 6,
        reason: "what reviewers say, samples, saved views",
        sql: include_str!("migrations/0006_review.sql"),
        breaking: false,
    },
    Migration {
        number: 7,
        reason: "rules of retention, legal holds, tombstones that say more",
        sql: include_str!("migrations/0007_retention.sql"),
        breaking: false,
    },
    Migration {
        number: 8,
        reason: "who looked at which payload, and why",
        sql: include_str!("migrations/0008_reveals.sql"),
        breaking: false,
    },
];

/// Brings the file at `path` up to date.
///
/// # Errors
/// `NewerFile`; `Corrupt` where the history is not this program's; `DiskFull`. The file is as before after an error.
pub(super) fn run(connection: &mut Connection, path: &Path, now: DateTime<Utc>) -> Result<()> {
    upgrade(connection, path, now, MIGRATIONS)
}

/// Whether a program that only reads can read the file.
///
/// # Errors
/// `NewerFile`; `WrongUse` where the file must be opened for writing once, to be upgraded.
pub(super) fn check(connection: &Connection) -> Result<()> {
    if pending(connection, MIGRATIONS)?.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::WrongUse,
        "An older version of Auditdesk wrote this workspace. Open it once for writing, which upgrades it; then it can be read from here.",
    ))
}

fn upgrade(connection: &mut Connection, path: &Path, now: DateTime<Utc>, list: &[Migration]) -> Result<()> {
    let before = pending(connection, list)?;
    let Some(first) = before.first() else { return Ok(()) };
    if first.number > 1 && before.iter().any(|step| step.breaking) {
        copy(connection, path, first.number - 1)?;
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    sql.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_history (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at TEXT NOT NULL,
            app_version TEXT NOT NULL,
            sha256 BLOB NOT NULL
        ) STRICT",
    )?;
    for step in pending(&sql, list)? {
        sql.execute_batch(step.sql)?;
        sql.execute(
            "INSERT INTO schema_history (number, name, applied_at, app_version, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![step.number, step.reason, now.to_rfc3339(), env!("CARGO_PKG_VERSION"), hash(step)],
        )?;
        if step.breaking {
            sql.pragma_update(None, "user_version", step.number)?;
        }
    }
    sql.commit()?;
    Ok(())
}

/// The steps the file has not seen, in order.
fn pending<'a>(connection: &Connection, list: &'a [Migration]) -> Result<Vec<&'a Migration>> {
    let needed: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if list.iter().all(|step| step.number < needed) {
        return Err(Error::new(
            ErrorCode::NewerFile,
            "A newer version of Auditdesk wrote this workspace. Install that version to open it; nothing was changed.",
        ));
    }
    let history =
        connection.query_row("SELECT 1 FROM sqlite_schema WHERE name = 'schema_history'", [], |_| Ok(())).optional()?;
    if history.is_none() {
        return Ok(list.iter().collect());
    }
    let mut missing = Vec::new();
    let mut find = connection.prepare("SELECT sha256 FROM schema_history WHERE number = ?1")?;
    for step in list {
        match find.query_row([step.number], |row| row.get::<_, [u8; 32]>(0)).optional()? {
            Some(known) if known == hash(step) => {}
            Some(_) => {
                return Err(file::corrupt(format_args!("its schema step {} is not that of this program", step.number)));
            }
            None => missing.push(step),
        }
    }
    Ok(missing)
}

/// Copies the file to `workspace.before-<number>.db` beside it, encrypted as it is.
fn copy(connection: &Connection, path: &Path, seen: u32) -> Result<()> {
    let left: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if left != 0 {
        return Err(Error::new(
            ErrorCode::WorkspaceBusy,
            "The workspace is to be upgraded, but another process reads it. Close that program, then try again.",
        ));
    }
    let target = path.with_file_name(format!("workspace.before-{}.db", seen + 1));
    let copied = file::private()
        .create(true)
        .truncate(true)
        .open(&target)
        .and_then(|mut copy| std::io::copy(&mut fs::File::open(path)?, &mut copy).and_then(|_| copy.sync_all()));
    copied.map_err(|e| {
        // Half a copy is of no use and takes the space that is wanted.
        let _ = fs::remove_file(&target);
        file::io(&target, e)
    })
}

fn hash(step: &Migration) -> [u8; 32] {
    Sha256::digest(step.sql.replace("\r\n", "\n")).into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails where its own means fail")]
mod tests {
    use super::*;
    use crate::store::{Access, key::Key};

    const FIRST: Migration =
        Migration { number: 1, reason: "a", sql: "CREATE TABLE a (x); INSERT INTO a VALUES (7)", breaking: true };
    const SECOND: Migration = Migration { number: 2, reason: "more", sql: "CREATE TABLE b (y)", breaking: false };
    const THIRD: Migration =
        Migration { number: 3, reason: "renamed", sql: "ALTER TABLE a RENAME TO c", breaking: true };
    const FAILING: Migration =
        Migration { number: 3, reason: "half", sql: "DROP TABLE a; INSERT INTO nowhere VALUES (1)", breaking: true };

    struct Fixture {
        folder: tempfile::TempDir,
        key: Key,
    }

    impl Fixture {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap(), key: Key::from_bytes(&[7; 32]).unwrap() }
        }

        fn upgrade(&self, list: &[Migration]) -> Result<Connection> {
            let path = file::path(self.folder.path());
            let mut connection = file::connect(&path, &self.key, Access::ReadWrite)?;
            upgrade(&mut connection, &path, DateTime::UNIX_EPOCH, list)?;
            Ok(connection)
        }
    }

    fn numbers(connection: &Connection) -> Vec<u32> {
        let mut statement = connection.prepare("SELECT number FROM schema_history ORDER BY number").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn an_older_file_gets_the_missing_steps_and_a_copy_before_a_breaking_one() {
        let fixture = Fixture::new();
        drop(fixture.upgrade(&[FIRST]).unwrap());
        let connection = fixture.upgrade(&[FIRST, SECOND, THIRD]).unwrap();
        assert_eq!(numbers(&connection), [1, 2, 3]);
        let kept: i64 = connection.query_row("SELECT x FROM c", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 7, "the rows survive the steps");
        let copy = fixture.folder.path().join("workspace.before-2.db");
        let copy = file::connect(&copy, &fixture.key, Access::ReadOnly).unwrap();
        assert_eq!(numbers(&copy), [1], "the copy is the file before the steps, under the same key");
    }

    #[test]
    fn a_step_that_only_adds_makes_no_copy_and_leaves_the_file_to_older_programs() {
        let fixture = Fixture::new();
        drop(fixture.upgrade(&[FIRST, SECOND]).unwrap());
        assert!(!fixture.folder.path().join("workspace.before-2.db").exists());
        let connection = fixture.upgrade(&[FIRST]).unwrap();
        assert_eq!(numbers(&connection), [1, 2]);
    }

    #[test]
    fn a_newer_file_is_refused_by_its_own_error() {
        let fixture = Fixture::new();
        drop(fixture.upgrade(&[FIRST, SECOND, THIRD]).unwrap());
        assert_eq!(fixture.upgrade(&[FIRST, SECOND]).unwrap_err().code, ErrorCode::NewerFile);
    }

    #[test]
    fn an_upgrade_that_fails_half_way_leaves_the_file_as_it_was() {
        let fixture = Fixture::new();
        drop(fixture.upgrade(&[FIRST]).unwrap());
        assert!(fixture.upgrade(&[FIRST, SECOND, FAILING]).is_err());
        let connection = fixture.upgrade(&[FIRST]).unwrap();
        assert_eq!(numbers(&connection), [1]);
        let kept: i64 = connection.query_row("SELECT x FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 7, "the dropped table came back with the rollback");
    }

    #[test]
    fn a_step_that_was_changed_after_its_release_is_noticed() {
        let fixture = Fixture::new();
        drop(fixture.upgrade(&[FIRST]).unwrap());
        let changed = Migration { sql: "CREATE TABLE a (z)", ..FIRST };
        assert_eq!(fixture.upgrade(&[changed]).unwrap_err().code, ErrorCode::Corrupt);
    }
}
