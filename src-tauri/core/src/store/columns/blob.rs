//! The persistent form of a segment.
//!
//! One zstd frame with its checksum. Inside: magic and version, the segment's number, its row count, then the columns in a fixed order. Integers are
//! little-endian; arrays wider than a byte are written plane by plane (all lowest bytes, then all second bytes, …) and times as differences, which
//! halves what zstd leaves.

use std::io::Read as _;

use super::{
    SegmentBlob,
    codes::{Cells, Packed},
    dictionary::Coder,
    segment::{Segment, WORDS, span, unzigzag, zigzag},
    texts::Texts,
};
use crate::error::{Error, ErrorCode, Result};

const MAGIC: &[u8; 4] = b"adsg";
const VERSION: u8 = 2;
/// The measurements have level 1 within 5 % of level 3 at twice the speed.
const LEVEL: i32 = 1;
/// Bytes of a row before compression, mostly.
const USUAL_BYTES: usize = 48;
/// More than a segment can be; a damaged length must not fill the memory.
const MOST_BYTES: u64 = 1 << 30;

/// Writes a segment.
pub(crate) fn encode(index: u32, segment: &Segment) -> SegmentBlob {
    let mut out = Vec::with_capacity(segment.bytes() + 256);
    out.extend(MAGIC);
    out.push(VERSION);
    out.extend(index.to_le_bytes());
    out.extend((segment.len() as u64).to_le_bytes());
    let mut last = 0;
    let steps = segment.times.iter().map(|time| zigzag(time.wrapping_sub(std::mem::replace(&mut last, *time))));
    planes(&mut out, steps.collect::<Vec<_>>().as_slice(), u64::to_le_bytes);
    out.extend(&segment.flags);
    for packed in [&segment.delays, &segment.marks, &segment.source, &segment.status, &segment.duration]
        .into_iter()
        .chain(&segment.words)
    {
        write_packed(&mut out, packed);
    }
    write_texts(&mut out, &segment.id);
    write_texts(&mut out, &segment.request);
    let bytes = compress(&out).expect("compressing from memory to memory fails only where memory is out");
    SegmentBlob { index, bytes }
}

fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(true)?;
    std::io::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

/// Reads a segment of so many rows and checks it against the dictionaries.
pub(crate) fn decode(blob: &SegmentBlob, rows: u64, coders: &[Coder; WORDS]) -> Result<Segment> {
    let mut bytes = Vec::with_capacity(USUAL_BYTES * rows as usize);
    let read =
        zstd::Decoder::new(blob.bytes.as_slice()).and_then(|decoder| decoder.take(MOST_BYTES).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Err(damaged(blob.index).because(error));
    }
    let mut rest = bytes.as_slice();
    let segment =
        read_segment(&mut rest, blob.index, rows).filter(|_| rest.is_empty()).ok_or_else(|| damaged(blob.index))?;
    let known = segment.words.iter().zip(coders).all(|(codes, coder)| {
        let greatest = codes.value(codes.greatest_cell());
        greatest.is_none_or(|greatest| greatest < coder.dictionary.len() as u64)
    });
    if known { Ok(segment) } else { Err(damaged(blob.index)) }
}

fn damaged(index: u32) -> Error {
    Error::new(
        ErrorCode::Corrupt,
        format!("Segment {index} of the columns is damaged. The columns are built again from the records."),
    )
}

fn read_segment(from: &mut &[u8], index: u32, rows: u64) -> Option<Segment> {
    if take(from, 4)? != MAGIC || take(from, 1)? != [VERSION] || take(from, 4)? != index.to_le_bytes() {
        return None;
    }
    if read_long(from)? != rows {
        return None;
    }
    let rows = rows as usize;
    let mut time = 0_i64;
    let steps = unplanes(from, rows, u64::from_le_bytes)?;
    let times: Box<[i64]> = steps
        .iter()
        .map(|step| {
            time = time.wrapping_add(unzigzag(*step));
            time
        })
        .collect();
    let flags = take(from, rows)?.into();
    let delays = read_packed(from, rows)?;
    let marks = read_packed(from, rows)?;
    let source = read_packed(from, rows)?;
    let status = read_packed(from, rows)?;
    let duration = read_packed(from, rows)?;
    let words = (0..WORDS).map(|_| read_packed(from, rows)).collect::<Option<Vec<_>>>()?.try_into().ok()?;
    let id = read_texts(from, rows)?;
    let request = read_texts(from, rows)?;
    Some(Segment { span: span(&times), times, delays, flags, marks, source, status, duration, words, id, request })
}

fn write_packed(out: &mut Vec<u8>, packed: &Packed) {
    out.extend(packed.base.to_le_bytes());
    match &packed.cells {
        Cells::Same(cell) => out.extend([0, *cell]),
        Cells::Bytes(cells) => {
            out.push(1);
            out.extend(cells);
        }
        Cells::Shorts(cells) => {
            out.push(2);
            planes(out, cells, u16::to_le_bytes);
        }
        Cells::Words(cells) => {
            out.push(4);
            planes(out, cells, u32::to_le_bytes);
        }
        Cells::Longs(cells) => {
            out.push(8);
            planes(out, cells, u64::to_le_bytes);
        }
    }
}

fn read_packed(from: &mut &[u8], rows: usize) -> Option<Packed> {
    let base = read_long(from)?;
    let cells = match take(from, 1)?[0] {
        0 => Cells::Same(take(from, 1)?[0]),
        1 => Cells::Bytes(take(from, rows)?.into()),
        2 => Cells::Shorts(unplanes(from, rows, u16::from_le_bytes)?),
        4 => Cells::Words(unplanes(from, rows, u32::from_le_bytes)?),
        8 => Cells::Longs(unplanes(from, rows, u64::from_le_bytes)?),
        _ => return None,
    };
    let packed = Packed { base, cells };
    // A value above the greatest would overflow where cells are turned into values.
    packed.greatest_cell().checked_sub(1).is_none_or(|above| base.checked_add(above).is_some()).then_some(packed)
}

fn write_texts(out: &mut Vec<u8>, texts: &Texts) {
    match texts {
        Texts::Numbers(numbers) => {
            out.push(0);
            write_packed(out, numbers);
        }
        Texts::Uuids(uuids) => {
            out.push(1);
            planes(out, uuids, u128::to_le_bytes);
        }
        Texts::Arena { ends, text } => {
            out.push(2);
            write_packed(out, ends);
            out.extend((text.len() as u64).to_le_bytes());
            out.extend(text.as_bytes());
        }
    }
}

fn read_texts(from: &mut &[u8], rows: usize) -> Option<Texts> {
    Some(match take(from, 1)?[0] {
        0 => Texts::Numbers(read_packed(from, rows)?),
        1 => Texts::Uuids(unplanes(from, rows, u128::from_le_bytes)?),
        2 => {
            let ends = read_packed(from, rows)?;
            let length = usize::try_from(read_long(from)?).ok()?;
            let text = std::str::from_utf8(take(from, length)?).ok()?;
            let mut start = 0;
            for row in 0..rows {
                let end = usize::try_from(ends.get(row)?).ok()?;
                text.get(start..end)?;
                start = end;
            }
            Texts::Arena { ends, text: text.into() }
        }
        _ => return None,
    })
}

fn planes<T: Copy, const N: usize>(out: &mut Vec<u8>, values: &[T], bytes: impl Fn(T) -> [u8; N]) {
    for plane in 0..N {
        out.extend(values.iter().map(|value| bytes(*value)[plane]));
    }
}

fn unplanes<T, const N: usize>(from: &mut &[u8], rows: usize, value: impl Fn([u8; N]) -> T) -> Option<Box<[T]>> {
    let bytes = take(from, rows.checked_mul(N)?)?;
    let mut values = vec![[0; N]; rows];
    for plane in 0..N {
        for (value, byte) in values.iter_mut().zip(&bytes[plane * rows..]) {
            value[plane] = *byte;
        }
    }
    Some(values.into_iter().map(value).collect())
}

fn read_long(from: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(from, 8)?.try_into().ok()?))
}

fn take<'a>(from: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    from.split_off(..count)
}
