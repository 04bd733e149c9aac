//! Exactly once: the engine of scheduled runs in many thousand seeded histories of a model world, killed or failed at any of its awaits.
//!
//! A history is one thread without real time: the future of an attempt is polled once and is either at its end or killed. The world decides by the seed what becomes of each call:
//! it is refused, done, done without an answer, takes effect later, or the program dies before or after it. In between entries arrive, late, revised,
//! stamped in the future; the clock jumps, the machine sleeps, somebody asks for runs, switches the schedule off, changes it, copies the workspace. When all faults have
//! stopped and nothing is due any more, each settled entry is in exactly one committed object ([`check`]).
//!
//! `AUDITDESK_HISTORIES` (default 2,000) sets how many, `AUDITDESK_SEED` tells one history in full.

#![allow(clippy::print_stdout, reason = "it reports what it did")]

mod bucket;
mod check;
mod file;
mod history;
mod journal;
mod ledger;
mod objects;
mod scheduler;
mod world;

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use check::Seen;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A history's end: what was seen in it, or what was wrong.
fn outcome(seed: u64, told: bool) -> (Result<Seen, String>, Vec<String>) {
    let world = std::sync::Mutex::new(world::World::new(seed, told));
    let result = catch_unwind(AssertUnwindSafe(|| history::run(&world)));
    let result = result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(format!("panicked: {}", text.unwrap_or("?")))
    });
    let mut world = world.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    (result, world.story.take().unwrap_or_default())
}

#[test]
fn each_settled_entry_is_in_exactly_one_committed_object() {
    if let Some(seed) = setting("AUDITDESK_SEED") {
        let (result, story) = outcome(seed, true);
        panic!("{}\n{result:?}", story.join("\n"));
    }
    let histories = setting("AUDITDESK_HISTORIES").unwrap_or(2_000);
    let next = AtomicU64::new(0);
    let search = || {
        let mut seen = Seen::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= histories {
                return Ok(seen);
            }
            let Ok(one) = outcome(seed, false).0 else {
                next.store(histories, Ordering::Relaxed);
                return Err(seed);
            };
            seen += one;
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let results: Vec<Result<Seen, u64>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(search)).collect();
        threads.into_iter().map(|thread| thread.join().expect("histories catch their panics")).collect()
    });
    if let Some(seed) = results.iter().filter_map(|result| result.as_ref().err()).min() {
        let (result, story) = outcome(*seed, true);
        let wrong = result.err().unwrap_or_else(|| "it cannot be repeated".to_owned());
        panic!("{}\n\nseed {seed}: {wrong}", story.join("\n"));
    }
    let mut seen = Seen::default();
    results.into_iter().flatten().for_each(|one| seen += one);
    println!("{histories} histories: {seen:?}");
    // A world in which nothing happens would prove nothing.
    seen.is_enough(histories);
}
