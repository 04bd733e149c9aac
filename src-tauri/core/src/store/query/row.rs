//! Single rows, and numbers of the whole workspace.

use std::collections::HashSet;

use rayon::prelude::*;

use super::mask::Mask;
use crate::{
    api::wire::{EntryKey, EntryRow, EntryState, Micros},
    entry::{Flags, Seq, SourceId, Status},
    store::columns::{Part, RowAt, Snapshot, segment::Word},
};

/// How much of an error text a row carries, in characters.
const ERROR_CHARS: usize = 200;

/// Numbers of the whole workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Ledger places, earlier versions included.
    pub settled: u64,
    /// Settled entries with a later version.
    pub superseded: u64,
    /// Pending entries.
    pub pending: u64,
    /// Ledger places whose entries were removed.
    pub removed: u64,
}

impl Totals {
    /// Current entries: the empty filter matches so many.
    pub fn current(self) -> u64 {
        self.settled - self.superseded - self.removed + self.pending
    }
}

/// Numbers of one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Current entries, pending ones included.
    pub entries: u64,
    /// Pending ones.
    pub pending: u64,
    /// When the newest one happened.
    pub newest: Option<Micros>,
}

/// When an entry happened, how long it took, and whether it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// When it began.
    pub time: Micros,
    /// How long it took, in microseconds.
    pub duration: Option<u64>,
    /// Whether it failed, was denied, timed out, or holds a tool error.
    pub failed: bool,
}

impl Snapshot {
    /// When a row happened, from the columns alone; `None` for a row that this snapshot does not have.
    pub fn timing(&self, at: RowAt) -> Option<Timing> {
        let (part, row) = self.locate(at)?;
        let flags = part.segment.flags(row);
        Some(Timing {
            time: part.segment.times[row],
            duration: part.segment.duration.get(row),
            failed: !matches!(flags.outcome(), Status::Success | Status::Unknown) || flags.tool_error() == Some(true),
        })
    }

    /// A row as the grid shows it, from the columns alone; `None` for a row that this snapshot does not have.
    pub fn row(&self, at: RowAt) -> Option<EntryRow> {
        let (part, row) = self.locate(at)?;
        let segment = part.segment;
        let word = |word: Word| self.word(word, segment.word(word, row)).to_owned();
        let actor = segment.word(Word::Actor, row).map(|code| self.actor(code));
        let actor = |of: for<'a> fn(&crate::store::columns::ActorView<'a>) -> &'a str| {
            actor.as_ref().map_or_else(String::new, |actor| of(actor).to_owned())
        };
        let [server, server_name] = segment.word(Word::Server, row).map_or(["", ""], |code| self.server(code));
        let flags = segment.flags(row);
        Some(EntryRow {
            key: key(&part, row),
            seq: seq(&part, row),
            id: segment.id.get(row),
            source: self.0.names.source(segment.source(row)).to_owned(),
            time: segment.times[row],
            time_by: flags.time_by(),
            recorded: segment.recorded(row),
            kind: word(Word::Kind),
            actor: actor(|actor| actor.id),
            actor_name: actor(|actor| actor.best_name()),
            actor_email: actor(|actor| actor.best_email()),
            actor_type: actor(|actor| actor.actor_type),
            credential: word(Word::Credential),
            operation: word(Word::Operation),
            target: word(Word::Target),
            target_type: word(Word::TargetType),
            server: server.to_owned(),
            server_name: server_name.to_owned(),
            outcome: flags.outcome(),
            status: segment.status.get(row).map(|status| status as u16),
            tool_error: flags.tool_error(),
            duration: segment.duration.get(row),
            client: word(Word::Client),
            client_version: word(Word::ClientVersion),
            user_agent: word(Word::UserAgent),
            ip: word(Word::Ip),
            session: word(Word::Session),
            request: segment.request.get(row),
            error: word(Word::Error).chars().take(ERROR_CHARS).collect(),
            payload: flags.payload(),
            flags: Flags::from_bits(segment.marks(row)).iter().collect(),
            state: state(&part, row),
            review: seq(&part, row).map(|seq| self.0.reviews.mark(seq)).unwrap_or_default(),
        })
    }

    /// The name of a row on the wire; `None` for a row that this snapshot does not have.
    pub fn key(&self, at: RowAt) -> Option<EntryKey> {
        self.locate(at).map(|(part, row)| key(&part, row))
    }

    /// The ledger place of a row; `None` while it is pending.
    pub fn seq(&self, at: RowAt) -> Option<Seq> {
        self.locate(at).and_then(|(part, row)| seq(&part, row))
    }

    /// When a row happened; 0 for a row that this snapshot does not have.
    pub fn time(&self, at: RowAt) -> Micros {
        self.locate(at).map_or(0, |(part, row)| part.segment.times[row])
    }

    /// The source and the platform's id of a row.
    pub fn remote(&self, at: RowAt) -> Option<(SourceId, String)> {
        self.locate(at).map(|(part, row)| (part.segment.source(row), part.segment.id.get(row)))
    }

    /// The row of a ledger place.
    pub fn settled_row(&self, seq: Seq) -> Option<RowAt> {
        ((1..=self.settled()).contains(&seq) && !self.0.removed.has(seq)).then(|| RowAt((seq - 1) as u32))
    }

    /// The row of a key; `None` where there is none (any more), or the key is no key.
    pub fn find(&self, key: &str) -> Option<RowAt> {
        if let Some(seq) = key.strip_prefix('s') {
            return self.settled_row(seq.parse().ok()?);
        }
        let (source, id) = key.strip_prefix('p')?.split_once(':')?;
        self.pending_row(source.parse().ok()?, id)
    }

    /// The row of a pending entry.
    pub fn pending_row(&self, source: SourceId, id: &str) -> Option<RowAt> {
        self.parts().filter(|part| part.live.is_some()).find_map(|part| {
            let is_it =
                |row: &usize| part.segment.source(*row) == source && part.segment.id.with(*row, |other| other == id);
            let live = Mask::of_bits(part.live?, part.segment.len());
            live.rows().find(is_it).map(|row| RowAt(part.first + row as u32))
        })
    }

    /// Numbers of the whole workspace.
    pub fn totals(&self) -> Totals {
        let (superseded, removed) = (self.0.superseded.count, self.0.removed.count);
        Totals { settled: self.settled(), superseded, pending: self.0.pending_count as u64, removed }
    }

    /// Numbers of one source.
    pub fn source_counts(&self, source: SourceId) -> SourceCounts {
        let counts = (0..self.parts().len()).into_par_iter().map(|index| {
            let part = self.part(index);
            let mask = of_source(&part, source, i64::MIN, i64::MAX);
            let (entries, mut newest) = (mask.count(), None);
            mask.each(|row| newest = newest.max(Some(part.segment.times[row])));
            SourceCounts { entries, pending: if part.live.is_some() { entries } else { 0 }, newest }
        });
        let add = |a: SourceCounts, b: SourceCounts| SourceCounts {
            entries: a.entries + b.entries,
            pending: a.pending + b.pending,
            newest: a.newest.max(b.newest),
        };
        counts.reduce(SourceCounts::default, add)
    }

    /// How many distinct entries of a source with a time in `[from, until)` are held, pending ones included. An entry that settled and is pending
    /// again counts once.
    pub fn held(&self, source: SourceId, from: Micros, until: Micros) -> u64 {
        let mut pending = HashSet::new();
        for part in self.parts().filter(|part| part.live.is_some()) {
            of_source(&part, source, from, until).each(|row| {
                pending.insert(part.segment.id.get(row));
            });
        }
        let settled = (0..self.0.segments.len()).into_par_iter().map(|index| {
            let part = self.part(index);
            let mask = of_source(&part, source, from, until);
            if pending.is_empty() {
                return mask.count();
            }
            let mut only = 0;
            mask.each(|row| only += u64::from(!part.segment.id.with(row, |id| pending.contains(id))));
            only
        });
        settled.sum::<u64>() + pending.len() as u64
    }
}

fn seq(part: &Part<'_>, row: usize) -> Option<Seq> {
    part.live.is_none().then(|| u64::from(part.first) + row as u64 + 1)
}

fn key(part: &Part<'_>, row: usize) -> EntryKey {
    match seq(part, row) {
        Some(seq) => format!("s{seq}"),
        None => format!("p{}:{}", part.segment.source(row), part.segment.id.get(row)),
    }
}

/// Where a row stands.
pub(super) fn state(part: &Part<'_>, row: usize) -> EntryState {
    if part.live.is_some() {
        EntryState::Pending
    } else if part.superseded.is_some_and(|bits| bits[row / 64] >> (row % 64) & 1 == 1) {
        EntryState::Superseded
    } else {
        EntryState::Settled
    }
}

/// The current rows of a source within a span.
pub(super) fn of_source(part: &Part<'_>, source: SourceId, from: Micros, until: Micros) -> Mask {
    let len = part.segment.len();
    let (least, greatest) = part.segment.span;
    if greatest < from || until <= least {
        return Mask::none(len);
    }
    let mut mask = Mask::of_packed(&part.segment.source, len, |other| other == u64::from(source));
    if from > least || greatest >= until {
        mask = mask.and(&Mask::of(&part.segment.times, |time| from <= time && time < until));
    }
    match (part.live, part.superseded) {
        (Some(live), _) => mask.and(&Mask::of_bits(live, len)),
        (None, Some(superseded)) => mask.and_not(&Mask::of_bits(superseded, len)),
        (None, None) => mask,
    }
}
