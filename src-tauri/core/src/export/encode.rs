//! Batches become pieces of an object: on several threads, handed over in order.

use std::{num::NonZero, ops::ControlFlow, sync::mpsc, thread};

use super::{
    batch::Batch,
    encoding::{Content, Piece},
};
use crate::error::{Error, ErrorCode, Result};

/// Threads at most: each holds a reading connection while it reads a block, and the window wants some, too.
const MOST: usize = 4;

/// Batches that are begun before they are needed, beyond one for each thread: a thread that is done early has work.
const AHEAD: usize = 2;

/// Bytes that a batch gets room for at most before it needs them.
const ROOM: usize = 1 << 20;

/// Makes a piece of each batch, with room for so many bytes, and gives them to `take` in the order of the batches. The first error, of a batch or of `take`,
/// ends it, and so does a `Break`.
pub(super) fn encode<B: Batch>(
    batches: impl Iterator<Item = B>,
    make: impl Fn(B, usize) -> Result<Piece> + Sync,
    mut take: impl FnMut(Piece) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut batches = batches.fuse();
    let make = &make;
    thread::scope(|scope| {
        // Each thread has a queue in and a queue out. Work is dealt in turn and collected in the same turn, which keeps the order.
        let threads: Vec<_> = (0..cores.min(MOST))
            .map(|_| {
                let (give, todo) = mpsc::channel::<B>();
                let (hand, done) = mpsc::channel();
                scope.spawn(move || work(todo, make, &hand));
                (give, done)
            })
            .collect();
        let stopped = || Error::new(ErrorCode::Internal, "Encoding the export stopped unexpectedly.");
        let (mut given, mut taken) = (0, 0);
        loop {
            while given < taken + threads.len() + AHEAD
                && let Some(batch) = batches.next()
            {
                threads[given % threads.len()].0.send(batch).map_err(|_| stopped())?;
                given += 1;
            }
            if taken == given {
                return Ok(());
            }
            if take(threads[taken % threads.len()].1.recv().map_err(|_| stopped())??)?.is_break() {
                return Ok(());
            }
            taken += 1;
        }
    })
}

fn work<B: Batch>(
    todo: mpsc::Receiver<B>,
    make: &impl Fn(B, usize) -> Result<Piece>,
    hand: &mpsc::Sender<Result<Piece>>,
) {
    // Batches are alike: with room for as much as the one before, bytes rarely have to move while they are written.
    let mut room = 0;
    for batch in todo {
        let piece = make(batch, room);
        room = match &piece {
            Ok(Piece { content: Content::Bytes(bytes), .. }) => (bytes.len() * 5 / 4).min(ROOM),
            _ => 0,
        };
        if hand.send(piece).is_err() {
            // Nobody takes any more.
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::export::{Encoding, ExportRow};

    fn make(batch: Slow, room: usize) -> Result<Piece> {
        Encoding::default().piece(batch, None, room)
    }

    /// A batch without rows that takes a while, or fails.
    struct Slow(Result<Duration>);

    impl Batch for Slow {
        fn each(self, _: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
            self.0.map(thread::sleep)
        }
    }

    #[test]
    fn every_batch_comes_once_however_long_each_takes() {
        let batches = (0..100).map(|n| Slow(Ok(Duration::from_micros(n * 7919 % 500))));
        let mut taken = 0;
        encode(batches, make, |piece| {
            assert!(piece.rows.is_empty());
            taken += 1;
            Ok(ControlFlow::Continue(()))
        })
        .expect("no batch fails");
        assert_eq!(taken, 100);
    }

    #[test]
    fn the_first_error_ends_it_and_what_came_before_is_taken() {
        let failing = |n| Slow(if n == 5 { Err(Error::cancelled()) } else { Ok(Duration::ZERO) });
        let (mut begun, mut taken) = (0, 0);
        let batches = (0..1_000_000).inspect(|_| begun += 1).map(failing);
        let error = encode(batches, make, |_| {
            taken += 1;
            Ok(ControlFlow::Continue(()))
        });
        assert_eq!(error.expect_err("the sixth batch fails").code, ErrorCode::Cancelled);
        assert_eq!(taken, 5);
        assert!(begun <= taken + MOST + AHEAD, "{begun} were begun: no more than a few ahead");
    }

    #[test]
    fn who_has_enough_stops_it() {
        let mut taken = 0;
        let endless = std::iter::repeat_with(|| Slow(Ok(Duration::ZERO)));
        encode(endless, make, |_| {
            taken += 1;
            Ok(if taken == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
        .expect("no batch fails");
        assert_eq!(taken, 7);
    }
}
