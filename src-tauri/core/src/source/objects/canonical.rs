//! The identity of a record whose writer gave it none.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::source::digest::sha256_hex;

/// Deeper than this, a record's text counts as it stands: who nests so deep does not get to use up the stack.
const DEPTH: usize = 64;

/// The SHA-256 of a JSON text in hex, the same for every order of keys, spacing and spelling of strings. Numbers count as they are spelled: `1` and `1.0` may
/// mean different things to who wrote them.
pub(crate) fn digest(json: &str) -> String {
    let mut canonical = Vec::with_capacity(json.len());
    write(json.trim_ascii(), DEPTH, &mut canonical);
    sha256_hex(&canonical)
}

fn write(json: &str, depth: usize, out: &mut Vec<u8>) {
    match json.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            // Sorted by the keys; of doubled keys the last counts, as it does for most who read JSON.
            if let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
                out.push(b'{');
                for (key, value) in members {
                    text(&key, out);
                    out.push(b':');
                    write(value.get(), depth - 1, out);
                    out.push(b',');
                }
                return out.push(b'}');
            }
        }
        Some(b'[') if depth > 0 => {
            if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) {
                out.push(b'[');
                for element in elements {
                    write(element.get(), depth - 1, out);
                    out.push(b',');
                }
                return out.push(b']');
            }
        }
        Some(b'"') => {
            if let Ok(string) = serde_json::from_str::<String>(json) {
                return text(&string, out);
            }
        }
        _ => {}
    }
    out.extend_from_slice(json.as_bytes());
}

fn text(text: &str, out: &mut Vec<u8>) {
    // The spelling of strings is serde_json's own and writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_spacing_and_escapes_do_not_count_and_values_do() {
        let first = digest(r#"{"a":1,"b":["x",{"c":"é","d":null}]}"#);
        assert_eq!(digest("{ \"b\" : [ \"x\", {\"d\":null, \"c\":\"\\u00e9\"} ],\n\"a\":1}"), first);
        for other in [r#"{"a":2,"b":["x",{"c":"é","d":null}]}"#, r#"{"a":1,"b":[{"c":"é","d":null},"x"]}"#, "{}"] {
            assert_ne!(digest(other), first, "{other}");
        }
    }

    #[test]
    fn depth_does_not_use_up_the_stack() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(digest(&deep), digest(&deep));
    }
}
