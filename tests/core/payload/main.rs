//! Payloads: the tree, paths, comparison and decoding, against naive readings of the same.

mod compared;
mod decoded;
mod hostile;
mod tree;

use auditdesk_core::payload::{
    Index, Kind,
    index::{Name, NodeId},
};
use proptest::prelude::*;
use serde_json::Value;

/// Any JSON value, with keys and strings that need escapes.
fn json() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[a-c]{0,2}", any::<String>(), Just("a\"b\\\n\u{202e}é😀".to_owned())];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-4i64..4).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(text.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The value with its text, tight or laid out.
fn written() -> impl Strategy<Value = (Value, String)> {
    (json(), any::<bool>()).prop_map(|(value, pretty)| {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        (value, text.expect("a value can be written"))
    })
}

/// The value of a node, read from the index alone.
fn value(text: &str, index: &Index, node: NodeId) -> Value {
    match index.kind(text, node) {
        Kind::Array => index.children(node).map(|child| value(text, index, child)).collect(),
        Kind::Object => {
            let member = |child| match index.name(text, child) {
                Name::Key(raw) => (auditdesk_core::payload::text::plain(raw).into_owned(), value(text, index, child)),
                other => panic!("a member has a key: {other:?}"),
            };
            Value::Object(index.children(node).map(member).collect())
        }
        _ => serde_json::from_str(index.raw(text, node)).expect("a value as written"),
    }
}
