//! The workspace that is measured: the product's own file and encryption, with a key that everybody knows.

use std::{path::Path, sync::Arc};

use auditdesk_core::{
    api::{Desk, DeskParts, Folders},
    clock::SystemClock,
    error::Result,
    random::Random,
    source,
    store::{
        Access, Deps, Store,
        key::{KEY_BYTES, Keyring, Protect, Workspace},
    },
};
use zeroize::Zeroizing;

/// The key of every workspace here. The data is made up, and a run without questions to a keyring can be repeated anywhere.
struct KnownKey;

const BYTE: u8 = 7;

impl Random for KnownKey {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(BYTE);
        Ok(())
    }
}

impl Keyring for KnownKey {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        Ok(Some(Zeroizing::new(vec![BYTE; KEY_BYTES])))
    }

    fn set(&self, _: &str, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn delete(&self, _: &str) -> Result<()> {
        Ok(())
    }
}

fn deps() -> Deps {
    Deps { dialects: source::dialects(), clock: Arc::new(SystemClock) }
}

fn workspace(folder: &Path) -> Workspace {
    Workspace::new(folder, Arc::new(KnownKey), Arc::new(KnownKey))
}

/// Creates a workspace.
pub fn create(folder: &Path) -> Result<Store> {
    workspace(folder).create(Protect::Keyring, deps())
}

/// Opens a workspace made by [`create`].
pub fn open(folder: &Path) -> Result<Store> {
    workspace(folder).unlock(None, deps(), Access::ReadWrite)
}

/// A desk over a workspace made by [`create`], open.
pub async fn desk(folder: &Path) -> Result<Desk> {
    let no_sample = |_| -> futures::future::BoxFuture<'static, _> {
        Box::pin(async { Err(std::io::Error::other("there is no sample here")) })
    };
    let desk = Desk::with(DeskParts {
        folders: Folders::at(folder.to_owned()),
        start_sample: Arc::new(no_sample),
        clock: Arc::new(SystemClock),
        keyring: Arc::new(KnownKey),
        random: Arc::new(KnownKey),
    });
    desk.resume().await?;
    Ok(desk)
}
