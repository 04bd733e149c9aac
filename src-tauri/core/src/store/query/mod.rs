//! The one evaluator: a filter over a snapshot of the columns, and everything that is shown or counted of the result.
//!
//! What a filter means is defined by [`naive::matches`](crate::entry::filter::naive::matches); this is the same, fast. The columns decide what they
//! can, as bits per segment; only blocks with rows that are still undecided (free text) are decoded, and those rows are verified exactly.

mod evaluate;
mod facets;
mod mask;
mod order;
mod plan;
mod row;
mod search;
mod timeline;
mod words;

use std::{
    collections::HashMap,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

pub use order::Order;
pub use row::{SourceCounts, Totals};

use self::{evaluate::Partial, mask::Mask, search::Open};
use super::{
    blocks::Blocks,
    columns::{RowAt, Snapshot},
};
use crate::{
    api::wire::{Micros, Sort},
    entry::{
        Seq,
        filter::{Field, Filter},
    },
    error::{Error, Result},
};

/// Where and when a filter is read, and where the raw records are.
#[derive(Clone, Copy)]
pub struct ReadContext<'a> {
    /// The zone of wall-clock times.
    pub zone: Tz,
    /// The moment that relative times count back from.
    pub now: DateTime<Utc>,
    /// The raw records, at least as new as the snapshot.
    pub blocks: &'a dyn Blocks,
}

/// The rows of a snapshot that match a filter. Keeps the snapshot alive; later writes do not change it.
pub struct Selection {
    snapshot: Snapshot,
    /// One per segment.
    masks: Arc<[Mask]>,
    count: u64,
    pending: u64,
    span: OnceLock<Option<(Micros, Micros)>>,
    orders: Mutex<HashMap<Sort, Arc<Order>>>,
    /// The same filter without its pills on a field, for the facets of this field.
    without: Mutex<HashMap<Field, Arc<Selection>>>,
}

impl Snapshot {
    /// The rows that match. Free text reads the blocks in which the columns leave a row undecided; cancellation is looked for at every block.
    ///
    /// Fails with `cancelled`, with what reading a block failed with, or with `corrupt` where the ledger lacks a record.
    pub fn select(&self, filter: &Filter, context: &ReadContext<'_>, cancel: &CancellationToken) -> Result<Selection> {
        if cancel.is_cancelled() {
            return Err(Error::cancelled());
        }
        let compiled = plan::compile(filter, self, context.zone, context.now);
        let evaluated: Vec<(Mask, Option<Open>)> = (0..self.parts().len())
            .into_par_iter()
            .map(|index| {
                let part = self.part(index);
                let live = |mask: Mask| match (part.live, part.removed) {
                    (Some(bits), _) => mask.and(&Mask::of_bits(bits, part.segment.len())),
                    (None, Some(removed)) => mask.and_not(&Mask::of_bits(removed, part.segment.len())),
                    (None, None) => mask,
                };
                match evaluate::evaluate(&compiled, &part) {
                    Partial::Known(mask) => (live(mask), None),
                    partial => {
                        let (surely, maybe) = partial.bounds();
                        let (surely, maybe) = (live(surely), live(maybe));
                        let undecided = maybe.and_not(&surely);
                        let open = (!undecided.is_none()).then_some(Open { part: index, partial, undecided });
                        (surely, open)
                    }
                }
            })
            .collect();
        let (mut masks, open): (Vec<_>, Vec<_>) = evaluated.into_iter().unzip();
        let open: Vec<_> = open.into_iter().flatten().collect();
        for hit in search::verify(self, &compiled, &open, context.blocks, cancel)? {
            let (part, place) = self.locate(hit).expect("a hit is a row of this snapshot");
            masks[part.index].set(place);
        }
        Ok(Selection::new(self.clone(), masks))
    }

    /// Every current row: all but those with a later version.
    pub(crate) fn current(&self) -> Selection {
        let masks = self.parts().map(|part| {
            let len = part.segment.len();
            if let Some(live) = part.live {
                return Mask::of_bits(live, len);
            }
            let gone = [part.superseded, part.removed].into_iter().flatten();
            gone.fold(Mask::all(len), |current, gone| current.and_not(&Mask::of_bits(gone, len)))
        });
        Selection::new(self.clone(), masks.collect())
    }
}

impl fmt::Debug for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selection")
            .field("count", &self.count)
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}

impl Selection {
    fn new(snapshot: Snapshot, masks: Vec<Mask>) -> Self {
        let settled = snapshot.0.segments.len();
        let pending = masks[settled..].iter().map(Mask::count).sum();
        let count = masks[..settled].iter().map(Mask::count).sum::<u64>() + pending;
        Self {
            snapshot,
            masks: masks.into(),
            count,
            pending,
            span: OnceLock::new(),
            orders: Mutex::default(),
            without: Mutex::default(),
        }
    }

    /// The snapshot it was made from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// How many rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many of them are pending.
    pub fn pending(&self) -> u64 {
        self.pending
    }

    /// The moments of the first and the last row; `None` where there are no rows.
    pub fn span(&self) -> Option<(Micros, Micros)> {
        *self.span.get_or_init(|| {
            let mut parts: Vec<_> = self.snapshot.parts().filter(|part| !self.masks[part.index].is_none()).collect();
            // Segments hardly overlap in time: one or two at either end are looked into.
            parts.sort_unstable_by_key(|part| part.segment.span.0);
            let mut least = i64::MAX;
            for part in &parts {
                if least <= part.segment.span.0 {
                    break;
                }
                self.masks[part.index].each(|row| least = least.min(part.segment.times[row]));
            }
            parts.sort_unstable_by_key(|part| part.segment.span.1);
            let mut greatest = i64::MIN;
            for part in parts.iter().rev() {
                if part.segment.span.1 <= greatest {
                    break;
                }
                self.masks[part.index].each(|row| greatest = greatest.max(part.segment.times[row]));
            }
            (least <= greatest).then_some((least, greatest))
        })
    }

    /// The rows in an order. Made when its first page is read, and kept.
    pub fn order(&self, sort: Sort) -> Arc<Order> {
        let mut orders = self.orders.lock().expect("making an order does not panic");
        let make = || Arc::new(Order::new(self.snapshot.clone(), self.masks.clone(), self.count, sort));
        orders.entry(sort).or_insert_with(make).clone()
    }

    /// Whether a row is among them.
    pub fn contains(&self, row: RowAt) -> bool {
        self.snapshot.locate(row).is_some_and(|(part, place)| self.masks[part.index].get(place))
    }

    /// The ledger places of the settled rows, ascending.
    pub fn seqs(&self) -> impl Iterator<Item = Seq> + '_ {
        self.seqs_in(0..Seq::MAX)
    }

    /// The ledger places in a range of the settled rows, ascending. A narrow range of ten million is found at once.
    pub fn seqs_in(&self, places: Range<Seq>) -> impl Iterator<Item = Seq> + '_ {
        let firsts = &self.snapshot.0.firsts[..self.snapshot.0.segments.len()];
        let begin = firsts.partition_point(|first| u64::from(*first) < places.start).saturating_sub(1);
        let end = firsts.partition_point(|first| u64::from(*first) + 1 < places.end);
        (begin..end.max(begin)).flat_map(move |index| {
            let (mask, first) = (&self.masks[index], u64::from(firsts[index]) + 1);
            let within = |place: Seq| place.saturating_sub(first).min(mask.len() as u64) as usize;
            let rows = within(places.start)..within(places.end);
            rows.filter(|row| mask.get(*row)).map(move |row| first + row as u64)
        })
    }

    /// The settled rows with a ledger place in a range.
    #[must_use]
    pub fn within(&self, places: Range<Seq>) -> Self {
        let masks = self.snapshot.parts().zip(&self.masks[..]).map(|(part, mask)| {
            let len = mask.len();
            if part.live.is_some() {
                return Mask::none(len);
            }
            let first = u64::from(part.first) + 1;
            if places.start <= first && first + len as u64 <= places.end {
                return mask.clone();
            }
            mask.clone().and(&Mask::of_rows(len, |row| places.contains(&(first + row as u64))))
        });
        Self::new(self.snapshot.clone(), masks.collect())
    }
}
