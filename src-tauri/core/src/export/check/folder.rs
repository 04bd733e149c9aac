//! The lines of a folder.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use super::{Outcome, PROBE, Verdict, outcome, probe_key};
use crate::{
    checklist::Checklist,
    clock::Clock,
    export::folder::{Folder, explain, publish},
    storage::shell,
};

/// Below this much free space, in bytes, the test warns.
const LITTLE: u64 = 1 << 30;

pub(super) async fn check(folder: &Folder, prefix: &str, clock: &dyn Clock, lines: &mut Checklist<'_>) -> Outcome {
    let key = probe_key(prefix, clock);
    let target = match folder.file(&key) {
        Ok(target) => target,
        Err(error) => {
            lines.line("Settings", Verdict::Fail, error.message);
            return outcome();
        }
    };
    let root = folder.root.display().to_string();
    lines.pass("Settings", format!("Exports go below {root}, named like {key}.jsonl."));
    if !exists(folder, lines).await {
        return outcome();
    }
    let made = missing_folders(&target).await;
    if !writes(folder, &target, lines).await {
        return outcome();
    }
    never_replaces(folder, &target, lines).await;
    let removed = remove(&target, made, lines).await;
    free_space(folder, lines).await;
    let left = if removed { Vec::new() } else { vec![target.display().to_string()] };
    Outcome { works: Some(format!("Exports to {root} will work.")), left, ..outcome() }
}

async fn exists(folder: &Folder, lines: &mut Checklist<'_>) -> bool {
    let root = &folder.root;
    let path = root.clone();
    let found = blocking(move || match fs::metadata(path)? {
        found if found.is_dir() => Ok(()),
        _ => Err(io::ErrorKind::NotADirectory.into()),
    });
    if let Err(error) = found.await {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let create = missing.then(|| format!("mkdir -p {}", shell(&root.to_string_lossy())));
        let remedy = missing.then_some("Create it, or connect the drive it is on.");
        lines.advise("Folder", Verdict::Fail, explain(error, root).message, remedy, create);
        return false;
    }
    lines.pass("Folder", "It exists.");
    true
}

async fn writes(folder: &Folder, target: &Path, lines: &mut Checklist<'_>) -> bool {
    const TITLE: &str = "Write at the prefix";
    match write(folder, target).await {
        Ok(()) => {
            let wrote = format!("Wrote {} bytes to {}, as an export does.", PROBE.len(), target.display());
            lines.pass(TITLE, wrote);
            true
        }
        Err(error) => {
            let denied = error.kind() == io::ErrorKind::PermissionDenied;
            let root = shell(&folder.root.to_string_lossy());
            let allow = denied.then(|| format!("sudo chown \"$(id -un)\" {root} && chmod u+rwx {root}"));
            let remedy = denied.then_some("Give this user the right to write there, or choose another folder.");
            lines.advise(TITLE, Verdict::Fail, explain(error, target).message, remedy, allow);
            false
        }
    }
}

async fn write(folder: &Folder, target: &Path) -> io::Result<()> {
    let (folder, target) = (folder.clone(), target.to_owned());
    blocking(move || {
        let mut draft = folder.draft(&target)?;
        draft.write_all(PROBE)?;
        publish(draft, &target)
    })
    .await
}

async fn never_replaces(folder: &Folder, target: &Path, lines: &mut Checklist<'_>) {
    const TITLE: &str = "Never overwrites";
    match write(folder, target).await {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            lines.pass(TITLE, "A second file of the same name was refused.");
        }
        Err(error) => lines.skip(TITLE, format!("Not proven: {}", explain(error, target).message)),
        Ok(()) => lines.warn(
            TITLE,
            "This file system replaced a file that was there already.",
            "Let nobody else write there; keys of exports carry the second of their run.",
        ),
    }
}

/// The folders that a write will make, the deepest first.
async fn missing_folders(target: &Path) -> Vec<PathBuf> {
    let parents: Vec<PathBuf> = target.ancestors().skip(1).map(Path::to_owned).collect();
    let missing = blocking(move || Ok(parents.into_iter().take_while(|folder| !folder.exists()).collect()));
    missing.await.unwrap_or_default()
}

/// Removes the probe and the folders that were made for it. Whether that worked.
async fn remove(target: &Path, made: Vec<PathBuf>, lines: &mut Checklist<'_>) -> bool {
    let path = target.to_owned();
    let removed = blocking(move || {
        fs::remove_file(path)?;
        // A folder that is not empty any more is somebody else's by now.
        made.iter().take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
        Ok(())
    });
    if let Err(error) = removed.await {
        let what = format!("{} could not be removed and was left: {error}.", target.display());
        let remedy = "An export does not need this right. Remove the file by hand.";
        lines.advise("Removal", Verdict::Skip, what, Some(remedy), None);
        return false;
    }
    lines.pass("Removal", "The test's file was removed.");
    true
}

async fn free_space(folder: &Folder, lines: &mut Checklist<'_>) {
    const TITLE: &str = "Free space";
    let root = folder.root.clone();
    match blocking(move || fs4::available_space(root)).await {
        Ok(free) if free < LITTLE => {
            lines.warn(TITLE, format!("Only {} MB are free.", free / 1_000_000), "Make room.");
        }
        Ok(free) => lines.pass(TITLE, format!("{:.1} GB are free.", free as f64 / 1e9)),
        Err(error) => lines.skip(TITLE, format!("It could not be read: {error}.")),
    }
}

/// A folder may be on a network and slow: not on the threads that serve everything else.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
