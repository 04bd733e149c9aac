//! The signatures of the real store: which blocks they rule out, and never one that holds the text.
#![allow(clippy::unwrap_used, reason = "a suite fails where its own means fail")]

mod store_support;

use auditdesk_core::{entry::filter::text::Finder, store::Store};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use store_support::{commit, create, database, open, settled, source};

/// Blocks of a full segment of signatures.
const SEGMENT: usize = 1024;

/// What is asked: plain, escaped, folded, short, absent.
const NEEDLES: [&str; 12] = [
    "needle",
    "NEEDLE in",
    "say \"so\"",
    "say \\\"so\\\"",
    "café",
    "CAFÉ",
    "caf\\u00e9",
    "line\nbreak",
    "id\":7,",
    "ab",
    "nowhere at all",
    "ΩMEGA",
];

fn record(number: usize) -> Value {
    match number % 1000 {
        7 => json!({ "id": number, "text": "a needle in the hay" }),
        77 => json!({ "id": number, "text": "they say \"so\"" }),
        177 => json!({ "id": number, "text": "at the Café" }),
        277 => json!({ "id": number, "text": "line\nbreak" }),
        377 => json!({ "id": number, "text": "Ωmega", "more": "{\"text\":\"CAF\\u00C9\"}" }),
        _ => json!({ "id": number, "op": "read" }),
    }
}

/// The records of every block, as reading and scanning agree on them.
fn records(store: &Store) -> Vec<Vec<Vec<u8>>> {
    let blocks = store.blocks();
    let scan = |span| {
        let mut scanned = Vec::new();
        blocks
            .scan(span, &mut |place, raw| {
                assert_eq!(place, scanned.len());
                scanned.push(raw.to_vec());
            })
            .unwrap();
        let read: Vec<_> = blocks.read(span).unwrap().into_iter().map(|record| record.raw).collect();
        assert_eq!(scanned, read, "a scan shows what reading gives");
        scanned
    };
    blocks.spans().iter().map(|span| scan(*span)).collect()
}

/// Asks for every needle, in both modes: a block that holds it is a candidate. Returns all answers.
fn look(store: &Store, records: &[Vec<Vec<u8>>]) -> Vec<Vec<bool>> {
    let blocks = store.blocks();
    let spans = blocks.spans();
    let finders = NEEDLES.iter().flat_map(|needle| [Finder::new(needle, false), Finder::new(needle, true)]);
    finders
        .map(|finder| {
            let candidates = blocks.candidates(&spans, &finder).unwrap();
            assert_eq!(candidates.len(), records.len());
            for (at, records) in records.iter().enumerate() {
                let holds = records.iter().any(|raw| finder.find_in(raw));
                assert!(candidates[at] || !holds, "{:?} is in the block at {}", finder.needle(), spans[at].first);
            }
            let some: Vec<_> = spans.iter().copied().step_by(3).collect();
            let of_some = blocks.candidates(&some, &finder).unwrap();
            assert!(of_some.iter().eq(candidates.iter().step_by(3)), "a part of the blocks gets the same answers");
            candidates
        })
        .collect()
}

#[tokio::test]
async fn no_block_that_holds_a_text_is_ruled_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    let id = source(&store, "gateway").await;
    // Over the edge of a segment, in commits of any size: some blocks are in the segment, some wait, the last is the tail.
    let total = (SEGMENT + 40) * 64 + 17;
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let mut next = 0;
    while next < total {
        let most = if random.random_ratio(1, 3) { 100 } else { 20_000 };
        let until = total.min(next + random.random_range(1..=most));
        let batch = (next..until).map(|number| settled(id, &number.to_string(), &record(number))).collect();
        assert_eq!(commit(&store, id, batch).await.settled, (until - next) as u64);
        next = until;
    }
    let records = records(&store);
    let before = look(&store, &records);
    let absent = &before[2 * NEEDLES.iter().position(|needle| *needle == "nowhere at all").unwrap()];
    let candidates = absent.iter().filter(|candidate| **candidate).count();
    assert!(candidates * 20 <= absent.len(), "{candidates} of {} blocks may hold what is nowhere", absent.len());
    drop(store);

    let store = open(folder.path());
    assert_eq!(look(&store, &records), before, "opening loads the same");
    drop(store);

    // As an older program left it, and damaged.
    database(folder.path())
        .execute_batch("DELETE FROM signature_open; DELETE FROM signature_segment; DELETE FROM signature")
        .unwrap();
    let store = open(folder.path());
    assert_eq!(look(&store, &records), before, "opening makes the same again");
    drop(store);
    database(folder.path())
        .execute_batch("DELETE FROM signature WHERE id % 3 = 0; UPDATE signature SET slices = x'00' WHERE id % 3 = 1")
        .unwrap();
    look(&open(folder.path()), &records);
}
