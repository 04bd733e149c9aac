//! A limit on the bytes that all requests to a destination send per second.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

/// Bytes that are sent in one go: small enough that a slow limit is smooth, large enough that a fast one costs nothing.
const PIECE: usize = 32 * 1024;

/// The limit, and when the next byte may go.
#[derive(Debug)]
pub(crate) struct Pace {
    bytes_per_second: u64,
    next: Mutex<Instant>,
}

impl Pace {
    /// `bytes_per_second` above 0.
    pub fn new(bytes_per_second: u64) -> Self {
        Self { bytes_per_second: bytes_per_second.max(1), next: Mutex::new(Instant::now()) }
    }

    /// Books time for so many bytes; how long to wait before they are sent. What was not used in the past is gone.
    fn book(&self, bytes: usize, now: Instant) -> Duration {
        let takes = Duration::from_secs_f64(bytes as f64 / self.bytes_per_second as f64);
        let mut next = self.next.lock().expect("no holder of the time panics");
        let from = (*next).max(now);
        *next = from + takes;
        from - now
    }

    /// The same bytes in pieces, each when its time has come.
    pub fn slow(self: Arc<Self>, bytes: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::iter(pieces(bytes)).then(move |piece| {
            let wait = self.book(piece.len(), Instant::now());
            async move {
                tokio::time::sleep(wait).await;
                Ok(piece)
            }
        })
    }
}

fn pieces(mut chunk: Bytes) -> impl Iterator<Item = Bytes> {
    std::iter::from_fn(move || (!chunk.is_empty()).then(|| chunk.split_to(chunk.len().min(PIECE))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_requests_together_keep_to_the_limit_and_what_was_not_used_is_gone() {
        let start = Instant::now();
        let pace = Pace { bytes_per_second: 100_000, next: Mutex::new(start) };
        let mut now = start;
        // Whoever sends waits for its turn.
        for piece in 0..100 {
            now += pace.book(5_000, now);
            assert_eq!(now - start, Duration::from_millis(50) * piece, "20 pieces a second");
        }
        let later = now + Duration::from_mins(1);
        assert_eq!(pace.book(100_000, later), Duration::ZERO);
        assert_eq!(pace.book(1, later), Duration::from_secs(1), "a minute of silence buys no burst");
    }

    #[tokio::test]
    async fn no_byte_is_lost_or_moved() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let pieces: Vec<_> = Arc::new(Pace::new(u64::MAX)).slow(Bytes::from(bytes.clone())).collect().await;
        assert!(pieces.len() > 1);
        let sent: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.expect("it never fails").to_vec()).collect();
        assert!(sent == bytes);
    }
}
