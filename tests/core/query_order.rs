//! Orders: pages at any rank, in any sequence, are those of sorting everything.

use auditdesk_core::{
    api::wire::Sort,
    entry::filter::{Field, Filter},
    store::query::{Order, Selection},
};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::query_support::{World, now};

fn select(world: &World, filter: &Filter) -> Selection {
    let snapshot = world.write().columns().snapshot();
    snapshot.select(filter, &world.context(), &CancellationToken::new()).expect("nothing fails here")
}

fn keys(order: &Order, selection: &Selection, offset: usize, limit: usize) -> Vec<String> {
    let rows = order.page(offset as u64, limit);
    rows.into_iter().map(|at| selection.snapshot().key(at).expect("a row of its snapshot")).collect()
}

/// Reads pages of a new order at random ranks, and ranks of random rows, against the sorted keys.
fn agree(rng: &mut ChaCha8Rng, selection: &Selection, sort: Sort, sorted: &[String]) {
    // Each of them may be the first: a page in the middle, a page at the start, a rank.
    let first = rng.random_range(0..3);
    let order = selection.order(sort);
    for number in 0..12 {
        if (number + first) % 3 == 2 && !sorted.is_empty() {
            let rank = rng.random_range(0..sorted.len());
            let at = selection.snapshot().find(&sorted[rank]).expect("it is there");
            assert_eq!(order.rank(at), Some(rank as u64), "rank of {} in {sort:?}", sorted[rank]);
            continue;
        }
        let offset = if (number + first) % 3 == 1 { number * 40 } else { rng.random_range(0..=sorted.len() + 2) };
        let limit = rng.random_range(0..400);
        let from = offset.min(sorted.len());
        let expected = &sorted[from..(offset + limit).min(sorted.len()).max(from)];
        assert!(keys(&order, selection, offset, limit) == expected, "{limit} rows from {offset} on in {sort:?}");
    }
}

/// Every field in both directions.
fn agree_on_every_field(world: &World, filter: &str, fields: &[Field]) {
    let rng = &mut ChaCha8Rng::seed_from_u64(world.settled.len() as u64);
    let filter = Filter::parse(filter).expect("it parses");
    let (selection, expected) = (select(world, &filter), world.select(&filter));
    assert_eq!(selection.count(), expected.len() as u64);
    for field in fields {
        for descending in [false, true] {
            let sort = Sort { field: *field, descending };
            let sorted = world.sorted(expected.clone(), sort).into_iter().map(|row| world.row(world.item(row)).key);
            agree(rng, &selection, sort, &sorted.collect::<Vec<_>>());
        }
    }
}

#[test]
fn every_field_sorts_as_plain_code_does_with_ties_and_absent_values() {
    for (seed, settled, pending) in [(41, 5_000, 700), (42, 300, 20), (43, 0, 3), (44, 0, 0)] {
        agree_on_every_field(&World::random(seed, settled, pending), "state:*", &Field::ALL);
    }
}

#[test]
fn a_filter_that_leaves_few_rows_sorts_alike() {
    agree_on_every_field(&World::random(45, 6_000, 100), "outcome:denied status:404 -server:*github*", &Field::ALL);
}

#[test]
fn rows_of_one_moment_and_one_value_are_in_the_order_of_the_ledger() {
    let mut world = World::random(46, 5_000, 500);
    let entry = world.settled[0].entry.clone();
    world.settled.iter_mut().chain(&mut world.pending).for_each(|item| item.entry = entry.clone());
    agree_on_every_field(
        &world,
        "state:*",
        &[Field::Time, Field::Outcome, Field::Server, Field::Error, Field::Session],
    );
}

#[test]
fn moments_in_any_sequence_are_sorted() {
    let mut world = World::random(47, 9_000, 200);
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let mut seconds: Vec<i64> = (0..9_000).collect();
    // Mostly in sequence, as a ledger is, but for a stretch that came late.
    seconds[2_000..7_000].shuffle(rng);
    for (item, second) in world.settled.iter_mut().zip(seconds) {
        item.entry.occurred_at = now() - chrono::Duration::seconds(9_000 - second);
        item.entry.recorded_at = item.entry.occurred_at;
    }
    agree_on_every_field(&world, "", &[Field::Time, Field::Recorded, Field::Seq]);
}

#[test]
fn ids_of_every_form_sort_by_number_then_by_text() {
    let of_form: [fn(u64) -> String; 5] = [
        |number| format!("{:08x}-{:04x}-4000-8000-{number:012x}", (number * 2_654_435_761) & 0xffff_ffff, number % 7),
        |number| (u64::MAX - 9_400 + number).to_string(),
        |number| format!("audit-log-of-the-platform-{}", number * 7_919 % 10_007),
        |number| format!("{}é{number}", if number % 2 == 0 { "ID" } else { "id" }),
        |number| if number % 3 == 0 { format!("{number:05}") } else { number.to_string() },
    ];
    for forms in [&of_form[..1], &of_form[1..2], &of_form[2..3], &of_form[..]] {
        let mut world = World::random(48, 9_000, 300);
        for (item, number) in world.settled.iter_mut().chain(&mut world.pending).zip(0..) {
            let form = forms[number as usize * forms.len() / 9_300];
            item.remote_id = form(number);
            item.superseded = false;
            item.entry.request_id = (number % 11 != 0).then(|| form(number / 2));
        }
        agree_on_every_field(&world, "", &[Field::Id, Field::Request]);
    }
}
