//! The error map, row by row, over the wire: each code of a storage becomes the right error, is retried only where waiting helps, and is explained.

mod export_rows;
mod servers;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use auditdesk_core::{
    api::wire::{Place, RunObject, Secret, WriteOptions},
    error::{Error, ErrorCode, Result},
    export::{Destination, EXTENSION, Retry, RunOptions, run},
};
use axum::http::Method;
use export_rows::{Watched, now, rows};
use servers::scripted::{Answer, Scripted, Seen};
use tokio_util::sync::CancellationToken;

use ErrorCode::{StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageWrongRegion, WrongUse};

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
async fn every_code_becomes_the_right_error_and_is_tried_again_only_where_waiting_helps() {
    // status, code, words of the storage, our code, tried again, a word of the explanation
    let table: &[(u16, &str, &str, ErrorCode, bool, &str)] = &[
        (
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist.",
            StorageCredentials,
            false,
            "`AKIDSCRIPT`",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match.",
            StorageCredentials,
            false,
            "secret",
        ),
        (403, "NotSignedUp", "Your account is not signed up.", StorageCredentials, false, "no account"),
        (403, "AccessDenied", "Forbidden: No such key: GK1", StorageCredentials, false, "does not know the access key"),
        (403, "AccessDenied", "Forbidden: Invalid signature", StorageCredentials, false, "secret does not belong"),
        (400, "ExpiredToken", "The provided token has expired.", StorageCredentials, false, "session"),
        (400, "InvalidToken", "The provided token is malformed.", StorageCredentials, false, "session token"),
        (401, "Unauthorized", "", StorageCredentials, false, "does not accept"),
        (403, "RequestTimeTooSkewed", "The difference is too large.", StorageCredentials, false, "clock"),
        (
            403,
            "AccessDenied",
            "User: arn:aws:iam::1:user/a is not authorized to perform: s3:PutObject",
            StorageDenied,
            false,
            "`s3:PutObject`",
        ),
        (403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey", StorageDenied, false, "KMS key"),
        (403, "AllAccessDisabled", "", StorageDenied, false, "disabled"),
        (403, "AccountProblem", "", StorageDenied, false, "account"),
        (403, "Blocked", "", StorageDenied, false, "proxy"),
        (405, "MethodNotAllowed", "", StorageDenied, false, "not allowed"),
        (
            400,
            "AuthorizationHeaderMalformed",
            "the region 'us-east-1' is wrong; expecting 'eu-central-1'",
            StorageWrongRegion,
            false,
            "`eu-central-1`",
        ),
        (301, "PermanentRedirect", "", StorageWrongRegion, false, "not in the region `us-east-1`"),
        (307, "TemporaryRedirect", "", StorageWrongRegion, false, "another endpoint"),
        (400, "IllegalLocationConstraintException", "", StorageWrongRegion, false, "does not serve the region"),
        (400, "InvalidHostHeader", "", WrongUse, false, "path style"),
        (404, "NoSuchBucket", "The specified bucket does not exist", StorageNoBucket, false, "no bucket `exports`"),
        (404, "NoIdea", "", StorageNoBucket, false, "endpoint"),
        (400, "InvalidBucketName", "", WrongUse, false, "not a valid name"),
        (400, "KMS.DisabledException", "", StorageDenied, false, "disabled"),
        (400, "KMS.NotFoundException", "", StorageDenied, false, "does not exist"),
        (400, "KMS.KMSInvalidStateException", "", StorageDenied, false, "pending"),
        (400, "KMS.InvalidKeyUsageException", "", StorageDenied, false, "not made for encryption"),
        (412, "PreconditionFailed", "", StorageAnswer, false, "nothing was overwritten"),
        (400, "EntityTooLarge", "", StorageAnswer, false, "larger"),
        (413, "TooLarge", "", StorageAnswer, false, "proxy"),
        (400, "KeyTooLongError", "", WrongUse, false, "longer"),
        (400, "InvalidRequest", "Content-MD5 is required", StorageAnswer, false, "Content-MD5 is required"),
        (400, "InvalidArgument", "x", StorageAnswer, false, "value"),
        (400, "InvalidDigest", "", StorageAnswer, false, "checksum"),
        (400, "BadDigest", "", StorageAnswer, true, "bytes that arrived"),
        (400, "XAmzContentSHA256Mismatch", "", StorageAnswer, true, "bytes that arrived"),
        (400, "IncompleteBody", "", StorageAnswer, true, "less than was announced"),
        (411, "MissingContentLength", "", StorageAnswer, false, "length"),
        (400, "InvalidStorageClass", "", StorageAnswer, false, "storage class"),
        (403, "QuotaExceeded", "", StorageAnswer, false, "quota"),
        (507, "XMinioStorageFull", "", StorageAnswer, false, "full"),
        (407, "Proxy", "", ErrorCode::StorageUnreachable, false, "password"),
        (503, "SlowDown", "", StorageAnswer, true, "slow down"),
        (429, "TooManyRequests", "", StorageAnswer, true, "slow down"),
        (400, "RequestTimeout", "", StorageAnswer, true, "waited too long"),
        (500, "InternalError", "", StorageAnswer, true, "error of its own"),
        (502, "BadGateway", "", StorageAnswer, true, "proxy"),
        (503, "ServiceUnavailable", "", StorageAnswer, true, "not available"),
        (504, "GatewayTimeout", "", StorageAnswer, true, "in time"),
        (409, "OperationAborted", "", StorageAnswer, true, "under way"),
        (409, "ConditionalRequestConflict", "", StorageAnswer, true, "under way"),
        (418, "ImATeapot", "short and stout", StorageAnswer, false, "short and stout"),
    ];
    for &(status, code, words, ours, again, explains) in table {
        let server = Scripted::start(move |_| Answer::error(status, code, words)).await;
        let error = failed(&server, export(&server, 10).await, "PutObject", code);
        assert_eq!(error.code, ours, "{code}: {}", error.message);
        assert!(error.message.contains(explains), "{code} should say {explains:?}: {}", error.message);
        assert!(error.message.contains(code), "{code} is shown as the storage named it: {}", error.message);
        assert_eq!(error.details["storage_code"], code);
        assert_eq!(error.details["status"], status);
        assert_eq!(error.details["request_id"], "4442587FB7D0A2F9");
        let expected = if again { ATTEMPTS } else { 1 };
        assert_eq!(server.count(&Method::PUT), expected, "{code}: tries");
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
