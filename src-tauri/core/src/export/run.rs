//! One run of an export: rows in, one object out.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio_util::sync::CancellationToken;

use super::{
    Batch, Destination, Encoding,
    destination::Kind,
    parts::{Extent, Object, Parts},
};
use crate::{api::wire::RunObject, entry::Seq, error::Result, source::Progress};

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How rows become bytes. Its limits are not looked at by anybody else: what does not fit is left out.
    pub encoding: Arc<Encoding>,
    /// How many rows there will be, for the progress; 0: not known.
    pub total: u64,
    /// Write an object even if there are no rows.
    pub allow_empty: bool,
}

/// Writes all rows as one object of this key (as [`Destination::key`] makes it).
///
/// `None`: there were no rows and nothing was written. The iterator may block: it runs on a thread of its own, and batches are made on a few others.
/// Memory does not depend on the number of rows: at most five parts of 8 MiB and six batches are held. After an error or a cancel there is no object; where an unfinished upload could not be
/// removed, the error says so. An object of this key that is there already is never overwritten where the storage supports create-only writes.
pub async fn run<B: Batch>(
    batches: impl Iterator<Item = B> + Send + 'static,
    destination: &Destination,
    key: &str,
    options: RunOptions,
    progress: &dyn Progress,
    cancel: &CancellationToken,
) -> Result<Option<RunObject>> {
    // Stops the encoder when this run ends for whatever reason, its future being dropped included.
    let encoding = cancel.child_token();
    let _stop = encoding.clone().drop_guard();
    let everything = Extent { until: Seq::MAX, day: None };
    let mut parts = Parts::of(batches, options.encoding, everything, encoding);
    let doing = format!("Writing {}", destination.location(key));
    progress.update(0, options.total, &doing);
    let written = AtomicU64::new(0);
    let moved = |rows: u64| {
        let done = written.fetch_add(rows, Ordering::Relaxed) + rows;
        progress.update(done, options.total.max(done), &doing);
    };
    if !parts.has_rows().await && !options.allow_empty {
        parts.totals().await?;
        return Ok(None);
    }
    let object = Object { key, parts: &mut parts, moved: &moved, cancel, recorder: None };
    let (totals, _) = match &destination.kind {
        Kind::Bucket(bucket) => bucket.write_object(object).await?,
        Kind::Folder(folder) => folder.write(object).await?,
    };
    Ok(Some(RunObject {
        key: key.to_owned(),
        location: destination.location(key),
        rows: totals.rows,
        bytes: totals.bytes,
        sha256: totals.sha256,
    }))
}
