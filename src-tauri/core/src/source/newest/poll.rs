//! The look at the newest rows of the whole log.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    Page, Run,
    coverage::{self, Between, Seen},
    pace,
    state::Repair,
};
use crate::{
    error::Result,
    source::{Batch, Gap, GapReason, Known, Observation},
};

/// A page against what is known.
pub(super) struct Compared {
    /// Its rows, in the order of time.
    pub seen: Vec<Seen>,
    /// What is new or changed, in the order of time.
    pub news: Vec<Observation>,
}

impl Run<'_> {
    /// Reads the newest rows and commits them with what they prove.
    pub(super) async fn poll(&mut self) -> Result<()> {
        self.progress.update(0, 0, "Reading the newest entries");
        let asked = self.clock.now();
        let page = self.feeds.newest(self.cancel).await?;
        let looked = asked + self.feeds.skew();
        let (most, full, rows) = (page.most, page.full, page.rows.len() as u64);
        let mut state = self.state.clone();
        for row in &page.rows {
            state.wrote(&row.writer, row.at());
        }
        let mut batch = Batch { quarantine: page.unreadable.clone(), ..Batch::default() };
        let Compared { seen, news } = self.compare(page).await?;
        let between = coverage::between(&seen, full, self.state.sure);
        match between {
            Between::Nothing => {}
            Between::History(until) => {
                batch.gaps.push(Gap::new(None, until, GapReason::OutOfReach));
                state.repairs.push(Repair { from: None, until, tries: 0 });
                let message = format!("History before {} is out of reach: only the newest {most} rows are shown.", minute(until));
                self.summary.remarks.push(message);
            }
            Between::Gap(from, until) => {
                batch.gaps.push(Gap::new(Some(from), until, GapReason::Missed));
                state.repairs.push(Repair { from: Some(from), until, tries: 0 });
            }
            Between::Strange => self.summary.remarks.push(
                "The log holds nothing of what was read before: it may have been restored from a backup, or it is another one."
                    .into(),
            ),
        }
        if full && seen.is_empty() {
            // Rows were pushed out unseen: what was sure stays the start of the gap that is found once rows can be read again.
            self.summary.remarks.push("None of the rows that the source shows can be read.".into());
        } else {
            let sure = coverage::sure(&seen, looked);
            state.sure = Some(self.state.sure.map_or(sure, |before| before.max(sure)));
        }
        let times = coverage::plausible(&seen, looked);
        let new = seen.iter().filter(|row| !row.known).count();
        let counted = (between == Between::Nothing && self.state.looked_at.is_some()).then_some(new);
        state.rate = pace::rate(counted, self.state.looked_at.map(|at| asked - at), &times, self.state.rate);
        state.looked_at = Some(asked);
        state.forget_quiet();
        batch.observations = news;
        batch.checkpoint = Some(self.feeds.checkpoint(&state));
        self.commit(batch).await?;
        self.state = state;
        self.summary.next = Some(pace::next(most, self.state.rate));
        self.progress.update(rows, rows, "Reading the newest entries");
        self.deleted_upstream(&times, full).await
    }

    /// Compares a page with what is known. A row that says the same as before is no news.
    pub(super) async fn compare(&self, page: Page) -> Result<Compared> {
        let mut ids = HashSet::new();
        let mut rows = page.rows;
        rows.retain(|row| ids.insert((row.id().to_owned(), row.observation.fingerprint)));
        rows.sort_by(|a, b| (a.at(), a.id()).cmp(&(b.at(), b.id())));
        let ids: Vec<String> = rows.iter().map(|row| row.id().to_owned()).collect();
        let known = self.sink.known(&ids).await?;
        let mut compared = Compared { seen: Vec::with_capacity(rows.len()), news: Vec::new() };
        for (row, known) in rows.into_iter().zip(known) {
            compared.seen.push(Seen { at: row.at(), known: known != Known::No });
            if known != Known::Settled(row.observation.fingerprint) {
                compared.news.push(row.observation);
            }
        }
        Ok(compared)
    }

    /// Commits and counts.
    pub(super) async fn commit(&mut self, mut batch: Batch) -> Result<()> {
        // A row that could not be read before, and can by now, leaves quarantine.
        batch.resolved = batch.observations.iter().map(|news| news.record.remote_id.clone()).collect();
        let unreadable = batch.quarantine.len() as u64;
        let committed = self.sink.commit(batch).await?;
        self.summary.new += committed.new;
        self.summary.settled += committed.settled;
        self.summary.unreadable += unreadable;
        Ok(())
    }

    /// Says so where entries are held that the page does not show although it covers their time.
    async fn deleted_upstream(&mut self, times: &[DateTime<Utc>], full: bool) -> Result<()> {
        let Some(newest) = times.iter().max() else { return Ok(()) };
        // Rows that share the oldest row's time may be cut off.
        let after = times.iter().min().filter(|_| full);
        let from = after.map_or(DateTime::<Utc>::MIN_UTC, |oldest| *oldest + chrono::Duration::microseconds(1));
        let until = *newest + chrono::Duration::microseconds(1);
        let shown = times.iter().filter(|at| **at >= from).count() as u64;
        let gone = self.sink.held(from, until).await?.saturating_sub(shown);
        if gone > 0 {
            let since = after.map_or_else(String::new, |from| format!(" since {}", minute(*from)));
            self.summary.remarks.push(format!(
                "{gone} entries{since} are not in the source's log any more: they were deleted there. They stay here."
            ));
        }
        Ok(())
    }
}

/// A moment as a remark names it.
pub(super) fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
