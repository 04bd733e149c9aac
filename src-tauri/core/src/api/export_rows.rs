//! The rows of an export: the ledger's blocks that hold chosen entries, in order, each decoded once.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime};

use super::wire::Micros;
use crate::{
    entry::{Record, Seq},
    error::{Error, ErrorCode, Result},
    export::{Batch, ExportRow, scheduled::Rows},
    source::{self, Dialects, Unreadable},
    store::{
        Store,
        blocks::{BlockSpan, Blocks},
        query::Selection,
    },
};

/// A day in microseconds.
const DAY: Micros = 86_400_000_000;

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

/// The rows of a run.
pub(super) struct RunRows {
    pub store: Store,
    pub selection: Selection,
    pub payload: bool,
}

impl Rows for RunRows {
    type Batch = Result<ChosenBlock>;

    fn batches(
        &self,
        from: Seq,
        until: Seq,
        day: Option<NaiveDate>,
    ) -> impl Iterator<Item = Self::Batch> + Send + 'static {
        let rows = self.selection.within(from..until);
        let rows = match day {
            Some(day) => {
                let begins = day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
                rows.during(begins, begins + DAY)
            }
            None => rows,
        };
        ChosenBlocks::of(&self.store, rows, self.payload)
    }
}

/// The days of the events of some rows, ascending; one `None` where days do not matter.
pub(super) fn days(selection: &Selection, by_day: bool) -> Vec<Option<NaiveDate>> {
    if by_day { rows_by_day(selection).into_keys().map(Some).collect() } else { vec![None] }
}

/// How many settled rows each day has.
pub(super) fn rows_by_day(selection: &Selection) -> BTreeMap<NaiveDate, u64> {
    let mut days = BTreeMap::new();
    selection.each_settled(|_, at| *days.entry(at.div_euclid(DAY)).or_default() += 1);
    let day = |day: i64| DateTime::from_timestamp_micros(day * DAY).expect("it was a moment before").date_naive();
    days.into_iter().map(|(number, rows)| (day(number), rows)).collect()
}

fn seqs(selection: &Selection, span: BlockSpan) -> impl Iterator<Item = Seq> {
    selection.seqs_in(span.first..span.first + u64::from(span.count))
}
