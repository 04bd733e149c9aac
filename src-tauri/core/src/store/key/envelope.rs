//! `workspace.json`: the clear-text page beside the encrypted file that says how to come by its key.

use std::{fs, io::ErrorKind, path::Path};

use serde::{Deserialize, Serialize};

use super::passphrase::Sealed;
use crate::{
    api::wire::Protection,
    error::{Error, ErrorCode, Result},
    store::file,
};

const NAME: &str = "workspace.json";

/// The format of the page. A program refuses a later one.
const FORMAT: u32 = 1;

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Envelope {
    pub(super) format: u32,
    /// 32 hex digits; names the workspace in the keyring.
    pub(super) id: String,
    /// How the key of the file is kept.
    pub(super) protection: Kept,
    /// While the key is changed: how the next one is kept. Which of the two opens the file tells how far the change came.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) next: Option<Kept>,
}

/// How a key is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Kept {
    /// In the keyring, under this name.
    Keyring { item: String },
    /// Sealed under a passphrase.
    Passphrase(Sealed),
}

impl Kept {
    pub(super) fn protection(&self) -> Protection {
        match self {
            Self::Keyring { .. } => Protection::Keyring,
            Self::Passphrase(_) => Protection::Passphrase,
        }
    }
}

impl Envelope {
    pub(super) fn new(id: String, protection: Kept) -> Self {
        Self { format: FORMAT, id, protection, next: None }
    }

    /// The page in `folder`; `None` where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let path = folder.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(file::io(&path, e)),
        };
        let damaged = |e: serde_json::Error| {
            file::corrupt("workspace.json, which says how to come by the key, cannot be read").because(e)
        };
        let Format { format } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if format > FORMAT {
            return Err(Error::new(
                ErrorCode::NewerFile,
                "A newer version of Auditdesk wrote this workspace. Install that version to open it; nothing was changed.",
            ));
        }
        serde_json::from_slice(&bytes).map(Some).map_err(damaged)
    }

    /// Writes the page, all or nothing.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).expect("texts and numbers are always JSON");
        file::replace(&folder.join(NAME), &text)
    }
}
