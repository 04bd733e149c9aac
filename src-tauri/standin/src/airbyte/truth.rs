//! What must be read from what was written.

use chrono::{DateTime, Utc};

use super::row::Row;

/// How far an entry can be told from what was written of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// In one way.
    Exact,
    /// In more ways than one.
    Ambiguous,
    /// In one way, except for its summary, which is no JSON.
    BrokenSummary,
    /// Not at all; its id and time are there.
    Unparsed,
}

/// An entry as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Its id.
    pub id: String,
    /// When it happened, to the millisecond.
    pub at: DateTime<Utc>,
    /// The name of the method as logged.
    pub method: String,
    /// The same without the prefix of the web interface.
    pub operation: String,
    /// The user's id; `None` where Airbyte did not know.
    pub actor: Option<String>,
    /// The user's e-mail address.
    pub email: Option<String>,
    /// Whether it was done.
    pub success: bool,
    /// Why not; a failure may be without.
    pub error: Option<String>,
    /// How far all this can be told.
    pub verdict: Verdict,
    /// The secret that was written with it.
    pub secret: Option<String>,
}

/// What is meant by a row that was written as `written`.
pub(super) fn of(row: &Row, verdict: Verdict, written: &str) -> Truth {
    Truth {
        id: row.id.clone(),
        at: row.at,
        method: row.method.to_owned(),
        operation: row.operation(),
        actor: row.user.as_ref().map(|(id, _)| id.clone()),
        email: row.user.as_ref().map(|(_, email)| email.clone()),
        success: row.outcome.is_ok(),
        error: row.error().map(str::to_owned),
        verdict,
        secret: row.secret.clone().filter(|secret| written.contains(secret.as_str())),
    }
}
