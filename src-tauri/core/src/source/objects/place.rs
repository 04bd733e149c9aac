//! A bucket or folder, opened for reading: pages of what is in it, and the bytes of one object.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path as FilePath, PathBuf},
    time::SystemTime,
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use object_store::{ObjectMeta, path::Path};
use tokio_util::sync::CancellationToken;

use crate::{
    api::wire::{Place, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
    storage::{Retry, bucket::Bucket},
};

/// An object as the listing has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub key: String,
    pub size: u64,
    /// The store's tag of the content, else the time of the last change; as the listing has it, with which the next listing is compared. Storages tell
    /// other tags elsewhere (s3s-fs 0.14 has none in a listing and one in the answer to a get).
    pub tag: String,
    pub modified_at: DateTime<Utc>,
}

/// A place to read from.
pub(super) enum Opened {
    Bucket(Box<Bucket>),
    Folder(PathBuf),
}

/// Why an object could not be had.
#[derive(Debug)]
pub(super) enum Missed {
    /// It is not there any more.
    Gone,
    /// It is there, but cannot be read.
    Refused(Error),
    /// The place cannot be reached, or does not let us in.
    Failed(Error),
}

impl Opened {
    /// Opens a place; nothing is read yet.
    ///
    /// # Errors
    /// `wrong_use` for settings that cannot be right.
    pub fn new(place: &Place, secret: Option<&Secret>) -> Result<Self> {
        if let Some(bucket) = Bucket::open(place, secret, &WriteOptions::default())? {
            return Ok(Self::Bucket(Box::new(bucket)));
        }
        Ok(match place {
            Place::Folder { path } => {
                let root = PathBuf::from(path.trim());
                if !root.is_absolute() {
                    return Err(Error::new(
                        ErrorCode::WrongUse,
                        format!(
                            "The folder {path:?} is not an absolute path. Enter it from the root on, for example /srv/audit-logs."
                        ),
                    ));
                }
                Self::Folder(root)
            }
            _ => unreachable!("every bucket opens as one"),
        })
    }

    /// The same place with another way of trying again.
    pub fn with_retry(mut self, retry: Retry) -> Self {
        if let Self::Bucket(bucket) = &mut self {
            bucket.retry = retry;
        }
        self
    }

    /// How messages name it.
    pub fn shown(&self) -> String {
        match self {
            Self::Bucket(bucket) => bucket.shown.clone(),
            Self::Folder(root) => root.display().to_string(),
        }
    }

    /// What begins with `prefix`, page by page.
    pub fn pages(&self, prefix: &str) -> Pages<'_> {
        Pages { place: self, prefix: prefix.to_owned(), next: Next::First }
    }

    /// The bytes of an object as it is now.
    pub async fn read(&self, object: &Listed, cancel: &CancellationToken) -> Result<Bytes, Missed> {
        match self {
            Self::Bucket(bucket) => read(bucket, object, cancel).await,
            Self::Folder(root) => {
                let path = root.join(&object.key);
                let read = tokio::task::spawn_blocking(move || fs::read(&path));
                match read.await.unwrap_or_else(|panic| Err(io::Error::other(panic))) {
                    Ok(bytes) => Ok(Bytes::from(bytes)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Missed::Gone),
                    Err(error) => Err(Missed::Refused(unreadable_file(&root.join(&object.key), "The file", &error))),
                }
            }
        }
    }
}

async fn read(bucket: &Bucket, object: &Listed, cancel: &CancellationToken) -> Result<Bytes, Missed> {
    let key = object.key.as_str();
    let path = Path::parse(key).map_err(|e| {
        let message = format!("The key {key:?} cannot be asked for: {e}.");
        Missed::Refused(Error::new(ErrorCode::StorageAnswer, message))
    })?;
    match bucket.get(key, &path, cancel).await {
        Ok(bytes) => Ok(bytes),
        Err(fault) if fault.is_missing() => Err(Missed::Gone),
        Err(fault) if fault.is_refusal() => Err(Missed::Refused(fault.into_error(&bucket.site))),
        Err(fault) => Err(Missed::Failed(fault.into_error(&bucket.site))),
    }
}

/// Where a listing stands.
enum Next {
    First,
    /// The next page of a bucket.
    Token(String),
    /// Folders still to be looked into.
    Folders(VecDeque<PathBuf>),
    End,
}

/// A listing under way.
pub(super) struct Pages<'a> {
    place: &'a Opened,
    prefix: String,
    next: Next,
}

impl Pages<'_> {
    /// The next page; `None` after the last. A page may be empty.
    pub async fn next(&mut self, cancel: &CancellationToken) -> Result<Option<Vec<Listed>>> {
        match self.place {
            Opened::Bucket(bucket) => {
                let token = match std::mem::replace(&mut self.next, Next::End) {
                    Next::First => None,
                    Next::Token(token) => Some(token),
                    _ => return Ok(None),
                };
                let page = bucket.page(&self.prefix, token, cancel).await;
                let (page, token) = page.map_err(|fault| fault.into_error(&bucket.site))?;
                self.next = token.map_or(Next::End, Next::Token);
                Ok(Some(page.into_iter().map(of_meta).collect()))
            }
            Opened::Folder(root) => {
                let folders = match std::mem::replace(&mut self.next, Next::End) {
                    Next::First => VecDeque::from([root.clone()]),
                    Next::Folders(folders) => folders,
                    _ => return Ok(None),
                };
                let (root, prefix) = (root.clone(), self.prefix.clone());
                let look = tokio::task::spawn_blocking(move || look_into(&root, &prefix, folders));
                let (page, folders) = look.await.map_err(|panic| {
                    Error::new(ErrorCode::Internal, "Listing the folder failed inside Auditdesk.").because(panic)
                })??;
                if !folders.is_empty() {
                    self.next = Next::Folders(folders);
                }
                Ok(Some(page))
            }
        }
    }
}

/// Files of the first folders, some thousands at a time, and the folders that are left. Links to folders are not followed: they may lead round in
/// circles.
fn look_into(
    root: &FilePath,
    prefix: &str,
    mut folders: VecDeque<PathBuf>,
) -> Result<(Vec<Listed>, VecDeque<PathBuf>)> {
    const ENOUGH: usize = 4_000;
    let mut page = Vec::new();
    while page.len() < ENOUGH
        && let Some(folder) = folders.pop_front()
    {
        let failed = |e: io::Error| unreadable_file(&folder, "The folder", &e);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Some(key) = key_of(root, &entry.path()) else { continue };
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                let inside = format!("{key}/");
                if inside.starts_with(prefix) || prefix.starts_with(&inside) {
                    folders.push_back(entry.path());
                }
            } else if key.starts_with(prefix) {
                // A file that vanished since: the next listing knows.
                match fs::metadata(entry.path()) {
                    Ok(metadata) if metadata.is_file() => page.push(of_file(key, &metadata)),
                    _ => {}
                }
            }
        }
    }
    Ok((page, folders))
}

/// A path below the root with `/` between its parts; `None` for a name that is no Unicode.
pub(super) fn key_of(root: &FilePath, path: &FilePath) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// A file as an object.
pub(super) fn of_file(key: String, metadata: &fs::Metadata) -> Listed {
    let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let modified_at = DateTime::<Utc>::from(modified);
    let tag = format!("{}.{:09}", modified_at.timestamp(), modified_at.timestamp_subsec_nanos());
    Listed { key, size: metadata.len(), tag, modified_at }
}

fn of_meta(meta: ObjectMeta) -> Listed {
    Listed {
        key: meta.location.to_string(),
        size: meta.size,
        tag: meta.e_tag.unwrap_or_else(|| meta.last_modified.to_rfc3339()),
        modified_at: meta.last_modified,
    }
}

/// Why a file or folder cannot be read, and what to do.
pub(super) fn unreadable_file(path: &FilePath, what: &str, error: &io::Error) -> Error {
    let path = path.display();
    let message = match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{what} {path} is not there. Check the path, and whether the disk or share is mounted.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("{what} {path} may not be read by this user. Grant the right to read it, or choose another one.")
        }
        _ => format!("{what} {path} cannot be read: {error}."),
    };
    Error::new(ErrorCode::StorageAnswer, message)
}
