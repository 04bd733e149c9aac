//! The one thread that writes: it takes closures, runs each in one transaction, and publishes what the transaction changed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::JoinHandle,
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use tokio::sync::{mpsc, oneshot};

use super::{
    blocks::BlockSpan,
    columns::{CHUNK_ROWS, ColumnWriter, SEGMENT_ROWS, Unsaved},
    held::Held,
    key::Key,
    ledger::{Full, Head},
    lock::Lock,
    locked,
    signatures::{Index, OpenBlock},
};
use crate::{
    clock::Clock,
    error::{Error, ErrorCode, Result},
};

/// Closures that may wait for the writer. A batch waits in memory, so few.
const QUEUE: usize = 4;

type Job = Box<dyn FnOnce(&mut Book) + Send>;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// It does not: a power cut may take it back, and a sync brings it again.
    Sync,
    /// It does.
    Disk,
}

/// The writing thread.
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

/// A way to the writing thread.
pub(super) struct Handle(mpsc::Sender<Job>);

/// What belongs to the writing thread.
pub(super) struct Book {
    connection: Connection,
    head: Head,
    columns: ColumnWriter,
    held: Arc<Held>,
    clock: Arc<dyn Clock>,
    signatures: Index,
    // Last: it is let go when the connection is closed.
    _lock: Lock,
}

/// One transaction with everything that changes along with it.
pub(super) struct Txn<'a> {
    pub(super) sql: &'a Transaction<'a>,
    pub(super) head: &'a mut Head,
    pub(super) columns: &'a mut ColumnWriter,
    pub(super) held: &'a Held,
    /// Blocks that are full and not sealed yet.
    pub(super) full: Vec<Full>,
    /// Signatures of sealed blocks that are not written yet.
    pub(super) sealed: Vec<OpenBlock>,
    pub(super) signatures: &'a mut Index,
    pub(super) now: DateTime<Utc>,
    /// What becomes true for readers when it commits.
    pub(super) effect: Effect,
}

/// What a transaction changes for readers.
#[derive(Default)]
pub(super) struct Effect {
    /// Entries or names changed.
    pub(super) changed: bool,
    /// What reviewers say changed. Views of entries are as fresh as before.
    pub(super) reviewed: bool,
    /// How many pending entries more, or fewer.
    pub(super) pending: i64,
    /// Blocks that were sealed.
    pub(super) sealed: Vec<BlockSpan>,
}

impl Txn<'_> {
    /// Whether any entry is pending, in this transaction's sight.
    pub(super) fn any_pending(&self) -> bool {
        self.held.pending().saturating_add_signed(self.effect.pending) > 0
    }
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        lock: Lock,
        columns: ColumnWriter,
        held: Arc<Held>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let head = Head::load(&connection)?;
        let signatures = held.signatures();
        let mut book = Book { connection, head, columns, held, clock, signatures, _lock: lock };
        let (jobs, mut queue) = mpsc::channel::<Job>(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                while let Some(job) = queue.blocking_recv() {
                    // The transaction of a closure that panics is rolled back; its caller hears of it, the next one is served.
                    if catch_unwind(AssertUnwindSafe(|| job(&mut book))).is_err() {
                        tracing::error!("a write to the workspace panicked and was rolled back");
                        book.columns.discard();
                    }
                }
            })
            .map_err(|e| {
                Error::new(ErrorCode::Internal, "The system gave no thread to write the workspace.").because(e)
            })?;
        Ok(Self { jobs, thread })
    }

    pub(super) fn handle(&self) -> Handle {
        Handle(self.jobs.clone())
    }

    /// Lets what is queued finish, then closes the file.
    pub(super) fn stop(self) {
        let Self { jobs, thread } = self;
        drop(jobs);
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

impl Handle {
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Book) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, outcome) = oneshot::channel();
        let job = Box::new(move |book: &mut Book| drop(answer.send(work(book))));
        self.0.send(job).await.map_err(|_| locked())?;
        drop(self);
        outcome.await.map_err(|_| failed())?
    }

    /// As [`Handle::run`], from any thread; blocks it.
    pub(super) fn run_blocking<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Book) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // In a task of tokio, the channels give way after some 128 turns and wait for a scheduler that this thread keeps from running: for ever.
        futures::executor::block_on(tokio::task::unconstrained(self.run(work)))
    }
}

impl Book {
    /// Runs `work` in one transaction and publishes its effect; nothing of it stays where it fails.
    pub(super) fn transact<T>(
        &mut self,
        durability: Durability,
        work: impl FnOnce(&mut Txn<'_>) -> Result<T>,
    ) -> Result<T> {
        let level = match durability {
            Durability::Sync => "NORMAL",
            Durability::Disk => "FULL",
        };
        self.connection.pragma_update(None, "synchronous", level)?;
        let mut head = self.head.clone();
        let mut signatures = self.signatures.clone();
        let sql = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut txn = Txn {
            sql: &sql,
            head: &mut head,
            columns: &mut self.columns,
            held: &self.held,
            full: Vec::new(),
            sealed: Vec::new(),
            signatures: &mut signatures,
            now: self.clock.now(),
            effect: Effect::default(),
        };
        let outcome = work(&mut txn).and_then(|value| {
            if txn.effect.changed {
                txn.store_ledger()?;
                save(&sql, &txn.columns.unsaved())?;
            }
            Ok((value, std::mem::take(&mut txn.effect)))
        });
        match outcome.and_then(|done| Ok(sql.commit().map(|()| done)?)) {
            Ok((value, effect)) => {
                self.head = head;
                if effect.changed {
                    // Blocks first: whoever sees a row in the columns must find its record.
                    self.held.apply(&effect, self.head.tail_span(), &signatures);
                    self.signatures = signatures;
                    self.columns.publish();
                    self.held.version.send_modify(|version| *version += 1);
                } else if effect.reviewed {
                    self.columns.publish();
                }
                Ok(value)
            }
            Err(e) => {
                self.columns.discard();
                Err(e)
            }
        }
    }

    /// Writes the file anew under `key`; see [`super::Store::rekey`].
    pub(super) fn rekey(&mut self, key: &Key) -> Result<()> {
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.execute_batch(&key.pragma("rekey"))?;
        // What the log still holds of the old key goes.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// Writes what the columns want persisted.
pub(super) fn save(sql: &Connection, unsaved: &Unsaved) -> Result<()> {
    let mut values = sql.prepare_cached("INSERT INTO dictionary (dictionary, code, value) VALUES (?1, ?2, ?3)")?;
    for value in &unsaved.values {
        values.execute(params![value.dictionary, value.code, value.value])?;
    }
    let mut segments =
        sql.prepare_cached("INSERT OR REPLACE INTO column_segment (\"index\", bytes) VALUES (?1, ?2)")?;
    for segment in &unsaved.segments {
        segments.execute(params![segment.index, segment.bytes])?;
    }
    if let Some(last) = unsaved.segments.last() {
        let after = (u64::from(last.index) + 1) * (SEGMENT_ROWS / CHUNK_ROWS);
        sql.execute("DELETE FROM column_chunk WHERE \"index\" < ?1", [after])?;
    }
    let mut removed = sql.prepare_cached("INSERT OR REPLACE INTO removed (strip, bits) VALUES (?1, ?2)")?;
    for strip in &unsaved.removed {
        removed.execute(params![strip.index, strip.bits])?;
    }
    let mut chunks = sql.prepare_cached("INSERT OR REPLACE INTO column_chunk (\"index\", bytes) VALUES (?1, ?2)")?;
    for chunk in &unsaved.chunks {
        chunks.execute(params![chunk.index, chunk.bytes])?;
    }
    Ok(())
}

fn failed() -> Error {
    Error::new(
        ErrorCode::Internal,
        "Writing to the workspace failed inside Auditdesk; nothing was stored. The log tells more.",
    )
}
