//! Where a sync stands. It is committed with every batch that moves it, so that a killed sync goes on where it was.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::generation::Generation;
use crate::{
    error::Result,
    source::{self, checkpoint},
};

/// The version of this form.
const VERSION: u32 = 1;
/// How many old rows are remembered to recognise the server by.
const ANCHORS: usize = 6;

/// The checkpoint of an Obot source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// The generation last spoken.
    pub generation: Option<Generation>,
    /// Everything before this moment was listed once; the tail starts here, less its overlap.
    pub reached: Option<DateTime<Utc>>,
    /// Spans still to be listed, worked from their ends down; the last one first.
    pub spans: Vec<Span>,
    /// Whether the first back-fill was planned.
    pub planned: bool,
    /// The tail with the wide overlap was last read at.
    pub wide_at: Option<DateTime<Utc>>,
    /// The directory of users was last read at.
    pub directory_at: Option<DateTime<Utc>>,
    /// Days before this one were compared at least once.
    pub compared_until: Option<NaiveDate>,
    /// Days on which source and workspace are known to differ: stated minus held.
    pub differing: BTreeMap<NaiveDate, i64>,
    /// Rows by which the server is recognised: id and time.
    pub anchors: Vec<Anchor>,
    /// Something settled without its payload because of the role; gaining the role fetches it.
    pub redacted: bool,
}

/// A span of time still to be listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    /// Its first moment.
    pub from: DateTime<Utc>,
    /// The first moment after; comes down as slices are done.
    pub until: DateTime<Utc>,
}

/// A row by which the server is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Anchor {
    pub id: String,
    pub at: DateTime<Utc>,
}

impl State {
    /// Nothing read yet.
    pub(super) fn new() -> Self {
        Self {
            version: VERSION,
            generation: None,
            reached: None,
            spans: Vec::new(),
            planned: false,
            wide_at: None,
            directory_at: None,
            compared_until: None,
            differing: BTreeMap::new(),
            anchors: Vec::new(),
            redacted: false,
        }
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// `newer_file` where a later Auditdesk wrote it, `corrupt` where nobody did.
    pub(super) fn read(checkpoint: Option<source::Checkpoint>) -> Result<Self> {
        Ok(checkpoint::read(checkpoint, VERSION)?.unwrap_or_else(Self::new))
    }

    /// As it is stored.
    pub(super) fn write(&self) -> source::Checkpoint {
        checkpoint::write(self)
    }

    /// Remembers a row, unless the last one is less than an hour older. The oldest and the newest stay, those between thin out.
    pub(super) fn anchor(&mut self, id: &str, at: DateTime<Utc>) {
        if self.anchors.last().is_some_and(|last| at - last.at < chrono::Duration::hours(1)) {
            return;
        }
        self.anchors.push(Anchor { id: id.to_owned(), at });
        if self.anchors.len() > ANCHORS {
            self.anchors.remove(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn a_checkpoint_reads_back_and_a_newer_one_is_refused() {
        let mut state = State::new();
        state.reached = Some("2026-08-20T14:03:11.482913777Z".parse().expect("a time"));
        state.differing.insert(NaiveDate::from_ymd_opt(2026, 8, 19).expect("a day"), -3);
        let back = State::read(Some(state.write())).expect("what was written can be read");
        assert_eq!(back.reached, state.reached, "nanoseconds stay");
        assert_eq!(back.differing, state.differing, "days stay");
        let newer = State::read(Some(serde_json::json!({ "version": 2 })));
        assert_eq!(newer.expect_err("a newer one").code, ErrorCode::NewerFile, "not guessed at");
        let nonsense = State::read(Some(serde_json::json!([1])));
        assert_eq!(nonsense.expect_err("nonsense").code, ErrorCode::Corrupt, "not taken for a fresh start");
    }

    #[test]
    fn anchors_keep_the_oldest_and_the_newest() {
        let mut state = State::new();
        let start: DateTime<Utc> = "2026-08-20T00:00:00Z".parse().expect("a time");
        for hour in 0..50 {
            state.anchor(&hour.to_string(), start + chrono::Duration::hours(hour));
            state.anchor("too close", start + chrono::Duration::minutes(hour * 60 + 5));
        }
        let ids: Vec<&str> = state.anchors.iter().map(|anchor| anchor.id.as_str()).collect();
        assert_eq!(ids, ["0", "45", "46", "47", "48", "49"], "the first, and the last five");
    }
}
