//! The lines of a connection test, each with the time it took, told as they come.

mod outcome;

use std::time::Instant;

use chrono::Duration;

pub(crate) use outcome::Outcome;

use crate::{
    api::wire::{CheckLine, Fix, Verdict},
    source::Report,
};

/// A clock this far off deserves a word.
const SKEW: Duration = Duration::seconds(30);

/// A connection test under way.
pub(crate) struct Checklist<'a> {
    report: &'a dyn Report,
    /// When the work for the next line began.
    since: Instant,
    /// The lines so far.
    pub done: Vec<CheckLine>,
}

impl<'a> Checklist<'a> {
    /// Begins now.
    pub(crate) fn new(report: &'a dyn Report) -> Self {
        Self { report, since: Instant::now(), done: Vec::new() }
    }

    /// A line without advice.
    pub(crate) fn line(&mut self, title: &str, verdict: Verdict, finding: impl Into<String>) {
        self.advise(title, verdict, finding, None, None);
    }

    pub(crate) fn pass(&mut self, title: &str, finding: impl Into<String>) {
        self.line(title, Verdict::Pass, finding);
    }

    pub(crate) fn skip(&mut self, title: &str, finding: impl Into<String>) {
        self.line(title, Verdict::Skip, finding);
    }

    pub(crate) fn warn(&mut self, title: &str, finding: impl Into<String>, remedy: &str) {
        self.advise(title, Verdict::Warn, finding, Some(remedy), None);
    }

    /// A line with what to do, and what to paste for it.
    pub(crate) fn advise(
        &mut self,
        title: &str,
        verdict: Verdict,
        finding: impl Into<String>,
        remedy: Option<&str>,
        paste: Option<String>,
    ) {
        self.mend(title, verdict, finding, remedy, paste, None);
    }

    /// A line with what to do, what to paste for it, and a change of the settings that does it.
    pub(crate) fn mend(
        &mut self,
        title: &str,
        verdict: Verdict,
        finding: impl Into<String>,
        remedy: Option<&str>,
        paste: Option<String>,
        fix: Option<Fix>,
    ) {
        let millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.since = Instant::now();
        let remedy = remedy.map(str::to_owned);
        let line = CheckLine { title: title.into(), verdict, finding: finding.into(), remedy, paste, fix, millis };
        self.report.line(line.clone());
        self.done.push(line);
    }

    /// The line on the other side's clock (`whose`: `server`), `skew` ahead of ours; `remedy` says what a difference harms.
    pub(crate) fn clock(&mut self, whose: &str, skew: Option<Duration>, remedy: &str) {
        match skew {
            None => self.line("Clock", Verdict::Skip, format!("The {whose} does not tell its time")),
            Some(skew) if skew.abs() <= SKEW => {
                self.line("Clock", Verdict::Pass, format!("The clocks differ by {} s", skew.num_seconds().abs()));
            }
            Some(skew) => {
                let way = if skew > Duration::zero() { "ahead of" } else { "behind" };
                let finding = format!("The {whose}'s clock is {} s {way} this machine's", skew.num_seconds().abs());
                self.advise("Clock", Verdict::Warn, finding, Some(remedy), None);
            }
        }
    }
}
