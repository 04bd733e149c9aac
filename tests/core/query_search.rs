//! Searches under way: what they say before the end holds at the end, whatever the signatures answer.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use auditdesk_core::{
    api::wire::Sort,
    entry::{
        Record, SourceId,
        filter::{
            Field, Filter,
            text::{Finder, fold, unescape},
        },
    },
    error::{Error, ErrorCode, Result},
    store::{
        blocks::{BlockSpan, Blocks},
        columns::{RowAt, Snapshot},
        query::ReadContext,
    },
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::{query_filters::random_filter, query_support::World};

/// How the blocks of a world answer whether they may hold a text.
#[derive(Clone, Copy, Debug)]
enum Signature {
    /// Yes.
    None,
    /// Truly, and yes to some others by this seed.
    Superset(u64),
    /// By the trigrams of their records.
    Trigrams,
}

struct Signed<'a> {
    world: &'a World,
    signature: Signature,
    read: AtomicUsize,
}

impl<'a> Signed<'a> {
    fn new(world: &'a World, signature: Signature) -> Self {
        Self { world, signature, read: AtomicUsize::new(0) }
    }

    fn context(&'a self) -> ReadContext<'a> {
        ReadContext { blocks: self, ..self.world.context() }
    }

    fn raws(&self, span: BlockSpan) -> impl Iterator<Item = &str> {
        let first = span.first as usize - 1;
        self.world.settled[first..first + span.count as usize].iter().map(|item| item.raw.as_str())
    }
}

impl Blocks for Signed<'_> {
    fn spans(&self) -> Arc<[BlockSpan]> {
        self.world.spans()
    }

    fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
        self.read.fetch_add(1, Ordering::Relaxed);
        self.world.read(span)
    }

    fn candidates(&self, spans: &[BlockSpan], text: &Finder) -> Result<Vec<bool>> {
        assert!(spans.is_sorted_by_key(|span| span.first), "blocks are asked for in their order");
        Ok(match self.signature {
            Signature::None => vec![true; spans.len()],
            Signature::Superset(seed) => {
                let rng = &mut ChaCha8Rng::seed_from_u64(seed);
                let holds = |span: &BlockSpan| self.raws(*span).any(|raw| text.find_in(raw.as_bytes()));
                spans.iter().map(|span| rng.random_bool(0.3) || holds(span)).collect()
            }
            Signature::Trigrams => {
                let trigrams = |text: &[u8]| text.windows(3).map(<[u8]>::to_vec).collect::<HashSet<_>>();
                let wanted = trigrams(fold(text.needle()).as_bytes());
                let may = |span: &BlockSpan| {
                    let held: HashSet<_> = self
                        .raws(*span)
                        .flat_map(|raw| {
                            let plain = unescape(raw.as_bytes());
                            let plain = fold(&String::from_utf8_lossy(&plain));
                            trigrams(fold(raw).as_bytes()).into_iter().chain(trigrams(plain.as_bytes()))
                        })
                        .collect();
                    wanted.is_subset(&held)
                };
                spans.iter().map(may).collect()
            }
        })
    }

    fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
        self.world.pending(source, remote_id)
    }
}

const BY_TIME: [Sort; 2] =
    [Sort { field: Field::Time, descending: true }, Sort { field: Field::Time, descending: false }];

fn all_rows(world: &World, snapshot: &Snapshot) -> Vec<RowAt> {
    let keys = world.items().map(|item| world.row(item).key);
    keys.map(|key| snapshot.find(&key).expect("every entry is found by its key")).collect()
}

/// The rows that match, by the plain definition, in an order.
fn expected(world: &World, rows: &[RowAt], filter: &Filter, sort: Sort) -> Vec<RowAt> {
    world.sorted(world.select(filter), sort).into_iter().map(|row| rows[row]).collect()
}

/// Answers a filter step by step and holds every step against the end.
fn goes_only_forward(snapshot: &Snapshot, filter: &Filter, expected: &[RowAt], blocks: &Signed<'_>, sort: Sort) {
    let said = format!("filter: {}, {sort:?}, {:?}", filter.to_text(), blocks.signature);
    let (context, cancel) = (blocks.context(), CancellationToken::new());
    let mut search = snapshot.search(filter, sort, &context, &cancel).expect("nothing fails here");
    let (mut certain, mut searched) = (0, 0);
    loop {
        let selection = search.selection();
        let now = selection.certain(sort);
        assert!(now >= certain, "what is certain stays so, {said}");
        assert!(now <= selection.count() && selection.count() <= expected.len() as u64, "at least so many, {said}");
        let first = selection.order(sort).page(0, now as usize);
        assert_eq!(first, expected[..now as usize], "the certain rows are the first of the end, {said}");
        let progress = search.progress();
        assert!(searched <= progress.searched && progress.searched <= progress.of, "it goes forward, {said}");
        (certain, searched) = (now, progress.searched);
        assert_eq!(selection.is_complete(), search.is_complete());
        if search.is_complete() {
            assert_eq!(selection.count(), expected.len() as u64, "count, {said}");
            assert_eq!(selection.order(sort).page(0, expected.len() + 1), expected, "rows, {said}");
            assert_eq!(progress.searched, progress.of, "{said}");
            return;
        }
        search.advance().expect("nothing fails here");
    }
}

#[test]
fn a_search_under_way_says_nothing_that_the_end_takes_back() {
    for seed in 20..24 {
        let mut world = World::random(seed, 150, 70);
        world.block = 1 + (seed % 3) as u32;
        let snapshot = world.write().columns().snapshot();
        let (rows, rng) = (all_rows(&world, &snapshot), &mut ChaCha8Rng::seed_from_u64(seed));
        for round in 0..25_u64 {
            let filter = random_filter(rng, &world);
            for sort in BY_TIME {
                let expected = expected(&world, &rows, &filter, sort);
                for signature in [Signature::None, Signature::Superset(seed ^ round), Signature::Trigrams] {
                    goes_only_forward(&snapshot, &filter, &expected, &Signed::new(&world, signature), sort);
                }
            }
        }
    }
}

#[test]
fn texts_in_every_combination_are_found_whatever_the_signatures_answer() {
    let mut world = World::random(31, 5_000, 500);
    world.block = 64;
    let snapshot = world.write().columns().snapshot();
    let rows = all_rows(&world, &snapshot);
    for text in [
        "needle",
        "-needle",
        "needle OR -zebra",
        "needle -zebra outcome:failure",
        "-(needle zebra) \"größe\"",
        "'Kelvin'",
        "e",
    ] {
        let filter = Filter::parse(text).expect("it parses");
        let expected = expected(&world, &rows, &filter, Sort::default());
        for signature in [Signature::Superset(7), Signature::Trigrams] {
            goes_only_forward(&snapshot, &filter, &expected, &Signed::new(&world, signature), Sort::default());
        }
    }
}

#[test]
fn the_first_rows_of_a_frequent_word_are_certain_after_a_few_blocks() {
    let mut world = World::random(32, 4_000, 0);
    world.block = 4;
    // In the order of the ledger, as a platform writes it.
    for (item, second) in world.settled.iter_mut().zip(0..) {
        item.entry.occurred_at = super::query_support::now() + chrono::Duration::seconds(second);
    }
    let snapshot = world.write().columns().snapshot();
    let filter = Filter::parse("needle").expect("it parses");
    let rows = all_rows(&world, &snapshot);
    for sort in BY_TIME {
        let blocks = Signed::new(&world, Signature::None);
        let (context, cancel) = (blocks.context(), CancellationToken::new());
        let first = snapshot.select_first(&filter, sort, 20, &context, &cancel).expect("nothing fails here");
        let expected = expected(&world, &rows, &filter, sort);
        assert_eq!(first.order(sort).page(0, 20), expected[..20], "{sort:?}");
        assert!(!first.is_complete() && first.certain(sort) >= 20, "{sort:?}");
        let read = blocks.read.load(Ordering::Relaxed);
        assert!(read < 500, "{read} of 1000 blocks were read for the first 20 rows");
    }
    let by_duration = Sort { field: Field::Duration, descending: true };
    let whole = snapshot.select_first(&filter, by_duration, 20, &world.context(), &CancellationToken::new());
    assert!(whole.expect("nothing fails here").is_complete(), "another order is known only at the end");
}

#[test]
fn blocks_that_cannot_hold_the_text_are_not_read() {
    let mut world = World::random(33, 600, 0);
    world.block = 6;
    let snapshot = world.write().columns().snapshot();
    let blocks = Signed::new(&world, Signature::Trigrams);
    for (text, reads) in [("xylophone", false), ("-xylophone", false), ("zebra", true), ("-zebra", true)] {
        let filter = Filter::parse(text).expect("it parses");
        let selection = snapshot.select(&filter, &blocks.context(), &CancellationToken::new());
        assert_eq!(selection.expect("nothing fails here").count(), world.select(&filter).len() as u64, "{text}");
        assert_eq!(blocks.read.swap(0, Ordering::Relaxed) > 0, reads, "{text}");
    }
}

#[test]
fn a_search_that_is_cancelled_or_fails_under_way_says_so() {
    struct Failing<'a>(&'a World);
    impl Blocks for Failing<'_> {
        fn spans(&self) -> Arc<[BlockSpan]> {
            self.0.spans()
        }
        fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
            if span.first > 300 {
                return Err(Error::new(ErrorCode::Io, "the disk is gone"));
            }
            self.0.read(span)
        }
        fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
            self.0.pending(source, remote_id)
        }
    }
    let mut world = World::random(34, 400, 0);
    world.block = 1;
    let snapshot = world.write().columns().snapshot();
    let filter = Filter::parse("needle").expect("it parses");

    let cancel = CancellationToken::new();
    let context = world.context();
    let mut search = snapshot.search(&filter, Sort::default(), &context, &cancel).expect("nothing fails here");
    assert!(search.advance().expect("nothing fails here"), "there is more to look at");
    cancel.cancel();
    assert_eq!(search.advance().expect_err("it was cancelled").code, ErrorCode::Cancelled);

    let blocks = Failing(&world);
    let context = ReadContext { blocks: &blocks, ..world.context() };
    let failed = snapshot.select(&filter, &context, &CancellationToken::new());
    assert_eq!(failed.expect_err("a block cannot be read").code, ErrorCode::Io);
}
