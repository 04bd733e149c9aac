//! A case: a situation, and what the connection test must say.

use std::sync::atomic::{AtomicU64, Ordering};

use auditdesk_core::{
    api::wire::{CheckLine, CheckResult, Conclusion, Place, Secret, Verdict, WriteOptions},
    clock::SystemClock,
    export::{self, Destination, EXTENSION, Retry, RunOptions, Test, run},
};
use chrono::{TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::export_rows::{Reported, Watched, now, rows};

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    pub situation: &'static str,
    pub conclusion: Conclusion,
    /// The line that tells: the only red one where exports fail.
    pub line: &'static str,
    /// What it finds.
    pub says: &'static str,
    /// What it advises; empty where nothing is to be done.
    pub remedy: &'static str,
}

/// Numbers the exports of all cases: each has a name of its own.
static RUN: AtomicU64 = AtomicU64::new(0);

impl Row {
    /// Checks a result against the row.
    pub fn holds(&self, result: &CheckResult) {
        assert_eq!(result.conclusion, self.conclusion, "{}: {result:#?}", self.situation);
        let red: Vec<&CheckLine> = result.lines.iter().filter(|line| line.verdict == Verdict::Fail).collect();
        let told = if self.conclusion == Conclusion::Fails {
            let [red] = red[..] else { panic!("one red line for {}: {result:#?}", self.situation) };
            red
        } else {
            assert!(red.is_empty(), "{}: {result:#?}", self.situation);
            let told = result.lines.iter().find(|line| line.title == self.line && has(&line.finding, self.says));
            told.unwrap_or_else(|| panic!("no line {} says {:?}: {result:#?}", self.line, self.says))
        };
        assert_eq!(told.title, self.line, "{}: {result:#?}", self.situation);
        assert!(has(&told.finding, self.says), "{} should say {:?}: {told:#?}", self.situation, self.says);
        let remedy = told.remedy.as_deref().unwrap_or_default();
        assert!(has(remedy, self.remedy), "{} should advise {:?}: {told:#?}", self.situation, self.remedy);
    }
}

/// Whether `text` says `words`, wherever its sentences begin.
fn has(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.to_lowercase())
}

/// Makes of each line a row of the table and a test of it: name, situation, conclusion, line, what it says, what it advises, and how to get there.
macro_rules! cases {
    ($($name:ident: $situation:literal, $conclusion:ident, $line:literal, $says:literal, $remedy:literal => $result:expr;)+) => {
        /// The rows of this part of the table.
        pub const ROWS: &[$crate::case::Row] = &[$($crate::case::Row {
            situation: $situation,
            conclusion: auditdesk_core::api::wire::Conclusion::$conclusion,
            line: $line,
            says: $says,
            remedy: $remedy,
        }),+];
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let row = ROWS.iter().find(|row| row.situation == $situation).expect("it is one of them");
                row.holds(&$result.await);
            }
        )+
    };
}

/// A destination to be tested.
pub struct Try {
    pub place: Place,
    pub secret: Option<Secret>,
    pub prefix: &'static str,
    pub options: WriteOptions,
    /// How long the secret lasts from now on.
    pub lasts: Option<TimeDelta>,
}

impl Try {
    pub fn new(place: Place, secret: impl Into<Option<Secret>>) -> Self {
        Self { place, secret: secret.into(), prefix: "", options: WriteOptions::default(), lasts: None }
    }

    /// Tests it, and checks what must hold of every test.
    pub async fn run(&self) -> CheckResult {
        let reported = Reported::default();
        let test = Test {
            place: &self.place,
            secret: self.secret.as_ref(),
            expires: self.lasts.map(|lasts| (Utc::now() + lasts).timestamp_micros()),
            prefix: self.prefix,
            options: &self.options,
            leave: false,
        };
        let result = export::test(&test, &SystemClock, &reported, &CancellationToken::new()).await;
        let result = result.expect("not cancelled");
        let streamed = reported.0.into_inner().expect("sound");
        assert_eq!(streamed, result.lines, "what is streamed is what is returned");
        let text = format!("{result:?} {}", result.markdown);
        if let Some(secret) = &self.secret {
            assert!(!text.contains(secret.expose()) || secret.is_empty(), "no secret in a line");
        }
        let is_odd = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        for line in &result.lines {
            assert!(!line.finding.contains(is_odd), "fit to be shown: {:?}", line.finding);
        }
        result
    }

    /// Tests it, and exports to it, which must fail for the same cause.
    pub async fn run_and_export(&self) -> CheckResult {
        let result = self.run().await;
        let red = result.lines.iter().find(|line| line.verdict == Verdict::Fail).expect("it fails");
        // Up to the answer's code, and up to the key, which is another.
        let cause = [" (", "`mcp-audit-logs/"]
            .into_iter()
            .fold(red.finding.as_str(), |text, end| text.split(end).next().expect("split gives one at least"));
        let cause = cause.to_lowercase();
        let once = Retry { attempts: 1, ..Retry::default() };
        let opened = Destination::open(&self.place, self.secret.as_ref(), &self.options, self.prefix);
        let destination = opened.expect("good settings").with_retry(once);
        let name = format!("daily-{}", RUN.fetch_add(1, Ordering::Relaxed));
        let key = destination.key(&name, now(), EXTENSION).expect("a good name");
        let (watched, cancel) = (Watched::default(), CancellationToken::new());
        let exported = run(rows(2), &destination, &key, RunOptions::default(), &watched, &cancel).await;
        let message = exported.expect_err("the test says that it fails").message.to_lowercase();
        assert!(message.contains(cause.trim_end_matches('.')), "the export says {message:?}, the test {cause:?}");
        result
    }
}
