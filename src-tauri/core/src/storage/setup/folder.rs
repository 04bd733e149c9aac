//! Folders.

use super::{Purpose, paste, word};
use crate::api::wire::Paste;

pub(super) fn setup(path: &str, purpose: Purpose<'_>) -> (String, Vec<Paste>) {
    let summary = match purpose {
        Purpose::Write { .. } => "The right of this user to write into the folder.",
        Purpose::Read { .. } => "The right of this user to read the folder and what is in it.",
    };
    let pastes = if cfg!(windows) { Vec::new() } else { vec![paste("Command", command(path, purpose))] };
    (summary.to_owned(), pastes)
}

pub(super) fn command(path: &str, purpose: Purpose<'_>) -> String {
    let path = word(path, "/FOLDER");
    match purpose {
        Purpose::Write { .. } => format!("sudo mkdir -p {path}\nsudo chown \"$USER\" {path}\nchmod 700 {path}"),
        Purpose::Read { .. } => format!("sudo setfacl --recursive --modify \"u:$USER:rX\" {path}"),
    }
}
