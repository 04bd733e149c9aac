//! The error map: what an S3 storage's code means, and what to do. Data; a test walks every row against a server that answers it.
//!
//! Codes: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>; what other storages say differently is measured and marked.

use super::{
    answer::Answer,
    fault::{Fault, Place},
};
use crate::error::ErrorCode;

/// One row of the map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// The storage's code, or the HTTP status as text where an answer has no code.
    pub code: &'static str,
    /// What the storage's own words must contain for the row to apply; empty: anything.
    pub says: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// The code of our error.
    pub to: ErrorCode,
    /// Whether trying again soon makes sense.
    pub transient: bool,
    /// Why; `{bucket}`, `{key}`, `{region}` (as configured), `{right}` (the right region), `{host}`, `{key_id}`, `{operation}`, `{permission}`.
    why: &'static str,
    /// What to do; the same words in braces.
    next: &'static str,
}

/// What a fault is about: the line of the connection test that it makes red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The way to the storage.
    Network,
    /// The two clocks.
    Clock,
    /// Key and secret.
    Credentials,
    /// The bucket's existence.
    Bucket,
    /// The bucket's region or endpoint.
    Region,
    /// What the key may do.
    Rights,
    /// Encryption with a managed key.
    Encryption,
    /// The object or the storage itself.
    Storage,
}

/// The row for an answer: the first whose code is equal and whose words are in the message.
pub(crate) fn rule_for(answer: &Answer) -> Option<&'static Rule> {
    let row = |code: &str| RULES.iter().find(|rule| rule.code == code && answer.message.contains(rule.says));
    row(&answer.code).or_else(|| row(&answer.status.to_string()))
}

impl Rule {
    /// Why and what to do, for a fault at a place.
    pub fn words(&self, fault: &Fault, place: &Place) -> (String, String) {
        let right = fault.region().unwrap_or("the bucket's own region");
        let fill = |text: &str| {
            [
                ("{bucket}", place.bucket.as_str()),
                ("{key}", &fault.key),
                ("{region}", &place.region),
                ("{right}", right),
                ("{host}", &place.host),
                ("{key_id}", &place.key_id),
                ("{operation}", fault.operation.name()),
                ("{permission}", fault.operation.permission()),
            ]
            .into_iter()
            .fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
        };
        (fill(self.why), fill(self.next))
    }
}

const fn last(code: &'static str, topic: Topic, to: ErrorCode, why: &'static str, next: &'static str) -> Rule {
    Rule { code, says: "", topic, to, transient: false, why, next }
}

const fn passing(code: &'static str, why: &'static str, next: &'static str) -> Rule {
    Rule { code, says: "", topic: Storage, to: StorageAnswer, transient: true, why, next }
}

const fn says(says: &'static str, rule: Rule) -> Rule {
    Rule { says, ..rule }
}

use ErrorCode::{StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageWrongRegion, WrongUse};
use Topic::{Bucket, Clock, Credentials, Encryption, Region, Rights, Storage};

const CHECK_KEY: &str = "Check the access key id for typing errors; the key may have been deleted, or belong to another provider or account.";
const CHECK_SECRET: &str =
    "Enter the secret access key again. If it is right, a proxy on the way may change the request.";
const GRANT: &str =
    "Grant `{permission}` on `{key}` to the key; the connection test shows the smallest policy to paste.";
const USE_REGION: &str = "Set the region to `{right}`.";
const SESSION: &str = "Get new credentials, or use an access key that does not expire.";
const LATER: &str = "The storage is busy or in trouble; try again later.";

/// The map. Rows with `says` stand before the general row of their code.
#[rustfmt::skip] // One row a line, as a table.
pub(crate) static RULES: &[Rule] = &[
    // Key and secret
    last("InvalidAccessKeyId", Credentials, StorageCredentials, "the storage does not know the access key `{key_id}`.", CHECK_KEY),
    last("SignatureDoesNotMatch", Credentials, StorageCredentials, "the secret does not belong to the access key `{key_id}`.", CHECK_SECRET),
    last("NotSignedUp", Credentials, StorageCredentials, "the storage has no account for the access key `{key_id}`.", CHECK_KEY),
    // Garage 2.5 calls both AccessDenied and tells them apart in its words.
    says("No such key", last("AccessDenied", Credentials, StorageCredentials, "the storage does not know the access key `{key_id}`.", CHECK_KEY)),
    says("Invalid signature", last("AccessDenied", Credentials, StorageCredentials, "the secret does not belong to the access key `{key_id}`.", CHECK_SECRET)),
    last("ExpiredToken", Credentials, StorageCredentials, "the session of the credentials has ended.", SESSION),
    last("InvalidToken", Credentials, StorageCredentials, "the session token is not valid.", SESSION),
    last("TokenRefreshRequired", Credentials, StorageCredentials, "the session token must be renewed.", SESSION),
    last("CredentialsNotSupported", Credentials, StorageCredentials, "the storage does not take this kind of credentials.", SESSION),
    last("InvalidSecurity", Credentials, StorageCredentials, "the credentials are not valid.", CHECK_KEY),
    last("401", Credentials, StorageCredentials, "the storage does not accept the credentials.", CHECK_KEY),
    // The account
    last("AccountProblem", Rights, StorageDenied, "there is a problem with the account that owns the bucket.", "Ask the storage's provider; often it is an unpaid bill."),
    last("AllAccessDisabled", Rights, StorageDenied, "the provider has disabled all access to the bucket `{bucket}`.", "Ask the storage's provider."),
    last("UserSuspended", Rights, StorageDenied, "the user of the access key `{key_id}` is suspended.", "Ask the storage's administrator."),
    // Clocks
    last("RequestTimeTooSkewed", Clock, StorageCredentials, "this machine's clock and the storage's differ by more than it allows (15 minutes at Amazon).", "Set this machine's clock right, best by NTP."),
    last("RequestExpired", Clock, StorageCredentials, "the request was too old when it arrived.", "Set this machine's clock right, best by NTP."),
    // Rights
    says("kms:", last("AccessDenied", Encryption, StorageDenied, "the key `{key_id}` may not use the KMS key that encrypts the bucket `{bucket}`.", "Grant `kms:GenerateDataKey` (and `kms:Decrypt` for multipart uploads) on that KMS key.")),
    last("AccessDenied", Rights, StorageDenied, "the key `{key_id}` may not do `{permission}` on `{key}` in the bucket `{bucket}`.", GRANT),
    last("403", Rights, StorageDenied, "access to `{key}` in the bucket `{bucket}` was refused, without a reason an S3 storage would give.", "If the storage's log has no trace of it, a proxy or firewall refused it; else grant `{permission}` to the key."),
    last("MethodNotAllowed", Rights, StorageDenied, "`{operation}` is not allowed on this resource.", "Check endpoint, bucket and path style."),
    last("405", Rights, StorageDenied, "`{operation}` is not allowed at this address.", "Check endpoint, bucket and path style."),
    // Region and endpoint
    last("AuthorizationHeaderMalformed", Region, StorageWrongRegion, "`{region}` is not the region of the bucket `{bucket}`.", USE_REGION),
    last("PermanentRedirect", Region, StorageWrongRegion, "the bucket `{bucket}` is not in the region `{region}`.", USE_REGION),
    last("301", Region, StorageWrongRegion, "the bucket `{bucket}` is not in the region `{region}`, or the endpoint is another one.", USE_REGION),
    last("TemporaryRedirect", Region, StorageWrongRegion, "the bucket `{bucket}` is served by another endpoint for now.", USE_REGION),
    last("307", Region, StorageWrongRegion, "the bucket `{bucket}` is served by another endpoint for now.", USE_REGION),
    last("IllegalLocationConstraintException", Region, StorageWrongRegion, "the endpoint `{host}` does not serve the region of the bucket `{bucket}`.", USE_REGION),
    last("IncorrectEndpoint", Region, StorageWrongRegion, "the bucket `{bucket}` is not at the endpoint `{host}`.", USE_REGION),
    last("InvalidRegionName", Region, StorageWrongRegion, "there is no region `{region}`.", USE_REGION),
    last("InvalidHostHeader", Region, WrongUse, "the storage does not serve the host name it was called by.", "Check the endpoint, and try the other setting of path style."),
    // Bucket
    last("NoSuchBucket", Bucket, StorageNoBucket, "there is no bucket `{bucket}` at `{host}`.", "Check its name, create it, or correct endpoint and region."),
    last("404", Bucket, StorageNoBucket, "`{host}` has nothing at the address of the bucket `{bucket}`.", "Check endpoint, bucket and path style."),
    last("InvalidBucketName", Bucket, WrongUse, "`{bucket}` is not a valid name of a bucket.", "Check the bucket's name."),
    last("InvalidBucketState", Bucket, StorageAnswer, "the bucket `{bucket}` is in a state that does not allow `{operation}`.", "Look at the bucket at the storage."),
    // Encryption
    last("KMS.DisabledException", Encryption, StorageDenied, "the KMS key of the bucket `{bucket}` is disabled.", "Enable the KMS key."),
    last("KMS.NotFoundException", Encryption, StorageDenied, "the KMS key of the bucket `{bucket}` does not exist.", "Check the key id in the bucket's default encryption."),
    last("KMS.KMSInvalidStateException", Encryption, StorageDenied, "the KMS key of the bucket `{bucket}` is pending deletion or import.", "Look at the key's state in KMS."),
    last("KMS.InvalidKeyUsageException", Encryption, StorageDenied, "the KMS key of the bucket `{bucket}` is not made for encryption.", "Choose a symmetric encryption key."),
    // The object
    last("PreconditionFailed", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", "Look at that object; a new run has a new name."),
    last("412", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", "Look at that object; a new run has a new name."),
    last("NoSuchUpload", Storage, StorageAnswer, "the storage has no such unfinished upload any more.", "A lifecycle rule may have removed it; run the export again."),
    last("InvalidPart", Storage, StorageAnswer, "the storage lost a part of the upload or holds another one.", "Run the export again."),
    last("InvalidPartOrder", Storage, StorageAnswer, "the parts of the upload arrived in another order.", "Run the export again."),
    last("EntityTooLarge", Storage, StorageAnswer, "the object is larger than the storage allows.", "Narrow the filter, for example to a shorter time."),
    last("413", Storage, StorageAnswer, "the request is larger than the storage or a proxy in between allows.", "Raise the limit there (8 MiB per request are needed)."),
    last("EntityTooSmall", Storage, StorageAnswer, "a part is smaller than the storage allows.", "The storage asks for parts above 8 MiB, which is not supported."),
    last("KeyTooLongError", Storage, WrongUse, "the key `{key}` is longer than the storage allows.", "Shorten prefix or name."),
    last("XMinioInvalidObjectName", Storage, WrongUse, "the storage does not allow the key `{key}`.", "Change prefix or name."),
    last("InvalidRequest", Storage, StorageAnswer, "the storage asks for something the request did not have, for example a checksum (object lock) or an encryption header (bucket policy).", "Look at the bucket's policy and default encryption."),
    last("InvalidArgument", Storage, StorageAnswer, "the storage does not accept a value in the request.", "Its own words name the value."),
    last("InvalidDigest", Storage, StorageAnswer, "the storage could not read the checksum.", "Look for a proxy that changes headers."),
    passing("BadDigest", "the bytes that arrived are not those that were sent.", "Look for a proxy that changes requests, and at the network."),
    passing("XAmzContentSHA256Mismatch", "the bytes that arrived are not those that were sent.", "Look for a proxy that changes requests, and at the network."),
    passing("IncompleteBody", "the storage got less than was announced.", "Look at the network and at proxies in between."),
    last("MissingContentLength", Storage, StorageAnswer, "the length of the request got lost on the way.", "Look for a proxy that changes headers."),
    last("411", Storage, StorageAnswer, "the length of the request got lost on the way.", "Look for a proxy that changes headers."),
    last("InvalidStorageClass", Storage, StorageAnswer, "the storage has no such storage class.", "Choose another storage class."),
    last("NotImplemented", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Ask the storage's provider for S3 multipart uploads."),
    last("501", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Ask the storage's provider for S3 multipart uploads."),
    last("QuotaExceeded", Storage, StorageAnswer, "the bucket `{bucket}` is at its quota.", "Raise the quota or remove old objects."),
    last("XMinioStorageFull", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    last("507", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    last("407", Topic::Network, ErrorCode::StorageUnreachable, "the proxy asks for a name and a password.", "Set them in the address of the proxy."),
    // What passes
    passing("SlowDown", "the storage asks to slow down and did not recover in time.", LATER),
    passing("TooManyRequests", "the storage asks to slow down and did not recover in time.", LATER),
    passing("429", "the storage asks to slow down and did not recover in time.", LATER),
    passing("ThrottlingException", "the storage asks to slow down and did not recover in time.", LATER),
    passing("RequestTimeout", "the storage waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("408", "the storage waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("InternalError", "the storage had an error of its own.", LATER),
    passing("500", "the storage had an error of its own.", LATER),
    passing("502", "a proxy in front of the storage got no good answer from it.", LATER),
    passing("ServiceUnavailable", "the storage is not available at the moment.", LATER),
    passing("503", "the storage is not available at the moment.", LATER),
    passing("504", "a proxy in front of the storage got no answer from it in time.", LATER),
    passing("OperationAborted", "another operation on the same object was under way.", LATER),
    passing("ConditionalRequestConflict", "another write of the same object was under way.", LATER),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::fault::{Cause, Operation};

    fn answer(code: &str, message: &str) -> Answer {
        Answer { status: code.parse().unwrap_or(400), code: code.into(), message: message.into(), ..Answer::default() }
    }

    #[test]
    fn every_row_is_reached_by_its_code_and_its_words() {
        for rule in RULES {
            let found = rule_for(&answer(rule.code, rule.says)).expect("its own code finds it");
            assert!(std::ptr::eq(found, rule), "{} {:?} is hidden by an earlier row", rule.code, rule.says);
        }
    }

    #[test]
    fn every_row_leaves_no_brace_unfilled_and_says_what_to_do() {
        for rule in RULES {
            let fault = Fault {
                operation: Operation::Put,
                key: "a/b.jsonl".into(),
                cause: Cause::Answer(answer(rule.code, rule.says)),
                after_lost_answer: false,
            };
            let (why, next) = rule.words(&fault, &Place::default());
            assert!(!format!("{why}{next}").contains(['{', '}']), "{why} {next}");
            assert!(why.ends_with('.') && next.ends_with('.'), "sentences: {why} {next}");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_to_its_status_and_else_stays_raw() {
        let unknown = |status| Answer { status, code: "Quux".into(), message: String::new(), ..Answer::default() };
        assert_eq!(rule_for(&unknown(503)).expect("by status").code, "503");
        assert!(rule_for(&unknown(418)).is_none());
    }
}
