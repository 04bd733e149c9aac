//! The connection test's lines, for good and bad connections.

use auditdesk_core::{
    api::wire::{CheckLine, Verdict},
    secret::Secret,
    source::podwarden::Podwarden,
};
use auditdesk_standin::podwarden::{Habits, Options, Role};

use crate::{
    bench::{Bench, test},
    scripted,
    support::time::Time,
};

fn line<'a>(lines: &'a [CheckLine], title: &str) -> &'a CheckLine {
    lines.iter().find(|line| line.title == title).unwrap_or_else(|| panic!("no line {title} in {lines:#?}"))
}

fn last(lines: &[CheckLine]) -> (&str, Verdict) {
    let last = lines.last().expect("a test has lines");
    (&last.title, last.verdict)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_connection_is_proven_line_by_line() {
    let bench = Bench::in_memory(Options::new(71, 900)).await;
    let lines = test(&bench.source()).await;
    for title in ["Reachable", "Health", "Clock", "Token", "Role", "Activity log", "Repair", "Own polling"] {
        assert_eq!(line(&lines, title).verdict, Verdict::Pass, "{title}: {lines:#?}");
    }
    assert!(line(&lines, "Token").finding.contains("an MCP token"), "{lines:#?}");
    assert!(line(&lines, "Activity log").finding.contains("back to"), "{lines:#?}");
    assert!(line(&lines, "Repair").finding.contains("Hub"), "what cannot be repaired: {lines:#?}");
    assert!(line(&lines, "Own polling").finding.contains(bench.server.token_name()), "{lines:#?}");
    let secret = bench.server.token();
    assert!(!format!("{lines:?}").contains(&secret[8..]), "no line tells the token");

    let session = test(&bench.source_with(Some(&bench.server.session()), "")).await;
    assert!(line(&session, "Token").finding.contains("a session"), "{session:#?}");
    assert!(line(&session, "Own polling").finding.contains("no row"), "{session:#?}");
    assert_eq!(bench.server.requests().writes, 0, "a test changes nothing");

    let wrong_name = test(&bench.source_with(Some(&bench.server.token()), "somebody")).await;
    let own = line(&wrong_name, "Own polling");
    assert!(own.verdict == Verdict::Warn && own.finding.contains("somebody"), "{own:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_connection_stops_at_the_line_that_fails_and_says_what_to_do() {
    let bench = Bench::in_memory(Options::new(72, 50)).await;
    let lines = test(&bench.source_with(Some(&bench.server.expired_token()), "")).await;
    assert_eq!(last(&lines), ("Token", Verdict::Fail), "{lines:#?}");
    let paste = lines.last().and_then(|line| line.paste.clone()).expect("a command to paste");
    assert!(paste.contains("viewer") && paste.contains("mcp-tokens"), "{paste}");

    let lines = test(&bench.source_with(None, "")).await;
    assert_eq!(last(&lines), ("Token", Verdict::Fail), "{lines:#?}");

    bench.server.set_role(Role::Operator);
    let lines = test(&bench.source()).await;
    assert_eq!(last(&lines), ("Role", Verdict::Fail), "{lines:#?}");
    assert!(line(&lines, "Role").finding.contains("operator"), "{lines:#?}");

    let token = || Some(Secret::new("pwm_x"));
    let nowhere =
        Podwarden::new(0, "http://no-such-host.invalid", "", "", token(), Time::new().deps()).expect("a source");
    let lines = test(&nowhere).await;
    assert_eq!(last(&lines), ("Reachable", Verdict::Fail), "{lines:#?}");

    let url = bench.server.url().replace("http:", "https:");
    let lines = test(&Podwarden::new(0, &url, "", "", token(), Time::new().deps()).expect("a source")).await;
    assert_eq!(last(&lines), ("TLS", Verdict::Fail), "{lines:#?}");

    let website = scripted::serve(|_| Some(scripted::text(200, "<html><body>Welcome</body></html>"))).await;
    let time = Time::new();
    let lines = test(&scripted::source(&website, &time)).await;
    assert_eq!(line(&lines, "Health").verdict, Verdict::Warn, "{lines:#?}");
    assert_eq!(last(&lines), ("Activity log", Verdict::Fail), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told() {
    let bench =
        Bench::in_memory(Options { habits: Habits { date_ahead: -600, ..Habits::none() }, ..Options::new(73, 50) })
            .await;
    let lines = test(&bench.source()).await;
    let clock = line(&lines, "Clock");
    assert!(clock.verdict == Verdict::Warn && clock.finding.contains("behind"), "{clock:#?}");
}
