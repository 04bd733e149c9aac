//! Free text: the fast finder equals the definition.

use auditdesk_core::entry::filter::text::{Finder, contains, fold, unescape};
use proptest::{prelude::*, sample::select};

fn plain(raw: &str) -> String {
    String::from_utf8(unescape(raw.as_bytes()).into_owned()).unwrap()
}

#[test]
fn json_escapes_are_decoded_once() {
    assert_eq!(plain(r#"{"a":"b\"c\\n\n\/\t\b\f\r"}"#), "{\"a\":\"b\"c\\n\n/\t\u{8}\u{c}\r\"}");
    assert_eq!(plain(r"\u00e9\u003C\ud83d\ude00"), "é<😀");
    assert_eq!(plain(r"\ud83dx\ude00\ud83d\u0041\ud83d\ud83d\ude00"), "\u{fffd}x\u{fffd}\u{fffd}A\u{fffd}😀");
    assert_eq!(plain(r"\x \u12 \u12g4 \u+123 \"), r"\x \u12 \u12g4 \u+123 \");
    assert_eq!(plain(r"\\u0041"), r"\u0041");
}

#[test]
fn both_spellings_of_a_payload_are_found() {
    let raw = r#"{"text":"He said \"Stra\u00dfe\" \u003cb\u003e","path":"C:\\temp\\x"}"#;
    for needle in ["Straße", "stra\\u00dfe", "\"straße\" <b>", "c:\\temp\\X", "c:\\\\temp", "\\u003Cb"] {
        assert!(Finder::new(needle, false).find_in(raw.as_bytes()), "{needle}");
    }
    for needle in ["straße", "C:\\TEMP", "strasse"] {
        assert!(!Finder::new(needle, true).find_in(raw.as_bytes()), "{needle}");
    }
}

#[test]
fn the_characters_beyond_ascii_that_fold_to_ascii_are_known() {
    let found: Vec<char> = ('\u{80}'..=char::MAX).filter(|c| c.to_lowercase().any(|lower| lower.is_ascii())).collect();
    assert_eq!(found, ['\u{130}', '\u{212a}'], "Finder's fast path relies on these two");
    assert!(('\0'..'\u{80}').all(|c| fold(&c.to_string()).is_ascii()), "and on ASCII folding to ASCII");
    assert!(Finder::new("kelvin", false).find_in("\u{212a}elvin".as_bytes()));
    assert!(Finder::new("i", false).find_in("\u{130}".as_bytes()));
    assert!(!Finder::new("k", true).find_in("\u{212a}".as_bytes()));
}

#[test]
fn bytes_that_are_no_text_count_as_replacement_characters() {
    assert!(Finder::new("\u{fffd}b", false).find_in(b"a\xffB"));
    assert!(Finder::new("\u{fffd}", false).find_in(br"\ud800"));
    assert!(Finder::new("é", false).find_in(b"\xf0\x9f\xc3\x89"));
}

#[test]
fn a_needle_is_found_wherever_it_lies_in_a_long_record() {
    let finder = Finder::new("needle", false);
    for at in [0, 1, 16_383, 16_384, 16_385, 16_389, 16_390, 16_391, 32_768, 32_773, 100_000] {
        let raw = format!("{}NeeDle", "x".repeat(at));
        assert!(finder.find_in(raw.as_bytes()), "at {at}");
        assert!(finder.find_in(format!("{raw}{}", "y".repeat(40_000)).as_bytes()), "at {at}");
        assert!(!finder.find_in(&raw.as_bytes()[..raw.len() - 1]), "cut at {at}");
    }
}

/// Raw records, and needles likely to occur in them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"a",
        b"A",
        b"k",
        b"i",
        b"I",
        b"b",
        "K".as_bytes(),
        "İ".as_bytes(),
        "\u{307}".as_bytes(),
        "é".as_bytes(),
        "É".as_bytes(),
        "Σ".as_bytes(),
        "ς".as_bytes(),
        "\u{fffd}".as_bytes(),
        "😀".as_bytes(),
        br"\",
        br"\\",
        br"\n",
        b"\n",
        br#"\""#,
        b"\"",
        br"\/",
        b"/",
        br"\u00e9",
        br"\u00C9",
        br"\u0041",
        br"\u212a",
        br"\u0130",
        br"\ud83d",
        br"\ude00",
        br"\u",
        b"0041",
        b"\xff",
        b"\xc3",
        b"\xa9",
        b"\xf0\x9f",
        b"\x98\x80",
        b"u",
        b"n",
        b" ",
    ];
    select(pieces).prop_map(<[u8]>::to_vec)
}

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(piece(), 0..most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_finder_equals_the_definition(raw in bytes(12), needle in bytes(4), match_case in any::<bool>()) {
        let needle = String::from_utf8_lossy(&needle);
        let finder = Finder::new(&needle, match_case);
        prop_assert_eq!(finder.find_in(&raw), contains(&raw, &needle, match_case), "{:?} in {:?}", needle, raw);
        let text = String::from_utf8_lossy(&raw);
        let expected = if match_case { text.contains(&*needle) } else { fold(&text).contains(&fold(&needle)) };
        prop_assert_eq!(finder.find_in_text(&text), expected);
        if !needle.is_empty() {
            let found = finder.locate(&text);
            prop_assert_eq!(found.is_some(), expected);
            if let Some(found) = found {
                let (found, before) = (&text[found.clone()], &text[..found.start]);
                prop_assert!(finder.find_in_text(found), "{:?} holds {:?}", found, needle);
                prop_assert!(!finder.find_in_text(before), "it is the first: {:?}", before);
            }
        }
    }

    #[test]
    fn decoding_bytes_equals_decoding_text(raw in bytes(12)) {
        let decoded = unescape(&raw);
        let text = String::from_utf8_lossy(&raw);
        let expected = unescape(text.as_bytes());
        prop_assert_eq!(String::from_utf8_lossy(&decoded), String::from_utf8_lossy(&expected));
    }
}
