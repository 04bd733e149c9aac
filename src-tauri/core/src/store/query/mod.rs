//! The one evaluator: a filter over a snapshot of the columns, and everything that is shown or counted of the result.
//!
//! What a filter means is defined by [`naive::matches`](crate::entry::filter::naive::matches); this is the same, fast. The columns decide what they
//! can, as bits per segment; only blocks with rows that are still undecided (free text) are decoded, and those rows are verified exactly, in the order of
//! time: what is known by then can be shown at any moment.

mod days;
mod evaluate;
mod facets;
mod mask;
mod moments;
mod old;
mod order;
mod plan;
mod row;
mod search;
mod timeline;
mod usage;
mod words;

use std::{
    collections::HashMap,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use days::DayTally;
pub use old::SpanTally;
pub use order::Order;
pub use row::{SourceCounts, Timing, Totals};
pub use search::{Progress, Search};
pub use usage::{UsageQuestion, Versus};

use self::mask::Mask;
use super::{
    blocks::Blocks,
    columns::{RowAt, Snapshot},
};
use crate::{
    api::wire::{Micros, Sort},
    entry::{Seq, filter::Field},
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

/// The rows of a snapshot that match a filter, or those that are known to while a search goes on. Keeps the snapshot alive; later writes do not change it.
pub struct Selection {
    snapshot: Snapshot,
    /// One per segment.
    masks: Arc<[Mask]>,
    count: u64,
    pending: u64,
    /// How far the search got; `None`: every row is decided.
    watermark: Option<Watermark>,
    certain: OnceLock<u64>,
    span: OnceLock<Option<(Micros, Micros)>>,
    orders: Mutex<HashMap<Sort, Arc<Order>>>,
    without: Arc<Without>,
}

/// The same filter without its pills on a field, for the facets of this field; shared by all selections of one search.
type Without = Mutex<HashMap<Field, Arc<Selection>>>;

/// How far a search in the order of time got: rows beyond this moment are decided.
#[derive(Clone, Copy, Debug)]
struct Watermark {
    time: Micros,
    /// From the newest to the oldest.
    descending: bool,
}

impl Snapshot {
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
        Selection::new(self.clone(), masks.collect(), None, Arc::default())
    }
}

/// The moments of the first and the last of some rows.
fn span(snapshot: &Snapshot, masks: &[Mask]) -> Option<(Micros, Micros)> {
    let seen = moments::seen(snapshot, masks, 1, |part, mask, seen| {
        mask.each(|row| moments::widen(&mut seen[0], part.segment.times[row]));
    });
    seen.into_iter().find(|(first, last)| first <= last)
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
    fn new(snapshot: Snapshot, masks: Vec<Mask>, watermark: Option<Watermark>, without: Arc<Without>) -> Self {
        let settled = snapshot.0.segments.len();
        let pending = masks[settled..].iter().map(Mask::count).sum();
        let count = masks[..settled].iter().map(Mask::count).sum::<u64>() + pending;
        Self {
            snapshot,
            masks: masks.into(),
            count,
            pending,
            watermark,
            certain: OnceLock::new(),
            span: OnceLock::new(),
            orders: Mutex::default(),
            without,
        }
    }

    /// The snapshot it was made from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// How many rows; at least so many while it is not complete.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether every row of the snapshot is decided.
    pub fn is_complete(&self) -> bool {
        self.watermark.is_none()
    }

    /// How many first rows of an order are final: no later selection of the same search has another row before or among them.
    pub fn certain(&self, sort: Sort) -> u64 {
        match self.watermark {
            None => self.count,
            Some(Watermark { descending, .. }) if sort.field != Field::Time || sort.descending != descending => 0,
            Some(Watermark { time, descending }) => *self.certain.get_or_init(|| {
                let beyond = |moment: Micros| if descending { moment > time } else { moment < time };
                let parts = self.snapshot.parts().zip(&self.masks[..]).map(|(part, mask)| {
                    let (least, greatest) = part.segment.span;
                    match (beyond(least), beyond(greatest)) {
                        (true, true) => mask.count(),
                        (false, false) => 0,
                        _ => mask.rows().filter(|row| beyond(part.segment.times[*row])).count() as u64,
                    }
                });
                parts.sum()
            }),
        }
    }

    /// How many of them are pending.
    pub fn pending(&self) -> u64 {
        self.pending
    }

    /// The moments of the first and the last row; `None` where there are no rows. While it is not complete: of the first and the last that may match, so
    /// that a timeline keeps its place while it fills.
    pub fn span(&self) -> Option<(Micros, Micros)> {
        *self.span.get_or_init(|| span(&self.snapshot, &self.masks))
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
        Self::new(self.snapshot.clone(), masks.collect(), None, Arc::default())
    }

    /// The rows of events in `[from, until)`.
    #[must_use]
    pub fn during(&self, from: Micros, until: Micros) -> Self {
        let masks = self.snapshot.parts().zip(&self.masks[..]).map(|(part, mask)| {
            let (least, greatest) = part.segment.span;
            match (from <= least && greatest < until, until <= least || greatest < from) {
                (true, _) => mask.clone(),
                (_, true) => Mask::none(mask.len()),
                _ => {
                    let within = |row: usize| (from..until).contains(&part.segment.times[row]);
                    mask.clone().and(&Mask::of_rows(mask.len(), within))
                }
            }
        });
        Self::new(self.snapshot.clone(), masks.collect(), None, Arc::default())
    }

    /// Shows ledger place and moment of each settled row, in the order of the ledger.
    pub fn each_settled(&self, mut show: impl FnMut(Seq, Micros)) {
        for (part, mask) in self.snapshot.parts().zip(&self.masks[..]).filter(|(part, _)| part.live.is_none()) {
            mask.each(|row| show(u64::from(part.first) + row as u64 + 1, part.segment.times[row]));
        }
    }
}
