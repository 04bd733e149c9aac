//! The encrypted file: where it is, how a connection to it is opened, and what its errors mean to the user.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, ffi};

use super::key::Key;
use crate::error::{Error, ErrorCode, Result};

/// The name of the database in the workspace folder.
pub(super) const DATABASE: &str = "workspace.db";

/// Whether a workspace is opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// For reading and writing; one process at a time.
    ReadWrite,
    /// For reading; the state at the moment of opening, also while another process writes.
    ReadOnly,
}

/// The page cache of the writer, in KiB: interior pages of the look-up trees stay decrypted.
const WRITER_CACHE_KIB: i64 = 64_000;
/// The page cache of each reader, in KiB. Readers fetch whole blocks, which they decode and keep themselves.
const READER_CACHE_KIB: i64 = 8_000;
/// Pages in the write-ahead log before they are moved into the file: 16 MB, so that a large batch pays for one move instead of four.
const CHECKPOINT_PAGES: i64 = 4_096;

/// What authenticates each page. Processors have instructions for SHA-256 and few for SHA-512, SQLCipher's default: with it, a search that has to read
/// everything took 1.2 times as long.
const HMAC: &str = "HMAC_SHA256";
/// What authenticates the pages of files made before; they stay as they are.
const FORMER_HMAC: &str = "HMAC_SHA512";

/// The path of the database in `folder`.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

/// Makes the folder for a workspace, readable by its owner only. A folder that exists keeps its permissions: it may be shared with other things.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|e| io(folder, e))
}

/// Opens files for reading and writing that only their owner can read.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Replaces the file at `path` by `bytes`, all or nothing, also when the machine stops in the middle.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let fresh = path.with_extension("new");
    let written = (|| {
        let mut file = private().create(true).truncate(true).open(&fresh)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        // The new name is durable once the folder is; Windows has no such call and does it by itself.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    })();
    written.map_err(|e| io(path, e))
}

/// Opens a connection and proves the key by reading the first page.
///
/// # Errors
/// `WrongKey` where the first page does not decrypt (a damaged first page looks the same), and what [`Error::from`] makes of other SQLite errors.
pub(super) fn connect(path: &Path, key: &Key, access: Access) -> Result<Connection> {
    let flags = match access {
        Access::ReadWrite => {
            // SQLite gives the log and the shared-memory file the permissions of the database.
            private().create(true).truncate(false).open(path).map_err(|e| io(path, e))?;
            OpenFlags::SQLITE_OPEN_READ_WRITE
        }
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = match decrypt(path, flags, key, HMAC) {
        Err(error) if error.code == ErrorCode::WrongKey => decrypt(path, flags, key, FORMER_HMAC)?,
        opened => opened?,
    };
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    match access {
        Access::ReadWrite => {
            let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
            if mode != "wal" {
                return Err(Error::new(
                    ErrorCode::Io,
                    "The workspace cannot be opened here: this file system does not support a write-ahead log (a network drive?). Use a local folder.",
                ));
            }
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
            connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
            connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        }
        Access::ReadOnly => connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?,
    }
    Ok(connection)
}

/// Gives back the memory of a connection's page cache.
pub(super) fn release(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch("PRAGMA shrink_memory")?)
}

/// A connection that has read the first page.
fn decrypt(path: &Path, flags: OpenFlags, key: &Key, hmac: &str) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    // SQLCipher writes what it thinks of a wrong key to the standard error; the caller is told by an error of ours.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma("key"))?;
    connection.execute_batch(&format!("PRAGMA cipher_hmac_algorithm = {hmac}"))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|e| {
        if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) { wrong_key() } else { e.into() }
    })?;
    Ok(connection)
}

/// The size of the database and its log on disk, in bytes.
pub(super) fn size(folder: &Path) -> u64 {
    let path = path(folder);
    let log = path.with_extension("db-wal");
    [path, log].iter().filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum()
}

/// The key does not open the file.
pub(super) fn wrong_key() -> Error {
    Error::new(
        ErrorCode::WrongKey,
        "The key does not open this workspace. Try the right passphrase, or restore the key in the keyring.",
    )
}

/// The file is damaged; `what` says where.
pub(super) fn corrupt(what: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorCode::Corrupt,
        format!(
            "The workspace file is damaged: {what}. Keep a copy of its folder, then restore the folder from a backup, \
             or create a new workspace and sync again."
        ),
    )
}

fn disk_full() -> Error {
    Error::new(
        ErrorCode::DiskFull,
        "The disk is full. What was stored before is safe; the last step was not stored. Free some space, then try again.",
    )
}

/// What an error of the file system means to the user.
pub(super) fn io(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => disk_full().because(error),
        io::ErrorKind::PermissionDenied => Error::new(
            ErrorCode::Io,
            format!(
                "{} cannot be opened: permission denied. Check who owns it, or choose another folder.",
                path.display()
            ),
        )
        .because(error),
        _ => {
            Error::new(ErrorCode::Io, format!("{} cannot be read or written: {error}.", path.display())).because(error)
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// What an error of SQLite means to the user. A file that no longer decrypts once the key was proven is damaged.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sqlite;
        let extended = error.sqlite_error().map_or(0, |e| e.extended_code);
        let meaning = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => disk_full(),
            // The shared-memory file and the log grow outside of SQLITE_FULL's reach.
            Some(Sqlite::SystemIoFailure)
                if matches!(extended, ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP) =>
            {
                disk_full()
            }
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => {
                corrupt("a page does not decrypt or is not consistent")
            }
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::new(
                ErrorCode::WorkspaceBusy,
                "Another process works on the workspace file. Wait until it is done, then try again.",
            ),
            Some(Sqlite::SystemIoFailure | Sqlite::CannotOpen | Sqlite::PermissionDenied | Sqlite::ReadOnly) => {
                Self::new(
                    ErrorCode::Io,
                    format!(
                        "The workspace file cannot be read or written: {error}. Check the disk and the permissions."
                    ),
                )
            }
            _ => Self::new(ErrorCode::Internal, format!("The workspace could not do this: {error}.")),
        };
        meaning.because(error)
    }
}
