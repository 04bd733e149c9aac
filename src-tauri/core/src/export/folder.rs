//! Writing into a local folder: a temporary file beside the target, synced, then renamed without ever replacing a file.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tempfile::{NamedTempFile, TempPath};
use tokio::task::JoinHandle;

use super::{
    parts::{Object, Totals},
    scheduled::Landing,
};
use crate::{
    error::{Error, ErrorCode, Result},
    gate::Gate,
};

/// Bytes after which a draft is synced while more is written. Without it the last sync waits for the disk to take all of them: a tenth of an export's time.
const UNSYNCED: usize = 32 << 20;

/// A folder that exists.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub root: PathBuf,
    /// Closed while nothing may be written.
    pub gate: Gate,
}

impl Folder {
    /// Checks the path's form; whether the folder is there is seen when something is written.
    pub fn open(path: &str) -> Result<Self> {
        let root = PathBuf::from(path);
        if !root.is_absolute() {
            return Err(Error::new(
                ErrorCode::WrongUse,
                format!(
                    "The folder {path:?} is not an absolute path. Enter it from the root on, for example /srv/audit-exports."
                ),
            ));
        }
        Ok(Self { root, gate: Gate::default() })
    }

    /// The file of a key, confined to names that every common file system takes.
    pub fn file(&self, key: &str) -> Result<PathBuf> {
        for segment in key.split('/') {
            let device = segment.split('.').next().unwrap_or_default().to_ascii_uppercase();
            let numbered = |name: &str| {
                device.len() == 4 && device.starts_with(name) && device.ends_with(|c: char| c.is_ascii_digit())
            };
            if segment.contains(['<', '>', ':', '"', '|', '?', '*'])
                || segment.ends_with(['.', ' '])
                || matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
                || numbered("COM")
                || numbered("LPT")
            {
                return Err(Error::new(
                    ErrorCode::WrongUse,
                    format!(
                        "`{segment}` cannot be the name of a file or folder on every system. Change the prefix or the name."
                    ),
                ));
            }
        }
        Ok(key.split('/').fold(self.root.clone(), |path, segment| path.join(segment)))
    }

    /// Writes a file from parts. One of this name that is there already is an error where nobody keeps a record of the writing.
    pub async fn write(&self, object: Object<'_>) -> Result<(Totals, Landing)> {
        let Object { key, parts, moved, cancel, recorder } = object;
        let target = self.file(key)?;
        let folder = self.clone();
        let mut draft = blocking(&target, move |target| folder.draft(target)).await?;
        if let Some((recorder, name)) = recorder.zip(draft.path().file_name().and_then(|name| name.to_str())) {
            recorder.uploading(name).await?;
        }
        let mut syncing = Syncing::default();
        loop {
            let part = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::cancelled()),
                part = async {
                    self.gate.pass().await;
                    parts.next().await
                } => part,
            };
            let Some(part) = part else { break };
            let bytes = part.bytes.len();
            draft = blocking(&target, move |_| {
                draft.write_all(&part.bytes)?;
                Ok(draft)
            })
            .await?;
            syncing.wrote(bytes, draft.as_file()).await.map_err(|e| explain(e, &target))?;
            moved(part.rows, bytes as u64);
        }
        syncing.wait().await.map_err(|e| explain(e, &target))?;
        let totals = parts.totals().await?;
        tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::cancelled()),
            () = self.gate.pass() => {}
        }
        if let Some(recorder) = recorder {
            recorder.seal(&totals).await?;
        }
        let recorded = recorder.is_some();
        let landing = blocking(&target, move |target| match publish(draft, target) {
            Err(taken) if recorded && taken.kind() == io::ErrorKind::AlreadyExists => Ok(Landing::Taken),
            result => result.map(|()| Landing::Created),
        });
        Ok((totals, landing.await?))
    }

    /// Writes a small file.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<Landing> {
        self.gate.pass().await;
        let target = self.file(key)?;
        let folder = self.clone();
        blocking(&target, move |target| {
            let mut draft = folder.draft(target)?;
            draft.write_all(&bytes)?;
            match publish(draft, target) {
                Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => Ok(Landing::Taken),
                result => result.map(|()| Landing::Created),
            }
        })
        .await
    }

    /// Removes the draft that a program which ended left beside a file.
    pub async fn remove(&self, key: &str, draft: &str) -> Result<()> {
        let target = self.file(key)?;
        let draft = target.with_file_name(draft);
        blocking(&target, move |_| match fs::remove_file(&draft) {
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        })
        .await
    }

    /// Opens the temporary file beside the target and makes the folders below the root that are missing. The root itself is never made: it may be
    /// a drive that is not mounted.
    pub fn draft(&self, target: &Path) -> io::Result<NamedTempFile> {
        if !fs::metadata(&self.root)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let parent = target.parent().expect("a key has a name below the root");
        fs::create_dir_all(parent)?;
        let mut draft = tempfile::Builder::new();
        draft.prefix(".auditdesk-").suffix(".part");
        #[cfg(unix)]
        {
            // As any program's file: the user's umask decides who else may read it.
            use std::os::unix::fs::PermissionsExt;
            draft.permissions(fs::Permissions::from_mode(0o666));
        }
        draft.tempfile_in(parent)
    }
}

/// Makes durable what was written while more is written.
#[derive(Default)]
struct Syncing {
    unsynced: usize,
    task: Option<JoinHandle<io::Result<()>>>,
}

impl Syncing {
    /// So many more bytes were written to a file.
    async fn wrote(&mut self, bytes: usize, file: &File) -> io::Result<()> {
        self.unsynced += bytes;
        if self.unsynced >= UNSYNCED {
            self.wait().await?;
            self.unsynced = 0;
            let file = file.try_clone()?;
            self.task = Some(tokio::task::spawn_blocking(move || file.sync_data()));
        }
        Ok(())
    }

    /// Waits for what was begun. A system may tell an error of a file only once, and here it would be heard.
    async fn wait(&mut self) -> io::Result<()> {
        match self.task.take() {
            Some(task) => task.await.map_err(io::Error::other)?,
            None => Ok(()),
        }
    }
}

/// Makes a temporary file durable and gives it its name, if nobody has it.
pub(super) fn publish(draft: NamedTempFile, target: &Path) -> io::Result<()> {
    let (file, draft): (File, TempPath) = draft.into_parts();
    file.sync_all()?;
    drop(file);
    name(draft, target)?;
    // The name is durable when its folder is; other systems cannot open a folder to sync it.
    #[cfg(unix)]
    File::open(target.parent().expect("a key has a name below the root"))?.sync_all()?;
    Ok(())
}

/// Renames without replacing. A file system that can do neither that nor hard links (some network and memory-card ones) gets the name reserved by
/// an empty file first, which only one can create and which the rename then replaces.
fn name(draft: TempPath, target: &Path) -> io::Result<()> {
    let failed = match draft.persist_noclobber(target) {
        Ok(()) => return Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => return Err(failed.error),
        Err(failed) => failed,
    };
    tracing::info!(error = %failed.error, "renaming without replacing is not supported here");
    File::create_new(target)?;
    failed.path.persist(target).map_err(|again| {
        let _ = fs::remove_file(target);
        again.error
    })
}

async fn blocking<T: Send + 'static>(
    target: &Path,
    work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let path = target.to_owned();
    let result = tokio::task::spawn_blocking(move || work(&path)).await;
    result
        .map_err(|e| Error::new(ErrorCode::Internal, "Writing the file stopped unexpectedly.").because(e))?
        .map_err(|e| explain(e, target))
}

/// An error of the file system: what, why, what to do.
pub(super) fn explain(error: io::Error, target: &Path) -> Error {
    let (code, why) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            ErrorCode::DiskFull,
            "the disk is full. Make room and run the export again; nothing half-written is left.".to_owned(),
        ),
        io::ErrorKind::NotFound => (
            ErrorCode::StorageNoBucket,
            "the folder is not there. Create it, or connect the drive it is on.".to_owned(),
        ),
        io::ErrorKind::NotADirectory => {
            (ErrorCode::StorageNoBucket, "a part of the path is a file, not a folder. Check the path.".to_owned())
        }
        io::ErrorKind::PermissionDenied => (
            ErrorCode::StorageDenied,
            "this user may not write there. Change the rights of the folder or choose another.".to_owned(),
        ),
        io::ErrorKind::ReadOnlyFilesystem => {
            (ErrorCode::StorageDenied, "the file system is read-only. Choose another folder.".to_owned())
        }
        io::ErrorKind::AlreadyExists => {
            (ErrorCode::StorageAnswer, "there is a file of this name already; nothing was overwritten.".to_owned())
        }
        _ => (ErrorCode::Io, format!("{error}.")),
    };
    Error::new(code, format!("Writing `{}` failed: {why}", target.display())).because(error)
}
