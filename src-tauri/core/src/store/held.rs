//! What readers know of the ledger without asking the file: which blocks there are, how much is held, and the blocks decoded last.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use rusqlite::Connection;
use tokio::sync::watch;

use super::{
    Store,
    blocks::{BlockSpan, Blocks},
    cache::Cache,
    file, ledger, pending,
    signatures::{self, Index},
    writer::Effect,
};
use crate::{
    entry::{Record, Seq, SourceId, filter::text::Finder},
    error::{Error, ErrorCode, Result},
};

/// Changed by the writer after each commit.
pub(super) struct Held {
    spans: Mutex<Spans>,
    settled: AtomicU64,
    pending: AtomicU64,
    cache: Cache,
    signatures: Mutex<Index>,
    pub(super) version: watch::Sender<u64>,
}

#[derive(Default)]
struct Spans {
    sealed: Vec<BlockSpan>,
    tail: Option<BlockSpan>,
    /// What readers got last; made anew when they ask after a change, not with every commit.
    listed: Option<Arc<[BlockSpan]>>,
}

impl Held {
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let mut statement =
            connection.prepare("SELECT first, count FROM block INDEXED BY block_span ORDER BY first")?;
        let sealed = statement
            .query_map([], |row| Ok(BlockSpan { first: row.get(0)?, count: row.get(1)? }))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut next = 1;
        for span in &sealed {
            if span.first != next || span.count == 0 {
                return Err(file::corrupt(format_args!("the block with ledger place {next} is missing")));
            }
            next = span.first + u64::from(span.count);
        }
        let (count, first): (u32, Option<Seq>) =
            connection.query_row("SELECT count(*), min(seq) FROM tail", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tail = first.map(|first| BlockSpan { first, count });
        if first.is_some_and(|first| first != next) {
            return Err(file::corrupt(format_args!("the record at ledger place {next} is missing")));
        }
        let pending: u64 = connection.query_row("SELECT count(*) FROM pending", [], |row| row.get(0))?;
        Ok(Self {
            spans: Mutex::new(Spans { sealed, tail, listed: None }),
            settled: AtomicU64::new(next - 1 + u64::from(count)),
            pending: AtomicU64::new(pending),
            cache: Cache::default(),
            signatures: Mutex::default(),
            version: watch::Sender::new(1),
        })
    }

    /// Makes a committed transaction visible.
    pub(super) fn apply(&self, effect: &Effect, tail: Option<BlockSpan>, signatures: &Index) {
        self.put_signatures(signatures.clone());
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        spans.sealed.extend_from_slice(&effect.sealed);
        spans.tail = tail;
        spans.listed = None;
        let last = tail.or(spans.sealed.last().copied()).map_or(0, |span| span.first + u64::from(span.count) - 1);
        self.settled.store(last, Ordering::Release);
        let pending = self.pending.load(Ordering::Acquire);
        self.pending.store(pending.saturating_add_signed(effect.pending), Ordering::Release);
    }

    /// Forgets decoded blocks: records were removed.
    pub(super) fn forget_decoded(&self) {
        self.cache.clear();
    }

    /// The signatures of the newest state.
    pub(super) fn signatures(&self) -> Index {
        self.signatures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes in memory besides the columns.
    pub(super) fn bytes(&self) -> usize {
        let spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner).sealed.len() * size_of::<BlockSpan>();
        spans + self.signatures().bytes() + self.cache.bytes()
    }

    pub(super) fn put_signatures(&self, signatures: Index) {
        *self.signatures.lock().unwrap_or_else(PoisonError::into_inner) = signatures;
    }

    pub(super) fn settled(&self) -> u64 {
        self.settled.load(Ordering::Acquire)
    }

    pub(super) fn pending(&self) -> u64 {
        self.pending.load(Ordering::Acquire)
    }

    fn spans(&self) -> Arc<[BlockSpan]> {
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listed) = &spans.listed {
            return Arc::clone(listed);
        }
        let listed: Arc<[BlockSpan]> = spans.sealed.iter().copied().chain(spans.tail).collect();
        spans.listed = Some(Arc::clone(&listed));
        listed
    }

    /// The record at a ledger place.
    pub(super) fn record(&self, connection: &Connection, seq: Seq) -> Result<Record> {
        let nothing = || Error::new(ErrorCode::NotFound, format!("There is no entry at ledger place {seq}."));
        if seq == 0 {
            return Err(nothing());
        }
        if let Some((first, records)) = self.block(connection, seq)? {
            return Ok(records[(seq - first) as usize].clone());
        }
        ledger::tail_records(connection, seq, 1)?.pop().ok_or_else(nothing)
    }

    /// The sealed block that covers `seq`, decoded; `None` where that place is in the tail or beyond.
    fn block(&self, connection: &Connection, seq: Seq) -> Result<Option<(Seq, Arc<[Record]>)>> {
        let Some(span) = ledger::span_of(connection, seq)? else { return Ok(None) };
        let moment = self.cache.moment();
        if let Some(records) = self.cache.get(span.first) {
            return Ok(Some((span.first, records)));
        }
        let packed = ledger::Packed::load(connection, span.first)?
            .ok_or_else(|| file::corrupt(format_args!("the block at ledger place {} is missing", span.first)))?;
        // The writer's connection sees blocks that may yet be rolled back; these end beyond what is settled.
        let records = if span.first + u64::from(span.count) - 1 <= self.settled() {
            self.cache.keep(span.first, packed.raw_bytes, moment, || packed.decode())?
        } else {
            packed.decode()?.into()
        };
        Ok(Some((span.first, records)))
    }

    /// The records of a span that is the tail, or a part of what was the tail and is sealed by now.
    fn part(&self, connection: &Connection, span: BlockSpan) -> Result<Vec<Record>> {
        // It may be sealed by now together with later records; and a seal between two reads must not be seen half.
        let snapshot = connection.unchecked_transaction()?;
        let records = match self.block(&snapshot, span.first)? {
            Some((first, records)) => {
                let from = (span.first - first) as usize;
                records.get(from..from + span.count as usize).unwrap_or_default().to_vec()
            }
            None => ledger::tail_records(&snapshot, span.first, span.count)?,
        };
        if records.len() == span.count as usize {
            Ok(records)
        } else {
            Err(Error::new(
                ErrorCode::NotFound,
                format!("The ledger has no {} entries from {} on.", span.count, span.first),
            ))
        }
    }
}

impl Blocks for Store {
    fn spans(&self) -> Arc<[BlockSpan]> {
        self.0.held.spans()
    }

    fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
        let block = self.read_blocking(|connection| {
            let block = ledger::Packed::load(connection, span.first);
            // An export reads every page once: what it leaves in the cache nobody asks for, and it would be 8 MB for each thread.
            file::release(connection)?;
            block
        })?;
        match block {
            // Decoded without the connection, as in `scan`, and not kept: who reads whole blocks comes to each once.
            Some(block) if block.span == span => block.decode(),
            _ => self.read_blocking(|connection| self.0.held.part(connection, span)),
        }
    }

    fn scan(&self, span: BlockSpan, visit: &mut dyn FnMut(usize, &[u8])) -> Result<()> {
        let block = self.read_blocking(|connection| ledger::Packed::load(connection, span.first))?;
        match block {
            // Decoded without the connection: another thread reads meanwhile.
            Some(block) if block.span == span => block.scan(visit),
            // The tail, or a part of what was the tail and is sealed by now.
            _ => {
                let records = self.read_blocking(|connection| self.0.held.part(connection, span))?;
                records.iter().enumerate().for_each(|(place, record)| visit(place, &record.raw));
                Ok(())
            }
        }
    }

    fn candidates(&self, spans: &[BlockSpan], text: &Finder) -> Result<Vec<bool>> {
        let index = self.0.held.signatures();
        signatures::candidates(&index, spans, text, &|work: &mut dyn FnMut(&Connection) -> Result<()>| {
            self.read_blocking(work)
        })
    }

    fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
        self.read_blocking(|connection| pending::record(connection, source, remote_id))
    }
}
