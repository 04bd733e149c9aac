//! Texts made to break their reader.

use auditdesk_core::{
    api::wire::{Fold, PayloadSearch, Within},
    payload::{Document, Index, diff, index::Broken, path},
};

#[test]
fn nesting_of_a_hundred_thousand_levels_overflows_nothing() {
    const DEEP: usize = 100_000;
    let text = format!("{}1{}", r#"{"a":["#.repeat(DEEP / 2), "]}".repeat(DEEP / 2));
    let document = Document::new(text.clone());
    let index = document.content().index.as_ref().expect("JSON");
    assert_eq!((index.depth(), index.len()), (DEEP as u32, DEEP as u32 + 1));
    assert_eq!(document.rows(&Fold::default(), None).expect("rows").len(), DEEP + 1);
    let search = PayloadSearch { text: "$..a[0]".to_owned(), within: Within::Path };
    assert_eq!(document.found(&search).expect("a path").len(), DEEP / 2);
    assert_eq!(document.rows(&Fold::default(), Some(&search)).expect("rows").len(), DEEP + 1);
    assert!(path::of(&text, index, DEEP as u32).ends_with(".a[0]"));
    let other = Index::new(&text.replace('1', "2")).map(|index| (text.replace('1', "2"), index)).expect("JSON");
    let found = diff::compare(diff::Side { text: &text, index }, diff::Side { text: &other.0, index: &other.1 });
    assert_eq!(found.count, 1);
}

#[test]
fn what_is_no_json_says_where() {
    for (text, at) in [
        ("", 0),
        ("  ", 2),
        ("{\"a\":NaN}", 5),
        ("[1,]", 3),
        ("[1 2]", 3),
        ("{\"a\" 1}", 5),
        ("{a:1}", 1),
        ("[1", 2),
        ("\"never ends", 0),
        ("\"ends with \\", 0),
        ("[01]", 1),
        ("[1.]", 1),
        ("1 2", 2),
        ("tru", 0),
        ("]", 0),
        ("{\"a\":1}}", 7),
    ] {
        assert_eq!(Index::new(text).map(|index| index.len()).map_err(|Broken { at, .. }| at), Err(at), "{text}");
    }
}

#[test]
fn broken_escapes_hide_nothing_and_stay_as_they_are() {
    let text = r#"{"\ud800":"\ud83d\ude00 \udc00\ud800 \uZZZZ \q \u12"}"#;
    let index = Index::new(text).expect("JSON");
    let inner = index.raw(text, 1).trim_matches('"');
    let plain = auditdesk_core::payload::text::plain(inner);
    assert_eq!(plain, "😀 \\udc00\\ud800 \\uZZZZ \\q \\u12");
}
