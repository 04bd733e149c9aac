//! The error map, row by row, over the wire: each code of a storage becomes the right error, is retried only where waiting helps, and is explained.

mod errors;
mod export_rows;
mod servers;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use auditdesk_core::{
    api::wire::{Conclusion, Place, RunObject, Secret, Verdict, WriteOptions},
    clock::SystemClock,
    error::{Error, ErrorCode, Result},
    export::{Destination, EXTENSION, Retry, RunOptions, Test, run},
};
use axum::http::Method;
use export_rows::{Reported, Watched, now, rows};
use servers::scripted::{Answer, Scripted, Seen};
use tokio_util::sync::CancellationToken;

use ErrorCode::{StorageDenied, StorageWrongRegion};

const ATTEMPTS: usize = 3;

fn open(config: &Place, secret: &Secret) -> Destination {
    let retry = Retry { attempts: ATTEMPTS as u32, base: Duration::ZERO, cap: Duration::ZERO, ..Retry::default() };
    Destination::open(config, Some(secret), &WriteOptions::default(), "").expect("it opens").with_retry(retry)
}

async fn export(server: &Scripted, count: u64) -> Result<Option<RunObject>> {
    let destination = open(&server.bucket(), &server.key().secret());
    let key = destination.key("daily", now(), EXTENSION).expect("a good name");
    run(rows(count), &destination, &key, RunOptions::default(), &Watched::default(), &CancellationToken::new()).await
}

/// The error of an export, checked for what every error must have.
fn failed(server: &Scripted, result: Result<Option<RunObject>>, operation: &str, storage_code: &str) -> Error {
    let error = result.expect_err(storage_code);
    let text = format!("{} {} {:?}", error.message, error.details, error.source);
    assert!(!text.contains(&server.key().secret), "{storage_code}: a secret got into {text}");
    assert!(
        error.message.contains("daily-20260820T140311Z.jsonl"),
        "{storage_code}: names the object: {}",
        error.message
    );
    assert!(error.message.contains("`exports`"), "{storage_code}: names the bucket: {}", error.message);
    assert_eq!(error.details["operation"], operation, "{storage_code}");
    error
}

#[tokio::test]
async fn every_row_becomes_the_right_error_and_is_tried_again_only_where_waiting_helps() {
    let server = errors::server().await;
    for (number, row) in errors::rows().iter().enumerate() {
        let (place, secret) = row.place(number, &server);
        let destination = open(&place, &secret);
        let key = destination.key("daily", now(), EXTENSION).expect("a good name");
        let (watched, cancel) = (Watched::default(), CancellationToken::new());
        let error = run(rows(10), &destination, &key, RunOptions::default(), &watched, &cancel).await;
        let error = error.expect_err(row.code);
        let text = format!("{} {} {:?}", error.message, error.details, error.source);
        assert!(!text.contains(&server.key().secret), "a secret got into {text}");
        assert_eq!(serde_json::to_value(error.code).expect("a word"), row.error, "{row:?}: {}", error.message);
        for words in [row.why, row.remedy, row.code, key.as_str()] {
            assert!(error.message.contains(words), "{row:?} should say {words:?}: {}", error.message);
        }
        let is_web = row.part == "page" || row.part == "status";
        let code = if is_web { row.status.to_string() } else { row.code.to_owned() };
        assert_eq!(error.details["storage_code"], code, "{row:?}");
        assert_eq!(error.details["status"], row.status, "{row:?}");
        let is_numbered = row.part != "sign_in" || row.code.starts_with("AADSTS") || !row.code.contains('_');
        if is_numbered {
            assert_eq!(error.details["request_id"], errors::REQUEST, "{row:?}");
        }
        let expected = match (row.again, row.status) {
            (true, _) => ATTEMPTS,
            // Once more without the condition, which may be what the storage does not know.
            (false, 501) => 2,
            (false, _) => 1,
        };
        assert_eq!(errors::asked(number, &server.seen()), expected, "{row:?}: tries");
    }
}

/// What the test's own write, which is made to be refused, is meant to be answered.
const MEANT: [&str; 8] = [
    "PreconditionFailed",
    "NoSuchKey",
    "BadDigest",
    "InvalidDigest",
    "CrcMismatch",
    "ConditionNotMet",
    "TargetConditionNotMet",
    "Md5Mismatch",
];

#[tokio::test]
async fn every_row_makes_the_right_line_of_the_connection_test_red() {
    let server = errors::server().await;
    let table = errors::rows();
    let table = table.iter().enumerate().filter(|(_, row)| !MEANT.contains(&row.code) && row.status != 412);
    for (number, row) in table {
        let (place, secret) = row.place(number, &server);
        let (options, reported) = (WriteOptions::default(), Reported::default());
        let test =
            Test { place: &place, secret: Some(&secret), expires: None, prefix: "", options: &options, leave: false };
        let result = auditdesk_core::export::test(&test, &SystemClock, &reported, &CancellationToken::new()).await;
        let result = result.expect("not cancelled");
        assert!(!format!("{result:?}").contains(&server.key().secret), "no secret in a line");
        let red: Vec<_> = result.lines.iter().filter(|line| line.verdict == Verdict::Fail).collect();
        let [red] = red[..] else { panic!("one red line for {row:?}: {result:#?}") };
        assert_eq!(red.title, row.line(), "{row:?}: {red:?}");
        assert_eq!(result.conclusion, Conclusion::Fails, "{row:?}");
        let finding = red.finding.to_lowercase();
        assert!(finding.contains(&row.why.to_lowercase()), "{row:?}: {red:?}");
        assert!(red.finding.contains(row.code) || row.part == "page", "the raw code of {row:?}: {red:?}");
        assert!(red.remedy.as_ref().is_some_and(|remedy| remedy.contains(row.remedy)), "{row:?}: {red:?}");
    }
}

#[tokio::test]
async fn the_right_region_is_told_even_where_it_stands_in_a_header_only() {
    let server = Scripted::start(|_| Answer {
        status: 301,
        headers: vec![("x-amz-bucket-region", "ap-southeast-2".into())],
        body: String::new(),
    })
    .await;
    let error = failed(&server, export(&server, 10).await, "PutObject", "301");
    assert_eq!((error.code, &error.details["region"]), (StorageWrongRegion, &"ap-southeast-2".into()));
    assert!(error.message.contains("Set the region to `ap-southeast-2`."), "{}", error.message);
}

#[tokio::test]
async fn an_answer_that_is_not_s3_is_shown_without_its_control_characters() {
    let server = Scripted::start(|_| Answer::error(418, "Odd\u{1b}[31m", "red\u{7}\nline")).await;
    let error = failed(&server, export(&server, 10).await, "PutObject", "Odd");
    assert!(!error.message.chars().any(char::is_control), "{:?}", error.message);
}

/// Answers as a good storage but for one operation.
fn all_but(
    operation: &'static str,
    bad: impl Fn() -> Answer + Send + Sync + 'static,
) -> impl Fn(&Seen) -> Answer + Send + Sync {
    move |seen| {
        let (name, good) = match (seen.method.as_str(), seen.query.as_str()) {
            ("POST", "uploads=") => ("CreateMultipartUpload", Answer::upload()),
            ("POST", _) => ("CompleteMultipartUpload", Answer::finished()),
            ("PUT", query) if query.contains("partNumber") => ("UploadPart", Answer::ok()),
            ("PUT", _) => ("PutObject", Answer::ok()),
            ("DELETE", query) if query.contains("uploadId") => ("AbortMultipartUpload", Answer::ok()),
            _ => ("other", Answer::error(405, "MethodNotAllowed", "an export has no need of this")),
        };
        if name == operation { bad() } else { good }
    }
}

/// 30 MB.
const LARGE: u64 = 14_000;

#[tokio::test]
async fn an_error_names_the_operation_that_failed_and_the_upload_is_removed() {
    for operation in ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"] {
        let server = Scripted::start(all_but(operation, || Answer::error(403, "AccessDenied", "no"))).await;
        let error = failed(&server, export(&server, LARGE).await, operation, "AccessDenied");
        assert!(error.message.contains(operation), "{}", error.message);
        let aborts = usize::from(operation != "CreateMultipartUpload");
        assert_eq!(server.count(&Method::DELETE), aborts, "{operation}: what was begun is removed, once");
        assert!(error.details["unfinished_upload"].is_null(), "{operation}: nothing is left");
    }
}

#[tokio::test]
async fn an_upload_that_could_not_be_removed_is_named() {
    let server = Scripted::start(|seen: &Seen| match (seen.method.as_str(), seen.query.as_str()) {
        ("POST", "uploads=") => Answer::upload(),
        _ => Answer::error(403, "AccessDenied", "no"),
    })
    .await;
    let error = failed(&server, export(&server, LARGE).await, "UploadPart", "AccessDenied");
    assert_eq!(error.details["unfinished_upload"], "u-1");
    assert!(error.message.contains("lifecycle rule"), "{}", error.message);
}

#[tokio::test]
async fn an_error_behind_a_200_is_an_error() {
    let bad = || Answer { status: 200, ..Answer::error(200, "AccessDenied", "not this object") };
    let server = Scripted::start(all_but("CompleteMultipartUpload", bad)).await;
    let error = failed(&server, export(&server, LARGE).await, "CompleteMultipartUpload", "AccessDenied");
    assert_eq!(error.code, StorageDenied);
}

#[tokio::test]
async fn an_export_asks_for_the_right_to_write_and_for_nothing_else() {
    for count in [10, LARGE] {
        let server = Scripted::start(all_but("nothing", Answer::ok)).await;
        export(&server, count).await.expect("it works").expect("it has rows");
        let odd: Vec<_> =
            server.seen().into_iter().filter(|seen| !matches!(seen.method, Method::PUT | Method::POST)).collect();
        assert!(odd.is_empty(), "neither listed nor read nor deleted: {odd:?}");
    }
}

#[tokio::test]
async fn objects_are_written_create_only_in_one_piece_and_in_parts() {
    let condition = |seen: &Seen| seen.headers.get("if-none-match").map(|value| value.as_bytes().to_vec());
    let server = Scripted::start(all_but("nothing", Answer::ok)).await;
    export(&server, 10).await.expect("it works");
    export(&server, LARGE).await.expect("it works");
    for seen in server.seen() {
        let commits = seen.query.is_empty() || (seen.method == Method::POST && seen.query != "uploads=");
        assert_eq!(condition(&seen).as_deref(), commits.then_some(b"*".as_slice()), "{} {}", seen.method, seen.query);
        let signed = seen.headers["authorization"].to_str().expect("text").contains("if-none-match");
        assert_eq!(signed, commits, "the condition is part of the signature");
    }
}

#[tokio::test]
async fn a_storage_that_does_not_know_the_condition_gets_the_object_without_it() {
    for count in [10, LARGE] {
        let server = Scripted::start(|seen: &Seen| {
            if seen.headers.contains_key("if-none-match") {
                return Answer::error(
                    501,
                    "NotImplemented",
                    "A header you provided implies functionality that is not implemented.",
                );
            }
            all_but("nothing", Answer::ok)(seen)
        })
        .await;
        export(&server, count).await.expect("it works").expect("it has rows");
    }
}

#[tokio::test]
async fn a_part_that_fails_for_a_moment_is_sent_again_and_only_that_part() {
    static FAILURES: AtomicUsize = AtomicUsize::new(0);
    let server = Scripted::start(|seen: &Seen| {
        let second = seen.query.contains("partNumber=2&") || seen.query.ends_with("partNumber=2");
        if second && FAILURES.fetch_add(1, Ordering::Relaxed) < ATTEMPTS - 1 {
            return Answer::error(503, "SlowDown", "Please reduce your request rate.");
        }
        all_but("nothing", Answer::ok)(seen)
    })
    .await;
    let object = export(&server, LARGE).await.expect("it recovers").expect("it has rows");
    let parts: Vec<Seen> = server.seen().into_iter().filter(|seen| seen.method == Method::PUT).collect();
    let distinct: std::collections::BTreeMap<_, _> =
        parts.iter().map(|seen| (seen.query.clone(), seen.body.len())).collect();
    assert_eq!(parts.len(), distinct.len() + ATTEMPTS - 1, "only the failed part was sent again");
    assert_eq!(distinct.values().sum::<usize>() as u64, object.bytes);
}

#[tokio::test]
async fn a_taken_key_after_a_lost_answer_is_told_as_what_it_may_be() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let server = Scripted::start(|_: &Seen| match CALLS.fetch_add(1, Ordering::Relaxed) {
        0 => Answer::error(500, "InternalError", "We encountered an internal error."),
        _ => Answer::error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
    })
    .await;
    let error = failed(&server, export(&server, 10).await, "PutObject", "PreconditionFailed");
    assert!(error.message.contains("may be this run's own"), "{}", error.message);
}
