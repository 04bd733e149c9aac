//! Reading again what an export wrote. Never a part of writing: keys that may only write are enough for that.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{Destination, destination::Kind};
use crate::{
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// Bytes of a file that are read at a time.
const CHUNK: usize = 1 << 20;

/// What is there under a key.
#[derive(Debug)]
pub(crate) enum Found {
    /// An object with these bytes.
    Object {
        /// How many.
        bytes: u64,
        /// Their SHA-256, hex.
        sha256: String,
    },
    /// Nothing.
    Nothing,
    /// Something that is not handed out.
    Refused(Error),
}

/// The bytes read so far.
#[derive(Default)]
struct Sum {
    bytes: u64,
    digest: Sha256,
}

impl Sum {
    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.digest.update(bytes);
    }

    fn found(self) -> Found {
        Found::Object { bytes: self.bytes, sha256: hex(&self.digest.finalize()) }
    }
}

impl Destination {
    /// Reads what is there under a key, whole; `moved` is told how many bytes of it have been read.
    ///
    /// # Errors
    /// Where the storage could not be reached, or the user cancelled.
    pub(crate) async fn look(
        &self,
        key: &str,
        moved: impl Fn(u64) + Send + Sync + 'static,
        cancel: &CancellationToken,
    ) -> Result<Found> {
        match &self.kind {
            Kind::Bucket(bucket) => {
                let take = |sum: &mut Sum, bytes: &[u8]| {
                    sum.take(bytes);
                    moved(sum.bytes);
                };
                match bucket.read(key, Sum::default, take, cancel).await {
                    Ok(sum) => Ok(sum.found()),
                    Err(fault) if fault.is_missing() => Ok(Found::Nothing),
                    Err(fault) if fault.is_refusal() => Ok(Found::Refused(fault.into_error(&bucket.site))),
                    Err(fault) => Err(fault.into_error(&bucket.site)),
                }
            }
            Kind::Folder(folder) => {
                // Whether the folder itself is there is another question than whether the file is.
                let (root, file, cancel) = (folder.root.clone(), folder.file(key)?, cancel.clone());
                let read = move || match sum(&file, &moved, &cancel) {
                    Ok(sum) => Ok(sum.found()),
                    Err(_) if cancel.is_cancelled() => Err(Error::cancelled()),
                    Err(gone) if gone.kind() == io::ErrorKind::NotFound && root.is_dir() => Ok(Found::Nothing),
                    Err(gone) if gone.kind() == io::ErrorKind::NotFound => Err(unreadable(&root, &gone)),
                    Err(error) => Ok(Found::Refused(unreadable(&file, &error))),
                };
                let stopped = |e| Error::new(ErrorCode::Internal, "Reading the file stopped unexpectedly.").because(e);
                tokio::task::spawn_blocking(read).await.map_err(stopped)?
            }
        }
    }
}

fn sum(file: &Path, moved: &dyn Fn(u64), cancel: &CancellationToken) -> io::Result<Sum> {
    let (mut file, mut sum, mut chunk) = (File::open(file)?, Sum::default(), vec![0; CHUNK]);
    loop {
        if cancel.is_cancelled() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        match file.read(&mut chunk) {
            Ok(0) => return Ok(sum),
            Ok(count) => sum.take(&chunk[..count]),
            Err(again) if again.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        moved(sum.bytes);
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    let (code, next) = match error.kind() {
        io::ErrorKind::NotFound => (ErrorCode::StorageNoBucket, "Connect the drive it is on."),
        io::ErrorKind::PermissionDenied => (ErrorCode::StorageDenied, "Let this user read it."),
        _ => (ErrorCode::Io, "Look after the drive it is on."),
    };
    Error::new(code, format!("`{}` cannot be read: {error}. {next}", path.display()))
}
