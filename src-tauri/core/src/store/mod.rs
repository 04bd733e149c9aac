//! The encrypted workspace file: ledger, pending entries, columns, tables.
//!
//! One SQLCipher file, one thread that writes it, a few connections that read it. Settled entries are an append-only sequence in compressed,
//! hash-chained blocks; the newest, unfilled block lives as rows. Pending entries are rows. Columns are derived from both and live in memory.
//!
//! Durability: a batch of a sync is committed without waiting for the disk (`synchronous=NORMAL`): after a power cut the file is consistent and at
//! worst some seconds older, checkpoint included, so that the sync fetches the difference again. Everything else (settings, credentials, runs) waits for
//! the disk (`FULL`), which also makes durable every batch before it: a run on record never covers entries that a power cut could take back.

pub mod blocks;
pub mod columns;
pub mod key;
pub mod query;

mod cache;
mod compaction;
mod derive;
mod file;
mod frame;
mod held;
mod identity;
mod ledger;
mod lock;
mod migrations;
mod pending;
mod readers;
mod removal;
mod signatures;
mod sink;
mod tables;
mod verify;
mod writer;

pub use file::Access;
pub use removal::{RemovalNote, Removed};
pub use tables::{
    credentials::{Credential, Owner},
    destinations::NewDestination,
    retention::Kept,
    run_work::PastWork,
    runs::{NewRun, RunEnd},
    samples::SampleEntry,
    scheduled_runs::{CommittedRun, NewScheduledRun, OpenRun},
    schedules::{NewSchedule, Schedule},
    sources::SourceRow,
    verifications::{Written, WrittenObject},
};
pub use verify::{Break, Verification};

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::watch;

use crate::{
    clock::Clock,
    entry::{Record, Seq, SourceId},
    error::{Error, ErrorCode, Result},
    source::{Dialects, Sink},
};
use blocks::Blocks;
use columns::Columns;
use held::Held;
use key::Key;
use readers::Readers;
use writer::{Durability, Txn, Writer};

/// What the store takes from outside.
#[derive(Clone)]
pub struct Deps {
    /// Reads raw records, where columns are derived again.
    pub dialects: Arc<dyn Dialects>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// An open workspace. Clones share it; the file is closed when the last one goes, or by [`Store::close`].
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    deps: Deps,
    // Before the writer: the last connection to go moves the log into the file, and only the writer may.
    readers: Readers,
    writer: Mutex<Option<Writer>>,
    access: Access,
    held: Arc<Held>,
    columns: Columns,
}

/// How much a workspace holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries in the ledger, earlier versions included.
    pub settled: u64,
    /// Entries that can still change.
    pub pending: u64,
    /// Size on disk in bytes, the log included.
    pub bytes: u64,
    /// Bytes in memory for as long as it is open: columns, dictionaries, signatures of the newest blocks, decoded blocks.
    pub memory: u64,
}

/// The versions of SQLite and SQLCipher inside, for people.
///
/// # Errors
/// `Internal` where the library is not the one that was linked.
pub fn database_version() -> Result<String> {
    let memory = Connection::open_in_memory()?;
    let cipher: String = memory.query_row("PRAGMA cipher_version", [], |row| row.get(0))?;
    Ok(format!("SQLite {}, SQLCipher {cipher}", rusqlite::version()))
}

impl Store {
    /// Creates the file in `folder` and opens it for writing. Blocks.
    ///
    /// # Errors
    /// `WorkspaceExists`, `WorkspaceBusy`, `DiskFull`, `Io`.
    pub fn create(folder: &Path, key: &Key, deps: Deps) -> Result<Self> {
        file::make_folder(folder)?;
        let lock = lock::Lock::take(folder)?;
        if file::path(folder).exists() {
            return Err(exists(folder));
        }
        Self::write_with(folder, key, deps, lock)
    }

    /// Opens the file in `folder`. Blocks: columns are loaded, and what is not in a full segment is derived from records.
    ///
    /// # Errors
    /// `WorkspaceMissing`, `WorkspaceBusy` (details carry `pid`), `WrongKey` (a damaged first page looks the same here; [`key::Workspace`] tells them
    /// apart), `Corrupt`, `NewerFile`, `DiskFull`, `Io`.
    pub fn open(folder: &Path, key: &Key, deps: Deps, access: Access) -> Result<Self> {
        if !file::path(folder).exists() {
            return Err(missing(folder));
        }
        match access {
            Access::ReadWrite => Self::write_with(folder, key, deps, lock::Lock::take(folder)?),
            Access::ReadOnly => {
                let connection = file::connect(&file::path(folder), key, access)?;
                migrations::check(&connection)?;
                // One snapshot for all that is loaded; a writer goes on meanwhile.
                connection.execute_batch("BEGIN")?;
                let held = Arc::new(Held::load(&connection)?);
                held.put_signatures(derive::signed(&connection)?);
                let columns = derive::read(&connection, &deps)?.columns();
                connection.execute_batch("COMMIT")?;
                let readers = Readers::new(file::path(folder), key.clone());
                let writer = Mutex::new(None);
                Ok(Self(Arc::new(Inner { folder: folder.to_owned(), deps, readers, writer, access, held, columns })))
            }
        }
    }

    fn write_with(folder: &Path, key: &Key, deps: Deps, lock: lock::Lock) -> Result<Self> {
        let path = file::path(folder);
        let mut connection = file::connect(&path, key, Access::ReadWrite)?;
        migrations::run(&mut connection, &path, deps.clock.now())?;
        let held = Arc::new(Held::load(&connection)?);
        let column_writer = derive::write(&mut connection, &deps)?;
        held.put_signatures(derive::sign(&mut connection)?);
        // The pages of the columns, which are in memory by now: 20 MB for a million entries.
        file::release(&connection)?;
        let columns = column_writer.columns();
        let writer = Writer::start(connection, lock, column_writer, Arc::clone(&held), Arc::clone(&deps.clock))?;
        let readers = Readers::new(path, key.clone());
        let store = Self(Arc::new(Inner {
            folder: folder.to_owned(),
            deps,
            readers,
            writer: Mutex::new(Some(writer)),
            access: Access::ReadWrite,
            held,
            columns,
        }));
        store.write_blocking(Durability::Disk, tables::runs::interrupt)?;
        store.write_blocking(Durability::Disk, tables::scheduled_runs::resume)?;
        Ok(store)
    }

    /// Locks the workspace: waits for what is being written or read, closes the file and forgets the key. Every later call through any clone fails with
    /// `WorkspaceLocked`. Blocks.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether this process may write.
    pub fn access(&self) -> Access {
        self.0.access
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// The time as the store sees it.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.deps.clock
    }

    /// Counts the changes of entries since opening.
    pub fn version(&self) -> u64 {
        *self.0.held.version.borrow()
    }

    /// Tells each new [`Store::version`].
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.0.held.version.subscribe()
    }

    /// How much the workspace holds.
    pub fn counts(&self) -> Counts {
        let memory = self.0.columns.snapshot().bytes() + self.0.held.bytes();
        Counts {
            settled: self.0.held.settled(),
            pending: self.0.held.pending(),
            bytes: file::size(&self.0.folder),
            memory: memory as u64,
        }
    }

    /// The columns, for views.
    pub fn columns(&self) -> Columns {
        self.0.columns.clone()
    }

    /// The records, for search, the inspector and exports.
    pub fn blocks(&self) -> Arc<dyn Blocks> {
        Arc::new(self.clone())
    }

    /// Where the source `id` hands in what it reads.
    pub fn sink(&self, id: SourceId) -> Arc<dyn Sink> {
        self.feed(id, id)
    }

    /// Where the source `feed` hands in what it reads, where that is another copy of the log of the source `log`: the entries are `log`'s, what the
    /// reading itself leaves (checkpoint, objects, quarantine, gaps) is `feed`'s.
    pub fn feed(&self, log: SourceId, feed: SourceId) -> Arc<dyn Sink> {
        Arc::new(sink::StoreSink::new(self.clone(), log, feed))
    }

    /// The record at a ledger place. Blocks.
    ///
    /// # Errors
    /// `NotFound` where the ledger does not reach so far or the entry was removed, `Corrupt`.
    pub fn record(&self, seq: Seq) -> Result<Record> {
        let record = self.read_blocking(|connection| self.0.held.record(connection, seq))?;
        if record.is_removed() {
            return Err(Error::new(ErrorCode::NotFound, format!("Entry {seq} was removed by retention.")));
        }
        Ok(record)
    }

    /// The versions of an entry, the newest first. A pending one comes first, with ledger place 0. Blocks.
    pub fn history(&self, source: SourceId, remote_id: &str) -> Result<Vec<(Seq, Record)>> {
        self.read_blocking(|connection| {
            let mut versions = Vec::new();
            if let Some(record) = pending::record(connection, source, remote_id)? {
                versions.push((0, record));
            }
            let mut seq = identity::find(connection, source, remote_id)?.map(|known| known.seq);
            while let Some(place) = seq {
                let record = self.0.held.record(connection, place)?;
                // What it superseded is not known any more.
                if record.is_removed() {
                    break;
                }
                seq = record.supersedes;
                versions.push((place, record));
            }
            Ok(versions)
        })
    }

    /// Writes the whole file anew under another key, in one transaction. Readers wait. Blocks. [`key::Workspace::change_protection`] is the way to use it.
    fn rekey(&self, key: &Key) -> Result<()> {
        self.0.readers.rekey(key, || {
            let key = key.clone();
            self.writer()?.run_blocking(move |book| book.rekey(&key))
        })
    }

    /// Runs `work` in one transaction on the writer's thread.
    async fn write<T: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut Txn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer()?.run(move |book| book.transact(durability, work)).await
    }

    /// As [`Store::write`], for threads outside of the async runtime.
    fn write_blocking<T: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut Txn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer()?.run_blocking(move |book| book.transact(durability, work))
    }

    /// Runs `work` on a reading connection, off the async threads.
    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || store.read_blocking(work)).await {
            Ok(outcome) => outcome,
            Err(e) if e.is_panic() => std::panic::resume_unwind(e.into_panic()),
            Err(_) => Err(Error::cancelled()),
        }
    }

    fn read_blocking<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.0.readers.with(work)
    }

    fn writer(&self) -> Result<writer::Handle> {
        if self.0.access == Access::ReadOnly {
            return Err(Error::new(
                ErrorCode::WorkspaceBusy,
                "This workspace is open for reading only here, because another process writes it. Close that program, then open it again.",
            ));
        }
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(writer.as_ref().ok_or_else(locked)?.handle())
    }
}

impl Inner {
    fn close(&self) {
        self.readers.close();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            writer.stop();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// The workspace was locked.
fn locked() -> Error {
    Error::new(ErrorCode::WorkspaceLocked, "The workspace is locked. Unlock it, then try again.")
}

fn exists(folder: &Path) -> Error {
    Error::new(
        ErrorCode::WorkspaceExists,
        format!("There is already a workspace in {}. Open it, or choose another folder.", folder.display()),
    )
}

fn missing(folder: &Path) -> Error {
    Error::new(
        ErrorCode::WorkspaceMissing,
        format!("There is no workspace in {}. Create one, or name the folder of an existing one.", folder.display()),
    )
}
