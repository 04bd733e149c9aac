//! Randomness as an argument: for keys, ids and the jitter of back-off.

use crate::error::{Error, ErrorCode, Result};

/// Makes randomness fit for keys.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// `Internal` where the operating system gives none.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|error| {
            Error::new(ErrorCode::Internal, "The operating system gave no random bytes, so no key could be made.")
                .because(error.to_string())
        })
    }
}

/// A share in `[0, 1)`, for jitter: where randomness fails, everything waits the longest.
pub fn share(random: &dyn Random) -> f64 {
    let mut bytes = [0; 8];
    match random.fill(&mut bytes) {
        Ok(()) => (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64,
        Err(_) => 1.0 - f64::EPSILON,
    }
}
