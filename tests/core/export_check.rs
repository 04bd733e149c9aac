//! The connection test over real servers, and over a scripted one for the rights no server here can take away.

mod export_rows;
mod servers;

use std::{fs, time::Duration};

use auditdesk_core::{
    api::wire::{CheckLine, CheckResult, Conclusion, Fix, Place, Secret, Verdict, WriteOptions},
    clock::{Clock, ManualClock, SystemClock},
    error::{ErrorCode, Result},
    export::{self, Test},
};
use chrono::{TimeDelta, Utc};
use export_rows::Reported;
use servers::{
    Key, bucket, free_port,
    garage::Garage,
    s3s_fs::S3sFs,
    scripted::{Answer, Scripted, Seen},
    tls::{Certificate, Tls},
};
use tokio_util::sync::CancellationToken;

async fn test_at(
    place: &Place,
    secret: Option<&Secret>,
    clock: &dyn Clock,
    report: &Reported,
    cancel: &CancellationToken,
) -> Result<CheckResult> {
    let options = WriteOptions::default();
    let test = Test { place, secret, expires: None, prefix: "", options: &options, leave: false };
    export::test(&test, clock, report, cancel).await
}

async fn check(config: &Place, key: Option<&Key>) -> CheckResult {
    let report = Reported::default();
    let secret = key.map(Key::secret);
    let cancel = CancellationToken::new();
    let test = test_at(config, secret.as_ref(), &SystemClock, &report, &cancel).await;
    let result = test.expect("not cancelled");
    let streamed = report.0.into_inner().expect("sound");
    assert_eq!(streamed, result.lines, "what is streamed is what is returned");
    if let Some(key) = key {
        assert!(!format!("{result:?}").contains(&key.secret), "no secret in a line");
    }
    for line in result.lines.iter().filter(|line| line.verdict == Fail) {
        assert!(line.finding.len() > 10, "a red line says why: {line:?}");
    }
    result
}

fn line<'a>(result: &'a CheckResult, title: &str) -> &'a CheckLine {
    result.lines.iter().find(|line| line.title == title).unwrap_or_else(|| panic!("no line {title} in {result:#?}"))
}

fn verdicts(result: &CheckResult) -> Vec<(&str, Verdict)> {
    result.lines.iter().map(|line| (line.title.as_str(), line.verdict)).collect()
}

use Verdict::{Fail, Pass, Skip, Warn};

#[tokio::test(flavor = "multi_thread")]
async fn a_good_bucket_is_green_in_every_line_and_left_as_it_was() {
    let server = S3sFs::start();
    let result = check(&server.bucket(&server.key), Some(&server.key)).await;
    let lines: Vec<_> = verdicts(&result).into_iter().filter(|(title, _)| *title != "Clock").collect();
    let expected = [
        ("Settings", Pass),
        ("Name", Pass),
        ("Connection", Pass),
        ("TLS", Pass),
        ("Identity", Pass),
        ("Credentials", Pass),
        ("Bucket", Pass),
        ("Write at the prefix", Pass),
        ("Multipart upload", Pass),
        ("Encryption", Skip),
        ("Retention", Skip),
        ("Write at the prefix", Pass),
        ("Never overwrites", Pass),
        ("Rights", Warn),
        ("Removal", Pass),
        ("Public access", Pass),
    ];
    assert_eq!(lines, expected, "{result:#?}");
    // The one key of s3s-fs may do everything.
    assert_eq!((result.verdict, result.conclusion), (Warn, Conclusion::Unsafe));
    assert!(
        result.summary.contains("will work") && result.summary.contains("Nothing was left behind"),
        "{}",
        result.summary
    );
    assert_eq!(files(&server.file("")), 0, "the probe is gone");
    assert_eq!(server.unfinished_uploads(), 0);
    let probe = &line(&result, "Settings").finding;
    let prefix = format!("mcp-audit-logs/{}/auditdesk-connection-test-", Utc::now().format("%Y/%m/%d"));
    assert!(probe.contains(&prefix), "at the real prefix: {probe}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_only_key_passes_and_the_storage_that_overwrites_is_found_out() {
    let garage = Garage::start();
    let result = check(&garage.bucket(&garage.write_only), Some(&garage.write_only)).await;
    assert_eq!(line(&result, "Write at the prefix").verdict, Pass, "{result:#?}");
    assert_eq!(line(&result, "Multipart upload").verdict, Pass);
    assert_eq!(
        line(&result, "Never overwrites").verdict,
        Warn,
        "Garage ignores the condition, which the test found by itself"
    );
    // On Garage the right to write includes the right to delete.
    assert_eq!(line(&result, "Removal").verdict, Pass);
    assert_eq!((result.verdict, result.conclusion), (Warn, Conclusion::WriteOnly), "{result:#?}");
    assert!(result.summary.contains("will work"), "{}", result.summary);
    assert_eq!(garage.objects().await, Vec::<String>::new(), "nothing is left");
    assert_eq!(garage.unfinished_uploads(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn garage_makes_the_right_line_red_for_each_wrong_setting() {
    let garage = Garage::start();
    let good = &garage.write_only;
    let wrong_secret = Key { secret: "e".repeat(64), ..good.clone() };
    let nobody = Key { id: "GKdddddddddddddddddddddddd".into(), secret: "d".repeat(64) };
    let result = check(&garage.bucket(&wrong_secret), Some(&wrong_secret)).await;
    assert_eq!(line(&result, "Credentials").verdict, Fail, "{result:#?}");
    assert_eq!(line(&result, "Write at the prefix").verdict, Skip);
    let result = check(&garage.bucket(&nobody), Some(&nobody)).await;
    assert_eq!(line(&result, "Credentials").verdict, Fail, "{result:#?}");
    let result = check(&bucket(garage.address, "eu-west-1", servers::garage::BUCKET, good), Some(good)).await;
    let region = line(&result, "Region");
    assert_eq!((region.verdict, region.paste.as_deref()), (Fail, Some("garage")), "the right region is ready to paste");
    assert_eq!(region.fix, Some(Fix::Region { region: "garage".into() }), "and one click away");
    let result =
        check(&bucket(garage.address, "garage", "no-such-bucket", &garage.read_write), Some(&garage.read_write)).await;
    assert_eq!(line(&result, "Bucket").verdict, Fail, "{result:#?}");
    let result = check(&garage.bucket(&garage.read_only), Some(&garage.read_only)).await;
    let write = line(&result, "Write at the prefix");
    let command = format!("garage bucket allow --write --key {} exports", garage.read_only.id);
    assert_eq!((write.verdict, write.paste.as_deref()), (Fail, Some(command.as_str())), "{result:#?}");
    assert_eq!(result.verdict, Fail);
    assert!(result.summary.contains("will fail"), "{}", result.summary);
}

fn at(endpoint: &str, key: &Key) -> Place {
    servers::at(endpoint, "", "exports", key, "")
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_makes_the_line_of_tls_red() {
    let server = Scripted::start(amazon(true)).await;
    let tls = Tls::before(server.address, Certificate::Good).await;
    let result = check(&at(&tls.endpoint, &server.key()), Some(&server.key())).await;
    assert_eq!(verdicts(&result), [("Settings", Pass), ("Name", Pass), ("Connection", Pass), ("TLS", Fail)]);
    assert!(line(&result, "TLS").remedy.as_ref().is_some_and(|remedy| remedy.contains("PEM")), "{result:#?}");
}

#[tokio::test]
async fn an_unreachable_storage_is_told_in_one_red_line() {
    let key = Key { id: "AKID".into(), secret: "secret-of-nobody".into() };
    let result = check(&bucket(([127, 0, 0, 1], free_port()).into(), "", "exports", &key), Some(&key)).await;
    assert_eq!(verdicts(&result), [("Settings", Pass), ("Name", Pass), ("Connection", Fail)]);
    let config = at("https://storage.invalid", &key);
    let result = check(&config, Some(&key)).await;
    assert_eq!(verdicts(&result), [("Settings", Pass), ("Name", Fail)], "{result:#?}");
}

#[tokio::test]
async fn wrong_settings_are_told_without_asking_the_network() {
    let key = Key { id: "AKID".into(), secret: "secret-of-nobody".into() };
    let server = Scripted::start(|_| Answer::ok()).await;
    let result = check(&bucket(server.address, "", "exports/2026", &key), Some(&key)).await;
    assert_eq!(verdicts(&result), [("Settings", Fail)]);
    let result = check(&server.bucket(), None).await;
    assert!(result.lines[0].finding.contains("secret access key is missing"), "{result:#?}");
    assert!(server.seen().is_empty());
}

/// A storage like Amazon's with a key that may do `s3:PutObject`, and more where asked.
fn amazon(aborts: bool) -> impl Fn(&Seen) -> Answer + Send + Sync {
    let written = std::sync::Mutex::new(std::collections::HashSet::new());
    move |seen| match (seen.method.as_str(), seen.query.as_str()) {
        ("HEAD", _) => Answer {
            status: 403,
            headers: vec![("x-amz-bucket-region", "us-east-1".into()), ("date", Utc::now().to_rfc2822())],
            body: String::new(),
        },
        // A condition also needs the right to read.
        ("PUT", "") if seen.headers.contains_key("if-match") => denied(),
        ("PUT", "") if seen.headers.get("content-md5").is_some_and(|md5| md5 == WRONG_DIGEST) => {
            Answer::error(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        }
        ("PUT", "") if written.lock().expect("sound").insert(seen.path.clone()) => Answer::ok(),
        ("PUT", "") => Answer::error(412, "PreconditionFailed", "At least one of the pre-conditions did not hold"),
        ("POST", "uploads=") => Answer::upload(),
        ("DELETE", query) if aborts && query.contains("no-such-upload") => {
            Answer::error(404, "NoSuchUpload", "The specified upload does not exist.")
        }
        ("DELETE", query) if aborts && query.contains("uploadId") => Answer { status: 204, ..Answer::ok() },
        _ => denied(),
    }
}

fn denied() -> Answer {
    Answer::error(403, "AccessDenied", "User: arn:aws:iam::1:user/a is not authorized")
}

/// The MD5 of nothing.
const WRONG_DIGEST: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";

#[tokio::test]
async fn a_key_that_may_only_put_passes_and_leaves_nothing() {
    let server = Scripted::start(amazon(true)).await;
    let result = check(&server.bucket(), Some(&server.key())).await;
    assert_eq!((result.verdict, result.conclusion), (Pass, Conclusion::WriteOnly), "{result:#?}");
    let puts: Vec<Seen> = server.seen().into_iter().filter(|seen| seen.method == "PUT").collect();
    assert!(!puts.is_empty());
    for put in puts {
        assert_eq!(put.headers["content-md5"], WRONG_DIGEST, "nothing is written that could be stored: {put:?}");
    }
    assert_eq!(result.left, Vec::<String>::new());
    assert!(result.unproven[0].contains("second object"), "{result:#?}");
}

#[tokio::test]
async fn told_to_leave_an_object_the_test_proves_more_and_names_it() {
    let server = Scripted::start(amazon(true)).await;
    let (secret, options) = (server.key().secret(), WriteOptions::default());
    let place = server.bucket();
    let test = Test { place: &place, secret: Some(&secret), expires: None, prefix: "", options: &options, leave: true };
    let result = export::test(&test, &SystemClock, &Reported::default(), &CancellationToken::new()).await;
    let result = result.expect("not cancelled");
    assert_eq!(result.conclusion, Conclusion::WriteOnly, "{result:#?}");
    assert_eq!(line(&result, "Never overwrites").verdict, Pass);
    let probe = server.seen().into_iter().find(|seen| seen.method == "PUT").expect("it wrote").path;
    let probe = probe.trim_start_matches("/exports/");
    let removal = line(&result, "Removal");
    assert_eq!(removal.verdict, Skip);
    assert!(removal.finding.contains(probe), "{} names {probe}", removal.finding);
    assert!(result.left[0].contains(probe) && result.summary.contains(probe), "{}", result.summary);
}

#[tokio::test]
async fn a_secret_about_to_end_is_told_ahead() {
    let server = Scripted::start(amazon(true)).await;
    let (secret, options, place) = (server.key().secret(), WriteOptions::default(), server.bucket());
    let now = Utc::now();
    for (days, verdict, word) in [(-1, Warn, "ended"), (3, Warn, "ends on"), (90, Pass, "in 89 days")] {
        let expires = Some((now + TimeDelta::days(days)).timestamp_micros());
        let test = Test { place: &place, secret: Some(&secret), expires, prefix: "", options: &options, leave: false };
        let result = export::test(&test, &SystemClock, &Reported::default(), &CancellationToken::new()).await;
        let result = result.expect("not cancelled");
        let identity = line(&result, "Identity");
        assert_eq!(identity.verdict, verdict, "{identity:?}");
        assert!(identity.finding.contains(word), "{identity:?}");
        let expected = if days < 30 { Conclusion::Unsafe } else { Conclusion::WriteOnly };
        assert_eq!(result.conclusion, expected);
    }
}

#[tokio::test]
async fn a_missing_right_to_abort_is_a_warning_with_the_policy_to_paste() {
    let server = Scripted::start(amazon(false)).await;
    let result = check(&server.bucket(), Some(&server.key())).await;
    let multipart = line(&result, "Multipart upload");
    assert_eq!((multipart.verdict, result.verdict), (Warn, Warn), "{result:#?}");
    assert!(!server.seen().iter().any(|seen| seen.method == "POST"), "no upload is begun that would stay");
    let policy: serde_json::Value = serde_json::from_str(multipart.paste.as_ref().expect("a policy")).expect("JSON");
    assert_eq!(policy["Statement"][0]["Resource"], "arn:aws:s3:::exports/mcp-audit-logs/*/*/*/*");
}

#[tokio::test]
async fn a_denied_write_shows_the_smallest_policy() {
    let server = Scripted::start(|seen: &Seen| match seen.method.as_str() {
        "HEAD" => Answer { status: 403, headers: Vec::new(), body: String::new() },
        _ => Answer::error(403, "AccessDenied", "Access Denied"),
    })
    .await;
    let result = check(&server.bucket(), Some(&server.key())).await;
    let write = line(&result, "Write at the prefix");
    assert_eq!(write.verdict, Fail);
    assert!(write.finding.contains("s3:PutObject") && write.finding.contains("auditdesk-connection-test"), "{write:?}");
    assert!(write.paste.as_ref().expect("a policy").contains("arn:aws:s3:::exports/mcp-audit-logs/"), "{write:?}");
}

#[tokio::test]
async fn clocks_that_differ_are_shown_with_the_seconds() {
    for (minutes, verdict) in [(0, Pass), (3, Warn), (-20, Warn)] {
        let server = Scripted::start(amazon(true)).await;
        let clock = ManualClock::new(Utc::now() + TimeDelta::minutes(minutes));
        let secret = server.key().secret();
        let report = Reported::default();
        let cancel = CancellationToken::new();
        let result = test_at(&server.bucket(), Some(&secret), &clock, &report, &cancel).await.expect("it runs");
        let clock = line(&result, "Clock");
        assert_eq!(clock.verdict, verdict, "{clock:?}");
        match minutes {
            3 => assert!(clock.finding.contains("ahead of") && clock.finding.contains("s ahead"), "{clock:?}"),
            -20 => assert!(clock.finding.contains("behind"), "{clock:?}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_cancelled_test_ends_at_once() {
    let server = Scripted::start(|_| {
        std::thread::sleep(Duration::from_millis(200));
        Answer::ok()
    })
    .await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let secret = server.key().secret();
    let test = test_at(&server.bucket(), Some(&secret), &SystemClock, &Reported::default(), &cancel).await;
    assert_eq!(test.expect_err("cancelled").code, ErrorCode::Cancelled);
}

#[tokio::test]
async fn a_good_folder_is_green_and_left_as_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    let result = check(&Place::Folder { path: dir.path().display().to_string() }, None).await;
    let titles = ["Settings", "Folder", "Write at the prefix", "Never overwrites", "Removal"];
    assert_eq!(verdicts(&result)[..5], titles.map(|title| (title, Pass)));
    assert_eq!(result.lines[5].title, "Free space");
    assert_eq!(fs::read_dir(dir.path()).expect("it is there").count(), 0, "neither the probe nor its folders are left");
}

#[tokio::test]
async fn a_missing_folder_is_red_with_the_command_that_makes_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("with space");
    let result = check(&Place::Folder { path: path.display().to_string() }, None).await;
    let folder = line(&result, "Folder");
    assert_eq!(folder.verdict, Fail);
    assert_eq!(folder.paste.as_deref(), Some(format!("mkdir -p '{}'", path.display()).as_str()));
    assert_eq!(result.verdict, Fail);
}

fn files(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).expect("it is there").map(|file| file.expect("it can be read").path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn a_bucket_in_the_host_name_that_nobody_knows_offers_the_other_style() {
    let key = Key { id: "AKID".into(), secret: "secret-of-nobody".into() };
    let Place::S3 { region, bucket, access_key_id, ca_pem, profile, proxy, .. } =
        servers::at("", "", "exports", &key, "")
    else {
        unreachable!("it is a bucket")
    };
    let endpoint = "https://storage.invalid".to_owned();
    let (path_style, ambient) = (false, false);
    let place = Place::S3 { endpoint, region, bucket, path_style, ambient, profile, access_key_id, ca_pem, proxy };
    let result = check(&place, Some(&key)).await;
    let name = line(&result, "Name");
    assert_eq!((name.verdict, name.fix.as_ref()), (Fail, Some(&Fix::PathStyle { on: true })), "{result:#?}");
}
