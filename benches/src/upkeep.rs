//! What is done to a workspace now and then.

use std::path::Path;

use auditdesk_core::{api::wire::Compacted, error::Result, source::Progress};
use tokio_util::sync::CancellationToken;

use crate::{
    usage::{Stopwatch, Usage},
    workspace,
};

struct Quiet;

impl Progress for Quiet {
    fn update(&self, _: u64, _: u64, _: &str) {}
}

/// Walks the whole ledger of the workspace in `folder` and recomputes its hashes; how many records there are.
pub fn verify(folder: &Path) -> Result<(u64, Usage)> {
    let store = workspace::open(folder)?;
    let watch = Stopwatch::start();
    let verification = store.verify(&Quiet, &CancellationToken::new())?;
    let records = if verification.broken.is_none() { verification.records } else { 0 };
    Ok((records, watch.usage()))
}

/// Compresses what came since the last time again.
pub fn compact(folder: &Path) -> Result<(Compacted, Usage)> {
    let store = workspace::open(folder)?;
    let watch = Stopwatch::start();
    let done = store.compact(&Quiet, &CancellationToken::new())?;
    store.close();
    Ok((done, watch.usage()))
}
