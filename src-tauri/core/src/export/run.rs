//! Exports that run once: rows in, objects out.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chrono::NaiveDate;
use tokio_util::sync::CancellationToken;

use super::{
    Batch, Destination, Encoding,
    destination::Kind,
    parts::{Extent, Object, Parts},
    scheduled::Rows,
};
use crate::{api::wire::RunObject, entry::Seq, error::Result, source::Progress};

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How rows become bytes.
    pub encoding: Arc<Encoding>,
    /// How many rows there will be, for the progress; 0: not known.
    pub total: u64,
    /// Write an object even if there are no rows.
    pub allow_empty: bool,
}

/// Writes rows as one object of this key (as [`Destination::key`] makes it), as many as the encoding's limits let into one.
///
/// `None`: there were no rows and nothing was written. The iterator may block: it runs on a thread of its own, and batches are made on a few others.
/// Memory does not depend on the number of rows: at most five parts of 8 MiB (in a folder three of 1 MiB) and six batches are held, of Parquet besides a row group of 8 MiB. After an error or a cancel there is no object; where an unfinished upload could not be
/// removed, the error says so. An object of this key that is there already is never overwritten where the storage supports create-only writes.
pub async fn run<B: Batch>(
    batches: impl Iterator<Item = B> + Send + 'static,
    destination: &Destination,
    key: &str,
    options: RunOptions,
    progress: &dyn Progress,
    cancel: &CancellationToken,
) -> Result<Option<RunObject>> {
    let all = Extent { until: Seq::MAX, day: None, whole: false };
    let run = Run { destination, options, progress, cancel, done: AtomicU64::new(0) };
    Ok(run.object(batches, all, key, run.options.allow_empty).await?.map(|(object, _)| object))
}

/// What an export that runs once covers.
pub(crate) struct Covered<R> {
    pub rows: R,
    /// The first ledger place behind it.
    pub until: Seq,
    /// The days of events that get objects of their own, ascending; one `None` where days do not matter.
    pub days: Vec<Option<NaiveDate>>,
}

/// Writes rows as as many objects as limits and days ask for, each of the key that `key` makes for its number and day. What was written is in `written`, also after
/// an error.
pub(crate) async fn run_all<R: Rows>(
    covered: Covered<R>,
    destination: &Destination,
    key: impl Fn(u32, Option<NaiveDate>) -> Result<String>,
    options: RunOptions,
    (progress, cancel): (&dyn Progress, &CancellationToken),
    written: &mut Vec<RunObject>,
) -> Result<()> {
    let Covered { rows, until, days } = covered;
    let empty = options.allow_empty;
    let run = Run { destination, options, progress, cancel, done: AtomicU64::new(0) };
    let days = if days.is_empty() { vec![None] } else { days };
    for day in days {
        let mut from = 1;
        // At least once: an export of an empty ledger may be asked to write an object all the same.
        loop {
            let part = u32::try_from(written.len()).expect("fewer objects than entries");
            let (key, batches) = (key(part, day)?, rows.batches(from, until, day));
            let extent = Extent { until, day, whole: false };
            let Some((object, next)) = run.object(batches, extent, &key, empty && written.is_empty()).await? else {
                break;
            };
            written.push(object);
            from = next;
            if from >= until {
                break;
            }
        }
    }
    Ok(())
}

struct Run<'a> {
    destination: &'a Destination,
    options: RunOptions,
    progress: &'a dyn Progress,
    cancel: &'a CancellationToken,
    /// Rows that have arrived.
    done: AtomicU64,
}

impl Run<'_> {
    /// Writes one object; where the next one begins.
    async fn object<B: Batch>(
        &self,
        batches: impl Iterator<Item = B> + Send + 'static,
        extent: Extent,
        key: &str,
        empty: bool,
    ) -> Result<Option<(RunObject, Seq)>> {
        let Self { destination, options, progress, cancel, done } = self;
        // Stops the encoder when this run ends for whatever reason, its future being dropped included.
        let encoding = cancel.child_token();
        let _stop = encoding.clone().drop_guard();
        let mut parts = Parts::of(batches, (Arc::clone(&options.encoding), extent), destination.parts_of(), encoding);
        let doing = format!("Writing {}", destination.location(key));
        let moved = |rows: u64, bytes: u64| {
            let done = done.fetch_add(rows, Ordering::Relaxed) + rows;
            progress.update(done, options.total.max(done), &doing);
            progress.sent(bytes);
        };
        progress.update(done.load(Ordering::Relaxed), options.total, &doing);
        if !parts.has_rows().await && !empty {
            parts.totals().await?;
            return Ok(None);
        }
        let object = Object { key, parts: &mut parts, moved: &moved, cancel, recorder: None };
        let (totals, _) = match &destination.kind {
            Kind::Bucket(bucket) => bucket.write_object(object).await?,
            Kind::Folder(folder) => folder.write(object).await?,
        };
        let object = RunObject {
            key: key.to_owned(),
            location: destination.location(key),
            rows: totals.rows,
            bytes: totals.bytes,
            sha256: totals.sha256,
        };
        Ok(Some((object, totals.next)))
    }
}
