//! How the key of a workspace is kept: in the keyring of the operating system or under a passphrase.
//!
//! The file is encrypted with 32 random bytes. Beside it stands `workspace.json`, in clear text: the format, the workspace's id and how to come by the
//! key. With a passphrase it holds the key, sealed with what Argon2id makes of the passphrase; with a keyring only the name of the item.
//! A wrong passphrase is therefore told from a damaged file, which SQLCipher alone cannot do.

mod envelope;
mod keyring;
mod passphrase;
mod workspace;

pub use keyring::{Keyring, MemoryKeyring, SystemKeyring};
pub use passphrase::MIN_PASSPHRASE;
pub use workspace::{Protect, Workspace};

use zeroize::{Zeroize, Zeroizing};

use crate::error::Result;
pub use crate::random::{Random, SystemRandom};

/// The length of a key in bytes: AES-256.
pub const KEY_BYTES: usize = 32;

/// The key of a workspace file: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, zeroize::ZeroizeOnDrop)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// A new key.
    pub fn generate(random: &dyn Random) -> Result<Self> {
        let mut key = Self([0; KEY_BYTES]);
        random.fill(&mut key.0)?;
        Ok(key)
    }

    /// The key in `bytes`; `None` where these are not [`KEY_BYTES`] long.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes, for the keyring and for sealing.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// `PRAGMA <name> = "x'…'"`: SQLCipher takes 64 hex digits as the raw key, without deriving another from it.
    pub(super) fn pragma(&self, name: &str) -> Zeroizing<String> {
        let digits = Zeroizing::new(to_hex(&self.0));
        Zeroizing::new(format!("PRAGMA {name} = \"x'{}'\";", digits.as_str()))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[key]")
    }
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // Written in place: no intermediate copy of a key is left in memory by a growing string.
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)].into());
        text.push(DIGITS[usize::from(byte & 15)].into());
    }
    text
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
