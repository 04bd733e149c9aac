//! Random filters: what the columns answer equals what plain code answers.

use std::collections::HashMap;

use auditdesk_core::{
    api::wire::Sort,
    entry::filter::{Bound, Condition, Field, FieldKind, Filter, Node, Pattern, Test, Text, TimeTest, text::fold},
    error::ErrorCode,
    store::columns::RowAt,
};
use chrono::Duration;
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::query_support::{ERRORS, NAMES, NEEDLES, World, now};

/// A filter over the values that occur in a world, and some that do not.
pub fn random_filter(rng: &mut ChaCha8Rng, world: &World) -> Filter {
    if rng.random_bool(0.03) {
        return Filter::default();
    }
    Filter::of(random_node(rng, world, 3))
}

fn random_node(rng: &mut ChaCha8Rng, world: &World, depth: u32) -> Node {
    let branch = if depth == 0 { 0 } else { rng.random_range(0..10) };
    match branch {
        1..=3 => Node::All((0..rng.random_range(2..4)).map(|_| random_node(rng, world, depth - 1)).collect()),
        4..=5 => Node::Any((0..rng.random_range(2..4)).map(|_| random_node(rng, world, depth - 1)).collect()),
        6 => Node::Not(Box::new(random_node(rng, world, depth - 1))),
        _ if rng.random_bool(0.2) => Node::Text(Text {
            needle: (*NEEDLES.choose(rng).expect("not empty")).to_owned(),
            match_case: rng.random_bool(0.3),
        }),
        _ => Node::Is(random_condition(rng, world)),
    }
}

fn random_condition(rng: &mut ChaCha8Rng, world: &World) -> Condition {
    let field = *Field::ALL.choose(rng).expect("not empty");
    if rng.random_bool(0.1) {
        return Condition { field, test: Test::Present };
    }
    let test = match field.kind() {
        FieldKind::Time => {
            let mut bound = || {
                let ago = Duration::seconds(rng.random_range(0..45) * 9000);
                match rng.random_range(0..4) {
                    0 => None,
                    1 => Some(Bound::At(now() - ago)),
                    2 => Some(Bound::Local((now() - ago).naive_utc())),
                    _ => Some(Bound::Ago(ago.num_microseconds().expect("it is short") as u64)),
                }
            };
            Test::Times(vec![TimeTest { from: bound(), until: bound(), typed: None }])
        }
        FieldKind::Number | FieldKind::Duration => {
            let most = match field {
                Field::Seq => world.settled.len() as u64 + 2,
                Field::Status => 600,
                _ => 2_000_000,
            };
            let mut range = || {
                let from = rng.random_bool(0.7).then(|| rng.random_range(0..=most));
                let to = rng.random_bool(0.7).then(|| rng.random_range(from.unwrap_or(0)..=most + from.unwrap_or(0)));
                (from, to)
            };
            Test::Numbers(vec![range(), range()])
        }
        FieldKind::Word | FieldKind::Choice => {
            let count = rng.random_range(1..4);
            Test::OneOf((0..count).map(|_| random_pattern(rng, world, field)).collect())
        }
    };
    Condition { field, test }
}

fn random_pattern(rng: &mut ChaCha8Rng, world: &World, field: Field) -> Pattern {
    let row = rng.random_range(0..world.settled.len() + world.pending.len());
    let item = world.item(row);
    let mut value = match (field, rng.random_range(0..6)) {
        (Field::Actor, 0) => (*NAMES.choose(rng).expect("not empty")).to_owned(),
        (Field::Actor, 1) | (Field::Server, 0) => world.label(item, field),
        (Field::Note, 0..4) => "bob".to_owned(),
        (Field::Error, 0..4) => ERRORS.choose(rng).expect("not empty").chars().take(9).collect(),
        _ => world.value(item, field),
    };
    if value.is_empty() {
        value.push_str("nobody");
    }
    if rng.random_bool(0.3) {
        value = value.to_uppercase();
    }
    if field.kind() == FieldKind::Word && rng.random_bool(0.3) {
        let chars: Vec<char> = value.chars().collect();
        let cut = rng.random_range(0..=chars.len());
        let piece = |range: &[char]| range.iter().collect::<String>();
        let pieces = match rng.random_range(0..3) {
            0 => vec![piece(&chars[..cut]), String::new()],
            1 => vec![String::new(), piece(&chars[cut..])],
            _ => vec![String::new(), piece(&chars[cut / 2..cut]), String::new()],
        };
        return Pattern { pieces };
    }
    Pattern { pieces: vec![value] }
}

const FACETS: [Field; 27] = [
    Field::Actor,
    Field::ActorType,
    Field::Credential,
    Field::Server,
    Field::Operation,
    Field::Target,
    Field::TargetType,
    Field::Outcome,
    Field::ToolError,
    Field::Status,
    Field::Client,
    Field::ClientVersion,
    Field::UserAgent,
    Field::Session,
    Field::Source,
    Field::Error,
    Field::Payload,
    Field::State,
    Field::Kind,
    Field::Ip,
    Field::Request,
    Field::Id,
    Field::Disposition,
    Field::Reviewer,
    Field::Tag,
    Field::Note,
    Field::Sample,
];

fn agree(seed: u64, settled: usize, pending: usize, filters: usize) {
    let world = World::random(seed, settled, pending);
    let snapshot = world.write().columns().snapshot();
    let rng = &mut ChaCha8Rng::seed_from_u64(!seed);
    let cancel = CancellationToken::new();
    let all: Vec<RowAt> = {
        let keys: Vec<_> = world.items().map(|item| world.row(item).key).collect();
        keys.iter().map(|key| snapshot.find(key).expect("every entry is found by its key")).collect()
    };
    for _ in 0..filters {
        let filter = random_filter(rng, &world);
        let said = format!("filter: {}", filter.to_text());
        let selection = snapshot.select(&filter, &world.context(), &cancel).expect("nothing fails here");
        let expected = world.select(&filter);
        assert_eq!(selection.count(), expected.len() as u64, "count, {said}");
        let pending = expected.iter().filter(|row| **row >= settled).count() as u64;
        assert_eq!(selection.pending(), pending, "pending, {said}");
        let seqs: Vec<_> = expected.iter().filter_map(|row| world.item(*row).seq).collect();
        assert_eq!(selection.seqs().collect::<Vec<_>>(), seqs, "ledger places, {said}");
        let times = expected.iter().map(|row| world.item(*row).entry.occurred_at.timestamp_micros());
        assert_eq!(selection.span(), times.clone().min().zip(times.max()), "span, {said}");

        // The order, its pages, its ranks and its rows.
        let sort = Sort { field: *Field::ALL.choose(rng).expect("not empty"), descending: rng.random_bool(0.5) };
        let order = selection.order(sort);
        let rows: Vec<RowAt> = world.sorted(expected.clone(), sort).into_iter().map(|row| all[row]).collect();
        let (offset, limit) = (rng.random_range(0..=rows.len()), rng.random_range(0..200));
        let page = order.page(offset as u64, limit);
        assert_eq!(page, rows[offset..rows.len().min(offset + limit)], "page by {sort:?}, {said}");
        assert_eq!(order.page(0, rows.len() + 1), rows, "order by {sort:?}, {said}");
        if let Some(row) = page.first() {
            assert_eq!(order.rank(*row), Some(offset as u64), "rank by {sort:?}, {said}");
        }

        // Every facet leaves out the pills on its own field.
        let field = *FACETS.choose(rng).expect("not empty");
        let search = if rng.random_bool(0.3) { "A" } else { "" };
        let facets = selection.facets(&[field], usize::MAX, search, &filter, &world.context(), &cancel);
        let facet = facets.expect("nothing fails here").remove(0);
        let without = filter.clone().without(field);
        let mut counts: HashMap<String, u64> = HashMap::new();
        let mut labels: HashMap<String, Vec<String>> = HashMap::new();
        for row in world.select(&without) {
            let item = world.item(row);
            let value = world.value(item, field);
            *counts.entry(value.clone()).or_default() += 1;
            labels.entry(value).or_default().push(world.label(item, field));
        }
        assert_eq!(facet.absent, counts.remove("").unwrap_or(0), "absent of {field:?}, {said}");
        if search.is_empty() {
            let got: HashMap<_, _> = facet.values.iter().map(|value| (value.value.clone(), value.count)).collect();
            assert_eq!(got, counts, "values of {field:?}, {said}");
        }
        assert_eq!(facet.distinct, facet.values.len() as u64, "nothing was cut off, {said}");
        assert!(facet.values.is_sorted_by(|a, b| a.count >= b.count), "the most frequent come first, {said}");
        for value in &facet.values {
            assert_eq!(value.count, counts[&value.value], "count of {}, {said}", value.value);
            assert!(labels[&value.value].contains(&value.label), "the label is one of the value's, {said}");
            assert_eq!(value.chosen, filter.chosen(field, &value.value), "{said}");
            let found = fold(&value.value).contains(&fold(search)) || fold(&value.label).contains(&fold(search));
            assert!(found, "a search keeps what contains it, {said}");
        }

        // The timeline holds every row once, in its own bucket.
        let timeline = selection.timeline(rng.random_range(1..60), super::query_support::ZONE);
        assert!(
            timeline.buckets.iter().zip(timeline.buckets.iter().skip(1)).all(|(a, b)| a.until == b.from),
            "no holes"
        );
        for bucket in &timeline.buckets {
            let (mut stacks, mut tool_errors) = ([0; 5], 0);
            for row in &expected {
                let entry = &world.item(*row).entry;
                if (bucket.from..bucket.until).contains(&entry.occurred_at.timestamp_micros()) {
                    stacks[entry.outcome.status as usize] += 1;
                    tool_errors += u64::from(entry.outcome.tool_error == Some(true));
                }
            }
            assert_eq!((bucket.counts, bucket.tool_errors), (stacks, tool_errors), "bucket, {said}");
        }
        let sum: u64 = timeline.buckets.iter().flat_map(|bucket| bucket.counts).sum();
        assert_eq!(sum, selection.count(), "the timeline holds everything, {said}");
    }
}

#[test]
fn five_hundred_random_filters_answer_as_the_plain_definition_does() {
    for seed in 0..10 {
        agree(seed, 150, 25, 50);
    }
}

#[test]
fn random_filters_agree_where_rows_lie_in_many_segments_and_chunks() {
    agree(77, 8_300, 4_200, 6);
}

#[test]
fn rows_carry_what_the_entries_say() {
    let world = World::random(5, 300, 40);
    let snapshot = world.write().columns().snapshot();
    for item in world.items() {
        let expected = world.row(item);
        let at = snapshot.find(&expected.key).expect("every entry is found by its key");
        assert_eq!(snapshot.row(at), Some(expected.clone()));
        assert_eq!(snapshot.key(at), Some(expected.key));
        assert_eq!(snapshot.seq(at), expected.seq);
        assert_eq!(snapshot.remote(at), Some((item.source, item.remote_id.clone())));
    }
    for key in ["s0", "s301", "p1:none", "p9:90000", "x", "", "s", "p1", "s-1"] {
        assert_eq!(snapshot.find(key), None, "{key:?} names nothing");
    }
}

#[test]
fn counts_of_sources_and_days_are_those_of_distinct_current_entries() {
    let world = World::random(6, 400, 60);
    let snapshot = world.write().columns().snapshot();
    let totals = snapshot.totals();
    assert_eq!(totals.settled, 400);
    assert_eq!(totals.pending, 60);
    assert_eq!(totals.superseded, world.settled.iter().filter(|item| item.superseded).count() as u64);
    let cancel = CancellationToken::new();
    let everything = snapshot.select(&Filter::default(), &world.context(), &cancel).expect("nothing fails here");
    assert_eq!(totals.current(), everything.count());
    for source in 1..=4 {
        let of_source = |item: &&super::query_support::Item| item.source == source && !item.superseded;
        let counts = snapshot.source_counts(source);
        assert_eq!(counts.entries, world.items().filter(of_source).count() as u64);
        assert_eq!(counts.pending, world.pending.iter().filter(of_source).count() as u64);
        let (from, until) =
            ((now() - Duration::days(2)).timestamp_micros(), (now() - Duration::days(1)).timestamp_micros());
        let inside =
            |item: &&super::query_support::Item| (from..until).contains(&item.entry.occurred_at.timestamp_micros());
        assert_eq!(snapshot.held(source, from, until), world.items().filter(of_source).filter(inside).count() as u64);
    }
}

#[test]
fn a_selection_is_narrowed_to_a_range_of_the_ledger() {
    let world = World::random(8, 5_000, 10);
    let snapshot = world.write().columns().snapshot();
    let filter = Filter::parse("outcome:failure").expect("it parses");
    let selection = snapshot.select(&filter, &world.context(), &CancellationToken::new()).expect("nothing fails here");
    for range in [1..5_001, 100..4_200, 4_097..4_098, 10..10, 4_990..9_000] {
        let narrowed = selection.within(range.clone());
        let expected: Vec<_> = selection.seqs().filter(|seq| range.contains(seq)).collect();
        assert_eq!(narrowed.count(), expected.len() as u64, "pending rows are in no range");
        assert_eq!(narrowed.seqs().collect::<Vec<_>>(), expected);
        assert_eq!(selection.seqs_in(range).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn times_and_places_have_no_facets() {
    let world = World::random(9, 10, 0);
    let snapshot = world.write().columns().snapshot();
    let (filter, cancel) = (Filter::default(), CancellationToken::new());
    let selection = snapshot.select(&filter, &world.context(), &cancel).expect("nothing fails here");
    for field in [Field::Time, Field::Recorded, Field::Duration, Field::Seq] {
        let error = selection.facets(&[field], 10, "", &filter, &world.context(), &cancel).expect_err("it is refused");
        assert_eq!(error.code, ErrorCode::WrongUse);
    }
}

#[test]
fn a_cancelled_search_says_so() {
    let world = World::random(10, 100, 10);
    let snapshot = world.write().columns().snapshot();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let filter = Filter::parse("needle").expect("it parses");
    let error = snapshot.select(&filter, &world.context(), &cancel).expect_err("it was cancelled");
    assert_eq!(error.code, ErrorCode::Cancelled);
}

#[test]
fn a_record_that_is_missing_from_the_ledger_is_an_error_not_a_miss() {
    let world = World::random(11, 100, 0);
    let snapshot = world.write().columns().snapshot();
    let mut torn = world.clone();
    torn.settled.truncate(60);
    let filter = Filter::parse("needle").expect("it parses");
    let error = snapshot.select(&filter, &torn.context(), &CancellationToken::new()).expect_err("records are missing");
    assert_eq!(error.code, ErrorCode::Corrupt);
}

#[test]
fn only_blocks_with_undecided_rows_are_read() {
    use auditdesk_core::{
        entry::{Record, SourceId},
        error::Result,
        store::blocks::{BlockSpan, Blocks},
        store::query::ReadContext,
    };
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    struct Counting<'a>(&'a World, AtomicUsize);
    impl Blocks for Counting<'_> {
        fn spans(&self) -> Arc<[BlockSpan]> {
            self.0.spans()
        }
        fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.read(span)
        }
        fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
            self.0.pending(source, remote_id)
        }
    }
    let mut world = World::random(12, 200, 0);
    world.block = 10;
    let snapshot = world.write().columns().snapshot();
    let blocks = Counting(&world, AtomicUsize::new(0));
    let context = ReadContext { blocks: &blocks, ..world.context() };
    for (text, most) in
        [("outcome:failure", 0), ("seq:31..35 needle", 1), ("seq:31..35 OR -seq:12..200 OR seq:12..200 OR needle", 0)]
    {
        let filter = Filter::parse(text).expect("it parses");
        let selection = snapshot.select(&filter, &context, &CancellationToken::new()).expect("nothing fails here");
        assert_eq!(selection.count(), world.select(&filter).len() as u64);
        let read = blocks.1.swap(0, Ordering::Relaxed);
        assert!(read <= most, "{text} reads at most {most} blocks, not {read}");
    }
}
