//! A difference, applied to the first text, gives the second.

use auditdesk_core::payload::{
    Index,
    diff::{Side, What, compare},
    index::{Name, NodeId},
    text::plain,
};
use proptest::prelude::*;
use serde_json::Value;

use super::{json, value};

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Place(usize),
}

fn path(side: Side<'_>, node: NodeId) -> Vec<Step> {
    let mut steps: Vec<_> = std::iter::once(node)
        .chain(side.index.ancestors(node))
        .filter_map(|node| match side.index.name(side.text, node) {
            Name::Root => None,
            Name::Key(raw) => Some(Step::Key(plain(raw).into_owned())),
            Name::Place(place) => Some(Step::Place(place as usize)),
        })
        .collect();
    steps.reverse();
    steps
}

fn inner<'a>(value: &'a mut Value, steps: &[Step]) -> &'a mut Value {
    steps.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key],
        Step::Place(place) => &mut value[*place],
    })
}

/// Takes away what is not in the second, from the end; then puts in what is not in the first, from the beginning.
fn apply(before: &Value, a: Side<'_>, b: Side<'_>) -> Value {
    let mut out = before.clone();
    let found = compare(a, b);
    assert!(!found.coarse);
    let mut gone: Vec<NodeId> = found
        .changes
        .iter()
        .filter(|change| matches!(change.what, What::Removed | What::Moved))
        .filter_map(|change| change.before)
        .collect();
    gone.sort_unstable();
    for node in gone.into_iter().rev() {
        let steps = path(a, node);
        let (last, container) = steps.split_last().expect("the root is never removed");
        match (inner(&mut out, container), last) {
            (Value::Object(members), Step::Key(key)) => drop(members.remove(key)),
            (Value::Array(items), Step::Place(place)) => drop(items.remove(*place)),
            other => panic!("{other:?}"),
        }
    }
    let mut new: Vec<(NodeId, bool)> = found
        .changes
        .iter()
        .filter(|change| change.what != What::Removed)
        .map(|change| (change.after.expect("it is there"), matches!(change.what, What::Added | What::Moved)))
        .collect();
    new.sort_unstable();
    for (node, inserted) in new {
        let steps = path(b, node);
        let value = value(b.text, b.index, node);
        let Some((last, container)) = steps.split_last() else { return value };
        match (inner(&mut out, container), last) {
            (Value::Object(members), Step::Key(key)) => drop(members.insert(key.clone(), value)),
            (Value::Array(items), Step::Place(place)) if inserted => items.insert(*place, value),
            (Value::Array(items), Step::Place(place)) => items[*place] = value,
            other => panic!("{other:?}"),
        }
    }
    out
}

/// A value like another one: something taken out, doubled, exchanged.
fn mutated(value: Value) -> BoxedStrategy<Value> {
    let other = json();
    (Just(value), other, prop::collection::vec((any::<prop::sample::Index>(), 0u8..4), 0..5))
        .prop_map(|(mut value, other, edits)| {
            for (pick, how) in edits {
                edit(&mut value, &other, pick, how);
            }
            value
        })
        .boxed()
}

fn edit(value: &mut Value, other: &Value, pick: prop::sample::Index, how: u8) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = pick.index(items.len());
            match how {
                0 => drop(items.remove(at)),
                1 => items.insert(at, other.clone()),
                2 => items.rotate_left(at),
                _ => edit(&mut items[at], other, pick, 1),
            }
        }
        Value::Object(members) if !members.is_empty() => {
            let key = members.keys().nth(pick.index(members.len())).expect("a key").clone();
            match how {
                0 => drop(members.remove(&key)),
                1 => drop(members.insert(key, other.clone())),
                2 => drop(members.insert(format!("{key}'"), other.clone())),
                _ => edit(&mut members[&key], other, pick, how - 1),
            }
        }
        other_kind => *other_kind = other.clone(),
    }
}

proptest! {
    #[test]
    fn a_difference_applied_gives_the_other_side((before, after) in json().prop_flat_map(|value| (Just(value.clone()), mutated(value)))) {
        let (a, b) = (before.to_string(), serde_json::to_string_pretty(&after).expect("written"));
        let (ia, ib) = (Index::new(&a).expect("JSON"), Index::new(&b).expect("JSON"));
        let (a, b) = (Side { text: &a, index: &ia }, Side { text: &b, index: &ib });
        prop_assert_eq!(apply(&before, a, b), after.clone());
        prop_assert_eq!(compare(a, b).count == 0, before == after);
        prop_assert_eq!(compare(a, a).count, 0);
    }
}

#[test]
fn spelling_moves_and_changes_are_told_apart() {
    let a = r#"{"n":1.0,"s":"\u00e9","list":[{"id":1},{"id":2},{"id":3},{"id":4}],"gone":null}"#;
    let b = r#"{"list":[{"id":4},{"id":1},{"id":2,"x":true},{"id":3}],"s":"é","n":1e0,"new":[]}"#;
    let (ia, ib) = (Index::new(a).expect("JSON"), Index::new(b).expect("JSON"));
    let found = compare(Side { text: a, index: &ia }, Side { text: b, index: &ib });
    let told: Vec<_> = found
        .changes
        .iter()
        .map(|change| {
            (change.what, change.before.map(|node| ia.raw(a, node)), change.after.map(|node| ib.raw(b, node)))
        })
        .collect();
    assert_eq!(
        told,
        [
            (What::Spelled, Some("1.0"), Some("1e0")),
            (What::Spelled, Some(r#""\u00e9""#), Some("\"é\"")),
            (What::Added, None, Some("true")),
            (What::Moved, Some(r#"{"id":4}"#), Some(r#"{"id":4}"#)),
            (What::Removed, Some("null"), None),
            (What::Added, None, Some("[]")),
        ]
    );
}
