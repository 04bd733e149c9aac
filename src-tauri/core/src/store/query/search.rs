//! A filter being answered: what the columns decide is known at once; the rest is read from the records, block by block, in the order of time, so that
//! the first rows are final long before the last block was looked at.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

use super::{
    ReadContext, Selection, Watermark, Without,
    evaluate::{self, Partial},
    mask::Mask,
    plan::{self, Compiled},
    span,
};
use crate::{
    api::wire::{Micros, Sort},
    entry::filter::{Field, Filter},
    error::{Error, ErrorCode, Result},
    store::{
        blocks::{BlockSpan, Blocks},
        columns::{Part, RowAt, Snapshot},
    },
};

/// A wave of blocks takes about so long: short enough to be told of, long enough that its end, where cores wait for each other, costs nothing.
const WAVE: Duration = Duration::from_millis(25);

/// Blocks per core in the first wave.
const FIRST_WAVE: usize = 4;

/// Pending rows that are looked at together.
const PENDING_ROWS: usize = 64;

/// A filter being answered. Each [`Search::advance`] decides more rows, each [`Search::selection`] tells what is known by then.
pub struct Search<'a> {
    snapshot: Snapshot,
    without: Arc<Without>,
    compiled: Compiled,
    blocks: &'a dyn Blocks,
    cancel: &'a CancellationToken,
    descending: bool,
    /// The rows that certainly match; one mask per segment.
    masks: Vec<Mask>,
    /// The undecided segments, by their place in the snapshot.
    open: Vec<Open>,
    /// What is to be read, in the order of work.
    reads: Vec<Read>,
    spans: Arc<[BlockSpan]>,
    /// The moments between which all rows lie that match or may match.
    span: Option<(Micros, Micros)>,
    done: usize,
    wave: usize,
    progress: Progress,
}

/// How far a search got, in entries whose records are to be looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries looked at.
    pub searched: u64,
    /// Entries to be looked at in all.
    pub of: u64,
}

/// An undecided segment: what the columns left open, and for which rows.
struct Open {
    part: usize,
    partial: Partial,
    undecided: Mask,
}

/// Undecided rows that are read together.
struct Read {
    /// The moment of their newest row, or of their oldest where the oldest come first.
    time: Micros,
    /// How many they are.
    rows: u32,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    /// A block, by its place in the list of spans.
    Block(u32),
    /// Rows of an undecided segment that are pending.
    Pending { open: u32, from: u32, until: u32 },
}

impl Snapshot {
    /// The rows that match. Free text reads the blocks that may hold it and in which the columns leave a row undecided; cancellation is looked for at
    /// every block.
    ///
    /// Fails with `cancelled`, with what reading a block failed with, or with `corrupt` where the ledger lacks a record.
    pub fn select(&self, filter: &Filter, context: &ReadContext<'_>, cancel: &CancellationToken) -> Result<Selection> {
        let mut search = self.search(filter, Sort::default(), context, cancel)?;
        while search.advance()? {}
        Ok(search.selection())
    }

    /// As [`Self::select`], but ends as soon as the first `rows` rows of an order by time are certain. Other orders are known only at the end.
    pub fn select_first(
        &self,
        filter: &Filter,
        sort: Sort,
        rows: u64,
        context: &ReadContext<'_>,
        cancel: &CancellationToken,
    ) -> Result<Selection> {
        let mut search = self.search(filter, sort, context, cancel)?;
        while !search.knows_first(rows, sort) && search.advance()? {}
        Ok(search.selection())
    }

    /// Begins to answer a filter: reads columns and signatures, no record. The rows are then decided in the order of time, from the end that `sort`
    /// begins with; the newest first where it sorts by something else.
    pub fn search<'a>(
        &self,
        filter: &Filter,
        sort: Sort,
        context: &ReadContext<'a>,
        cancel: &'a CancellationToken,
    ) -> Result<Search<'a>> {
        Error::if_cancelled(cancel)?;
        let compiled = plan::compile(filter, self, context.zone, context.now);
        let evaluated: Vec<(Mask, Option<Open>)> = (0..self.parts().len())
            .into_par_iter()
            .map(|index| {
                let part = self.part(index);
                match evaluate::evaluate(&compiled, &part) {
                    Partial::Known(mask) => (live(&part, mask), None),
                    partial => Open::of(&part, partial),
                }
            })
            .collect();
        let (masks, open): (Vec<_>, Vec<_>) = evaluated.into_iter().unzip();
        let mut search = Search {
            snapshot: self.clone(),
            without: Arc::default(),
            compiled,
            blocks: context.blocks,
            cancel,
            descending: sort.field != Field::Time || sort.descending,
            masks,
            open: open.into_iter().flatten().collect(),
            reads: Vec::new(),
            spans: Arc::default(),
            span: None,
            done: 0,
            wave: FIRST_WAVE * rayon::current_num_threads(),
            progress: Progress::default(),
        };
        if !search.open.is_empty() {
            search.spans = context.blocks.spans();
            search.narrow()?;
            Error::if_cancelled(cancel)?;
            search.plan_reads()?;
        }
        Ok(search)
    }
}

impl Search<'_> {
    /// Looks at the next records; false where all rows are decided. A search that failed stays where it was and must not go on.
    ///
    /// Fails as [`Snapshot::select`] does.
    pub fn advance(&mut self) -> Result<bool> {
        let until = (self.done + self.wave).min(self.reads.len());
        let started = Instant::now();
        let search = &*self;
        let hits = self.reads[self.done..until].par_iter().map(|read| search.look_at(read));
        for row in hits.collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            let (part, place) = self.snapshot.locate(RowAt(row)).expect("a hit is a row of this snapshot");
            self.masks[part.index].set(place);
        }
        self.progress.searched += self.reads[self.done..until].iter().map(|read| u64::from(read.rows)).sum::<u64>();
        self.done = until;
        let took = started.elapsed();
        if took < WAVE / 2 {
            self.wave *= 2;
        } else if took > WAVE * 2 {
            self.wave = (self.wave / 2).max(rayon::current_num_threads());
        }
        Ok(!self.is_complete())
    }

    /// Whether every row is decided.
    pub fn is_complete(&self) -> bool {
        self.done == self.reads.len()
    }

    /// How far it got.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What is known now.
    pub fn selection(&self) -> Selection {
        let next = self.reads.get(self.done);
        let watermark = next.map(|read| Watermark { time: read.time, descending: self.descending });
        let (snapshot, without) = (self.snapshot.clone(), Arc::clone(&self.without));
        let mut selection = Selection::new(snapshot, self.masks.clone(), watermark, without);
        if watermark.is_some() {
            selection.span = self.span.into();
        }
        selection
    }

    /// Whether the first rows of an order are decided already.
    pub fn knows_first(&self, rows: u64, sort: Sort) -> bool {
        // To count is cheap beside asking each row for its time.
        self.is_complete()
            || (sort.field == Field::Time
                && self.masks.iter().map(Mask::count).sum::<u64>() >= rows
                && self.selection().certain(sort) >= rows)
    }

    /// Leaves open only the rows in blocks that may hold the texts.
    fn narrow(&mut self) -> Result<()> {
        let snapshot = &self.snapshot;
        let wanted: Vec<_> =
            self.spans.iter().copied().filter(|span| self.undecided_in(*span).next().is_some()).collect();
        let finders = self.compiled.texts.iter().map(|text| &text.finder);
        let answers = finders.map(|finder| self.blocks.candidates(&wanted, finder)).collect::<Result<Vec<_>>>()?;
        if answers.iter().flatten().all(|candidate| *candidate) {
            return Ok(());
        }
        // By segment, then by text: the rows whose record may hold it. Of pending rows nothing is known.
        let rows = |open: &Open| Mask::every(open.undecided.len(), snapshot.part(open.part).live.is_some());
        let mut candidates: Vec<Vec<Mask>> = self.open.iter().map(|open| vec![rows(open); answers.len()]).collect();
        for (text, answers) in answers.iter().enumerate() {
            for (span, _) in wanted.iter().zip(answers).filter(|(_, candidate)| **candidate) {
                self.pieces(*span).for_each(|(open, rows)| candidates[open][text].set_all(rows));
            }
        }
        let narrowed = std::mem::take(&mut self.open).into_par_iter().zip(candidates).map(|(open, candidates)| {
            let part = snapshot.part(open.part);
            let mut partial = open.partial;
            partial.narrow(&candidates);
            (part.index, Open::of(&part, partial))
        });
        for (part, (surely, open)) in narrowed.collect::<Vec<_>>() {
            self.masks[part] = surely;
            self.open.extend(open);
        }
        Ok(())
    }

    /// Lists what is to be read, in the order of work.
    fn plan_reads(&mut self) -> Result<()> {
        let snapshot = &self.snapshot;
        let descending = self.descending;
        let read = |rows: &mut dyn Iterator<Item = Micros>, place| {
            let first = rows.next()?;
            let end = |a: Micros, b: Micros| if descending { a.max(b) } else { a.min(b) };
            let (rows, time) = rows.fold((1, first), |(rows, time), next| (rows + 1, end(time, next)));
            Some(Read { time, rows, place })
        };
        let time = |(open, row): (&Open, usize)| snapshot.part(open.part).segment.times[row];
        let mut reads: Vec<Read> = (0..self.spans.len() as u32)
            .into_par_iter()
            .filter_map(|at| read(&mut self.undecided_in(self.spans[at as usize]).map(time), Place::Block(at)))
            .collect();
        let in_ledger = |open: &&Open| snapshot.part(open.part).live.is_none();
        let settled: u64 = self.open.iter().filter(in_ledger).map(|open| open.undecided.count()).sum();
        if reads.iter().map(|read| u64::from(read.rows)).sum::<u64>() != settled {
            return Err(missing());
        }
        for (at, open) in self.open.iter().enumerate().filter(|(_, open)| !in_ledger(open)) {
            reads.extend((0..open.undecided.len()).step_by(PENDING_ROWS).filter_map(|from| {
                let until = (from + PENDING_ROWS).min(open.undecided.len());
                let place = Place::Pending { open: at as u32, from: from as u32, until: until as u32 };
                read(&mut open.undecided.rows_in(from..until).map(|row| time((open, row))), place)
            }));
        }
        reads.par_sort_unstable_by_key(|read| if descending { !read.time } else { read.time });
        self.progress.of = reads.iter().map(|read| u64::from(read.rows)).sum();
        self.reads = reads;
        let mut maybe = self.masks.clone();
        for open in &self.open {
            maybe[open.part] = open.undecided.clone().or(&self.masks[open.part]);
        }
        self.span = span(snapshot, &maybe);
        Ok(())
    }

    /// The rows of a block in the undecided segments.
    fn pieces(&self, span: BlockSpan) -> impl Iterator<Item = (usize, Range<usize>)> {
        let snapshot = &self.snapshot;
        let (mut row, until) = (span.first - 1, (span.first - 1 + u64::from(span.count)).min(snapshot.settled()));
        std::iter::from_fn(move || {
            if row >= until {
                return None;
            }
            let (part, place) = snapshot.locate(RowAt(row as u32))?;
            let rows = place..part.segment.len().min(place + (until - row) as usize);
            row += rows.len() as u64;
            Some((part.index, rows))
        })
        .filter_map(|(part, rows)| Some((self.open.binary_search_by_key(&part, |open| open.part).ok()?, rows)))
    }

    /// The undecided rows of a block, in order.
    fn undecided_in(&self, span: BlockSpan) -> impl Iterator<Item = (&Open, usize)> {
        self.pieces(span).flat_map(|(open, rows)| {
            let open = &self.open[open];
            open.undecided.rows_in(rows).map(move |row| (open, row))
        })
    }

    /// The rows that match.
    fn look_at(&self, read: &Read) -> Result<Vec<u32>> {
        Error::if_cancelled(self.cancel)?;
        match read.place {
            Place::Block(at) => self.look_at_block(self.spans[at as usize], read.rows),
            Place::Pending { open, from, until } => {
                self.look_at_pending(&self.open[open as usize], from as usize..until as usize)
            }
        }
    }

    fn look_at_block(&self, span: BlockSpan, expected: u32) -> Result<Vec<u32>> {
        let first = |open: &Open| self.snapshot.part(open.part).first;
        let (mut hits, mut seen) = (Vec::new(), 0);
        let mut wanted = self.undecided_in(span).peekable();
        self.blocks.scan(span, &mut |place, raw| {
            let at = span.first - 1 + place as u64;
            if let Some((open, row)) = wanted.next_if(|(open, row)| u64::from(first(open)) + *row as u64 == at) {
                seen += 1;
                if self.decide(open, row, Some(raw)) {
                    hits.push(at as u32);
                }
            }
        })?;
        if seen == expected { Ok(hits) } else { Err(missing()) }
    }

    fn look_at_pending(&self, open: &Open, rows: Range<usize>) -> Result<Vec<u32>> {
        let part = self.snapshot.part(open.part);
        let mut hits = Vec::new();
        for row in open.undecided.rows_in(rows) {
            // One that settled since the snapshot has no pending record any more; the next snapshot has its row in the ledger.
            let record = self.blocks.pending(part.segment.source(row), &part.segment.id.get(row))?;
            if self.decide(open, row, record.as_ref().map(|record| record.raw.as_slice())) {
                hits.push(part.first + row as u32);
            }
        }
        Ok(hits)
    }

    fn decide(&self, open: &Open, row: usize, raw: Option<&[u8]>) -> bool {
        open.partial.decide(row, &mut |text| raw.is_some_and(|raw| self.compiled.texts[text].finder.find_in(raw)))
    }
}

impl Open {
    /// The rows of a segment that certainly match, and the segment where others are left open.
    fn of(part: &Part<'_>, partial: Partial) -> (Mask, Option<Self>) {
        let (surely, maybe) = partial.bounds();
        let (surely, maybe) = (live(part, surely), live(part, maybe));
        let undecided = maybe.and_not(&surely);
        let open = (!undecided.is_none()).then_some(Self { part: part.index, partial, undecided });
        (surely, open)
    }
}

/// The rows that are there: some pending ones are gone, some settled ones were removed.
fn live(part: &Part<'_>, mask: Mask) -> Mask {
    match (part.live, part.removed) {
        (Some(bits), _) => mask.and(&Mask::of_bits(bits, part.segment.len())),
        (None, Some(removed)) => mask.and_not(&Mask::of_bits(removed, part.segment.len())),
        (None, None) => mask,
    }
}

/// To leave them out would be a wrong answer that looks like a right one.
fn missing() -> Error {
    Error::new(
        ErrorCode::Corrupt,
        "Records of some entries are missing from the ledger, so the text cannot be searched completely. Run `auditdesk verify`.",
    )
}
