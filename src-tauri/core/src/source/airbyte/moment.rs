//! Times and addresses as Airbyte writes them.

use chrono::{DateTime, Utc};

/// Milliseconds since 1970, as a number or as a text of digits.
pub(super) fn moment(json: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(json.trim_matches('"').parse().ok()?)
}

/// The client's address: the first of a forwarded-for list. The header is the client's own word where no proxy replaces it.
pub(super) fn address(forwarded: &str) -> Option<String> {
    let first = forwarded.split(',').next().unwrap_or_default().trim().trim_matches('"');
    let known = !first.is_empty() && first != "unknown" && first != "null";
    known.then(|| crate::source::json::address(first))
}

/// A text, unless it is a word for none: Kotlin prints `null`, and Airbyte writes `unknown` for a header that was not sent.
pub(super) fn known(text: &str) -> Option<String> {
    (!matches!(text, "" | "null" | "unknown")).then(|| text.to_owned())
}
