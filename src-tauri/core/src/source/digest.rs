//! Hashes that stand for a record: where it has no id, where it may not be kept as it was received, and by which a change is noticed.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The first eight bytes of the SHA-256: the same on every machine and in every version.
pub(crate) fn sha256_start(bytes: &[u8]) -> u64 {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    u64::from_le_bytes(hash[..8].try_into().expect("eight of thirty-two bytes"))
}
