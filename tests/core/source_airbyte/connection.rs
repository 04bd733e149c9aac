//! The connection test's lines, for good and bad connections.

use std::sync::Mutex;

use auditdesk_core::{
    api::wire::{CheckLine, Verdict},
    error::ErrorCode,
    source::{Report, Source, airbyte::Airbyte},
};
use auditdesk_standin::airbyte::Access;
use tokio_util::sync::CancellationToken;

use crate::{
    api::{Bench, setup},
    support::time::Time,
};

#[derive(Default)]
struct Lines(Mutex<Vec<CheckLine>>);

impl Report for Lines {
    fn line(&self, line: CheckLine) {
        self.0.lock().expect("no holder panics").push(line);
    }
}

async fn lines(source: &Airbyte) -> Vec<CheckLine> {
    let lines = Lines::default();
    source.test(&lines, &CancellationToken::new()).await.expect("it was not cancelled");
    lines.0.into_inner().expect("no holder panics")
}

fn line<'a>(lines: &'a [CheckLine], title: &str) -> &'a CheckLine {
    lines.iter().find(|line| line.title == title).unwrap_or_else(|| panic!("no line {title} in {lines:#?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_connection_is_proven_line_by_line() {
    let bench = Bench::in_memory(setup(21, 200, 20)).await;
    let lines = lines(&bench.source()).await;
    for title in ["Address", "Reachable", "Clock", "Sign-in", "Organization", "Entries", "History"] {
        assert_eq!(line(&lines, title).verdict, Verdict::Pass, "{title}: {lines:#?}");
    }
    assert!(line(&lines, "Entries").finding.contains("UTC"), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_fails_at_its_line_with_a_remedy() {
    let bench = Bench::in_memory(setup(22, 50, 20)).await;
    for (access, title) in
        [(Access::Revoked, "Sign-in"), (Access::Member, "Organization"), (Access::NoEntitlement, "Organization")]
    {
        bench.server.set_access(access);
        let lines = lines(&bench.source()).await;
        let last = lines.last().expect("lines");
        assert_eq!((last.title.as_str(), last.verdict), (title, Verdict::Fail), "{lines:#?}");
        assert!(last.remedy.is_some());
        assert_eq!(line(&lines, "Reachable").verdict, Verdict::Pass);
    }
    bench.server.set_access(Access::Admin);
    let other = bench.source_of("00000000-0000-0000-0000-000000000000", Some(&bench.server.token()));
    assert_eq!(lines(&other).await.last().expect("lines").title, "Organization");
    let none = bench.source_of(&bench.server.organization(), None);
    assert_eq!(lines(&none).await.last().expect("lines").title, "Sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_log_and_a_silent_server_are_told_apart() {
    let bench = Bench::in_memory(setup(23, 0, 20)).await;
    assert_eq!(line(&lines(&bench.source()).await, "Entries").verdict, Verdict::Warn);
    let source = bench.source();
    bench.server.stop().await;
    let lines = lines(&source).await;
    let last = lines.last().expect("lines");
    assert_eq!((last.title.as_str(), last.verdict), ("Reachable", Verdict::Fail), "{lines:#?}");
}

#[test]
fn what_cannot_be_right_is_refused_at_once() {
    let of = |url: &str, organization: &str| Airbyte::new(1, url, organization, "", None, Time::new().deps());
    for (url, organization) in [("ftp://x", "a"), ("https://x.example.com", ""), ("https://x.example.com", "a/b")] {
        let error = of(url, organization).err().expect("refused");
        assert_eq!(error.code, ErrorCode::WrongUse, "{url} {organization}");
    }
    assert!(of("https://x.example.com/api/v1/", "d1c2b3a4-9586-4778-8695-a4b3c2d1e0f9").is_ok());
}
