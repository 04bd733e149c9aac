//! Where a sync over the API stands. It is committed with every page, so that a killed sync goes on where it was.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::client::{LONGEST, PAGE};
use crate::{
    error::Result,
    source::{self, checkpoint},
};

/// The version of this form.
const VERSION: u32 = 1;
/// How far back each sync reads again: an entry is readable only once its file is written, and the pod that holds it may be busy or stopping.
const OVERLAP: Duration = Duration::days(2);
/// How long Airbyte keeps the log (its documentation of September 2026).
pub(super) const KEPT: Duration = Duration::days(365);

/// The checkpoint of an Airbyte source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// Everything up to this moment was listed.
    pub reached: Option<DateTime<Utc>>,
    /// Windows to be walked, the last one first.
    pub windows: Vec<Window>,
    /// What `reached` becomes once the windows are walked.
    pub reaching: Option<DateTime<Utc>>,
    /// The history before this moment is still to be walked; `None`: all of it was, or the sync has not begun.
    pub back: Option<DateTime<Utc>>,
    /// When the first sync began.
    pub began: Option<DateTime<Utc>>,
    /// The oldest entry that was ever given.
    pub oldest: Option<DateTime<Utc>>,
}

/// A range of time, both ends inclusive, and how far it was walked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Entries per page.
    pub page: u32,
    /// The token of the next page.
    pub token: Option<String>,
}

impl Window {
    fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self { from, until, page: PAGE, token: None }
    }
}

impl State {
    fn new() -> Self {
        Self {
            version: VERSION,
            reached: None,
            windows: Vec::new(),
            reaching: None,
            back: None,
            began: None,
            oldest: None,
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

    /// Plans what became new until `now`; the newest 90 days and the way back, where nothing was read yet. Gives the span that Airbyte has not kept since
    /// the last sync.
    pub(super) fn plan(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        self.reaching = Some(now);
        let Some(reached) = self.reached else {
            self.began = Some(now);
            self.back = Some(now - LONGEST);
            self.windows = vec![Window::new(now - LONGEST, now)];
            return None;
        };
        let kept = now - KEPT;
        let from = (reached - OVERLAP).max(kept).min(now);
        self.windows = windows(from, now);
        (reached < kept).then_some((reached, kept))
    }

    /// Plans the next window of the history, or ends it: beyond what Airbyte keeps, at the first window without an entry.
    pub(super) fn plan_back(&mut self) -> bool {
        let (Some(back), Some(began)) = (self.back, self.began) else { return false };
        // The window before was walked and gave nothing: nothing that was ever given is in it.
        let empty = self.oldest.is_none_or(|oldest| oldest > back + LONGEST);
        if back <= began - KEPT && empty {
            self.back = None;
            return false;
        }
        self.back = Some(back - LONGEST);
        self.windows = vec![Window::new(back - LONGEST, back)];
        true
    }

    /// Before this moment, entries may have been that nobody can read any more.
    pub(super) fn horizon(&self) -> Option<DateTime<Utc>> {
        let kept = self.began? - KEPT;
        Some(self.oldest.map_or(kept, |oldest| oldest.min(kept)))
    }
}

/// The span in windows that Airbyte takes, the oldest last, as that is walked first.
fn windows(from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut start = from;
    while until - start > LONGEST {
        windows.push(Window::new(start, start + LONGEST));
        start += LONGEST;
    }
    windows.push(Window::new(start, until));
    windows.reverse();
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).expect("a time") + Duration::days(number)
    }

    #[test]
    fn the_first_sync_walks_back_until_nothing_is_there() {
        let mut state = State::new();
        assert_eq!(state.plan(day(0)), None);
        let mut walked = vec![state.windows.remove(0)];
        state.oldest = Some(day(-500));
        while state.plan_back() {
            walked.push(state.windows.remove(0));
        }
        assert!(walked.iter().all(|window| window.until - window.from <= LONGEST));
        assert!(walked.windows(2).all(|pair| pair[1].until == pair[0].from), "without a hole");
        let last = walked.last().expect("some");
        assert!(last.from <= day(-540) && last.from > day(-720), "one window beyond the oldest: {last:?}");
        assert_eq!(state.horizon(), Some(day(-500)));
    }

    #[test]
    fn a_log_that_began_lately_is_searched_for_all_that_is_kept() {
        let mut state = State::new();
        state.plan(day(0));
        state.oldest = Some(day(-10));
        let mut oldest = day(0);
        while state.plan_back() {
            oldest = state.windows.remove(0).from;
        }
        assert!(oldest <= day(0) - KEPT, "{oldest}");
        assert_eq!(state.horizon(), Some(day(0) - KEPT));
    }

    #[test]
    fn later_syncs_overlap_and_say_what_was_lost_meanwhile() {
        let mut state = State::new();
        state.reached = Some(day(0));
        assert_eq!(state.plan(day(1)), None);
        assert_eq!(state.windows, [Window::new(day(-2), day(1))]);
        assert_eq!(state.plan(day(200)), None);
        assert_eq!(state.windows.len(), 3);
        assert_eq!(state.windows.last().map(|window| window.from), Some(day(-2)));
        assert_eq!(state.plan(day(400)), Some((day(0), day(35))));
        assert_eq!(state.plan(day(-5)), None, "a clock that was set back");
        assert_eq!(state.windows.len(), 1);
        assert!(State::read(Some(state.write())).expect("it reads back") == state);
        let newer = State::read(Some(serde_json::json!({ "version": 2 })));
        assert_eq!(newer.expect_err("a newer one").code, ErrorCode::NewerFile);
        assert_eq!(State::read(Some(serde_json::json!([]))).expect_err("nonsense").code, ErrorCode::Corrupt);
    }
}
