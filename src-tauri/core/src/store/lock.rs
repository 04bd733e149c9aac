//! The lock beside the file: two writers are impossible. The operating system frees it when its holder ends, however it ends.

use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use super::file;
use crate::error::{Error, ErrorCode, Result};

/// The name of the lock file in the workspace folder.
const NAME: &str = "workspace.lock";

/// Held for as long as this process may write the workspace.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the workspace in `folder`.
    ///
    /// # Errors
    /// [`ErrorCode::WorkspaceBusy`] with the holder's process id in the message and in the details (`{"pid": 42}`), where it can be read: on Windows
    /// the locked file cannot.
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let mut file = file::private().create(true).truncate(false).open(&path).map_err(|e| file::io(&path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy(&mut file)),
            Err(TryLockError::Error(e)) => return Err(file::io(&path, e)),
        }
        let program = std::env::current_exe().ok();
        let program =
            program.as_deref().and_then(Path::file_name).map_or_else(String::new, |name| name.display().to_string());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{} {program}", std::process::id()))
            .map_err(|e| file::io(&path, e))?;
        Ok(Self { _file: file })
    }
}

fn busy(file: &mut File) -> Error {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    let mut words = text.split_whitespace();
    let pid: Option<u32> = words.next().and_then(|word| word.parse().ok());
    let holder = match (pid, words.next()) {
        (Some(pid), Some(program)) => format!("{program} (process {pid})"),
        (Some(pid), None) => format!("process {pid}"),
        (None, _) => "another process".to_owned(),
    };
    Error::new(
        ErrorCode::WorkspaceBusy,
        format!(
            "This workspace is in use: {holder} writes it. Close that program, or open the workspace for reading only."
        ),
    )
    .with_details(serde_json::json!({ "pid": pid }))
}
