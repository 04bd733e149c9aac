//! What the words of other platforms say of an outcome.

use std::collections::BTreeMap;

use crate::entry::Status;

/// Stands in a mapping's outcomes for a record without the field.
const ABSENT: &str = "";
/// Stands in a mapping's outcomes for every other word.
const OTHER: &str = "*";

/// The outcome that `word` tells: by the mapping, else as a boolean, an HTTP status or a common word.
pub(super) fn status(word: Option<&str>, outcomes: &BTreeMap<String, Status>) -> Status {
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else {
        return outcomes.get(ABSENT).copied().unwrap_or(Status::Unknown);
    };
    let mapped = outcomes.get(word).or_else(|| {
        let mut alike = outcomes.iter().filter(|(known, _)| known.eq_ignore_ascii_case(word));
        alike.next().map(|(_, status)| status)
    });
    let told = mapped.copied().or_else(|| common(word));
    told.or_else(|| outcomes.get(OTHER).copied()).unwrap_or(Status::Unknown)
}

/// A word that needs no mapping.
pub(super) fn common(word: &str) -> Option<Status> {
    if let Some(status) = http(word) {
        return Some(of_http(status));
    }
    Some(match word.to_ascii_lowercase().as_str() {
        "true" | "success" | "succeeded" | "successful" | "ok" | "allow" | "allowed" | "permit" | "permitted"
        | "granted" | "completed" => Status::Success,
        "false" | "failure" | "failed" | "fail" | "error" | "errored" => Status::Failure,
        "denied" | "deny" | "forbidden" | "blocked" | "rejected" | "unauthorized" => Status::Denied,
        "timeout" | "timed_out" | "timedout" => Status::Timeout,
        _ => return None,
    })
}

/// An HTTP status.
pub(super) fn http(word: &str) -> Option<u16> {
    word.trim().parse().ok().filter(|status| (100..600).contains(status))
}

/// The outcome of a request with this HTTP status.
pub(super) fn of_http(status: u16) -> Status {
    match status {
        401 | 403 => Status::Denied,
        408 | 504 => Status::Timeout,
        400.. => Status::Failure,
        _ => Status::Success,
    }
}
