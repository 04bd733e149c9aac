//! The index, its rows and paths.

use auditdesk_core::{
    api::wire::{Fold, Within},
    payload::{Document, Index, find, lines::Lines, outline, path},
};
use proptest::prelude::*;
use serde_json::Value;

use super::{json, value, written};

proptest! {
    #[test]
    fn the_tree_reproduces_the_document((wanted, text) in written()) {
        let index = Index::new(&text).expect("JSON");
        prop_assert_eq!(value(&text, &index, 0), wanted);
        let rows = outline::rows(&index, &Fold::default(), None);
        prop_assert_eq!(rows, (0..index.len()).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_closed_hides_what_it_holds_and_nothing_else(
        (_, text) in written(),
        level in prop::option::of(0u32..4),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let index = Index::new(&text).expect("JSON");
        let mut toggled: Vec<_> = picks.iter().map(|pick| pick.index(index.len() as usize) as u32).collect();
        toggled.sort_unstable();
        toggled.dedup();
        let fold = Fold { level, toggled };
        let closed = |node: u32| {
            let depth = index.ancestors(node).count() as u32;
            fold.level.is_some_and(|level| depth >= level) != fold.toggled.contains(&node)
        };
        let wanted: Vec<_> = (0..index.len()).filter(|node| !index.ancestors(*node).any(closed)).collect();
        prop_assert_eq!(outline::rows(&index, &fold, None), wanted);
    }

    #[test]
    fn a_path_finds_what_a_naive_reading_finds(value in json(), steps in prop::collection::vec(step(), 0..4), anchored in any::<bool>()) {
        let text = value.to_string();
        let index = Index::new(&text).expect("JSON");
        let written: String = steps.iter().flat_map(|(deep, step)| [if *deep { ".." } else { "" }, step]).collect();
        let written = format!("{}{written}", if anchored { "$" } else { "" });
        let path = path::Path::parse(&written).expect("a path");
        let found: Vec<_> = path.find(&text, &index).into_iter().map(|node| path::of(&text, &index, node)).collect();
        let steps: Vec<_> = steps.iter().enumerate().map(|(at, (deep, step))| (*deep || (at == 0 && !anchored), step.as_str())).collect();
        let mut wanted = Vec::new();
        naive(&value, "$", &steps, true, &mut wanted);
        let order: Vec<_> = (0..index.len()).map(|node| path::of(&text, &index, node)).collect();
        let place = |path: &String| order.iter().position(|other| other == path);
        wanted.sort_by_key(place);
        wanted.dedup();
        prop_assert_eq!(found, wanted, "{} in {}", written, text);
    }

    #[test]
    fn a_written_path_leads_back((_, text) in written(), pick in any::<prop::sample::Index>()) {
        let index = Index::new(&text).expect("JSON");
        let node = pick.index(index.len() as usize) as u32;
        let path = path::of(&text, &index, node);
        prop_assert_eq!(path::Path::parse(&path).expect("a path").find(&text, &index), vec![node], "{}", path);
    }

    #[test]
    fn the_rows_of_a_text_are_the_text(text in any::<String>(), times in 1usize..200) {
        let text = text.repeat(times);
        let lines = Lines::new(&text);
        let mut joined = String::new();
        for at in 0..lines.len() {
            let row = lines.row(&text, at);
            if row.begins && at > 0 {
                joined.push('\n');
            }
            joined.push_str(row.text);
        }
        prop_assert_eq!(joined, text);
    }
}

/// A step without its dots: a key, a place or any.
fn step() -> impl Strategy<Value = (bool, String)> {
    let step = prop_oneof!["\\[\"[a-c]{1,2}\"\\]", "\\[[0-3]\\]", Just("[*]".to_owned())];
    (any::<bool>(), step)
}

/// What a path means, said recursively.
fn naive(value: &Value, at: &str, steps: &[(bool, &str)], is_new: bool, found: &mut Vec<String>) {
    let Some(((deep, step), rest)) = steps.split_first() else {
        if is_new {
            found.push(at.to_owned());
        }
        return;
    };
    let children: Vec<(String, String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, child)| {
                let simple = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
                let quoted = key.replace('\\', "\\\\").replace('"', "\\\"");
                let name = if simple { format!(".{key}") } else { format!("[\"{quoted}\"]") };
                (name, format!("[\"{key}\"]"), child)
            })
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, child)| (format!("[{at}]"), format!("[{at}]"), child)).collect()
        }
        _ => Vec::new(),
    };
    for (name, fits, child) in children {
        let below = format!("{at}{name}");
        if *step == "[*]" || *step == fits {
            naive(child, &below, rest, true, found);
        }
        if *deep {
            naive(child, &below, steps, false, found);
        }
    }
}

#[test]
fn keys_values_and_paths_are_found_apart() {
    let text = r#"{"name":"n\u00e4me","list":[{"name":1},{"other":"NAME"}],"odd key":{"a.b":2}}"#;
    let index = Index::new(text).expect("JSON");
    let paths = |needle: &str, within| -> Vec<String> {
        let found = find::nodes(text, &index, needle, within).expect("a search");
        found.into_iter().map(|node| path::of(text, &index, node)).collect()
    };
    assert_eq!(paths("name", Within::Keys), ["$.name", "$.list[0].name"]);
    assert_eq!(paths("NAME", Within::Values), ["$.list[1].other"]);
    assert_eq!(paths("näme", Within::Values), ["$.name"], "escapes are read");
    assert_eq!(paths("$..name", Within::Path), ["$.name", "$.list[0].name"]);
    assert_eq!(paths("list.[1]", Within::Path), ["$.list[1]"]);
    assert_eq!(paths("['odd key'].*", Within::Path), ["$[\"odd key\"][\"a.b\"]"]);
    assert_eq!(paths("$.name.*", Within::Path), [""; 0]);
}

#[test]
fn numbers_keys_and_their_doubles_stay_as_written() {
    let text = r#"{"b":1.10e+400,"a":12345678901234567890123,"b":-0.0}"#;
    let document = Document::new(text.to_owned());
    let index = document.content().index.as_ref().expect("JSON");
    let raw: Vec<_> = index.children(0).map(|node| index.raw(text, node)).collect();
    assert_eq!(raw, ["1.10e+400", "12345678901234567890123", "-0.0"]);
}
