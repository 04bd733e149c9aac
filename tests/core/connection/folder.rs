//! Folders.

use std::{fs, path::Path};

use auditdesk_core::api::wire::{CheckResult, Place};

use crate::case::Try;

async fn folder(path: &Path) -> CheckResult {
    Try::new(Place::Folder { path: path.display().to_string() }, None).run().await
}

cases! {
    good: "A folder that can be written to", Works, "Never overwrites", "A second file of the same name was refused", "" => async {
        let dir = tempfile::tempdir().expect("a folder");
        let result = folder(dir.path()).await;
        assert_eq!(fs::read_dir(dir.path()).expect("it is there").filter(|file| file.as_ref().is_ok_and(|f| f.path().is_file())).count(), 0);
        result
    };
    missing: "The folder is not there, or its drive is not connected", Fails, "Folder", "the folder is not there", "connect the drive" => async {
        let dir = tempfile::tempdir().expect("a folder");
        folder(&dir.path().join("missing")).await
    };
    a_file: "The path is a file's", Fails, "Folder", "a file, not a folder", "" => async {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("file"), "x").expect("writable");
        folder(&dir.path().join("file")).await
    };
    relative: "The path is relative", Fails, "Settings", "absolute", "" => folder(Path::new("exports"));
}
