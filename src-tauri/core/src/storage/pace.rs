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
    fn book(&self, bytes: usize) -> Duration {
        let now = Instant::now();
        let takes = Duration::from_secs_f64(bytes as f64 / self.bytes_per_second as f64);
        let mut next = self.next.lock().expect("no holder of the time panics");
        let from = (*next).max(now);
        *next = from + takes;
        from - now
    }

    /// The same bytes in pieces, each when its time has come.
    pub fn slow(self: Arc<Self>, bytes: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::iter(pieces(bytes)).then(move |piece| {
            let wait = self.book(piece.len());
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

    /// On a clock that only moves when everyone waits.
    #[tokio::test(start_paused = true)]
    async fn all_streams_together_keep_to_the_limit_and_lose_no_byte() {
        let pace = Arc::new(Pace::new(100_000));
        let started = Instant::now();
        let send = |bytes: usize| {
            let body = Arc::clone(&pace).slow(Bytes::from(vec![7; bytes]));
            body.fold(0, |sum, piece| async move { sum + piece.expect("it never fails").len() })
        };
        let (one, two) = tokio::join!(send(600_000), send(400_000));
        assert_eq!((one, two), (600_000, 400_000));
        let took = started.elapsed().as_secs_f64();
        // The last piece leaves when the time before it is over.
        assert!((9.0..=10.0).contains(&took), "1 MB at 100 KB/s took {took} s of the virtual clock");
    }
}
