//! Files that are brought in by hand.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_util::sync::CancellationToken;

use super::{
    Format,
    place::{Opened, key_of, of_file, unreadable_file},
    sync::Work,
};
use crate::{
    clock::Clock,
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    source::{Progress, Sink, SyncSummary},
};

/// Brings in files, and all files below folders. A file is known by its path, size and time: the same one again brings nothing new, and one that changed
/// is read again.
///
/// # Errors
/// Where a path is not there or cannot be read; `cancelled`. What was brought in before stays.
pub async fn import(
    paths: &[PathBuf],
    format: &Arc<dyn Format>,
    log: SourceId,
    clock: &Arc<dyn Clock>,
    sink: &dyn Sink,
    progress: &dyn Progress,
    cancel: &CancellationToken,
) -> Result<SyncSummary> {
    let mut whole = SyncSummary::default();
    for path in paths {
        let failed = |e: io::Error| unreadable_file(path, "The file", &e);
        let path = fs::canonicalize(path).map_err(failed)?;
        let metadata = fs::metadata(&path).map_err(failed)?;
        let root = path.ancestors().last().unwrap_or(Path::new("/")).to_path_buf();
        let key = key_of(&root, &path).ok_or_else(|| nameless(&path))?;
        let place = Arc::new(Opened::Folder(root));
        let work = Work { place: &place, format, log, clock, sink, cancel };
        let summary = if metadata.is_dir() {
            work.below(&format!("{key}/"), progress).await?
        } else {
            work.one(of_file(key, &metadata), progress).await?
        };
        whole.new += summary.new;
        whole.settled += summary.settled;
        whole.unreadable += summary.unreadable;
        whole.remarks.extend(summary.remarks);
    }
    Ok(whole)
}

fn nameless(path: &Path) -> Error {
    let message = format!("{} has a name that is no Unicode text. Rename the file, then import it.", path.display());
    Error::new(ErrorCode::WrongUse, message)
}
