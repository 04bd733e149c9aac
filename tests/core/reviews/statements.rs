use auditdesk_core::{
    api::wire::{
        ExportReviews, FindEntry, FindUnmarked, ImportReviews, ReadFacets, ReadPage, ReviewFormat, ReviewsImported,
        Settings, ShowEntry, WriteReview,
    },
    entry::filter::Field,
    error::ErrorCode,
    review::{Disposition, ReviewAction},
};
use chrono::TimeDelta;

use crate::{at, rows, stage, stage::Stage, view};

async fn say(stage: &Stage, keys: &[&str], action: ReviewAction) {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    stage.desk.review_write(WriteReview { keys, action }).await.expect("it is said");
}

fn dispose(disposition: Disposition) -> ReviewAction {
    ReviewAction::Dispose { disposition: Some(disposition) }
}

fn tag(tag: &str) -> ReviewAction {
    ReviewAction::Tag { tag: tag.to_owned() }
}

fn note(text: &str) -> ReviewAction {
    ReviewAction::Write { note: String::new(), text: text.to_owned() }
}

async fn named(stage: &Stage, name: &str) {
    let settings = Settings { reviewer: name.to_owned(), ..Settings::default() };
    stage.desk.settings_write(settings).await.expect("a good name");
}

async fn keys(stage: &Stage, filter: &str) -> Vec<String> {
    rows(stage, filter).await.into_iter().map(|row| row.key).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_is_in_the_filter_the_facets_and_the_order_and_outlives_the_program() {
    let mut stage = stage(6).await;
    named(&stage, "Maya Chen").await;
    say(&stage, &["s2", "s4"], dispose(Disposition::Exception)).await;
    say(&stage, &["s3"], dispose(Disposition::Fine)).await;
    say(&stage, &["s3", "s4"], tag(" quarter end ")).await;
    say(&stage, &["s4"], note("Asked **Bob**, see [[s2]].")).await;
    for again in [false, true] {
        if again {
            stage.restart().await;
        }
        assert_eq!(keys(&stage, "disposition:exception").await, ["s2", "s4"]);
        assert_eq!(keys(&stage, "-disposition:*").await, ["s1", "s5", "s6"]);
        assert_eq!(keys(&stage, "tag:\"quarter end\" -note:bob").await, ["s3"]);
        assert_eq!(keys(&stage, "reviewer:maya*").await, ["s2", "s3", "s4"]);
        let (view, _) = view(&stage, "").await;
        let fields = vec![Field::Disposition, Field::Tag];
        let facets = ReadFacets { view, fields, limit: 10, search: String::new() };
        let facets = stage.desk.view_facets(facets).await.expect("they have facets");
        let counts: Vec<_> = facets[0].values.iter().map(|value| (value.value.as_str(), value.count)).collect();
        assert_eq!((counts, facets[0].absent), (vec![("exception", 2), ("fine", 1)], 3));
        assert_eq!((facets[1].values[0].value.as_str(), facets[1].absent), ("quarter end", 4));
        let row = rows(&stage, "note:*").await.remove(0).review;
        assert_eq!((row.disposition, row.notes, row.reviewer.as_str()), (Some(Disposition::Exception), 1, "Maya Chen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_open_shows_what_is_said_meanwhile_and_stays_as_it_is() {
    let stage = stage(3).await;
    let (view, count) = view(&stage, "-disposition:*").await;
    say(&stage, &["s2"], dispose(Disposition::Fine)).await;
    let page = stage.desk.view_page(ReadPage { view, offset: 0, limit: 10 }).await.expect("the view is kept");
    assert_eq!((count, page.rows.len()), (3, 3), "no row goes while it is worked through");
    assert_eq!(page.rows[1].review.disposition, Some(Disposition::Fine));
    let next = |after, backwards| stage.desk.view_unmarked(FindUnmarked { view, after, backwards });
    assert_eq!(next(Some(0), false).await.expect("the view is kept").rank, Some(2), "the marked one is passed over");
    assert_eq!(next(Some(2), true).await.expect("the view is kept").rank, Some(0));
    assert_eq!(next(Some(2), false).await.expect("the view is kept").rank, None);
    assert_eq!(next(None, true).await.expect("the view is kept").rank, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_keeps_its_author_and_moment_and_the_last_one_holds_whatever_the_clock_says() {
    let stage = stage(1).await;
    named(&stage, "Maya").await;
    say(&stage, &["s1"], dispose(Disposition::Exception)).await;
    say(&stage, &["s1"], note("first")).await;
    // The clock is set back; somebody else goes on.
    stage.clock.advance(-TimeDelta::hours(3));
    named(&stage, "Tom").await;
    say(&stage, &["s1"], dispose(Disposition::Fine)).await;
    let show = || stage.desk.review_show(ShowEntry { key: "s1".into() });
    let shown = show().await.expect("it is there");
    let id = shown.written[0].id.clone();
    say(&stage, &["s1"], ReviewAction::Write { note: id.clone(), text: "second".into() }).await;
    let shown = show().await.expect("it is there");
    assert_eq!((shown.row.disposition, shown.row.reviewer.as_str()), (Some(Disposition::Fine), "Tom"));
    let written = &shown.written[0];
    assert_eq!((written.by.as_str(), written.edited_by.as_str(), written.text.as_str()), ("Maya", "Tom", "second"));
    let said: Vec<_> = shown.history.iter().map(|line| line.by.as_str()).collect();
    assert_eq!(said, ["Tom", "Tom", "Maya", "Maya"]);
    assert!(shown.history.is_sorted_by(|later, earlier| later.at > earlier.at), "each is later than what it answers");
    say(&stage, &["s1"], ReviewAction::Erase { note: id }).await;
    let shown = show().await.expect("it is there");
    assert!(shown.written.is_empty());
    assert!(
        shown.history.iter().any(|line| matches!(&line.action, ReviewAction::Write { text, .. } if text == "first"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_an_earlier_version_does_not_hold_for_a_later_one_and_is_shown_beside_it() {
    let mut stage = stage(2).await;
    say(&stage, &["s1"], dispose(Disposition::Fine)).await;
    stage.tell([("e0".to_owned(), at(0), "user_deleted")]).await;
    let latest = rows(&stage, "operation:user_deleted").await.remove(0);
    assert_ne!(latest.key, "s1", "another telling of e0 is another version");
    assert_eq!(latest.review.disposition, None, "the new version was not looked at yet");
    let shown = stage.desk.review_show(ShowEntry { key: latest.key }).await.expect("it is there");
    assert_eq!(shown.earlier[0].key, "s1");
    assert_eq!(shown.earlier[0].row.disposition, Some(Disposition::Fine));
    assert_eq!(keys(&stage, "disposition:fine").await, Vec::<String>::new());
    assert_eq!(keys(&stage, "disposition:fine state:superseded").await, ["s1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_of_two_reviewers_come_together_once_and_find_their_entries_by_hash() {
    let (here, there) = (stage(4).await, stage(4).await);
    named(&here, "Maya").await;
    named(&there, "Tom").await;
    say(&here, &["s1", "s2"], dispose(Disposition::Fine)).await;
    // Later, on another machine; it decides otherwise on one of them.
    there.clock.advance(TimeDelta::hours(1));
    say(&there, &["s2"], dispose(Disposition::Exception)).await;
    say(&there, &["s3"], note("Not on the list.")).await;
    let file = |stage: &Stage, filter: &str| {
        let request = ExportReviews { filter: filter.to_owned(), zone: String::new(), format: ReviewFormat::Jsonl };
        let desk = stage.desk.clone();
        async move { desk.review_export(request).await.expect("it is written") }
    };
    let handed = file(&there, "").await;
    assert_eq!(handed.lines, 2);
    let import = || here.desk.review_import(ImportReviews { text: handed.text.clone() });
    assert_eq!(import().await.expect("good lines"), ReviewsImported { added: 2, known: 0, elsewhere: 0 });
    assert_eq!(import().await.expect("good lines"), ReviewsImported { added: 0, known: 2, elsewhere: 0 });
    assert_eq!(keys(&here, "disposition:exception reviewer:tom").await, ["s2"]);
    assert_eq!(keys(&here, "note:list").await, ["s3"]);
    assert_eq!(file(&here, "disposition:exception").await.lines, 2, "both statements on s2");
    // A workspace without the entries keeps the statements until they come.
    let mut empty = stage(0).await;
    let taken = empty.desk.review_import(ImportReviews { text: handed.text.clone() }).await.expect("good lines");
    assert_eq!(taken, ReviewsImported { added: 2, known: 0, elsewhere: 2 });
    let kinds = ["user_login", "app_created", "query_executed", "user_login"];
    empty.tell((0..4_i64).map(|n| (format!("e{n}"), at(n), kinds[n as usize]))).await;
    let taken = empty.desk.review_import(ImportReviews { text: handed.text.clone() }).await.expect("good lines");
    assert_eq!(taken, ReviewsImported { added: 0, known: 2, elsewhere: 0 });
    assert_eq!(keys(&empty, "disposition:exception").await, ["s2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_is_refused_and_nothing_is_kept_of_it() {
    let stage = stage(2).await;
    let refused = async |keys: &[&str], action| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        stage.desk.review_write(WriteReview { keys, action }).await.expect_err("it is refused").code
    };
    assert_eq!(refused(&["s1", "s9"], dispose(Disposition::Fine)).await, ErrorCode::NotFound);
    assert_eq!(refused(&["s1"], tag("  ")).await, ErrorCode::WrongUse);
    assert_eq!(refused(&["s1"], tag(&"x".repeat(65))).await, ErrorCode::WrongUse);
    assert_eq!(refused(&["s1"], note(&"x".repeat(65 * 1024))).await, ErrorCode::WrongUse);
    let import = stage.desk.review_import(ImportReviews { text: "{\"id\":1}\n".into() }).await;
    assert!(import.expect_err("it is refused").message.starts_with("Line 1 "));
    assert_eq!(rows(&stage, "disposition:* OR tag:* OR note:*").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_of_reviews_runs_no_formula() {
    let stage = stage(1).await;
    say(&stage, &["s1"], note("=HYPERLINK(\"http://example.com\")")).await;
    say(&stage, &["s1"], tag("=1+1")).await;
    let request = ExportReviews { filter: String::new(), zone: String::new(), format: ReviewFormat::Csv };
    let file = stage.desk.review_export(request).await.expect("it is written");
    assert_eq!(file.lines, 1);
    let mut table = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
    let head = table.headers().expect("a header").clone();
    let row = table.records().next().expect("one row").expect("it can be read");
    let cell = |name: &str| row.get(head.iter().position(|head| head == name).expect("a column")).expect("a cell");
    assert_eq!(cell("tags"), "'=1+1");
    assert_eq!(cell("entry"), "s1");
    assert_eq!(cell("sha256").len(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_the_entry_on_every_machine_that_has_it_with_these_bytes() {
    let (here, mut there) = (stage(3).await, stage(0).await);
    let link = here.desk.entry_link(ShowEntry { key: "s2".into() }).await.expect("it is settled").link;
    let find = |stage: &Stage| stage.desk.clone();
    let nowhere = find(&there).entry_find(FindEntry { link: link.clone() }).await.expect_err("it is not there");
    assert!(nowhere.message.contains("not in this workspace"), "{}", nowhere.message);
    there.tell([("e2".to_owned(), at(2), "query_executed"), ("e1".to_owned(), at(1), "app_created")]).await;
    let found = find(&there).entry_find(FindEntry { link: link.clone() }).await.expect("it is there");
    let row = rows(&there, "operation:app_created").await.remove(0);
    assert_eq!(found.key, row.key);
    let mut other = stage(0).await;
    other.tell([("e1".to_owned(), at(1), "user_deleted")]).await;
    let differs = find(&other).entry_find(FindEntry { link: link.clone() }).await.expect_err("it is another record");
    assert!(differs.message.contains("not with the bytes"), "{}", differs.message);
    // A note that names a ledger place keeps its meaning on another machine.
    say(&here, &["s1"], note("Same as [[s2]], not [[s99]] or [[x]].")).await;
    let text = here.desk.review_show(ShowEntry { key: "s1".into() }).await.expect("it is there").written.remove(0).text;
    assert_eq!(text, format!("Same as [s2]({link}), not [[s99]] or [[x]]."));
}
