//! A row of the log as it is received.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::source::Unreadable;

/// The name that rows of the hub's tunnel carry; it is no token's.
pub(super) const HUB: &str = "Hub Tunnel (hub)";

/// What the path of a tool called through the hub begins with.
const TOOL: &str = "/mcp/tool/";

/// The reads that a sync makes, by the ends of their paths, after the base path and `/api/v1`.
const OWN_READS: [&str; 2] = ["/settings/mcp-audit", "/settings/mcp-tokens"];

/// A row. Fields that are not documented are left alone; texts and numbers are taken for each other.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub token_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub method: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub path: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub status_code: Option<u16>,
    #[serde(default, deserialize_with = "text")]
    created_at: Option<String>,
}

impl Row {
    /// Reads the bytes of one row.
    pub(super) fn parse(raw: &[u8]) -> Result<Self, Unreadable> {
        // A list would be read as the fields in their order.
        if raw.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Unreadable("it is no JSON object".into()));
        }
        serde_json::from_slice(raw).map_err(|error| Unreadable(error.to_string()))
    }

    /// Its id.
    pub(super) fn id(&self) -> Result<&str, Unreadable> {
        self.id.as_deref().ok_or_else(|| Unreadable("the row has no id".into()))
    }

    /// Its time, cut to microseconds.
    pub(super) fn at(&self) -> Result<DateTime<Utc>, Unreadable> {
        let text = self.created_at.as_deref().ok_or_else(|| Unreadable("the row has no time (created_at)".into()))?;
        let at = time(text).ok_or_else(|| Unreadable("the row's time (created_at) cannot be read".into()))?;
        DateTime::from_timestamp_micros(at.timestamp_micros())
            .ok_or_else(|| Unreadable("the row's time (created_at) is beyond all calendars".into()))
    }

    /// The tool, where the row is a tool's call through the hub.
    pub(super) fn tool(&self) -> Option<&str> {
        self.path.as_deref()?.strip_prefix(TOOL).filter(|tool| !tool.is_empty())
    }

    /// Whether it is one of the requests by which the log is read.
    pub(super) fn reads_the_log(&self) -> bool {
        let path = self.path.as_deref().unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let of_a_token = || {
            let (before, token) = path.strip_suffix("/audit").and_then(|path| path.rsplit_once('/'))?;
            Some(before.ends_with(OWN_READS[1]) && !token.is_empty())
        };
        self.method.as_deref() == Some("GET")
            && (OWN_READS.iter().any(|read| path.ends_with(read)) || of_a_token().unwrap_or_default())
    }

    /// The first eight bytes of a SHA-256 over what the row says. An update of PodWarden that adds a field is no change of the row.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = Sha256::new();
        for text in [&self.id, &self.token_name, &self.method, &self.path, &self.created_at] {
            let text = text.as_deref().unwrap_or_default();
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(self.status_code.unwrap_or_default().to_le_bytes());
        let digest = hash.finalize();
        u64::from_le_bytes(digest[..8].try_into().expect("SHA-256 has 32 bytes"))
    }
}

/// RFC 3339 with any offset and any number of digits; without an offset it is UTC, as Python prints a time that knows no zone.
fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let naive = text.replacen(' ', "T", 1);
    NaiveDateTime::parse_from_str(&naive, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|time| time.and_utc())
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
    .filter(|status| *status > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_spelling() {
        let utc = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("a time"));
        for (given, wanted) in [
            ("2026-08-20T14:03:11+00:00", "2026-08-20T14:03:11Z"),
            ("2026-08-20T14:03:11Z", "2026-08-20T14:03:11Z"),
            ("2026-08-20T16:03:11.5+02:00", "2026-08-20T14:03:11.5Z"),
            ("2026-08-20T14:03:11.482913+00:00", "2026-08-20T14:03:11.482913Z"),
            ("2026-08-20T14:03:11.482913777Z", "2026-08-20T14:03:11.482913777Z"),
            ("2026-08-20T14:03:11.482913", "2026-08-20T14:03:11.482913Z"),
            ("2026-08-20 14:03:11", "2026-08-20T14:03:11Z"),
        ] {
            assert_eq!(time(given), utc(wanted), "{given}");
        }
        assert_eq!(time("yesterday"), None, "no time");
        assert_eq!(time(""), None, "empty");
    }

    #[test]
    fn the_requests_that_read_the_log_are_told_from_others() {
        let reads = |method: &str, path: &str| {
            let row = serde_json::json!({ "method": method, "path": path });
            Row::parse(row.to_string().as_bytes()).expect("a row").reads_the_log()
        };
        for path in [
            "/api/v1/settings/mcp-audit",
            "/settings/mcp-audit?limit=500",
            "/podwarden/api/v1/settings/mcp-audit/",
            "/api/v1/settings/mcp-tokens",
            "/api/v1/settings/mcp-tokens/9f0c/audit?limit=500",
        ] {
            assert!(reads("GET", path), "{path}");
        }
        for path in ["/api/v1/stacks", "/api/v1/settings/mcp-tokens/9f0c", "/api/v1/stacks/1/audit", "/audit", ""] {
            assert!(!reads("GET", path), "{path}");
        }
        assert!(!reads("POST", "/api/v1/settings/mcp-tokens"), "a new token is no reading");
    }

    #[test]
    fn what_is_no_row_is_refused_with_the_reason() {
        for (raw, part) in [
            ("[\"a\",\"b\",\"GET\",\"/x\",200,\"2026-08-20T14:03:11Z\"]", "no JSON object"),
            ("\"row\"", "no JSON object"),
            ("{\"id\":\"a\",\"id\":\"b\"}", "duplicate"),
            ("{", "EOF"),
        ] {
            let error = Row::parse(raw.as_bytes()).expect_err(raw);
            assert!(error.0.contains(part), "{raw}: {error}");
        }
        let row = Row::parse(b"{\"created_at\":\"soon\"}").expect("an object");
        assert!(row.id().is_err() && row.at().is_err(), "neither an id nor a time");
    }
}
