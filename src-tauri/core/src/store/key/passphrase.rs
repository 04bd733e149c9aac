//! A key under a passphrase: sealed with XChaCha20-Poly1305 under what Argon2id (RFC 9106) makes of the passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KEY_BYTES, Key, Random, from_hex, to_hex};
use crate::{
    api::wire::Secret,
    error::{Error, ErrorCode, Result},
    store::file,
};

/// The fewest characters of a passphrase.
pub const MIN_PASSPHRASE: usize = 8;

/// 64 MiB, three passes: the second recommendation of RFC 9106, section 4, with one lane (0.1 s on a laptop of 2024).
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

/// The most that a file may ask for, so that a forged one cannot take the machine's memory.
const MAX_COST: Cost = Cost { memory_kib: 4 * 1024 * 1024, passes: 64, lanes: 16 };

/// A sealed key with what is needed to open it, besides the passphrase. All of it may be public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sealed {
    argon2id: Cost,
    salt: String,
    nonce: String,
    key: String,
}

/// What Argon2id is to spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Sealed {
    /// Seals `key`. `bound` (the workspace's id) must be the same at opening.
    pub(super) fn seal(key: &Key, passphrase: &Secret, bound: &str, random: &dyn Random) -> Result<Self> {
        if passphrase.expose().chars().count() < MIN_PASSPHRASE {
            return Err(Error::new(
                ErrorCode::WrongUse,
                format!(
                    "The passphrase is too short. Use at least {MIN_PASSPHRASE} characters; several words are best."
                ),
            ));
        }
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random.fill(&mut salt)?;
        random.fill(&mut nonce)?;
        let sealed = cipher(passphrase, &salt, COST)?
            .encrypt(&XNonce::from(nonce), Payload { msg: key.expose(), aad: bound.as_bytes() })
            .expect("32 bytes are within what the cipher takes");
        Ok(Self { argon2id: COST, salt: to_hex(&salt), nonce: to_hex(&nonce), key: to_hex(&sealed) })
    }

    /// Opens the key.
    ///
    /// # Errors
    /// `WrongKey` where the passphrase is another one, `Corrupt` where the fields make no sense.
    pub(super) fn open(&self, passphrase: &Secret, bound: &str) -> Result<Key> {
        let damaged = || file::corrupt("workspace.json does not hold a sealed key");
        let cost = self.argon2id;
        if cost.memory_kib > MAX_COST.memory_kib || cost.passes > MAX_COST.passes || cost.lanes > MAX_COST.lanes {
            return Err(damaged());
        }
        let salt = from_hex(&self.salt).ok_or_else(damaged)?;
        let nonce: [u8; 24] = from_hex(&self.nonce).and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)?;
        let sealed = from_hex(&self.key).ok_or_else(damaged)?;
        let opened = cipher(passphrase, &salt, cost)?
            .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: bound.as_bytes() })
            .map_err(|_| {
                Error::new(
                    ErrorCode::WrongKey,
                    "The passphrase does not open this workspace. Check it, then try again.",
                )
            })?;
        Key::from_bytes(&Zeroizing::new(opened)).ok_or_else(damaged)
    }
}

fn cipher(passphrase: &Secret, salt: &[u8], cost: Cost) -> Result<XChaCha20Poly1305> {
    let damaged =
        |e: argon2::Error| file::corrupt("workspace.json asks for an impossible derivation").because(e.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_BYTES)).map_err(damaged)?;
    let mut derived = Zeroizing::new([0; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, derived.as_mut())
        .map_err(damaged)?;
    Ok(XChaCha20Poly1305::new((&*derived).into()))
}
