//! What the API answers: `POST /api/v1/audit_logs/list` as Airbyte has it since August 2026.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::obot::seed::hash;

/// The longest range of one request.
const LONGEST: TimeDelta = TimeDelta::days(90);
/// How long entries are kept.
const KEPT: TimeDelta = TimeDelta::days(365);

/// What the caller's token is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// It belongs to an admin of the organization.
    Admin,
    /// It belongs to somebody else.
    Member,
    /// It does, but the organization has no audit log.
    NoEntitlement,
    /// It is refused.
    Revoked,
}

/// A file of one flush: its day, and its entries with their times.
pub(super) struct File {
    pub day: NaiveDate,
    pub entries: Vec<(DateTime<Utc>, String)>,
}

/// What the answers come from.
pub(super) struct Log {
    pub organization: String,
    pub access: Access,
    /// In the order of writing.
    pub files: Vec<File>,
    /// Files that one call looks through at most.
    pub files_per_call: usize,
}

/// Status and body.
pub(super) type Reply = (u16, String);

fn problem(status: u16, kind: &str, detail: &str) -> Reply {
    (status, json!({"status": status, "type": kind, "title": "error", "detail": detail}).to_string())
}

impl Log {
    /// Answers a call. `token`: the bearer token is the right one; `header`: the organization in the header.
    pub(super) fn answer(&self, token: bool, header: Option<&str>, body: &[u8], now: DateTime<Utc>) -> Reply {
        if !token || self.access == Access::Revoked {
            return problem(401, "error:unauthorized", "Unauthorized");
        }
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return problem(422, "error:unprocessable", "the body is no JSON");
        };
        let Some(organization) = body["organizationId"].as_str().filter(|id| id.len() == 36) else {
            return problem(422, "error:unprocessable", "organizationId must be a UUID");
        };
        if header != Some(organization) || organization != self.organization || self.access == Access::Member {
            return problem(403, "error:forbidden", "Caller does not have the required ORGANIZATION_ADMIN permissions");
        }
        if self.access == Access::NoEntitlement {
            return problem(403, "error:license/entitlement", "feature-audit-logging is not available");
        }
        let moment = |name: &str, or: DateTime<Utc>| match body[name].as_str() {
            None => Some(or),
            Some(text) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        };
        let until = moment("endTime", now);
        let from = until.and_then(|until| moment("startTime", until - TimeDelta::days(30)));
        let (Some(from), Some(until)) = (from, until) else {
            return problem(400, "error:bad-request", "startTime and endTime must be RFC 3339");
        };
        if until < from || until - from > LONGEST {
            return problem(400, "error:bad-request", "the range must be between 0 and 90 days");
        }
        let size = body["pageSize"].as_u64().unwrap_or(50);
        if !(1..=200).contains(&size) {
            return problem(422, "error:unprocessable", "pageSize must be between 1 and 200");
        }
        let walk = hash(&format!("{organization} {from} {until} {size}"));
        let start = match body["pageToken"].as_str() {
            None => Some((0, 0)),
            Some(token) => place(token, walk),
        };
        match start {
            Some(start) => (200, self.page((from.max(now - KEPT), until), size as usize, start, walk)),
            None => problem(400, "error:bad-request", "the page token is invalid or belongs to another request"),
        }
    }

    fn page(
        &self,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        size: usize,
        start: (usize, usize),
        walk: u64,
    ) -> String {
        let days = from.date_naive()..=until.date_naive();
        let mut entries: Vec<&(DateTime<Utc>, String)> = Vec::new();
        let mut looked = 0;
        let (mut at, mut skip) = start;
        let mut next = None;
        while at < self.files.len() {
            let file = &self.files[at];
            if days.contains(&file.day) {
                if looked == self.files_per_call {
                    next = Some((at, skip));
                    break;
                }
                looked += 1;
                let inside = |(time, _): &&(DateTime<Utc>, String)| (from..=until).contains(time);
                let room = size - entries.len();
                let found: Vec<_> = file.entries.iter().filter(inside).skip(skip).take(room).collect();
                let rest = file.entries.iter().filter(inside).count() - skip - found.len();
                entries.extend(&found);
                if rest > 0 {
                    next = Some((at, skip + found.len()));
                    break;
                }
            }
            (at, skip) = (at + 1, 0);
        }
        entries.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
        let logs: Vec<&str> = entries.iter().map(|(_, json)| json.as_str()).collect();
        let token =
            next.map_or_else(String::new, |(file, entry)| format!(",\"nextPageToken\":\"{file}.{entry}.{walk:x}\""));
        format!("{{\"auditLogs\":[{}]{token}}}", logs.join(","))
    }
}

/// Where a token of this walk goes on.
fn place(token: &str, walk: u64) -> Option<(usize, usize)> {
    let mut parts = token.split('.');
    let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (parts.next()? == format!("{walk:x}")).then_some(place)
}
