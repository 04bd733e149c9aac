//! The keyring of the operating system: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use keyring_core::{CredentialStore, Entry, Error as Cause};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorCode, Result};

/// The service under which the items stand in the keyring.
const SERVICE: &str = "auditdesk";

/// Keeps small secrets by name. Calls can block until the user has answered a prompt: never make them on an async thread.
pub trait Keyring: Send + Sync {
    /// The secret named `item`; `None` where there is none.
    ///
    /// # Errors
    /// `KeyringUnavailable` where no keyring answers, `KeyringDenied` where it is locked or refuses. Both can be tried again.
    fn get(&self, item: &str) -> Result<Option<Zeroizing<Vec<u8>>>>;

    /// Keeps `secret` under the name `item`, in the place of an earlier one.
    ///
    /// # Errors
    /// As [`Keyring::get`].
    fn set(&self, item: &str, secret: &[u8]) -> Result<()>;

    /// Forgets `item`; nothing happens where there is none.
    ///
    /// # Errors
    /// As [`Keyring::get`].
    fn delete(&self, item: &str) -> Result<()>;
}

/// The operating system's keyring.
///
/// The connection is made at the first call and again after each failure, so that a keyring that comes up late is found.
#[derive(Default)]
pub struct SystemKeyring(Mutex<Option<Arc<CredentialStore>>>);

impl SystemKeyring {
    /// A keyring that is not connected yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, item: &str, work: impl FnOnce(Entry) -> keyring_core::Result<T>) -> Result<T> {
        // Cloned out of the lock: a prompt that waits for the user must not hold up other callers.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let store = match known {
            Some(store) => store,
            None => connect().map_err(refused)?,
        };
        let outcome = store.build(SERVICE, item, None).and_then(work);
        let broken = matches!(outcome, Err(Cause::PlatformFailure(_)));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = if broken { None } else { Some(store) };
        outcome.map_err(refused)
    }
}

impl Keyring for SystemKeyring {
    fn get(&self, item: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.with(item, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Cause::NoEntry) => Ok(None),
            Err(e) => Err(e),
        })
    }

    fn set(&self, item: &str, secret: &[u8]) -> Result<()> {
        self.with(item, |entry| entry.set_secret(secret))
    }

    fn delete(&self, item: &str) -> Result<()> {
        self.with(item, |entry| match entry.delete_credential() {
            Err(Cause::NoEntry) => Ok(()),
            outcome => outcome,
        })
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// What an error of a keyring means to the user. The cause's text goes to the log only: some carry the secret's bytes, so these are not kept.
fn refused(cause: Cause) -> Error {
    match cause {
        Cause::NoStorageAccess(cause) => Error::new(
            ErrorCode::KeyringDenied,
            "The keyring is locked or refused access. Unlock it (for example by signing in again), then try once more, or protect the workspace with a passphrase.",
        )
        .because(cause),
        Cause::PlatformFailure(cause) => unavailable().because(cause),
        Cause::BadEncoding(_) | Cause::BadDataFormat(..) => unavailable().because("the item in the keyring is malformed"),
        other => unavailable().because(other.to_string()),
    }
}

fn unavailable() -> Error {
    Error::new(
        ErrorCode::KeyringUnavailable,
        "No keyring answers on this machine. Start one (on Linux: GNOME Keyring, KWallet or another Secret Service), or protect the workspace with a passphrase.",
    )
}

/// A keyring in memory, for tests: it can be made to refuse or to be absent.
#[derive(Debug, Default)]
pub struct MemoryKeyring(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    items: HashMap<String, Zeroizing<Vec<u8>>>,
    fault: Option<ErrorCode>,
}

impl MemoryKeyring {
    /// Every call fails with `code` from now on; `None`: works again.
    pub fn fail_with(&self, code: Option<ErrorCode>) {
        self.memory().fault = code;
    }

    /// The names of the items.
    pub fn items(&self) -> Vec<String> {
        self.memory().items.keys().cloned().collect()
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().expect("no holder of the keyring panics")
    }

    fn working(&self) -> Result<std::sync::MutexGuard<'_, Memory>> {
        let memory = self.memory();
        match memory.fault {
            Some(code) => Err(Error::new(code, "The keyring in memory was told to fail.")),
            None => Ok(memory),
        }
    }
}

impl Keyring for MemoryKeyring {
    fn get(&self, item: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        Ok(self.working()?.items.get(item).cloned())
    }

    fn set(&self, item: &str, secret: &[u8]) -> Result<()> {
        self.working()?.items.insert(item.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<()> {
        self.working()?.items.remove(item);
        Ok(())
    }
}
