//! Hashes that stand for a record: where it has no id, and where it may not be kept as it was received.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("memory takes text");
        hex
    })
}
