//! Redacting JSON without touching the rest of it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::{Hits, Redactor, Test};
use crate::source::redact::Spelling;

/// JSON inside texts inside JSON; each level doubles the backslashes of the one within it, so that real ones end at three or four.
const DEEPEST: usize = 16;

/// `json` without what the rules take out; `None` where there is nothing of that. `json` is valid, and stays so.
pub(super) fn redact(redactor: &Redactor, json: &str, headers: bool, hits: &mut Hits) -> Option<String> {
    let pointers = redactor.rules.iter().any(|rule| matches!(rule.test, Test::Pointer(_)));
    let path = Vec::new();
    Walk { redactor, json, headers, pointers, hits, path, after: String::new(), copied: 0, at: 0 }.finish(0)
}

/// Where we are in a container.
enum Step<'a> {
    /// Before the name of a member.
    Name,
    /// At the value of a member.
    Member(Cow<'a, str>),
    /// At an element.
    Element(usize),
}

struct Walk<'w> {
    redactor: &'w Redactor,
    json: &'w str,
    /// Whether the names of members are those of headers.
    headers: bool,
    /// Whether any rule is a pointer.
    pointers: bool,
    hits: &'w mut Hits,
    /// The containers around here, the outermost first. Not the program's own stack: a payload may be nested as deep as it likes.
    path: Vec<Step<'w>>,
    /// What is written already, of `json` until `copied`.
    after: String,
    copied: usize,
    at: usize,
}

impl<'w> Walk<'w> {
    /// Walks to the end. `above`: how many levels of JSON in texts are around this one.
    fn finish(mut self, above: usize) -> Option<String> {
        let bytes = self.json.as_bytes();
        // A walk in a text begins with the path that leads there.
        let outside = self.path.len();
        while let Some(byte) = bytes.get(self.at) {
            match (byte, self.path.get(outside..).and_then(<[_]>::last)) {
                (b' ' | b'\t' | b'\n' | b'\r' | b':', _) => self.at += 1,
                (b',', _) => {
                    self.at += 1;
                    match self.path.last_mut() {
                        Some(Step::Element(index)) => *index += 1,
                        Some(step) => *step = Step::Name,
                        None => {}
                    }
                }
                (b'}' | b']', _) => {
                    self.at += 1;
                    self.path.pop();
                }
                (b'"', Some(Step::Name)) => {
                    let name = self.text(above, true);
                    *self.path.last_mut().expect("a name is in an object") = Step::Member(name);
                }
                (byte, _) => {
                    if let Some(rule) = self.rule_of_place() {
                        self.replace_value(rule);
                        continue;
                    }
                    match byte {
                        b'{' => self.enter(Step::Name),
                        b'[' => self.enter(Step::Element(0)),
                        b'"' => drop(self.text(above, false)),
                        _ => self.scalar(),
                    }
                }
            }
        }
        if self.copied == 0 {
            return None;
        }
        self.after.push_str(&self.json[self.copied..]);
        Some(self.after)
    }

    fn enter(&mut self, step: Step<'w>) {
        self.at += 1;
        self.path.push(step);
    }

    /// The rule by which the value here goes for its place.
    fn rule_of_place(&self) -> Option<usize> {
        let header = match self.path.last() {
            Some(Step::Member(name)) if self.headers => Some(name.to_lowercase()),
            _ => None,
        };
        if header.is_none() && !self.pointers {
            return None;
        }
        self.redactor.rules.iter().position(|rule| match &rule.test {
            Test::Header(names) => header.as_ref().is_some_and(|header| names.contains(header)),
            Test::Pointer(steps) => {
                steps.len() == self.path.len()
                    && steps.iter().zip(&self.path).all(|(wanted, step)| match step {
                        Step::Name => false,
                        Step::Member(name) => name == wanted,
                        Step::Element(index) => wanted.parse() == Ok(*index),
                    })
            }
            Test::Text(_) => false,
        })
    }

    /// Replaces the value here, with all that is in it.
    fn replace_value(&mut self, rule: usize) {
        let (start, mut depth) = (self.at, 0_usize);
        loop {
            match self.json.as_bytes()[self.at] {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b'"' => self.at = literal_end(self.json, self.at),
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                _ => self.at = scalar_end(self.json, self.at),
            }
            if depth == 0 {
                break;
            }
        }
        let replacement = self.redactor.rules[rule].replacement.as_str();
        self.hits.add(rule, &self.json[start..self.at], replacement);
        self.replace(start, replacement);
    }

    /// Puts a text in the place of what stands from `start` to here.
    fn replace(&mut self, start: usize, text: &str) {
        self.after.push_str(&self.json[self.copied..start]);
        self.after.push_str(&serde_json::to_string(text).expect("a text is JSON"));
        self.copied = self.at;
    }

    /// A number, true, false or null: cards are numbers, too.
    fn scalar(&mut self) {
        let start = self.at;
        self.at = scalar_end(self.json, start);
        if let Some(after) = self.redactor.text(&self.json[start..self.at], self.hits) {
            self.replace(start, &after);
        }
    }

    /// A text, which it returns as it was.
    fn text(&mut self, above: usize, name: bool) -> Cow<'w, str> {
        let start = self.at;
        self.at = literal_end(self.json, start);
        let spelled = &self.json[start + 1..self.at - 1];
        let text = if spelled.contains('\\') {
            // An escape that means nothing, such as half a pair of UTF-16, must not hide what stands beside it.
            Cow::Owned(Spelling::of(spelled).text)
        } else {
            Cow::Borrowed(spelled)
        };
        let after = if above < DEEPEST && !name && is_json(&text) {
            self.inside(&text, above + 1)
        } else if self.headers && !name && self.path.is_empty() {
            self.header_lines(&text)
        } else {
            self.redactor.text(&text, self.hits)
        };
        if let Some(after) = after {
            self.replace(start, &after);
        }
        text
    }

    /// JSON in a text. Pointers lead on into it.
    fn inside(&mut self, json: &str, above: usize) -> Option<String> {
        let path = self.path.iter().map(|step| match step {
            Step::Name => Step::Name,
            Step::Member(name) => Step::Member(Cow::Borrowed(&**name)),
            Step::Element(index) => Step::Element(*index),
        });
        let Self { redactor, headers, pointers, .. } = *self;
        let path = path.collect();
        Walk { redactor, json, headers, pointers, hits: self.hits, path, after: String::new(), copied: 0, at: 0 }
            .finish(above)
    }

    /// Headers that are no JSON: a text with a line for each.
    fn header_lines(&mut self, text: &str) -> Option<String> {
        let (mut after, mut changed) = (String::with_capacity(text.len()), false);
        for line in text.split_inclusive('\n') {
            let named = line.split_once(':').and_then(|(name, value)| {
                let name = name.trim().to_lowercase();
                let rules = &self.redactor.rules;
                let rule =
                    rules.iter().position(|rule| matches!(&rule.test, Test::Header(names) if names.contains(&name)))?;
                Some((rule, line.len() - value.len(), line.trim_end_matches(['\r', '\n']).len()))
            });
            if let Some((rule, value, end)) = named {
                let replacement = &self.redactor.rules[rule].replacement;
                self.hits.add(rule, line[value..end].trim(), replacement);
                after.extend([&line[..value], " ", replacement, &line[end..]]);
                changed = true;
            } else if let Some(line) = self.redactor.text(line, self.hits) {
                after.push_str(&line);
                changed = true;
            } else {
                after.push_str(line);
            }
        }
        changed.then_some(after)
    }
}

/// Whether a text is an object or array.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(text).is_ok()
}

/// Where the string ends that begins at `start`, quotes included.
fn literal_end(json: &str, start: usize) -> usize {
    let bytes = json.as_bytes();
    let mut at = start + 1;
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += step + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    unreachable!("valid JSON closes its strings")
}

fn scalar_end(json: &str, start: usize) -> usize {
    let rest = &json.as_bytes()[start..];
    start
        + rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'))
            .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::wire::{Redaction, RedactionRule};

    fn redactor() -> Redactor {
        let rule = |name: &str, rule| Redaction { name: name.into(), rule };
        Redactor::new(&[
            rule("header", RedactionRule::Header { names: vec!["Authorization".into(), "cookie".into()] }),
            rule("password", RedactionRule::Pointer { pointer: "/params/0/pass~1word".into() }),
            rule("e-mail", RedactionRule::Email),
            rule("card", RedactionRule::Card),
            rule("own", RedactionRule::Pattern { regex: "(?i)project \\w+".into() }),
        ])
        .expect("good rules")
    }

    fn redacted(json: &str, headers: bool) -> (Option<String>, Vec<u64>) {
        let redactor = redactor();
        let mut hits = redactor.hits();
        let after = redact(&redactor, json, headers, &mut hits);
        (after, hits.counts)
    }

    #[test]
    fn what_no_rule_finds_is_not_touched() {
        for json in [
            r#"{ "a" : [1.50, "x\u00e9\/", true , null, {"b":{}}], "authorization": "here it is no header" }"#,
            "[]",
            "1",
            "\"\"",
        ] {
            assert_eq!(redacted(json, false), (None, vec![0; 5]), "{json}");
        }
    }

    #[test]
    fn values_of_headers_go_whole_in_whatever_case() {
        let (after, counts) = redacted(
            r#"{ "AUTHORIZATION" : ["Basic x", {"a":"]"}] , "accept":"*/*","Cook\u0069e":"a=b", "x":{"cookie":1}}"#,
            true,
        );
        let whole = "\"[redacted: header]\"";
        assert_eq!(
            after.expect("changed"),
            format!(
                r#"{{ "AUTHORIZATION" : {whole} , "accept":"*/*","Cook\u0069e":{whole}, "x":{{"cookie":{whole}}}}}"#
            )
        );
        assert_eq!(counts, [3, 0, 0, 0, 0]);
        let (after, counts) = redacted(r#""Accept: a\r\nauthorization: Basic x\r\nFrom: a@b.cd""#, true);
        assert_eq!(
            after.expect("changed"),
            r#""Accept: a\r\nauthorization: [redacted: header]\r\nFrom: [redacted: e-mail]""#
        );
        assert_eq!(counts, [1, 0, 1, 0, 0]);
    }

    #[test]
    fn a_pointer_finds_its_place_also_in_json_inside_texts() {
        let inner = r#"{"params":[{"pass/word":{"x":[1,"}"]}},{"pass/word":2}]}"#;
        let wanted = r#"{"params":[{"pass/word":"[redacted: password]"},{"pass/word":2}]}"#;
        assert_eq!(redacted(inner, false), (Some(wanted.into()), vec![0, 1, 0, 0, 0]));
        let outer = serde_json::json!({ "params": "[{\"pass/word\": 5}]" }).to_string();
        let wanted = serde_json::json!({ "params": "[{\"pass/word\": \"[redacted: password]\"}]" }).to_string();
        assert_eq!(redacted(&outer, false).0, Some(wanted));
    }

    #[test]
    fn text_is_looked_at_as_it_reads() {
        let (after, counts) = redacted(
            r#"{"a":"to \u0061\u0040b.cd and x@y.zz","a@b.cd":[4111111111111111, 5],"t":"{\"m\":\"{\\\"u\\\":\\\"q\\u0040r.st\\\"}\"}"}"#,
            false,
        );
        assert_eq!(
            after.expect("changed"),
            r#"{"a":"to [redacted: e-mail] and [redacted: e-mail]","[redacted: e-mail]":["[redacted: card]", 5],"t":"{\"m\":\"{\\\"u\\\":\\\"[redacted: e-mail]\\\"}\"}"}"#
        );
        assert_eq!(counts, [0, 0, 4, 1, 0]);
        let (after, _) = redacted(r#"{"a":"\ud83d a@b.cd"}"#, false);
        assert_eq!(after.expect("changed"), "{\"a\":\"\u{fffd} [redacted: e-mail]\"}", "half a pair hides nothing");
    }

    #[test]
    fn overlapping_finds_go_together() {
        let (after, counts) = redacted(r#""see Project a@b.cd now""#, false);
        assert_eq!(after.expect("changed"), r#""see [redacted: own] now""#);
        assert_eq!(counts, [0, 0, 1, 0, 1]);
    }

    #[test]
    fn a_very_deep_part_is_walked_without_a_deep_stack() {
        let deep = format!("{}\"a@b.cd\"{}", "[".repeat(200_000), "]".repeat(200_000));
        let (after, counts) = redacted(&deep, false);
        assert_eq!((after.map(|after| after.contains("a@b.cd")), counts[2]), (Some(false), 1));
    }
}
