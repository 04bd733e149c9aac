//! Laws of the text form, for random trees and random texts.

use auditdesk_core::entry::filter::{Field, Filter, Node, Values, complete};
use proptest::prelude::*;

use crate::trees::{filter, tree};

struct NoValues;

impl Values for NoValues {
    fn values(&self, _: Field, _: &str, _: usize) -> Vec<(String, String, u64)> {
        Vec::new()
    }
}

fn is_canonical(node: &Node) -> bool {
    match node {
        Node::All(nodes) => {
            nodes.len() > 1 && nodes.iter().all(|node| !matches!(node, Node::All(_)) && is_canonical(node))
        }
        Node::Any(nodes) => {
            nodes.len() > 1 && nodes.iter().all(|node| !matches!(node, Node::Any(_)) && is_canonical(node))
        }
        Node::Not(node) => !matches!(**node, Node::Not(_)) && is_canonical(node),
        Node::Is(_) => true,
        Node::Text(text) => !text.needle.is_empty(),
    }
}

/// Texts made of what the language gives a meaning to.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "actor",
        "time",
        "status",
        "duration",
        "outcome",
        "nope",
        ":",
        "=",
        "!=",
        ">=",
        "<",
        ">",
        ",",
        "..",
        "*",
        "(",
        ")",
        "\"",
        "'",
        "\\",
        "-",
        " ",
        "\n",
        "AND",
        "OR",
        "NOT",
        "a",
        "bc",
        "24h",
        "2026-08",
        "2026-08-20T14:00",
        "Z",
        "+02:00",
        "now",
        "now-1h",
        "4xx",
        "200",
        "1.5s",
        "failure",
        "//",
        "é",
        "🙂",
        "\u{a0}",
        "\u{feff}",
        "K",
        ".",
        "99999999999999999999",
    ]);
    prop_oneof![
        5 => prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_canonical_tree_survives_its_text(filter in filter()) {
        let text = filter.to_text();
        let parsed = Filter::parse(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{}", e.caret(&text))))?;
        prop_assert_eq!(parsed, filter, "{}", text);
    }

    #[test]
    fn normalising_gives_a_canonical_tree_and_changes_it_no_more(node in tree()) {
        let filter = Filter::of(node);
        prop_assert!(filter.root.as_ref().is_none_or(is_canonical), "{:?}", filter);
        prop_assert_eq!(filter.clone().normalise(), filter);
    }

    #[test]
    fn every_canonical_tree_survives_its_pills(filter in filter()) {
        let pills = filter.pills();
        prop_assert_eq!(Filter::from_pills(&pills).unwrap(), filter.clone());
        let joined = pills.iter().map(|pill| pill.text.as_str()).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(Filter::parse(&joined).unwrap(), filter);
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_what_parses_has_a_canonical_text(text in text()) {
        match Filter::parse(&text) {
            Ok(filter) => {
                let canonical = filter.to_text();
                let again = Filter::parse(&canonical)
                    .map_err(|e| TestCaseError::fail(format!("{text:?} became {canonical:?}: {e}")))?;
                prop_assert_eq!(&again, &filter, "{:?} became {:?}", text, canonical);
                prop_assert_eq!(again.to_text(), canonical);
            }
            Err(error) => {
                let characters = text.chars().count();
                prop_assert!(error.at <= characters && error.length >= 1, "{:?}", error);
                prop_assert!(error.at + error.length <= characters.max(error.at + 1), "{:?}", error);
                prop_assert!(error.caret(&text).lines().count() == 2);
            }
        }
    }

    #[test]
    fn completion_answers_at_every_place_of_every_text(text in text(), cursor in 0u32..80) {
        let completions = complete(&text, cursor, &NoValues);
        let units = text.encode_utf16().count() as u32;
        prop_assert!(completions.from <= completions.to && completions.to <= units);
        prop_assert!(completions.from <= cursor.min(units) && cursor.min(units) <= completions.to.max(cursor.min(units)));
        prop_assert!(completions.items.len() <= 50);
    }
}
