//! Waiting as an argument, so that tests wait no real second.

use std::time::Duration;

use async_trait::async_trait;

use crate::random::{Random, share};

/// Sleeps.
#[async_trait]
pub trait Sleeper: Send + Sync {
    /// Returns after `span`.
    async fn sleep(&self, span: Duration);
}

/// Sleeps by the machine's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSleeper;

#[async_trait]
impl Sleeper for SystemSleeper {
    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

/// The longest wait of [`backoff`].
const LONGEST: Duration = Duration::from_secs(30);

/// Exponential back-off with full jitter: anything between nothing and `first * 2^failures`, at most 30 s. Full jitter spreads the
/// clients of a recovering server best.
pub(crate) fn backoff(random: &dyn Random, first: Duration, failures: u32) -> Duration {
    let most = first.saturating_mul(1_u32 << failures.min(16)).min(LONGEST);
    most.mul_f64(share(random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;

    struct Always(u64);

    impl Random for Always {
        fn fill(&self, bytes: &mut [u8]) -> Result<()> {
            bytes.copy_from_slice(&self.0.to_le_bytes());
            Ok(())
        }
    }

    #[test]
    fn backoff_doubles_up_to_its_limit_and_chance_takes_a_share() {
        let first = Duration::from_millis(500);
        let most: Vec<u128> = (0..8).map(|n| backoff(&Always(u64::MAX), first, n).as_millis()).collect();
        assert_eq!(most, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000], "doubling, then the limit");
        assert_eq!(backoff(&Always(0), first, 5), Duration::ZERO, "full jitter reaches down to nothing");
        assert_eq!(backoff(&Always(1 << 63), first, 1), Duration::from_millis(500), "half the chance, half the wait");
    }
}
