//! A run of entries, column by column; immutable.

use chrono::{DateTime, Utc};

use super::{
    Row,
    codes::Packed,
    dictionary::{Coder, join},
    texts::Texts,
};
use crate::entry::{PayloadState, Status, TimeBy};

/// The columns that hold codes of a dictionary. The number is the dictionary's in the persistent form: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Word {
    Kind = 0,
    /// Source, type, id, name and e-mail of the record, joined: one code tells all of them.
    Actor = 1,
    Credential = 2,
    Operation = 3,
    Target = 4,
    TargetType = 5,
    /// Id and name, joined.
    Server = 6,
    Client = 7,
    ClientVersion = 8,
    UserAgent = 9,
    Ip = 10,
    Session = 11,
    Error = 12,
}

/// How many dictionaries there are.
pub(crate) const WORDS: usize = 13;

/// Stands for "no value" among codes.
pub(crate) const ABSENT: u32 = u32::MAX;

/// One entry as numbers, before it is packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cells {
    pub time: i64,
    pub recorded: i64,
    pub flags: u8,
    /// The bits of [`crate::entry::Flags`].
    pub marks: u8,
    pub source: u32,
    pub status: Option<u16>,
    pub duration: Option<u64>,
    pub words: [u32; WORDS],
    pub id: String,
    pub request: String,
}

impl Cells {
    /// A row that was removed. `time` only keeps the order of times.
    pub fn blank(time: i64) -> Self {
        Self {
            time,
            recorded: time,
            flags: 0,
            marks: 0,
            source: 0,
            status: None,
            duration: None,
            words: [ABSENT; WORDS],
            id: String::new(),
            request: String::new(),
        }
    }

    /// The numbers of a row; new values join the dictionaries.
    pub fn of(row: Row<'_>, coders: &mut [Coder; WORDS]) -> Self {
        let entry = row.entry;
        let source = row.source.to_string();
        let actor = &entry.actor;
        let actor = [
            &source,
            actor.actor_type.as_str(),
            text(actor.id.as_ref()),
            text(actor.name.as_ref()),
            text(actor.email.as_ref()),
        ];
        let server = [text(entry.target.server_id.as_ref()), text(entry.target.server_name.as_ref())];
        let (actor, server) = (join(actor), if server == ["", ""] { String::new() } else { join(server) });
        let words = [
            entry.kind.as_str(),
            &actor,
            text(entry.actor.credential.as_ref()),
            &entry.operation,
            text(entry.target.name.as_ref()),
            &entry.target.target_type,
            &server,
            text(entry.client.name.as_ref()),
            text(entry.client.version.as_ref()),
            text(entry.client.user_agent.as_ref()),
            text(entry.ip.as_ref()),
            text(entry.session_id.as_ref()),
            text(entry.outcome.error.as_ref()),
        ];
        let mut codes = [ABSENT; WORDS];
        for ((code, word), coder) in codes.iter_mut().zip(words).zip(coders) {
            if !word.is_empty() {
                *code = coder.code(word);
            }
        }
        Self {
            time: entry.occurred_at.timestamp_micros(),
            recorded: entry.recorded_at.timestamp_micros(),
            flags: Flags::of(row).0,
            marks: entry.flags.bits(),
            source: row.source,
            status: entry.outcome.http_status,
            duration: entry.duration_us,
            words: codes,
            id: row.remote_id.to_owned(),
            request: text(entry.request_id.as_ref()).to_owned(),
        }
    }
}

fn text(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

/// Four small facts in one byte: outcome (3 bits), tool error (2), payload state (2), who supplied the time (1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flags(pub u8);

impl Flags {
    fn of(row: Row<'_>) -> Self {
        let tool_error = match row.entry.outcome.tool_error {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        };
        let payload = match row.payload {
            PayloadState::None => 0,
            PayloadState::NotFetched => 1,
            PayloadState::Redacted => 2,
            PayloadState::Complete => 3,
        };
        let outcome = row.entry.outcome.status as u8;
        let client = u8::from(row.entry.time_by == TimeBy::Client);
        Self(outcome | tool_error << 3 | payload << 5 | client << 7)
    }

    pub fn outcome(self) -> Status {
        Status::ALL.get(usize::from(self.0 & 7)).copied().unwrap_or(Status::Unknown)
    }

    pub fn tool_error(self) -> Option<bool> {
        match self.0 >> 3 & 3 {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    pub fn payload(self) -> PayloadState {
        match self.0 >> 5 & 3 {
            0 => PayloadState::None,
            1 => PayloadState::NotFetched,
            2 => PayloadState::Redacted,
            _ => PayloadState::Complete,
        }
    }

    pub fn time_by(self) -> TimeBy {
        if self.0 >> 7 == 1 { TimeBy::Client } else { TimeBy::Server }
    }
}

/// A run of entries, column by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Microseconds since 1970.
    pub times: Box<[i64]>,
    /// The least and the greatest of `times`; meaningless where there are no rows.
    pub span: (i64, i64),
    /// `recorded - time`, the sign in the lowest bit: most platforms record within a second of the event.
    pub delays: Packed,
    pub flags: Box<[u8]>,
    /// The bits of [`crate::entry::Flags`].
    pub marks: Packed,
    pub source: Packed,
    pub status: Packed,
    pub duration: Packed,
    pub words: [Packed; WORDS],
    pub id: Texts,
    pub request: Texts,
}

impl Segment {
    /// Packs rows.
    pub fn pack(rows: &[Cells]) -> Self {
        let times: Box<[i64]> = rows.iter().map(|row| row.time).collect();
        Self {
            span: span(&times),
            delays: Packed::pack(rows.iter().map(|row| Some(zigzag(row.recorded.wrapping_sub(row.time))))),
            flags: rows.iter().map(|row| row.flags).collect(),
            marks: Packed::pack(rows.iter().map(|row| Some(row.marks.into()))),
            source: Packed::pack(rows.iter().map(|row| Some(row.source.into()))),
            status: Packed::pack(rows.iter().map(|row| row.status.map(u64::from))),
            duration: Packed::pack(rows.iter().map(|row| row.duration)),
            words: std::array::from_fn(|word| {
                Packed::pack(rows.iter().map(|row| (row.words[word] != ABSENT).then_some(row.words[word].into())))
            }),
            id: Texts::pack(rows.iter().map(|row| row.id.as_str())),
            request: Texts::pack(rows.iter().map(|row| row.request.as_str())),
            times,
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// When a row was recorded.
    pub fn recorded(&self, row: usize) -> i64 {
        self.times[row].wrapping_add(unzigzag(self.delays.get(row).unwrap_or(0)))
    }

    pub fn flags(&self, row: usize) -> Flags {
        Flags(self.flags[row])
    }

    /// What else is to be known of a row: the bits of [`crate::entry::Flags`].
    pub fn marks(&self, row: usize) -> u8 {
        self.marks.get(row).unwrap_or(0) as u8
    }

    pub fn source(&self, row: usize) -> u32 {
        self.source.get(row).unwrap_or(0) as u32
    }

    /// The code of a row in a dictionary.
    pub fn word(&self, word: Word, row: usize) -> Option<u32> {
        self.words[word as usize].get(row).map(|code| code as u32)
    }

    /// A row as it was before packing.
    pub fn cells(&self, row: usize) -> Cells {
        Cells {
            time: self.times[row],
            recorded: self.recorded(row),
            flags: self.flags[row],
            marks: self.marks(row),
            source: self.source(row),
            status: self.status.get(row).map(|status| status as u16),
            duration: self.duration.get(row),
            words: std::array::from_fn(|word| self.words[word].get(row).map_or(ABSENT, |code| code as u32)),
            id: self.id.get(row),
            request: self.request.get(row),
        }
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let packed =
            [&self.delays, &self.marks, &self.source, &self.status, &self.duration].into_iter().chain(&self.words);
        self.times.len() * 9 + packed.map(Packed::bytes).sum::<usize>() + self.id.bytes() + self.request.bytes()
    }
}

/// The least and the greatest.
pub(crate) fn span(times: &[i64]) -> (i64, i64) {
    times.iter().fold((i64::MAX, i64::MIN), |(least, greatest), time| (least.min(*time), greatest.max(*time)))
}

/// Small numbers of either sign as small unsigned ones.
pub(crate) fn zigzag(number: i64) -> u64 {
    (number as u64) << 1 ^ (number >> 63) as u64
}

pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The moment of microseconds.
pub(crate) fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
