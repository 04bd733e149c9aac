//! A workspace folder before its file is open: create it, unlock it, change how its key is kept.

use std::{path::PathBuf, sync::Arc};

use super::{
    Key, Keyring, Random,
    envelope::{Envelope, Kept},
    passphrase::Sealed,
    to_hex,
};
use crate::{
    api::wire::{Protection, Secret},
    error::{Error, ErrorCode, Result},
    store::{self, Access, Deps, Store, file, lock::Lock},
};

/// A workspace folder. Every call can block (prompts of a keyring, Argon2id, a whole file written anew): never on an async thread.
#[derive(Clone)]
pub struct Workspace {
    folder: PathBuf,
    keyring: Arc<dyn Keyring>,
    random: Arc<dyn Random>,
}

/// How to keep a key.
#[derive(Clone, Copy, Debug)]
pub enum Protect<'a> {
    /// In the keyring of the operating system.
    Keyring,
    /// Under this passphrase, at least [`super::MIN_PASSPHRASE`] characters.
    Passphrase(&'a Secret),
}

impl Workspace {
    /// The workspace in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>, keyring: Arc<dyn Keyring>, random: Arc<dyn Random>) -> Self {
        Self { folder: folder.into(), keyring, random }
    }

    /// How the key is kept; `None` where there is no workspace yet.
    pub fn protection(&self) -> Result<Option<Protection>> {
        // The page without the file is what a creation leaves that was killed half-way.
        if !file::path(&self.folder).exists() {
            return Ok(None);
        }
        Ok(Envelope::read(&self.folder)?.map(|envelope| envelope.protection.protection()))
    }

    /// Why the keyring cannot be used; `None` where it can. Asks for an item that does not exist.
    pub fn keyring_problem(&self) -> Option<String> {
        self.keyring.get("probe").err().map(|e| e.message)
    }

    /// Creates the workspace and opens it.
    ///
    /// # Errors
    /// `WorkspaceExists`; `WrongUse` for a short passphrase; those of the keyring.
    pub fn create(&self, protect: Protect<'_>, deps: Deps) -> Result<Store> {
        file::make_folder(&self.folder)?;
        // Two creations at a time must not mix one's page with the other's file.
        let lock = Lock::take(&self.folder)?;
        if file::path(&self.folder).exists() {
            return Err(store::exists(&self.folder));
        }
        let mut id = [0; 16];
        self.random.fill(&mut id)?;
        let id = to_hex(&id);
        let key = Key::generate(&*self.random)?;
        let kept = self.keep(&id, &key, protect)?;
        Envelope::new(id, kept).write(&self.folder)?;
        Store::write_with(&self.folder, &key, deps, lock)
    }

    /// Opens the workspace. The passphrase is used where the workspace has one.
    ///
    /// # Errors
    /// `WorkspaceMissing`; `WorkspaceLocked` where a passphrase is needed and none is given; `WrongKey`; `Corrupt`; those of the keyring and of
    /// [`Store::open`].
    pub fn unlock(&self, passphrase: Option<&Secret>, deps: Deps, access: Access) -> Result<Store> {
        let path = file::path(&self.folder);
        if !path.exists() {
            return Err(store::missing(&self.folder));
        }
        let envelope = Envelope::read(&self.folder)?.ok_or_else(|| {
            file::corrupt("workspace.json, which says how to come by the key, is missing from its folder")
        })?;
        let Some(next) = &envelope.next else {
            let key = self.fetch(&envelope.id, &envelope.protection, passphrase)?;
            return Store::open(&self.folder, &key, deps, access).map_err(proven);
        };
        // A change of key was interrupted. The file has one of the two keys.
        let change = [&envelope.protection, next].map(|kept| self.fetch(&envelope.id, kept, passphrase));
        let mut failed = None;
        for (index, key) in change.into_iter().enumerate() {
            match key.and_then(|key| Store::open(&self.folder, &key, deps.clone(), access)) {
                Ok(store) => {
                    if access == Access::ReadWrite {
                        let (kept, dropped) =
                            if index == 0 { (&envelope.protection, next) } else { (next, &envelope.protection) };
                        self.settle(&envelope.id, kept.clone(), dropped)?;
                    }
                    return Ok(store);
                }
                // A wrong key is expected of one of the two; anything else says more.
                Err(e) if failed.is_none() || e.code != ErrorCode::WrongKey => failed = Some(e),
                Err(_) => {}
            }
        }
        Err(failed.expect("both ways failed"))
    }

    /// Gives the file a new key and keeps that one as told. `store` is this workspace, open for writing.
    ///
    /// Always a new key (`PRAGMA rekey`, the whole file is written anew in one transaction), never the old one wrapped again: who has seen the old
    /// passphrase and the old page beside the file must not be able to read the file from now on. Killed at any moment, the workspace opens with
    /// the old way before the transaction committed and with the new way after it; the next unlock tidies up.
    ///
    /// # Errors
    /// `WrongUse` for a short passphrase; those of the keyring; `DiskFull`: the change needs as much free space as the file has. The old way stays
    /// in force after an error.
    pub fn change_protection(&self, store: &Store, protect: Protect<'_>) -> Result<()> {
        let mut envelope = Envelope::read(&self.folder)?.ok_or_else(|| {
            file::corrupt("workspace.json, which says how to come by the key, is missing from its folder")
        })?;
        let key = Key::generate(&*self.random)?;
        let kept = self.keep(&envelope.id, &key, protect)?;
        envelope.next = Some(kept.clone());
        envelope.write(&self.folder)?;
        // After an error both ways stay on the page: the next unlock sees which one opens the file.
        store.rekey(&key)?;
        self.settle(&envelope.id, kept, &envelope.protection)
    }

    /// The change is decided: `kept` is in force, `dropped` is forgotten.
    fn settle(&self, id: &str, kept: Kept, dropped: &Kept) -> Result<()> {
        Envelope::new(id.to_owned(), kept).write(&self.folder)?;
        if let Kept::Keyring { item } = dropped
            && let Err(e) = self.keyring.delete(item)
        {
            // It opens nothing any more.
            tracing::warn!(code = ?e.code, "an old item stays in the keyring");
        }
        Ok(())
    }

    fn keep(&self, id: &str, key: &Key, protect: Protect<'_>) -> Result<Kept> {
        Ok(match protect {
            Protect::Keyring => {
                // Its own name for every key: while a key is changed, the keyring holds both.
                let mut unique = [0; 4];
                self.random.fill(&mut unique)?;
                let item = format!("workspace-{id}-{}", to_hex(&unique));
                self.keyring.set(&item, key.expose())?;
                Kept::Keyring { item }
            }
            Protect::Passphrase(passphrase) => Kept::Passphrase(Sealed::seal(key, passphrase, id, &*self.random)?),
        })
    }

    fn fetch(&self, id: &str, kept: &Kept, passphrase: Option<&Secret>) -> Result<Key> {
        match kept {
            Kept::Keyring { item } => {
                let secret = self.keyring.get(item)?.ok_or_else(|| {
                    Error::new(
                        ErrorCode::WrongKey,
                        "The keyring has no key for this workspace: it belongs to another user or machine, or the item was deleted. \
                         Open it as that user, or restore the keyring.",
                    )
                })?;
                Key::from_bytes(&secret).ok_or_else(|| {
                    Error::new(
                        ErrorCode::WrongKey,
                        "The item in the keyring is not the key of this workspace. Restore the keyring.",
                    )
                })
            }
            Kept::Passphrase(sealed) => match passphrase.filter(|passphrase| !passphrase.is_empty()) {
                Some(passphrase) => sealed.open(passphrase, id),
                None => Err(Error::new(
                    ErrorCode::WorkspaceLocked,
                    "This workspace is protected with a passphrase. Enter it, or name a file that holds it.",
                )),
            },
        }
    }
}

/// The key came out of its seal or the keyring as it went in: where it still does not open the file, the file is damaged.
fn proven(error: Error) -> Error {
    if error.code == ErrorCode::WrongKey {
        file::corrupt("its key is right, but the first page does not decrypt").because(error)
    } else {
        error
    }
}
