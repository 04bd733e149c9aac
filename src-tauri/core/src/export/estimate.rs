//! What an export would write, without writing it: all of it where it is small, else a sample of it, scaled.
//!
//! Rows are made and encoded as a run does it, into a sink that only counts. The sample is taken in whole blocks, spread evenly over the ledger and the same each time.
//! What the sample does not hold, such as one entry of 100 MB among a million small ones, is not foreseen.

use std::{ops::ControlFlow, sync::Arc};

use chrono::NaiveDate;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    Destination, Encoding,
    cutter::{self, Cutter, PartsOf},
    destination::Kind,
    encoding::Piece,
    scheduled::Rows,
    sink::Sink,
};
use crate::{
    api::wire::{Compression, Figure, Format},
    entry::Seq,
    error::{Error, Result},
    storage::fault::Provider,
};

/// Rows of a sample at most, and bytes before compression. Measured without optimisation: 0.2 to 0.4 s, with gzip 2 s.
const ROWS: u64 = 2048;
const BYTES: u64 = 8 << 20;

/// Blocks that are decoded for a sample at most: where few rows of each are chosen, decoding is the work.
const BLOCKS: usize = 256;

/// The share by which the size of what is packed may be wrong besides: four times what it was in the tests.
const PACKING: f64 = 0.05;

/// An export that may be run.
pub(crate) struct Ahead<R> {
    pub rows: R,
    /// The first ledger place behind it.
    pub until: Seq,
    /// How many rows each day has that gets objects of its own; one `None` where days do not matter.
    pub days: Vec<(Option<NaiveDate>, u64)>,
    pub encoding: Arc<Encoding>,
    /// Write an object even if there are no rows.
    pub allow_empty: bool,
    /// A manifest follows the objects.
    pub manifest: bool,
}

/// What a run would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Volume {
    /// Rows that were made for it.
    pub sampled: u64,
    pub bytes: Figure,
    pub objects: Figure,
    /// Requests to the storage, none of them tried again.
    pub requests: Figure,
}

/// What a run would write. Blocks its thread for about as long as [`ROWS`] take.
///
/// # Errors
/// `Cancelled`; what is wrong with the rows.
pub(crate) fn estimate<R: Rows>(
    ahead: &Ahead<R>,
    destination: &Destination,
    cancel: &CancellationToken,
) -> Result<Volume> {
    let requests = Requests::of(destination, ahead.manifest);
    let blocks: Vec<R::Batch> = ahead.rows.batches(1, ahead.until, None).collect();
    let sample = Sample::take(&ahead.encoding, blocks, cancel)?;
    if sample.whole {
        return ahead.counted(&requests, sample.rows());
    }
    Ok(sample.scaled(&ahead.encoding, &ahead.days)?.volume(&ahead.encoding, &requests, sample.rows()))
}

impl<R: Rows> Ahead<R> {
    /// Encodes everything, object by object, as a run does.
    fn counted(&self, requests: &Requests, sampled: u64) -> Result<Volume> {
        let mut sum = Sum::default();
        for (day, _) in &self.days {
            let mut from = 1;
            while from < self.until {
                let mut counter = Counter::new(&self.encoding, false)?;
                for batch in self.rows.batches(from, self.until, *day) {
                    if counter.take(&self.encoding.piece(batch, *day, 0)?)?.is_break() {
                        break;
                    }
                }
                let (rows, bytes, next) = counter.finish(self.until)?;
                if rows == 0 {
                    break;
                }
                sum.add(bytes, 1, requests);
                from = next;
            }
        }
        if sum.objects == 0 && self.allow_empty {
            sum.add(empty(&self.encoding)?, 1, requests);
        }
        let sum = sum.finished(requests);
        let (bytes, objects) = (Figure::exact(sum.bytes), Figure::exact(sum.objects));
        Ok(Volume { sampled, bytes, objects, requests: Figure::exact(sum.requests) })
    }
}

/// Some of the blocks, encoded.
struct Sample {
    /// With their place among all, ascending.
    pieces: Vec<(usize, Piece)>,
    /// How many blocks there are.
    of: usize,
    /// It is all there is.
    whole: bool,
}

impl Sample {
    fn take<B: super::Batch>(encoding: &Encoding, blocks: Vec<B>, cancel: &CancellationToken) -> Result<Self> {
        let of = blocks.len();
        let mut blocks: Vec<Option<B>> = blocks.into_iter().map(Some).collect();
        let (mut pieces, mut rows, mut bytes) = (Vec::new(), 0, 0);
        for place in spread(of).take(BLOCKS) {
            Error::if_cancelled(cancel)?;
            if rows >= ROWS || bytes >= BYTES {
                break;
            }
            let block = blocks[place].take().expect("each place comes once");
            let piece = encoding.piece(block, None, 0)?;
            rows += piece.rows.len() as u64;
            bytes += plain(&piece);
            pieces.push((place, piece));
        }
        pieces.sort_unstable_by_key(|(place, _)| *place);
        Ok(Self { whole: pieces.len() == of, pieces, of })
    }

    fn rows(&self) -> u64 {
        self.pieces.iter().map(|(_, piece)| piece.rows.len() as u64).sum()
    }

    fn scaled<'a>(&self, encoding: &Encoding, days: &'a [(Option<NaiveDate>, u64)]) -> Result<Scaled<'a>> {
        let rows = self.rows() as f64;
        let row = self.pieces.iter().map(|(_, piece)| plain(piece)).sum::<u64>() as f64 / rows;
        let error = self.error(row, rows);
        let middle = self.pieces.len() / 2;
        // The beginning of an object costs more than what follows: a header, a schema, words that were not seen yet.
        let mut curve = vec![(0.0, empty(encoding)? as f64)];
        curve.push(self.size(encoding, |index| index == middle)?);
        curve.push(self.size(encoding, |index| index % 2 == 0)?);
        curve.push(self.size(encoding, |_| true)?);
        curve.dedup_by(|next, before| next.0 <= before.0);
        Ok(Scaled { days, curve, row, error: error / row })
    }

    /// How far the true bytes of a row may be from those of the sample: two standard errors of a ratio between blocks.
    fn error(&self, row: f64, rows: f64) -> f64 {
        let blocks = self.pieces.len() as f64;
        if blocks < 2.0 {
            return row / 2.0;
        }
        let off = |piece: &Piece| plain(piece) as f64 - row * piece.rows.len() as f64;
        let squares: f64 = self.pieces.iter().map(|(_, piece)| off(piece).powi(2)).sum();
        let left = 1.0 - blocks / self.of as f64;
        let error = (squares / (blocks * (blocks - 1.0)) * left).sqrt() / (rows / blocks);
        (2.0 * error).min(row / 2.0)
    }

    /// Bytes of some of the pieces before compression, and the size of an object of them.
    fn size(&self, encoding: &Encoding, wanted: impl Fn(usize) -> bool) -> Result<(f64, f64)> {
        let mut counter = Counter::new(encoding, true)?;
        let mut bytes = 0;
        for (index, (_, piece)) in self.pieces.iter().enumerate() {
            if wanted(index) {
                bytes += plain(piece);
                let _ = counter.take(piece)?;
            }
        }
        let (_, size, _) = counter.finish(Seq::MAX)?;
        Ok((bytes as f64, size as f64))
    }
}

/// What a sample says of all rows.
struct Scaled<'a> {
    days: &'a [(Option<NaiveDate>, u64)],
    /// Sizes of objects by their bytes before compression, ascending; a line between them and on from the last two.
    curve: Vec<(f64, f64)>,
    /// Bytes of a row before compression.
    row: f64,
    /// The share by which that may be wrong.
    error: f64,
}

impl Scaled<'_> {
    fn volume(&self, encoding: &Encoding, requests: &Requests, sampled: u64) -> Volume {
        let packed = encoding.compression != Compression::None || encoding.format == Format::Parquet;
        let packing = if packed { PACKING } else { 0.0 };
        let (row, low, high) = (self.row, 1.0 - self.error, 1.0 + self.error);
        let sums = [(row, 1.0), (row * low, 1.0 - packing), (row * high, 1.0 + packing)]
            .map(|(row, packed)| self.sum(encoding, (row, packed), requests));
        let figure = |of: fn(&Sum) -> u64, exact| {
            let [about, low, high] = [0, 1, 2].map(|which: usize| of(&sums[which]));
            Figure { about, low: low.min(about), high: high.max(about), exact }
        };
        Volume {
            sampled,
            bytes: figure(|sum| sum.bytes, false),
            objects: figure(|sum| sum.objects, encoding.most_bytes == u64::MAX),
            requests: figure(|sum| sum.requests, !requests.counted),
        }
    }

    /// With so many bytes in a row before compression, and objects of so many times the size that the curve says.
    fn sum(&self, encoding: &Encoding, (row, packed): (f64, f64), requests: &Requests) -> Sum {
        let fits = (encoding.most_bytes as f64 / row).max(1.0) as u64;
        let most = encoding.most_rows.min(fits);
        let size = |rows: u64| (self.size(rows as f64 * row) * packed).round() as u64;
        let mut sum = Sum::default();
        for (_, rows) in self.days {
            let (full, rest) = (rows / most, rows % most);
            sum.add(size(most.min(*rows)), full, requests);
            sum.add(size(rest), u64::from(rest > 0), requests);
        }
        sum.finished(requests)
    }

    /// The size of an object of so many bytes before compression.
    fn size(&self, bytes: f64) -> f64 {
        let next = self.curve.iter().position(|(from, _)| bytes < *from).unwrap_or(self.curve.len() - 1);
        let Some([(x0, y0), (x1, y1)]) = self.curve.get(next.saturating_sub(1)..=next.max(1)) else {
            return self.curve[0].1;
        };
        (y0 + (bytes - x0) * (y1 - y0) / (x1 - x0)).max(self.curve[0].1)
    }
}

/// Objects added up.
#[derive(Default)]
struct Sum {
    bytes: u64,
    objects: u64,
    requests: u64,
}

impl Sum {
    fn add(&mut self, bytes: u64, objects: u64, requests: &Requests) {
        if objects > 0 {
            self.bytes += bytes * objects;
            self.objects += objects;
            self.requests += requests.of_object(bytes) * objects;
        }
    }

    fn finished(mut self, requests: &Requests) -> Self {
        self.requests += u64::from(self.objects > 0 && requests.counted && requests.manifest);
        self
    }
}

/// Which requests a destination needs.
struct Requests {
    /// A folder needs none.
    counted: bool,
    /// An upload in parts begins with a request of its own.
    begins: bool,
    manifest: bool,
}

impl Requests {
    fn of(destination: &Destination, manifest: bool) -> Self {
        match &destination.kind {
            Kind::Folder(_) => Self { counted: false, begins: false, manifest },
            Kind::Bucket(bucket) => Self { counted: true, begins: bucket.site.provider != Provider::Azure, manifest },
        }
    }

    /// One request for what fits into a part; else one for each, one that makes an object of them, and mostly one before.
    fn of_object(&self, bytes: u64) -> u64 {
        match (self.counted, cutter::parts(bytes)) {
            (false, _) => 0,
            (true, 1) => 1,
            (true, parts) => parts + 1 + u64::from(self.begins),
        }
    }
}

/// An object that is counted and not kept.
struct Counter<'e> {
    sink: Sink<'e>,
    parts: mpsc::Receiver<cutter::Part>,
}

impl<'e> Counter<'e> {
    fn new(encoding: &'e Encoding, whole: bool) -> Result<Self> {
        // A piece is of any size: its parts must find room before they are taken out.
        let (out, parts) = mpsc::channel(cutter::PARTS);
        Ok(Self { sink: Sink::new(encoding, Cutter::new(out, PartsOf::Upload), whole)?, parts })
    }

    fn take(&mut self, piece: &Piece) -> Result<ControlFlow<()>> {
        let flow = self.sink.take(piece)?;
        while self.parts.try_recv().is_ok() {}
        Ok(flow)
    }

    /// Rows, bytes, and where the next object begins.
    fn finish(self, until: Seq) -> Result<(u64, u64, Seq)> {
        let totals = self.sink.finish(until)?;
        Ok((totals.rows, totals.bytes, totals.next))
    }
}

/// The size of an object without rows.
fn empty(encoding: &Encoding) -> Result<u64> {
    Counter::new(encoding, true)?.finish(Seq::MAX).map(|(_, bytes, _)| bytes)
}

/// Bytes before compression.
fn plain(piece: &Piece) -> u64 {
    piece.rows.last().map_or(0, |last| last.end as u64)
}

/// The numbers below `count` in an order of which every beginning is spread evenly: their bits are counted from the other end.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let bits = count.next_power_of_two().trailing_zeros();
    let turned = move |n: usize| if bits == 0 { 0 } else { n.reverse_bits() >> (usize::BITS - bits) };
    (0..count.next_power_of_two()).map(turned).filter(move |place| *place < count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_has_each_place_once_and_its_beginnings_are_even() {
        for count in [0, 1, 2, 3, 64, 1000, 1025] {
            let mut places: Vec<_> = spread(count).collect();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..count), "{count}");
        }
        for taken in [16, 100, 256] {
            let mut places: Vec<_> = spread(156_250).take(taken).collect();
            places.sort_unstable();
            let widest = places.windows(2).map(|pair| pair[1] - pair[0]).max().expect("some");
            assert!(widest <= 4 * 156_250 / taken, "{taken}: {widest}");
        }
    }

    #[test]
    fn parts_are_counted_as_they_are_cut() {
        let part = 8 << 20;
        for (bytes, parts) in [(0, 1), (1, 1), (part, 1), (part + 1, 2), (4000 * part, 4000), (4001 * part, 4001)] {
            assert_eq!(cutter::parts(bytes), parts, "{bytes}");
        }
        assert_eq!(cutter::parts(4000 * part + 2 * part + 1), 4002, "then parts are larger");
    }
}
