use auditdesk_core::{
    api::wire::{
        Compare, CompareParts, DocumentRef, Empty, FindMatches, LookKind, OpenDocument, PartRef, ReadLooks, ReadPart,
        RevealEntries, Settings, ShowEntry,
    },
    error::ErrorCode,
};
use sha2::{Digest, Sha256};

use crate::{stage, stage::Stage, view};

async fn ask(stage: &Stage, asks_reason: bool) {
    let settings = stage.desk.settings_read(Empty {}).await.expect("they are read");
    let settings = Settings { asks_reason, reviewer: "Ada".into(), ..settings };
    stage.desk.settings_write(settings).await.expect("they are kept");
}

async fn reveal(stage: &Stage, key: &str, reason: &str) -> Result<(), ErrorCode> {
    let request = RevealEntries { keys: vec![key.into()], reason: reason.into() };
    stage.desk.entry_reveal(request).await.map(drop).map_err(|error| error.code)
}

/// What every way to the bytes of an entry's payload answers: entry, part, document, comparison.
async fn ways(stage: &Stage, key: &str) -> [Result<String, ErrorCode>; 4] {
    let desk = &stage.desk;
    let detail = desk.entry_show(ShowEntry { key: key.into() }).await.expect("fields are always shown");
    let texts: String = detail.parts.iter().chain([&detail.raw]).map(|part| part.text.as_str()).collect();
    let shown = if detail.hidden { Err(ErrorCode::ReasonNeeded) } else { Ok(texts.clone()) };
    assert_eq!(detail.hidden, texts.is_empty(), "hidden is all of it");
    let part = desk.entry_part(ReadPart { key: key.into(), name: None }).await;
    let document = DocumentRef { entry: key.into(), sha256: detail.sha256.clone(), part: None, steps: Vec::new() };
    let document = desk.document_open(OpenDocument { document }).await;
    let part_ref = PartRef { entry: key.into(), sha256: detail.sha256, part: None };
    let compared = desk.payload_compare(CompareParts { before: part_ref.clone(), after: part_ref }).await;
    [
        shown,
        part.map(|part| part.text).map_err(|error| error.code),
        document.map(|info| info.bytes.to_string()).map_err(|error| error.code),
        compared.map(|difference| difference.identical.to_string()).map_err(|error| error.code),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_is_shown_to_who_says_why_and_that_is_on_record() {
    let stage = stage(3).await;
    assert!(ways(&stage, "s1").await.iter().all(Result::is_ok), "nobody is asked by default");
    ask(&stage, true).await;
    assert_eq!(ways(&stage, "s1").await, [const { Err(ErrorCode::ReasonNeeded) }; 4]);
    let compare = Compare { reference: "s1".into(), keys: vec!["s2".into()] };
    let compared = stage.desk.entry_compare(compare.clone()).await.expect("fields are compared");
    assert!(compared.entries.iter().all(|entry| entry.hidden && entry.raw.text.is_empty()));

    assert_eq!(reveal(&stage, "s1", "  ").await, Err(ErrorCode::WrongUse));
    assert_eq!(reveal(&stage, "s1", &"x".repeat(501)).await, Err(ErrorCode::WrongUse));
    assert_eq!(reveal(&stage, "s99", "case 12").await, Err(ErrorCode::NotFound));
    assert_eq!(ways(&stage, "s1").await, [const { Err(ErrorCode::ReasonNeeded) }; 4], "what failed revealed nothing");

    assert_eq!(reveal(&stage, "s1", " case 12 ").await, Ok(()));
    let [shown, part, ..] = ways(&stage, "s1").await;
    let raw = part.expect("it is revealed");
    assert!(shown.expect("it is revealed").contains(&raw));
    assert_eq!(ways(&stage, "s2").await, [const { Err(ErrorCode::ReasonNeeded) }; 4], "the others are not");
    let compared = stage.desk.entry_compare(compare).await.expect("fields are compared");
    assert_eq!(compared.entries.iter().map(|entry| entry.hidden).collect::<Vec<_>>(), [false, true]);

    ask(&stage, false).await;
    assert!(ways(&stage, "s2").await.iter().all(Result::is_ok));
    let looks = stage.desk.reveal_list(ReadLooks { limit: 10 }).await.expect("they are listed");
    assert_eq!(looks.total, 3);
    let kinds: Vec<_> = looks.looks.iter().map(|look| look.what).collect();
    assert_eq!(kinds, [LookKind::Cease, LookKind::Look, LookKind::Ask]);
    let look = &looks.looks[1];
    assert_eq!((look.by.as_str(), look.reason.as_str(), look.key.as_deref()), ("Ada", "case 12", Some("s1")));
    let mut hash = String::new();
    for byte in Sha256::digest(&raw) {
        hash += &format!("{byte:02x}");
    }
    assert_eq!(look.sha256, hash, "the look names the record by its bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_search_finds_in_a_hidden_payload_is_not_shown_around_it() {
    let stage = stage(3).await;
    let found = async || {
        let (view, count) = view(&stage, "\"user_login\"").await;
        assert_eq!(count, 1, "searching goes on");
        let matches = stage.desk.view_matches(FindMatches { view, keys: vec!["s1".into()] }).await;
        matches.expect("the view is kept").remove(0).parts
    };
    let before = found().await;
    assert!(before.iter().any(|part| part.snippet.contains("user_login")), "{before:?}");
    ask(&stage, true).await;
    let hidden = found().await;
    assert_eq!(hidden.len(), before.len(), "where it was found is told");
    assert!(hidden.iter().all(|part| part.snippet.is_empty() && part.ranges.is_empty()), "{hidden:?}");
    reveal(&stage, "s1", "case 12").await.expect("a good reason");
    assert_eq!(found().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_holds_until_the_workspace_is_closed() {
    let mut stage = stage(1).await;
    ask(&stage, true).await;
    reveal(&stage, "s1", "case 12").await.expect("a good reason");
    stage.restart().await;
    assert_eq!(ways(&stage, "s1").await, [const { Err(ErrorCode::ReasonNeeded) }; 4]);
    let looks = stage.desk.reveal_list(ReadLooks { limit: 1 }).await.expect("they are listed");
    assert_eq!((looks.total, looks.looks.len()), (2, 1), "what was looked at stays on record");
}
