//! Programs that `scripts/setup test` installs into folders of the user's cache, at the versions the tests were written for.

use std::{path::PathBuf, process::Command};

/// How a test that misses one tells to get it.
pub const INSTALL: &str = "scripts/setup test";

/// Azurite's blob service. A Node script: run by the Node that is on PATH.
pub fn azurite() -> Command {
    Command::new(folder().join("azurite/node_modules/.bin/azurite-blob"))
}

/// moto's server.
pub fn moto() -> Command {
    Command::new(folder().join("moto/bin/moto_server"))
}

fn folder() -> PathBuf {
    dirs::cache_dir().unwrap_or_default().join("auditdesk")
}
