//! One record as bytes: self-describing, every field, `raw` byte for byte. What blocks hold and what the chain hashes.
//!
//! `version | source | remote id | received (µs) | dialect | payload state | note | supersedes (0: nothing) | raw`. Integers are LEB128, texts and
//! bytes carry their length before them. In the place of a removed record stands a frame of version 0 with nothing but the hash that the record's frame
//! had, by which the chain is still verified. Moments are cut to microseconds, the precision of everything in a workspace.

use chrono::{DateTime, Utc};

use super::ledger::Hash;
use crate::entry::{Note, PayloadState, Record, Seq};

/// The version of the frame's layout. A reader refuses others: the bytes are evidence, not to be guessed at.
const VERSION: u8 = 1;
/// The version of a frame in the place of a removed record.
const REMOVED: u8 = 0;

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damaged {
    /// They end too early, or a length points beyond them.
    #[error("a record ends too early")]
    Short,
    /// A field has a value that this version does not know.
    #[error("a record has an unknown value in its header")]
    Unknown,
    /// Bytes are left over.
    #[error("a record has bytes after its end")]
    Long,
}

/// Appends the frame of `record` to `out`.
pub(super) fn encode(record: &Record, out: &mut Vec<u8>) {
    encode_head(record, record.supersedes, out);
    out.extend_from_slice(&record.raw);
}

/// Appends the frame of `record`, as a version of what is at `supersedes`, with its length before it, as a block holds it.
pub(super) fn put(out: &mut Vec<u8>, record: &Record, supersedes: Option<Seq>) {
    let mut head = Vec::with_capacity(record.remote_id.len() + record.dialect.len() + 48);
    encode_head(record, supersedes, &mut head);
    put_int(out, (head.len() + record.raw.len()) as u64);
    out.extend_from_slice(&head);
    out.extend_from_slice(&record.raw);
}

/// A frame up to the bytes of `raw`.
fn encode_head(record: &Record, supersedes: Option<Seq>, out: &mut Vec<u8>) {
    out.push(VERSION);
    put_int(out, record.source.into());
    put_bytes(out, record.remote_id.as_bytes());
    out.extend_from_slice(&record.received_at.timestamp_micros().to_le_bytes());
    put_bytes(out, record.dialect.as_bytes());
    out.push(match record.payload {
        PayloadState::None => 0,
        PayloadState::NotFetched => 1,
        PayloadState::Redacted => 2,
        PayloadState::Complete => 3,
    });
    out.push(match record.note {
        None => 0,
        Some(Note::NoResponse) => 1,
        Some(Note::GoneAtSource) => 2,
        Some(Note::Refused) => 3,
        Some(Note::Unreadable) => 4,
    });
    put_int(out, supersedes.unwrap_or(0));
    put_int(out, record.raw.len() as u64);
}

/// Appends the frame that takes the place of a removed one with this hash, with its length before it.
pub(super) fn put_removed(out: &mut Vec<u8>, hash: &Hash) {
    put_int(out, 1 + hash.len() as u64);
    out.push(REMOVED);
    out.extend_from_slice(hash);
}

/// The hash that the frame of a removed record had; `None` where the record is there.
pub(super) fn removed(frame: &[u8]) -> Option<Hash> {
    let (version, hash) = frame.split_first()?;
    if *version == REMOVED { hash.try_into().ok() } else { None }
}

/// The bytes of the record in `frame`; none of a removed one.
pub(super) fn raw(frame: &[u8]) -> Result<&[u8], Damaged> {
    if removed(frame).is_some() {
        return Ok(&[]);
    }
    let mut cursor = Cursor(frame);
    if cursor.byte()? != VERSION {
        return Err(Damaged::Unknown);
    }
    cursor.int()?;
    cursor.bytes()?;
    cursor.take(8)?;
    cursor.bytes()?;
    cursor.take(2)?;
    cursor.int()?;
    cursor.bytes()
}

/// The record in `frame`.
pub(super) fn decode(frame: &[u8]) -> Result<Record, Damaged> {
    if removed(frame).is_some() {
        return Ok(Record::removed());
    }
    let mut cursor = Cursor(frame);
    if cursor.byte()? != VERSION {
        return Err(Damaged::Unknown);
    }
    let record = Record {
        source: cursor.int()?.try_into().map_err(|_| Damaged::Unknown)?,
        remote_id: cursor.text()?,
        received_at: cursor.moment()?,
        dialect: cursor.text()?,
        payload: match cursor.byte()? {
            0 => PayloadState::None,
            1 => PayloadState::NotFetched,
            2 => PayloadState::Redacted,
            3 => PayloadState::Complete,
            _ => return Err(Damaged::Unknown),
        },
        note: match cursor.byte()? {
            0 => None,
            1 => Some(Note::NoResponse),
            2 => Some(Note::GoneAtSource),
            3 => Some(Note::Refused),
            4 => Some(Note::Unreadable),
            _ => return Err(Damaged::Unknown),
        },
        supersedes: Some(cursor.int()?).filter(|seq| *seq != 0),
        raw: cursor.bytes()?.to_vec(),
    };
    if cursor.0.is_empty() { Ok(record) } else { Err(Damaged::Long) }
}

/// Appends a frame with its length before it, as a block holds it.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_int(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Cuts a block's bytes into its frames.
pub(super) fn split(block: &[u8]) -> Result<Vec<&[u8]>, Damaged> {
    let mut cursor = Cursor(block);
    let mut frames = Vec::with_capacity(64);
    while !cursor.0.is_empty() {
        frames.push(cursor.bytes()?);
    }
    Ok(frames)
}

fn put_int(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Damaged::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Damaged> {
        Ok(self.take(1)?[0])
    }

    fn int(&mut self) -> Result<u64, Damaged> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                // The tenth byte has room for one bit only; more would be lost in silence.
                return if shift == 63 && byte > 1 { Err(Damaged::Unknown) } else { Ok(value) };
            }
        }
        Err(Damaged::Unknown)
    }

    fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let count = self.int()?.try_into().map_err(|_| Damaged::Short)?;
        self.take(count)
    }

    fn text(&mut self) -> Result<String, Damaged> {
        String::from_utf8(self.bytes()?.to_vec()).map_err(|_| Damaged::Unknown)
    }

    fn moment(&mut self) -> Result<DateTime<Utc>, Damaged> {
        let micros = i64::from_le_bytes(self.take(8)?.try_into().expect("eight bytes were taken"));
        DateTime::from_timestamp_micros(micros).ok_or(Damaged::Unknown)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails where its own means fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records() -> impl Strategy<Value = Record> {
        let head = (any::<u32>(), ".{0,40}", -62_135_596_800_000_000_i64..253_402_300_799_999_999, "[a-z-]{1,20}");
        let states = (0_usize..4, 0_usize..5, prop::option::of(1_u64..), prop::collection::vec(any::<u8>(), 0..300));
        (head, states).prop_map(|((source, remote_id, micros, dialect), (payload, note, supersedes, raw))| Record {
            source,
            remote_id,
            received_at: DateTime::from_timestamp_micros(micros).expect("years 1 to 9999"),
            dialect,
            payload: [PayloadState::None, PayloadState::NotFetched, PayloadState::Redacted, PayloadState::Complete]
                [payload],
            note: [None, Some(Note::NoResponse), Some(Note::GoneAtSource), Some(Note::Refused), Some(Note::Unreadable)]
                [note],
            supersedes,
            raw,
        })
    }

    proptest! {
        #[test]
        fn a_block_gives_back_the_records_that_went_in(records in prop::collection::vec(records(), 0..20)) {
            let mut block = Vec::new();
            for record in &records {
                let mut frame = Vec::new();
                encode(record, &mut frame);
                put(&mut block, record, record.supersedes);
                prop_assert_eq!(raw(&frame), Ok(record.raw.as_slice()));
            }
            let back: Vec<Record> = split(&block).unwrap().into_iter().map(|frame| decode(frame).unwrap()).collect();
            prop_assert_eq!(back, records);
        }

        #[test]
        fn a_frame_cut_short_or_with_more_behind_is_refused(record in records(), cut in any::<prop::sample::Index>()) {
            let mut frame = Vec::new();
            encode(&record, &mut frame);
            prop_assert!(decode(&frame[..cut.index(frame.len())]).is_err());
            frame.push(0);
            prop_assert_eq!(decode(&frame), Err(Damaged::Long));
        }

        #[test]
        fn a_removed_record_leaves_its_hash(hash in any::<[u8; 32]>(), record in records()) {
            let mut block = Vec::new();
            put(&mut block, &record, None);
            put_removed(&mut block, &hash);
            let frames = split(&block).unwrap();
            prop_assert_eq!((removed(frames[0]), removed(frames[1])), (None, Some(hash)));
            prop_assert_eq!(raw(frames[1]), Ok(&[][..]));
            prop_assert!(decode(frames[1]).unwrap().is_removed() && !decode(frames[0]).unwrap().is_removed());
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (decode(&bytes), raw(&bytes), removed(&bytes));
            let _ = split(&bytes);
        }
    }
}
