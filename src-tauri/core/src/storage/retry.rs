//! Trying again: by the class of the fault, with full jitter, and never what cannot get better by waiting.

use std::{future::Future, time::Duration};

use tokio_util::sync::CancellationToken;

use super::fault::{Fault, Operation};
use crate::random::{SystemRandom, share};

/// How often and how fast a failed operation is tried again.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// How often an operation is tried at most, the first time included.
    pub attempts: u32,
    /// The upper bound of the first wait; it doubles with each further one.
    pub base: Duration,
    /// The upper bound of any wait.
    pub cap: Duration,
    /// Draws from `[0, 1)`; each wait is this share of its upper bound.
    pub draw: fn() -> f64,
}

impl Default for Retry {
    /// Six attempts over some ten seconds, at most a minute.
    fn default() -> Self {
        Self {
            attempts: 6,
            base: Duration::from_millis(800),
            cap: Duration::from_secs(30),
            draw: || share(&SystemRandom),
        }
    }
}

impl Retry {
    /// One attempt only: what a connection test wants.
    pub(crate) const NEVER: Self = Self { attempts: 1, base: Duration::ZERO, cap: Duration::ZERO, draw: || 0.0 };

    /// Runs an operation until it succeeds, fails for good, was tried often enough, or the user cancels.
    pub(crate) async fn run<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        cancel: &CancellationToken,
        cancelled: impl Fn() -> Fault,
        mut operation: impl FnMut() -> F,
    ) -> Result<T, Fault> {
        let mut answer_lost = false;
        for attempt in 1.. {
            let result = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(cancelled()),
                result = operation() => result,
            };
            let mut fault = match result {
                Ok(done) => return Ok(done),
                Err(fault) => fault,
            };
            // An upload that was finished is unknown to most storages afterwards, each of which says so in its own words.
            let of_its_own = fault.is_taken() || fault.operation == Operation::CompleteMultipart;
            fault.after_lost_answer = answer_lost && of_its_own;
            if attempt >= self.attempts || !fault.is_transient() {
                return Err(fault);
            }
            answer_lost |= fault.is_ambiguous();
            tracing::info!(operation = ?fault.operation, attempt, ?fault.cause, "trying again");
            let wait = self.wait(attempt);
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(cancelled()),
                () = tokio::time::sleep(wait) => {}
            }
        }
        unreachable!("the last attempt returns")
    }

    fn wait(&self, attempt: u32) -> Duration {
        let bound = self.base.saturating_mul(1 << (attempt - 1).min(16)).min(self.cap);
        bound.mul_f64((self.draw)())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_are_drawn_over_their_whole_range() {
        let retry = |draw| Retry { attempts: 9, base: Duration::from_secs(1), cap: Duration::from_secs(10), draw };
        let longest = retry(|| 1.0);
        let bounds: Vec<u64> = (1..=6).map(|n| longest.wait(n).as_secs()).collect();
        assert_eq!(bounds, [1, 2, 4, 8, 10, 10]);
        assert_eq!(retry(|| 0.0).wait(5), Duration::ZERO, "full jitter reaches down to zero");
        assert_eq!(longest.wait(u32::MAX), Duration::from_secs(10), "a large number of attempts does not overflow");
    }
}
