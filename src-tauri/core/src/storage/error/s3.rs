//! What S3 and compatible storages say.
//!
//! Codes: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>; what other storages say differently is measured and marked.

use super::{CHECK_KEY, CHECK_SECRET, GRANT, LATER, SESSION, USE_REGION};
use super::{
    Rule,
    Topic::{Bucket, Clock, Credentials, Encryption, Region, Rights, Storage},
    last, passing, says,
};
use crate::error::ErrorCode::{
    StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageWrongRegion, WrongUse,
};

/// Rows with `says` stand before the general row of their code.
#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    // Key and secret
    last("InvalidAccessKeyId", Credentials, StorageCredentials, "the storage does not know the access key `{who}`.", CHECK_KEY),
    last("SignatureDoesNotMatch", Credentials, StorageCredentials, "the secret does not belong to the access key `{who}`.", CHECK_SECRET),
    last("NotSignedUp", Credentials, StorageCredentials, "the storage has no account for the access key `{who}`.", CHECK_KEY),
    // Garage 2.5 calls both AccessDenied and tells them apart in its words.
    says("No such key", last("AccessDenied", Credentials, StorageCredentials, "the storage does not know the access key `{who}`.", CHECK_KEY)),
    says("Invalid signature", last("AccessDenied", Credentials, StorageCredentials, "the secret does not belong to the access key `{who}`.", CHECK_SECRET)),
    last("ExpiredToken", Credentials, StorageCredentials, "the session of the credentials has ended.", SESSION),
    last("InvalidToken", Credentials, StorageCredentials, "the session token is not valid.", SESSION),
    last("TokenRefreshRequired", Credentials, StorageCredentials, "the session token must be renewed.", SESSION),
    last("CredentialsNotSupported", Credentials, StorageCredentials, "the storage does not take this kind of credentials.", SESSION),
    last("InvalidSecurity", Credentials, StorageCredentials, "the credentials are not valid.", CHECK_KEY),
    // The account
    last("AccountProblem", Rights, StorageDenied, "there is a problem with the account that owns the bucket.", "Ask the storage's provider; often it is an unpaid bill."),
    last("AllAccessDisabled", Rights, StorageDenied, "the provider has disabled all access to the bucket `{bucket}`.", "Ask the storage's provider."),
    last("UserSuspended", Rights, StorageDenied, "the user of the access key `{who}` is suspended.", "Ask the storage's administrator."),
    // Clocks
    last("RequestTimeTooSkewed", Clock, StorageCredentials, "this machine's clock and the storage's differ by more than it allows (15 minutes at Amazon).", "Set this machine's clock right, best by NTP."),
    last("RequestExpired", Clock, StorageCredentials, "the request was too old when it arrived.", "Set this machine's clock right, best by NTP."),
    // Rights
    says("kms:", last("AccessDenied", Encryption, StorageDenied, "the key `{who}` may not use the KMS key that encrypts the bucket `{bucket}`.", "Grant `kms:GenerateDataKey` (and `kms:Decrypt` for multipart uploads) on that KMS key.")),
    last("AccessDenied", Rights, StorageDenied, "the key `{who}` may not do `{permission}` on `{key}` in the bucket `{bucket}`.", GRANT),
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
    last("InvalidStorageClass", Storage, StorageAnswer, "the storage has no such storage class.", "Choose another storage class."),
    last("NotImplemented", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Ask the storage's provider for S3 multipart uploads."),
    last("QuotaExceeded", Storage, StorageAnswer, "the bucket `{bucket}` is at its quota.", "Raise the quota or remove old objects."),
    last("XMinioStorageFull", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    // What passes
    passing("SlowDown", "the storage asks to slow down and did not recover in time.", LATER),
    passing("TooManyRequests", "the storage asks to slow down and did not recover in time.", LATER),
    passing("ThrottlingException", "the storage asks to slow down and did not recover in time.", LATER),
    passing("RequestTimeout", "the storage waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("InternalError", "the storage had an error of its own.", LATER),
    passing("ServiceUnavailable", "the storage is not available at the moment.", LATER),
    passing("OperationAborted", "another operation on the same object was under way.", LATER),
    passing("ConditionalRequestConflict", "another write of the same object was under way.", LATER),
];
