//! The connection test of a destination: a checklist that grows line by line, each line with what was found, why, and what to do.
//!
//! It does what an export does, at the same prefix, with the same headers, by the same code; so a green test means a working export. It needs no more
//! rights than an export either, removes what it wrote where it may, and names what it left where not.

mod folder;
mod s3;

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{Destination, Retry, destination::Kind};
use crate::{
    api::wire::{CheckLine, CheckResult, Micros, Place, Secret, Verdict, WriteOptions},
    clock::Clock,
    error::{Error, Result},
    random::{SystemRandom, share},
    source::Report,
};

/// What is tested.
pub struct Test<'a> {
    /// Where it is.
    pub place: Place,
    /// What signs in.
    pub secret: Option<&'a Secret>,
    /// When that ends, where it is known.
    pub expires: Option<Micros>,
    /// The prefix of keys.
    pub prefix: &'a str,
    /// How objects are written.
    pub options: &'a WriteOptions,
    /// Write a real object even where it cannot be removed again.
    pub leave: bool,
}

/// Tests a destination. Lines go to `report` as they come and are in the result, too. An error is returned only for a cancelled test.
pub async fn test(
    test: &Test<'_>,
    clock: &dyn Clock,
    report: &dyn Report,
    cancel: &CancellationToken,
) -> Result<CheckResult> {
    let mut lines = Lines { report, done: Vec::new(), since: Instant::now() };
    let checks = async {
        match Destination::open(&test.place, test.secret, test.options, test.prefix)
            .map(|destination| destination.with_retry(Retry::NEVER))
        {
            Err(error) => {
                lines.fail("Settings", error.message, None, None);
                lines.finish(None)
            }
            Ok(destination) => match &destination.kind {
                Kind::Bucket(bucket) => s3::check(bucket, destination.prefix(), clock, &mut lines).await,
                Kind::Folder(folder) => folder::check(folder, destination.prefix(), clock, &mut lines).await,
            },
        }
    };
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Error::cancelled()),
        result = checks => Ok(result),
    }
}

/// The lines of a test as they grow.
struct Lines<'a> {
    report: &'a dyn Report,
    done: Vec<CheckLine>,
    /// When the work for the next line began.
    since: Instant,
}

impl Lines<'_> {
    fn add(&mut self, title: &str, verdict: Verdict, finding: String, remedy: Option<String>, paste: Option<String>) {
        let took = self.since.elapsed();
        self.add_timed(took, title, verdict, finding, remedy, paste);
    }

    fn add_timed(
        &mut self,
        took: Duration,
        title: &str,
        verdict: Verdict,
        finding: String,
        remedy: Option<String>,
        paste: Option<String>,
    ) {
        let millis = took.as_millis() as u64;
        let line = CheckLine { title: title.to_owned(), verdict, finding, remedy, paste, fix: None, millis };
        self.report.line(line.clone());
        self.done.push(line);
        self.since = Instant::now();
    }

    fn pass(&mut self, title: &str, finding: impl Into<String>) {
        self.add(title, Verdict::Pass, finding.into(), None, None);
    }

    fn warn(&mut self, title: &str, finding: impl Into<String>, remedy: impl Into<String>) {
        self.add(title, Verdict::Warn, finding.into(), Some(remedy.into()), None);
    }

    fn fail(&mut self, title: &str, finding: impl Into<String>, remedy: Option<String>, paste: Option<String>) {
        self.add(title, Verdict::Fail, finding.into(), remedy, paste);
    }

    fn skip(&mut self, title: &str, finding: impl Into<String>, remedy: Option<String>) {
        self.add(title, Verdict::Skip, finding.into(), remedy, None);
    }

    /// The result; `works` says in a sentence what works, where the test came to its end.
    fn finish(&mut self, works: Option<String>) -> CheckResult {
        let first = |verdict| self.done.iter().find(|line| line.verdict == verdict);
        let (verdict, summary) = match (first(Verdict::Fail), first(Verdict::Warn), works) {
            (Some(line), ..) => {
                (Verdict::Fail, format!("Exports to this destination will fail. {}: {}", line.title, line.finding))
            }
            (None, Some(_), Some(works)) => {
                let titles: Vec<&str> =
                    self.done.iter().filter(|l| l.verdict == Verdict::Warn).map(|l| l.title.as_str()).collect();
                (Verdict::Warn, format!("{works} Deserves attention: {}.", titles.join(", ")))
            }
            (None, None, Some(works)) => (Verdict::Pass, works),
            (None, _, None) => (Verdict::Warn, "The test did not come to its end.".to_owned()),
        };
        CheckResult {
            lines: std::mem::take(&mut self.done),
            verdict,
            conclusion: crate::api::wire::Conclusion::Works,
            summary,
            unproven: Vec::new(),
            left: Vec::new(),
            markdown: String::new(),
        }
    }
}

/// The key of the probe below a dated prefix: recognisable, and new each time.
fn probe_key(prefix: &str, clock: &dyn Clock) -> String {
    let now = clock.now();
    let random = (share(&SystemRandom) * f64::from(u32::MAX)) as u32;
    format!("{}auditdesk-connection-test-{}-{random:08x}", super::key::dated(prefix, now), now.format("%Y%m%dT%H%M%SZ"))
}

/// What the probe holds; who finds one knows what it is.
const PROBE: &[u8] = b"Written by the connection test of Auditdesk. It can be deleted.\n";
