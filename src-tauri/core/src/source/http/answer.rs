//! What came back.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// An answer with its body, read to the end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type, lower case, without parameters.
    pub media: String,
    /// `Retry-After`, already a span.
    pub retry_after: Option<Duration>,
    /// `Location` of a redirect.
    pub location: Option<String>,
    /// The body, complete.
    pub body: Vec<u8>,
}

impl Answer {
    /// The start of a text answer, for messages: one line, at most 200 characters.
    pub(crate) fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        let line: String = text.trim().chars().take(200).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The longest wait a server can ask for; beyond it we look again anyway.
const LONGEST: Duration = Duration::from_mins(2);

/// Reads a date of HTTP, and the spelling of Go's RFC 1123 in UTC, which ends in `UTC` where HTTP wants `GMT`.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let (date, zone) = text.rsplit_once(' ')?;
    if !matches!(zone, "GMT" | "UTC" | "Z" | "+0000") {
        return DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc());
    }
    NaiveDateTime::parse_from_str(date, "%a, %d %b %Y %H:%M:%S").ok().map(|date| date.and_utc())
}

/// `Retry-After`: seconds, or a date, which is compared with the server's own clock. `None` where it cannot be read.
pub(crate) fn retry_after(text: &str, server_now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let span = http_date(text)?.signed_duration_since(server_now);
    Some(span.to_std().unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_every_spelling() {
        let now = http_date("Thu, 20 Aug 2026 14:03:11 GMT").expect("a date of HTTP");
        let wait = |text| retry_after(text, now).map(|span| span.as_secs());
        assert_eq!(wait("7"), Some(7), "seconds");
        assert_eq!(wait("Thu, 20 Aug 2026 14:03:14 GMT"), Some(3), "as HTTP wants it");
        assert_eq!(wait("Thu, 20 Aug 2026 14:03:14 UTC"), Some(3), "as Go's RFC 1123 in UTC writes it");
        assert_eq!(wait("Thu, 20 Aug 2026 14:00:00 UTC"), Some(0), "the past: at once");
        assert_eq!(wait("Fri, 21 Aug 2026 14:00:00 UTC"), Some(120), "never longer than two minutes");
        assert_eq!(wait("soon"), None, "unreadable");
        assert_eq!(wait(""), None, "empty");
    }
}
