//! The connection test's lines, for good and bad connections.

use auditdesk_core::{
    api::wire::{CheckLine, Verdict},
    secret::Secret,
    source::obot::Obot,
};
use auditdesk_standin::obot::{Generation, Options, Role};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::{
    bench::{Bench, test},
    script::{Script, text},
    support::time::Time,
};

fn line<'a>(lines: &'a [CheckLine], title: &str) -> &'a CheckLine {
    lines.iter().find(|line| line.title == title).unwrap_or_else(|| panic!("no line {title} in {lines:#?}"))
}

fn last(lines: &[CheckLine]) -> &CheckLine {
    lines.last().expect("a test has lines")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_connection_is_proven_line_by_line_in_every_generation() {
    for (generation, version) in [(Generation::A, "v0.14"), (Generation::B, "v0.23"), (Generation::C, "v0.25")] {
        let bench = Bench::in_memory(Options::new(generation, 8, 400)).await;
        let lines = bench.test(&bench.source()).await;
        assert!(lines.iter().all(|line| line.verdict != Verdict::Fail), "{lines:#?}");
        for title in ["Reachable", "Health", "Clock", "Sign-in", "Version", "Audit log", "Entries", "Auditor"] {
            assert_eq!(line(&lines, title).verdict, Verdict::Pass, "{generation:?} {title}: {lines:#?}");
        }
        assert!(line(&lines, "Version").finding.contains(version), "{lines:#?}");
        let entries = &line(&lines, "Entries").finding;
        let some = !entries.starts_with('0') && entries.contains("UTC");
        assert!(some, "how many and how far back: {entries}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_role_is_proven_by_a_payload_and_its_lack_by_a_withheld_one() {
    for generation in [Generation::A, Generation::B, Generation::C] {
        let mut options = Options::new(generation, 8, 400);
        options.role = Role::Admin;
        let bench = Bench::in_memory(options).await;
        let lines = bench.test(&bench.source()).await;
        let role = line(&lines, "Auditor");
        assert_eq!(role.verdict, Verdict::Warn, "{generation:?}: {role:#?}");
        assert!(role.remedy.is_some(), "what to do: {role:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_calls_the_key_an_auditor_but_withholds_is_seen_through() {
    let items = vec![crate::script::item(1, "2026-08-20T10:00:00Z")];
    let script = Script::start(items.clone(), move |uri| {
        let mut redacted = crate::script::detail(&items[0]);
        redacted["details"]["request"] = serde_json::json!({"mutated": false});
        redacted["details"]["payloadRedacted"] = true.into();
        uri.path().contains("/detail/").then(|| text(200, redacted.to_string()))
    })
    .await;
    let source = Obot::new(0, &script.url, "", Some(Secret::new("ok1-1-1-x")), Time::new().deps()).expect("a source");
    let lines = test(&source).await;
    let role = line(&lines, "Auditor");
    assert_eq!(role.verdict, Verdict::Warn, "{role:#?}");
    assert!(role.finding.contains("groups"), "the trap is named: {role:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_connection_stops_at_the_line_that_fails_and_says_what_to_do() {
    let bench = Bench::in_memory(Options::new(Generation::C, 8, 50)).await;
    let lines = bench.test(&bench.source_with(Some(&bench.server.expired_key()))).await;
    assert_eq!((last(&lines).title.as_str(), last(&lines).verdict), ("Sign-in", Verdict::Fail), "{lines:#?}");
    assert!(
        last(&lines).paste.as_ref().is_some_and(|paste| paste.contains("canAccessAPI")),
        "a command to paste: {lines:#?}"
    );

    let lines = bench.test(&bench.source_with(Some(&bench.server.scopeless_key()))).await;
    assert_eq!((last(&lines).title.as_str(), last(&lines).verdict), ("Key scope", Verdict::Fail), "{lines:#?}");
    assert!(last(&lines).finding.contains("canAccessAPI"), "{lines:#?}");

    let lines = bench.test(&bench.source_with(None)).await;
    assert_eq!((last(&lines).title.as_str(), last(&lines).verdict), ("Sign-in", Verdict::Fail), "{lines:#?}");

    let secret = bench.server.expired_key();
    assert!(!format!("{lines:?}").contains(&secret[12..]), "no line tells the key");

    let nowhere = Obot::new(0, "http://no-such-host.invalid", "", None, Time::new().deps()).expect("an address");
    let lines = test(&nowhere).await;
    assert_eq!((last(&lines).title.as_str(), last(&lines).verdict), ("Reachable", Verdict::Fail), "{lines:#?}");
    assert!(last(&lines).finding.contains("no-such-host.invalid"), "{lines:#?}");

    let tls =
        Obot::new(0, &bench.server.url().replace("http:", "https:"), "", None, Time::new().deps()).expect("an address");
    let lines = test(&tls).await;
    assert_eq!((last(&lines).title.as_str(), last(&lines).verdict), ("TLS", Verdict::Fail), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_and_a_page_that_is_no_obot_are_told() {
    let mut options = Options::new(Generation::C, 8, 50);
    options.habits.clock_skew = 600;
    let bench = Bench::in_memory(options).await;
    let lines = bench.test(&bench.source()).await;
    let clock = line(&lines, "Clock");
    assert_eq!(clock.verdict, Verdict::Warn, "{clock:#?}");
    assert!(clock.finding.contains("ahead"), "{clock:#?}");

    let website = Script::start(Vec::new(), |_| Some(text(200, "<html><body>Welcome</body></html>"))).await;
    let source = Obot::new(0, &website.url, "", None, Time::new().deps()).expect("an address");
    let lines = test(&source).await;
    assert_eq!(line(&lines, "Health").verdict, Verdict::Warn, "{lines:#?}");
    assert_eq!(last(&lines).verdict, Verdict::Fail, "{lines:#?}");
}

/// A server behind a certificate of its own authority, for the name `localhost`. Its port and the authority's PEM.
async fn behind_own_authority() -> (u16, String) {
    let mut params = CertificateParams::new(Vec::<String>::new()).expect("parameters of an authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters of a server");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key);
    let acceptor = TlsAcceptor::from(std::sync::Arc::new(config.expect("a matching pair")));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut request = [0; 4096];
                if stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    (port, authority.pem())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_own_authority_is_trusted_where_that_authority_is_given() {
    let (port, authority) = behind_own_authority().await;
    let lines = async |host: &str, ca: &str| {
        test(&Obot::new(0, &format!("https://{host}:{port}"), ca, None, Time::new().deps()).expect("a source")).await
    };
    let trusted = lines("localhost", &authority).await;
    assert_eq!(line(&trusted, "TLS").verdict, Verdict::Pass, "{trusted:#?}");
    let unknown = lines("localhost", "").await;
    assert_eq!((last(&unknown).title.as_str(), last(&unknown).verdict), ("TLS", Verdict::Fail), "{unknown:#?}");
    assert!(last(&unknown).remedy.is_some(), "what to do: {unknown:#?}");
    let other_name = lines("127.0.0.1", &authority).await;
    assert_eq!(
        (last(&other_name).title.as_str(), last(&other_name).verdict),
        ("TLS", Verdict::Fail),
        "{other_name:#?}"
    );
    let nonsense = Obot::new(0, "https://localhost", "no certificate", None, Time::new().deps());
    assert!(nonsense.is_err(), "text that is no certificate is refused at once");
}
