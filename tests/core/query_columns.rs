//! The writer: what is persisted comes back, what is discarded never was, and readers see one state.

use auditdesk_core::{
    entry::filter::{Field, Filter},
    error::ErrorCode,
    store::columns::{CHUNK_ROWS, Change, ColumnWriter, DictionaryValue, Row, SEGMENT_ROWS, SegmentBlob, Snapshot},
};
use tokio_util::sync::CancellationToken;

use super::query_support::{World, random_entry};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn empty() -> ColumnWriter {
    ColumnWriter::open(Vec::new(), &[], &[]).expect("nothing fits together")
}

/// Every row of a snapshot, as text.
fn rows(snapshot: &Snapshot, world: &World) -> Vec<String> {
    let filter = Filter::parse("state:*").expect("it parses");
    let selection = snapshot.select(&filter, &world.context(), &CancellationToken::new()).expect("nothing fails here");
    let order = selection.order(auditdesk_core::api::wire::Sort { field: Field::Seq, descending: false });
    let rows = order.page(0, selection.count() as usize);
    rows.into_iter().map(|at| format!("{:?}", snapshot.row(at))).collect()
}

#[test]
fn full_segments_and_chunks_come_back_from_their_blobs() {
    let world = World::random(21, (SEGMENT_ROWS + CHUNK_ROWS) as usize + 50, 20);
    let mut first = world.write();
    let unsaved = first.unsaved();
    assert_eq!(unsaved.segments.len(), 1, "one segment is full");
    assert_eq!(unsaved.chunks.len(), 1, "and one chunk after it");
    let superseded: Vec<_> = world.settled.iter().filter(|item| item.superseded).filter_map(|item| item.seq).collect();
    let mut second = ColumnWriter::open(unsaved.values.clone(), &superseded, &[]).expect("it is whole");
    second.restore(&unsaved.segments).expect("the segment is whole");
    second.restore_chunks(&unsaved.chunks).expect("the chunk is whole");
    assert_eq!(second.settled(), SEGMENT_ROWS + CHUNK_ROWS);
    world.stage_names(&mut second);
    for item in &world.settled[(SEGMENT_ROWS + CHUNK_ROWS) as usize..] {
        second.stage(Change::Settle { seq: item.seq.expect("it is settled"), supersedes: None, row: item.row() });
    }
    for item in &world.pending {
        second.stage(Change::Pend { row: item.row() });
    }
    let again = second.unsaved();
    assert_eq!(again, auditdesk_core::store::columns::Unsaved::default(), "what was opened is persisted already");
    second.publish();
    let (one, two) = (first.columns().snapshot(), second.columns().snapshot());
    assert!(rows(&one, &world) == rows(&two, &world), "the opened columns hold the same rows");
    assert_eq!(one.totals(), two.totals());
    for text in ["outcome:failure", "actor:alice -server:ms1*", "time:3d duration>1s", "request:10"] {
        let filter = Filter::parse(text).expect("it parses");
        let selection = two.select(&filter, &world.context(), &CancellationToken::new()).expect("nothing fails here");
        assert_eq!(selection.count(), world.select(&filter).len() as u64, "{text}");
    }

    // Damage: any byte, the wrong place, a lost dictionary value.
    let open = |values: Vec<DictionaryValue>, bytes: Vec<u8>, index| {
        let opened = ColumnWriter::open(values, &[], &[]);
        let restored = opened.and_then(|mut columns| columns.restore(&[SegmentBlob { index, bytes }]));
        let error = restored.expect_err("it is damaged");
        assert_eq!(error.code, ErrorCode::Corrupt);
    };
    let good = &unsaved.segments[0].bytes;
    for at in [0, 4, 10, good.len() / 3, good.len() / 2, good.len() - 1] {
        let mut bytes = good.clone();
        bytes[at] = !bytes[at];
        open(unsaved.values.clone(), bytes, 0);
    }
    open(unsaved.values.clone(), good[..good.len() / 2].to_vec(), 0);
    open(unsaved.values.clone(), Vec::new(), 0);
    open(unsaved.values.clone(), good.clone(), 1);
    let mut fewer = unsaved.values.clone();
    fewer.retain(|value| value.code < 2);
    open(fewer, good.clone(), 0);
    let mut holed = unsaved.values;
    holed.remove(0);
    open(holed, good.clone(), 0);
}

#[test]
fn discarded_changes_leave_no_trace() {
    let world = World::random(22, 4_500, 300);
    let mut writer = world.write();
    writer.unsaved();
    writer.publish();
    let before = rows(&writer.columns().snapshot(), &world);
    let version = writer.columns().snapshot().version();

    // Of everything some: new values, settled pending entries, changed and new pending ones, supersession, names; over the edge of a chunk.
    let other = World::random(23, 5_000, 0);
    writer.stage(Change::SourceNamed { source: 1, name: "renamed" });
    writer.stage(Change::Person { source: 1, id: "42", name: Some("Someone else"), email: None });
    for (item, seq) in other.settled.iter().zip(4_501..) {
        let mut entry = item.entry.clone();
        entry.session_id = Some(format!("session {seq}"));
        let row = Row { entry: &entry, ..item.row() };
        writer.stage(Change::Settle { seq, supersedes: Some(seq - 4_400), row });
    }
    for item in &world.pending[..100] {
        writer.stage(Change::Pend { row: Row { entry: &other.settled[0].entry, ..item.row() } });
    }
    let settling = &world.pending[200];
    writer.stage(Change::Settle { seq: 9_501, supersedes: None, row: settling.row() });
    let unsaved = writer.unsaved();
    assert!(unsaved.values.iter().any(|value| value.value == "session 4501"));
    writer.discard();

    let after = writer.columns().snapshot();
    assert!(rows(&after, &world) == before, "readers never saw anything");
    assert_eq!(after.version(), version);
    assert_eq!(writer.settled(), 4_500);
    assert_eq!(writer.unsaved(), auditdesk_core::store::columns::Unsaved::default(), "nothing is left to be persisted");
    writer.publish();
    assert!(rows(&writer.columns().snapshot(), &world) == before, "the next publish does not bring it back");

    // The same again, committed this time: new values are offered again, with the codes that the rows have.
    let mut entry = other.settled[0].entry.clone();
    entry.session_id = Some("session 4501".to_owned());
    writer.stage(Change::Settle { seq: 4_501, supersedes: Some(1), row: Row { entry: &entry, ..settling.row() } });
    let unsaved = writer.unsaved();
    assert!(
        unsaved.values.iter().any(|value| value.value == "session 4501"),
        "a value of a failed transaction is offered again"
    );
    assert_eq!(writer.unsaved(), unsaved, "asking twice gives the same");
    writer.publish();
    assert_eq!(writer.unsaved().values, [], "it is persisted now");
    let snapshot = writer.columns().snapshot();
    let at = snapshot.find("s4501").expect("it settled");
    assert_eq!(snapshot.row(at).map(|row| row.session), Some("session 4501".to_owned()));
    assert_eq!(snapshot.pending_row(settling.source, &settling.remote_id), None, "its pending row went");
    assert_eq!(snapshot.totals().pending, 299);
}

#[test]
fn values_published_without_being_offered_are_offered_later() {
    let mut writer = empty();
    let entry = random_entry(&mut ChaCha8Rng::seed_from_u64(1));
    let payload = auditdesk_core::entry::PayloadState::None;
    writer.stage(Change::Pend { row: Row { source: 1, remote_id: "1", payload, entry: &entry } });
    writer.publish();
    let values = writer.unsaved().values;
    assert!(!values.is_empty(), "they are in use and not persisted");
    writer.discard();
    assert_eq!(writer.unsaved().values, values, "a failed transaction did not persist them");
}

#[test]
fn a_snapshot_does_not_change_while_the_writer_goes_on() {
    let world = World::random(24, 4_200, 50);
    let mut writer = world.write();
    let columns = writer.columns();
    let snapshot = columns.snapshot();
    let before = rows(&snapshot, &world);
    let reader = std::thread::spawn({
        let (snapshot, world) = (snapshot.clone(), world.clone());
        move || (0..3).map(|_| rows(&snapshot, &world)).collect::<Vec<_>>()
    });
    let other = World::random(25, 300, 0);
    for (item, seq) in other.settled.iter().zip(4_201..) {
        writer.stage(Change::Settle { seq, supersedes: Some(seq - 4_200), row: item.row() });
        writer.stage(Change::Person { source: 1, id: "42", name: Some(&format!("Name {seq}")), email: None });
        for item in world.pending.iter().take(5) {
            writer.stage(Change::Pend { row: Row { entry: &other.settled[0].entry, ..item.row() } });
        }
        assert_eq!(columns.snapshot().settled(), seq - 1, "staged rows are not seen");
        writer.publish();
        assert_eq!(columns.snapshot().settled(), seq, "published rows are");
    }
    for seen in reader.join().expect("the reader does not panic") {
        assert!(seen == before, "the snapshot stays as it was");
    }
    assert!(rows(&snapshot, &world) == before);
}

#[test]
fn pending_rows_that_come_and_go_are_packed_again() {
    let world = World::random(26, 0, 20_000);
    let mut writer = empty();
    for item in &world.pending {
        writer.stage(Change::Pend { row: item.row() });
    }
    writer.publish();
    let full = writer.columns().snapshot().bytes();
    for (item, seq) in world.pending[..19_000].iter().zip(1..) {
        writer.stage(Change::Settle { seq, supersedes: None, row: item.row() });
    }
    writer.publish();
    let snapshot = writer.columns().snapshot();
    assert_eq!(snapshot.totals().pending, 1_000);
    for item in &world.pending[19_000..] {
        assert!(snapshot.pending_row(item.source, &item.remote_id).is_some(), "{} is still pending", item.remote_id);
    }
    assert!(snapshot.bytes() < full * 3 / 2, "rows that went do not stay in memory");
}

#[test]
fn an_entry_that_is_pending_again_is_held_once() {
    let world = World::random(27, 50, 0);
    let mut writer = world.write();
    let again = world.settled.iter().find(|item| !item.superseded).expect("most are current");
    let at = again.entry.occurred_at.timestamp_micros();
    let held = |writer: &ColumnWriter| writer.columns().snapshot().held(again.source, at, at + 1);
    let before = held(&writer);
    writer.stage(Change::Pend { row: again.row() });
    writer.publish();
    assert_eq!(held(&writer), before);
    writer.stage(Change::Pend { row: Row { remote_id: "new", ..again.row() } });
    writer.publish();
    assert_eq!(held(&writer), before + 1);
}

#[test]
fn a_rename_is_seen_in_rows_filters_facets_and_search_without_new_rows() {
    let mut world = World::random(28, 200, 10);
    let mut writer = world.write();
    let old = writer.columns().snapshot();
    world.people.insert((1, "42".to_owned()), (Some("Zoë Quinn".to_owned()), Some("zoe@example.net".to_owned())));
    world.sources.insert(2, "Second".to_owned());
    world.stage_names(&mut writer);
    writer.publish();
    let new = writer.columns().snapshot();
    for text in ["actor:\"ZOË quinn\"", "\"zoë\"", "source:second", "second", "actor:zoe@example.net"] {
        let filter = Filter::parse(text).expect("it parses");
        let count = |snapshot: &Snapshot| {
            let selection = snapshot.select(&filter, &world.context(), &CancellationToken::new());
            selection.expect("nothing fails here").count()
        };
        let expected = world.select(&filter).len() as u64;
        assert!(expected > 0, "{text} has something to find");
        assert_eq!(count(&new), expected, "{text}");
        assert_eq!(count(&old), 0, "an older snapshot keeps the old name");
    }
}
