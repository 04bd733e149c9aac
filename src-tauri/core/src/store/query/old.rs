//! What of a source is old: for retention here, and for what is about to vanish there.

use super::mask::Mask;
use crate::{
    api::wire::Micros,
    entry::{PayloadState, Seq, SourceId},
    store::columns::Snapshot,
};

/// Entries of a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanTally {
    /// Current entries.
    pub entries: u64,
    /// Those whose payload is at the source and not here.
    pub not_fetched: u64,
}

impl Snapshot {
    /// The ledger places of a source's records before a moment, ascending: every version that is still there.
    pub fn older(&self, source: SourceId, before: Micros) -> Vec<Seq> {
        let mut seqs = Vec::new();
        for part in self.parts().filter(|part| part.live.is_none()) {
            let segment = part.segment;
            if segment.len() == 0 || before <= segment.span.0 {
                continue;
            }
            let removed =
                part.removed.map_or_else(|| Mask::none(segment.len()), |bits| Mask::of_bits(bits, segment.len()));
            let old = |row: usize| segment.times[row] < before && segment.source(row) == source && !removed.get(row);
            seqs.extend((0..segment.len()).filter(|row| old(*row)).map(|row| u64::from(part.first) + row as u64 + 1));
        }
        seqs
    }

    /// How many current entries of a source happened in a span.
    pub fn during(&self, source: SourceId, from: Micros, until: Micros) -> SpanTally {
        let mut tally = SpanTally::default();
        for part in self.parts() {
            super::row::of_source(&part, source, from, until).each(|row| {
                tally.entries += 1;
                let absent =
                    matches!(part.segment.flags(row).payload(), PayloadState::NotFetched | PayloadState::Redacted);
                tally.not_fetched += u64::from(absent);
            });
        }
        tally
    }

    /// When the oldest record of a source happened that is still there.
    pub fn oldest(&self, source: SourceId) -> Option<Micros> {
        let parts = self.parts().filter(|part| part.segment.len() > 0);
        let of = |part: crate::store::columns::Part<'_>| {
            let mask = super::row::of_source(&part, source, Micros::MIN, Micros::MAX);
            mask.rows().map(|row| part.segment.times[row]).min()
        };
        parts.filter_map(of).min()
    }
}
