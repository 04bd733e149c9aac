//! Rules that all generations share: the outcome of a gateway call, an error inside a success, and what tells that an entry changed.

use std::fmt;

use chrono::{DateTime, Utc};
use memchr::memmem;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::json::{Text, part};
use crate::entry::Status;

/// The outcome of a gateway call as generation C classifies it, in its order of rules; generations A and B leave it to the reader.
pub(super) fn classify(http_status: i64, error: Option<&str>) -> Status {
    match http_status {
        401 | 403 => Status::Denied,
        408 | 504 => Status::Timeout,
        400.. => Status::Failure,
        _ if error.is_some() => Status::Failure,
        1.. => Status::Success,
        _ => Status::Unknown,
    }
}

/// The target of a gateway call, as generation C names it.
pub(super) fn target_type(operation: &str, identifier: Option<&str>) -> &'static str {
    match (operation, identifier) {
        ("tools/call", Some(_)) => "mcp_tool",
        ("resources/read", Some(_)) => "mcp_resource",
        ("prompts/get", Some(_)) => "mcp_prompt",
        _ => "mcp_server",
    }
}

/// The members of a response that tell an error.
#[derive(Default, Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    jsonrpc: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "part")]
    error: Option<&'a RawValue>,
    #[serde(default, rename = "result", deserialize_with = "says_error")]
    result_says_error: bool,
    #[serde(borrow, default, rename = "isError", deserialize_with = "part")]
    is_error: Option<&'a RawValue>,
}

/// Whether a response that was delivered tells of an error: a JSON-RPC `error`, or a tool result with `isError: true`. Up to v0.14 the body
/// is the `result` alone (or the bare error object), from v0.15 it is the whole message.
pub(super) fn tool_error(body: &RawValue, gateway: bool) -> bool {
    may_tell_of_error(body.get().as_bytes(), gateway) && does_tell_of_error(body, gateway)
}

/// Whether a response has the words of an error anywhere. A no is certain and spares parsing; bodies are most of what there is to read.
fn may_tell_of_error(body: &[u8], gateway: bool) -> bool {
    const IS_ERROR: &[u8] = br#""isError""#;
    // A name can be spelled with escapes.
    if memmem::find(body, br"\u").is_some() {
        return true;
    }
    let true_follows = |name_end: usize| {
        let mut rest = body[name_end..].iter().skip_while(|byte| byte.is_ascii_whitespace());
        rest.next() == Some(&b':') && rest.find(|byte| !byte.is_ascii_whitespace()) == Some(&b't')
    };
    memmem::find_iter(body, IS_ERROR).any(|at| true_follows(at + IS_ERROR.len()))
        // A whole message has the one, a bare error the other.
        || gateway && [&br#""error""#[..], br#""code""#].iter().any(|name| memmem::find(body, name).is_some())
}

fn does_tell_of_error(body: &RawValue, gateway: bool) -> bool {
    let Ok(response) = serde_json::from_str::<Response<'_>>(body.get()) else {
        // A text, a list, a number: not a message that could tell of an error.
        return false;
    };
    if response.result_says_error || is_true(response.is_error) {
        return true;
    }
    if !gateway {
        return false;
    }
    if response.jsonrpc.is_some() {
        return response.error.is_some_and(|raw| raw.get() != "null");
    }
    bare_error(body)
}

fn is_true(flag: Option<&RawValue>) -> bool {
    flag.is_some_and(|raw| raw.get() == "true")
}

/// Whether a result has `isError: true`; one pass over it and nothing kept, as bodies are most of what there is to read.
fn says_error<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    struct Flag<'a> {
        #[serde(borrow, default, rename = "isError", deserialize_with = "part")]
        is_error: Option<&'a RawValue>,
    }
    struct Anything;
    impl<'de> de::Visitor<'de> for Anything {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a result")
        }
        fn visit_map<A: de::MapAccess<'de>>(self, members: A) -> Result<bool, A::Error> {
            Flag::deserialize(de::value::MapAccessDeserializer::new(members)).map(|flag| is_true(flag.is_error))
        }
        fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
            while items.next_element::<de::IgnoredAny>()?.is_some() {}
            Ok(false)
        }
        fn visit_str<E>(self, _: &str) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_unit<E>(self) -> Result<bool, E> {
            Ok(false)
        }
    }
    deserializer.deserialize_any(Anything)
}

/// Up to v0.14 a JSON-RPC error was stored as the error object alone: a `code`, a `message` and at most `data`.
fn bare_error(body: &RawValue) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the shape is asked for")]
    struct RpcError {
        code: i64,
        message: String,
        #[serde(default)]
        data: de::IgnoredAny,
    }
    serde_json::from_str::<RpcError>(body.get()).is_ok()
}

/// What every generation's list tells of an entry. A change of any of it is a change of the entry; a change of the server's version, with
/// its other spelling of the same facts, is not.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    pub id: &'a str,
    pub occurred_at: DateTime<Utc>,
    pub local: bool,
    pub user: &'a str,
    pub operation: &'a str,
    pub name: &'a str,
    pub server_id: &'a str,
    pub server_name: &'a str,
    pub status: &'a str,
    pub http_status: i64,
    pub error: &'a str,
    pub millis: i64,
    pub client: &'a str,
}

impl Facts<'_> {
    /// The first eight bytes of a SHA-256 over the facts: the same on every machine and in every version.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = Sha256::new();
        let mut put = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        for text in [self.id, self.operation, self.name, self.status] {
            put(text);
        }
        // The details of a local agent's call show more to an auditor than to others, and such rows never change.
        if !self.local {
            for text in [self.user, self.server_id, self.server_name, self.error, self.client] {
                put(text);
            }
            hash.update(self.http_status.to_le_bytes());
            hash.update(self.millis.to_le_bytes());
        }
        hash.update(self.occurred_at.timestamp_micros().to_le_bytes());
        let digest = hash.finalize();
        u64::from_le_bytes(digest[..8].try_into().expect("SHA-256 has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    proptest! {
        #[test]
        fn looking_for_the_words_first_changes_no_verdict(pieces in vec(select(vec![
            "{", "}", "[", "]", ",", ":", " ", "\n", "\"isError\"", "\"is\\u0045rror\"", "\"result\"", "\"error\"", "\"err\\u006fr\"", "\"code\"",
            "\"message\"", "\"jsonrpc\"", "\"2.0\"", "true", "false", "null", "1", "{\"isError\" : true}", "{\"isError\":false}", "\"result\":",
            "{\"code\":1,\"message\":\"x\"}", "{\"jsonrpc\":\"2.0\",\"result\":", "{\"jsonrpc\":\"2.0\",\"error\":",
        ]), 1..6), gateway in any::<bool>()) {
            if let Ok(body) = serde_json::from_str::<&RawValue>(&pieces.concat()) {
                prop_assert_eq!(tool_error(body, gateway), does_tell_of_error(body, gateway));
            }
        }
    }

    fn tells(body: &str) -> bool {
        tool_error(serde_json::from_str(body).expect("the sample is JSON"), true)
    }

    #[test]
    fn an_error_inside_a_success_is_found_in_every_shape() {
        assert!(
            tells(r#"{"jsonrpc":"2.0","id":8,"result":{"isError":true,"content":[]}}"#),
            "tool error, whole message"
        );
        assert!(
            tells(r#"{"jsonrpc":"2.0","id":9,"error":{"code":-32602,"message":"Unknown tool"}}"#),
            "JSON-RPC error"
        );
        assert!(tells(r#"{"content":[],"isError":true}"#), "tool error, result alone (v0.8 to v0.14)");
        assert!(tells(r#"{"code":-32602,"message":"Unknown tool"}"#), "error object alone (v0.8 to v0.14)");
    }

    #[test]
    fn what_only_looks_like_an_error_is_none() {
        assert!(!tells(r#"{"jsonrpc":"2.0","id":7,"result":{"isError":false}}"#), "explicitly none");
        assert!(!tells(r#"{"jsonrpc":"2.0","id":7,"error":null,"result":{}}"#), "a null error");
        assert!(!tells(r#"{"error":"a word in somebody's result"}"#), "a result with a member of that name");
        assert!(!tells(r#"{"code":1,"message":"x","items":[]}"#), "a result that happens to have a code and a message");
        assert!(!tells(r#""isError: true""#), "a text");
        assert!(!tells("null") && !tells("[1]"), "no object");
        assert!(!tells(r#"{"result":{"isError":"true"}}"#), "a text is not a truth");
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(!tells(&format!(r#"{{"result":{deep}}}"#)), "deep nesting is skipped, not descended into");
    }

    #[test]
    fn outcomes_follow_the_servers_order_of_rules() {
        let cases = [
            (401, None, Status::Denied),
            (403, Some("x"), Status::Denied),
            (408, None, Status::Timeout),
            (504, Some("x"), Status::Timeout),
            (424, Some("rejected"), Status::Failure),
            (500, None, Status::Failure),
            (200, Some("failed to call request hooks"), Status::Failure),
            (0, Some("x"), Status::Failure),
            (200, None, Status::Success),
            (202, None, Status::Success),
            (0, None, Status::Unknown),
        ];
        for (status, error, wanted) in cases {
            assert_eq!(classify(status, error), wanted, "{status} {error:?}");
        }
    }
}
