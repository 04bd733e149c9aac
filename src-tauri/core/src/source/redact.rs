//! Taking secrets out of a record before it is stored.
//!
//! Platforms write request bodies into their audit logs, and with them passwords and keys. The value of every member whose name says secret is replaced by
//! `"[removed]"`, at any depth and inside texts that hold JSON; every other byte of the record stays. What was removed where, and the SHA-256 of the
//! record as it was received, go into an [`Envelope`] around it.

mod envelope;
mod names;
mod text;
mod walk;

use std::{collections::HashSet, ops::Range};

pub(crate) use envelope::Envelope;
pub(crate) use text::Spelling;

/// What stands in the place of a secret.
const REMOVED: &str = "[removed]";

/// A record without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redacted {
    /// The record; valid JSON where it was before.
    pub raw: Vec<u8>,
    /// JSON pointers of the removed values, each once, in their order. They lead on into JSON inside texts.
    pub paths: Vec<String>,
}

/// The record without its secrets; `None` where there are none.
///
/// What is no JSON is searched for `"name":` and redacted generously: up to the end of the value, of the text if it has none.
pub(crate) fn redact(raw: &[u8]) -> Option<Redacted> {
    let mut redactor = Redactor::new(raw);
    redactor.json(0..raw.len(), "");
    redactor.finish()
}

/// Redacts chosen parts of one record, for those who know better than [`redact`] where JSON is in it.
pub(crate) struct Redactor<'a> {
    raw: &'a [u8],
    removals: Vec<Removal>,
}

impl<'a> Redactor<'a> {
    pub(crate) fn new(raw: &'a [u8]) -> Self {
        Self { raw, removals: Vec::new() }
    }

    /// Looks into the JSON at `part` of the record, which `path` points to.
    pub(crate) fn json(&mut self, part: Range<usize>, path: &str) {
        let found = find(&self.raw[part.clone()], path);
        self.removals.extend(found.into_iter().map(|removal| removal.moved(part.start)));
    }

    /// Looks into `part` of `text`, which the JSON string at `literal` of the record spells. Whether it is JSON is told from that part alone, and nothing
    /// beyond it is touched.
    pub(crate) fn json_in_text(&mut self, literal: Range<usize>, text: &str, part: Range<usize>, path: &str) {
        let found = find(&text.as_bytes()[part.clone()], path);
        if found.is_empty() {
            return;
        }
        let inside = literal.start + 1..literal.end - 1;
        let Ok(spelled) = std::str::from_utf8(&self.raw[inside.clone()]) else { return };
        let spelling = Spelling::of(spelled);
        let outside = |removal: Removal| spelling.outside(removal.moved(part.start)).moved(inside.start);
        self.removals.extend(found.into_iter().map(outside));
    }

    /// The record without what was found; `None` where nothing was.
    pub(crate) fn finish(mut self) -> Option<Redacted> {
        if self.removals.is_empty() {
            return None;
        }
        // Two readings of one text may overlap in what they call a secret: all of it goes.
        self.removals.sort_by_key(|removal| (removal.at.start, std::cmp::Reverse(removal.at.end)));
        let mut raw = Vec::with_capacity(self.raw.len());
        let mut paths: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        let mut copied = 0;
        for removal in self.removals {
            if removal.at.start >= copied {
                raw.extend_from_slice(&self.raw[copied..removal.at.start]);
                raw.extend_from_slice(removal.replacement().as_bytes());
            }
            copied = copied.max(removal.at.end);
            if seen.insert(removal.path.clone()) {
                paths.push(removal.path);
            }
        }
        raw.extend_from_slice(&self.raw[copied..]);
        Some(Redacted { raw, paths })
    }
}

/// One value that has to go.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Removal {
    /// Where it is spelled, quotes included.
    at: Range<usize>,
    /// How many backslashes a quote takes there.
    backslashes: usize,
    /// Its JSON pointer.
    path: String,
}

impl Removal {
    fn moved(mut self, by: usize) -> Self {
        self.at = self.at.start + by..self.at.end + by;
        self
    }

    fn replacement(&self) -> String {
        let quote = format!("{}\"", "\\".repeat(self.backslashes));
        format!("{quote}{REMOVED}{quote}")
    }
}

/// The secrets in `bytes`, by its structure where it is JSON.
fn find(bytes: &[u8], path: &str) -> Vec<Removal> {
    let json = std::str::from_utf8(bytes).ok();
    json.filter(|json| serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok())
        .and_then(|json| walk::find(json, path))
        .unwrap_or_else(|| text::find(bytes, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(raw: &str) -> (String, Vec<String>) {
        let redacted = redact(raw.as_bytes()).unwrap_or_else(|| panic!("nothing found in {raw}"));
        (String::from_utf8(redacted.raw).expect("text stays text"), redacted.paths)
    }

    #[test]
    fn only_the_values_of_secret_names_change() {
        let (text, paths) = redacted(
            r#"{ "a" : 1.50, "api_key":"k1", "b":[{"Client-Secret" : {"x":[1]}, "c":"\u00e9\/"}], "apikey": 17 }"#,
        );
        assert_eq!(
            text,
            r#"{ "a" : 1.50, "api_key":"[removed]", "b":[{"Client-Secret" : "[removed]", "c":"\u00e9\/"}], "apikey": "[removed]" }"#
        );
        assert_eq!(paths, ["/api_key", "/b/0/Client-Secret", "/apikey"]);
    }

    #[test]
    fn json_inside_texts_is_redacted_at_every_depth_and_spelled_as_before() {
        let inner = r#"{"deep":"{\"token\":\"t\\\"1\",\"k\\u00e9ep\":\"\\/\"}","password":"p"}"#;
        let raw = serde_json::json!({ "request": inner, "n": 1 }).to_string();
        let (text, paths) = redacted(&raw);
        assert_eq!(paths, ["/request/deep/token", "/request/password"]);
        let outer: serde_json::Value = serde_json::from_str(&text).expect("JSON stays JSON");
        let request = outer["request"].as_str().expect("a text stays a text");
        assert_eq!(request, r#"{"deep":"{\"token\":\"[removed]\",\"k\\u00e9ep\":\"\\/\"}","password":"[removed]"}"#);
    }

    #[test]
    fn what_holds_no_secret_is_none() {
        for raw in [
            r#"{"a":"password"}"#,
            r#"{"password":null,"token":"","secret":[],"credentials":{},"apiKey":"**********","hasToken":true}"#,
            r#"{"max_tokens":4096,"promptTokens":12}"#,
            r#"{"password":"[removed]"}"#,
            "[]",
            "",
            "no JSON at all: \"a\": 1",
        ] {
            assert_eq!(redact(raw.as_bytes()), None, "{raw}");
        }
    }

    #[test]
    fn broken_json_is_redacted_generously() {
        let cases = [
            (r#"{"n":"**********".5,"password":"x, \"y"}"#, r#"{"n":"**********".5,"password":"[removed]"}"#),
            (r#"said "hi", {"token" : [1,{"a":"]"}],"b":2"#, r#"said "hi", {"token" : "[removed]","b":2"#),
            (r#"{\"password\":\"a\",\"b\":1} and"#, r#"{\"password\":\"[removed]\",\"b\":1} and"#),
            (r#"{"secret":123, "x":"#, r#"{"secret":"[removed]", "x":"#),
            (r#"{"secret":"never closed"#, r#"{"secret":"[removed]""#),
            (r#"{"secret":{"never":"closed"#, r#"{"secret":"[removed]""#),
        ];
        for (raw, wanted) in cases {
            assert_eq!(redacted(raw).0, wanted, "{raw}");
        }
        let (text, paths) = redacted(r#"{"error":"bad {\"clientSecret\":\"x\"} given","a":"b"}"#);
        assert_eq!(text, r#"{"error":"bad {\"clientSecret\":\"[removed]\"} given","a":"b"}"#);
        assert_eq!(paths, ["/error/clientSecret"]);
    }

    #[test]
    fn json_that_is_nested_beyond_reason_is_searched_as_text() {
        let deep = format!("{}{}{}", "[".repeat(100_000), r#"{"password":"x"}"#, "]".repeat(100_000));
        assert!(!redacted(&deep).0.contains('x'), "the secret is gone");
    }

    #[test]
    fn a_part_of_a_text_is_redacted_and_nothing_beyond_it() {
        let raw = r#"{"m":"\"token\":\" é {\"password\":\"x\"} \"token\":\"y\""}"#;
        let literal = 5..raw.len() - 1;
        let text = serde_json::from_str::<String>(&raw[literal.clone()]).expect("a literal");
        let part = text.find('{').expect("it is there")..text.find('}').expect("it is there") + 1;
        let mut redactor = Redactor::new(raw.as_bytes());
        redactor.json_in_text(literal, &text, part, "/m");
        let done = redactor.finish().expect("a secret");
        assert_eq!(done.raw, raw.replace(r#"\"x\""#, r#"\"[removed]\""#).as_bytes());
        assert_eq!(done.paths, ["/m/password"]);
    }
}
