//! What a test comes to, in a word, in sentences, and as Markdown for whoever administers the storage.

use chrono::{DateTime, Utc};

use crate::api::wire::{CheckLine, CheckResult, Conclusion, Verdict};

/// What the lines do not say by themselves.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What a red line means, in a sentence.
    pub fails: &'static str,
    /// Whether the test writes, so that what it left is worth a word.
    pub writes: bool,
    /// What works, where the test came to its end.
    pub works: Option<String>,
    /// Whether the key may write and neither list nor read.
    pub write_only: bool,
    /// What is unsafe though it works, each as a clause.
    pub risks: Vec<String>,
    /// What was not proven, each as a clause.
    pub unproven: Vec<String>,
    /// What was left behind.
    pub left: Vec<String>,
}

impl Outcome {
    /// The result of a test of `place` that ended `now`.
    pub fn result(self, lines: Vec<CheckLine>, place: &str, now: DateTime<Utc>) -> CheckResult {
        let failed = lines.iter().find(|line| line.verdict == Verdict::Fail);
        let warned = lines.iter().any(|line| line.verdict == Verdict::Warn);
        let (verdict, conclusion) = match (failed, &self.works) {
            (Some(_), _) => (Verdict::Fail, Conclusion::Fails),
            (None, None) => (Verdict::Warn, Conclusion::Unknown),
            (None, Some(_)) => {
                let conclusion = match (self.risks.is_empty(), self.write_only) {
                    (false, _) => Conclusion::Unsafe,
                    (true, true) => Conclusion::WriteOnly,
                    (true, false) => Conclusion::Works,
                };
                (if warned { Verdict::Warn } else { Verdict::Pass }, conclusion)
            }
        };
        let summary = self.summary(failed, conclusion, &lines);
        let Self { unproven, left, .. } = self;
        let mut result = CheckResult { lines, verdict, conclusion, summary, unproven, left, markdown: String::new() };
        result.markdown = markdown(&result, place, now);
        result
    }

    fn summary(&self, failed: Option<&CheckLine>, conclusion: Conclusion, lines: &[CheckLine]) -> String {
        let mut said = Vec::new();
        match (failed, &self.works) {
            (Some(line), _) => {
                said.push(format!("{} {}: {}", self.fails, line.title, line.finding));
            }
            (None, None) => said.push("The test did not come to its end, so it cannot tell.".to_owned()),
            (None, Some(works)) => {
                said.push(works.clone());
                if conclusion == Conclusion::WriteOnly {
                    said.push("The key may write only, which is all it needs.".to_owned());
                }
                if !self.risks.is_empty() {
                    said.push(format!("Unsafe: {}.", self.risks.join("; ")));
                }
                let warnings = lines.iter().filter(|line| line.verdict == Verdict::Warn);
                let titles: Vec<&str> = warnings.map(|line| line.title.as_str()).collect();
                if self.risks.is_empty() && !titles.is_empty() {
                    said.push(format!("Deserves attention: {}.", titles.join(", ")));
                }
                if !self.unproven.is_empty() {
                    said.push(format!("Not proven: {}.", self.unproven.join("; ")));
                }
                if self.left.is_empty() && self.writes {
                    said.push("Nothing was left behind.".to_owned());
                }
            }
        }
        if !self.left.is_empty() {
            said.push(format!("Left behind: {}.", self.left.join("; ")));
        }
        said.join(" ")
    }
}

/// A conclusion in words.
fn words(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Works => "Works",
        Conclusion::WriteOnly => "Works, write-only",
        Conclusion::Unsafe => "Works, but unsafe",
        Conclusion::Fails => "Fails",
        Conclusion::Unknown => "Cannot tell",
    }
}

fn markdown(result: &CheckResult, place: &str, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "## Connection test of `{}`: {}\n\nAuditdesk {}, {}\n\n{}\n\n| | Line | Found | Time |\n|---|---|---|---|\n",
        place.replace('`', "'"),
        words(result.conclusion),
        env!("CARGO_PKG_VERSION"),
        now.format("%F %T UTC"),
        result.summary
    );
    for line in &result.lines {
        let sign = match line.verdict {
            Verdict::Pass => "ok",
            Verdict::Warn => "attention",
            Verdict::Fail => "**fails**",
            Verdict::Skip => "not proven",
        };
        text.push_str(&format!("| {sign} | {} | {} | {} ms |\n", cell(&line.title), cell(&line.finding), line.millis));
    }
    for line in result.lines.iter().filter(|line| line.remedy.is_some() || line.paste.is_some()) {
        text.push_str(&format!("\n**{}**", line.title));
        if let Some(remedy) = &line.remedy {
            text.push_str(&format!(": {remedy}"));
        }
        text.push('\n');
        if let Some(paste) = &line.paste {
            text.push_str(&format!("\n{0}\n{paste}\n{0}\n", fence(paste)));
        }
    }
    text
}

/// Text in a cell of a table: what a storage said stays text.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}

/// A fence that the text cannot end.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(verdict: Verdict) -> CheckLine {
        CheckLine {
            title: "Write at the prefix".into(),
            verdict,
            finding: "refused | <b>\nby ```".into(),
            remedy: Some("Grant it.".into()),
            paste: Some("```\n{}".into()),
            fix: None,
            millis: 3,
        }
    }

    #[test]
    fn each_outcome_has_its_conclusion() {
        let works = || Outcome { works: Some("It works.".into()), ..Outcome::default() };
        let of = |outcome: Outcome, verdict| {
            let result = outcome.result(vec![line(verdict)], "s3://b/", DateTime::UNIX_EPOCH);
            (result.conclusion, result.verdict)
        };
        assert_eq!(of(works(), Verdict::Pass), (Conclusion::Works, Verdict::Pass));
        assert_eq!(of(works(), Verdict::Warn), (Conclusion::Works, Verdict::Warn));
        assert_eq!(of(Outcome { write_only: true, ..works() }, Verdict::Pass).0, Conclusion::WriteOnly);
        let risky = Outcome { write_only: true, risks: vec!["no TLS".into()], ..works() };
        assert_eq!(of(risky, Verdict::Pass).0, Conclusion::Unsafe);
        assert_eq!(of(works(), Verdict::Fail).0, Conclusion::Fails);
        assert_eq!(of(Outcome::default(), Verdict::Pass).0, Conclusion::Unknown);
    }

    #[test]
    fn nothing_a_storage_says_breaks_the_markdown() {
        let outcome = Outcome { left: vec!["a/b (64 bytes)".into()], ..Outcome::default() };
        let text = outcome.result(vec![line(Verdict::Fail)], "s3://b/`x`", DateTime::UNIX_EPOCH).markdown;
        assert!(text.contains("| **fails** | Write at the prefix | refused \\| &lt;b> by ``` | 3 ms |"), "{text}");
        assert!(text.contains("\n````\n```\n{}\n````\n"), "the fence is longer than any in the text: {text}");
        assert!(text.contains("Left behind: a/b (64 bytes)."), "{text}");
    }
}
