//! The lines of a connection test, each with the time it took.

use std::time::Instant;

use super::Report;
use crate::api::wire::{CheckLine, Verdict};

/// A connection test under way.
pub(crate) struct Checklist<'a> {
    report: &'a dyn Report,
    /// When the work for the next line began.
    since: Instant,
}

impl<'a> Checklist<'a> {
    /// Begins now.
    pub(crate) fn new(report: &'a dyn Report) -> Self {
        Self { report, since: Instant::now() }
    }

    /// A line without advice.
    pub(crate) fn line(&mut self, title: &str, verdict: Verdict, finding: impl Into<String>) {
        self.advise(title, verdict, finding, None, None);
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
        let millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.since = Instant::now();
        let remedy = remedy.map(str::to_owned);
        self.report.line(CheckLine { title: title.into(), verdict, finding: finding.into(), remedy, paste, millis });
    }
}
