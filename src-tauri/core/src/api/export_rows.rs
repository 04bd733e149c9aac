//! The rows of an export: the ledger's blocks that hold chosen entries, in order, each decoded once.

use std::sync::Arc;

use super::exports::Chosen;
use crate::{
    entry::{Record, Seq},
    error::{Error, ErrorCode, Result},
    export::{Batch, ExportRow},
    source::{self, Dialects, Unreadable},
    store::{
        Store,
        blocks::{BlockSpan, Blocks},
        query::Selection,
    },
};

/// The blocks with chosen entries.
pub(super) struct ChosenBlocks {
    spans: Arc<[BlockSpan]>,
    next: usize,
    /// Chosen entries that no block was found for yet.
    left: u64,
    reading: Arc<Reading>,
}

/// What reading a block takes.
struct Reading {
    blocks: Arc<dyn Blocks>,
    selection: Selection,
    dialects: Arc<dyn Dialects>,
    payload: bool,
}

/// A block with chosen entries.
pub(super) struct ChosenBlock {
    span: BlockSpan,
    reading: Arc<Reading>,
}

impl ChosenBlocks {
    pub fn new(store: &Store, chosen: Chosen, payload: bool) -> Self {
        Self::of(store, chosen.selection, payload)
    }

    /// The blocks with settled rows of a selection.
    pub fn of(store: &Store, selection: Selection, payload: bool) -> Self {
        let (left, blocks) = (selection.count() - selection.pending(), store.blocks());
        let spans = blocks.spans();
        let reading = Reading { blocks, selection, dialects: source::dialects(), payload };
        Self { spans, next: 0, left, reading: Arc::new(reading) }
    }
}

impl Iterator for ChosenBlocks {
    type Item = Result<ChosenBlock>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(span) = self.spans.get(self.next).copied().filter(|_| self.left > 0) {
            self.next += 1;
            let chosen = seqs(&self.reading.selection, span).count() as u64;
            if chosen > 0 {
                self.left -= chosen;
                return Some(Ok(ChosenBlock { span, reading: Arc::clone(&self.reading) }));
            }
        }
        (std::mem::take(&mut self.left) > 0).then(|| {
            Err(Error::new(ErrorCode::Corrupt, "Entries are missing from the ledger. Run `auditdesk verify`."))
        })
    }
}

impl Batch for ChosenBlock {
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
        let mut records = self.reading.blocks.read(self.span)?.into_iter().zip(self.span.first..);
        for seq in seqs(&self.reading.selection, self.span) {
            let found = records.find(|(_, place)| *place == seq).filter(|(record, _)| !record.is_removed());
            let (record, _) = found.ok_or_else(|| {
                let message = format!("Entry {seq} was removed while the export ran. Start the export again.");
                Error::new(ErrorCode::NotFound, message)
            })?;
            show(&self.reading.row(seq, record)?)?;
        }
        Ok(())
    }
}

impl Reading {
    fn row(&self, seq: Seq, record: Record) -> Result<ExportRow> {
        let read = if self.payload {
            self.dialects.whole(record.borrowed()).map(|(entry, payload)| (entry, Some(payload)))
        } else {
            self.dialects.entry(record.borrowed()).map(|entry| (entry, None))
        };
        let (entry, payload) = read.map_err(|error: Unreadable| {
            let message = format!("Entry {seq} cannot be read again ({error}). Run `auditdesk verify`.");
            Error::new(ErrorCode::Corrupt, message)
        })?;
        let snapshot = self.selection.snapshot();
        let person = entry.actor.id.as_deref().and_then(|id| snapshot.person(record.source, id));
        let source = snapshot.source_name(record.source).to_owned();
        Ok(ExportRow { seq, source, entry, person, record, payload })
    }
}

fn seqs(selection: &Selection, span: BlockSpan) -> impl Iterator<Item = Seq> {
    selection.seqs_in(span.first..span.first + u64::from(span.count))
}
